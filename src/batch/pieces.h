/*
 * pieces — the bytes of a batch, in pieces that never move.
 *
 * In:     messages, in the order of the batch.
 * Out:    one piece after the other, each an iovec of sendmsg(2).
 * Owns:   the bytes; pieces_release() frees them.
 * Units:  bytes.
 */
#ifndef NFTLOAD_BATCH_PIECES_H
#define NFTLOAD_BATCH_PIECES_H

#include "base/util.h"

#include <stddef.h>

struct piece {
	struct piece *next;
	size_t size, used;
	uint8_t bytes[];
};

struct pieces {
	struct piece *first, *last;
	uint32_t count;
};

/* Adds an empty piece. */
struct piece *pieces_add(struct pieces *p, size_t size);
/* Copies len bytes behind the last ones, and returns where they lie. */
uint8_t *pieces_put(struct pieces *p, const void *bytes, uint32_t len);
/* Moves all pieces of from behind those of p. */
void pieces_join(struct pieces *p, struct pieces *from);
static inline bool piece_has(const struct piece *one, const uint8_t *byte)
{
	return byte >= one->bytes && byte < one->bytes + one->used;
}
/* Takes the first piece, a list of its own then. */
struct pieces pieces_split(struct pieces *p);
/* Frees the first piece. */
void pieces_drop_first(struct pieces *p);
void pieces_release(struct pieces *p);

#endif
