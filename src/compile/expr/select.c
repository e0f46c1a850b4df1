#include "config.h"

#include "compile/expr/select.h"

#include "base/bytes.h"
#include "compile/expr/arith.h"
#include "compile/expr/bits.h"
#include "compile/expr/departs.h"
#include "compile/expr/expr.h"
#include "compile/scope/differs.h"
#include "compile/value/value.h"

#include <linux/netfilter/nf_tables.h>

static struct tx *new_load(const struct select *s, enum tx_kind kind,
			   const struct ast_expr *e)
{
	struct vtype t = { .dt = e->key->dtype, .len_bits = e->key->len_bits,
			   .order = e->key->order };

	struct tx *tx = tx_new(s->a, kind, t, e->at);

	tx->key.key = e->key;
	return tx;
}

static int no_context(const struct select *s, const struct ast_expr *e)
{
	const char *owner = e->kind == AST_RT ? "rt" : "ct";
	const char *dir = e->kind != AST_CT || !e->dir ? "" :
			  e->dir == DIR_ORIGINAL ? "original " : "reply ";
	const char *name = e->key->name;

	diag_error(s->c->diags, DIAG_CONTEXT, e->at,
		   "the IP version of '%s %s%s' is not known here", owner, dir,
		   name);
	diag_hint(s->c->diags, "write '%s %sip %s' or '%s %sip6 %s'", owner,
		  dir, name, owner, dir, name);
	return -1;
}

/* ---- meta, ct, rt ---- */

static int eval_meta(const struct select *s, const struct ast_expr *e,
		     struct tx **ret_tx)
{
	struct tx *tx = new_load(s, TX_META, e);

	if (e->key->number == NFT_META_NFPROTO && s->r &&
	    s->r->family != FAMILY_INET)
		return diag_error(s->c->diags, DIAG_CONTEXT, e->at,
				  "'meta nfproto' works in tables of family inet only");
	if (e->tunnel)
		tx->key.tunnel = proto_by_id((enum proto_id)e->tunnel);
	*ret_tx = tx;
	return 0;
}

/* The address type of the network protocol known so far; NULL: none is. */
static const struct dtype *context_address(const struct select *s)
{
	const struct proto *nh = s->r ? pctx_network(&s->r->pctx) : NULL;

	if (nh && nh->id == PROTO_IP)
		return dtype_by_id(DT_IPADDR);
	if (nh && nh->id == PROTO_IP6)
		return dtype_by_id(DT_IP6ADDR);
	return NULL;
}

static int eval_ct(const struct select *s, const struct ast_expr *e,
		   struct tx **ret_tx)
{
	struct tx *tx = new_load(s, TX_CT, e);
	const struct proto *nh = s->r ? pctx_network(&s->r->pctx) : NULL;

	tx->key.dir = e->dir == DIR_NONE ? -1 : e->dir == DIR_REPLY;
	if (!tx->dt) {
		tx->dt = context_address(s);
		if (!tx->dt)
			return no_context(s, e);
		tx->len_bits = tx->dt->len_bits;
	}
	if (nh && nh->id != PROTO_UNKNOWN &&
	    ((tx->dt->id == DT_IPADDR && nh->id != PROTO_IP) ||
	     (tx->dt->id == DT_IP6ADDR && nh->id != PROTO_IP6)))
		return diag_error(s->c->diags, DIAG_CONFLICT, e->at,
				  "conflicting protocols specified: '%s' vs. '%s'",
				  nh->name,
				  tx->dt->id == DT_IPADDR ? "ip" : "ip6");
	*ret_tx = tx;
	return 0;
}

static bool is_address(const struct dtype *dt)
{
	return dt && (dt->id == DT_IPADDR || dt->id == DT_IP6ADDR);
}

/* What a bridge or a device sees may well say things that exclude an IPv6
 * next hop, as far as nft is concerned. */
