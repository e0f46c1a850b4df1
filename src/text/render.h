/*
 * render — diagnostics as people read them.
 *
 *   file:line:col-col: error: text [code]
 *   source line
 *       ^^^^
 *
 * In:     sorted diagnostics and the sources they point into.
 * Out:    text on a FILE that the caller gives.
 * Units:  columns count code points; tabs are copied into the caret line.
 */
#ifndef NFTLOAD_TEXT_RENDER_H
#define NFTLOAD_TEXT_RENDER_H

#include "text/diag.h"
#include "text/source.h"

#include <stdio.h>

struct render {
	FILE *out;
	const struct source_set *sources;
	bool colour;
	uint32_t width; /* columns of the terminal; 0: no clipping below 200 */
};

void render_diag(const struct render *r, const struct diag *d);
/* Prints text with every character replaced that a terminal would act upon. */
void render_text(FILE *out, const char *text);
void render_all(const struct render *r, const struct diags *d);

#endif
