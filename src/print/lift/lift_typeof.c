#include "config.h"

#include "print/lift/lift_typeof.h"

#include "compile/scope/udata.h"
#include "compile/value/typeof.h"

#include <linux/netfilter/nf_tables.h>

#define NO_DIRECTION UINT32_C(0xffffffff)

struct lift_tlvs {
	const uint8_t *bytes;
	uint32_t len;
};

struct lift_described {
	struct ast_expr *e;
	struct vtype t;
	unsigned int id; /* wanted: enum dtype_id */
};

static bool nested(struct lift_tlvs t, uint8_t type, struct lift_tlvs *ret)
{
	ret->bytes = udata_find(t.bytes, t.len, type, &ret->len);
	return ret->bytes;
}

static uint32_t number(struct lift_tlvs t, uint8_t type)
{
	return udata_get_u32(t.bytes, t.len, type);
}

/* ---- headers ---- */

static bool raw(struct lift *l, struct lift_tlvs t, struct lift_described *ret)
{
	static const uint8_t bases[] = { [1] = BASE_LL, [2] = BASE_NH,
					 [3] = BASE_TH, [4] = BASE_INNER };
	uint32_t base = number(t, 2), len = number(t, 4);

	if (!base || base >= ARRAY_SIZE(bases) || !len || len > 8 * BYTES_MAX)
		return false;
	ret->e = lift_node(l, AST_RAW);
	ret->e->raw.base = bases[base];
	ret->e->raw.off_bits = number(t, 3);
	ret->e->raw.len_bits = len;
	ret->t = (struct vtype){ &dtype_hex, (uint16_t)len, ORDER_BIG };
	return true;
}

static bool payload(struct lift *l, struct lift_tlvs t,
		    struct lift_described *ret)
{
	uint32_t id = number(t, 0), tunnel = number(t, 5);
	const struct proto_field *f;
	const struct proto *p;

	if (id == PROTO_RAW)
		return raw(l, t, ret);
	if (id >= PROTO_COUNT || tunnel >= PROTO_COUNT)
		return false;
	p = proto_by_id((enum proto_id)id);
	f = proto_field_by_index(p, number(t, 1));
	if (!f)
		return false;
	ret->e = lift_node(l, AST_PAYLOAD);
	ret->e->payload.proto = p;
	ret->e->payload.field = f;
	ret->e->tunnel = tunnel == id ? 0 : (uint16_t)tunnel;
	ret->t = (struct vtype){ f->dtype, f->len_bits, ORDER_BIG };
	return true;
}

static const struct exthdr *header_of(uint32_t op, uint32_t id)
{
	static const char *const ipv6[] = { NULL, "hbh", "rt", "rt0", "rt2",
					    "srh", "frag", "dst", "mh" };

	if (op != EXTHDR_IPV6)
		return op > EXTHDR_DCCP || id > UINT8_MAX ? NULL :
			exthdr_by_type((enum exthdr_op)op, (uint8_t)id);
	return id && id < ARRAY_SIZE(ipv6) ?
		exthdr_by_name(EXTHDR_IPV6, ipv6[id]) : NULL;
}

static const struct exthdr_field *exthdr_by_index(const struct exthdr *h,
						  uint32_t index)
{
	for (unsigned int i = 0; i < h->nfields; i++)
		if (h->fields[i].index == index)
			return &h->fields[i];
	return NULL;
}

/* Of TCP's selective acknowledgements the fields tell which. */
static const struct exthdr *sack_with(const struct exthdr *h, uint32_t index,
				      const struct exthdr_field **f)
{
	static const char *const more[] = { "sack1", "sack2", "sack3" };

	*f = exthdr_by_index(h, index);
	if (h->op != EXTHDR_TCPOPT || h->type != 5)
		return h;
	for (size_t i = 0; !*f && i < ARRAY_SIZE(more); i++) {
		h = exthdr_by_name(EXTHDR_TCPOPT, more[i]);
		*f = exthdr_by_index(h, index);
	}
	return h;
}

static bool exthdr(struct lift *l, struct lift_tlvs t,
		   struct lift_described *ret)
{
	const struct exthdr *h = header_of(number(t, 2), number(t, 0));
	const struct exthdr_field *f;
	uint32_t type = number(t, 0);