static bool excludes(const struct rule_build *r, const struct dtype *address)
{
	const struct proto *nh = pctx_network(&r->pctx);

	if (address->id == DT_IP6ADDR)
		return r->family == FAMILY_IP;
	return r->family == FAMILY_IP6 || (nh && nh->id == PROTO_IP6);
}

static int eval_rt(const struct select *s, const struct ast_expr *e,
		   struct tx **ret_tx)
{
	struct tx *tx = new_load(s, TX_RT, e);
	const struct dtype *context = context_address(s);

	*ret_tx = tx;
	if (e->family)
		tx->dt = dtype_by_id(e->family == FAMILY_IP ? DT_IPADDR :
				     DT_IP6ADDR);
	if (e->key->dtype && !is_address(e->key->dtype))
		return 0;
	if (!is_address(tx->dt))
		tx->dt = context;
	if (!tx->dt)
		return no_context(s, e);
	if (s->r && excludes(s->r, tx->dt))
		return diag_error(s->c->diags, DIAG_CONFLICT, e->at,
				  "'rt %s nexthop' will not match here: the protocol is '%s'",
				  tx->dt->id == DT_IPADDR ? "ip" : "ip6",
				  tx->dt->id == DT_IPADDR ? "ip6" : "ip");
	tx->len_bits = tx->dt->len_bits;
	return 0;
}

/* ---- headers ---- */

/* vxlan and geneve headers are read through the tunnel's own base. */
static bool is_own_field(const struct ast_expr *e)
{
	return e->payload.proto->base == BASE_TUN;
}

static struct tx *payload_tx(const struct select *s, const struct pctx *p,
			     const struct ast_expr *e)
{
	const struct proto *proto = e->payload.proto;
	const struct proto_field *f = e->payload.field;
	struct tx *tx = tx_new(s->a, TX_PAYLOAD, (struct vtype){
			       f->dtype, f->len_bits, ORDER_BIG }, e->at);

	tx->payload.proto = proto;
	tx->payload.field = f;
	tx->payload.base = (uint8_t)proto->base;
	tx->payload.off_bits = f->off_bits;
	if (p)
		tx->payload.off_bits += pctx_link_offset(p, proto);
	if (is_own_field(e))
		tx->payload.tunnel = proto;
	else if (e->tunnel)
		tx->payload.tunnel = proto_by_id((enum proto_id)e->tunnel);
	return tx;
}

/* vxlan and geneve ride on UDP, gre and gretap are protocols of their own. */
static int need_tunnel(struct rule_build *r, const struct proto *tunnel,
		       struct span at)
{
	/* Of several the last: the kernel looks for a tunnel in each packet. */
	const struct proto *th = r->pctx.layer[LAYER_TH].proto;

	if (tunnel->l4proto >= 0)
		return th ? 0 : pctx_need(r, &r->pctx, tunnel, at, PCTX_BEFORE);
	if (!th) {
		diag_error(r->c->diags, DIAG_CONTEXT, at,
			   "'%s' needs a transport protocol match before it",
			   tunnel->name);
		diag_hint(r->c->diags, "for example: udp dport %d",
			  tunnel->id == PROTO_GENEVE ? 6081 : 4789);
		return -1;
	}
	if (th->id != PROTO_UDP)
		return diag_error(r->c->diags, DIAG_CONFLICT, at,
				  "'%s' runs over 'udp', but the rule matches '%s'",
				  tunnel->name, th->name);
	return 0;
}

static int eval_inner(const struct select *s, const struct ast_expr *e,
		      struct tx **ret_tx)
{
	bool own = is_own_field(e);
	const struct proto *tunnel = own ? e->payload.proto :
		proto_by_id((enum proto_id)e->tunnel);
	struct rule_build *r = s->r;

