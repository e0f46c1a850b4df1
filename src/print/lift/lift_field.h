/*
 * lift_field — fields of headers by the bits that are loaded.
 *
 * Private to print/lift; see lift_in.h.
 */
#ifndef NFTLOAD_PRINT_LIFT_LIFT_FIELD_H
#define NFTLOAD_PRINT_LIFT_LIFT_FIELD_H

#include "print/lift/lift_in.h"

/* What the rule has matched of the packet, or of that inside of a tunnel. */
struct pctx *lift_context(struct lift_rule *r, const struct proto *tunnel);

/* Gives a raw load of a header or option its name, where it has one, and notes
 * what it needs.  e is a TX_PAYLOAD or TX_EXTHDR of len_bits from off_bits; a
 * load without a name stays raw, and so does one without a protocol. */
struct tx *lift_named(struct lift_rule *r, const struct tx *e);
/* A field of a tunnel's own header.  nft lists its number in decimal where it is
 * compared or part of a concatenation, and an integer in hexadecimal elsewhere.
 */
bool lift_is_own(const struct tx *e);
/* What has no name in the header that is known, as a port of any protocol;
 * NULL: it does not lie there. */
struct tx *lift_port(struct lift_rule *r, const struct tx *e);
/* The load as a field of the type with this id (enum dtype_id), if there is one
 * where the rule's protocols say otherwise: a port of any protocol, or no field.
 * 0: it does not matter. */
struct tx *lift_fitting(struct lift_rule *r, struct tx *e, unsigned int id);
/* The field that consists of the bits of a mask; NULL: none. *ret_shift: of
 * bits behind the field. */
struct tx *lift_bit_field(struct lift_rule *r, const struct tx *load,
			  const uint8_t *mask, uint32_t *ret_shift);
/* The same for bits without a name.  moved: they were moved to the end of their
 * bytes; of others nft shows the mask if they begin with a byte. */
struct tx *lift_raw_bits(struct lift_rule *r, const struct tx *load,
			 const uint8_t *mask, bool moved, uint32_t *ret_shift);
/* What e, a TX_BITWISE of a raw load, is an operation on, or NULL.  *ret_alone:
 * it is the field itself.  Else the field has all bits that e leaves or sets: in
 * a tunnelled packet, as such a load has no raw form there, or in the key of a
 * map (flipped), where the field's type counts.  bits: without a name, too. */
struct lift_wanted {
	bool bits, flipped;
};

struct tx *lift_masked_field(struct lift_rule *r, const struct tx *e,
			     struct lift_wanted wanted, uint32_t *ret_shift,
			     bool *ret_alone);
/* The named field that begins where e begins, and is not longer (shorter:
 * otherwise); NULL: none. */
struct tx *lift_first_field(struct lift_rule *r, const struct tx *e,
			    bool longer);

#endif
