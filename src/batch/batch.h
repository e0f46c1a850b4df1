/*
 * batch — serialised messages of one atomic nf_tables transaction.
 *
 * In:     low-level messages through batch_sink().
 * Out:    chunks of message bytes, back to back, one iovec each; a record for
 *         every message: bytes, place, attribute offset -> place.
 * Owns:   every byte and record; batch_release() frees them.
 * Units:  lengths and offsets in bytes; sequence numbers: the record with
 *         index i has seq = seq0 + i, set when the batch is sealed.  The batch
 *         begin and end messages are records 0 and count - 1.
 * Errors: -EMSGSIZE: an attribute over 65,535 bytes (reported in diags) or a
 *         batch over BATCH_MAX.
 * Spec:   linux/netfilter/nfnetlink.h; net/netfilter/nfnetlink.c,
 *         nfnetlink_rcv_batch().
 */
#ifndef NFTLOAD_BATCH_BATCH_H
#define NFTLOAD_BATCH_BATCH_H

#include "base/chunks.h"
#include "object/low.h"
#include "text/diag.h"

#include <sys/uio.h>

#define BATCH_MAX UINT64_C(0x7ffff000) /* one datagram: less than 2 GiB */

/*
 * Where an attribute of a message came from, ascending in off.  There are some
 * six of them for each rule, so they are packed: off counts from the message's
 * start, rel from that of the message's own place, in the same file.  What does
 * not fit has len BATCH_LOC_WIDE and rel is its number in batch.wide.
 */
struct batch_loc {
	uint16_t words; /* off / 4: attributes are aligned */
	uint16_t len;
	int32_t rel;
};

#define BATCH_LOC_WIDE UINT16_MAX

/* Where a set element came from; the file is that of its list's loc. */
struct batch_elem_loc {
	uint32_t off, len;
};

struct batch_msg {
	uint8_t *bytes; /* a struct nlmsghdr, exactly len bytes long */
	uint32_t len;
	uint32_t first_loc; /* up to that of the next message */
	struct span at;	    /* of the whole command */
	/* Element messages: the place of the first item.  The last loc is then
	 * that of the nest which holds the items. */
	uint32_t first_elem;
};

#define BATCH_NO_ELEMS UINT32_MAX

struct batch {
	struct chunks msgs;  /* of struct batch_msg */
	struct chunks locs;  /* of struct batch_loc */
	struct chunks wide;  /* of struct span */
	struct chunks elems; /* of struct batch_elem_loc */
	struct chunks echoes; /* of struct span, one a message; with echo only */
	struct batch_chunk *first_chunk, *last_chunk;
	uint64_t bytes;	    /* of all messages */
	uint32_t nchunks;
	uint32_t locs_used; /* those of finished messages */
	uint32_t seq0;
	/* Both are set before the first message. */
	bool echo;	    /* ask the kernel to echo what it creates */
	bool ack_all;	    /* ask an ACK of every message, not the last alone */
	bool sealed;
	struct diags *diags;
	struct batch_encoder *enc; /* scratch of the encoder */
};

void batch_init(struct batch *b, struct diags *diags);
void batch_release(struct batch *b);
/* A sink for the compiler; begins the batch with its first message. */
struct low_sink batch_sink(struct batch *b);

/* What the encoder does with a finished message; at and echo_at are copied.
 * Its places are those that were added since the last one. */
struct batch_msg *batch_add(struct batch *b, const void *nlh, uint32_t len,
			    struct span at, struct span echo_at);
/* Adds the place of an attribute of the message that is made for base. */
void batch_add_loc(struct batch *b, struct span base, uint32_t off,
		   struct span at);

#define BATCH_FRAME_LEN 20
/* A begin or end message, of BATCH_FRAME_LEN bytes: nothing but its header,
 * without a number. */
uint32_t batch_put_frame(void *buf, uint16_t type);

/*
 * Numbers the messages from seq0, appends the end message unless the kernel
 * shall only judge, and puts genid into the begin message when it is not 0.
 * May be called again for a retry.
 *
 * The last message before the end asks for an ACK.  That of the end itself
 * would not do: kernels before 6.10 never answer it.
 */
int batch_seal(struct batch *b, uint32_t seq0, uint32_t genid,
	       bool commit) must_check;
/* One iovec a chunk; ret_count <= 1024.  The array is the caller's to free
 * with mem_free(). */
struct iovec *batch_iovecs(const struct batch *b, size_t *ret_count);
uint32_t batch_count(const struct batch *b);
/* The sequence number of the message that asks for an ACK, of a sealed batch
 * that is not empty. */
uint32_t batch_ack_seq(const struct batch *b);
/* The record of a sequence number; NULL: not one of this batch. */
const struct batch_msg *batch_msg_by_seq(const struct batch *b, uint32_t seq);
/* The source text to print with --echo; len 0: none. */
struct span batch_echo_at(const struct batch *b, const struct batch_msg *m);
/* The file that the elements of an element message come from. */
uint32_t batch_elems_file(const struct batch *b, const struct batch_msg *m);
/* The best place for an error at attribute offset off (0: not known). */
struct span batch_place(const struct batch *b, const struct batch_msg *m,
			uint32_t off);

#endif
