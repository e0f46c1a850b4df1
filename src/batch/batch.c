#include "config.h"

#include "batch/batch.h"

#include "base/mem.h"
#include "batch/encoder.h"
#include "object/decode.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#include <libmnl/libmnl.h>

#define IOVECS_MAX 1024 /* UIO_MAXIOV */

/* The batch begin message with its generation id. */
#define BEGIN_MAX (BATCH_FRAME_LEN + 8)

void batch_init(struct batch *b, struct diags *diags)
{
	*b = (struct batch){ .diags = diags };
	chunks_init(&b->msgs, sizeof(struct batch_msg));
	chunks_init(&b->locs, sizeof(struct batch_loc));
	chunks_init(&b->wide, sizeof(struct span));
	chunks_init(&b->elems, sizeof(struct batch_elem_loc));
}

void batch_release(struct batch *b)
{
	pieces_release(&b->pieces);
	chunks_release(&b->msgs);
	chunks_release(&b->locs);
	chunks_release(&b->wide);
	chunks_release(&b->elems);
	encoder_free(b->enc);
	batch_init(b, b->diags);
}

/* A message behind all others, and its record. */
static struct batch_msg *add_record(struct batch *b, const void *nlh,
				    uint32_t len)
{
	struct batch_msg *m = chunks_push(&b->msgs);

	m->bytes = pieces_put(&b->pieces, nlh, len);
	m->len = len;
	m->first_loc = (uint32_t)b->locs.count;
	m->first_elem = BATCH_NO_ELEMS;
	((struct nlmsghdr *)m->bytes)->nlmsg_seq =
		b->seq0 + (uint32_t)b->msgs.count - 1;
	b->bytes += len;
	return m;
}

uint32_t batch_put_frame(void *buf, uint16_t type)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *nfg;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->nfgen_family = 0;
	nfg->version = NFNETLINK_V0;
	nfg->res_id = htons(NFNL_SUBSYS_NFTABLES);
	return nlh->nlmsg_len;
}

/* In a piece of its own, since its length changes with the generation id. */
static void begin(struct batch *b)
{
	uint8_t buf[BEGIN_MAX] __attribute__((aligned(4)));
	uint32_t len = batch_put_frame(buf, NFNL_MSG_BATCH_BEGIN);

	pieces_add(&b->pieces, BEGIN_MAX);
	add_record(b, buf, len);
}

struct batch_msg *batch_add(struct batch *b, const void *nlh, uint32_t len,
			    struct span at)
{
	struct batch_msg *m;
	uint64_t reserve = BEGIN_MAX + BEGIN_MAX;

	if (b->bytes + len + reserve > BATCH_MAX) {
		diag_error(b->diags, DIAG_LIMIT, at,
			   "the input does not fit one transaction: its messages exceed %" PRIu64
			   " bytes, the most that the kernel takes at once",
			   BATCH_MAX);
		return NULL;
	}
	if (!b->msgs.count)
		begin(b);
	m = add_record(b, nlh, len);
	m->first_loc = b->locs_used;
	b->locs_used = (uint32_t)b->locs.count;
	m->at = at;
	return m;
}

/* The top bit of a length, which opaque places have (text/span.h), and 15
 * bits. */
static uint16_t packed_len(uint32_t len)
{
	uint32_t low = len & UINT32_MAX >> 1;

	if (low >= (BATCH_LOC_WIDE & UINT16_MAX >> 1))
		return BATCH_LOC_WIDE;
	return (uint16_t)(low | (len ^ low) >> 16);
}

static uint32_t unpacked_len(uint16_t len)
{
	uint32_t low = len & UINT16_MAX >> 1;

	return low | (len ^ low) << 16;
}

void batch_add_loc(struct batch *b, struct span base, uint32_t off,
		   struct span at)
{
	struct batch_loc *l = chunks_push(&b->locs);

	l->words = (uint16_t)(off / 4);
	l->len = packed_len(at.len);
	if (at.file == base.file && l->len != BATCH_LOC_WIDE) {
		l->rel = (int32_t)(at.off - base.off);
		return;
	}
	l->len = BATCH_LOC_WIDE;
	l->rel = (int32_t)b->wide.count;
	*(struct span *)chunks_push(&b->wide) = at;
}

