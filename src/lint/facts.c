#include "config.h"

#include "lint/facts.h"

#include "base/bytes.h"
#include "state/refs.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <net/if.h>
#include <string.h>

#define LOOPBACK_IFINDEX 1

/* A chain, or a map of verdicts. */
struct node {
	uint8_t own; /* FACT_*, of the edges too once it is summed */
	bool summed;
	const struct facts_edge *edges;
};

struct facts_edge {
	struct node *to;
	const struct facts_edge *next;
};

static struct node *node_of(struct facts *f, const struct state_item *i)
{
	const struct map_key key = { 0, i, NULL };
	struct node *node = map_get(&f->nodes, key);

	if (!node) {
		node = arena_new(&f->arena, struct node);
		map_put(&f->nodes, key, node);
	}
	return node;
}

static void edge_add(struct facts *f, const struct facts_edge **list,
		     struct node *to)
{
	struct facts_edge *e = arena_new(&f->arena, struct facts_edge);

	e->to = to;
	e->next = *list;
	*list = e;
}

/* Jumps in a circle are refused before, but not where no hook leads there. */
static uint8_t sum(struct node *node)
{
	if (node->summed)
		return node->own;
	node->summed = true;
	for (const struct facts_edge *e = node->edges; e; e = e->next)
		node->own |= sum(e->to);
	return node->own;
}

/* ---- verdicts ---- */

static uint8_t facts_of_verdict(int32_t code)
{
	if (code == NF_ACCEPT)
		return FACT_ACCEPTS;
	return code == NF_DROP || (code & NF_VERDICT_MASK) == NF_QUEUE ?
		       FACT_DROPS : 0;
}

/* ---- maps of verdicts ---- */

struct walk {
	struct facts *f;
	struct state *s;
	struct state_table *t;
	const struct facts_edge **edges;
};

static bool is_vmap(const struct state_item *i)
{
	return i->kind == LOW_SET && i->low && i->low->set &&
	       i->low->set->is_map &&
	       i->low->set->data_type == NFT_DATA_VERDICT;
}

bool facts_is_open(const struct state_set *set)
{
	return is_vmap(&set->item) && !set->elems.count;
}

static bool follow(void *ctx, const struct ref *ref)
{
	const struct walk *w = ctx;
	const struct state_item *i = refs_find(w->s, w->t, ref);

	if (i && (i->kind == LOW_CHAIN || is_vmap(i)))
		edge_add(w->f, w->edges, node_of(w->f, i));
	return true;
}

static void read_map(struct walk *w, struct state_set *set)
{
	const struct arena_mark mark = arena_mark(&w->f->scratch);
	struct node *node = node_of(w->f, &set->item);
	struct low_elem e;

	w->edges = &node->edges;
	elems_settle(&set->elems);
	/* Other programs may fill it with anything. */
	if (facts_is_open(set))
		node->own |= FACT_REPLIES;
	for (size_t i = 0; i < set->elems.count; i++) {
		elems_low(&set->elems, &set->elems.list[i], &w->f->scratch,
			  &e);
		if (e.verdict)
			node->own |= facts_of_verdict(e.verdict->code);
		refs_of_elem(&e, 0, follow, w);
		arena_rewind(&w->f->scratch, mark);
	}
}

/* ---- rules ---- */

/* What an expression does to every packet that comes to it. */
enum flow {
	FLOW_MAY_END,  /* of some packets, it ends the rule */
	FLOW_GOES_ON,
	FLOW_ENDS,     /* it ends the chain */
	FLOW_SETS,     /* goes on if it writes; what it reads may be missing */
	FLOW_VERDICT,
};

