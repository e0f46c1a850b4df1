/*
 * input — reads and parses one input: files, standard input, words.
 *
 * In:     options, and which of their files belong to the input.
 * Out:    sources in the order given, then one tree of all of them; in->code.
 * Owns:   everything in struct load_input, until input_release().
 * Errors: diagnostics in in->diags, and LOAD_WRONG in in->code.
 */
#ifndef NFTLOAD_LOAD_INPUT_H
#define NFTLOAD_LOAD_INPUT_H

#include "load/load.h"

void input_init(struct load_input *in, const struct load_options *o);
void input_release(struct load_input *in);
/* Reads nfiles of the options' files, beginning with the file number first. */
void input_read(struct load_input *in, const struct load_options *o,
		size_t first, size_t nfiles);
/* m: the meter that counts the time, or NULL. */
void input_parse(struct load_input *in, const struct load_options *o,
		 struct meter *m);

#endif
