#include "config.h"

#include "cli/echo/echo_state.h"

#include "base/mem.h"
#include "state/apply.h"
#include "state/refs.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static uint32_t index_of(const struct echo_state *s, const struct batch_msg *m)
{
	const struct nlmsghdr *nlh = (const void *)m->bytes;

	return nlh->nlmsg_seq - s->t->batch.seq0;
}

/* ---- what stays ---- */

static bool removes(const struct batch *b)
{
	const struct rows_msg *type;
	const struct batch_msg *m;

	for (uint32_t i = 0; i < batch_count(b); i++) {
		m = batch_msg_by_seq(b, b->seq0 + i);
		type = decode_type((const void *)m->bytes);
		if (type && type->verb != LOW_NEW)
			return true;
	}
	return false;
}

static void note_rules(struct echo_state *s, const struct state_chain *c)
{
	const struct state_item *rule;

	state_each(rule, &c->rules)
		if (rule->msg)
			s->stays[index_of(s, rule->msg)] = true;
}

static void find_stays(struct echo_state *s)
{
	const struct batch *b = &s->t->batch;
	const struct state_table *t;
	const struct state_chain *c;

	s->removes = removes(b);
	if (!s->removes)
		return;
	s->stays = mem_calloc(batch_count(b) + 1, sizeof(*s->stays));
	state_init(&s->last, STATE_UNKNOWN);
	state_apply(&s->last, b, NULL);
	state_each(t, &s->last.tables)
		state_each(c, &t->chains)
			note_rules(s, c);
}

static const struct state_item *last_item(struct echo_state *s,
					  const struct low_msg *echo)
{
	struct state_table *t = state_table(&s->last, echo->family,
					    echo->table.name);
	const char *name = echo->name.name;

	if (!t)
		return NULL;
	switch ((enum low_kind)echo->kind) {
	case LOW_TABLE:
		return &t->item;
	case LOW_CHAIN:
		return (void *)state_chain(&s->last, t, name);
	case LOW_OBJ:
		return (void *)state_obj(&s->last, t, echo->obj->type, name);
	case LOW_FLOWTABLE:
		return (void *)state_flowtable(&s->last, t, name);
	default:
		return (void *)state_set(&s->last, t, name, 0);
	}
}

static bool rule_stays(const struct echo_state *s, const struct batch_msg *m)
{
	return !s->removes || s->stays[index_of(s, m)];
}

/* What has the name after the batch is not made later. */
static bool stays(struct echo_state *s, const struct batch_msg *m,
		  const struct low_msg *echo)
{
	const struct state_item *item;

	if (!s->removes || echo->kind == LOW_RULE)
		return rule_stays(s, m);
	item = last_item(s, echo);
	return item && (!item->msg ||
			index_of(s, item->msg) <= index_of(s, m));
}

/* ---- the state ---- */

void echo_state_init(struct echo_state *s, const struct transaction *t)
{
	*s = (struct echo_state){ .t = t };
	state_init(&s->state, STATE_UNKNOWN);
	s->handles = mem_calloc(batch_count(&t->batch) + 1,
				sizeof(*s->handles));
	find_stays(s);
}

void echo_state_release(struct echo_state *s)
{
	if (s->removes)
		state_release(&s->last);
	state_release(&s->state);
	mem_free(s->stays);
	mem_free(s->handles);
}

bool echo_state_reach(struct echo_state *s, const struct batch_msg *m)
{
	const uint32_t end = index_of(s, m) + 1;

	if (end <= s->applied)
		return false;
	state_apply_part(&s->state, &s->t->batch, s->applied, end);
	s->applied = end;
	return true;
}

/* ---- sets of the kernel ---- */

static struct state_set *set_of(struct echo_state *s, struct state_table *t,
				const char *name)
{
	const struct resolver *r = &s->t->resolver;
	struct state_set *set = state_set(&s->state, t, name, 0);
	struct low_msg *low;

	if (set && set->item.low && set->item.low->set)
		return set;
	low = arena_new(&s->state.arena, struct low_msg);
	if (r->set(r->ctx, t->family, t->item.name, name, &s->state.arena,
		   low) < 0)
		return NULL;
	if (!set)
		set = store_add_set(&s->state, t, name, 0);
	set->item.low = low;
	return set;
}

struct known_sets {
	struct echo_state *s;
	struct state_table *t;
};

static bool know_set(void *ctx, const struct ref *ref)
{
	const struct known_sets *k = ctx;
	struct state_set *set;

	if (ref->kind != LOW_SET || !ref->name)
		return true;
	set = (void *)refs_find(&k->s->state, k->t, ref);
	if (!set || !set->item.low)
		(void)set_of(k->s, k->t, ref->name);
	return true;
}

static void know_sets(struct echo_state *s, struct state_table *t,
		      const struct batch_msg *m)
{
	struct known_sets known = { s, t };
	struct arena scratch;

	arena_init(&scratch);
	refs_of_rule((const void *)m->bytes, &scratch, know_set, &known);
	arena_release(&scratch);
}

/* ---- records ---- */

