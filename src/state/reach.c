#include "config.h"

#include "state/applying.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#define DEPTH_MAX 16 /* jumps that the kernel follows */

/* ---- which hooks statements work at, in ip, ip6 and inet ---- */

#define AT(hook) (1u << NF_INET_##hook)
#define PRE AT(PRE_ROUTING)
#define IN AT(LOCAL_IN)
#define FWD AT(FORWARD)
#define OUT AT(LOCAL_OUT)
#define POST AT(POST_ROUTING)
#define ALL (PRE | IN | FWD | OUT | POST)

typedef uint32_t hooks_fn(const struct low_expr *x);

static uint32_t nat_hooks(const struct low_expr *x)
{
	return low_num_of(x, NFTA_NAT_TYPE) == NFT_NAT_SNAT ? POST | IN :
							      PRE | OUT;
}

static uint32_t xfrm_hooks(const struct low_expr *x)
{
	return low_num_of(x, NFTA_XFRM_DIR) ? FWD | OUT | POST :
					      PRE | IN | FWD;
}

static uint32_t rt_hooks(const struct low_expr *x)
{
	return low_num_of(x, NFTA_RT_KEY) == NFT_RT_TCPMSS ? FWD | OUT | POST :
							     ALL;
}

static uint32_t fib_hooks(const struct low_expr *x)
{
	uint64_t flags = low_num_of(x, NFTA_FIB_FLAGS);

	if (low_num_of(x, NFTA_FIB_RESULT) != NFT_FIB_RESULT_ADDRTYPE ||
	    (flags & NFTA_FIB_F_IIF))
		return PRE | IN | FWD;
	return flags & NFTA_FIB_F_OIF ? FWD | OUT | POST : ALL;
}

static uint32_t meta_hooks(const struct low_expr *x)
{
	uint64_t key = low_num_of(x, NFTA_META_KEY);

	if (low_attr_of(x, NFTA_META_SREG))
		return key == NFT_META_PKTTYPE ? PRE : ALL;
	return key == NFT_META_SDIF || key == NFT_META_SDIFNAME ? IN | FWD :
								  ALL;
}

/* Newer kernels allow more of some: those are the ones that count. */
static const struct limit {
	uint8_t kind;
	bool nat; /* in chains of type nat alone */
	uint32_t hooks;
	hooks_fn *fn; /* NULL: hooks */
} limits[] = {
	{ NFX_MASQ, true, POST, NULL },
	{ NFX_REDIR, true, PRE | OUT, NULL },
	{ NFX_NAT, true, 0, nat_hooks },
	{ NFX_REJECT, false, PRE | IN | FWD | OUT, NULL },
	{ NFX_TPROXY, false, PRE, NULL },
	{ NFX_SYNPROXY, false, IN | FWD, NULL },
	{ NFX_SOCKET, false, PRE | IN | OUT, NULL },
	{ NFX_OSF, false, PRE | IN | FWD, NULL },
	{ NFX_XFRM, false, 0, xfrm_hooks },
	{ NFX_FLOW, false, FWD, NULL },
	{ NFX_RT, false, 0, rt_hooks },
	{ NFX_FIB, false, 0, fib_hooks },
	{ NFX_META, false, 0, meta_hooks },
};

static const struct limit *limit_of(unsigned int kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
		if (limits[i].kind == kind)
			return &limits[i];
	return NULL;
}

static uint64_t limited_kinds(void)
{
	uint64_t kinds = 0;

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
		kinds |= UINT64_C(1) << limits[i].kind;
	return kinds;
}

/* ---- the walk from a base chain ---- */

struct walk {
	struct apply *a;
	struct state_table *t;
	const struct low_hook *hook;
	uint64_t limited; /* kinds */
	uint32_t number;
	uint32_t depth;
	const struct state_rule *path[DEPTH_MAX]; /* that jumped */
	int err;
};

static bool suits(const struct walk *w, const struct low_expr *x,
		  const struct limit *l)
{
	const char *type = w->hook->type ? w->hook->type : "filter";
	uint32_t hooks = l->fn ? l->fn(x) : l->hooks;

	if (l->nat && strcmp(type, "nat") != 0)
		return false;
	/* Of ingress, kernels differ. */
	return w->hook->num > NF_INET_POST_ROUTING ||
	       (hooks >> w->hook->num & 1);
}

static bool rule_suits(struct walk *w, const struct state_rule *r)
{
	struct decode_exprs in = decode_exprs(r->item.nlh);
	const struct arena_mark mark = arena_mark(&w->a->scratch);
	const struct nlattr *item;
	unsigned int kind;
	bool ok = true;

	while (ok && (item = decode_expr_kind(&in, &kind))) {
		const struct limit *l = limit_of(kind);

		ok = !l || suits(w, decode_expr(&in, item, &w->a->scratch), l);
		arena_rewind(&w->a->scratch, mark);
	}
	return ok;
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
	refuse(w->a, errnum, (struct span){ 0 });
}

static void walk_chain(struct walk *w, struct state_chain *c);

static bool follow(void *ctx, const struct ref *ref);

/* To the chains of a verdict map, once for each depth. */
static void follow_map(struct walk *w, struct state_set *set)
{
	const struct arena_mark mark = arena_mark(&w->a->scratch);
	bool on = true;

	if (!refers(set) || (set->walk == w->number && set->depth >= w->depth))
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
	uint64_t kinds;

	if ((r->kinds & w->limited) && !rule_suits(w, r)) {
		refuse_way(w, r, EOPNOTSUPP);
		return;
	}
	if (!r->jumps)
		return;
	w->path[w->depth++] = r;
	refs_of_rule(r->item.nlh, &w->a->scratch, follow, w, &kinds);
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

			if (is_of_ip(t->family))
				w.limited = limited_kinds();
			if (w.hook)
				walk_chain(&w, c);
		}
	}
}