static const struct flow_row {
	uint8_t flow; /* enum flow */
	uint8_t source; /* FLOW_SETS: the attribute of what it writes */
} flows[NFX_COUNT + 1] = {
	[NFX_COUNTER] = { FLOW_GOES_ON, 0 },
	[NFX_LOG] = { FLOW_GOES_ON, 0 },
	[NFX_LAST] = { FLOW_GOES_ON, 0 },
	[NFX_NOTRACK] = { FLOW_GOES_ON, 0 },
	[NFX_META] = { FLOW_SETS, NFTA_META_SREG },
	[NFX_CT] = { FLOW_SETS, NFTA_CT_SREG },
	[NFX_MASQ] = { FLOW_ENDS, 0 },
	[NFX_NAT] = { FLOW_ENDS, 0 },
	[NFX_REDIR] = { FLOW_ENDS, 0 },
	[NFX_FWD] = { FLOW_ENDS, 0 },
	[NFX_REJECT] = { FLOW_ENDS, 0 },
	[NFX_QUEUE] = { FLOW_ENDS, 0 },
	[NFX_IMMEDIATE] = { FLOW_VERDICT, 0 },
};

static const struct low_verdict *verdict_of(const struct low_expr *x)
{
	const struct low_attr *data = low_attr_of(x, NFTA_IMMEDIATE_DATA);

	return data && !data->len ? data->verdict : NULL;
}

/* The bits of `ct state` (IP_CT_ESTABLISHED, linux/netfilter/nf_conntrack_common.h). */
#define STATE_ESTABLISHED 2u

/* Whether a comparison of what was just read of `ct state` leaves out packets
 * of established connections. */
static bool leaves_out(const struct low_expr *x)
{
	const struct low_attr *bits = NULL;

	if (x && x->kind == NFX_BITWISE)
		bits = low_attr_of(x, NFTA_BITWISE_MASK);
	else if (x && x->kind == NFX_CMP &&
		 low_num_of(x, NFTA_CMP_OP) == NFT_CMP_EQ)
		bits = low_attr_of(x, NFTA_CMP_DATA);
	return bits && bits->len == sizeof(uint32_t) &&
	       !(bytes_get_host(bits->bytes, bits->len) & STATE_ESTABLISHED);
}

/* The 14th byte of the header of TCP: its flags, which tell replies from first
 * packets without connection tracking. */
static bool reads_tcp_flags(const struct low_expr *x)
{
	return x->kind == NFX_PAYLOAD &&
	       low_num_of(x, NFTA_PAYLOAD_BASE) ==
		       NFT_PAYLOAD_TRANSPORT_HEADER &&
	       low_num_of(x, NFTA_PAYLOAD_OFFSET) == 13;
}

static bool knows_replies(const struct low_expr *x)
{
	if (x->kind == NFX_CT && !low_attr_of(x, NFTA_CT_SREG))
		return low_num_of(x, NFTA_CT_KEY) != NFT_CT_STATE ||
		       !leaves_out(x->next);
	return reads_tcp_flags(x);
}

/* Packets of this machine to itself, which say nothing of others. */
static bool reads_loopback(const struct low_expr *x)
{
	static const char name[IFNAMSIZ] = "lo";
	const uint32_t index = LOOPBACK_IFINDEX;
	const struct low_attr *data;

	if (x->kind != NFX_META || !x->next || x->next->kind != NFX_CMP ||
	    low_num_of(x->next, NFTA_CMP_OP) != NFT_CMP_EQ)
		return false;
	data = low_attr_of(x->next, NFTA_CMP_DATA);
	switch (low_num_of(x, NFTA_META_KEY)) {
	case NFT_META_IIFNAME:
	case NFT_META_OIFNAME:
		return data && data->len == sizeof(name) &&
		       memcmp(data->bytes, name, sizeof(name)) == 0;
	case NFT_META_IIF:
	case NFT_META_OIF:
		return data && data->len == sizeof(index) &&
		       memcmp(data->bytes, &index, sizeof(index)) == 0;
	}
	return false;
}

static enum flow flow_of(const struct low_expr *x)
{
	const struct flow_row *row = &flows[x->kind];
	const struct low_verdict *v;

	if (row->flow == FLOW_SETS)
		return low_attr_of(x, row->source) ? FLOW_GOES_ON :
						     FLOW_MAY_END;
	if (row->flow != FLOW_VERDICT)
		return row->flow;
	v = verdict_of(x);
	if (!v || v->code == NFT_JUMP || v->code == NFT_CONTINUE)
		return FLOW_GOES_ON;
	return FLOW_ENDS;
}

