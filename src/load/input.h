/*
 * input — what is parsed as a whole: files, standard input, words.
 *
 * In:     options, and which of their files it is.
 * Out:    sources in the order given, then the tree of all; input->code.
 * Owns:   what struct load_input holds, until input_release().
 * Errors: diagnostics in input->diags, and LOAD_WRONG.
 */
#ifndef NFTLOAD_LOAD_INPUT_H
#define NFTLOAD_LOAD_INPUT_H

#include "load/load.h"

void input_init(struct load_input *in, const struct load_options *o);
void input_release(struct load_input *in);
/* nfiles of the options' files, from the one with this number on. */
void input_read(struct load_input *in, const struct load_options *o,
		size_t first, size_t nfiles);
/* m: whose time it is, or NULL. */
void input_parse(struct load_input *in, const struct load_options *o,
		 struct meter *m);

#endif
