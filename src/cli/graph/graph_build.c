#include "config.h"

#include "cli/graph/graph.h"

#include "tables/family.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- nodes and edges ---- */

static const char *intern(struct graph *g, const char *name)
{
	return strpool_intern(&g->strings, name, strlen(name));
}

static struct graph_table *table_of(struct graph *g, uint8_t family,
				    const char *name)
{
	struct map_key key = { family, intern(g, name), NULL };
	struct graph_table *t = map_get(&g->tables, key);

	if (t)
		return t;
	t = arena_new(&g->arena, struct graph_table);
	t->family = family;
	t->name = key.table;
	t->last = &t->first;
	*g->last = t;
	g->last = &t->next;
	map_put(&g->tables, key, t);
	return t;
}

static void edges_clear(struct graph *g, struct graph_node *node)
{
	node->out = arena_new(&g->arena, struct graph_edges);
	node->out->last = &node->out->first;
}

static struct graph_node *node_add(struct graph *g, struct graph_table *t,
				   enum node_kind kind, const char *name)
{
	struct graph_node *node = arena_new(&g->arena, struct graph_node);

	node->kind = kind;
	node->table = t;
	node->name = name;
	edges_clear(g, node);
	*t->last = node;
	t->last = &node->next;
	return node;
}

/* The node of a name; one that nothing has declared is made. */
static struct graph_node *node_of(struct graph *g, struct graph_table *t,
				  enum node_kind kind, uint8_t obj_type,
				  const char *name)
{
	struct map_key key = { (uint8_t)(t->family | obj_type << 4),
				  t->name, intern(g, name) };
	struct graph_node *node = map_get(&g->nodes[kind], key);

	if (node)
		return node;
	node = node_add(g, t, kind, key.name);
	node->obj_type = obj_type;
	map_put(&g->nodes[kind], key, node);
	return node;
}

/* The slot of what has a number and no name; numbers count from 1. */
static struct graph_node **by_id(struct chunks *list, uint32_t id)
{
	while (list->count <= id)
		chunks_push(list);
	return chunks_at(list, id);
}

static struct graph_node *inline_chain(struct graph *g, struct graph_table *t,
				       uint32_t id)
{
	struct graph_node **slot = by_id(&g->inline_chains, id);

	if (!*slot) {
		*slot = node_add(g, t, NODE_CHAIN, NULL);
		(*slot)->declared = true;
	}
	return *slot;
}

static struct graph_node *set_of(struct graph *g, struct graph_table *t,
				 const char *name, uint32_t id)
{
	struct graph_node *anonymous = NULL;

	if (id && id < g->anonymous_sets.count)
		anonymous = *by_id(&g->anonymous_sets, id);
	return anonymous ? anonymous : node_of(g, t, NODE_SET, 0, name);
}

static void edge_add(struct graph *g, struct graph_node *from,
		     enum edge_kind kind, struct graph_node *to,
		     uint32_t count)
{
	/* Pointers, as names are. */
	struct map_key key = { kind, from->out,
				  to };
	struct graph_edge *edge = map_get(&g->edges, key);

	if (!edge) {
		edge = arena_new(&g->arena, struct graph_edge);
		edge->to = to;
		edge->kind = kind;
		*from->out->last = edge;
		from->out->last = &edge->next;
		map_put(&g->edges, key, edge);
	}
	edge->count += count;
}

static void verdict_edge(struct graph *g, struct graph_node *from,
			 const struct low_verdict *v)
{
	struct graph_node *to;

	if (v->code != NFT_JUMP && v->code != NFT_GOTO)
		return;
	to = v->chain ? node_of(g, from->table, NODE_CHAIN, 0, v->chain) :
			inline_chain(g, from->table, v->chain_id);
	edge_add(g, from, v->code == NFT_GOTO ? EDGE_GOTO : EDGE_JUMP, to, 1);
}

/* A set without a name is its rule's: what it leads to, the rule does. */
static void set_edge(struct graph *g, struct graph_node *from,
		     enum edge_kind kind, struct graph_node *set)
{
	if (!set->anonymous) {
		edge_add(g, from, kind, set, 1);
		return;
	}
	for (const struct graph_edge *e = set->out->first; e; e = e->next)
		edge_add(g, from, e->kind, e->to, e->count);
}

/* ---- rules ---- */

static const struct low_attr *attr(const struct low_expr *x, uint8_t number)
{
	for (uint8_t i = 0; i < x->nattrs; i++)
		if (x->attrs[i].number == number)
			return &x->attrs[i];
	return NULL;
}

static const char *attr_text(const struct low_expr *x, uint8_t number)
{
	const struct low_attr *a = attr(x, number);

	return a ? a->str : NULL;
}

static uint32_t attr_num(const struct low_expr *x, uint8_t number)
{
	const struct low_attr *a = attr(x, number);

	return a ? (uint32_t)a->num : 0;
}

/* What an expression refers to: attributes of names and numbers of sets. */
struct refers {
	uint8_t expr; /* enum nfexpr_kind */
	uint8_t kind; /* enum node_kind */
	uint8_t edge; /* enum edge_kind */
	uint8_t name, id; /* id of sets, type of objects */
};

