#include "config.h"

#include "sync/retold.h"

#include "base/chunks.h"
#include "print/text/text_state.h"
#include "state/state_canon.h"
#include "sync/wanted.h"

#define RULES_CHEAP 10000
/* A text that is wrong in more places than this is given up. */
#define TRIES 20

/* Where the text of an item begins. */
struct told_place {
	size_t off;
	struct state_item *item;
};

struct retold {
	struct state *state;
	struct text_out out;
	struct chunks places; /* of struct told_place, ascending */
};

static void note_place(void *ctx, struct state_item *item)
{
	struct retold *r = ctx;
	struct told_place *p = chunks_push(&r->places);

	p->off = r->out.len;
	p->item = item;
}

static void write_state(struct retold *r)
{
	struct text_lister w;

	r->out.len = 0;
	chunks_cut(&r->places, 0);
	text_lister_init(&w, &r->out, r->state);
	w.begins = note_place;
	w.ctx = r;
	text_list_ruleset(&w, r->state, 0);
	text_lister_release(&w);
	text_put_char(&r->out, '\0');
}

/* Marks the item whose text holds the offset; false: it is marked already. */
static bool mark_at(struct retold *r, uint32_t off)
{
	struct state_item *item = NULL;

	for (size_t i = 0; i < r->places.count; i++) {
		const struct told_place *p = chunks_at(&r->places, i);

		if (p->off > off)
			break;
		item = p->item;
	}
	if (!item || item->unsaid)
		return false;
	item->unsaid = true;
	return true;
}

static bool mark_errors(struct retold *r, const struct diags *diags)
{
	bool marked = false;

	for (const struct diag *d = diags->first; d; d = d->next)
		if (d->level == DIAG_LEVEL_ERROR)
			marked |= mark_at(r, d->at.off);
	return marked;
}

/* ---- comparing ---- */

static bool is_same(const struct state_item *a, const struct state_item *b)
{
	return b && memcmp(&a->hash, &b->hash, sizeof(a->hash)) == 0;
}

/* Rules that are marked are comments in the text. */
static void compare_rules(struct state_chain *have, struct state_chain *told)
{
	struct state_item *b = told->rules.first;
	struct state_item *a;

	state_each(a, &have->rules) {
		if (a->unsaid)
			continue;
		a->unsaid = !is_same(a, b);
		b = b ? b->next : NULL;
	}
}

static void compare_chains(struct state *told, const struct state_table *have,
			   struct state_table *t)
{
	struct state_chain *c, *other;

	state_each(c, &have->chains) {
		if (c->bound || c->item.unsaid)
			continue;
		other = state_chain(told, t, c->item.name);
		c->item.unsaid = !other || !is_same(&c->item, &other->item);
		if (other)
			compare_rules(c, other);
	}
}

static void compare_sets(struct state *told, const struct state_table *have,
			 struct state_table *t)
{
	struct state_set *set, *other;

	state_each(set, &have->sets) {
		if (set->anonymous || set->item.unsaid)
			continue;
		other = state_set(told, t, set->item.name, 0);
		set->item.unsaid = !other ||
				   !is_same(&set->item, &other->item);
	}
}

static void compare_objects(struct state *told, const struct state_table *have,
			    struct state_table *t)
{
	struct state_obj *obj, *other;

	state_each(obj, &have->objs) {
		if (obj->item.unsaid)
			continue;
		other = state_obj(told, t, obj->type, obj->item.name);
		obj->item.unsaid = !other ||
				   !is_same(&obj->item, &other->item);
	}
}

static void compare(struct state *have, struct state *told)
{
	struct state_table *t, *other;

	canon_state(have);
	canon_state(told);
	state_each(t, &have->tables) {
		other = state_table(told, t->family, t->item.name);
		if (!other)
			continue;
		compare_chains(told, t, other);
		compare_sets(told, t, other);
		compare_objects(told, t, other);
	}
}

/* 1: compared; 0: the text has errors, which are marked; -1: it has others. */
static int tell_again(struct retold *r)
{
	const char *const words[] = { r->out.buf, NULL };
	const struct load_options o = { .words = words };
	struct wanted w;
	int ret = 1;

	wanted_init(&w, &o, NULL);
	if (wanted_build(&w) != LOAD_DONE) {
		ret = mark_errors(r, w.t->diags) ? 0 : -1;
	} else {
		wanted_apply(&w);
		compare(r->state, &w.state);
	}
	wanted_release(&w);
	return ret;
}

bool retold_is_cheap(const struct state *s)
{
	const struct state_table *t;
	const struct state_chain *c;
	uint64_t rules = 0;

	state_each(t, &s->tables)
		state_each(c, &t->chains)
			rules += c->rules.count;
	return rules < RULES_CHEAP;
}

bool retold_mark(struct state *s)
{
	static const struct print_options plain = { .terse = true };
	struct retold r = { .state = s };
	int ret = 0;

	text_init(&r.out, &plain);
	chunks_init(&r.places, sizeof(struct told_place));
	for (int i = 0; i < TRIES && ret == 0; i++) {
		write_state(&r);
		/* Nothing at all says nothing else. */
		ret = r.out.len > 1 ? tell_again(&r) : 1;
	}
	chunks_release(&r.places);
	text_release(&r.out);
	return ret > 0;
}
