#include "config.h"

#include "state/places.h"

#include "object/decode.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

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
	bool nat; /* in chains of type nat alone */
	uint32_t hooks;
	hooks_fn *fn; /* NULL: hooks */
} limits[NFX_COUNT + 1] = {
	[NFX_MASQ] = { true, POST, NULL },
	[NFX_REDIR] = { true, PRE | OUT, NULL },
	[NFX_NAT] = { true, 0, nat_hooks },
	[NFX_REJECT] = { false, PRE | IN | FWD | OUT, NULL },
	[NFX_TPROXY] = { false, PRE, NULL },
	[NFX_SYNPROXY] = { false, IN | FWD, NULL },
	[NFX_SOCKET] = { false, PRE | IN | OUT, NULL },
	[NFX_OSF] = { false, PRE | IN | FWD, NULL },
	[NFX_XFRM] = { false, 0, xfrm_hooks },
	[NFX_FLOW] = { false, FWD, NULL },
	[NFX_RT] = { false, 0, rt_hooks },
	[NFX_FIB] = { false, 0, fib_hooks },
	[NFX_META] = { false, 0, meta_hooks },
};

/* NULL: it works everywhere. */
static const struct limit *limit_of(unsigned int kind)
{
	const struct limit *l = &limits[kind];

	return l->hooks || l->fn ? l : NULL;
}

/* Most rules ask for an interface or the like, which works everywhere. */
static bool is_limited_meta(const struct nlattr *item)
{
	uint64_t value = 0;

	if (decode_expr_number(item, NFTA_META_SREG, &value))
		return true;
	return decode_expr_number(item, NFTA_META_KEY, &value) &&
	       (value == NFT_META_SDIF || value == NFT_META_SDIFNAME);
}

bool places_limits(unsigned int kind, const struct nlattr *item)
{
	return limit_of(kind) && (kind != NFX_META || is_limited_meta(item));
}

const struct places places_everywhere = { .hooks = ALL };

void places_add(struct places *p, const struct low_expr *x)
{
	const struct limit *l = limit_of(x->kind);

	if (!l)
		return;
	p->nat |= l->nat;
	p->hooks &= l->fn ? l->fn(x) : l->hooks;
}

struct places places_of_rule(const struct nlmsghdr *rule, struct arena *a)
{
	struct decode_exprs in = decode_exprs(rule);
	const struct arena_mark mark = arena_mark(a);
	struct places p = places_everywhere;
	const struct nlattr *item;
	unsigned int kind;

	while ((item = decode_expr_kind(&in, &kind))) {
		if (limit_of(kind))
			places_add(&p, decode_expr(&in, item, a));
		arena_rewind(a, mark);
	}
	return p;
}
