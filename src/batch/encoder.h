/*
 * encoder — the state of a batch's sink between two calls of the compiler,
 * private to batch/.
 *
 * In:     struct low_msg, struct low_elems and struct low_elem.
 * Out:    messages in a batch, with the places of their attributes.
 * Owns:   scratch memory, freed by encoder_free().
 * Errors: -EMSGSIZE, reported in the batch's diags.
 */
#ifndef NFTLOAD_BATCH_ENCODER_H
#define NFTLOAD_BATCH_ENCODER_H

#include "batch/batch.h"
#include "object/encode.h"

/* The series of element messages under construction. */
struct elem_series {
	/* The names in each message: their offsets, and their places in the
	 * input. */
	struct {
		uint32_t off;
		struct span at;
	} names[2];
	uint32_t nnames;
	uint32_t nest_off;   /* of the elements' nest; the bytes before it begin
			      * each message of the series */
	uint32_t file;	     /* of the elements' places */
	uint32_t first_elem; /* of this message, an index in batch.elems */
	uint32_t group_off, group_elem; /* begin of joined elements */
	uint32_t items;	     /* of the whole series */
	bool joined;	     /* the group goes on */
};

struct batch_encoder {
	struct batch *b;
	struct wire w;
	struct span at;		 /* of the command */
	struct elem_series series;
	uint8_t *aside;		 /* a group moved to the next message */
};

struct batch_encoder *encoder_of(struct batch *b);
void encoder_free(struct batch_encoder *enc);

#endif
