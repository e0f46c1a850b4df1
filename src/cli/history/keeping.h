/*
 * keeping — keeps a commit in the history, if there is one.
 *
 *     keeping_start()    before the sandbox closes
 *     keeping_note()     right after the commit, with its plan
 *     keeping_save()     once the commit stands
 *
 * In:     options; a plan, its socket, and the inputs.
 * Out:    an entry of the history; warnings.
 * Owns:   everything in struct keeping, until keeping_end().
 * Errors: none: a commit that is in no history counts as any other, and a
 *         warning says why.
 * Spec:   nftload(8), --history.
 */
#ifndef NFTLOAD_CLI_HISTORY_KEEPING_H
#define NFTLOAD_CLI_HISTORY_KEEPING_H

#include "cli/history/clerk.h"
#include "cli/report/audit.h"
#include "cli/user/options.h"
#include "history/past.h"

struct keeping {
	const struct options *opt;
	struct clerk clerk;
	struct history_entry entry;
	struct audit who;
	bool on;    /* there is a history */
	bool noted; /* the entry is filled */
};

/* What a caller knows of the commit. */
struct keeping_facts {
	const struct plan *plan;
	struct kernel_socket *sock;
	const struct source_set *sources; /* NULL: no inputs */
	const char *verb;
	uint32_t genid; /* before the commit */
};

/* The path of the history's folder, in the options' arena. */
const char *keeping_folder(const struct options *o);
/* Says that the history cannot be used, and why by err. */
void keeping_say(const struct options *o, const char *became, int err);

void keeping_start(struct keeping *k, const struct options *o);
void keeping_note(struct keeping *k, const struct keeping_facts *facts);
/* The difference, as text and as JSON, of keeping_note()'s plan. */
void keeping_add_diff(struct keeping *k, const char *text, const char *json);
void keeping_save(struct keeping *k);
void keeping_end(struct keeping *k);

#endif
