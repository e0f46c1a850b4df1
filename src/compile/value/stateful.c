#include "config.h"

#include "compile/value/stateful.h"

#include "compile/scope/lx.h"
#include "text/diag.h"

#include <linux/netfilter/nf_tables.h>

#define BURST_PACKETS_DEFAULT 5 /* what a limit without a burst means */

/* Zero values are not sent: a counter begins there anyway. */
static int lower_counter(struct cctx *c, const struct ast_stmt *s,
			 struct low_expr *x)
{
	(void)c;
	if (s->counter.bytes)
		lx_num(x, NFTA_COUNTER_BYTES, s->counter.bytes);
	if (s->counter.packets)
		lx_num(x, NFTA_COUNTER_PACKETS, s->counter.packets);
	return 0;
}

int stateful_limit_burst(struct cctx *c, const struct ast_limit *l,
			 bool of_object, uint32_t *ret_burst)
{
	uint64_t burst = l->bytes ? 0 : BURST_PACKETS_DEFAULT;

	if (l->burst.set)
		burst = l->burst.val;
	if (!l->bytes && !burst && !of_object)
		return diag_error(c->diags, DIAG_RANGE, l->burst.at,
				  "the burst of a limit of packets must be at least 1");
	if (!l->bytes && !burst)
		burst = BURST_PACKETS_DEFAULT;
	if (burst > UINT32_MAX)
		return diag_error(c->diags, DIAG_RANGE, l->burst.at,
				  "the burst is too large: at most %u bytes are possible",
				  UINT32_MAX);
	*ret_burst = (uint32_t)burst;
	return 0;
}

static int lower_limit(struct cctx *c, const struct ast_stmt *s,
		       struct low_expr *x)
{
	const struct ast_limit *l = s->limit;
	uint32_t burst;

	if (stateful_limit_burst(c, l, false, &burst) < 0)
		return -1;
	lx_num(x, NFTA_LIMIT_RATE, l->rate);
	lx_num(x, NFTA_LIMIT_UNIT, l->unit_s);
	if (burst)
		lx_num(x, NFTA_LIMIT_BURST, burst);
	lx_num(x, NFTA_LIMIT_TYPE,
	       l->bytes ? NFT_LIMIT_PKT_BYTES : NFT_LIMIT_PKTS);
	lx_num(x, NFTA_LIMIT_FLAGS, l->over ? NFT_LIMIT_F_INV : 0);
	return 0;
}

static int lower_quota(struct cctx *c, const struct ast_stmt *s,
		       struct low_expr *x)
{
	(void)c;
	lx_num(x, NFTA_QUOTA_BYTES, s->quota->bytes);
	lx_num(x, NFTA_QUOTA_CONSUMED, s->quota->used);
	lx_num(x, NFTA_QUOTA_FLAGS, s->quota->over ? NFT_QUOTA_F_INV : 0);
	return 0;
}

static int lower_connlimit(struct cctx *c, const struct ast_stmt *s,
			   struct low_expr *x)
{
	(void)c;
	lx_num(x, NFTA_CONNLIMIT_COUNT, s->connlimit.count);
	lx_num(x, NFTA_CONNLIMIT_FLAGS,
	       s->connlimit.over ? NFT_CONNLIMIT_F_INV : 0);
	return 0;
}

static int lower_last(struct cctx *c, const struct ast_stmt *s,
		      struct low_expr *x)
{
	(void)c;
	lx_num(x, NFTA_LAST_MSECS, s->last.used_ms);
	lx_num(x, NFTA_LAST_SET, s->last.used);
	return 0;
}

static const struct stateful_row {
	uint8_t stmt, expr; /* enum ast_stmt_kind, enum nfexpr_kind */
	int (*lower)(struct cctx *c, const struct ast_stmt *s,
		     struct low_expr *x);
} rows[] = {
	{ STMT_COUNTER, NFX_COUNTER, lower_counter },
	{ STMT_LIMIT, NFX_LIMIT, lower_limit },
	{ STMT_QUOTA, NFX_QUOTA, lower_quota },
	{ STMT_CONNLIMIT, NFX_CONNLIMIT, lower_connlimit },
	{ STMT_LAST, NFX_LAST, lower_last },
};

static const struct stateful_row *row_of(const struct ast_stmt *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].stmt == s->kind)
			return &rows[i];
	}
	return NULL;
}

enum nfexpr_kind stateful_kind(const struct ast_stmt *s)
{
	const struct stateful_row *row = row_of(s);

	return row ? (enum nfexpr_kind)row->expr : NFX_COUNT;
}

int stateful_lower(struct cctx *c, struct arena *a, const struct ast_stmt *s,
		   struct low_expr **ret_expr)
{
	const struct stateful_row *row = row_of(s);
	struct low_expr *x;

	if (s->kind == STMT_POISON)
		return -1;
	if (!row)
		return diag_error(c->diags, DIAG_CONTEXT, s->at,
				  "only counter, limit, quota, ct count and "
				  "last are possible here");
	x = lx_new(a, row->expr, s->at);
	if (row->lower(c, s, x) < 0)
		return -1;
	*ret_expr = x;
	return 0;
}
