#include "config.h"

#include "print/lift/lift_in.h"
#include "print/lift/lift_parts.h"

#include <linux/netfilter/nf_log.h>
#include <linux/netfilter/nf_synproxy.h>
#include <linux/if_ether.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define LEVEL_DEFAULT NFT_LOGLEVEL_WARNING
#define BURST_DEFAULT 5 /* packets */
#define ICMP_PORT_UNREACH 3   /* RFC 792 */
#define ICMPV6_PORT_UNREACH 4 /* RFC 4443 */

struct ast_stmt *lift_stmt_new(struct lift *l, enum ast_stmt_kind kind)
{
	struct ast_stmt *s = arena_new(&l->arena, struct ast_stmt);

	s->kind = (uint8_t)kind;
	return s;
}

struct lift_stmt *lift_append(struct lift_rule *r, struct ast_stmt *s)
{
	struct lift_stmt *ls = arena_new(r->a, struct lift_stmt);

	ls->s = s;
	ls->needs = r->needs;
	r->needs = NULL;
	r->last_need = &r->needs;
	*r->last = ls;
	r->last = &ls->next;
	return ls;
}

/* ---- stateful statements ---- */

static struct ast_stmt *counter(struct lift *l, const struct low_expr *x)
{
	struct ast_stmt *s = lift_stmt_new(l, STMT_COUNTER);

	if (l->opt->stateless)
		return s;
	s->counter.packets = low_num_of(x, NFTA_COUNTER_PACKETS);
	s->counter.bytes = low_num_of(x, NFTA_COUNTER_BYTES);
	return s;
}

static struct ast_stmt *limit(struct lift *l, const struct low_expr *x)
{
	struct ast_stmt *s = lift_stmt_new(l, STMT_LIMIT);
	struct ast_limit *lim = arena_new(&l->arena, struct ast_limit);
	uint64_t type = low_num_of(x, NFTA_LIMIT_TYPE);
	uint64_t flags = low_num_of(x, NFTA_LIMIT_FLAGS);

	if (type > NFT_LIMIT_PKT_BYTES ||
	    flags & ~(uint64_t)NFT_LIMIT_F_INV ||
	    !word_name(words_time_units, low_num_of(x, NFTA_LIMIT_UNIT)))
		return NULL;
	lim->rate = low_num_of(x, NFTA_LIMIT_RATE);
	lim->unit_s = low_num_of(x, NFTA_LIMIT_UNIT);
	lim->burst.val = low_num_of(x, NFTA_LIMIT_BURST);
	lim->bytes = type == NFT_LIMIT_PKT_BYTES;
	if (!lim->burst.val && !lim->bytes)
		lim->burst.val = BURST_DEFAULT;
	lim->burst.set = lim->burst.val;
	lim->over = flags & NFT_LIMIT_F_INV;
	s->limit = lim;
	return s;
}

static struct ast_stmt *quota(struct lift *l, const struct low_expr *x)
{
	struct ast_stmt *s = lift_stmt_new(l, STMT_QUOTA);
	struct ast_quota *q = arena_new(&l->arena, struct ast_quota);

	q->bytes = low_num_of(x, NFTA_QUOTA_BYTES);
	if (!l->opt->stateless)
		q->used = low_num_of(x, NFTA_QUOTA_CONSUMED);
	q->over = low_num_of(x, NFTA_QUOTA_FLAGS) & NFT_QUOTA_F_INV;
	s->quota = q;
	return s;
}

static struct ast_stmt *connlimit(struct lift *l, const struct low_expr *x)
{
	struct ast_stmt *s = lift_stmt_new(l, STMT_CONNLIMIT);
	uint64_t flags = low_num_of(x, NFTA_CONNLIMIT_FLAGS);

	s->connlimit.count = (uint32_t)low_num_of(x, NFTA_CONNLIMIT_COUNT);
	s->connlimit.over = flags & NFT_CONNLIMIT_F_INV;
	return flags & ~(uint64_t)NFT_CONNLIMIT_F_INV ? NULL : s;
}

static struct ast_stmt *last(struct lift *l, const struct low_expr *x)
{
	struct ast_stmt *s = lift_stmt_new(l, STMT_LAST);

	if (l->opt->stateless)
		return s;
	s->last.used = low_num_of(x, NFTA_LAST_SET);
	s->last.used_ms = s->last.used ? low_num_of(x, NFTA_LAST_MSECS) : 0;
	return s;
}

typedef struct ast_stmt *lift_stateful_fn(struct lift *,
					  const struct low_expr *);

static lift_stateful_fn *const stateful[NFX_COUNT] = {
	[NFX_COUNTER] = counter,     [NFX_LIMIT] = limit,
	[NFX_QUOTA] = quota,	     [NFX_LAST] = last,
	[NFX_CONNLIMIT] = connlimit,
};

static struct ast_stmt *one_stateful(struct lift *l, const struct low_expr *x)
{
	return x->kind < NFX_COUNT && stateful[x->kind] ?
		stateful[x->kind](l, x) : NULL;
}

