#include "config.h"

#include "plan/emitter.h"

#include "plan/carry.h"
#include "state/mark.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define NEW_FATES (FATE_BIT(ADDED) | FATE_BIT(REMADE))
#define OLD_FATES (FATE_BIT(REMOVED) | FATE_BIT(REMADE))

void emit_delete(struct emitter *e, const struct state_item *before)
{
	const struct low_msg *has = before->low;
	struct low_obj o = { .type = 0 };
	struct low_msg m = {
		.verb = LOW_DEL,
		.kind = before->kind,
		.family = has->family,
		.table = { .name = has->table.name },
		.name = { .name = has->name.name },
	};

	if (before->kind == LOW_OBJ) {
		o.type = has->obj->type;
		m.obj = &o;
	}
	emit_low(e, &m, 0, NULL);
}

/* ---- the table ---- */

void emit_table(struct emitter *e)
{
	const struct plan_table *t = e->t;
	struct low_msg m;

	if (t->fate == FATE_REMOVED || t->fate == FATE_REMADE)
		emit_delete(e, &t->before->item);
	if (t->fate == FATE_REMOVED || t->fate == FATE_SAME)
		return;
	m = *t->after->item.low;
	m.udata_flags_set = true;
	if (e->p->opt->owner && t->fate != FATE_CHANGED)
		mark_put(e->scratch, &m.udata, &m.udata_len, e->p->opt->owner,
			 (uint32_t)strlen(e->p->opt->owner));
	emit_low(e, &m, NLM_F_CREATE, t->after->item.msg);
}

/* ---- what goes ---- */

static void delete_item(struct emitter *e, const struct plan_item *i)
{
	emit_delete(e, i->before);
}

void emit_delete_objects(struct emitter *e)
{
	static const uint8_t kinds[] = { LOW_SET, LOW_OBJ, LOW_FLOWTABLE,
					 LOW_CHAIN };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		emit_each(e, kinds[i], OLD_FATES, delete_item);
}

/* ---- what comes ---- */

static void new_obj(struct emitter *e, const struct plan_item *i)
{
	struct low_msg m = *i->after->low;
	struct low_obj o;

	if (i->fate == FATE_REMADE && i->before && i->before->low->obj &&
	    !plan_is_fresh(e->p, i->before)) {
		o = carry_obj(m.obj, i->before->low->obj);
		m.obj = &o;
	}
	emit_low(e, &m, NLM_F_CREATE, i->after->msg);
}

static void new_item(struct emitter *e, const struct plan_item *i)
{
	emit_low(e, i->after->low, NLM_F_CREATE, i->after->msg);
}

/* ---- chains ---- */

static void new_chain(struct emitter *e, const struct plan_item *i)
{
	struct low_msg m = *i->after->low;

	if (e->p->opt->marks)
		mark_put_name(e->scratch, &m);
	emit_low(e, &m, NLM_F_CREATE, i->after->msg);
}

static bool is_new(const struct state_item *after)
{
	return after->fate == FATE_ADDED || after->fate == FATE_REMADE;
}

/* Whether the mark of a chain says its name after the change. */
static bool is_name_known(const struct state_chain *after)
{
	if (is_new(&after->item))
		return mark_name_fits(after->item.low);
	return after->item.peer &&
	       mark_has_name((const void *)after->item.peer);
}

void emit_look_at_names(struct emitter *e)
{
	struct state_chain *c;

	e->names_known = true;
	state_each(c, &e->t->after->chains)
		if (!c->bound && !is_name_known(c))
			e->names_known = false;
}

/* ---- chains in place ---- */

static const struct low_chain *chain_of(const struct state_item *i)
{
	static const struct low_chain none = { .policy = NF_ACCEPT };

	return i->low->chain ? i->low->chain : &none;
}

static void set_policy(struct emitter *e, const struct plan_item *i)
{
	const struct low_chain *wants = chain_of(i->after);
	struct low_chain c = {
		.have_policy = true,
		.policy = wants->have_policy ? wants->policy : NF_ACCEPT,
		.policy_at = wants->policy_at,
	};
	struct low_msg m = *i->after->low;

	m.chain = &c;
	m.udata_len = 0;
	emit_low(e, &m, NLM_F_CREATE, i->after->msg);
}

/* The devices of one that the other does not have. */
static const struct low_device *devices_without(struct arena *a,
						const struct low_device *of,
						const struct low_device *other)
{
	const struct low_device *first = NULL, **last = &first;

	for (; of; of = of->next) {
		struct low_device *d;

		if (change_device_in(other, of))
			continue;
		d = arena_memdup(a, of, sizeof(*of));
		d->next = NULL;
		*last = d;
		last = &d->next;
	}
	return first;
}

/* Devices of `of` that `other` lacks come, or go. */
static void change_devices(struct emitter *e, const struct plan_item *i,
			   enum low_verb verb, const struct state_item *of,
			   const struct state_item *other)
{
	const struct low_device *devices =
		devices_without(e->scratch, chain_of(of)->hook.devices,
				chain_of(other)->hook.devices);
	struct low_chain c = { .hook = chain_of(i->after)->hook };
	struct low_msg m = *i->after->low;

	if (!devices)
		return;
	c.hook.devices = devices;
	if (verb == LOW_DEL)
		c.hook.type = NULL;
	m.verb = verb;
	m.chain = &c;
	m.udata_len = 0;
	emit_low(e, &m, verb == LOW_NEW ? NLM_F_CREATE : 0,
		 verb == LOW_NEW ? i->after->msg : NULL);
}

static void change_chain(struct emitter *e, const struct plan_item *i)
{
	const struct low_chain *has = chain_of(i->before);
	const struct low_chain *wants = chain_of(i->after);
	uint32_t has_policy = has->have_policy ? has->policy : NF_ACCEPT;

	if (has_policy != (wants->have_policy ? wants->policy : NF_ACCEPT))
		set_policy(e, i);
	change_devices(e, i, LOW_NEW, i->after, i->before);
	change_devices(e, i, LOW_DEL, i->before, i->after);
}

/* ---- sets ---- */

static const char closed[] = "closed";

static void mark_set(struct emitter *e, const struct state_set *set,
		     struct low_msg *m)
{
	if (!set->anonymous) {
		if (!plan_is_open(e->p, set))
			mark_put(e->scratch, &m->udata, &m->udata_len, closed,
				 sizeof(closed) - 1);
	} else if (set->constant &&
		   (e->names_known || !mark_needs_names(m->set))) {
		mark_put_content(e->scratch, set, m);
	}
}

void emit_set(struct emitter *e, const struct state_set *set)
{
	struct low_msg m = *set->item.low;

	if (e->p->opt->marks)
		mark_set(e, set, &m);
	emit_low(e, &m, NLM_F_CREATE, set->item.msg);
}

static void new_set(struct emitter *e, const struct plan_item *i)
{
	emit_set(e, (const struct state_set *)i->after);
}

void emit_objects(struct emitter *e)
{
	emit_each(e, LOW_OBJ, NEW_FATES | FATE_BIT(CHANGED), new_obj);
	emit_each(e, LOW_FLOWTABLE, NEW_FATES, new_item);
	emit_each(e, LOW_CHAIN, NEW_FATES, new_chain);
	emit_each(e, LOW_CHAIN, FATE_BIT(CHANGED), change_chain);
	emit_each(e, LOW_SET, FATE_BIT(CHANGED), new_item);
	emit_each(e, LOW_SET, NEW_FATES, new_set);
}
