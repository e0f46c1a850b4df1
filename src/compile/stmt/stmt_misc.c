#include "config.h"

#include "compile/stmt/stmt.h"

#include "compile/value/stateful.h"
#include "tables/exthdr.h"

#include <linux/netfilter/nf_tables.h>

int stateful_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct low_expr *x;
	struct code cd;

	if (stateful_lower(r->c, &r->c->scratch, s, &x) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	code_append(&cd, x);
	code_end(&cd);
	return 0;
}

int synproxy_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct low_expr *x;
	struct code cd;

	code_begin(&cd, r, s->at);
	x = code_expr(&cd, NFX_SYNPROXY);
	lx_num(x, NFTA_SYNPROXY_MSS, s->synproxy.mss);
	lx_num(x, NFTA_SYNPROXY_WSCALE, s->synproxy.wscale);
	lx_num(x, NFTA_SYNPROXY_FLAGS, s->synproxy.flags);
	code_end(&cd);
	return 0;
}

int notrack_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct code cd;

	code_begin(&cd, r, s->at);
	(void)code_expr(&cd, NFX_NOTRACK);
	code_end(&cd);
	return 0;
}

/* The flow table may be in the kernel alone, which is the one to judge. */
int flow_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct low_expr *x;
	struct code cd;

	code_begin(&cd, r, s->at);
	x = code_expr(&cd, NFX_FLOW);
	x->at = s->name->at;
	lx_str(x, NFTA_FLOW_TABLE_NAME, s->name->name);
	code_end(&cd);
	return 0;
}

int reset_compile(struct rule_build *r, const struct ast_stmt *s)
{
	const struct ast_expr *e = s->expr;
	struct low_expr *x;
	struct code cd;
	bool unknown = e->exthdr.hdr == &exthdr_tcp_unknown;
	uint8_t type = unknown ? (uint8_t)e->number : e->exthdr.hdr->type;

	code_begin(&cd, r, s->at);
	x = code_expr(&cd, NFX_EXTHDR);
	lx_num(x, NFTA_EXTHDR_TYPE, type);
	lx_num(x, NFTA_EXTHDR_OP, NFT_EXTHDR_OP_TCPOPT);
	code_end(&cd);
	return 0;
}
