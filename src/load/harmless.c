#include "config.h"

#include "load/harmless.h"

#include "object/boxes.h"
#include "state/places.h"
#include "state/refs.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#define JUMPS_MAX 15 /* in a row from a base chain */

/* From a chain to what a rule of it, or an element of a map, leads to. */
struct jump {
	const struct jump *next;
	struct harmless_item *to;
};

#define KEYS_MAX 32

/* The first keys of a map, each with whether it ends an interval. */
struct keys {
	uint32_t len; /* of each, in bytes */
	uint32_t count; /* of all elements, more than those kept */
	uint32_t highest; /* of the keys: its index */
	bool ends[KEYS_MAX];
	uint8_t bytes[];
};

/* Something that the batch has declared. */
struct harmless_item {
	const char *name; /* interned; NULL: it has only an id */
	struct harmless_item *table, *next;
	const struct jump *jumps; /* of a chain or a map */
	const struct harmless_item *came_from; /* by the last jump */
	struct keys *keys;	  /* of a map */
	uint32_t size, count; /* of elements of a set; size 0: any */
	uint32_t obj_type;    /* of a map to objects */
	uint32_t hooks;	      /* at which all rules of a chain work */
	uint32_t hook;	      /* of a base chain */
	uint32_t walk;	      /* the last one that came here */
	uint8_t family;	      /* of a table */
	uint8_t below;	      /* the most jumps in a row from here, and one */
	bool base, nat;	      /* what a chain is */
	bool needs_nat;	      /* what its rules need */
	bool is_map, verdicts, anonymous, gone;
	bool boxes; /* a set of ranges of several fields, which may overlap */
};

void harmless_init(struct harmless *h)
{
	*h = (struct harmless){ .doubt = false };
	arena_init(&h->arena);
	strpool_init(&h->names);
}

void harmless_release(struct harmless *h)
{
	map_release(&h->by_name);
	map_release(&h->by_id);
	strpool_release(&h->names);
	arena_release(&h->arena);
}

/* ---- what was declared ---- */

static struct map_key key_of(struct harmless *h, uint32_t kind,
			     const struct harmless_item *table,
			     const char *name)
{
	return (struct map_key){
		kind,
		table,
		strpool_intern(&h->names, name, strlen(name)),
	};
}

/* Names of tables are those of a family, names of objects those of a type. */
static uint32_t kind_within(uint32_t kind, uint32_t part)
{
	return kind | part << 8;
}

static struct map_key key_of_id(uint32_t kind,
				const struct harmless_item *table, uint32_t id)
{
	return (struct map_key){ kind, table, (void *)(uintptr_t)id };
}

/* The parser keeps each name once. */
static struct harmless_seen *seen_at(struct harmless *h, uint32_t kind,
				     const char *name)
{
	return &h->seen[((uintptr_t)name / 8 + kind) % HARMLESS_SEEN];
}

/* Makes it known under its name, its id or both; NULL: there is one of that
 * name. */
static struct harmless_item *declare(struct harmless *h, uint32_t kind,
				     struct harmless_item *table,
				     const char *name, uint32_t id)
{
	struct map_key key = { 0 };
	struct harmless_item *i;

	if (name) {
		key = key_of(h, kind, table, name);
		i = map_get(&h->by_name, key);
		if (i && !i->gone)
			return NULL;
	}
	i = arena_new(&h->arena, struct harmless_item);
	i->name = key.name;
	i->table = table;
	if (name) {
		map_put(&h->by_name, key, i);
		*seen_at(h, kind, name) =
			(struct harmless_seen){ name, kind, i };
	}
	if (id)
		map_put(&h->by_id, key_of_id(kind, table, id), i);
	return i;
}

static struct harmless_item *find_name(struct harmless *h, uint32_t kind,
				       struct harmless_item *table,
				       const char *name)
{
	struct harmless_seen *seen = seen_at(h, kind, name);
	struct harmless_item *i = seen->item;

	/* Another name may be there by now. */
	if (seen->name == name && seen->kind == kind && i->table == table &&
	    !i->gone && strcmp(i->name, name) == 0)
		return i;
	i = map_get(&h->by_name, key_of(h, kind, table, name));
	if (i)
		*seen = (struct harmless_seen){ name, kind, i };
	return i;
}