static struct batch_msg *last_msg(const struct batch *b)
{
	return chunks_at(&b->msgs, b->msgs.count - 1);
}

static bool has_end(const struct batch *b)
{
	return ((struct nlmsghdr *)last_msg(b)->bytes)->nlmsg_type ==
	       NFNL_MSG_BATCH_END;
}

static void drop_end(struct batch *b)
{
	struct batch_msg *m = last_msg(b);

	b->pieces.last->used -= m->len;
	b->bytes -= m->len;
	chunks_cut(&b->msgs, b->msgs.count - 1);
}

static void add_end(struct batch *b)
{
	uint8_t buf[BEGIN_MAX] __attribute__((aligned(4)));
	uint32_t len = batch_put_frame(buf, NFNL_MSG_BATCH_END);
	const struct batch_msg *first = chunks_at(&b->msgs, 1);
	struct batch_msg *m;

	m = add_record(b, buf, len);
	m->at = first->at;
}

/* The last message that is no frame. */
static uint32_t last_ordinary(const struct batch *b)
{
	return batch_count(b) - (has_end(b) ? 2 : 1);
}

static void ask_ack(struct batch *b)
{
	const struct batch_msg *m = chunks_at(&b->msgs, last_ordinary(b));

	((struct nlmsghdr *)m->bytes)->nlmsg_flags |= NLM_F_ACK;
}

static void renumber(struct batch *b, uint32_t seq0)
{
	if (b->seq0 == seq0)
		return;
	b->seq0 = seq0;
	for (size_t i = 0; i < b->msgs.count; i++) {
		struct batch_msg *m = chunks_at(&b->msgs, i);

		((struct nlmsghdr *)m->bytes)->nlmsg_seq = seq0 + (uint32_t)i;
	}
}

static void put_genid(struct batch *b, uint32_t genid)
{
	struct batch_msg *m = chunks_at(&b->msgs, 0);
	struct piece *c = b->pieces.first;

	c->used = batch_put_frame(m->bytes, NFNL_MSG_BATCH_BEGIN);
	((struct nlmsghdr *)m->bytes)->nlmsg_seq = b->seq0;
	if (genid) {
		mnl_attr_put_u32((struct nlmsghdr *)m->bytes, NFNL_BATCH_GENID,
				 htonl(genid));
		c->used = ((struct nlmsghdr *)m->bytes)->nlmsg_len;
	}
	b->bytes += c->used - m->len;
	m->len = (uint32_t)c->used;
	m->at = ((struct batch_msg *)chunks_at(&b->msgs, 1))->at;
}

int batch_seal(struct batch *b, uint32_t seq0, uint32_t genid, bool commit)
{
	encoder_free(b->enc);
	b->enc = NULL;
	b->sealed = true;
	if (!b->msgs.count)
		return 0;
	if (has_end(b) && !commit)
		drop_end(b);
	else if (!has_end(b) && commit)
		add_end(b);
	ask_ack(b);
	put_genid(b, genid);
	renumber(b, seq0);
	return b->pieces.count <= IOVECS_MAX ? 0 : -EMSGSIZE;
}

struct iovec *batch_iovecs(const struct batch *b, size_t *ret_count)
{
	struct iovec *iov = mem_calloc(b->pieces.count + 1, sizeof(*iov));
	size_t n = 0;

	for (struct piece *c = b->pieces.first; c; c = c->next)
		iov[n++] = (struct iovec){ c->bytes, c->used };
	*ret_count = n;
	return iov;
}

uint32_t batch_count(const struct batch *b)
{
	return (uint32_t)b->msgs.count;
}

uint32_t batch_ack_seq(const struct batch *b)
{
	return b->seq0 + last_ordinary(b);
}

const struct batch_msg *batch_msg_by_seq(const struct batch *b, uint32_t seq)
{
	uint32_t index = seq - b->seq0;

	return index < b->msgs.count ? chunks_at(&b->msgs, index) : NULL;
}

