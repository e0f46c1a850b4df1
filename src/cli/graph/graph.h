/*
 * graph — what refers to what in a ruleset: collected from the messages that
 * it becomes, drawn as DOT.
 *
 * In:     the compiler's messages, so text and JSON, variables, includes and
 *         lists are all the same; nothing that the kernel holds.
 * Out:    one digraph; the same ruleset gives the same bytes.
 * Owns:   everything, until graph_release().
 * Units:  priorities and hooks are the kernel's numbers.
 * Errors: none: names that nothing declares become nodes that say so.
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
	uint32_t count; /* how often it is written */
	uint8_t kind;	/* enum edge_kind */
};

/* A new one where the old ones are flushed. */
struct graph_edges {
	struct graph_edge *first, **last;
};

struct graph_hook {
	bool present;
	bool drops; /* its policy */
	uint32_t num;
	uint32_t order; /* of registration, from 1 */
	int32_t priority;
	const char *type;    /* NULL: not said */
	const char *devices; /* "eth0, eth1" or NULL */
};

struct graph_node {
	struct graph_node *next; /* of its table, in order of appearance */
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
	uint32_t nhooks; /* that were registered */
	struct graph_node *filling; /* the set whose elements come, or NULL */
};

void graph_init(struct graph *g);
void graph_release(struct graph *g);
struct low_sink graph_sink(struct graph *g);
/* What this machine lacks, interfaces and users, has numbers all the same. */
void graph_resolve(struct resolver *r);
/* Afterwards g is good for graph_release() only. */
void graph_print(FILE *out, struct graph *g);

#endif