static struct harmless_item *find(struct harmless *h, uint32_t kind,
				  struct harmless_item *table,
				  const char *name, uint32_t id)
{
	struct harmless_item *i = NULL;

	if (id)
		i = map_get(&h->by_id, key_of_id(kind, table, id));
	if (!i && name)
		i = find_name(h, kind, table, name);
	return i && !i->gone ? i : NULL;
}

static struct harmless_item *find_table(struct harmless *h, uint8_t family,
					const char *name)
{
	struct harmless_item *t = h->table;

	if (!name)
		return NULL;
	if (!t || t->gone || t->family != family || strcmp(t->name, name) != 0)
		t = find(h, kind_within(LOW_TABLE, family), NULL, name, 0);
	if (t)
		h->table = t;
	return t;
}

static struct harmless_item *find_chain(struct harmless *h,
					struct harmless_item *table,
					const char *name, uint32_t id)
{
	struct harmless_item *c = h->chain;

	if (!id && c && c->table == table && name && c->name &&
	    strcmp(c->name, name) == 0)
		return c;
	return find(h, LOW_CHAIN, table, id ? NULL : name, id);
}

/* ---- messages: each function is false in doubt ---- */

static bool take_table(struct harmless *h, const struct low_msg *m)
{
	struct harmless_item *t;

	if (!m->table.name)
		return false;
	t = find_table(h, m->family, m->table.name);
	if (m->verb != LOW_NEW) {
		if (t)
			t->gone = true;
		return t || m->verb == LOW_DESTROY;
	}
	if (t)
		return true;
	t = declare(h, kind_within(LOW_TABLE, m->family), NULL, m->table.name,
		    0);
	t->family = m->family;
	return true;
}

static bool is_of_ip(const struct harmless_item *table)
{
	return table->family == NFPROTO_IPV4 || table->family == NFPROTO_IPV6 ||
	       table->family == NFPROTO_INET;
}

/* Whether every kernel has such base chains. */
static bool take_hook(struct harmless_item *c, const struct low_chain *says)
{
	const char *type = says->hook.type ? says->hook.type : "filter";

	if (!says->hook.present)
		return !says->have_policy;
	c->base = true;
	c->hook = says->hook.num;
	if (strcmp(type, "filter") == 0)
		return true;
	c->nat = strcmp(type, "nat") == 0;
	return is_of_ip(c->table) &&
	       (c->nat ? c->hook != NF_INET_FORWARD :
			 c->hook == NF_INET_LOCAL_OUT);
}

static bool take_chain(struct harmless *h, struct harmless_item *table,
		       const struct low_msg *m)
{
	uint32_t id = m->chain ? m->chain->id : 0;
	struct harmless_item *c;

	if (m->name.handle || (!m->name.name && !id))
		return false;
	c = declare(h, LOW_CHAIN, table, m->name.name, id);
	if (!c)
		return false;
	c->hooks = UINT32_MAX;
	c->next = h->chains;
	h->chains = c;
	return !m->chain || take_hook(c, m->chain);
}

static bool take_set(struct harmless *h, struct harmless_item *table,
		     const struct low_msg *m)
{
	const char *name = m->name.name;
	const struct low_set *says = m->set;
	struct harmless_item *s;

	if (!says || (!name && !says->id))
		return false;
	/* The kernel completes the name. */
	if (name && strchr(name, '%'))
		name = NULL;
	s = declare(h, LOW_SET, table, name, says->id);
	if (!s)
		return false;
	s->anonymous = says->flags & NFT_SET_ANONYMOUS;
	s->size = says->size;
	s->obj_type = says->obj_type;
	s->is_map = says->is_map || says->obj_type;
	s->verdicts = says->is_map && says->data_type == NFT_DATA_VERDICT;
	s->boxes = boxes_in(says);
	return true;
}

static bool take_obj(struct harmless *h, struct harmless_item *table,
		     const struct low_msg *m)
{
	return m->obj && m->name.name &&
	       declare(h, kind_within(LOW_OBJ, m->obj->type), table,
		       m->name.name, 0);
}

static bool take_flowtable(struct harmless *h, struct harmless_item *table,
			   const struct low_msg *m)
{
	return m->name.name &&
	       declare(h, LOW_FLOWTABLE, table, m->name.name, 0);
}

/* ---- what refers to it ---- */

