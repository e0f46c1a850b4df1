#include "config.h"

#include "plan/emitter.h"

static void emit_one(struct emitter *e)
{
	uint8_t fate = e->t->fate;

	emit_table(e);
	if (fate == FATE_REMOVED)
		return;
	emit_look_at_names(e);
	if (fate != FATE_ADDED && fate != FATE_REMADE) {
		emit_delete_rules(e);
		emit_delete_elems(e);
		emit_delete_objects(e);
	}
	emit_objects(e);
	if (fate == FATE_REMADE)
		emit_old_objects(e);
	emit_elems(e);
	emit_rules(e);
	if (fate == FATE_REMADE)
		emit_old_rules(e);
}

int plan_emit(struct plan *p, struct batch *to)
{
	struct emitter e = { .p = p, .to = to, .scratch = &p->scratch };

	wire_init(&e.w);
	for (e.t = p->tables; e.t; e.t = e.t->next)
		if (e.t->edits || e.t->fate == FATE_REMOVED)
			emit_one(&e);
	wire_release(&e.w);
	return e.err;
}
