#include "config.h"

#include "compile/expr/departs.h"
#include "compile/stmt/stmt.h"

#include "compile/value/value.h"
#include "tables/family.h"
#include "text/diag.h"
#include "text/source.h"

#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>

#define NETMAP (1u << 6) /* NF_NAT_RANGE_NETMAP, linux/netfilter/nf_nat.h */

enum nat_operand { ADDR_MIN, ADDR_MAX, PROTO_MIN, PROTO_MAX, OPERAND_COUNT };

struct nat_build {
	struct rule_build *r;
	const struct ast_nat *nat;
	enum family family;
	struct tx *addr, *port;
	bool concat;  /* addr holds a port, too */
	uint32_t regs[OPERAND_COUNT]; /* 0: not used */
};

static const char *const nat_names[] = { "snat", "dnat", "masquerade",
					 "redirect" };

/* clang-format off */
static const uint8_t nat_attrs[OPERAND_COUNT] = {
	NFTA_NAT_REG_ADDR_MIN, NFTA_NAT_REG_ADDR_MAX,
	NFTA_NAT_REG_PROTO_MIN, NFTA_NAT_REG_PROTO_MAX,
};
/* clang-format on */

static const struct ast_expr *map_of(const struct ast_expr *e)
{
	if (!e)
		return NULL;
	e = ast_behind(e, NULL);
	return e->kind == AST_MAP ? e : NULL;
}

/* ---- family ---- */

static int nat_family(struct nat_build *nb)
{
	const struct ast_nat *nat = nb->nat;
	const char *name = nat_names[nat->kind];
	const struct ast_expr *map = map_of(nat->addr);
	struct rule_build *r = nb->r;
	struct tx *key;

	if (stmt_address_family(r, name, nat->family, nat->family_at,
				&nb->family) < 0)
		return -1;
	/* The port alone may be changed whatever the address is. */
	if (!nat->addr && !nat->family && r->family == FAMILY_INET)
		nb->family = FAMILY_INET;
	if (!nb->family && map) {
		if (expr_eval(r, map->pair.left, &key) < 0)
			return -1;
		nb->family = stmt_known_family(r);
	}
	if (nb->family)
		return 0;
	return diag_error(r->c->diags, DIAG_MISSING,
			  nat->addr ? nat->addr->at : nat->family_at,
			  "an inet table has addresses of both families: "
			  "specify '%s ip to' or '%s ip6 to'",
			  name, name);
}

/* ---- operands ---- */

static int first_data(struct nat_build *nb, const struct ast_elems *elems,
		      const struct ast_expr **ret_data)
{
	struct cctx *c = nb->r->c;
	const struct ast_elem *elem;

	*ret_data = NULL;
	if (!elems->refs.count)
		return 0;
	elem = ctx_elem(c, elems, chunks_at(&elems->refs, 0), c->diags);
	if (!elem)
		return -1;
	if (elem->data)
		*ret_data = ast_behind(elem->data, NULL);
	return 0;
}

/* Whether a map gives an address with a port, judged by its first element or
 * by its declaration. */
static int map_gives_port(struct nat_build *nb, const struct ast_expr *map,
			  bool *ret_concat)
{
	const struct ast_expr *set = ast_behind(map->pair.right, NULL);
	struct rule_build *r = nb->r;
	const struct ast_expr *data;
	struct map_key key = { r->family, r->table, NULL };
	struct set_info *info;

	if (set->kind == AST_SETREF) {
		key.name = set->name;
		if (set_find(r->c, key, set->at, &info) < 0)
			return -1;
		*ret_concat = info->data.concat;
	} else if (set->kind == AST_SET) {
		if (first_data(nb, set->elems, &data) < 0)
			return -1;
		*ret_concat = data && data->kind == AST_CONCAT;
	}
	return 0;
}

