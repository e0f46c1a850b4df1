#include "config.h"

#include "state/applying.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* What the kernel refuses without saying which attribute. */
static const struct span nowhere;

/* ---- chains ---- */

static struct low_chain *chain_of(struct state_chain *c)
{
	return c->item.low ? (struct low_chain *)c->item.low->chain : NULL;
}

static const char *type_of(const struct low_hook *hook)
{
	return hook->type ? hook->type : "filter";
}

/* A hook that is said again must be the same. */
static int check_hook(const struct apply *a, const struct low_msg *m,
		      const struct low_hook *now)
{
	const struct low_hook *says = &m->chain->hook;

	if (!says->present)
		return 0;
	if (!now->present || strcmp(type_of(now), type_of(says)) != 0)
		return apply_refuse(a, EEXIST, m->name.at);
	if (now->num != says->num || now->priority != says->priority)
		return apply_refuse(a, EOPNOTSUPP, nowhere);
	return 0;
}

static int update_chain(const struct apply *a, struct state_chain *c,
			const struct low_msg *m)
{
	struct low_chain *now = chain_of(c);

	if (is_excl(m))
		return apply_refuse(a, EEXIST, m->name.at);
	if (!m->chain)
		return 0;
	if (!now) {
		c->item.low->chain = now = arena_new(&a->s->arena,
						     struct low_chain);
	}
	if (check_hook(a, m, &now->hook) < 0)
		return -EEXIST;
	if (m->chain->have_policy && !now->hook.present)
		return apply_refuse(a, EOPNOTSUPP, m->chain->policy_at);
	if (m->chain->have_policy) {
		now->have_policy = true;
		now->policy = m->chain->policy;
	}
	if (now->hook.present)
		apply_add_devices(a->s, &now->hook, m->chain->hook.devices);
	return 0;
}

/* What no kernel has. */
static int check_base(const struct apply *a, const struct low_msg *m)
{
	const struct low_chain *says = m->chain;
	const char *type = says->hook.type ? says->hook.type : "filter";
	bool ip = m->family == NFPROTO_IPV4 || m->family == NFPROTO_IPV6 ||
		  m->family == NFPROTO_INET;

	if (!says->hook.present)
		return says->have_policy ?
			       apply_refuse(a, EOPNOTSUPP, says->policy_at) :
			       0;
	if (strcmp(type, "filter") == 0)
		return 0;
	if (!ip)
		return apply_refuse(a, ENOENT, says->hook.type_at);
	if ((strcmp(type, "nat") == 0 &&
	     says->hook.num == NF_INET_FORWARD) ||
	    (strcmp(type, "route") == 0 &&
	     says->hook.num != NF_INET_LOCAL_OUT))
		return apply_refuse(a, EOPNOTSUPP, nowhere);
	return 0;
}

/* Of one that the state does not hold, no more than its new name is known. */
static int rename_chain(const struct apply *a, struct state_table *t,
			const struct low_msg *m)
{
	struct state_chain *c = (void *)state_by_handle(a->s, t, LOW_CHAIN,
							m->name.handle);

	if (state_chain(a->s, t, m->name.name))
		return apply_refuse(a, EEXIST, m->name.at);
	if (c)
		store_rename_chain(a->s, c, m->name.name);
	else if (t->known)
		return apply_refuse(a, ENOENT, m->name.at);
	else
		store_add_chain(a->s, t, m->name.name, 0);
	return 0;
}

int apply_new_chain(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = apply_need_table(a, m);
	struct state_chain *c;
	uint32_t id = m->chain ? m->chain->id : 0;

	if (!t)
		return -ENOENT;
	if (a->msg && m->name.name && m->name.handle)
		return rename_chain(a, t, m);
	c = state_chain(a->s, t, m->name.name);
	if (c && c->item.low)
		return update_chain(a, c, m);
	if (a->r && m->chain && check_base(a, m) < 0)
		return -EOPNOTSUPP;
	if (!c) {
		bool removed = m->name.name &&
			       store_was_removed(a->s, LOW_CHAIN, 0, t,
						 m->name.name);

		c = store_add_chain(a->s, t, m->name.name, id);
		c->known = t->known || t->flushed || !m->name.name ||
			   removed;
	}
	c->known |= is_excl(m);
	apply_describe(a, &c->item);
	c->bound = m->chain && (m->chain->flags & NFT_CHAIN_BINDING);
	store_set_handle(a->s, t, &c->item, m->name.handle);
	return 0;
}