	if (r && need_tunnel(r, tunnel, e->at) < 0)
		return -1;
	if (r && !own) {
		if (r->inner.tunnel && r->inner.tunnel != tunnel)
			differs_say(s->c, DIFFERS_TUNNELS, e->at);
		if (r->inner.tunnel != tunnel)
			pctx_init_inner(&r->inner, tunnel);
		if (e->payload.proto->id != PROTO_TH &&
		    pctx_need(r, &r->inner, e->payload.proto, e->at,
			      PCTX_BEFORE) < 0)
			return -1;
		if (pctx_need_icmp(r, &r->inner, e->payload.proto,
				   e->payload.field, e->at) < 0)
			return -1;
	}
	*ret_tx = payload_tx(s, r ? &r->inner : NULL, e);
	return 0;
}

static int eval_payload(const struct select *s, const struct ast_expr *e,
			struct tx **ret_tx)
{
	struct rule_build *r = s->r;

	if (e->tunnel || is_own_field(e))
		return eval_inner(s, e, ret_tx);
	if (r && e->payload.proto->id != PROTO_TH) {
		if (pctx_need(r, &r->pctx, e->payload.proto, e->at,
			      PCTX_BEFORE) < 0 ||
		    pctx_need_icmp(r, &r->pctx, e->payload.proto,
				   e->payload.field, e->at) < 0)
			return -1;
	}
	*ret_tx = payload_tx(s, r ? &r->pctx : NULL, e);
	return 0;
}

/* Ports at their usual place are ports: their values may be service names. */
static const struct proto_field *raw_port(const struct ast_expr *e)
{
	if (e->raw.base != BASE_TH || e->raw.len_bits != 16 ||
	    (e->raw.off_bits != 0 && e->raw.off_bits != 16))
		return NULL;
	return proto_field_by_name(proto_by_id(PROTO_TH),
				   e->raw.off_bits ? "dport" : "sport");
}

static int eval_raw(const struct select *s, const struct ast_expr *e,
		    struct tx **ret_tx)
{
	const struct proto_field *port = raw_port(e);
	struct tx *tx;

	if (e->raw.off_bits % 8 + e->raw.len_bits > 8 * BYTES_MAX)
		return diag_error(s->c->diags, DIAG_RANGE, e->at,
				  "a raw field lies in at most %d bytes, this one in %d",
				  BYTES_MAX, BYTES_MAX + 1);
	tx = tx_new(s->a, TX_PAYLOAD, (struct vtype){
			       port ? port->dtype : &dtype_hex,
			       (uint16_t)e->raw.len_bits, ORDER_BIG }, e->at);

	tx->payload.proto = proto_by_id(port ? PROTO_TH : PROTO_RAW);
	tx->payload.field = port;
	tx->payload.base = (uint8_t)e->raw.base;
	tx->payload.off_bits = e->raw.off_bits;
	*ret_tx = tx;
	return 0;
}

/* The network protocol whose header an option or extension belongs to. */
static int exthdr_context(const struct select *s, const struct ast_expr *e,
			  unsigned int op)
{
	const struct proto *need = NULL, *nh;

	if (op == EXTHDR_IPV6)
		need = proto_by_id(PROTO_IP6);
	else if (op == EXTHDR_IPOPT)
		need = proto_by_id(PROTO_IP);
	if (!need || !s->r)
		return 0;
	nh = pctx_network(&s->r->pctx);
	if (nh && nh != need)
		return diag_error(s->c->diags, DIAG_CONTEXT, e->at,
				  "'%s' has no such header: the protocol here is '%s', not '%s'",
				  nh->name, nh->name, need->name);
	return pctx_need(s->r, &s->r->pctx, need, e->at, PCTX_FIRST_FRAME);
}

static struct tx *existence(const struct select *s, const struct ast_expr *e)
{
	struct tx *tx = tx_new(s->a, TX_EXTHDR, (struct vtype){
			       dtype_by_id(DT_BOOLEAN), 1, ORDER_BIG }, e->at);

	tx->exthdr.present = true;
	return tx;
}

