#include "config.h"

#include "state/read_dump.h"

#include "base/mem.h"
#include "kernel/ask/request.h"

#include <errno.h>
#include <string.h>

/* What the kernel puts into one datagram of a dump; a smaller buffer makes it
 * walk a list anew more often, a larger one does not help. */
#define DATAGRAM_MAX (32 * 1024)
#define BLOCK_MIN (2 * DATAGRAM_MAX)
#define BLOCK_MAX (32 * DATAGRAM_MAX)

struct dump_block {
	struct dump_block *next;
	uint32_t used, size; /* of bytes */
	_Alignas(8) uint8_t bytes[];
};

void dump_release(struct dump *d)
{
	while (d->first) {
		struct dump_block *next = d->first->next;

		mem_free(d->first);
		d->first = next;
	}
	*d = (struct dump){ 0 };
}

/* A block with room for a datagram. */
static struct dump_block *roomy(struct dump *d)
{
	struct dump_block *b = d->last;
	uint32_t size;

	if (b && b->size - b->used >= DATAGRAM_MAX)
		return b;
	size = b ? MIN(2 * b->size, (uint32_t)BLOCK_MAX) : BLOCK_MIN;
	b = mem_alloc(sizeof(*b) + size);
	b->next = NULL;
	b->used = 0;
	b->size = size;
	if (d->last)
		d->last->next = b;
	else
		d->first = b;
	d->last = b;
	return b;
}

struct asking {
	uint32_t seq;
	const struct dump_question *q;
};

/* What there was before a question. */
struct dump_mark {
	struct dump_block *last;
	uint32_t used;
	uint64_t count, bytes;
};

static struct dump_mark mark_of(const struct dump *d)
{
	return (struct dump_mark){ d->last, d->last ? d->last->used : 0,
				   d->count, d->bytes };
}

/* Later blocks go; an empty dump keeps its first one. */
static void rewind_to(struct dump *d, const struct dump_mark *m)
{
	struct dump_block *last = m->last ? m->last : d->first;

	if (!last)
		return;
	while (last->next) {
		struct dump_block *gone = last->next;

		last->next = gone->next;
		mem_free(gone);
	}
	last->used = m->used;
	d->last = last;
	d->count = m->count;
	d->bytes = m->bytes;
}

/* Moves the messages that stay together.  True: the answer is complete. */
static bool take_datagram(struct dump *d, int len, const struct asking *ask,
			  int *ret_err)
{
	struct dump_block *b = d->last;
	uint8_t *at = b->bytes + b->used;
	struct nlmsghdr *nlh;
	uint32_t size;

	/* The next one's place is known before this one moves. */
	for (; request_message_ok(nlh = (void *)at, len); at += size) {
		size = MNL_ALIGN(nlh->nlmsg_len);
		len -= (int)size;
		if (nlh->nlmsg_seq != ask->seq)
			continue;
		if (ask->q->spared)
			nlh->nlmsg_flags &= (uint16_t)~NLM_F_DUMP_INTR;
		if (answer_ends(nlh, ret_err))
			return true;
		if (ask->q->keep && !ask->q->keep(ask->q->ctx, nlh))
			continue;
		if (at != b->bytes + b->used)
			memmove(b->bytes + b->used, nlh, nlh->nlmsg_len);
		b->used += size;
		d->bytes += size;
		d->count++;
	}
	return false;
}

static int read_answers(struct dump *d, struct kernel_socket *s,
			const struct asking *ask)
{
	for (;;) {
		struct dump_block *b = roomy(d);
		ssize_t got = s->t->recv(s, b->bytes + b->used, DATAGRAM_MAX,
					 true);
		int err;

		if (got == -EINTR)
			continue;
		if (got < 0)
			return (int)got;
		if (take_datagram(d, (int)got, ask, &err))
			return err;
	}
}

int dump_ask(struct dump *d, struct kernel_socket *s,
	     const struct dump_question *q)
{
	struct dump_mark before = mark_of(d);
	struct asking ask = { .q = q };
	struct dump_block *b;
	struct request r;
	int err;

	request_init(&r, q->about, NLM_F_DUMP);
	err = request_send(&r, s);
	if (err)
		return err;
	ask.seq = s->seq;
	err = read_answers(d, s, &ask);
	if (err) {
		b = roomy(d);
		request_drain(s, b->bytes + b->used, DATAGRAM_MAX);
		rewind_to(d, &before);
	}
	return err;
}

const struct nlmsghdr *dump_next(const struct dump *d, struct dump_cursor *c)
{
	const struct nlmsghdr *nlh;

	if (!c->block)
		c->block = d->first;
	while (c->block && c->at == c->block->used && c->block->next) {
		c->block = c->block->next;
		c->at = 0;
	}
	if (!c->block || c->at == c->block->used)
		return NULL;
	nlh = (const void *)(c->block->bytes + c->at);
	c->at += MNL_ALIGN(nlh->nlmsg_len);
	return nlh;
}

static void put_message(struct dump *d, const struct nlmsghdr *nlh, uint32_t size)
{
	struct dump_block *b = roomy(d);

	memcpy(b->bytes + b->used, nlh, nlh->nlmsg_len);
	b->used += size;
	d->bytes += size;
	d->count++;
}

int dump_put(struct dump *d, const void *bytes, size_t len)
{
	const uint8_t *at = bytes, *end = at + len;

	while (at < end) {
		const struct nlmsghdr *nlh = (const void *)at;
		uint32_t size;

		if ((size_t)(end - at) < NLMSG_HDRLEN + 4 ||
		    nlh->nlmsg_len < NLMSG_HDRLEN + 4 ||
		    nlh->nlmsg_len > DATAGRAM_MAX)
			return -EPROTO;
		size = MNL_ALIGN(nlh->nlmsg_len);
		if (size > (size_t)(end - at))
			return -EPROTO;
		put_message(d, nlh, size);
		at += size;
	}
	return 0;
}
