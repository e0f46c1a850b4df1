#include "config.h"

#include "plan/inverse.h"

#include "plan/carry.h"
#include "plan/emitter.h"
#include "state/apply.h"
#include "state/state_canon.h"

/* ---- what would load it ---- */

static int build(struct inverse *v, uint64_t elapsed_ms)
{
	struct plan p = { .present = v->saved, .desired = &v->state };
	struct emitter e = { .p = &p, .to = &v->batch, .scratch = &p.scratch,
			     .elapsed_ms = elapsed_ms };
	struct state_table *t;

	arena_init(&p.scratch);
	wire_init(&e.w);
	state_each(t, &v->saved->tables) {
		const struct plan_table table = { .before = t };

		e.t = &table;
		emit_old_table(&e);
	}
	wire_release(&e.w);
	arena_release(&p.scratch);
	return e.err;
}

/* ---- what is not known ---- */

/* A rule whose messages say less than the kernel's dump has the form of the
 * dump, so that it stays where it is. */
static void note_unknown(struct inverse *v, const struct state_chain *saved,
			 const struct state_chain *c)
{
	struct state_rule *r = (void *)c->rules.first;
	const struct state_rule *was;

	state_each(was, &saved->rules) {
		if (!r)
			return;
		if (!carry_knows_rule(&v->state.arena, was)) {
			r->item.hash = was->item.hash;
			r->item.noted = was->item.noted;
			r->body = was->body;
			*(struct state_rule **)chunks_push(&v->unknown) = r;
		}
		r = (void *)r->item.next;
	}
}

/* ---- what was not read ---- */

static void take_over(struct inverse *v, const struct state_table *saved,
		      struct state_table *t)
{
	const struct state_chain *c;
	const struct state_set *set;

	state_each(c, &saved->chains)
		if (!c->bound)
			note_unknown(v, c,
				     state_chain(&v->state, t, c->item.name));
	state_each(set, &saved->sets)
		if (set->same && !set->anonymous)
			state_set(&v->state, t, set->item.name, 0)->same = true;
}

/* ---- from the beginning to the end ---- */

static bool removes(void *ctx, const struct state_table *table)
{
	(void)ctx;
	(void)table;
	return true;
}

int inverse_init(struct inverse *v, struct state *saved, uint32_t abilities,
		 uint64_t elapsed_ms)
{
	const struct state_table *t;
	int err;

	*v = (struct inverse){ .saved = saved };
	v->how = (struct plan_options){
		.abilities = abilities,
		.remake = true,
		.verbatim = true,
		.removes = removes,
		.ctx = v,
	};
	diags_init(&v->diags);
	batch_init(&v->batch, &v->diags);
	state_init(&v->state, STATE_EMPTY);
	chunks_init(&v->unknown, sizeof(struct state_rule *));
	err = build(v, elapsed_ms);
	if (err < 0)
		return err;
	state_apply(&v->state, &v->batch, NULL);
	canon_state(&v->state);
	state_each(t, &saved->tables)
		take_over(v, t,
			  state_table(&v->state, t->family, t->item.name));
	return 0;
}

void inverse_release(struct inverse *v)
{
	chunks_release(&v->unknown);
	state_release(&v->state);
	batch_release(&v->batch);
	diags_release(&v->diags);
}

const struct state_rule *inverse_lacks(const struct inverse *v)
{
	for (size_t i = 0; i < v->unknown.count; i++) {
		const struct state_rule *r =
			*(struct state_rule **)chunks_at(&v->unknown, i);

		if (r->item.fate != FATE_SAME)
			return r;
	}
	return NULL;
}
