/*
 * lift_field — fields of headers by the bits that are loaded.
 *
 * Private to print/lift; see lift_in.h.
 */
#ifndef NFTLOAD_PRINT_LIFT_LIFT_FIELD_H
#define NFTLOAD_PRINT_LIFT_LIFT_FIELD_H

#include "print/lift/lift_in.h"

/* The protocols that the rule has matched: of the packet, or of the packet inside
 * a tunnel. */
struct pctx *lift_context(struct lift_rule *r, const struct proto *tunnel);

/* Gives a raw load of a header or option its field's name, if there is one, and
 * notes the matches that the name needs.  e is a TX_PAYLOAD or TX_EXTHDR of
 * len_bits from off_bits.  A load stays raw if its bits have no name, or its
 * protocol is unknown. */
struct tx *lift_named(struct lift_rule *r, const struct tx *e);
/* Whether e is a field of a tunnel's own header.  nft lists its number in decimal
 * where it is compared or part of a concatenation, and an integer in hexadecimal
 * elsewhere. */
bool lift_is_own(const struct tx *e);
/* A load that has no name in the known header, as a port of any protocol (`th
 * sport`); NULL: no port lies there. */
struct tx *lift_port(struct lift_rule *r, const struct tx *e);
/* The load as a field of the type with this id (enum dtype_id; 0: any type).  If
 * the field of the rule's protocols has another type, the load becomes a port of
 * any protocol, or no field. */
struct tx *lift_fitting(struct lift_rule *r, struct tx *e, unsigned int id);
/* The field that consists of the bits of a mask; NULL: there is none.  *ret_shift:
 * how many bits of the mask's place lie behind the field. */
struct tx *lift_bit_field(struct lift_rule *r, const struct tx *load,
			  const uint8_t *mask, uint32_t *ret_shift);
/* The same for bits without a name.  moved: they were moved to the end of their
 * bytes.  Of bits that were not moved nft shows the mask if they begin with a
 * byte. */
struct tx *lift_raw_bits(struct lift_rule *r, const struct tx *load,
			 const uint8_t *mask, bool moved, uint32_t *ret_shift);
struct lift_wanted {
	bool bits;    /* bits without a name will do */
	bool flipped; /* a field that covers e's bits will do, as in a tunnel */
};

/* The field that e, a TX_BITWISE of a raw load, works on, or NULL.  *ret_alone: e
 * is the field itself, and no operation on it.  Else the field covers all bits that
 * e leaves or sets.  Such a field is wanted in a tunnelled packet, where the load
 * has no raw form, and in the key of a map (flipped), where its type counts. */
struct tx *lift_masked_field(struct lift_rule *r, const struct tx *e,
			     struct lift_wanted wanted, uint32_t *ret_shift,
			     bool *ret_alone);
/* The named field that begins where e begins: one that is longer than e, or else
 * one that is shorter; NULL: there is none. */
struct tx *lift_first_field(struct lift_rule *r, const struct tx *e,
			    bool longer);

#endif
