/*
 * graph — collects the references between the chains, sets and objects of a
 * ruleset from its messages, and draws them as DOT.
 *
 * In:     the compiler's messages, in which text and JSON, variables, includes
 *         and lists look alike; no objects of the kernel.
 * Out:    one digraph; the same ruleset gives the same bytes.
 * Owns:   everything, until graph_release().
 * Units:  priorities and hooks are the kernel's numbers.
 * Errors: none: a name that nothing declares becomes a node marked as such.
 * Spec:   the DOT language of Graphviz; nftload(8), "graph".
 */
#ifndef NFTLOAD_CLI_GRAPH_GRAPH_H
#define NFTLOAD_CLI_GRAPH_GRAPH_H

#include "base/chunks.h"
#include "base/map.h"
#include "base/strpool.h"
#include "compile/resolver.h"
#include "object/low.h"

#include <stdio.h>

enum node_kind { NODE_CHAIN, NODE_SET, NODE_OBJ, NODE_FLOWTABLE, NODE_KINDS };
enum edge_kind { EDGE_JUMP, EDGE_GOTO, EDGE_READS, EDGE_WRITES };

struct graph_edge {
	struct graph_edge *next;
	struct graph_node *to;
	uint32_t count; /* how often the input has it */
	uint8_t kind;	/* enum edge_kind */
};

/* The edges that leave a chain; a flush begins a new list. */
struct graph_edges {
	struct graph_edge *first, **last;
};

struct graph_hook {
	bool present;
	bool drops; /* the policy is drop */
	uint32_t num;
	uint32_t order; /* of registration, from 1 */
	int32_t priority;
	const char *type;    /* NULL: not given */
	const char *devices; /* "eth0, eth1" or NULL */
};

struct graph_node {
	struct graph_node *next; /* in its table, in order of appearance */
	struct graph_table *table;
	const char *name;	 /* NULL: without a name */
	struct graph_edges *out;
	struct graph_hook hook;	 /* chains, flow tables */
	uint64_t count;		 /* rules, elements */
	uint32_t number;	 /* in the drawing, from 1; 0: not drawn */
	uint8_t kind;		 /* enum node_kind */
	uint8_t obj_type;	 /* objects, maps to objects */
	uint8_t marks;		 /* graph_dot.c's */
	bool declared, is_map, anonymous;
};

struct graph_table {
	struct graph_table *next; /* in order of appearance */
	const char *name;
	struct graph_node *first, **last;
	uint8_t family;
	bool declared;
};

struct graph {
	struct arena arena;
	struct strpool strings;
	struct graph_table *first, **last;
	struct map tables, nodes[NODE_KINDS], edges;
	struct chunks inline_chains, anonymous_sets; /* of node *, by id */
	uint32_t nhooks; /* hooks registered so far */
	struct graph_node *filling; /* the set of the current elements, or
				     * NULL */
};

void graph_init(struct graph *g);
void graph_release(struct graph *g);
struct low_sink graph_sink(struct graph *g);
/* Lets names of missing interfaces and users resolve to some number. */
void graph_resolve(struct resolver *r);
/* After it, only graph_release() may be called. */
void graph_print(FILE *out, struct graph *g);

#endif