static int eval_exthdr(const struct select *s, const struct ast_expr *e,
		       struct tx **ret_tx)
{
	const struct exthdr *h = e->exthdr.hdr;
	const struct exthdr_field *f = e->exthdr.field;
	bool first = s->r && !pctx_network(&s->r->pctx);
	struct tx *tx;

	if (exthdr_context(s, e, h->op) < 0)
		return -1;
	if (f) {
		tx = tx_new(s->a, TX_EXTHDR, (struct vtype){
			    f->dtype, f->len_bits, ORDER_BIG }, e->at);
		tx->exthdr.off_bits = f->off_bits;
	} else {
		tx = existence(s, e);
	}
	tx->exthdr.hdr = h;
	tx->exthdr.first = first;
	tx->exthdr.field = f;
	tx->exthdr.op = h->op;
	tx->exthdr.type = (uint8_t)(e->number ? e->number : h->type);
	*ret_tx = tx;
	return 0;
}

static int eval_tcpopt_raw(const struct select *s, const struct ast_expr *e,
			   struct tx **ret_tx)
{
	struct tx *tx = tx_new(s->a, TX_EXTHDR, (struct vtype){ &dtype_hex,
			       (uint16_t)e->raw.len_bits, ORDER_BIG }, e->at);

	tx->exthdr.op = EXTHDR_TCPOPT;
	tx->exthdr.type = (uint8_t)e->number;
	tx->exthdr.off_bits = e->raw.off_bits;
	*ret_tx = tx;
	return 0;
}

/* ---- the rest ---- */

static int eval_socket(const struct select *s, const struct ast_expr *e,
		       struct tx **ret_tx)
{
	*ret_tx = new_load(s, TX_SOCKET, e);
	(*ret_tx)->key.arg = e->level;
	return 0;
}

#define FIB_SADDR_OR_DADDR (NFTA_FIB_F_SADDR | NFTA_FIB_F_DADDR)

static int eval_fib(const struct select *s, const struct ast_expr *e,
		    struct tx **ret_tx)
{
	uint32_t flags = e->fib_flags;
	struct tx *tx = new_load(s, TX_FIB, e);

	if (!(flags & FIB_SADDR_OR_DADDR))
		return diag_error(s->c->diags, DIAG_MISSING, e->at,
				  "fib needs either 'saddr' or 'daddr'");
	if ((flags & FIB_SADDR_OR_DADDR) == FIB_SADDR_OR_DADDR)
		return diag_error(s->c->diags, DIAG_CONFLICT, e->at,
				  "fib: 'saddr' and 'daddr' exclude each other");
	if ((flags & NFTA_FIB_F_IIF) && (flags & NFTA_FIB_F_OIF))
		return diag_error(s->c->diags, DIAG_CONFLICT, e->at,
				  "fib: 'iif' and 'oif' exclude each other");
	tx->key.arg = flags;
	/* `check`: is there a route at all. */
	if (tx->dt->id == DT_BOOLEAN)
		tx->key.arg |= NFTA_FIB_F_PRESENT;
	*ret_tx = tx;
	return 0;
}

static int eval_osf(const struct select *s, const struct ast_expr *e,
		    struct tx **ret_tx)
{
	struct tx *tx = tx_new(s->a, TX_OSF, (struct vtype){
			       dtype_by_id(DT_STRING), 16 * 8, ORDER_HOST },
			       e->at);

	tx->osf.ttl = e->osf.ttl;
	tx->osf.version = e->osf.version;
	*ret_tx = tx;
	return 0;
}

static bool is_ip_family(const struct select *s)
{
	return !s->r || s->r->family == FAMILY_IP ||
	       s->r->family == FAMILY_IP6 || s->r->family == FAMILY_INET;
}

static int eval_ipsec(const struct select *s, const struct ast_expr *e,
		      struct tx **ret_tx)
{
	struct tx *tx = new_load(s, TX_XFRM, e);

