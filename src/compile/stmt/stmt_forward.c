#include "config.h"

#include "compile/expr/departs.h"
#include "compile/stmt/stmt.h"

#include "compile/value/value.h"
#include "tables/family.h"
#include "text/diag.h"

#include <linux/netfilter/nf_tables.h>

static int single_value(struct rule_build *r, const struct tx *e,
			const char *stmt)
{
	if (!e || (e->kind != TX_RANGE && e->kind != TX_PREFIX))
		return 0;
	return diag_error(r->c->diags, DIAG_UNSUPPORTED, e->at,
			  "'%s' takes one value, not a range", stmt);
}

static int operand_single(struct rule_build *r, const struct ast_expr *e,
			  const struct ktype *want, const char *stmt,
			  struct tx **ret_tx)
{
	*ret_tx = NULL;
	if (!e)
		return 0;
	if (expr_arg_eval(r, e, want, ret_tx) < 0)
		return -1;
	departs_address(r, *ret_tx);
	return single_value(r, *ret_tx, stmt);
}

/* ---- tproxy ---- */

static int tproxy_family(struct rule_build *r, const struct ast_stmt *s,
			 enum family *ret_family)
{
	if (stmt_address_family(r, "tproxy", s->family, s->at, ret_family) < 0)
		return -1;
	if (r->family != FAMILY_INET || s->family)
		return 0;
	if (s->tproxy.addr)
		return diag_error(r->c->diags, DIAG_MISSING,
				  s->tproxy.addr->at,
				  "an inet table has addresses of both "
				  "families: specify 'tproxy ip to' or "
				  "'tproxy ip6 to'");
	if (*ret_family)
		return diag_error(r->c->diags, DIAG_CONFLICT, s->at,
				  "in an inet table 'tproxy' must name the family: write 'tproxy %s to'",
				  family_name(*ret_family));
	return 0;
}

int tproxy_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct ktype addr_want, port_want = stmt_port_type();
	uint32_t addr_reg = 0, port_reg = 0;
	enum family family;
	struct tx *addr, *port;
	struct low_expr *x;
	struct code cd;

	if (tproxy_family(r, s, &family) < 0)
		return -1;
	if (!stmt_knows_transport(r))
		return diag_error(r->c->diags, DIAG_MISSING, s->at,
				  "'tproxy' needs a match of the transport protocol before it, like 'meta l4proto tcp'");
	addr_want = stmt_address_type(family);
	if (operand_single(r, s->tproxy.addr, &addr_want, "tproxy", &addr) < 0 ||
	    operand_single(r, s->tproxy.port, &port_want, "tproxy", &port) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	if ((addr && stmt_operand_load(&cd, addr, &addr_reg) < 0) ||
	    (port && stmt_operand_load(&cd, port, &port_reg) < 0))
		return -1;
	x = code_expr(&cd, NFX_TPROXY);
	lx_num(x, NFTA_TPROXY_FAMILY, family);
	if (addr)
		lx_num(x, NFTA_TPROXY_REG_ADDR, addr_reg);
	if (port)
		lx_num(x, NFTA_TPROXY_REG_PORT, port_reg);
	code_end(&cd);
	return 0;
}

/* ---- dup ---- */

struct dup_args {
	const struct ast_expr *addr, *dev;
	enum family family; /* of the address */
};

/* The grammar is one for all families: what follows `to` is a device in
 * netdev tables and an address in the others. */
static int dup_args(struct rule_build *r, const struct ast_stmt *s,
		    struct dup_args *ret_args)
{
	if (r->family == FAMILY_NETDEV) {
		if (s->dup.addr && s->dup.dev)
			return diag_error(r->c->diags, DIAG_CONTEXT,
					  s->dup.dev->at,
					  "'device' is not allowed here: in a netdev table 'dup to' names the device");
		ret_args->dev = s->dup.dev ? s->dup.dev : s->dup.addr;
		ret_args->addr = NULL;
		return 0;
	}
	if (r->family != FAMILY_IP && r->family != FAMILY_IP6)
		return diag_error(r->c->diags, DIAG_CONTEXT, s->at,
				  "'dup' works in tables of the families ip, "
				  "ip6 and netdev, not in '%s'",
				  family_name(r->family));
	*ret_args = (struct dup_args){ s->dup.addr, s->dup.dev, r->family };
	return 0;
}

int dup_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct ktype addr_want, dev_want = stmt_iface_type();
	uint32_t addr_reg = 0, dev_reg = 0;
	struct dup_args args = { 0 };
	struct tx *addr, *dev;
	struct low_expr *x;
	struct code cd;

	if (dup_args(r, s, &args) < 0)
		return -1;
	addr_want = stmt_address_type(args.family);
	if (operand_single(r, args.addr, &addr_want, "dup", &addr) < 0 ||
	    operand_single(r, args.dev, &dev_want, "dup", &dev) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	if ((addr && stmt_operand_load(&cd, addr, &addr_reg) < 0) ||
	    (dev && stmt_operand_load(&cd, dev, &dev_reg) < 0))
		return -1;
	x = code_expr(&cd, NFX_DUP);
	if (addr)
		lx_num(x, NFTA_DUP_SREG_ADDR, addr_reg);
	if (dev)
		lx_num(x, NFTA_DUP_SREG_DEV, dev_reg);
	code_end(&cd);
	return 0;
}

/* ---- fwd ---- */

int fwd_compile(struct rule_build *r, const struct ast_stmt *s)
{
	const struct ast_expr *to = s->dup.dev ? s->dup.dev : s->dup.addr;
	const struct ast_expr *via = s->dup.dev ? s->dup.addr : NULL;
	struct ktype addr_want = stmt_address_type(s->family);
	struct ktype dev_want = stmt_iface_type();
	uint32_t addr_reg = 0, dev_reg = 0;
	struct tx *addr, *dev;
	struct low_expr *x;
	struct code cd;

	if (r->family != FAMILY_NETDEV)
		return diag_error(r->c->diags, DIAG_CONTEXT, s->at,
				  "'fwd' works in netdev tables only, not in "
				  "'%s'",
				  family_name(r->family));
	if (operand_single(r, to, &dev_want, "fwd", &dev) < 0 ||
	    operand_single(r, via, &addr_want, "fwd", &addr) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	if (stmt_operand_load(&cd, dev, &dev_reg) < 0 ||
	    (addr && stmt_operand_load(&cd, addr, &addr_reg) < 0))
		return -1;
	x = code_expr(&cd, NFX_FWD);
	lx_num(x, NFTA_FWD_SREG_DEV, dev_reg);
	if (addr) {
		lx_num(x, NFTA_FWD_SREG_ADDR, addr_reg);
		lx_num(x, NFTA_FWD_NFPROTO, s->family);
	}
	code_end(&cd);
	return 0;
}
