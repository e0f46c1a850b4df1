/*
 * departs — warns of operations and bit fields that nft compiles wrongly.
 *
 * Internal to compile/.
 * In:     typed expressions of left sides, keys and values.
 * Out:    a call of differs_say() for each expression that means something else
 *         under nft 1.1.7.
 * Errors: none.
 * Spec:   doc/lowering.md, "Where nft is wrong"; decided by tests/packets.
 */
#ifndef NFTLOAD_COMPILE_EXPR_DEPARTS_H
#define NFTLOAD_COMPILE_EXPR_DEPARTS_H

#include "compile/expr/transfer.h"

/* A left side that is compared, or looked up in a literal set. */
void departs_compared(struct rule_build *r, const struct transfer *x,
		      enum transfer_to to, bool set);
/* The key of a literal map. target: the type of the place that the map's value
 * goes to; NULL: the map gives a verdict or an object. */
void departs_key(struct rule_build *r, const struct transfer *x,
		 enum transfer_to to, const struct vtype *target);
/* The key of a named map. */
void departs_named_key(struct rule_build *r, const struct tx *key,
		       const struct vtype *target, bool ranges);
/* A field of a concatenation, or a value that a statement takes. */
void departs_value(struct rule_build *r, const struct tx *e);
/* The key of a set with ranges. */
void departs_ranges(struct rule_build *r, const struct tx *key);
/* The fields of a joined key of a set with ranges whose type is declared. */
void departs_joined_ranges(struct rule_build *r, const struct tx *key);
/* The datum of an element that a rule adds. */
void departs_datum(struct rule_build *r, const struct tx *e);
/* The key of a named set without ranges. */
void departs_looked_up(struct rule_build *r, const struct tx *key);
/* A number of the packet that is the key of a set or map with numbers in host
 * order; for sets that rules fill, only where the set's type is a plain
 * number. */
void departs_turned(struct rule_build *r, const struct tx *key);
/* The key of a meter. */
void departs_meter(struct rule_build *r, const struct tx *key);
/* A value that goes to a big endian place of type t. */
void departs_written(struct rule_build *r, const struct tx *e,
		     const struct vtype *t);
/* An address that packets are sent to. */
void departs_address(struct rule_build *r, const struct tx *e);
/* A prefix of whole bytes that is compared with masked values. chained: several
 * constants are joined by '^'; nft cuts each of them at another end. */
void departs_prefix(struct rule_build *r, const struct tx *left,
		    uint32_t bits, bool chained);

#endif
