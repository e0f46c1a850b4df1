/*
 * differs — says that a rule means something else than under nft.
 *
 * Internal to compile/.
 *
 * In:     a kind of difference, and the place of what has it.
 * Out:    a warning [differs], once a file for each kind.
 * Owns:   what was said, in the arena of the compilation.
 * Errors: none; --strict makes warnings errors elsewhere.
 * Spec:   each kind was decided by packets (tests/packets) against nft 1.1.7,
 *         and is in nftload.nft(5) under DIFFERENCES FROM NFT.
 */
#ifndef NFTLOAD_COMPILE_DIFFERS_H
#define NFTLOAD_COMPILE_DIFFERS_H

#include "compile/ctx.h"

/* name, what nft does with it (behind "nft") */
#define DIFFERS_KINDS(K)                                                      \
	K(TUNNELS, "does not look at what is inside of a second tunnel")

enum differs_kind {
#define DIFFERS_ENUM(name, text) DIFFERS_##name,
	DIFFERS_KINDS(DIFFERS_ENUM)
#undef DIFFERS_ENUM
	DIFFERS_COUNT
};

void differs(struct cctx *c, enum differs_kind kind, struct span at);

#endif
