#include "config.h"

#include "lint/linting.h"

#include "state/state_canon.h"

#include <linux/netfilter.h>
#include <string.h>

static bool is_filter(const struct facts_chain *c)
{
	return c->hook && (!c->hook->type ||
			   strcmp(c->hook->type, "filter") == 0);
}

/* ---- hooks of devices without a device ---- */

static bool needs_device(const struct state_table *t,
			 const struct low_hook *hook)
{
	return t->family == NFPROTO_NETDEV ||
	       (t->family == NFPROTO_INET && hook->num == NF_INET_INGRESS);
}

void lint_devices(struct lint *l, struct state_table *t)
{
	struct state_flowtable *ft;
	struct state_chain *c;

	state_each(c, &t->chains) {
		const struct low_hook *hook = facts_of(&l->facts, c)->hook;

		if (hook && !hook->devices && needs_device(t, hook))
			lint_say(l, DIAG_LINT_DEVICE,
				 lint_name_place(l, &c->item),
				 "chain '%s' sees no packet: it has no device",
				 c->item.name);
	}
	state_each(ft, &t->flowtables) {
		if (ft->item.low && ft->item.low->flowtable &&
		    !ft->item.low->flowtable->hook.devices)
			lint_say(l, DIAG_LINT_DEVICE,
				 lint_name_place(l, &ft->item),
				 "flow table '%s' speeds nothing up: it has no device",
				 ft->item.name);
	}
}

/* ---- what drops, and never asks for known connections ---- */

static bool is_of_ip(const struct state_table *t)
{
	return t->family == NFPROTO_IPV4 || t->family == NFPROTO_IPV6 ||
	       t->family == NFPROTO_INET;
}

static bool is_of_hosts(const struct low_hook *hook)
{
	return hook->num == NF_INET_LOCAL_IN || hook->num == NF_INET_FORWARD ||
	       hook->num == NF_INET_LOCAL_OUT;
}

/* The last rule, if it drops whatever gets there. */
static const struct facts_rule *final_drop(const struct facts_chain *c)
{
	const struct facts_rule *last = c->rules + c->nrules - 1;

	return c->nrules && last->ends && (last->own & FACT_DROPS) ? last :
								     NULL;
}

static struct span drop_place(const struct lint *l, const struct facts_chain *c)
{
	const struct state_item *i = &c->chain->item;

	return facts_policy_drops(c) ?
		       state_place(l->s, i, i->low->chain->policy_at.off) :
		       lint_place(l, &final_drop(c)->rule->item);
}

static void look_for_replies(struct lint *l, const struct facts_chain *c)
{
	static const char *const whose[] = {
		[NF_INET_LOCAL_IN] = "answers to this machine's own connections",
		[NF_INET_FORWARD] = "answers to forwarded connections",
		[NF_INET_LOCAL_OUT] = "this machine's answers",
	};
	uint8_t facts = facts_of_chain(&l->facts, c);

	if (!(facts & FACT_ACCEPTS) || (facts & FACT_REPLIES))
		return;
	if (lint_say(l, DIAG_LINT_ESTABLISHED, drop_place(l, c),
		     "chain '%s' drops %s: no rule accepts packets of established connections",
		     c->chain->item.name, whose[c->hook->num]))
		diag_hint(l->diags, "begin with 'ct state established,related accept'");
}

void lint_established(struct lint *l, struct state_table *t)
{
	struct state_chain *at;

	if (!is_of_ip(t))
		return;
	state_each(at, &t->chains) {
		const struct facts_chain *c = facts_of(&l->facts, at);

		if (is_filter(c) && is_of_hosts(c->hook) &&
		    (facts_policy_drops(c) || final_drop(c)))
			look_for_replies(l, c);
	}
}

/* ---- an accept that the next chain does not know of ---- */

static bool families_meet(const struct state_table *a,
			  const struct state_table *b)
{
	return a->family == b->family ||
	       (is_of_ip(a) && is_of_ip(b) &&
		(a->family == NFPROTO_INET || b->family == NFPROTO_INET));
}

/* Whether packets that a accepts come to b afterwards. */
static bool comes_after(const struct facts_chain *a, const struct facts_chain *b)
{
	return a != b && a->hook->num == b->hook->num &&
	       a->hook->priority <= b->hook->priority &&
	       a->chain->table->family != NFPROTO_NETDEV &&
	       families_meet(a->chain->table, b->chain->table);
}

static bool same_body(const struct facts_rule *a, const struct facts_rule *b)
{
	return memcmp(&a->rule->body, &b->rule->body,
		      sizeof(a->rule->body)) == 0;
}

static bool has_rule(const struct facts_chain *c, const struct facts_rule *r)
{
	for (size_t i = 0; i < c->nrules; i++)
		if (same_body(&c->rules[i], r))
			return true;
	return false;
}

/* Whether the accept is news to b; then it has been reported. */
static bool report(struct lint *l, const struct facts_rule *r,
		   const struct facts_chain *b)
{
	const struct state_chain *a = r->rule->chain;

	if (!l->hashed)
		canon_state(l->s);
	l->hashed = true;
	if (has_rule(b, r))
		return false;
	if (lint_say(l, DIAG_LINT_SHADOWED, lint_place(l, &r->rule->item),
		     "what chain '%s' accepts here goes on to chain '%s' of table %s, which may drop it",
		     a->item.name, b->chain->item.name,
		     lint_table_name(l, b->chain->table)))
		diag_note(l->diags, drop_place(l, b), "it drops here");
	return true;
}

/* The accepts from here on were meant to save from other chains, too: under the
 * policy drop all of them; under the policy accept those that no rule of the own
 * chain which drops follows. */
static size_t first_vain_accept(const struct facts_chain *a)
{
	size_t first = a->nrules;

	if (facts_policy_drops(a))
		return 0;
	while (first > 0 && !(facts_of_rule(&a->rules[first - 1]) & FACT_DROPS))
		first--;
	return first;
}

static void compare(struct lint *l, const struct facts_chain *a,
		    const struct facts_chain *b)
{
	for (size_t i = first_vain_accept(a); i < a->nrules; i++) {
		const struct facts_rule *r = &a->rules[i];

		if ((r->own & (FACT_ACCEPTS | FACT_REPLIES)) == FACT_ACCEPTS &&
		    report(l, r, b))
			return;
	}
}

static void look_at_chain(struct lint *l, const struct facts_chain *a)
{
	struct state_table *t;
	struct state_chain *at;

	state_each(t, &l->s->tables) {
		state_each(at, &t->chains) {
			const struct facts_chain *b = facts_of(&l->facts, at);

			if (is_filter(b) && facts_policy_drops(b) &&
			    comes_after(a, b))
				compare(l, a, b);
		}
	}
}

void lint_shadowed(struct lint *l)
{
	struct state_table *t;
	struct state_chain *at;

	state_each(t, &l->s->tables) {
		state_each(at, &t->chains) {
			const struct facts_chain *a = facts_of(&l->facts, at);

			if (is_filter(a))
				look_at_chain(l, a);
		}
	}
}
