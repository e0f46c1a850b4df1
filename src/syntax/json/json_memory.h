/*
 * json_memory — the memory of jansson's trees.
 *
 * A rule's tree is some sixty allocations, which end together.  In a program
 * that has called json_memory_install(), they come from one block of a fixed
 * size, and dropping the tree costs nothing.  What does not fit into the block,
 * and all that jansson allocates elsewhere, comes from base/mem.h.
 *
 * jansson has one setting for the process, so that the program decides, and not
 * the library in it.  Where the setting is another, trees are as jansson makes
 * them.
 *
 * In:     trees that are being parsed.
 * Owns:   the block, from the first parse to json_memory_release().
 * Units:  bytes.
 * Errors: none; memory that runs out ends in mem_exhausted().
 */
#ifndef NFTLOAD_SYNTAX_JSON_JSON_MEMORY_H
#define NFTLOAD_SYNTAX_JSON_JSON_MEMORY_H

#include "base/util.h"

#include <jansson.h>

struct json_memory {
	uint8_t *block; /* NULL: none yet, or not in use */
	size_t used;
	size_t outside; /* allocations of the tree that are not in the block */
};

/* For the program, once, before anything else calls jansson. */
void json_memory_install(void);

/* A tree is parsed between these two; nothing else is meanwhile. */
void json_memory_begin(struct json_memory *m);
void json_memory_end(void);

/* Frees the tree that was parsed last; NULL: the parse failed. */
void json_memory_drop(struct json_memory *m, json_t *root);
void json_memory_release(struct json_memory *m);

#endif
