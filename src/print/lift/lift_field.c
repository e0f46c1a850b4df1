#include "config.h"

#include "print/lift/lift_field.h"

#include "tables/exthdr.h"

#include <string.h>

/* ---- the bits of a load ---- */

struct lift_bits {
	uint32_t off, len; /* from the base; in bits */
};

static uint32_t off_of(const struct tx *e)
{
	return e->kind == TX_PAYLOAD ? e->payload.off_bits :
				       e->exthdr.off_bits;
}

/* A mask of bits that are all neighbours. */
static bool bits_of_mask(const struct tx *load, const uint8_t *mask,
			 struct lift_bits *ret_bits, uint32_t *ret_shift)
{
	uint32_t n = load->len_bits, len = n / 8, end = n;
	uint32_t first = n - bytes_width_bits(mask, len);
	uint8_t same[BYTES_MAX];

	while (end > first && !(mask[(end - 1) / 8] & 0x80 >> (end - 1) % 8))
		end--;
	if (first == end)
		return false;
	bytes_prefix_mask(same, len, end - first);
	bytes_shift_right(same, len, first);
	*ret_bits = (struct lift_bits){ off_of(load) + first, end - first };
	*ret_shift = n - end;
	return memcmp(same, mask, len) == 0;
}

/* ---- candidates ---- */

static bool icmp_fits(const struct pctx *p, const struct proto_field *f)
{
	const struct icmp_types *need = icmp_types_needed(f->icmp_need);

	if (!f->icmp_need)
		return true;
	for (unsigned int i = 0; i < need->n; i++)
		if (need->type[i] == p->icmp_type)
			return true;
	return false;
}

/* Whether b are the bits of the field; longer: whether they begin with it. */
typedef bool lift_fits(struct lift_bits b, uint32_t off, uint32_t len);

static bool exactly(struct lift_bits b, uint32_t off, uint32_t len)
{
	return b.off == off && b.len == len;
}

static bool begins_with(struct lift_bits b, uint32_t off, uint32_t len)
{
	return b.off == off && b.len > len;
}

static bool begins(struct lift_bits b, uint32_t off, uint32_t len)
{
	return b.off == off && b.len < len;
}

static bool covers(struct lift_bits b, uint32_t off, uint32_t len)
{
	return b.off >= off && b.off + b.len <= off + len;
}

static const struct proto_field *field_of(const struct pctx *p,
					  const struct proto *proto,
					  struct lift_bits b, lift_fits *fits)
{
	uint32_t base = pctx_link_offset(p, proto);

	for (unsigned int i = 0; i < proto->nfields; i++) {
		const struct proto_field *f = &proto->fields[i];

		if (fits(b, f->off_bits + base, f->len_bits) &&
		    icmp_fits(p, f))
			return f;
	}
	return NULL;
}

static const struct proto *known(const struct pctx_slot *slot)
{
	return slot->ambiguous ? NULL : slot->proto;
}

/* The header that a load at b reads: of two of the link layer, the one that
 * is there. */
static const struct proto *header_at(const struct pctx *p, unsigned int base,
				     struct lift_bits b)
{
	const struct proto *ll = known(&p->layer[LAYER_LL]);

	if (base == BASE_NH)
		return pctx_network(p);
	if (base == BASE_TH)
		return pctx_transport(p);
	if (base != BASE_LL)
		return NULL;
	if (ll && ll->id == PROTO_VLAN && b.off < pctx_link_offset(p, ll))
		return p->stacked[0];
	return ll;
}

bool lift_is_own(const struct tx *e)
{
	return e->kind == TX_PAYLOAD && e->payload.tunnel &&
	       e->payload.base == BASE_TUN;
}

static const struct proto_field *port_at(unsigned int base, struct lift_bits b,
					 const struct proto **proto)
{
	const struct pctx none = { 0 };

	if (base != BASE_TH)
		return NULL;
	*proto = proto_by_id(PROTO_TH);
	return field_of(&none, *proto, b, exactly);
}

struct pctx *lift_context(struct lift_rule *r, const struct proto *tunnel)
{
	struct pctx *p = tunnel ? &r->inner[tunnel->inner_type] : &r->pctx;

