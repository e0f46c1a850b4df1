/*
 * protoctx — which protocols a rule has established so far, and the matches
 * that the next expression needs before it.
 *
 * Internal to compile/.
 *
 * In:     the rule's family, its matches one after the other, and the header
 *         that an expression reads.
 * Out:    implicit matches as items of the rule, before the statement at hand.
 * Owns:   nothing; the context is part of the rule's state.
 * Errors: -1 after a diagnostic: two protocols of one layer exclude each other.
 * Spec:   doc/lowering.md, "Implicit protocol matches".
 */
#ifndef NFTLOAD_COMPILE_EXPR_PROTOCTX_H
#define NFTLOAD_COMPILE_EXPR_PROTOCTX_H

#include "compile/scope/ctx.h"

struct rule_build;

#define ICMP_TYPE_ANY (-1) /* nothing was said of it */
#define ICMP_TYPE_NOT (-2) /* only what it is not was said */

enum pctx_layer { LAYER_LL, LAYER_NH, LAYER_TH, LAYER_COUNT };

struct pctx_slot {
	const struct proto *proto; /* NULL: unknown */
	struct span at;		   /* what established it */
	bool by_match;		   /* by the rule, not by the family */
	bool ambiguous;		   /* a second, other one was named */
};

struct pctx {
	uint8_t family;
	struct pctx_slot layer[LAYER_COUNT];
	/* link layer headers under the current one, for offsets (vlan) */
	const struct proto *stacked[4];
	uint8_t nstacked;
	int16_t icmp_type; /* ICMP_TYPE_ANY, ICMP_TYPE_NOT, or a number */
	const struct proto *tunnel; /* loads go through its inner header */
};

enum pctx_how {
	PCTX_BEFORE,	/* before the statement */
	PCTX_FIRST,	/* at the beginning of the rule */
	/* at the beginning, and bridges look at the frame's type field (for
	 * headers that are found behind the network header) */
	PCTX_FIRST_FRAME,
};

void pctx_init(struct pctx *p, uint8_t family);
/* The same for what is inside a tunnel header: a bridge's view. */
void pctx_init_inner(struct pctx *p, const struct proto *tunnel);
/* The network or transport protocol if exactly one is known, else NULL. */
const struct proto *pctx_network(const struct pctx *p);
const struct proto *pctx_transport(const struct pctx *p);

/* Asks once more for what is known already, as nft does now and then. */
void pctx_ask_again(struct rule_build *r, const struct proto *proto,
		    struct span at);

/* Makes sure that the layer of proto holds it: adds `meta l4proto 6` and the
 * like.  -1 after a conflict was reported. */
int pctx_need(struct rule_build *r, struct pctx *p, const struct proto *proto,
	      struct span at, enum pctx_how how) must_check;
/* Makes sure that the ICMP type fits the field. */
int pctx_need_icmp(struct rule_build *r, struct pctx *p,
		   const struct proto *proto, const struct proto_field *field,
		   struct span at) must_check;

/* Learns from a match of left with the number (an equality, or one member of
 * a set). */
void pctx_learn(struct pctx *p, const struct tx *left, uint64_t number,
		struct span at);
/* Learns from `left != ...` and from a match with a named set. */
void pctx_learn_not(struct pctx *p, const struct tx *left);
void pctx_learn_set(struct pctx *p, const struct tx *left, struct span at);
/* Bits of the link layer headers below a header, for its fields' offsets. */
uint32_t pctx_link_offset(const struct pctx *p, const struct proto *proto);

#endif
