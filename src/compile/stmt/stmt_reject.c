#include "config.h"

#include "compile/stmt/stmt.h"

#include "compile/value/value.h"
#include "tables/family.h"
#include "text/diag.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/netfilter/nf_tables.h>

#define REJECT_CODE_MAX 254 /* 255 is not a code for the kernel */

struct answer {
	uint8_t type; /* NFT_REJECT_* */
	uint8_t code;
};

static int reject_code(struct rule_build *r, const struct ast_expr *e,
		       const struct dtype *dt, uint8_t *ret_code)
{
	struct vtype want = { dt, 8, ORDER_BIG };
	const struct ast_expr *v = ast_behind(e, NULL);
	uint64_t num;
	struct tx *tx;

	if (v->kind == AST_VALUE && (v->flags & AST_NUMBER)) {
		if (value_number(r->c, v, REJECT_CODE_MAX, &num) < 0)
			return -1;
		*ret_code = (uint8_t)num;
		return 0;
	}
	if (value_eval(r->c, e, want, &tx) < 0)
		return -1;
	if (tx->kind != TX_VALUE)
		return diag_error(r->c->diags, DIAG_TYPE, e->at,
				  "expected one reject code");
	*ret_code = tx->bytes[0];
	return 0;
}

static int check_protocol(struct rule_build *r)
{
	const struct proto *net = pctx_network(&r->pctx);

	if (!net || stmt_known_family(r))
		return 0;
	return diag_error(r->c->diags, DIAG_CONTEXT, r->at,
			  "'reject' answers packets of ip and ip6 only, not of '%s'",
			  net->name);
}

/* What the sender is told when the rule does not say. */
static int answer_default(struct rule_build *r, struct answer *ret)
{
	if (stmt_known_family(r)) {
		ret->type = NFT_REJECT_ICMP_UNREACH;
		ret->code = stmt_known_family(r) == FAMILY_IP ?
				    ICMP_PORT_UNREACH :
				    ICMPV6_PORT_UNREACH;
		return 0;
	}
	*ret = (struct answer){ NFT_REJECT_ICMPX_UNREACH,
				NFT_REJECT_ICMPX_PORT_UNREACH };
	return check_protocol(r);
}

static int need_network(struct rule_build *r, const struct ast_stmt *s,
			enum family f)
{
	enum family known = stmt_known_family(r);

	if (known == f)
		return 0;
	if (known) {
		(void)diag_error(r->c->diags, DIAG_CONFLICT,
				 s->reject.code ? s->reject.code->at : s->at,
				 "conflicting protocols specified: this answer "
				 "is for %s, but the packet is %s",
				 family_name(f), family_name(known));
		if (r->pctx.layer[LAYER_NH].by_match)
			diag_note(r->c->diags, r->pctx.layer[LAYER_NH].at,
				  "this says %s", family_name(known));
		return -1;
	}
	return pctx_need(r, &r->pctx,
			 proto_by_id(f == FAMILY_IP ? PROTO_IP : PROTO_IP6),
			 s->at, PCTX_FIRST);
}

static int answer_icmp(struct rule_build *r, const struct ast_stmt *s,
		       enum family f, struct answer *ret)
{
	const struct dtype *dt = &dtype_reject_code[f == FAMILY_IP ? 0 : 1];

	ret->type = NFT_REJECT_ICMP_UNREACH;
	if (need_network(r, s, f) < 0)
		return -1;
	return reject_code(r, s->reject.code, dt, &ret->code);
}

static int answer_icmpx(struct rule_build *r, const struct ast_stmt *s,
			struct answer *ret)
{
	ret->type = NFT_REJECT_ICMPX_UNREACH;
	if (r->family == FAMILY_IP || r->family == FAMILY_IP6)
		return diag_error(r->c->diags, DIAG_CONTEXT, s->reject.code->at,
				  "'icmpx' is not for tables of family '%s': write '%s'",
				  family_name(r->family),
				  r->family == FAMILY_IP ? "icmp" : "icmpv6");
	return reject_code(r, s->reject.code, &dtype_reject_code[2],
			   &ret->code);
}

static int answer_tcp_reset(struct rule_build *r, const struct ast_stmt *s,
			    struct answer *ret)
{
	const struct pctx_slot *th = &r->pctx.layer[LAYER_TH];

	*ret = (struct answer){ NFT_REJECT_TCP_RST, 0 };
	if (th->proto && th->proto->id == PROTO_TCP)
		return 0; /* said last, even if not first */
	if (th->proto) {
		(void)diag_error(r->c->diags, DIAG_CONFLICT, s->at,
				 "'tcp reset' answers TCP packets only");
		diag_note(r->c->diags, th->at, "this says '%s'",
			  th->proto->name);
		return -1;
	}
	return pctx_need(r, &r->pctx, proto_by_id(PROTO_TCP), s->at,
			 PCTX_FIRST);
}

static int answer_eval(struct rule_build *r, const struct ast_stmt *s,
		       struct answer *ret)
{
	switch (s->reject.type) {
	case REJECT_ICMP:
		return answer_icmp(r, s, FAMILY_IP, ret);
	case REJECT_ICMPV6:
		return answer_icmp(r, s, FAMILY_IP6, ret);
	case REJECT_ICMPX:
		return answer_icmpx(r, s, ret);
	case REJECT_TCP_RESET:
		return answer_tcp_reset(r, s, ret);
	default:
		return answer_default(r, ret);
	}
}

int reject_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct answer answer = { 0, 0 };
	struct low_expr *x;
	struct code cd;

	if (r->family == FAMILY_ARP)
		return diag_error(r->c->diags, DIAG_CONTEXT, s->at,
				  "'reject' cannot answer ARP packets");
	if ((r->family == FAMILY_BRIDGE || r->family == FAMILY_NETDEV) &&
	    check_protocol(r) < 0)
		return -1;
	if (answer_eval(r, s, &answer) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	x = code_expr(&cd, NFX_REJECT);
	lx_num(x, NFTA_REJECT_TYPE, answer.type);
	lx_num(x, NFTA_REJECT_ICMP_CODE, answer.code);
	code_end(&cd);
	return 0;
}
