#include "config.h"

#include "state/applying.h"
#include "state/places.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>

/* A walk over references. */
struct hold {
	struct apply *a;
	struct state_table *t;
	int err;
};

static bool is_base(const struct state_item *i)
{
	return i->kind == LOW_CHAIN && i->low && i->low->chain &&
	       i->low->chain->hook.present;
}

/* Whether the kernel may have what the state does not. */
static bool may_be_there(const struct hold *h, const struct ref *ref)
{
	return !h->t->known && ref->name &&
	       !store_was_removed(h->a->s, (enum low_kind)ref->kind,
				  ref->type, h->t, ref->name);
}

static bool hold_ref(void *ctx, const struct ref *ref)
{
	struct hold *h = ctx;
	struct state_item *i = refs_find(h->a->s, h->t, ref);

	if (!i && !may_be_there(h, ref))
		h->err = apply_refuse(h->a, ENOENT, ref->at);
	else if (!i)
		apply_note_unknown(h->a, h->t, ref);
	else if (i && is_base(i))
		h->err = apply_refuse(h->a, EOPNOTSUPP, ref->at);
	else if (i)
		i->users++;
	h->a->jumps |= ref->kind == LOW_CHAIN ||
		       (i && i->kind == LOW_SET &&
			hold_refers((const struct state_set *)i));
	return h->err == 0;
}

static void release_owned(struct apply *a, struct state_item *i)
{
	struct state_set *set = (struct state_set *)i;
	struct state_chain *c = (struct state_chain *)i;

	if (i->kind == LOW_SET && set->anonymous) {
		hold_release_elems(a, set);
		store_remove_set(set);
	} else if (i->kind == LOW_CHAIN && c->bound) {
		hold_release_rules(a, c);
		store_remove_chain(c);
	}
}

static bool release_ref(void *ctx, const struct ref *ref)
{
	struct hold *h = ctx;
	struct state_item *i = refs_find(h->a->s, h->t, ref);

	if (i && i->users)
		i->users--;
	if (i)
		release_owned(h->a, i);
	return true;
}

/* What was held before a refusal stays so: nothing is sent anyway. */
int hold_rule(struct apply *a, struct state_table *t)
{
	struct decode_exprs in = decode_exprs(a->nlh);
	const struct arena_mark mark = arena_mark(&a->scratch);
	struct hold h = { a, t, 0 };
	const struct nlattr *item;
	unsigned int kind;
	struct ref ref;

	if (!a->r)
		return 0;
	a->limited = a->jumps = false;
	while (!h.err && (item = decode_expr_kind(&in, &kind))) {
		a->limited |= places_limits(kind, item);
		if (ref_of_expr(&in, item, kind, &a->scratch, &ref))
			hold_ref(&h, &ref);
		arena_rewind(&a->scratch, mark);
	}
	return h.err;
}

void hold_release_rule(struct apply *a, struct state_rule *r)
{
	struct hold h = { a, r->chain->table, 0 };

	refs_of_rule(r->item.nlh, &a->scratch, release_ref, &h);
}

void hold_release_rules(struct apply *a, struct state_chain *c)
{
	struct state_rule *r;

	state_each(r, &c->rules) hold_release_rule(a, r);
	store_remove_rules(c);
}

/* ---- elements ---- */

static const struct low_set *low_of(const struct state_set *set)
{
	return set->item.low ? set->item.low->set : NULL;
}

static uint32_t obj_type_of(const struct state_set *set)
{
	return low_of(set) ? low_of(set)->obj_type : 0;
}

bool hold_refers(const struct state_set *set)
{
	const struct low_set *low = low_of(set);

	return low && (low->obj_type ||
		       (low->is_map && low->data_type == NFT_DATA_VERDICT));
}

int hold_elems(struct apply *a, struct state_set *set)
{
	struct decode_elems in = decode_elems(a->nlh);
	const struct arena_mark mark = arena_mark(&a->scratch);
	struct hold h = { a, set->table, 0 };
	struct low_elem e;

	if (!a->r || !hold_refers(set))
		return 0;
	while (!h.err && decode_elem(&in, &e, &a->scratch)) {
		refs_of_elem(&e, obj_type_of(set), hold_ref, &h);
		arena_rewind(&a->scratch, mark);
	}
	return h.err;
}

void hold_release_elem(struct apply *a, struct state_set *set,
		       const struct state_elem *e)
{
	const struct arena_mark mark = arena_mark(&a->scratch);
	struct hold h = { a, set->table, 0 };
	struct low_elem low;

	if (!hold_refers(set))
		return;
	elems_low(&set->elems, e, &a->scratch, &low);
	refs_of_elem(&low, obj_type_of(set), release_ref, &h);
	arena_rewind(&a->scratch, mark);
}

void hold_release_elems(struct apply *a, struct state_set *set)
{
	if (!hold_refers(set))
		return;
	elems_settle(&set->elems);
	for (size_t i = 0; i < set->elems.count; i++)
		hold_release_elem(a, set, &set->elems.list[i]);
}