static void add_jump(struct harmless *h, struct harmless_item *from,
		     struct harmless_item *to)
{
	struct jump *j;

	if (to->came_from == from)
		return;
	to->came_from = from;
	j = arena_alloc(&h->arena, sizeof(*j));
	j->next = from->jumps;
	j->to = to;
	from->jumps = j;
}

/* Of a rule of a chain, or of an element of a map. */
struct referrer {
	struct harmless *h;
	struct harmless_item *from;
};

static bool take_ref(void *ctx, const struct ref *ref)
{
	const struct referrer *r = ctx;
	struct harmless_item *to = find(r->h, kind_within(ref->kind, ref->type),
					r->from->table, ref->name, ref->id);

	if (!to || to->base)
		return false;
	if (ref->kind == LOW_CHAIN || to->verdicts)
		add_jump(r->h, r->from, to);
	return true;
}

static bool take_rule(struct harmless *h, struct harmless_item *table,
		      const struct low_msg *m)
{
	const struct low_rule *says = m->rule;
	struct referrer r = { .h = h };
	struct places p = places_everywhere;

	if (!says || says->handle || says->position || says->position_id ||
	    says->id || m->create_flags & NLM_F_REPLACE)
		return false;
	r.from = find_chain(h, table, m->name.name, says->chain_id);
	if (!r.from)
		return false;
	h->chain = r.from;
	for (const struct low_expr *x = says->exprs; x; x = x->next)
		places_add(&p, x);
	r.from->hooks &= p.hooks;
	r.from->needs_nat |= p.nat;
	return refs_of_exprs(says->exprs, take_ref, &r);
}

static bool take_msg(struct harmless *h, const struct low_msg *m)
{
	typedef bool take_fn(struct harmless *h, struct harmless_item *table,
			     const struct low_msg *m);
	static take_fn *const fns[] = {
		[LOW_CHAIN] = take_chain,
		[LOW_RULE] = take_rule,
		[LOW_SET] = take_set,
		[LOW_OBJ] = take_obj,
		[LOW_FLOWTABLE] = take_flowtable,
	};
	struct harmless_item *table;

	if (m->create_flags & NLM_F_EXCL)
		return false;
	/* There was nothing to flush. */
	if (m->kind == LOW_TABLE)
		return take_table(h, m) ||
		       (m->verb == LOW_DEL && !m->table.name &&
			!m->table.by_handle && !h->by_name.count);
	table = find_table(h, m->family, m->table.name);
	return m->verb == LOW_NEW && table && m->kind < ARRAY_SIZE(fns) &&
	       fns[m->kind](h, table, m);
}

/* ---- elements ---- */

static bool take_elems(struct harmless *h, const struct low_elems *head)
{
	struct harmless_item *table =
		find_table(h, head->family, head->table.name);
	const char *name = head->set.name;
	struct harmless_item *s = NULL;

	if (table && (name || head->set_id))
		s = find(h, LOW_SET, table, name, head->set_id);
	if (!s || head->verb != LOW_NEW || head->create_flags & NLM_F_EXCL)
		return false;
	/* To add what is there to a set changes nothing. */
	h->set = s->is_map || s->boxes || (s->size && !s->anonymous) ? s :
									NULL;
	return true;
}

static bool ends(const struct low_elem *e)
{
	return e->flags & NFT_SET_ELEM_INTERVAL_END;
}

/* As in a set, where an interval ends before the next one begins. */
static int compare_key(const struct keys *k, uint32_t i,
		       const struct low_elem *e)
{
	const uint8_t *key = k->bytes + (size_t)i * k->len;
	int order = (int)*key - (int)*e->key;

	if (!order)
		order = memcmp(key, e->key, k->len);
	return order ? order : (int)ends(e) - (int)k->ends[i];
}

static bool is_there(const struct keys *k, const struct low_elem *e)
{
	for (uint32_t i = 0; i < k->count; i++)
		if (compare_key(k, i, e) == 0)
			return true;
	return false;
}

static void note_key(struct keys *k, uint32_t i, const struct low_elem *e)
{
	memcpy(k->bytes + (size_t)i * k->len, e->key, k->len);
	k->ends[i] = ends(e);
}

/* One with the key may be there where it is not the highest and not all were
 * kept, the last of which is the highest then. */
