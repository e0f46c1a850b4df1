#include "config.h"

#include "nftnl_expr.h"

#include "tables/abi.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>

#include <libnftnl/expr.h>

#define ROOM 4096 /* of any expression in the tests */

struct nftnl_id {
	uint8_t kind;	/* enum nfexpr_kind */
	uint8_t number; /* NFTA_* */
	uint16_t id;	/* NFTNL_EXPR_* */
};

/*
 * NFX_INNER has no rows: libnftnl 1.2.4 does not know it, and later releases
 * take the expression inside it in another way than that of a dynset.
 */
/* clang-format off */
static const struct nftnl_id expr_ids[] = {
#define R(kind, attr, nftnl) { NFX_##kind, NFTA_##attr, NFTNL_EXPR_##nftnl },
	R(BITWISE,   BITWISE_SREG,         BITWISE_SREG)
	R(BITWISE,   BITWISE_DREG,         BITWISE_DREG)
	R(BITWISE,   BITWISE_LEN,          BITWISE_LEN)
	R(BITWISE,   BITWISE_MASK,         BITWISE_MASK)
	R(BITWISE,   BITWISE_XOR,          BITWISE_XOR)
	R(BITWISE,   BITWISE_OP,           BITWISE_OP)
	R(BITWISE,   BITWISE_DATA,         BITWISE_DATA)
#if defined(HAVE_DECL_NFTNL_EXPR_BITWISE_SREG2) && \
	HAVE_DECL_NFTNL_EXPR_BITWISE_SREG2
	{ NFX_BITWISE, ABI_BITWISE_SREG2,  NFTNL_EXPR_BITWISE_SREG2 },
#endif
	R(BYTEORDER, BYTEORDER_SREG,       BYTEORDER_SREG)
	R(BYTEORDER, BYTEORDER_DREG,       BYTEORDER_DREG)
	R(BYTEORDER, BYTEORDER_OP,         BYTEORDER_OP)
	R(BYTEORDER, BYTEORDER_LEN,        BYTEORDER_LEN)
	R(BYTEORDER, BYTEORDER_SIZE,       BYTEORDER_SIZE)
	R(CMP,       CMP_SREG,             CMP_SREG)
	R(CMP,       CMP_OP,               CMP_OP)
	R(CMP,       CMP_DATA,             CMP_DATA)
	R(CONNLIMIT, CONNLIMIT_COUNT,      CONNLIMIT_COUNT)
	R(CONNLIMIT, CONNLIMIT_FLAGS,      CONNLIMIT_FLAGS)
	R(COUNTER,   COUNTER_BYTES,        CTR_BYTES)
	R(COUNTER,   COUNTER_PACKETS,      CTR_PACKETS)
	R(CT,        CT_DREG,              CT_DREG)
	R(CT,        CT_KEY,               CT_KEY)
	R(CT,        CT_DIRECTION,         CT_DIR)
	R(CT,        CT_SREG,              CT_SREG)
	R(DUP,       DUP_SREG_ADDR,        DUP_SREG_ADDR)
	R(DUP,       DUP_SREG_DEV,         DUP_SREG_DEV)
	R(DYNSET,    DYNSET_SET_NAME,      DYNSET_SET_NAME)
	R(DYNSET,    DYNSET_SET_ID,        DYNSET_SET_ID)
	R(DYNSET,    DYNSET_OP,            DYNSET_OP)
	R(DYNSET,    DYNSET_SREG_KEY,      DYNSET_SREG_KEY)
	R(DYNSET,    DYNSET_SREG_DATA,     DYNSET_SREG_DATA)
	R(DYNSET,    DYNSET_TIMEOUT,       DYNSET_TIMEOUT)
	R(DYNSET,    DYNSET_EXPR,          DYNSET_EXPRESSIONS)
	R(DYNSET,    DYNSET_EXPRESSIONS,   DYNSET_EXPRESSIONS)
	R(DYNSET,    DYNSET_FLAGS,         DYNSET_FLAGS)
	R(EXTHDR,    EXTHDR_DREG,          EXTHDR_DREG)
	R(EXTHDR,    EXTHDR_TYPE,          EXTHDR_TYPE)
	R(EXTHDR,    EXTHDR_OFFSET,        EXTHDR_OFFSET)
	R(EXTHDR,    EXTHDR_LEN,           EXTHDR_LEN)
	R(EXTHDR,    EXTHDR_FLAGS,         EXTHDR_FLAGS)
	R(EXTHDR,    EXTHDR_OP,            EXTHDR_OP)
	R(EXTHDR,    EXTHDR_SREG,          EXTHDR_SREG)
	R(FIB,       FIB_DREG,             FIB_DREG)
	R(FIB,       FIB_RESULT,           FIB_RESULT)
	R(FIB,       FIB_FLAGS,            FIB_FLAGS)
	R(FLOW,      FLOW_TABLE_NAME,      FLOW_TABLE_NAME)
	R(FWD,       FWD_SREG_DEV,         FWD_SREG_DEV)
	R(FWD,       FWD_SREG_ADDR,        FWD_SREG_ADDR)
	R(FWD,       FWD_NFPROTO,          FWD_NFPROTO)
	R(HASH,      HASH_SREG,            HASH_SREG)
	R(HASH,      HASH_DREG,            HASH_DREG)
	R(HASH,      HASH_LEN,             HASH_LEN)
	R(HASH,      HASH_MODULUS,         HASH_MODULUS)
	R(HASH,      HASH_SEED,            HASH_SEED)
	R(HASH,      HASH_OFFSET,          HASH_OFFSET)
	R(HASH,      HASH_TYPE,            HASH_TYPE)
	R(IMMEDIATE, IMMEDIATE_DREG,       IMM_DREG)
	R(IMMEDIATE, IMMEDIATE_DATA,       IMM_DATA)
	R(LAST,      LAST_SET,             LAST_SET)
	R(LAST,      LAST_MSECS,           LAST_MSECS)
	R(LIMIT,     LIMIT_RATE,           LIMIT_RATE)
	R(LIMIT,     LIMIT_UNIT,           LIMIT_UNIT)
	R(LIMIT,     LIMIT_BURST,          LIMIT_BURST)
	R(LIMIT,     LIMIT_TYPE,           LIMIT_TYPE)
	R(LIMIT,     LIMIT_FLAGS,          LIMIT_FLAGS)
	R(LOG,       LOG_GROUP,            LOG_GROUP)
	R(LOG,       LOG_PREFIX,           LOG_PREFIX)
	R(LOG,       LOG_SNAPLEN,          LOG_SNAPLEN)
	R(LOG,       LOG_QTHRESHOLD,       LOG_QTHRESHOLD)
	R(LOG,       LOG_LEVEL,            LOG_LEVEL)
	R(LOG,       LOG_FLAGS,            LOG_FLAGS)
	R(LOOKUP,    LOOKUP_SET,           LOOKUP_SET)
	R(LOOKUP,    LOOKUP_SREG,          LOOKUP_SREG)
	R(LOOKUP,    LOOKUP_DREG,          LOOKUP_DREG)
	R(LOOKUP,    LOOKUP_SET_ID,        LOOKUP_SET_ID)
	R(LOOKUP,    LOOKUP_FLAGS,         LOOKUP_FLAGS)
	R(MASQ,      MASQ_FLAGS,           MASQ_FLAGS)
	R(MASQ,      MASQ_REG_PROTO_MIN,   MASQ_REG_PROTO_MIN)
	R(MASQ,      MASQ_REG_PROTO_MAX,   MASQ_REG_PROTO_MAX)
	R(META,      META_DREG,            META_DREG)
	R(META,      META_KEY,             META_KEY)
	R(META,      META_SREG,            META_SREG)
	R(NAT,       NAT_TYPE,             NAT_TYPE)
	R(NAT,       NAT_FAMILY,           NAT_FAMILY)
	R(NAT,       NAT_REG_ADDR_MIN,     NAT_REG_ADDR_MIN)
	R(NAT,       NAT_REG_ADDR_MAX,     NAT_REG_ADDR_MAX)
	R(NAT,       NAT_REG_PROTO_MIN,    NAT_REG_PROTO_MIN)
	R(NAT,       NAT_REG_PROTO_MAX,    NAT_REG_PROTO_MAX)
	R(NAT,       NAT_FLAGS,            NAT_FLAGS)
	R(NUMGEN,    NG_DREG,              NG_DREG)
	R(NUMGEN,    NG_MODULUS,           NG_MODULUS)
	R(NUMGEN,    NG_TYPE,              NG_TYPE)
	R(NUMGEN,    NG_OFFSET,            NG_OFFSET)
	R(OBJREF,    OBJREF_IMM_TYPE,      OBJREF_IMM_TYPE)
	R(OBJREF,    OBJREF_IMM_NAME,      OBJREF_IMM_NAME)
	R(OBJREF,    OBJREF_SET_SREG,      OBJREF_SET_SREG)
	R(OBJREF,    OBJREF_SET_NAME,      OBJREF_SET_NAME)
	R(OBJREF,    OBJREF_SET_ID,        OBJREF_SET_ID)
	R(OSF,       OSF_DREG,             OSF_DREG)
	R(OSF,       OSF_TTL,              OSF_TTL)
	R(OSF,       OSF_FLAGS,            OSF_FLAGS)
	R(PAYLOAD,   PAYLOAD_DREG,         PAYLOAD_DREG)
	R(PAYLOAD,   PAYLOAD_BASE,         PAYLOAD_BASE)
	R(PAYLOAD,   PAYLOAD_OFFSET,       PAYLOAD_OFFSET)
	R(PAYLOAD,   PAYLOAD_LEN,          PAYLOAD_LEN)
	R(PAYLOAD,   PAYLOAD_SREG,         PAYLOAD_SREG)
	R(PAYLOAD,   PAYLOAD_CSUM_TYPE,    PAYLOAD_CSUM_TYPE)
	R(PAYLOAD,   PAYLOAD_CSUM_OFFSET,  PAYLOAD_CSUM_OFFSET)
	R(PAYLOAD,   PAYLOAD_CSUM_FLAGS,   PAYLOAD_FLAGS)
	R(QUEUE,     QUEUE_NUM,            QUEUE_NUM)
	R(QUEUE,     QUEUE_TOTAL,          QUEUE_TOTAL)
	R(QUEUE,     QUEUE_FLAGS,          QUEUE_FLAGS)
	R(QUEUE,     QUEUE_SREG_QNUM,      QUEUE_SREG_QNUM)
	R(QUOTA,     QUOTA_BYTES,          QUOTA_BYTES)
	R(QUOTA,     QUOTA_FLAGS,          QUOTA_FLAGS)
	R(QUOTA,     QUOTA_CONSUMED,       QUOTA_CONSUMED)
	R(RANGE,     RANGE_SREG,           RANGE_SREG)
	R(RANGE,     RANGE_OP,             RANGE_OP)
	R(RANGE,     RANGE_FROM_DATA,      RANGE_FROM_DATA)
	R(RANGE,     RANGE_TO_DATA,        RANGE_TO_DATA)
	R(REDIR,     REDIR_REG_PROTO_MIN,  REDIR_REG_PROTO_MIN)
	R(REDIR,     REDIR_REG_PROTO_MAX,  REDIR_REG_PROTO_MAX)
	R(REDIR,     REDIR_FLAGS,          REDIR_FLAGS)
	R(REJECT,    REJECT_TYPE,          REJECT_TYPE)
	R(REJECT,    REJECT_ICMP_CODE,     REJECT_CODE)
	R(RT,        RT_DREG,              RT_DREG)
	R(RT,        RT_KEY,               RT_KEY)
	R(SOCKET,    SOCKET_KEY,           SOCKET_KEY)
	R(SOCKET,    SOCKET_DREG,          SOCKET_DREG)
	R(SOCKET,    SOCKET_LEVEL,         SOCKET_LEVEL)
	R(SYNPROXY,  SYNPROXY_MSS,         SYNPROXY_MSS)
	R(SYNPROXY,  SYNPROXY_WSCALE,      SYNPROXY_WSCALE)
	R(SYNPROXY,  SYNPROXY_FLAGS,       SYNPROXY_FLAGS)
	R(TPROXY,    TPROXY_FAMILY,        TPROXY_FAMILY)
	R(TPROXY,    TPROXY_REG_ADDR,      TPROXY_REG_ADDR)
	R(TPROXY,    TPROXY_REG_PORT,      TPROXY_REG_PORT)
	R(TUNNEL,    TUNNEL_KEY,           TUNNEL_KEY)
	R(TUNNEL,    TUNNEL_DREG,          TUNNEL_DREG)
	R(XFRM,      XFRM_DREG,            XFRM_DREG)
	R(XFRM,      XFRM_KEY,             XFRM_KEY)
	R(XFRM,      XFRM_DIR,             XFRM_DIR)
	R(XFRM,      XFRM_SPNUM,           XFRM_SPNUM)
#undef R
};
/* clang-format on */

