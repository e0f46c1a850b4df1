/*
 * session — what the verbs that compare states do alike.
 *
 * In:     options.
 * Out:    options and events of a load, during which the sandbox closes; what
 *         is wrong, on stderr.
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
	const struct wanted *wanted; /* what is compiled now */
	unsigned int more; /* so many loads are to come after this one */
	bool misplaced; /* the report would replace an input */
};

int session_start(struct session *s, const struct options *o) must_check;
/* How to sync, by the options. */
struct sync_options session_sync(const struct session *s, enum sync_goal goal);
/* Where there are no inputs: gives up all rights but those to the sockets that
 * are open. */
void session_enter(const struct session *s);
/* What is wrong with the inputs, and the closing sentence where they led to
 * nothing. Returns the exit code. */
int session_say(const struct session *s, const struct wanted *w,
		struct closing *c);
void session_end(struct session *s);

#endif
