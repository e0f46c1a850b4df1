#include "config.h"

#include "compile/set/set_build.h"

#include "compile/value/typeof.h"
#include "tables/exthdr.h"
#include "tables/keys.h"

struct tlvs {
	const uint8_t *bytes;
	uint32_t len;
};

static bool nested(struct tlvs t, uint8_t type, struct tlvs *ret_inner)
{
	ret_inner->bytes = udata_find(t.bytes, t.len, type, &ret_inner->len);
	return ret_inner->bytes;
}

static uint32_t number(struct tlvs t, uint8_t type)
{
	return udata_get_u32(t.bytes, t.len, type);
}

static bool decode_payload(struct tlvs t, struct vtype *type)
{
	const struct proto_field *f;
	uint32_t id = number(t, 0);

	if (id == PROTO_RAW) {
		*type = (struct vtype){ &dtype_hex, (uint16_t)number(t, 4),
					ORDER_BIG };
		return true;
	}
	if (id >= PROTO_COUNT)
		return false;
	f = proto_field_by_index(proto_by_id((enum proto_id)id), number(t, 1));
	if (f)
		*type = (struct vtype){ f->dtype, f->len_bits, ORDER_BIG };
	return f;
}

static const struct exthdr *find_exthdr(struct tlvs t)
{
	static const char *const ipv6[] = { NULL, "hbh", "rt", "rt0", "rt2",
					    "srh", "frag", "dst", "mh" };
	uint32_t op = number(t, 2), id = number(t, 0);

	if (op != EXTHDR_IPV6)
		return op > EXTHDR_DCCP ? NULL :
			exthdr_by_type((enum exthdr_op)op, (uint8_t)id);
	return id && id < ARRAY_SIZE(ipv6) ?
		exthdr_by_name(EXTHDR_IPV6, ipv6[id]) : NULL;
}

static bool decode_exthdr(struct tlvs t, struct vtype *type)
{
	const struct exthdr *h = find_exthdr(t);

	for (unsigned int i = 0; h && i < h->nfields; i++) {
		const struct exthdr_field *f = &h->fields[i];

		if (f->index != number(t, 1))
			continue;
		*type = (struct vtype){ f->dtype, f->len_bits, ORDER_BIG };
		return true;
	}
	return false;
}

static bool decode_key(const struct key *key, struct vtype *type)
{
	if (!key || !key->dtype)
		return false;
	*type = (struct vtype){ key->dtype, key->len_bits, key->order };
	return true;
}

static bool decode_value(struct vtype *type)
{
	*type = (struct vtype){ &dtype_queue, dtype_queue.len_bits,
				dtype_queue.order };
	return true;
}

/* The kinds whose data types do not stand for themselves. */
static bool decode_one(struct tlvs t, struct vtype *type)
{
	struct tlvs inner;

	if (!nested(t, 1, &inner))
		return false;
	switch (number(t, 0)) {
	case DESCR_VALUE:
		return inner.len && decode_value(type);
	case DESCR_PAYLOAD:
		return decode_payload(inner, type);
	case DESCR_EXTHDR:
		return decode_exthdr(inner, type);
	case DESCR_META:
		return decode_key(key_by_number(KEYS_META, number(inner, 0)), type);
	case DESCR_CT:
		return decode_key(key_by_number(KEYS_CT, number(inner, 0)), type);
	default:
		return false;
	}
}

bool typeof_decode(const uint8_t *descr, uint32_t len, struct ktype *ret_type)
{
	struct tlvs t = { descr, len }, inner, field;
	struct ktype type = { 0 };

	if (number(t, 0) != DESCR_CONCAT) {
		type.n = 1;
		if (!decode_one(t, &type.f[0]))
			return false;
		*ret_type = type;
		return true;
	}
	if (!nested(t, 1, &inner))
		return false;
	type.concat = true;
	while (type.n < KTYPE_FIELDS && nested(inner, type.n, &field)) {
		if (!decode_one(field, &type.f[type.n]))
			return false;
		type.n++;
	}
	*ret_type = type;
	return type.n > 0;
}
