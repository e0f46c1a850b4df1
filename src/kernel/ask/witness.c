#include "config.h"

#include "kernel/ask/witness.h"

#include "kernel/ask/request.h"

#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <time.h>

#define NEWS_ROOM (32 * 1024)		/* of one datagram */
#define NEWS_WAITING (8 * 1024 * 1024)	/* of those that nobody has read */
#define NEWS_LATE 500			/* waits of 0.2 ms */

static bool is_later(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) > 0;
}

static void take_generation(struct witness *w, const struct low_gen *g)
{
	if (is_later(g->id, w->genid))
		w->genid = g->id;
	writer_note(&w->last, g);
}

static void take_news(struct witness *w, const struct nlmsghdr *nlh, int len)
{
	struct low_msg m;
	struct arena a;

	arena_init(&a);
	for (; request_message_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		struct arena_mark mark = arena_mark(&a);

		if (!decode_msg(&m, nlh, &a))
			w->touched = true;
		else if (m.kind == LOW_GEN)
			take_generation(w, m.gen);
		else
			w->touched |= w->counts(w->ctx, &m);
		arena_rewind(&a, mark);
	}
	arena_release(&a);
}

/* All that waits. */
static void catch_up(struct witness *w)
{
	_Alignas(8) uint8_t buf[NEWS_ROOM];
	ssize_t got;

	do {
		got = w->sock->t->recv(w->sock, buf, sizeof(buf), false);
		if (got > 0)
			take_news(w, (const void *)buf, (int)got);
		w->touched |= got == -ENOBUFS || got == -EMSGSIZE;
	} while (got > 0 || got == -ENOBUFS || got == -EMSGSIZE);
}

void witness_begin(struct witness *w, struct kernel_socket *asked)
{
	if (!w->listens) {
		if (w->sock->fd < 0 ||
		    kernel_socket_join_all(w->sock, NFNLGRP_NFTABLES) < 0)
			return;
		(void)kernel_socket_answers(w->sock, NEWS_WAITING);
		w->listens = true;
	}
	catch_up(w);
	w->touched = kernel_genid(asked, &w->genid) < 0;
}

bool witness_spared(struct witness *w, uint32_t genid)
{
	const struct timespec moment = { 0, 200000 };

	if (!w->listens)
		return false;
	catch_up(w);
	for (int i = 0; i < NEWS_LATE && is_later(genid, w->genid) &&
			!w->touched; i++) {
		nanosleep(&moment, NULL);
		catch_up(w);
	}
	return !w->touched && !is_later(genid, w->genid);
}