static uint8_t own_facts(const struct low_expr *x)
{
	const struct low_verdict *v;

	if (x->kind == NFX_REJECT || x->kind == NFX_QUEUE)
		return FACT_DROPS;
	v = x->kind == NFX_IMMEDIATE ? verdict_of(x) : NULL;
	return v ? facts_of_verdict(v->code) : 0;
}

static void read_exprs(struct facts_rule *r, const struct low_expr *x)
{
	bool always = true, replies = false, loopback = false;

	for (; x; x = x->next) {
		const enum flow flow = flow_of(x);

		r->own |= own_facts(x);
		replies |= knows_replies(x);
		loopback |= reads_loopback(x);
		always &= flow != FLOW_MAY_END;
		r->ends |= always && flow == FLOW_ENDS;
	}
	if (loopback)
		r->own &= (uint8_t)~FACT_ACCEPTS;
	if ((replies && !(r->own & FACT_DROPS)) ||
	    (r->ends && r->own & FACT_ACCEPTS))
		r->own |= FACT_REPLIES;
}

static void read_rule(struct walk *w, const struct state_rule *rule,
		      struct facts_rule *ret)
{
	const struct arena_mark mark = arena_mark(&w->f->scratch);
	struct low_msg m;

	ret->rule = rule;
	state_rule_low(rule, &w->f->scratch, &m);
	if (m.rule) {
		w->edges = &ret->edges;
		read_exprs(ret, m.rule->exprs);
		refs_of_exprs(m.rule->exprs, follow, w);
	}
	arena_rewind(&w->f->scratch, mark);
}

static void read_chain(struct walk *w, struct state_chain *c)
{
	const struct low_chain *low = c->item.low ? c->item.low->chain : NULL;
	struct facts_chain *chain = arena_new(&w->f->arena, struct facts_chain);
	struct node *node = node_of(w->f, &c->item);
	struct facts_rule *at;
	struct state_rule *r;

	chain->chain = c;
	chain->hook = low && low->hook.present ? &low->hook : NULL;
	chain->nrules = c->rules.count;
	chain->rules = arena_zalloc(&w->f->arena, (c->rules.count + 1) *
				    sizeof(*chain->rules));
	at = chain->rules;
	state_each(r, &c->rules) {
		read_rule(w, r, at);
		node->own |= at->own;
		for (const struct facts_edge *e = at->edges; e; e = e->next)
			edge_add(w->f, &node->edges, e->to);
		at++;
	}
	map_put(&w->f->chains, (struct map_key){ 0, c, NULL }, chain);
}

/* ---- all of them ---- */

void facts_init(struct facts *f, struct state *s)
{
	struct walk w = { .f = f, .s = s };
	struct state_chain *c;
	struct state_set *set;

	*f = (struct facts){ 0 };
	arena_init(&f->arena);
	arena_init(&f->scratch);
	state_each(w.t, &s->tables) {
		state_each(set, &w.t->sets) {
			if (is_vmap(&set->item))
				read_map(&w, set);
		}
		state_each(c, &w.t->chains)
			read_chain(&w, c);
	}
}

void facts_release(struct facts *f)
{
	map_release(&f->chains);
	map_release(&f->nodes);
	arena_release(&f->scratch);
	arena_release(&f->arena);
}

const struct facts_chain *facts_of(const struct facts *f,
				   const struct state_chain *c)
{
	return map_get(&f->chains, (struct map_key){ 0, c, NULL });
}

uint8_t facts_of_rule(const struct facts_rule *r)
{
	uint8_t all = r->own;

	for (const struct facts_edge *e = r->edges; e; e = e->next)
		all |= sum(e->to);
	return all;
}

uint8_t facts_of_chain(const struct facts *f, const struct facts_chain *c)
{
	return sum(map_get(&f->nodes,
			   (struct map_key){ 0, c->chain, NULL }));
}

bool facts_policy_drops(const struct facts_chain *c)
{
	const struct low_chain *low = c->chain->item.low->chain;

	return low->have_policy && low->policy == NF_DROP;
}