	if (!h && number(t, 2) == EXTHDR_TCPOPT && type <= UINT8_MAX)
		h = &exthdr_tcp_unknown;

	if (!h)
		return false;
	ret->e = lift_node(l, AST_EXTHDR);
	/* The index of a test of existence may be a field's as well. */
	if (ret->id == DT_BOOLEAN) {
		ret->e->exthdr.hdr = h;
		ret->e->number = h == &exthdr_tcp_unknown ? (uint16_t)type :
							    h->type;
		ret->t = (struct vtype){ dtype_by_id(DT_BOOLEAN), 1,
					 ORDER_BIG };
		return number(t, 1) ==
		       exthdr_exists_index((enum exthdr_op)h->op);
	}
	h = sack_with(h, number(t, 1), &f);
	if (!f)
		return false;
	ret->e->exthdr.hdr = h;
	ret->e->exthdr.field = f;
	ret->e->number = h == &exthdr_tcp_unknown ? (uint16_t)type : h->type;
	ret->t = (struct vtype){ f->dtype, f->len_bits, ORDER_BIG };
	return true;
}

/* ---- keys ---- */

static bool key(struct lift *l, enum ast_kind kind, const struct key *k,
		struct lift_described *ret)
{
	if (!k || !k->dtype)
		return false;
	ret->e = lift_node(l, kind);
	ret->e->key = k;
	ret->t = (struct vtype){ k->dtype, k->len_bits, k->order };
	return true;
}

static bool meta(struct lift *l, struct lift_tlvs t, struct lift_described *ret)
{
	return key(l, AST_META, key_by_number(KEYS_META, number(t, 0)), ret);
}

static bool ct(struct lift *l, struct lift_tlvs t, struct lift_described *ret)
{
	uint32_t dir = number(t, 1);

	if (!key(l, AST_CT, key_by_number(KEYS_CT, number(t, 0)), ret))
		return false;
	ret->e->dir = dir == NO_DIRECTION ? DIR_NONE :
		      dir ? DIR_REPLY : DIR_ORIGINAL;
	return true;
}

static bool rt(struct lift *l, struct lift_tlvs t, struct lift_described *ret)
{
	static const char *const hops[] = { NULL, "ip nexthop", "ip6 nexthop" };
	uint32_t n = number(t, 0);

	return key(l, AST_RT, n && n < ARRAY_SIZE(hops) ?
		   key_by_name(KEYS_RT, hops[n]) : key_by_number(KEYS_RT, n),
		   ret);
}

/* The level of a control group is not stored. */
static bool sock(struct lift *l, struct lift_tlvs t, struct lift_described *ret)
{
	return key(l, AST_SOCKET, key_by_number(KEYS_SOCKET, number(t, 0)),
		   ret);
}

static bool fib(struct lift *l, struct lift_tlvs t, struct lift_described *ret)
{
	bool check = number(t, 1) & NFTA_FIB_F_PRESENT;

	if (!key(l, AST_FIB, check ? key_by_name(KEYS_FIB, "check") :
		 key_by_number(KEYS_FIB, number(t, 0)), ret))
		return false;
	ret->e->fib_flags = number(t, 1) & ~(uint32_t)NFTA_FIB_F_PRESENT;
	return !(number(t, 1) & ~(uint32_t)LIFT_FIB_FLAGS);
}

static bool xfrm(struct lift *l, struct lift_tlvs t, struct lift_described *ret)
{
	if (!key(l, AST_IPSEC, key_by_number(KEYS_IPSEC, number(t, 0)), ret))
		return false;
	ret->e->spnum = number(t, 1);
	ret->e->dir = (uint16_t)number(t, 2);
	return word_name(words_ipsec_dirs, number(t, 2));
}

static bool osf(struct lift *l, struct lift_tlvs t, struct lift_described *ret)
{
	(void)t;
	ret->e = lift_node(l, AST_OSF);
	ret->t = (struct vtype){ dtype_by_id(DT_STRING), 16 * 8, ORDER_HOST };
	return true;
}

