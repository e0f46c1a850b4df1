/*
 * facts — what rules do with packets, and which chains lead where.
 *
 * In:     a state whose rules and elements have been judged.
 * Out:    for each chain the facts of its rules in order.
 * Owns:   everything, from facts_init() to facts_release().
 * Errors: none.
 *
 * Facts are what the expressions say for certain.  A rule "may" do what some
 * packet could meet there; whether any such packet exists is not asked.
 */
#ifndef NFTLOAD_LINT_FACTS_H
#define NFTLOAD_LINT_FACTS_H

#include "base/map.h"
#include "state/store.h"

/* What may happen to a packet, as bits. */
enum {
	FACT_ACCEPTS = 1, /* but packets of this machine to itself */
	FACT_DROPS = 2,	  /* or hands the packet to another program */
	FACT_REPLIES = 4, /* packets of known connections may be accepted */
};

struct facts_edge;

struct facts_rule {
	const struct state_rule *rule;
	uint8_t own; /* FACT_* of the rule itself */
	bool ends;   /* no packet gets behind the rule */
	const struct facts_edge *edges;
};

struct facts_chain {
	const struct state_chain *chain;
	const struct low_hook *hook; /* NULL: not a base chain */
	struct facts_rule *rules;
	size_t nrules;
};

struct facts {
	struct arena arena, scratch;
	struct map chains; /* struct facts_chain by chain */
	struct map nodes;
};

void facts_init(struct facts *f, struct state *s);
void facts_release(struct facts *f);
const struct facts_chain *facts_of(const struct facts *f,
				   const struct state_chain *c);
/* Whether a set is a map of verdicts without elements: another program may fill it
 * while the ruleset runs, and decide which chains it leads to. */
bool facts_is_open(const struct state_set *set);
/* FACT_* of a rule, and of all chains that it leads to. */
uint8_t facts_of_rule(const struct facts_rule *r);
/* The same of all rules of a chain. */
uint8_t facts_of_chain(const struct facts *f, const struct facts_chain *c);
/* Whether the chain's policy is drop. */
bool facts_policy_drops(const struct facts_chain *c);

#endif
