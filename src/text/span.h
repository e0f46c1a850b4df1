/*
 * span — a place in an input.
 *
 * In:     bytes of one source: no span covers parts of two files.
 * Units:  file is an index into the source set, off and len are bytes.  Line
 *         and column are computed when a diagnostic is rendered, never before.
 *         A span in a JSON source holds an opaque position that the source's
 *         locate function turns into bytes (see text/source.h).
 * Errors: none; file is SOURCE_NONE where there is no place.
 */
#ifndef NFTLOAD_TEXT_SPAN_H
#define NFTLOAD_TEXT_SPAN_H

#include "base/util.h"

struct span {
	uint32_t file;
	uint32_t off;
	uint32_t len;
};

/* From the first byte of a to the last of b (a when the files differ). */
static inline struct span span_join(struct span a, struct span b)
{
	uint32_t end = MAX(a.off + a.len, b.off + b.len);

	if (a.file != b.file || b.off < a.off)
		return a;
	a.len = end - a.off;
	return a;
}

#endif