static const struct refers references[] = {
	{ NFX_LOOKUP, NODE_SET, EDGE_READS, NFTA_LOOKUP_SET,
	  NFTA_LOOKUP_SET_ID },
	{ NFX_DYNSET, NODE_SET, EDGE_WRITES, NFTA_DYNSET_SET_NAME,
	  NFTA_DYNSET_SET_ID },
	{ NFX_OBJREF, NODE_SET, EDGE_READS, NFTA_OBJREF_SET_NAME,
	  NFTA_OBJREF_SET_ID },
	{ NFX_OBJREF, NODE_OBJ, EDGE_READS, NFTA_OBJREF_IMM_NAME,
	  NFTA_OBJREF_IMM_TYPE },
	{ NFX_FLOW, NODE_FLOWTABLE, EDGE_WRITES, NFTA_FLOW_TABLE_NAME, 0 },
};

static void reference(struct graph *g, struct graph_node *from,
		      const struct low_expr *x, const struct refers *row)
{
	const char *name = attr_text(x, row->name);
	uint32_t id = row->id ? attr_num(x, row->id) : 0;

	if (!name)
		return;
	if (row->kind == NODE_SET)
		set_edge(g, from, row->edge,
			 set_of(g, from->table, name, id));
	else
		edge_add(g, from, row->edge,
			 node_of(g, from->table, row->kind, (uint8_t)id,
				 name),
			 1);
}

static void expression(struct graph *g, struct graph_node *from,
		       const struct low_expr *x)
{
	const struct low_attr *data = attr(x, NFTA_IMMEDIATE_DATA);

	if (x->kind == NFX_IMMEDIATE && data && !data->len)
		verdict_edge(g, from, data->verdict);
	for (size_t i = 0; i < ARRAY_SIZE(references); i++)
		if (references[i].expr == x->kind)
			reference(g, from, x, &references[i]);
}

static void rule(struct graph *g, struct graph_table *t,
		 const struct low_msg *m)
{
	const struct low_rule *r = m->rule;
	struct graph_node *chain =
		r->chain_id ? inline_chain(g, t, r->chain_id) :
			      node_of(g, t, NODE_CHAIN, 0, m->name.name);

	chain->count++;
	for (const struct low_expr *x = r->exprs; x; x = x->next)
		expression(g, chain, x);
}

/* ---- what is declared ---- */

static const char *device_names(struct graph *g, const struct low_device *d)
{
	const char *names = NULL;

	/* The list is in reverse. */
	for (; d; d = d->next)
		names = arena_printf(&g->arena, "%s%s%s%s", d->name,
				     d->wildcard ? "*" : "",
				     names ? ", " : "", names ? names : "");
	return names;
}

static void hook(struct graph *g, struct graph_node *node,
		 const struct low_hook *h)
{
	if (!node->hook.present)
		node->hook.order = ++g->nhooks;
	node->hook.present = h->present;
	node->hook.num = h->num;
	node->hook.priority = h->priority;
	node->hook.type = h->type ? intern(g, h->type) : NULL;
	node->hook.devices = device_names(g, h->devices);
}

static void new_chain(struct graph *g, struct graph_table *t,
		      const struct low_msg *m)
{
	const struct low_chain *c = m->chain;
	struct graph_node *node;

	if (!m->name.name) {
		if (c && c->id)
			inline_chain(g, t, c->id);
		return;
	}
	node = node_of(g, t, NODE_CHAIN, 0, m->name.name);
	node->declared = true;
	if (!c)
		return;
	if (c->hook.present)
		hook(g, node, &c->hook);
	if (c->have_policy)
		node->hook.drops = c->policy == 0;
}

static void new_set(struct graph *g, struct graph_table *t,
		    const struct low_msg *m)
{
	const struct low_set *s = m->set;
	struct graph_node *node;

	if (s->flags & NFT_SET_ANONYMOUS) {
		node = node_add(g, t, NODE_SET, NULL);
		node->anonymous = true;
		*by_id(&g->anonymous_sets, s->id) = node;
	} else {
		node = node_of(g, t, NODE_SET, 0, m->name.name);
	}
	node->declared = true;
	node->is_map = s->flags & (NFT_SET_MAP | NFT_SET_OBJECT);
	node->obj_type = (uint8_t)s->obj_type;
}

static void declare(struct graph *g, struct graph_table *t,
		    const struct low_msg *m)
{
	struct graph_node *node;

	switch ((enum low_kind)m->kind) {
	case LOW_TABLE:
		t->declared = true;
		break;
	case LOW_CHAIN:
		new_chain(g, t, m);
		break;
	case LOW_RULE:
		rule(g, t, m);
		break;
	case LOW_SET:
		new_set(g, t, m);
		break;
	case LOW_OBJ:
		node_of(g, t, NODE_OBJ, (uint8_t)m->obj->type, m->name.name)
			->declared = true;
		break;
	case LOW_FLOWTABLE:
		node = node_of(g, t, NODE_FLOWTABLE, 0, m->name.name);
		node->declared = true;
		hook(g, node, &m->flowtable->hook);
		break;
	case LOW_ELEMS:
	case LOW_GEN:
		break;
	}
}