static int nat_addr(struct nat_build *nb)
{
	const struct ast_nat *nat = nb->nat;
	const struct ast_expr *map = map_of(nat->addr);
	struct ktype want;

	if (!nat->addr)
		return 0;
	nb->concat = nat->form == NAT_CONCAT;
	if (map && map_gives_port(nb, map, &nb->concat) < 0)
		return -1;
	want = stmt_address_type(nb->family);
	if (nb->concat) {
		want.concat = true;
		want.f[want.n++] = stmt_port_type().f[0];
	}
	if (expr_arg_eval(nb->r, nat->addr, &want, &nb->addr) < 0)
		return -1;
	departs_address(nb->r, nb->addr);
	return 0;
}

static int nat_port(struct nat_build *nb)
{
	const struct ast_expr *port = nb->nat->port;
	struct diags *d = nb->r->c->diags;
	struct ktype want = stmt_port_type();

	if (!port)
		return 0;
	if (nb->concat)
		return diag_error(d, DIAG_DUPLICATE, port->at,
				  "the map gives a port already");
	if (expr_arg_eval(nb->r, port, &want, &nb->port) < 0)
		return -1;
	/* Both ends would lie in one register, of which the kernel reads the
	 * beginning. */
	if (nb->port->kind == TX_LOOKUP && nb->port->lookup.set->data_interval)
		return diag_error(d, DIAG_UNSUPPORTED, port->at,
				  "a map cannot give ranges of ports alone, "
				  "only ranges of 'address . port'");
	return 0;
}

/* ---- a port needs a transport protocol ---- */

static bool names_transport(const struct ast_expr *e)
{
	const struct proto *p;

	if (e->kind == AST_META)
		return e->key == key_by_name(KEYS_META, "l4proto");
	if (e->kind != AST_PAYLOAD)
		return false;
	p = e->payload.proto;
	return p->base == BASE_NH && p->key_field &&
	       e->payload.field->index == p->key_field;
}

static bool key_names_transport(const struct ast_expr *map)
{
	const struct ast_expr *key = map->pair.left;

	if (key->kind != AST_CONCAT)
		return false;
	for (const struct ast_expr *e = key->list.first; e; e = e->next) {
		if (names_transport(e))
			return true;
	}
	return false;
}

static int check_transport(struct nat_build *nb)
{
	const struct ast_expr *map = map_of(nb->nat->addr);
	const struct ast_expr *at = nb->port ? nb->nat->port : nb->nat->addr;

	if (!nb->port && !nb->concat)
		return 0;
	if (stmt_knows_transport(nb->r) || (map && key_names_transport(map)))
		return 0;
	return diag_error(nb->r->c->diags, DIAG_MISSING, at->at,
			  "a port needs a match of the transport protocol before it, like 'meta l4proto tcp'");
}

/* ---- registers ---- */

static uint32_t slots_of(const struct tx *e)
{
	return DIV_ROUND_UP(tx_len_bytes(e), 4u);
}

static int load_pair(struct code *cd, const struct tx *lo,
		     const struct tx *hi, uint32_t *regs)
{
	if (stmt_operand_load(cd, lo, &regs[0]) < 0)
		return -1;
	return stmt_operand_load(cd, hi, &regs[1]);
}

static int load_prefix(struct code *cd, const struct tx *e, uint32_t *regs)
{
	struct arena *a = &cd->r->c->scratch;
	struct tx *lo = tx_value_new(a, tx_type(e), e->at);
	struct tx *hi = tx_value_new(a, tx_type(e), e->at);

	value_bounds(e, lo->bytes, hi->bytes);
	return load_pair(cd, lo, hi, regs);
}

/* A map's datum: a range stands in it as its ends, one after the other. */
static int load_datum(struct nat_build *nb, struct code *cd,
		      const struct tx *e, uint32_t *regs)
{
	const struct set_info *set =
		e->kind == TX_LOOKUP ? e->lookup.set : NULL;
	bool range = set && set->data_interval;
	uint32_t words = nb->family == FAMILY_IP6 ? 4 : 1;
	uint32_t len = nb->concat ? words + 1 : slots_of(e);
	int slot = reg_alloc(cd, e);
	uint32_t s = (uint32_t)slot;

	if (slot < 0 || tx_load(cd, e, s) < 0)
		return -1;
	regs[ADDR_MIN] = reg_number(s);
	if (range)
		regs[ADDR_MAX] = reg_number(s + len);
	if (nb->concat)
		regs[PROTO_MIN] = reg_number(s + words);
	if (nb->concat && range)
		regs[PROTO_MAX] = reg_number(s + len + words);
	cd->top = MAX(cd->top, ROUND_UP(s + (range ? 2 * len : len), 4u));
	return 0;
}