bool lift_stateful(struct lift *l, const struct low_expr *exprs,
		   struct ast_stmt **ret_stmts)
{
	struct ast_stmt *first = NULL, **at = &first;

	for (; exprs; exprs = exprs->next) {
		*at = one_stateful(l, exprs);
		if (!*at)
			return false;
		at = &(*at)->next;
	}
	*ret_stmts = first;
	return true;
}

static bool stateful_stmt(struct lift_rule *r, const struct low_expr *x)
{
	struct ast_stmt *s = one_stateful(r->l, x);

	return s && lift_append(r, s);
}

/* ---- log ---- */

static struct ast_num given(const struct low_expr *x, unsigned int number)
{
	const struct low_attr *a = low_attr_of(x, number);

	return (struct ast_num){ .val = a ? a->num : 0, .set = a };
}

static bool log_stmt(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *prefix = low_attr_of(x, NFTA_LOG_PREFIX);
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_LOG);
	struct ast_log *log = arena_new(r->a, struct ast_log);

	if (prefix && strchr(prefix->str, '"'))
		return false;
	if (prefix) {
		log->prefix.text = prefix->str;
		log->prefix.len = (uint32_t)strlen(prefix->str);
	}
	log->group = given(x, NFTA_LOG_GROUP);
	log->snaplen = given(x, NFTA_LOG_SNAPLEN);
	log->qthreshold = given(x, NFTA_LOG_QTHRESHOLD);
	log->level = given(x, NFTA_LOG_LEVEL);
	log->flags = given(x, NFTA_LOG_FLAGS);
	log->snaplen.set &= log->snaplen.val > 0;
	log->qthreshold.set &= log->qthreshold.val > 0;
	log->flags.set &= log->flags.val > 0;
	log->level.set &= log->level.val != LEVEL_DEFAULT;
	s->log = log;
	if (log->level.set && !word_name(words_log_levels, log->level.val))
		return false;
	return (log->flags.val & ~(uint64_t)NF_LOG_MASK) == 0 &&
	       lift_append(r, s);
}

/* ---- reject ---- */

#define ETHER_TYPE_OFF 96 /* bits */

/* What the compiler compares with the type field of a frame that is not known
 * to be one, at the beginning of a rule. */
static const struct proto *of_frame(const struct lift_stmt *s)
{
	const struct tx *e = s ? s->left : NULL;

	if (!e || e->kind != TX_PAYLOAD || e->payload.base != BASE_LL ||
	    e->payload.off_bits != ETHER_TYPE_OFF || e->len_bits != 16 ||
	    s->nsaid != 1)
		return NULL;
	return s->said[0] == ETH_P_IP ? proto_by_id(PROTO_IP) :
	       s->said[0] == ETH_P_IPV6 ? proto_by_id(PROTO_IP6) : NULL;
}

/* The protocol whose codes they are. */
static const struct proto *network_of(const struct lift_rule *r)
{
	const struct proto *nh = pctx_network(&r->pctx);

	if (!nh)
		nh = of_frame(r->first);
	return nh && (nh->id == PROTO_IP || nh->id == PROTO_IP6) ? nh : NULL;
}

static void need_first(struct lift_rule *r, const struct proto *proto)
{
	struct lift_need *n = arena_new(r->a, struct lift_need);

	n->proto = proto;
	n->first = true;
	*r->last_need = n;
	r->last_need = &n->next;
}

static struct ast_expr *code(struct lift_rule *r, enum ast_reject type,
			     uint64_t number)
{
	const struct dtype *dt = &dtype_reject_code[type - REJECT_ICMP];

	for (unsigned int i = 0; i < dt->nsymbols && !r->l->opt->numeric; i++)
		if (dt->symbols[i].value == number)
			return lift_word(r->l, dt->symbols[i].name, 0);
	return lift_number(r->l, number);
}

/* Unknown protocols are rejected by what fits any.  Where the rule tells of the
 * protocol, nft writes the code, where the table does it leaves it out. */
static bool is_default(const struct lift_rule *r, const struct proto *nh,
		       uint64_t type, uint64_t number)
{
	if (type == NFT_REJECT_ICMPX_UNREACH)
		return number == NFT_REJECT_ICMPX_PORT_UNREACH && !nh;
	return type == NFT_REJECT_ICMP_UNREACH &&
	       ((r->family == FAMILY_IP && number == ICMP_PORT_UNREACH) ||
		(r->family == FAMILY_IP6 && number == ICMPV6_PORT_UNREACH));
}