/* ---- what is taken away again ---- */

static void node_forget(struct graph *g, struct graph_node *node)
{
	edges_clear(g, node);
	node->count = 0;
	node->declared = false;
	node->hook = (struct graph_hook){ 0 };
}

static void table_forget(struct graph *g, struct graph_table *t)
{
	for (struct graph_node *node = t->first; node; node = node->next)
		node_forget(g, node);
	t->declared = false;
}

static void ruleset_forget(struct graph *g, uint8_t family)
{
	for (struct graph_table *t = g->first; t; t = t->next)
		if (family == FAMILY_UNSPEC || t->family == family)
			table_forget(g, t);
}

static void node_empty(struct graph *g, struct graph_node *node)
{
	edges_clear(g, node);
	node->count = 0;
}

static void rules_forget(struct graph *g, struct graph_table *t,
			 const struct low_msg *m)
{
	if (m->rule)
		return; /* one, by a handle that nobody knows here */
	if (m->name.name) {
		node_empty(g, node_of(g, t, NODE_CHAIN, 0, m->name.name));
		return;
	}
	for (struct graph_node *node = t->first; node; node = node->next)
		if (node->kind == NODE_CHAIN)
			node_empty(g, node);
}

static void forget(struct graph *g, struct graph_table *t,
		   const struct low_msg *m)
{
	static const uint8_t kinds[] = {
		[LOW_CHAIN] = NODE_CHAIN, [LOW_SET] = NODE_SET,
		[LOW_OBJ] = NODE_OBJ, [LOW_FLOWTABLE] = NODE_FLOWTABLE,
	};
	uint8_t type = m->kind == LOW_OBJ && m->obj ? (uint8_t)m->obj->type :
						      0;

	if (m->kind == LOW_TABLE)
		table_forget(g, t);
	else if (m->kind == LOW_RULE)
		rules_forget(g, t, m);
	else if (m->kind == LOW_ELEMS) /* all of a set's */
		node_empty(g, node_of(g, t, NODE_SET, 0, m->name.name));
	else if (m->name.name)
		node_forget(g, node_of(g, t, kinds[m->kind], type,
				       m->name.name));
}

/* ---- the sink ---- */

static int take_msg(void *ctx, const struct low_msg *m)
{
	struct graph *g = ctx;
	struct graph_table *t;

	if (!m->table.name) {
		if (m->kind == LOW_TABLE && m->verb == LOW_DEL)
			ruleset_forget(g, m->family);
		return 0;
	}
	t = table_of(g, m->family, m->table.name);
	if (m->verb == LOW_NEW)
		declare(g, t, m);
	else
		forget(g, t, m);
	return 0;
}

static int take_elems(void *ctx, const struct low_elems *head)
{
	struct graph *g = ctx;
	struct graph_table *t = table_of(g, head->family, head->table.name);

	g->filling = head->verb == LOW_NEW ?
			     set_of(g, t, head->set.name, head->set_id) :
			     NULL;
	return 0;
}

static int take_elem(void *ctx, const struct low_elem *e)
{
	struct graph *g = ctx;
	struct graph_node *set = g->filling;

	if (!set || e->flags & NFT_SET_ELEM_INTERVAL_END)
		return 0;
	set->count++;
	if (e->verdict)
		verdict_edge(g, set, e->verdict);
	if (e->obj)
		edge_add(g, set, EDGE_READS,
			 node_of(g, set->table, NODE_OBJ, set->obj_type,
				 e->obj),
			 1);
	return 0;
}

static int end_elems(void *ctx)
{
	struct graph *g = ctx;

	g->filling = NULL;
	return 0;
}

struct low_sink graph_sink(struct graph *g)
{
	return (struct low_sink){ g, take_msg, take_elems, take_elem,
				  end_elems };
}

/* ---- what this machine need not have ---- */

/* One name has one number: two names are two elements of a set. */
static int any_number(void *ctx, const char *name, uint32_t *ret_number)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	(void)ctx;
	for (; *name; name++)
		hash = (hash ^ (uint8_t)*name) * 16777619u;
	*ret_number = hash >> 1;
	return 0;
}

void graph_resolve(struct resolver *r)
{
	r->ifindex = any_number;
	r->user = any_number;
	r->group = any_number;
}

void graph_init(struct graph *g)
{
	*g = (struct graph){ .filling = NULL };
	arena_init(&g->arena);
	strpool_init(&g->strings);
	chunks_init(&g->inline_chains, sizeof(struct graph_node *));
	chunks_init(&g->anonymous_sets, sizeof(struct graph_node *));
	g->last = &g->first;
}

void graph_release(struct graph *g)
{
	map_release(&g->tables);
	for (size_t i = 0; i < NODE_KINDS; i++)
		map_release(&g->nodes[i]);
	map_release(&g->edges);
	chunks_release(&g->inline_chains);
	chunks_release(&g->anonymous_sets);
	strpool_release(&g->strings);
	arena_release(&g->arena);
}