static bool add_key(struct keys *k, const struct low_elem *e)
{
	bool higher = !k->count || compare_key(k, k->highest, e) < 0;

	if (k->count >= KEYS_MAX) {
		if (!higher)
			return false;
		k->highest = KEYS_MAX - 1;
	} else {
		if (!higher && is_there(k, e))
			return false;
		if (higher)
			k->highest = k->count;
	}
	note_key(k, MIN(k->count, KEYS_MAX - 1u), e);
	k->count++;
	return true;
}

static bool take_key(struct harmless *h, struct harmless_item *s,
		     const struct low_elem *e)
{
	if (!e->key || e->key_end || (s->keys && s->keys->len != e->key_len))
		return false;
	if (!s->keys) {
		s->keys = arena_zalloc(&h->arena,
				       sizeof(*s->keys) +
					       (size_t)KEYS_MAX * e->key_len);
		s->keys->len = e->key_len;
	}
	return add_key(s->keys, e);
}

static bool take_elem(struct harmless *h, const struct low_elem *e)
{
	struct harmless_item *s = h->set;
	struct referrer r = { h, s };

	if (s->size && !s->anonymous && ++s->count > s->size)
		return false;
	if (s->boxes && e->key_end)
		return false;
	return !s->is_map || (take_key(h, s, e) &&
			      refs_of_elem(e, s->obj_type, take_ref, &r));
}

/* ---- jumps and hooks, at the end ---- */

/* The most jumps in a row from a chain; more than JUMPS_MAX where it goes round
 * in circles. */
static unsigned int depth_below(struct harmless_item *i, unsigned int depth)
{
	unsigned int most = 0;

	if (i->below)
		return i->below - 1u;
	for (const struct jump *j = i->jumps; j && depth + most <= JUMPS_MAX;
	     j = j->next) {
		bool counts = !j->to->is_map;
		unsigned int n = counts + depth_below(j->to, depth + counts);

		most = MAX(most, n);
	}
	if (depth + most <= JUMPS_MAX)
		i->below = (uint8_t)(most + 1);
	return most;
}

/* Whether rules work at the hook of a base chain: its own, and all that it
 * leads to. */
static bool suits(struct harmless_item *i, const struct harmless_item *base,
		  uint32_t walk)
{
	if (i->walk == walk)
		return true;
	i->walk = walk;
	if (!i->is_map &&
	    ((i->needs_nat && !base->nat) ||
	     (base->hook <= NF_INET_POST_ROUTING &&
	      !(i->hooks >> base->hook & 1))))
		return false;
	for (const struct jump *j = i->jumps; j; j = j->next)
		if (!suits(j->to, base, walk))
			return false;
	return true;
}

static bool is_reach_sure(struct harmless *h)
{
	uint32_t walk = 0;

	for (struct harmless_item *c = h->chains; c; c = c->next) {
		if (!c->base || c->table->gone)
			continue;
		if (depth_below(c, 0) > JUMPS_MAX)
			return false;
		if (is_of_ip(c->table) && !suits(c, c, ++walk))
			return false;
	}
	return true;
}

bool harmless_is_sure(struct harmless *h)
{
	return !h->doubt && is_reach_sure(h);
}

/* ---- the sink ---- */

static int sink_msg(void *ctx, const struct low_msg *m)
{
	struct harmless *h = ctx;

	if (!h->doubt)
		h->doubt = !take_msg(h, m);
	return h->inner.msg(h->inner.ctx, m);
}

static int sink_elems_begin(void *ctx, const struct low_elems *head)
{
	struct harmless *h = ctx;

	h->set = NULL;
	if (!h->doubt)
		h->doubt = !take_elems(h, head);
	return h->inner.elems_begin(h->inner.ctx, head);
}

static int sink_elem(void *ctx, const struct low_elem *e)
{
	struct harmless *h = ctx;

	if (h->set && !take_elem(h, e)) {
		h->doubt = true;
		h->set = NULL;
	}
	return h->inner.elem(h->inner.ctx, e);
}

static int sink_elems_end(void *ctx)
{
	struct harmless *h = ctx;

	return h->inner.elems_end(h->inner.ctx);
}

struct low_sink harmless_sink(struct harmless *h, struct low_sink inner)
{
	h->inner = inner;
	return (struct low_sink){ h, sink_msg, sink_elems_begin, sink_elem,
				  sink_elems_end };
}