struct state_chain *find_chain(const struct apply *a, struct state_table *t,
			       const struct low_name *name, uint32_t id)
{
	struct state_chain *c;

	if (id)
		return state_chain_by_id(a->s, t, id);
	if (name->by_handle)
		return (void *)state_by_handle(a->s, t, LOW_CHAIN,
					       name->handle);
	c = state_chain(a->s, t, name->name);
	if (c || !name->name || t->known || !a->msg ||
	    store_was_removed(a->s, LOW_CHAIN, 0, t, name->name))
		return c;
	apply_note_unknown(a, t,
			   &(struct ref){ .kind = LOW_CHAIN,
					  .name = name->name,
					  .at = name->at });
	c = store_add_chain(a->s, t, name->name, 0);
	c->known = t->flushed;
	return c;
}

int apply_del_chain(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = apply_need_table(a, m);
	struct state_chain *c = t ? find_chain(a, t, &m->name, 0) : NULL;

	if (!t)
		return -ENOENT;
	if (!c)
		return apply_miss(a, m, m->name.at);
	if (m->chain && m->chain->hook.devices && chain_of(c)) {
		apply_drop_devices(a->s, &chain_of(c)->hook,
				   m->chain->hook.devices);
		return 0;
	}
	/* Its own rules go first. */
	hold_release_rules(a, c);
	if (c->item.users)
		return apply_refuse(a, EBUSY, m->name.at);
	store_remove_chain(c);
	return 0;
}

/* ---- rules ---- */

static const struct low_rule no_rule;

static void fill_rule(const struct apply *a, struct state_rule *r,
		      const struct low_rule *says)
{
	r->item.nlh = a->nlh;
	r->item.msg = a->msg;
	r->limited = a->limited;
	r->jumps = a->jumps;
	store_set_handle(a->s, r->chain->table, &r->item,
			 a->msg ? r->item.handle : says->handle);
	store_set_rule_id(a->s, r, says->id);
}

static struct state_rule *rule_at(const struct apply *a,
				  const struct state_chain *c, uint64_t handle,
				  uint32_t id)
{
	struct state_rule *r;

	if (handle)
		r = (void *)state_by_handle(a->s, c->table, LOW_RULE, handle);
	else
		r = state_rule_by_id(a->s, c->table, id);
	return r && r->chain == c ? r : NULL;
}

static int place_rule(struct apply *a, struct state_chain *c,
		      const struct low_msg *m, const struct low_rule *says)
{
	bool append = !a->msg || (m->create_flags & NLM_F_APPEND);
	bool replace = a->msg && (m->create_flags & NLM_F_REPLACE);
	struct state_rule *at = NULL;
	uint64_t handle = replace ? says->handle : says->position;

	if (a->msg && (handle || says->position_id)) {
		at = rule_at(a, c, handle, says->position_id);
		if (!at && c->known)
			return apply_refuse(a, ENOENT, says->handle_at);
	}
	if (!at && replace)
		return c->known ? apply_refuse(a, ENOENT, m->name.at) : 0;
	if (replace)
		hold_release_rule(a, at);
	else
		at = store_add_rule(a->s, c, at, !append);
	fill_rule(a, at, says);
	return 0;
}

int apply_new_rule(struct apply *a, const struct low_msg *m)
{
	const struct low_rule *says = m->rule ? m->rule : &no_rule;
	struct state_table *t = apply_need_table(a, m);
	struct state_chain *c;

	if (!t)
		return -ENOENT;
	c = find_chain(a, t, &m->name, says->chain_id);
	if (!c)
		return apply_refuse(a, ENOENT, m->name.at);
	if (hold_rule(a, t) < 0)
		return -ENOENT;
	return place_rule(a, c, m, says);
}

static int flush_rules(struct apply *a, struct state_table *t,
		       const struct low_msg *m)
{
	struct state_chain *c;

	if (m->name.name) {
		c = find_chain(a, t, &m->name, 0);
		if (!c)
			return apply_miss(a, m, m->name.at);
		hold_release_rules(a, c);
		c->known = true;
		return 0;
	}
	if (t->emptied)
		return 0;
	state_each(c, &t->chains) if (!c->bound) hold_release_rules(a, c),
		c->known = true;
	t->emptied = t->flushed = true;
	return 0;
}

int apply_del_rule(struct apply *a, const struct low_msg *m)
{
	const struct low_rule *says = m->rule ? m->rule : &no_rule;
	struct state_table *t = apply_need_table(a, m);
	struct state_chain *c;
	struct state_rule *r;

	if (!t)
		return -ENOENT;
	if (!says->handle && !says->id)
		return flush_rules(a, t, m);
	c = find_chain(a, t, &m->name, 0);
	if (!c)
		return apply_miss(a, m, m->name.at);
	r = rule_at(a, c, says->handle, says->id);
	if (!r)
		return c->known ? apply_miss(a, m, says->handle_at) : 0;
	hold_release_rule(a, r);
	store_remove_rule(r);
	return 0;
}
