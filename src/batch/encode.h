/*
 * encode — the encoder's state between two messages, private to batch/.
 *
 * In:     struct low_msg, struct low_elems and struct low_elem.
 * Out:    messages in a batch, with the places of their attributes.
 * Owns:   scratch memory, freed by encoder_free().
 * Errors: -EMSGSIZE, reported in the batch's diags.
 */
#ifndef NFTLOAD_BATCH_ENCODE_H
#define NFTLOAD_BATCH_ENCODE_H

#include "batch/batch.h"
#include "object/put.h"
#include "object/wire.h"

/* A series of element messages that is being written. */
struct elem_series {
	struct span echo_at, table_at, set_at;
	uint32_t table_off, set_off; /* of the names in each message */
	uint32_t nest_off;   /* of the items; what lies before begins each
			      * message of the series */
	uint32_t file;	     /* of the places of the elements */
	uint32_t first_elem; /* of this message, an index in batch.elems */
	uint32_t group_off, group_elem; /* first of items that stay together */
	uint32_t items;	     /* of the whole series */
	bool joined;	     /* the group goes on */
};

struct batch_encoder {
	struct batch *b;
	struct wire w;
	struct span at;		 /* of the command */
	struct span last_at;	 /* of the loc recorded last */
	struct elem_series series;
	uint8_t *aside;		 /* a group on its way to the next message */
};

struct batch_encoder *encoder_of(struct batch *b);
void encoder_free(struct batch_encoder *enc);

/* Begins a message about kind, for the command at; verb gives the type. */
void encode_begin(struct batch_encoder *enc, unsigned int verb,
		  unsigned int kind, uint8_t family, uint16_t create_flags,
		  struct span at);
/* The attribute put next came from at (len 0: from the command). */
void encode_loc(struct batch_encoder *enc, struct span at);
/* A name or a handle, with its place; nothing when n has neither. */
void encode_name(struct batch_encoder *enc, const struct low_name *n,
		 uint16_t name_attr, uint16_t handle_attr);
/* Adds the finished message to the batch; NULL: it is too large. */
struct batch_msg *encode_end(struct batch_encoder *enc, struct span echo_at);

/* The sink's functions. */
int encode_msg(void *ctx, const struct low_msg *m);
int encode_elems_begin(void *ctx, const struct low_elems *head);
int encode_elem(void *ctx, const struct low_elem *e);
int encode_elems_end(void *ctx);

#endif
