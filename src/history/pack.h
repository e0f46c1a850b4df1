/*
 * pack — bytes that grow, and the same bytes compressed.
 *
 * In:     bytes.
 * Out:    bytes; compressed by zlib if this build has it.
 * Owns:   struct pack, until pack_release().
 * Errors: -EINVAL: they are no compressed bytes of that length; -ENOSYS: this
 *         build has no zlib.
 */
#ifndef NFTLOAD_HISTORY_PACK_H
#define NFTLOAD_HISTORY_PACK_H

#include "base/util.h"

struct pack {
	uint8_t *bytes;
	size_t len, room;
};

void pack_add(struct pack *p, const void *bytes, size_t len);
void pack_text(struct pack *p, const char *fmt, ...) format_printf(2, 3);
void pack_release(struct pack *p);

/* Adds the bytes of another to p; true: compressed. */
bool pack_squeeze(struct pack *p, const struct pack *from);
/* Adds `want` bytes to p, which are compressed in from. */
int pack_unsqueeze(struct pack *p, const uint8_t *from, size_t len,
		   size_t want) must_check;

#endif