static int load_operand(struct nat_build *nb, struct code *cd,
			const struct tx *e, uint32_t *regs)
{
	switch (e->kind) {
	case TX_RANGE:
		return load_pair(cd, e->range.lo, e->range.hi, regs);
	case TX_PREFIX:
		return load_prefix(cd, e, regs);
	default:
		return load_datum(nb, cd, e, regs);
	}
}

static int load_operands(struct nat_build *nb, struct code *cd)
{
	struct nat_build port = *nb;

	if (nb->addr && load_operand(nb, cd, nb->addr, nb->regs) < 0)
		return -1;
	port.concat = false;
	if (nb->port &&
	    load_operand(&port, cd, nb->port, &nb->regs[PROTO_MIN]) < 0)
		return -1;
	return 0;
}

/* ---- expressions ---- */

/* Written flags replace the one that `prefix to` implies, as the reference
 * has it; a port that came in a map is not announced. */
static uint32_t nat_flags(const struct nat_build *nb)
{
	uint32_t flags = nb->nat->flags;

	if (nb->nat->form == NAT_PREFIX && !flags)
		flags = NETMAP;
	if (nb->port)
		flags |= NF_NAT_RANGE_PROTO_SPECIFIED;
	return flags;
}

static void put_regs(struct low_expr *x, const struct nat_build *nb)
{
	for (size_t i = 0; i < OPERAND_COUNT; i++) {
		if (nb->regs[i])
			lx_num(x, nat_attrs[i], nb->regs[i]);
	}
}

static void emit_nat(struct code *cd, const struct nat_build *nb)
{
	struct low_expr *x = code_expr(cd, NFX_NAT);
	uint32_t flags = nat_flags(nb);

	lx_num(x, NFTA_NAT_TYPE,
	       nb->nat->kind == NAT_SNAT ? NFT_NAT_SNAT : NFT_NAT_DNAT);
	lx_num(x, NFTA_NAT_FAMILY, nb->family);
	put_regs(x, nb);
	if (flags)
		lx_num(x, NFTA_NAT_FLAGS, flags);
}

static void emit_masq(struct code *cd, const struct nat_build *nb)
{
	struct low_expr *x = code_expr(cd, NFX_MASQ);
	uint32_t flags = nat_flags(nb);

	if (flags)
		lx_num(x, NFTA_MASQ_FLAGS, flags);
	if (nb->regs[PROTO_MIN])
		lx_num(x, NFTA_MASQ_REG_PROTO_MIN, nb->regs[PROTO_MIN]);
	if (nb->regs[PROTO_MAX])
		lx_num(x, NFTA_MASQ_REG_PROTO_MAX, nb->regs[PROTO_MAX]);
}

static void emit_redir(struct code *cd, const struct nat_build *nb)
{
	struct low_expr *x = code_expr(cd, NFX_REDIR);
	uint32_t flags = nat_flags(nb);

	if (nb->regs[PROTO_MIN])
		lx_num(x, NFTA_REDIR_REG_PROTO_MIN, nb->regs[PROTO_MIN]);
	if (nb->regs[PROTO_MAX])
		lx_num(x, NFTA_REDIR_REG_PROTO_MAX, nb->regs[PROTO_MAX]);
	if (flags)
		lx_num(x, NFTA_REDIR_FLAGS, flags);
}

int nat_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct nat_build nb = { .r = r, .nat = s->nat };
	struct code cd;

	if (nat_family(&nb) < 0 || nat_addr(&nb) < 0 || nat_port(&nb) < 0 ||
	    check_transport(&nb) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	if (load_operands(&nb, &cd) < 0)
		return -1;
	if (s->nat->kind == NAT_MASQ)
		emit_masq(&cd, &nb);
	else if (s->nat->kind == NAT_REDIR)
		emit_redir(&cd, &nb);
	else
		emit_nat(&cd, &nb);
	code_end(&cd);
	return 0;
}
