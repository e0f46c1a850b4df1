/*
 * batch — serialised messages of one atomic nf_tables transaction.
 *
 * In:     low-level messages through batch_sink().
 * Out:    pieces of message bytes, back to back, one iovec each; for every
 *         message a record of its bytes, its place, and, unless the batch is
 *         bare, the places of its attributes by offset.
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
#include "batch/pieces.h"
#include "object/low.h"
#include "text/diag.h"

#include <sys/uio.h>

#define BATCH_MAX UINT64_C(0x7ffff000) /* one datagram: less than 2 GiB */

/*
 * The place in the input of an attribute of a message; ascending in words.  A
 * rule has some six places, so they are packed: words counts from the message's
 * start, rel from the start of the message's own place, in the same file; len is
 * 15 bits and the top one of the place's length.  A place that does not fit has
 * len BATCH_LOC_WIDE, and rel is its index in batch.wide.
 */
struct batch_loc {
	uint16_t words; /* the attribute's offset / 4 */
	uint16_t len;
	int32_t rel;
};

#define BATCH_LOC_WIDE UINT16_MAX

/* The place in the input of a set element; its file is that of the list's
 * loc. */
struct batch_elem_loc {
	uint32_t off, len;
};

/* In len: the place of the chain or object that the element names follows. */
#define BATCH_ELEM_REF (UINT32_C(1) << 30)

struct batch_msg {
	uint8_t *bytes; /* a struct nlmsghdr, exactly len bytes long */
	uint32_t len;
	uint32_t first_loc; /* up to first_loc of the next message */
	struct span at;	    /* of the whole command */
	/* Element messages: the index of the first element's place.  The last
	 * loc of such a message is that of the nest that holds the elements. */
	uint32_t first_elem;
};

#define BATCH_NO_ELEMS UINT32_MAX

struct batch {
	struct chunks msgs;  /* of struct batch_msg */
	struct chunks locs;  /* of struct batch_loc */
	struct chunks wide;  /* of struct span */
	struct chunks elems; /* of struct batch_elem_loc */
	struct pieces pieces;
	uint64_t bytes;	    /* of all messages */
	uint32_t locs_used; /* by finished messages */
	uint32_t seq0;
	/* The caller sets these three before the first message. */
	bool echo;	    /* ask the kernel to echo what it creates */
	bool ack_all;	    /* ask for an ACK of every message, not only the
			     * last */
	bool bare;	    /* keep no places of attributes and elements: they
			     * are a tenth of a batch's memory, and only errors
			     * need them */
	bool sealed;
	bool reshaped;	    /* by batch_reshape() */
	uint32_t own_sets;  /* sets that rules make for themselves */
	struct diags *diags;
	struct batch_encoder *enc; /* scratch of the encoder */
};

void batch_init(struct batch *b, struct diags *diags);
void batch_release(struct batch *b);
/* A sink for the compiler; begins the batch with its first message. */
struct low_sink batch_sink(struct batch *b);

/* Adds a finished message; at is copied.  The places added since
 * the last message are its places. */
struct batch_msg *batch_add(struct batch *b, const void *nlh, uint32_t len,
			    struct span at);
/* Adds the place of an attribute of the next message, whose own place is
 * base. */
void batch_add_loc(struct batch *b, struct span base, uint32_t off,
		   struct span at);

#define BATCH_FRAME_LEN 20
/* Writes a begin or end message of BATCH_FRAME_LEN bytes, a header without a
 * sequence number. */
uint32_t batch_put_frame(void *buf, uint16_t type);

/*
 * Numbers the messages from seq0, appends the end message if commit is true
 * (else the kernel only checks the batch), and puts genid into the begin
 * message unless it is 0.  May be called again for a retry.
 *
 * The last message before the end message asks for an ACK, not the end message:
 * kernels before 6.10 never acknowledge the end message.
 */
int batch_seal(struct batch *b, uint32_t seq0, uint32_t genid,
	       bool commit) must_check;
/* Returns one iovec a piece; ret_count <= 1024.  The caller frees the array
 * with mem_free(). */
struct iovec *batch_iovecs(const struct batch *b, size_t *ret_count);
uint32_t batch_count(const struct batch *b);
/* Whether places are those of the messages.  If not, a batch that the kernel
 * refuses is to be made again, with places, and sent again. */
static inline bool batch_has_places(const struct batch *b)
{
	return !b->bare && !b->reshaped;
}
/* The sequence number of the message that asks for an ACK, in a sealed batch
 * that is not empty. */
uint32_t batch_ack_seq(const struct batch *b);
/* The message with a sequence number; NULL: none in this batch. */
const struct batch_msg *batch_msg_by_seq(const struct batch *b, uint32_t seq);
/* Whether a comes before b, in a sealed batch. */
bool batch_is_before(const struct batch_msg *a, const struct batch_msg *b);
/* The file that the elements of an element message come from. */
uint32_t batch_elems_file(const struct batch *b, const struct batch_msg *m);
/* The best place for an error at attribute offset off (0: not known). */
struct span batch_place(const struct batch *b, const struct batch_msg *m,
			uint32_t off);
/* The best place for an error about what the attribute at off refers to: within
 * an element, the name of the chain or object. */
struct span batch_ref_place(const struct batch *b, const struct batch_msg *m,
			    uint32_t off);

#endif
