/*
 * json_tree — one value of a document, parsed by jansson, as a flat array of
 * nodes.
 *
 * Nodes are in the order of the text, parents before children, so the number of
 * a node is its place.  A span of a JSON source holds the offset of the slice
 * and the number of the node; making a span needs no look-up.  When a
 * diagnostic is rendered, json_locate.c finds the bytes of the node by counting
 * in the text.
 *
 * In:     a slice of a source.
 * Out:    nodes; node 0 is the value itself.
 * Owns:   the nodes and jansson's tree, until the next load or the release.
 * Units:  span.off: bytes; span.len: JSON_SPAN | node << 1 | is_key.  Spans
 *         without JSON_SPAN are plain bytes.
 * Errors: -1 after reporting jansson's error; *ret_fatal: the text behind the
 *         slice cannot be read.
 */
#ifndef NFTLOAD_SYNTAX_JSON_JSON_TREE_H
#define NFTLOAD_SYNTAX_JSON_JSON_TREE_H

#include "syntax/json/json_memory.h"
#include "syntax/json/json_scan.h"
#include "text/diag.h"
#include "text/source.h"

#include <jansson.h>

#define JSON_SPAN UINT32_C(0x80000000)
#define JSON_MAX_DEPTH 2000

struct json_node {
	const char *key; /* NULL in arrays */
	json_t *v;
	uint32_t end; /* the node behind the last descendant */
};

struct json_tree {
	const struct source *src;
	struct json_slice slice;
	json_t *root;
	struct json_memory memory;
	struct json_node *nodes;
	uint32_t count, room;
	char *joined; /* scratch: the text of a slice with a cut */
};

void json_tree_init(struct json_tree *t, const struct source *src);
void json_tree_release(struct json_tree *t);
/* depth: number of the document's brackets that are open around the slice. */
int json_tree_load(struct json_tree *t, const struct json_slice *slice,
		   unsigned int depth, struct diags *d,
		   bool *ret_fatal) must_check;

/* Reads a command of which json_slice_command() would cut nothing out, in one
 * go: jansson finds its end, t->slice.end.  False where that cannot be, and after
 * mistakes, which json_tree_load() reports. */
bool json_tree_load_command(struct json_tree *t, uint32_t off,
			    unsigned int depth) must_check;

struct span json_span(const struct json_tree *t, uint32_t n);
struct span json_key_span(const struct json_tree *t, uint32_t n);

/* For JSON sources: source.locate, and its locate_ctx. */
struct json_places;
struct json_places *json_places_new(struct arena *a);
struct located json_locate(const struct source *src, struct span at,
			   struct arena *a);

#endif