static bool reject(struct lift_rule *r, const struct low_expr *x)
{
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_REJECT);
	uint64_t type = low_num_of(x, NFTA_REJECT_TYPE);
	uint64_t number = low_num_of(x, NFTA_REJECT_ICMP_CODE);
	const struct proto *nh = network_of(r);

	if (type > NFT_REJECT_ICMPX_UNREACH ||
	    (type == NFT_REJECT_ICMP_UNREACH && !nh))
		return false;
	if (is_default(r, nh, type, number) && !r->l->opt->json)
		return lift_append(r, s);
	if (type == NFT_REJECT_TCP_RST) {
		/* Elsewhere nft shows the match of the protocol. */
		s->reject.type = REJECT_TCP_RESET;
		if (r->family == FAMILY_IP || r->family == FAMILY_IP6)
			need_first(r, proto_by_id(PROTO_TCP));
		return lift_append(r, s);
	}
	s->reject.type = type == NFT_REJECT_ICMPX_UNREACH ? REJECT_ICMPX :
			 nh->id == PROTO_IP ? REJECT_ICMP : REJECT_ICMPV6;
	if (type == NFT_REJECT_ICMP_UNREACH)
		need_first(r, nh);
	s->reject.code = code(r, (enum ast_reject)s->reject.type, number);
	return lift_append(r, s);
}

/* ---- verdicts, values ---- */

static bool immediate(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *data = low_attr_of(x, NFTA_IMMEDIATE_DATA);
	uint64_t dreg = low_num_of(x, NFTA_IMMEDIATE_DREG);
	struct ast_stmt *s;
	struct tx *e;

	if (!data)
		return false;
	if (dreg == NFT_REG_VERDICT) {
		s = lift_stmt_new(r->l, STMT_VERDICT);
		if (data->len || !data->verdict)
			return false;
		s->expr = lift_verdict(r->l, r->table, data->verdict);
		return s->expr && lift_append(r, s);
	}
	if (!data->len || data->len > BYTES_MAX)
		return false;
	e = tx_new(r->a, TX_VALUE, (struct vtype){
		   &dtype_hex, (uint16_t)(8 * data->len), ORDER_NONE },
		   (struct span){ 0 });
	e->bytes = arena_memdup(r->a, data->bytes, data->len);
	return lift_put(r, dreg, e);
}

/* ---- others ---- */

static bool notrack(struct lift_rule *r, const struct low_expr *x)
{
	(void)x;
	return lift_append(r, lift_stmt_new(r->l, STMT_NOTRACK));
}

static bool flow(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *table = low_attr_of(x, NFTA_FLOW_TABLE_NAME);
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_FLOW);
	struct ast_name *name = arena_new(r->a, struct ast_name);

	if (!table)
		return false;
	name->name = table->str;
	s->name = name;
	return lift_append(r, s);
}

static bool synproxy(struct lift_rule *r, const struct low_expr *x)
{
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_SYNPROXY);

	s->synproxy.mss = (uint16_t)low_num_of(x, NFTA_SYNPROXY_MSS);
	s->synproxy.wscale = (uint8_t)low_num_of(x, NFTA_SYNPROXY_WSCALE);
	s->synproxy.flags = (uint32_t)low_num_of(x, NFTA_SYNPROXY_FLAGS);
	return !(s->synproxy.flags & ~(uint32_t)NF_SYNPROXY_OPT_MASK) &&
	       lift_append(r, s);
}

/* An object by name, or one that a map gives for a key. */
static bool objref(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *name = low_attr_of(x, NFTA_OBJREF_IMM_NAME);
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_OBJREF);

	s->objref.type = (uint32_t)low_num_of(x, NFTA_OBJREF_IMM_TYPE);
	s->objref.expr = name ? lift_word(r->l, name->str, AST_QUOTED) :
				lift_object_map(r, x, &s->objref.type);
	return s->objref.expr && nfobj_word(s->objref.type) &&
	       lift_append(r, s);
}

typedef bool lift_stmt_fn(struct lift_rule *, const struct low_expr *);

/* clang-format off */
static lift_stmt_fn *const statements[NFX_COUNT] = {
	[NFX_COUNTER] = stateful_stmt, [NFX_LIMIT] = stateful_stmt,
	[NFX_QUOTA] = stateful_stmt, [NFX_LAST] = stateful_stmt,
	[NFX_CONNLIMIT] = stateful_stmt,
	[NFX_LOG] = log_stmt, [NFX_REJECT] = reject,
	[NFX_IMMEDIATE] = immediate, [NFX_NOTRACK] = notrack,
	[NFX_FLOW] = flow, [NFX_SYNPROXY] = synproxy, [NFX_OBJREF] = objref,
	[NFX_NAT] = lift_nat, [NFX_MASQ] = lift_masq, [NFX_REDIR] = lift_redir,
	[NFX_TPROXY] = lift_tproxy, [NFX_DUP] = lift_dup, [NFX_FWD] = lift_fwd,
	[NFX_QUEUE] = lift_queue, [NFX_DYNSET] = lift_dynset,
	[NFX_META] = lift_set_meta, [NFX_CT] = lift_set_ct,
	[NFX_EXTHDR] = lift_set_option, [NFX_PAYLOAD] = lift_set_payload,
	[NFX_CMP] = lift_cmp, [NFX_RANGE] = lift_in_range,
	[NFX_LOOKUP] = lift_lookup,
};
/* clang-format on */

bool lift_statement(struct lift_rule *r, const struct low_expr *x)
{
	return x->kind < NFX_COUNT && statements[x->kind] &&
	       statements[x->kind](r, x);
}
