/*
 * emitter — what the parts of emit.h share, private to emit*.c.
 *
 * In:     low forms of the records of the plan.
 * Out:    messages in the batch.
 * Owns:   nothing.
 * Errors: the first one in err; nothing is sent then.
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
	uint32_t rule_ids;     /* given so far */
	uint32_t old_ids;      /* of sets and chains of rules that stay */
	int err;
	/* Where the message being written comes from. */
	const struct batch_msg *origin; /* NULL: a dump, or nowhere */
	struct span at;
	/* Where the places of elements were looked up last. */
	struct {
		const struct batch_msg *msg;
		struct decode_elems in;
		struct span at;
		uint32_t index;
	} cursor;
};

/* A message with the places of the one that made the record, or of the table's
 * declaration (origin NULL). */
void emit_low(struct emitter *e, const struct low_msg *m, uint16_t flags,
	      const struct batch_msg *origin);
/* Deletes what has a name. */
void emit_delete(struct emitter *e, const struct state_item *before);

void emit_table(struct emitter *e);
void emit_delete_rules(struct emitter *e);
void emit_delete_elems(struct emitter *e);
void emit_delete_objects(struct emitter *e);
void emit_objects(struct emitter *e);
void emit_elems(struct emitter *e);
void emit_rules(struct emitter *e);

/* A new set of the desired state without its elements. */
void emit_set(struct emitter *e, const struct state_set *set);
void emit_set_elems(struct emitter *e, const struct state_set *set);

/* What others made in a table that is made anew, as the kernel dumped it; a
 * rule comes at the end of its chain. */
void emit_old_objects(struct emitter *e);
void emit_old_rules(struct emitter *e);
void emit_old_rule(struct emitter *e, const struct state_rule *r);

/* Calls fn for the items of a kind whose fate is one of those of a bit each. */
typedef void emit_fn(struct emitter *e, const struct plan_item *i);
void emit_each(struct emitter *e, uint8_t kind, uint32_t fates, emit_fn *fn);
#define FATE_BIT(fate) (UINT32_C(1) << FATE_##fate)

#endif
