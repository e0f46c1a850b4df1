/*
 * protoctx — which protocols a rule has established so far, and the matches
 * that the next expression needs before it.
 *
 * Internal to compile/.
 * Spec:   doc/lowering.md, "Implicit protocol matches".
 */
#ifndef NFTLOAD_COMPILE_PROTOCTX_H
#define NFTLOAD_COMPILE_PROTOCTX_H

#include "compile/ctx.h"

struct rule_build;

enum pctx_layer { LAYER_LL, LAYER_NH, LAYER_TH, LAYER_COUNT };

struct pctx_slot {
	const struct proto *proto; /* NULL: unknown */
	struct span at;		   /* what established it */
	bool ambiguous;		   /* a second, other one was named */
	const struct proto *other;
};

struct pctx {
	uint8_t family;
	struct pctx_slot layer[LAYER_COUNT];
	/* link layer headers under the current one, for offsets (vlan) */
	const struct proto *stacked[4];
	uint8_t nstacked;
	int16_t icmp_type; /* -1: not known */
};

void pctx_init(struct pctx *p, uint8_t family);
/* The network or transport protocol if exactly one is known, else NULL. */
const struct proto *pctx_network(const struct pctx *p);
const struct proto *pctx_transport(const struct pctx *p);

/* Makes sure that the layer of proto holds it: adds `meta l4proto 6` and the
 * like before the statement (first: at the beginning of the rule instead).
 * -1 after a conflict was reported. */
int pctx_need(struct rule_build *r, struct pctx *p, const struct proto *proto,
	      struct span at, bool first) must_check;

#endif