static uint16_t id_of(unsigned int kind, unsigned int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(expr_ids); i++)
		if (expr_ids[i].kind == kind && expr_ids[i].number == number)
			return expr_ids[i].id;
	return 0;
}

bool nftnl_expr_knows(unsigned int kind, unsigned int number)
{
	return id_of(kind, number) != 0;
}

static void set_verdict(struct nftnl_expr *x, const struct low_verdict *v)
{
	nftnl_expr_set_u32(x, NFTNL_EXPR_IMM_VERDICT, (uint32_t)v->code);
	if (v->chain)
		nftnl_expr_set_str(x, NFTNL_EXPR_IMM_CHAIN, v->chain);
	else if (v->chain_id)
		nftnl_expr_set_u32(x, NFTNL_EXPR_IMM_CHAIN_ID, v->chain_id);
}

static struct nftnl_expr *new_expr(const struct low_expr *e);

static bool add_exprs(struct nftnl_expr *x, uint16_t id,
		      const struct low_expr *first)
{
	for (const struct low_expr *e = first; e; e = e->next) {
		struct nftnl_expr *inside = new_expr(e);

		if (!inside)
			return false;
		nftnl_expr_add_expr(x, id, inside);
	}
	return true;
}

static bool set_attr(struct nftnl_expr *x, uint8_t type, uint16_t id,
		     const struct low_attr *a)
{
	switch ((enum wire_type)type) {
	case WIRE_U8:
		nftnl_expr_set_u8(x, id, (uint8_t)a->num);
		return true;
	case WIRE_BE16:
		nftnl_expr_set_u16(x, id, (uint16_t)a->num);
		return true;
	case WIRE_BE32:
		nftnl_expr_set_u32(x, id, (uint32_t)a->num);
		return true;
	case WIRE_BE64:
		nftnl_expr_set_u64(x, id, a->num);
		return true;
	case WIRE_DATA:
		if (!a->len)
			set_verdict(x, a->verdict);
		else
			nftnl_expr_set(x, id, a->bytes, a->len);
		return true;
	case WIRE_STRING:
	case WIRE_NAME:
		return !nftnl_expr_set_str(x, id, a->str);
	case WIRE_EXPR:
	case WIRE_EXPRS:
		return add_exprs(x, id, a->exprs);
	case WIRE_HOST32:
	default:
		break;
	}
	return false;
}

/* NULL: the installed libnftnl does not know it. */
static struct nftnl_expr *new_expr(const struct low_expr *e)
{
	const struct rows *row = nfexpr_by_kind(e->kind);
	struct nftnl_expr *x = nftnl_expr_alloc(row->name);
	bool known = x != NULL;

	for (unsigned int i = 0; known && i < e->nattrs; i++) {
		const struct low_attr *a = &e->attrs[i];
		uint16_t id = id_of(e->kind, a->number);

		known = id && set_attr(x, rows_attr(row, a->number)->type,
				       id, a);
	}
	if (known)
		return x;
	if (x)
		nftnl_expr_free(x);
	return NULL;
}

bool nftnl_expr_put(struct wire *w, uint16_t type, const struct low_expr *e)
{
	struct nftnl_expr *x = new_expr(e);
	uint32_t nest;

	if (!x)
		return false;
	nest = wire_nest(w, type);
	if (wire_room(w, ROOM))
		nftnl_expr_build_payload(w->nlh, x);
	wire_nest_end(w, nest);
	nftnl_expr_free(x);
	return true;
}