	if (tunnel && !p->tunnel)
		pctx_init_inner(p, tunnel);
	return p;
}

static const struct proto_field *search(struct lift_rule *r,
					const struct tx *e, struct lift_bits b,
					lift_fits *fits,
					const struct proto **ret_proto)
{
	const struct pctx *p = lift_context(r, e->payload.tunnel);
	const struct proto *proto = header_at(p, e->payload.base, b);
	const struct proto_field *f = NULL;

	if (lift_is_own(e))
		proto = e->payload.tunnel;
	if (proto)
		f = field_of(p, proto, b, fits);
	if (!f && fits == exactly && !proto)
		f = port_at(e->payload.base, b, &proto);
	*ret_proto = proto;
	return f;
}

/* ---- names ---- */

static struct tx *copy_named(struct lift_rule *r, const struct tx *e,
			     const struct dtype *dt, uint32_t len_bits)
{
	struct tx *named = arena_memdup(r->a, e, sizeof(*e));

	named->next = NULL;
	named->dt = dt;
	named->len_bits = len_bits;
	return named;
}

static struct tx *payload_field(struct lift_rule *r, const struct tx *e,
				struct lift_bits b, lift_fits *fits)
{
	const struct proto *proto;
	const struct proto_field *f = search(r, e, b, fits, &proto);
	struct tx *named;

	if (!f)
		return NULL;
	named = copy_named(r, e, f->dtype, f->len_bits);
	named->payload.proto = proto;
	named->payload.field = f;
	named->payload.off_bits = f->off_bits + pctx_link_offset(
		lift_context(r, e->payload.tunnel), proto);
	return named;
}

static struct tx *option_field(struct lift_rule *r, const struct tx *e,
			       struct lift_bits b, lift_fits *fits)
{
	const struct exthdr *hdr;
	const struct exthdr_field *f;
	struct tx *named;

	/* The table knows the whole field only by its own bits. */
	if (fits != exactly)
		return NULL;
	f = exthdr_field_at((enum exthdr_op)e->exthdr.op, e->exthdr.type,
			    b.off, b.len, &hdr);
	if (!f)
		return NULL;
	named = copy_named(r, e, f->dtype, f->len_bits);
	named->exthdr.hdr = hdr;
	named->exthdr.field = f;
	named->exthdr.off_bits = b.off;
	return named;
}

static struct tx *field(struct lift_rule *r, const struct tx *e,
			struct lift_bits b, lift_fits *fits)
{
	return e->kind == TX_PAYLOAD ? payload_field(r, e, b, fits) :
				       option_field(r, e, b, fits);
}

struct tx *lift_named(struct lift_rule *r, const struct tx *e)
{
	struct lift_bits b = { off_of(e), e->len_bits };
	bool known = e->kind == TX_PAYLOAD &&
		     (e->payload.field || !e->payload.proto);
	struct tx *named = known ? NULL : field(r, e, b, exactly);

	return named ? named : arena_memdup(r->a, e, sizeof(*e));
}

struct tx *lift_port(struct lift_rule *r, const struct tx *e)
{
	const struct proto *th = pctx_transport(&r->pctx), *proto;
	const struct lift_bits b = { off_of(e), e->len_bits };
	const struct proto_field *f;
	struct tx *port;

	if (e->kind != TX_PAYLOAD || e->payload.tunnel || !th ||
	    th->id == PROTO_UNKNOWN)
		return NULL;
	f = port_at(e->payload.base, b, &proto);
	if (!f)
		return NULL;
	port = arena_memdup(r->a, e, sizeof(*e));
	port->payload.proto = proto;
	port->payload.field = f;
	port->dt = f->dtype;
	return port;
}

struct tx *lift_fitting(struct lift_rule *r, struct tx *e, unsigned int id)
{
	struct tx *fit;

	if (!id || e->kind != TX_PAYLOAD || e->payload.field ||
	    lift_named(r, e)->dt->id == id)
		return e;
	fit = lift_port(r, e);
	if (fit && fit->dt->id == id)
		return fit;
	if (id != DT_INTEGER || e->payload.tunnel)
		return e;
	fit = arena_memdup(r->a, e, sizeof(*e));
	fit->payload.proto = NULL;
	return fit;
}