	if (!is_ip_family(s))
		return diag_error(s->c->diags, DIAG_CONTEXT, e->at,
				  "'ipsec' works in tables of the families ip, ip6 and inet only");
	tx->key.dir = (int8_t)e->dir;
	tx->key.arg = e->spnum;
	*ret_tx = tx;
	return 0;
}

static int eval_tunnel(const struct select *s, const struct ast_expr *e,
		       struct tx **ret_tx)
{
	*ret_tx = new_load(s, TX_TUNNEL, e);
	return 0;
}

static int hash_argument(const struct select *s, const struct ast_expr *e,
			 struct tx **ret_arg)
{
	static const uint8_t no_bits[BYTES_MAX];
	struct tx *tx = NULL;

	if (ast_behind(e, NULL)->kind == AST_POISON)
		return -1;
	if (ast_is_constant(e))
		return diag_error(s->c->diags, DIAG_TYPE, e->at,
				  "jhash needs a selector such as 'ip saddr', not a constant");
	if (!s->r)
		return expr_typeof_eval(s->c, e, ret_arg);
	if (expr_hashed_eval(s->r, e, ret_arg) < 0)
		return -1;
	departs_value(s->r, *ret_arg);
	if (!bits_is_cut(*ret_arg) || s->r->place.len_bits)
		return 0;
	/* Any bytes will do that are the same for the same value. */
	tx = bits_unturned(s->a, *ret_arg, no_bits);
	if (tx)
		*ret_arg = tx;
	else
		differs_say(s->c, DIFFERS_FIELD, e->at);
	return 0;
}

static int eval_gen(const struct select *s, const struct ast_expr *e,
		    struct tx **ret_tx)
{
	enum tx_kind kind = e->kind == AST_NUMGEN ? TX_NUMGEN : TX_HASH;
	struct tx *tx = tx_new(s->a, kind, (struct vtype){
			       dtype_by_id(DT_INTEGER), 32, ORDER_HOST },
			       e->at);

	tx->gen.gen = e->gen;
	if (e->gen->mod == 0 ||
	    (uint64_t)e->gen->mod - 1 + e->gen->offset > UINT32_MAX)
		return diag_error(s->c->diags, DIAG_RANGE, e->at,
				  "mod %u with offset %u is out of range: 'mod' must be positive and the sum below 2^32",
				  e->gen->mod, e->gen->offset);
	if (e->kind == AST_JHASH &&
	    hash_argument(s, e->gen->expr, &tx->gen.arg) < 0)
		return -1;
	*ret_tx = tx;
	return 0;
}

typedef int select_fn(const struct select *, const struct ast_expr *,
		      struct tx **);

static select_fn *const select_fns[] = {
	[AST_PAYLOAD] = eval_payload,
	[AST_RAW] = eval_raw,
	[AST_EXTHDR] = eval_exthdr,
	[AST_TCPOPT_RAW] = eval_tcpopt_raw,
	[AST_META] = eval_meta,
	[AST_CT] = eval_ct,
	[AST_RT] = eval_rt,
	[AST_SOCKET] = eval_socket,
	[AST_FIB] = eval_fib,
	[AST_OSF] = eval_osf,
	[AST_IPSEC] = eval_ipsec,
	[AST_TUNNEL] = eval_tunnel,
	[AST_NUMGEN] = eval_gen,
	[AST_JHASH] = eval_gen,
	[AST_SYMHASH] = eval_gen,
};

bool ast_is_selector(const struct ast_expr *e)
{
	return e->kind < ARRAY_SIZE(select_fns) && select_fns[e->kind];
}

int select_eval(const struct select *s, const struct ast_expr *e,
		struct tx **ret_tx)
{
	if (!ast_is_selector(e))
		BUG("no selector of kind %u", e->kind);
	return select_fns[e->kind](s, e, ret_tx);
}
