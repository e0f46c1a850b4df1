#include "config.h"

#include "state/applying.h"
#include "state/places.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#define DEPTH_MAX 16 /* jumps that the kernel follows */

/* ---- the walk from a base chain ---- */

struct walk {
	struct apply *a;
	struct state_table *t;
	const struct low_hook *hook;
	bool judges_hooks;
	uint32_t number;
	uint32_t depth;
	const struct state_rule *path[DEPTH_MAX]; /* that jumped */
	int err;
};

/* Of ingress, kernels differ. */
static bool rule_suits(struct walk *w, const struct state_rule *r)
{
	const char *type = w->hook->type ? w->hook->type : "filter";
	struct places p = places_of_rule(r->item.nlh, &w->a->scratch);

	if (p.nat && strcmp(type, "nat") != 0)
		return false;
	return w->hook->num > NF_INET_POST_ROUTING ||
	       (p.hooks >> w->hook->num & 1);
}

static uint32_t seq_of(const struct state_rule *r)
{
	return r->item.nlh->nlmsg_seq;
}

/* The kernel looks with each rule, so it finds it with the last that leads
 * there; r NULL: the way itself is wrong. */
static void refuse_way(struct walk *w, const struct state_rule *r, int errnum)
{
	const struct state_rule *last = r;

	for (uint32_t i = 0; i < w->depth; i++)
		if (!last || seq_of(w->path[i]) > seq_of(last))
			last = w->path[i];
	w->err = errnum;
	w->a->msg = last->item.msg;
	apply_refuse(w->a, errnum, (struct span){ 0 });
}

static void walk_chain(struct walk *w, struct state_chain *c);

static bool follow(void *ctx, const struct ref *ref);

/* To the chains of a verdict map, once for each depth. */
static void follow_map(struct walk *w, struct state_set *set)
{
	const struct arena_mark mark = arena_mark(&w->a->scratch);
	bool on = true;

	if (!hold_refers(set) ||
	    (set->walk == w->number && set->depth >= w->depth))
		return;
	set->walk = w->number;
	set->depth = w->depth;
	for (size_t i = 0; on && i < set->elems.count; i++) {
		struct low_elem e;

		elems_low(&set->elems, &set->elems.list[i], &w->a->scratch,
			  &e);
		on = refs_of_elem(&e, 0, follow, w);
		arena_rewind(&w->a->scratch, mark);
	}
}

/* Each rule has been judged: what it refers to is there, or unknown. */
static bool follow(void *ctx, const struct ref *ref)
{
	struct walk *w = ctx;
	struct state_chain *to = NULL;
	struct state_set *set;

	if (ref->kind == LOW_CHAIN && ref->name)
		to = state_chain(w->a->s, w->t, ref->name);
	else if (ref->kind == LOW_CHAIN)
		to = state_chain_by_id(w->a->s, w->t, ref->id);
	if (to)
		walk_chain(w, to);
	if (ref->kind == LOW_SET) {
		set = state_set(w->a->s, w->t, ref->name, ref->id);
		if (set)
			follow_map(w, set);
	}
	return !w->err;
}

static void walk_rule(struct walk *w, const struct state_rule *r)
{
	if (w->judges_hooks && r->limited && !rule_suits(w, r)) {
		refuse_way(w, r, EOPNOTSUPP);
		return;
	}
	if (!r->jumps)
		return;
	w->path[w->depth++] = r;
	refs_of_rule(r->item.nlh, &w->a->scratch, follow, w);
	w->depth--;
}

/* Where it has been as deep before, there is nothing new. */
static void walk_chain(struct walk *w, struct state_chain *c)
{
	struct state_rule *r;

	if (w->depth == DEPTH_MAX) {
		refuse_way(w, NULL, EMLINK);
		return;
	}
	if (c->walk == w->number && c->depth >= w->depth)
		return;
	c->walk = w->number;
	c->depth = w->depth;
	state_each(r, &c->rules) {
		walk_rule(w, r);
		if (w->err)
			return;
	}
}

/* ---- all of them ---- */

static const struct low_hook *hook_of(const struct state_chain *c)
{
	const struct low_chain *low = c->item.low ? c->item.low->chain : NULL;

	return low && low->hook.present ? &low->hook : NULL;
}

static bool is_of_ip(uint8_t family)
{
	return family == NFPROTO_IPV4 || family == NFPROTO_IPV6 ||
	       family == NFPROTO_INET;
}

void judge_reach(struct apply *a)
{
	uint32_t number = 0;
	struct state_table *t;
	struct state_chain *c;

	state_each(t, &a->s->tables) {
		state_each(c, &t->chains) {
			struct walk w = { .a = a, .t = t, .hook = hook_of(c),
					  .number = ++number };

			w.judges_hooks = is_of_ip(t->family);
			if (w.hook)
				walk_chain(&w, c);
		}
	}
}