struct tx *lift_first_field(struct lift_rule *r, const struct tx *e,
			    bool longer)
{
	struct lift_bits b = { off_of(e), e->len_bits };

	return field(r, e, b, longer ? begins : begins_with);
}

/* Whether the compiler loads just these bytes for the field. */
static bool is_loaded(const struct tx *load, uint32_t off, uint32_t len)
{
	return off / 8 == off_of(load) / 8 &&
	       DIV_ROUND_UP(off % 8 + len, 8u) == load->len_bits / 8u;
}

/* Bits that do not begin with a byte are written as a field of their own, where
 * the bytes have no name. */
#define RAW_FIELD_END 256 /* nft shows masks of bits from here on */

struct tx *lift_raw_bits(struct lift_rule *r, const struct tx *load,
			 const uint8_t *mask, bool moved, uint32_t *ret_shift)
{
	struct lift_bits b;
	struct tx *raw;

	if (load->kind != TX_PAYLOAD || load->payload.tunnel ||
	    !bits_of_mask(load, mask, &b, ret_shift) ||
	    (!moved && (b.off % 8 == 0 || b.off >= RAW_FIELD_END)) ||
	    !is_loaded(load, b.off, b.len) ||
	    lift_named(r, load)->payload.field)
		return NULL;
	raw = arena_memdup(r->a, load, sizeof(*raw));
	raw->payload.off_bits = b.off;
	raw->len_bits = (uint16_t)b.len;
	return raw;
}

struct tx *lift_bit_field(struct lift_rule *r, const struct tx *load,
			  const uint8_t *mask, uint32_t *ret_shift)
{
	struct lift_bits b;
	struct tx *named;

	if ((load->kind != TX_PAYLOAD && load->kind != TX_EXTHDR) ||
	    (load->kind == TX_EXTHDR && load->exthdr.present) ||
	    !bits_of_mask(load, mask, &b, ret_shift) ||
	    (b.off % 8 == 0 && b.len % 8 == 0))
		return NULL;
	named = field(r, load, b, exactly);
	return named && is_loaded(load, b.off, b.len) ? named : NULL;
}

static struct tx *covering(struct lift_rule *r, const struct tx *e,
			   bool flipped, uint32_t *ret_shift)
{
	const struct tx *load = e->bitwise.arg;
	uint8_t touched[BYTES_MAX];
	struct lift_bits b = { 0 };
	struct tx *field;
	uint32_t off;

	if (load->kind != TX_PAYLOAD || (!load->payload.tunnel && !flipped) ||
	    e->bitwise.op_len != load->len_bits / 8u ||
	    lift_named(r, load)->payload.field)
		return NULL;
	for (uint32_t i = 0; i < e->bitwise.op_len; i++)
		touched[i] = e->bitwise.mask[i] | e->bitwise.xor[i];
	(void)bits_of_mask(load, touched, &b, ret_shift);
	if (!b.len)
		return NULL;
	field = payload_field(r, load, b, covers);
	if (!field)
		return NULL;
	off = field->payload.off_bits;
	if (!is_loaded(load, off, field->len_bits))
		return NULL;
	*ret_shift = load->payload.off_bits + load->len_bits - off -
		     field->len_bits;
	/* The compiler shifts any other field down before an operation. */
	return load->payload.tunnel || !*ret_shift ? field : NULL;
}

struct tx *lift_masked_field(struct lift_rule *r, const struct tx *e,
			     struct lift_wanted wanted, uint32_t *ret_shift,
			     bool *ret_alone)
{
	const struct tx *load;
	struct tx *field = NULL;

	*ret_alone = false;
	if (e->kind != TX_BITWISE)
		return NULL;
	load = e->bitwise.arg;
	if (bytes_is_zero(e->bitwise.xor, e->bitwise.op_len)) {
		field = lift_bit_field(r, load, e->bitwise.mask, ret_shift);
		if (!field && wanted.bits)
			field = lift_raw_bits(r, load, e->bitwise.mask, false,
					      ret_shift);
		*ret_alone = field;
		wanted.flipped = false;
	}
	return field ? field : covering(r, e, wanted.flipped, ret_shift);
}
