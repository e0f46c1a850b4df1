/*
 * sync — makes the kernel's tables what inputs want, by the least that does it.
 *
 *   inputs -> wanted state (wanted.h)
 *   kernel -> present state -> plan -> guard -> batch -> commit
 *              ^---------------- a race was lost ---------'
 *
 * In:     options; events of a load, of which step and known are heard.
 * Out:    struct sync: both states, the plan, the batch, and how it ended.
 *         Nothing is printed.
 * Owns:   all of it, from sync_init() to sync_release(); options and events are
 *         borrowed until then.
 * Errors: enum sync_code: the program's exit statuses, too.
 * Spec:   nftload(8), "Declarative files".
 */
#ifndef NFTLOAD_SYNC_SYNC_H
#define NFTLOAD_SYNC_SYNC_H

#include "plan/plan.h"
#include "sync/present.h"
#include "sync/wanted.h"

enum sync_goal {
	SYNC_COMPARE, /* nothing is sent */
	SYNC_JUDGE,   /* the kernel judges the batch and drops it */
	SYNC_APPLY,
};

/* Beside those of a load. */
enum sync_code {
	SYNC_GUARDED = 11, /* something would go that is nobody's to remove */
};

struct sync_options {
	const struct load_options *load;
	enum sync_goal goal;
	const char *name; /* of whom the tables belong to; "": nobody's name */
	/* What stays although the inputs lack it: patterns of names and of
	 * comments, ended by NULL. */
	const char *const *keep;
	bool exact;   /* elements of others go */
	bool open;    /* elements of others stay in every set */
	bool adopt;   /* tables of nobody become ours */
	bool remake;  /* what cannot change otherwise is made anew */
	bool verify;  /* read again what was made */
};

/* A table that a flush would have deleted, and that stays. */
struct sync_foreign {
	struct sync_foreign *next;
	const char *name;
	uint8_t family;
};

/* A big set, asked about without a dump. */
struct sync_set {
	struct sync_set *next;
	const struct state_set *wanted;
	bool same; /* the kernel has just those elements */
};

struct sync {
	const struct sync_options *opt;
	const struct load_events *client;
	struct wanted wanted;
	struct plan_options how;
	struct transaction *t; /* of wanted: batch, result and failure are there */
	struct present present;
	struct plan plan;
	struct arena arena; /* of foreign and sets */
	struct sync_foreign *foreign;
	struct sync_set *sets;
	unsigned int refusals;
	bool tried; /* the kernel's abilities are known: how.abilities */
	bool planned; /* present and plan are there */
	bool unequal; /* verified: something still differs */
	int code;
};

/* o->load: as wanted_init(). */
void sync_init(struct sync *s, const struct sync_options *o,
	       const struct load_events *client);
int sync_run(struct sync *s);
void sync_release(struct sync *s);
/* Gives sets of the present state that were not read the elements that they
 * were found to have. */
void sync_fill_sets(struct sync *s);

/* Whether a table of the present state was made by a sync that may change it
 * as it likes. */
bool sync_owns(const struct sync *s, const struct state_table *present);
/* Whether an item of the plan takes away what the guard keeps. */
bool sync_takes(const struct plan_item *i);
/* Whether another program owns the table, by the kernel's flag, and the plan
 * would change it. */
bool sync_is_anothers(const struct plan_table *t);
/* Whether the plan takes something from a table that nothing made ours. */
bool sync_is_guarded(const struct sync *s, const struct plan_table *t);

#endif
