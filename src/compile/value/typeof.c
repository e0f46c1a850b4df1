#include "config.h"

#include "compile/scope/udata.h"
#include "compile/value/typeof.h"

#include <string.h>

/* More fields of a concatenation than these are not described. */
#define FIELDS_DESCRIBED 4
#define NO_DIRECTION UINT32_MAX

static void put_tunnel(struct udata *u, uint8_t type,
		       const struct proto *tunnel)
{
	if (tunnel)
		udata_u32(u, type, tunnel->id);
}

static void describe_payload(const struct tx *e, struct udata *u)
{
	const struct proto_field *field = e->payload.field;
	bool raw = e->payload.proto->id == PROTO_RAW;

	if (e->payload.covers)
		e = e->payload.covers;

	udata_u32(u, 0, raw ? 0 : e->payload.proto->id);
	udata_u32(u, 1, field ? field->index : 0);
	if (raw) {
		udata_u32(u, 2, e->payload.base + 1u);
		udata_u32(u, 3, e->payload.off_bits);
	}
	/* The load of a bit field covers whole bytes, the field does not. */
	if (e->dt->id == DT_INTEGER)
		udata_u32(u, 4, field ? field->len_bits : e->len_bits);
	put_tunnel(u, 5, e->payload.tunnel);
}

static uint32_t exthdr_index(const struct tx *e)
{
	if (e->exthdr.field)
		return e->exthdr.field->index;
	if (e->exthdr.present)
		return exthdr_exists_index((enum exthdr_op)e->exthdr.op);
	return exthdr_tcp_index(e->exthdr.type, e->exthdr.off_bits,
				e->len_bits);
}

static void describe_exthdr(const struct tx *e, struct udata *u)
{
	bool ipv6 = e->exthdr.op == EXTHDR_IPV6;

	udata_u32(u, 1, exthdr_index(e));
	if (!ipv6)
		udata_u32(u, 2, e->exthdr.op);
	udata_u32(u, 0, ipv6 ? e->exthdr.hdr->id : e->exthdr.type);
}

static void describe_key(const struct tx *e, struct udata *u)
{
	udata_u32(u, 0, e->key.key->number);
	if (e->kind == TX_META)
		put_tunnel(u, 1, e->key.tunnel);
	if (e->kind == TX_CT)
		udata_u32(u, 1, e->key.dir < 0 ? NO_DIRECTION :
						 (uint32_t)e->key.dir);
	if (e->kind == TX_FIB || e->kind == TX_XFRM)
		udata_u32(u, 1, e->key.arg);
	if (e->kind == TX_XFRM)
		udata_u32(u, 2, (uint32_t)e->key.dir);
}

static void describe_numgen(const struct tx *e, struct udata *u)
{
	udata_u32(u, 0, e->gen.gen->random);
	udata_u32(u, 1, e->gen.gen->mod);
	udata_u32(u, 2, e->gen.gen->offset);
}

static void describe_hash(const struct tx *e, struct udata *u)
{
	udata_u32(u, 0, !e->gen.arg);
	udata_u32(u, 1, e->gen.gen->offset);
	udata_u32(u, 2, e->gen.gen->mod);
	udata_u32(u, 3, e->gen.gen->seed);
	udata_u32(u, 4, e->gen.gen->have_seed);
}

static void describe_nothing(const struct tx *e, struct udata *u)
{
	(void)e;
	(void)u;
}

static const struct {
	uint8_t number; /* 0: cannot be described */
	void (*describe)(const struct tx *e, struct udata *u);
} kinds[TX_LOOKUP + 1] = {
	[TX_PAYLOAD] = { DESCR_PAYLOAD, describe_payload },
	[TX_EXTHDR] = { DESCR_EXTHDR, describe_exthdr },
	[TX_META] = { DESCR_META, describe_key },
	[TX_CT] = { DESCR_CT, describe_key },
	[TX_RT] = { DESCR_RT, describe_key },
	[TX_SOCKET] = { DESCR_SOCKET, describe_key },
	[TX_FIB] = { DESCR_FIB, describe_key },
	[TX_OSF] = { DESCR_OSF, describe_nothing },
	[TX_XFRM] = { DESCR_XFRM, describe_key },
	[TX_NUMGEN] = { DESCR_NUMGEN, describe_numgen },
	[TX_HASH] = { DESCR_HASH, describe_hash },
};

static bool describe(const struct tx *e, struct udata *u)
{
	uint32_t inner;

	if (!kinds[e->kind].number)
		return false;
	udata_u32(u, 0, kinds[e->kind].number);
	udata_nest(u, 1, &inner);
	kinds[e->kind].describe(e, u);
	udata_nest_end(u, inner);
	return true;
}

/* What an operation is done to: fields of a concatenation are described by
 * it, but nothing is behind a change of byte order. */
static const struct tx *leftmost(const struct tx *e)
{
	for (;;) {
		if (e->kind == TX_BITWISE && e->bitwise.field)
			return e->bitwise.field;
		if (e->kind == TX_BITWISE)
			e = e->bitwise.arg;
		else if (e->kind == TX_SHIFT)
			e = e->shift.arg;
		else if (e->kind == TX_CAST)
			e = e->cast.arg;
		else if (e->kind == TX_BINOP)
			e = e->binop.left;
		else
			return e;
	}
}

/* Fields up to the first that cannot be described. */
static void describe_concat(const struct tx *e, struct udata *u)
{
	uint32_t inner, one, n = 0;

	udata_u32(u, 0, DESCR_CONCAT);
	udata_nest(u, 1, &inner);
	for (const struct tx *f = e->list.first; f && n < FIELDS_DESCRIBED;
	     f = f->next) {
		const struct tx *left = leftmost(f);

		if (!kinds[left->kind].number)
			break;
		udata_nest(u, (uint8_t)n++, &one);
		describe(left, u);
		udata_nest_end(u, one);
	}
	udata_nest_end(u, inner);
}

uint32_t typeof_descriptor(const struct tx *e, uint8_t *buf, uint32_t room)
{
	struct udata u = { .bytes = buf, .room = room };

	/* Only the key's look-up is converted, the set is as it was. */
	if (e->kind == TX_SWAP)
		e = e->swap.arg;
	if (e->kind == TX_CONCAT)
		describe_concat(e, &u);
	else if (!describe(e, &u))
		return 0;
	return u.len;
}
