/*
 * protoctx — keeps the protocols that a rule has established so far, and adds
 * the matches that the next expression needs before it.
 *
 * Internal to compile/.
 *
 * In:     the rule's family, each of its matches in order, and the header that
 *         an expression reads.
 * Out:    implicit matches as items of the rule, before the statement at hand.
 * Owns:   nothing; the context is part of the rule's state.
 * Errors: -1 after a diagnostic: two protocols of one layer exclude each other.
 * Spec:   doc/lowering.md, "Implicit protocol matches".
 */
#ifndef NFTLOAD_COMPILE_EXPR_PROTOCTX_H
#define NFTLOAD_COMPILE_EXPR_PROTOCTX_H

#include "compile/scope/ctx.h"

struct rule_build;

#define ICMP_TYPE_ANY (-1) /* the rule did not match it */
#define ICMP_TYPE_NOT (-2) /* the rule matched it by != only */

enum pctx_layer { LAYER_LL, LAYER_NH, LAYER_TH, LAYER_COUNT };

struct pctx_slot {
	const struct proto *proto; /* NULL: unknown */
	struct span at;		   /* the match that established it */
	bool by_match;		   /* established by the rule, not by the
				    * family */
	bool ambiguous;		   /* the rule named a second protocol */
};

struct pctx {
	uint8_t family;
	struct pctx_slot layer[LAYER_COUNT];
	/* link layer headers under the current one, for offsets (vlan) */
	const struct proto *stacked[4];
	uint8_t nstacked;
	int16_t icmp_type; /* ICMP_TYPE_ANY, ICMP_TYPE_NOT, or a number */
	const struct proto *tunnel; /* loads read behind its header */
};

enum pctx_how {
	PCTX_BEFORE,	/* before the statement */
	PCTX_FIRST,	/* at the beginning of the rule */
	/* at the beginning, and bridges compare the frame's type field (for
	 * headers behind the network header) */
	PCTX_FIRST_FRAME,
};

void pctx_init(struct pctx *p, uint8_t family);
/* Begins the context inside a tunnel header, as if in a bridge. */
void pctx_init_inner(struct pctx *p, const struct proto *tunnel);
/* The network or transport protocol if exactly one is known, else NULL. */
const struct proto *pctx_network(const struct pctx *p);
const struct proto *pctx_transport(const struct pctx *p);

/* Adds the match of a protocol that is already known, as nft does in some
 * cases. */
void pctx_ask_again(struct rule_build *r, const struct proto *proto,
		    struct span at);

/* Makes sure that the rule has established proto: adds `meta l4proto 6` and the
 * like. -1 after a conflict was reported. */
int pctx_need(struct rule_build *r, struct pctx *p, const struct proto *proto,
	      struct span at, enum pctx_how how) must_check;
/* Makes sure that the ICMP type fits the field. */
int pctx_need_icmp(struct rule_build *r, struct pctx *p,
		   const struct proto *proto, const struct proto_field *field,
		   struct span at) must_check;

/* Notes that left equals the number (a match by ==, or one member of a set). */
void pctx_learn(struct pctx *p, const struct tx *left, uint64_t number,
		struct span at);
/* Note a match `left != ...`, and a match of left with a named set. */
void pctx_learn_not(struct pctx *p, const struct tx *left);
void pctx_learn_set(struct pctx *p, const struct tx *left, struct span at);
/* Length in bits of the link layer headers before a header, for the offsets of
 * its fields. */
uint32_t pctx_link_offset(const struct pctx *p, const struct proto *proto);

#endif
