/*
 * sync — makes the kernel's tables equal to the inputs, with the fewest
 * changes.
 *
 *   inputs -> wanted state (wanted.h)
 *   kernel -> present state -> plan -> guard -> batch -> commit
 *              ^---------------- a race was lost ---------'
 *
 * In:     options; events of a load, of which step and known are called.
 * Out:    struct sync: both states, the plan, the batch, and the code that the
 *         sync ended with.  Nothing is printed.
 * Owns:   everything in struct sync, from sync_init() to sync_release();
 *         options and events are borrowed until then.
 * Errors: enum sync_code, whose values are also exit statuses of the program.
 * Spec:   nftload(8), "Declarative files".
 */
#ifndef NFTLOAD_SYNC_SYNC_H
#define NFTLOAD_SYNC_SYNC_H

#include "plan/plan.h"
#include "sync/literals.h"
#include "sync/loss.h"
#include "sync/present.h"
#include "sync/recall.h"
#include "sync/rivals.h"
#include "sync/wanted.h"

enum sync_goal {
	SYNC_COMPARE, /* nothing is sent */
	SYNC_JUDGE,   /* the kernel checks the batch and drops it */
	SYNC_APPLY,
};

/* In addition to enum load_code. */
enum sync_code {
	/* The plan would remove objects of others, or too much (loss.h). */
	SYNC_GUARDED = 11,
};

struct sync;

struct sync_options {
	const struct load_options *load;
	enum sync_goal goal;
	const char *name; /* of the owner of the tables; "": no name */
	/* Patterns of names and comments of objects that stay although the
	 * inputs lack them; NULL ends the list. */
	const char *const *keep;
	bool exact;   /* elements of others are removed */
	bool open;    /* elements of others stay in every set */
	bool adopt;   /* tables without an owner become ours */
	bool remake;  /* objects that cannot be changed are made anew */
	/* Nobody wants to see what is there: it need not be read where it can
	 * only be what the last sync left. */
	bool recall;
	bool verify;  /* read the tables again after the commit */
	bool whole;   /* read what sets that belong to rules hold, too */
	bool guard;   /* refuse a plan that removes too much: loss.h */
	uint32_t max_removed_percent; /* of the rules; with guard */
	/* The kernel accepts the batch, which is not committed yet.  Returns
	 * LOAD_GOES_ON, LOAD_CONFLICT if the ruleset is another one than that
	 * of the plan, or the code to end with; NULL: nobody is asked. */
	int (*ready)(void *ctx, struct sync *s);
	void *ready_ctx;
};

/* A table that stays although a flush would delete it. */
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
	struct transaction *t; /* wanted's, with batch, result and failure */
	struct recall recall;
	struct rivals rivals; /* last: who made the sync lose */
	struct present present;
	struct plan plan;
	struct arena arena; /* of foreign and sets */
	struct sync_foreign *foreign;
	struct sync_set *sets;
	struct literals literals;
	struct loss loss; /* why the guard refused, if it did */
	unsigned int refusals;
	bool tried; /* the kernel's abilities are known: how.abilities */
	bool planned; /* present and plan are filled */
	bool plain;   /* a reshaped batch was refused */
	bool unequal; /* after verifying: the tables still differ */
	int code;
};

/* o->load: as for wanted_init(). */
void sync_init(struct sync *s, const struct sync_options *o,
	       const struct load_events *client);
int sync_run(struct sync *s);
void sync_release(struct sync *s);
/* The tables that a sync reads. */
struct read_choice sync_tables(struct sync *s);
/* Gives sets of the present state that were not read the elements that they
 * were found to have. */
void sync_fill_sets(struct sync *s);

/* Whether an earlier sync of this name has told of the same foreign tables, and
 * that this one has. */
bool sync_foreign_is_known(const struct sync *s);
void sync_foreign_told(struct sync *s);

/* Whether a sync of ours made the table of the present state, so that we may
 * change all of it. */
bool sync_owns(const struct sync *s, const struct state_table *present);
/* Whether an item of the plan removes something that the guard keeps. */
bool sync_takes(const struct plan_item *i);
/* Whether the plan would change a table that another program owns (the kernel's
 * flag owner). */
bool sync_is_anothers(const struct plan_table *t);
/* Whether the plan removes something from a table that is not ours. */
bool sync_is_guarded(const struct sync *s, const struct plan_table *t);

#endif