static struct state_table *table_of(struct echo_state *s,
				    const struct low_msg *echo)
{
	struct state_table *t = state_table(&s->state, echo->family,
					    echo->table.name);

	return t ? t : store_add_table(&s->state, echo->family,
				       echo->table.name);
}

/* Sets and chains that belong to one rule are part of it. */
static bool is_inside(const struct low_msg *echo)
{
	switch ((enum low_kind)echo->kind) {
	case LOW_SET:
		return echo->set && echo->set->flags & NFT_SET_ANONYMOUS;
	case LOW_CHAIN:
		return echo->chain && echo->chain->flags & NFT_CHAIN_BINDING;
	case LOW_RULE:
		return strncmp(echo->name.name, "__chain", 7) == 0;
	default:
		return false;
	}
}

static void fill_rule(struct echo_state *s, const struct batch_msg *m,
		      const struct low_msg *echo, struct state_table *t,
		      struct state_rule *ret)
{
	s->chain = (struct state_chain){
		.item = { .kind = LOW_CHAIN, .name = echo->name.name },
		.table = t,
	};
	ret->chain = &s->chain;
	ret->item.nlh = (const void *)m->bytes;
	ret->item.handle = echo->rule ? echo->rule->handle : 0;
	s->handles[index_of(s, m)] = ret->item.handle;
	know_sets(s, t, m);
}

static void fill(struct echo_state *s, const struct batch_msg *m,
		 const struct low_msg *echo, struct state_table *t,
		 union echo_record *ret)
{
	ret->item.handle = echo->name.handle;
	switch ((enum low_kind)echo->kind) {
	case LOW_TABLE:
		ret->item.handle = echo->table.handle;
		ret->item.name = echo->table.name;
		ret->table.family = echo->family;
		break;
	case LOW_CHAIN:
		ret->chain.table = t;
		break;
	case LOW_RULE:
		fill_rule(s, m, echo, t, &ret->rule);
		break;
	case LOW_OBJ:
		ret->obj.table = t;
		ret->obj.type = echo->obj ? echo->obj->type : 0;
		break;
	case LOW_FLOWTABLE:
		ret->flowtable.table = t;
		break;
	default:
		ret->set.table = t;
	}
}

static bool has_names(const struct low_msg *echo)
{
	return echo->table.name &&
	       (echo->kind == LOW_TABLE || echo->name.name);
}

bool echo_state_record(struct echo_state *s, const struct batch_msg *m,
		       struct low_msg *echo, union echo_record *ret)
{
	if (!has_names(echo) || is_inside(echo) || !stays(s, m, echo))
		return false;
	*ret = (union echo_record){
		.item = { .kind = echo->kind, .low = echo,
			  .name = echo->name.name },
	};
	fill(s, m, echo, table_of(s, echo), ret);
	return true;
}

/* How many of the rules before that of m stay; -1: those are not known. */
static int64_t rules_before(struct echo_state *s, const struct batch_msg *m,
			    const struct low_msg *low)
{
	const struct state_chain *c =
		state_chain(&s->state, table_of(s, low), low->name.name);
	const struct state_item *item;
	int64_t n = 0;

	if (!c || !c->known)
		return -1;
	state_each(item, &c->rules) {
		if (item->msg == m)
			break;
		n += item->msg && rule_stays(s, item->msg);
	}
	return n;
}

/* The handle of the rule that m is put beside; 0: not known. */
static uint64_t neighbour(struct echo_state *s, const struct low_msg *low)
{
	const struct state_rule *r;

	if (low->rule->position)
		return low->rule->position;
	r = state_rule_by_id(&s->state, table_of(s, low),
			     low->rule->position_id);
	return r && r->item.msg ? s->handles[index_of(s, r->item.msg)] : 0;
}

static struct echo_place place_of(struct echo_state *s,
				  const struct batch_msg *m,
				  const struct low_msg *low,
				  const char **ret_verb)
{
	int64_t before = rules_before(s, m, low);
	uint64_t handle = neighbour(s, low);

	if (before < 0)
		return (struct echo_place){ handle ? "handle" : NULL, handle };
	*ret_verb = before ? "add" : "insert";
	return before ? (struct echo_place){ "index", (uint64_t)before - 1 } :
			(struct echo_place){ .word = NULL };
}

struct echo_place echo_state_place(struct echo_state *s,
				   const struct batch_msg *m,
				   const char **ret_verb)
{
	const struct nlmsghdr *nlh = (const void *)m->bytes;
	struct echo_place place = { .word = NULL };
	struct arena scratch;
	struct low_msg low;

	*ret_verb = nlh->nlmsg_flags & (NLM_F_APPEND | NLM_F_REPLACE) ?
			    "add" :
			    "insert";
	arena_init(&scratch);
	if (decode_msg(&low, nlh, &scratch) && low.rule && low.name.name &&
	    (low.rule->position || low.rule->position_id))
		place = place_of(s, m, &low, ret_verb);
	arena_release(&scratch);
	return place;
}

struct state_set *echo_state_set(struct echo_state *s,
				 const struct batch_msg *m,
				 const struct low_msg *echo)
{
	if (!has_names(echo) || !stays(s, m, echo))
		return NULL;
	return set_of(s, table_of(s, echo), echo->name.name);
}
