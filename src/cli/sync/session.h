/*
 * session — shared by the verbs that compare states: options, sandbox, report.
 *
 * In:     options.
 * Out:    options and events of a load, whose events give up rights; errors on
 *         stderr.
 * Owns:   the report's file and the transport, from session_start() to
 *         session_end().
 * Errors: exit codes after a sentence on stderr; GO_ON: none.
 */
#ifndef NFTLOAD_CLI_SYNC_SESSION_H
#define NFTLOAD_CLI_SYNC_SESSION_H

#include "cli/report/reporting.h"
#include "cli/user/options.h"
#include "cli/user/outcome.h"
#include "sync/sync.h"

struct session {
	const struct options *opt;
	struct reporting reporting;
	struct load_options work;
	struct load_events events; /* ctx is the session */
	const struct wanted *wanted; /* the inputs that are compiled now, or
				      * NULL */
	unsigned int more; /* number of loads after this one */
	/* States are printed and nothing is sent: rights to look up names are
	 * kept. */
	bool prints;
	int stopped; /* the exit code if the files end the run; else GO_ON */
};

int session_start(struct session *s, const struct options *o) must_check;
/* The options of a sync. */
struct sync_options session_sync(const struct session *s, enum sync_goal goal);
/* Prints the errors of the inputs, and the closing sentence if there is no
 * state.  y: the sync that w belongs to, or NULL.  Returns the exit code. */
int session_say(const struct session *s, const struct wanted *w,
		const struct sync *y);
/* Names the process that a sync has lost to, if it has. */
void session_add_rival(const struct sync *y, struct closing *c);
void session_end(struct session *s);

#endif