static bool numgen(struct lift *l, struct lift_tlvs t,
		   struct lift_described *ret)
{
	struct ast_gen *gen = arena_new(&l->arena, struct ast_gen);

	gen->random = number(t, 0);
	gen->mod = number(t, 1);
	gen->offset = number(t, 2);
	ret->e = lift_node(l, AST_NUMGEN);
	ret->e->gen = gen;
	ret->t = (struct vtype){ dtype_by_id(DT_INTEGER), 32, ORDER_HOST };
	return true;
}

/* What a hash is made of is not stored: only symmetric ones can be told. */
static bool hash(struct lift *l, struct lift_tlvs t, struct lift_described *ret)
{
	struct ast_gen *gen = arena_new(&l->arena, struct ast_gen);

	if (!number(t, 0))
		return false;
	gen->offset = number(t, 1);
	gen->mod = number(t, 2);
	ret->e = lift_node(l, AST_SYMHASH);
	ret->e->gen = gen;
	ret->t = (struct vtype){ dtype_by_id(DT_INTEGER), 32, ORDER_HOST };
	return true;
}

/* A number of a queue is the only value that has a descriptor. */
static bool value(struct lift *l, struct lift_tlvs t,
		  struct lift_described *ret)
{
	if (!t.len)
		return false;
	ret->e = lift_word(l, "queue", 0);
	ret->t = (struct vtype){ &dtype_queue, dtype_queue.len_bits,
				 dtype_queue.order };
	return true;
}

typedef bool lift_described_fn(struct lift *, struct lift_tlvs,
			       struct lift_described *);

static lift_described_fn *const kinds[] = {
	[DESCR_VALUE] = value,	 [DESCR_PAYLOAD] = payload,
	[DESCR_EXTHDR] = exthdr, [DESCR_META] = meta,
	[DESCR_SOCKET] = sock,	 [DESCR_OSF] = osf,
	[DESCR_CT] = ct,	 [DESCR_NUMGEN] = numgen,
	[DESCR_HASH] = hash,	 [DESCR_RT] = rt,
	[DESCR_FIB] = fib,	 [DESCR_XFRM] = xfrm,
};

static bool one(struct lift *l, struct lift_tlvs t, struct lift_described *ret)
{
	uint32_t kind = number(t, 0);
	struct lift_tlvs inner;

	return nested(t, 1, &inner) && kind < ARRAY_SIZE(kinds) &&
	       kinds[kind] && kinds[kind](l, inner, ret);
}

static unsigned int count_fields(struct lift_tlvs t)
{
	struct lift_tlvs field;
	unsigned int n = 0;

	while (n < KTYPE_FIELDS && nested(t, (uint8_t)n, &field))
		n++;
	return n;
}

static bool fields(struct lift *l, struct lift_tlvs t, uint32_t id,
		   struct ktype *type, struct ast_expr **ret_expr)
{
	unsigned int n = count_fields(t);
	struct ast_expr *list = lift_node(l, AST_CONCAT), **last;
	struct lift_described d;
	struct lift_tlvs field;

	last = &list->list.first;
	type->concat = true;
	while (type->n < n && nested(t, type->n, &field)) {
		d.id = dtype_id_field(id, n - 1 - type->n);
		if (!one(l, field, &d))
			return false;
		type->f[type->n++] = d.t;
		*last = d.e;
		last = &d.e->next;
		list->list.count++;
	}
	*ret_expr = list;
	return type->n > 1;
}

bool lift_typeof(struct lift *l, const uint8_t *descr, uint32_t len,
		 uint32_t id, struct ktype *ret_type,
		 struct ast_expr **ret_expr)
{
	struct lift_tlvs t = { descr, len }, inner;
	struct ktype type = { 0 };
	struct lift_described d = { .id = id };

	if (number(t, 0) != DESCR_CONCAT) {
		if (!one(l, t, &d))
			return false;
		*ret_type = ktype_single(d.t);
		*ret_expr = d.e;
		return true;
	}
	if (!nested(t, 1, &inner) || !fields(l, inner, id, &type, ret_expr))
		return false;
	*ret_type = type;
	return true;
}
