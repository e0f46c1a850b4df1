/*
 * departs — tells which operations and bit fields nft gets wrong.
 *
 * Internal to compile/.
 * In:     what was lowered: the tx of left sides, keys and values.
 * Out:    differs(), for each that means something else under nft 1.1.7.
 * Errors: none.
 * Spec:   doc/lowering.md, "Where nft is wrong"; decided by tests/packets.
 */
#ifndef NFTLOAD_COMPILE_EXPR_DEPARTS_H
#define NFTLOAD_COMPILE_EXPR_DEPARTS_H

#include "compile/expr/transfer.h"

/* What is compared or looked up in a set (left, as it was chosen). */
void departs_compared(struct rule_build *r, const struct transfer *x,
		      enum transfer_to to, bool set);
/* The key of a map out of which a value goes to a place of that type; NULL:
 * a verdict or an object. */
void departs_key(struct rule_build *r, const struct transfer *x,
		 enum transfer_to to, const struct vtype *target);
/* The same for a named map. */
void departs_named_key(struct rule_build *r, const struct tx *key,
		       const struct vtype *target, bool ranges);
/* A field of a concatenation or a value that a statement takes. */
void departs_value(struct rule_build *r, const struct tx *e);
/* The key of a set with ranges. */
void departs_ranges(struct rule_build *r, const struct tx *key);
/* Fields of such a key, where the set's type is declared. */
void departs_joined_ranges(struct rule_build *r, const struct tx *key);
/* What an element that a rule adds has as its datum. */
void departs_datum(struct rule_build *r, const struct tx *e);
/* The key of a named set without ranges. */
void departs_looked_up(struct rule_build *r, const struct tx *key);
/* A number of the packet that is a key of a set or map of the host's numbers;
 * in sets that rules fill only where that set's type is a plain number. */
void departs_turned(struct rule_build *r, const struct tx *key);
/* The key of a meter. */
void departs_meter(struct rule_build *r, const struct tx *key);
/* A big endian place of type t that the value goes to. */
void departs_written(struct rule_build *r, const struct tx *e,
		     const struct vtype *t);
/* Where packets are sent to. */
void departs_address(struct rule_build *r, const struct tx *e);
/* A prefix of whole bytes of what masks were applied to; chained: several
 * constants by '^', of which nft cuts each at another end. */
void departs_prefix(struct rule_build *r, const struct tx *left,
		    uint32_t bits, bool chained);

#endif
