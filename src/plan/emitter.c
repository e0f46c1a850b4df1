#include "config.h"

#include "plan/emitter.h"

#include <errno.h>

static void add_place(void *ctx, struct span at)
{
	struct emitter *e = ctx;

	batch_add_loc(e->to, e->at, wire_len(&e->w),
		      batch_place(e->p->desired->batch, e->origin, at.off));
}

void emit_low(struct emitter *e, const struct low_msg *m, uint16_t flags,
	      const struct batch_msg *origin)
{
	struct encode_places places = { .add = add_place, .ctx = e };

	if (e->err)
		return;
	e->origin = origin;
	e->at = origin ? origin->at : e->t->place;
	flags |= NLM_F_REQUEST;
	if (e->to->echo && m->verb == LOW_NEW)
		flags |= NLM_F_ECHO;
	if (e->to->ack_all)
		flags |= NLM_F_ACK;
	encode_begin(&e->w, m, flags);
	encode_attrs(&e->w, m, origin ? &places : NULL);
	if (e->w.overflow) {
		diag_error(e->to->diags, DIAG_LIMIT, e->at,
			   "this does not fit one message: an attribute holds at most %u bytes",
			   WIRE_ATTR_MAX);
		e->err = -EMSGSIZE;
	} else if (!batch_add(e->to, e->w.nlh, wire_len(&e->w), e->at)) {
		e->err = -EMSGSIZE;
	}
}

void emit_each(struct emitter *e, uint8_t kind, uint32_t fates, emit_fn *fn)
{
	for (const struct plan_item *i = e->t->items; i; i = i->next)
		if (i->kind == kind && !i->unreachable && fates >> i->fate & 1)
			fn(e, i);
}
