/*
 * decision — the end of a run whose change is held until it is confirmed.
 *
 * In:     the holder, NULL where the change is final; how the run ended, and its
 *         report.
 * Out:    the exit code; what became of the change, in words and in the report.
 * Owns:   nothing; documents are taken over.
 * Errors: exit codes after a sentence on stderr.
 * Spec:   nftload(8), nftload-report(5).
 */
#ifndef NFTLOAD_CLI_CONFIRM_DECISION_H
#define NFTLOAD_CLI_CONFIRM_DECISION_H

#include "cli/report/reporting.h"
#include "cli/user/options.h"
#include "cli/user/outcome.h"
#include "hold/held_records.h"

struct decision {
	const struct options *opt;
	enum record_state state; /* RECORD_STATES: nothing is held */
	/* Called when the run has ended and the change, if there is one, is
	 * final or confirmed; NULL: nothing is to be done then. */
	void (*stands)(void *ctx);
	void *ctx;
};

/* What became of the change, before anything is said.  code: of the load or
 * sync; sent: whether there was something to change. */
struct decision decision_begin(const struct options *o, int code, bool sent);
/* Whether the change was not made because there is no way back; the sentence for
 * that. */
bool decision_refuses(const struct options *o, int code, struct closing *c);
/* Says what became of a change; why: the reason if it could not be taken back. */
void decision_say(const struct options *o, enum record_state state,
		  const char *why);
/* Writes the report and waits for the decision.  code: of a change that is
 * confirmed, or where nothing is held.  doc may be NULL. */
int decision_end(const struct decision *d, struct reporting *reporting,
		 json_t *doc, int code) must_check;

#endif
