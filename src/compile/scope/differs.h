/*
 * differs — warns that a rule means something else under nft.
 *
 * Internal to compile/.
 *
 * In:     a kind of difference, and the place of the expression.
 * Out:    a warning [differs], once a file for each kind.
 * Owns:   the list of warnings given, in the arena of the compilation.
 * Errors: none (the load counts warnings under --strict).
 * Spec:   each kind was decided by packets (tests/packets) against nft 1.1.7,
 *         and is in nftload.nft(5) under DIFFERENCES FROM NFT.
 */
#ifndef NFTLOAD_COMPILE_SCOPE_DIFFERS_H
#define NFTLOAD_COMPILE_SCOPE_DIFFERS_H

#include "compile/scope/ctx.h"

/* name, the end of a sentence that begins with "nft" */
#define DIFFERS_KINDS(K)                                                      \
	K(TUNNELS, "does not look inside a second tunnel")       \
	K(FIELD, "takes bits of this field from the wrong places")            \
	K(SHIFT, "compares shifted values in another byte order or length")   \
	K(LOST, "does not see the bits that this shift drops")                \
	K(XOR, "applies '^' to the bounds, which then enclose other values")  \
	K(PREFIX, "cuts this mask at its wrong end to the prefix")            \
	K(KEY, "looks for this key in another byte order or without its mask") \
	K(CHAIN, "applies all constants but the last to the wrong bits")      \
	K(LENGTH, "writes the wrong bytes of a value of another length")      \
	K(WORDS, "moves bits of a value of this length to the wrong bytes")   \
	K(MEMBER, "takes the bits of this prefix from the wrong end")         \
	K(ORDER, "writes this number in the wrong byte order")                \
	K(HOST_KEYS, "has the keys of this map in the wrong byte order")      \
	K(MERGED, "compares these flags for equality, together with the field beside them") \
	K(SIGN, "drops the sign of this number, and does not add 2^64")       \
	K(SYNPROXY, "takes another window scale from options on one line")

enum differs_kind {
#define DIFFERS_ENUM(name, text) DIFFERS_##name,
	DIFFERS_KINDS(DIFFERS_ENUM)
#undef DIFFERS_ENUM
	DIFFERS_COUNT
};

void differs_say(struct cctx *c, enum differs_kind kind, struct span at);

#endif
