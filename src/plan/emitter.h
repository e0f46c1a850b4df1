/*
 * emitter — shared by the files of emit.h, private to emit*.c.
 *
 * In:     low forms of the records of the plan.
 * Out:    messages in the batch.
 * Owns:   nothing.
 * Errors: the first error in err; then nothing is sent.
 */
#ifndef NFTLOAD_PLAN_EMITTER_H
#define NFTLOAD_PLAN_EMITTER_H

#include "object/encode.h"
#include "plan/emit.h"

struct emitter {
	struct plan *p;
	const struct plan_table *t;
	struct batch *to;
	struct wire w;
	struct arena *scratch; /* emptied after each record */
	uint32_t rule_ids;     /* ids given so far */
	uint32_t old_ids;      /* ids of sets and chains of rules that stay */
	uint64_t elapsed_ms;   /* since the dump of what is sent again */
	bool names_known; /* the mark of each chain of the table has, or will
			   * have, its name */
	int err;
	/* The origin of the current message. */
	const struct batch_msg *origin; /* NULL: a dump, or nowhere */
	struct span at;
	/* Where the last place of an element was found. */
	struct {
		const struct batch_msg *msg;
		struct decode_elems in;
		struct span at;
		uint32_t index;
	} cursor;
};

/* Adds a message with the places of origin, which made the record, or of the
 * table's declaration (origin NULL). */
void emit_low(struct emitter *e, const struct low_msg *m, uint16_t flags,
	      const struct batch_msg *origin);
/* Deletes a named object. */
void emit_delete(struct emitter *e, const struct state_item *before);

void emit_table(struct emitter *e);
void emit_delete_rules(struct emitter *e);
void emit_delete_elems(struct emitter *e);
void emit_delete_objects(struct emitter *e);
void emit_objects(struct emitter *e);
/* Finds out what is noted in names_known. */
void emit_look_at_names(struct emitter *e);
void emit_elems(struct emitter *e);
void emit_rules(struct emitter *e);

/* Adds a set of the desired state, without its elements. */
void emit_set(struct emitter *e, const struct state_set *set);
/* Its elements in the order in which the file, or the dump, has them; the
 * caller frees the list. */
const struct state_elem **emit_by_source(const struct state_set *set);
/* Adds its elements, with counts and times of the set before, or NULL. */
void emit_set_elems(struct emitter *e, const struct state_set *set,
		    struct state_set *before);

/* Add the objects of others, as the kernel dumped them, to a table that is made
 * anew; a rule is added at the end of its chain. */
void emit_old_objects(struct emitter *e);
void emit_old_rules(struct emitter *e);
void emit_old_rule(struct emitter *e, const struct state_rule *r);
/* Adds all of t->before; needs neither items nor a desired state. */
void emit_old_table(struct emitter *e);

/* Calls fn for the items of a kind whose fate is in the bit set fates. */
typedef void emit_fn(struct emitter *e, const struct plan_item *i);
void emit_each(struct emitter *e, uint8_t kind, uint32_t fates, emit_fn *fn);
#define FATE_BIT(fate) (UINT32_C(1) << FATE_##fate)

#endif