static size_t index_of(const struct batch *b, const struct batch_msg *m)
{
	return ((struct nlmsghdr *)m->bytes)->nlmsg_seq - b->seq0;
}

bool batch_is_before(const struct batch_msg *a, const struct batch_msg *b)
{
	return ((const struct nlmsghdr *)a->bytes)->nlmsg_seq <
	       ((const struct nlmsghdr *)b->bytes)->nlmsg_seq;
}

/* The number of the first place after those of m. */
static uint32_t locs_end(const struct batch *b, const struct batch_msg *m)
{
	size_t next = index_of(b, m) + 1;

	if (next >= b->msgs.count)
		return (uint32_t)b->locs.count;
	return ((struct batch_msg *)chunks_at(&b->msgs, next))->first_loc;
}

static struct span loc_at(const struct batch *b, const struct batch_msg *m,
			  const struct batch_loc *l)
{
	if (l->len == BATCH_LOC_WIDE)
		return *(struct span *)chunks_at(&b->wide, (uint32_t)l->rel);
	return (struct span){ m->at.file, m->at.off + (uint32_t)l->rel,
			      unpacked_len(l->len) };
}

/* The last place of an element message is that of the nest of its items. */
static const struct batch_loc *items_loc(const struct batch *b,
					 const struct batch_msg *m)
{
	return chunks_at(&b->locs, locs_end(b, m) - 1);
}

uint32_t batch_elems_file(const struct batch *b, const struct batch_msg *m)
{
	return loc_at(b, m, items_loc(b, m)).file;
}

/* The last record of m at or before offset off; NULL: there is none. */
static const struct batch_loc *loc_before(const struct batch *b,
					  const struct batch_msg *m,
					  uint32_t off)
{
	uint32_t lo = m->first_loc, hi = locs_end(b, m);

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct batch_loc *l = chunks_at(&b->locs, mid);

		if (l->words <= off / 4)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo > m->first_loc ? chunks_at(&b->locs, lo - 1) : NULL;
}

static bool has_ref(const struct batch *b, uint32_t elem)
{
	const struct batch_elem_loc *e = chunks_at(&b->elems, elem);

	return e->len & BATCH_ELEM_REF;
}

/* The index of the element that holds offset off. */
static uint32_t elem_at(const struct batch *b, const struct batch_msg *m,
			uint32_t off)
{
	struct decode_elems in = decode_elems((const void *)m->bytes);
	uint32_t index = m->first_elem;
	struct span at = { 0 };

	if (index == BATCH_NO_ELEMS || off / 4 < items_loc(b, m)->words)
		return BATCH_NO_ELEMS;
	while (decode_skip_elem(&in, &at) && off >= at.off + MNL_ALIGN(at.len))
		index += 1 + has_ref(b, index);
	return at.len && off >= at.off ? index : BATCH_NO_ELEMS;
}

static struct span elem_place(const struct batch *b, const struct batch_msg *m,
			      uint32_t elem)
{
	const struct batch_elem_loc *e = chunks_at(&b->elems, elem);

	return (struct span){ batch_elems_file(b, m), e->off,
			      e->len & ~BATCH_ELEM_REF };
}

struct span batch_place(const struct batch *b, const struct batch_msg *m,
			uint32_t off)
{
	const struct batch_loc *l;
	struct span at = { 0 };
	uint32_t elem;

	if (!off || off >= m->len)
		return m->at;
	elem = elem_at(b, m, off);
	l = loc_before(b, m, off);
	if (elem != BATCH_NO_ELEMS)
		at = elem_place(b, m, elem);
	else if (l)
		at = loc_at(b, m, l);
	return at.len ? at : m->at;
}

struct span batch_ref_place(const struct batch *b, const struct batch_msg *m,
			    uint32_t off)
{
	uint32_t elem = elem_at(b, m, off);

	if (elem == BATCH_NO_ELEMS || !has_ref(b, elem))
		return batch_place(b, m, off);
	return elem_place(b, m, elem + 1);
}
