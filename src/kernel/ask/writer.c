#include "config.h"

#include "kernel/ask/writer.h"

#include "kernel/ask/request.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <unistd.h>

#define GENERATION (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN)
#define NEWS_MAX 256 /* one message of a few numbers */

int writer_watch(struct kernel_socket *s)
{
	return kernel_socket_join(s, NFNLGRP_NFTABLES, GENERATION);
}

void writer_ignore(struct kernel_socket *s)
{
	kernel_socket_leave(s, NFNLGRP_NFTABLES);
}

void writer_note(struct writer *w, const struct low_gen *g)
{
	if (g->pid == (uint32_t)getpid())
		return;
	w->pid = g->pid;
	snprintf(w->process, sizeof(w->process), "%s",
		 g->process ? g->process : "");
}

static void take(const struct nlmsghdr *nlh, int len, struct arena *a,
		 struct writer *ret)
{
	struct low_msg m;

	if (request_message_ok(nlh, len) && decode_msg(&m, nlh, a) &&
	    m.kind == LOW_GEN)
		writer_note(ret, m.gen);
}

void writer_last(struct kernel_socket *s, struct writer *ret_writer)
{
	_Alignas(8) uint8_t buf[NEWS_MAX];
	struct arena a;
	ssize_t got;

	arena_init(&a);
	/* -ENOBUFS: some are lost, later ones are there. */
	do {
		got = s->t->recv(s, buf, sizeof(buf), false);
		if (got > 0)
			take((const void *)buf, (int)got, &a, ret_writer);
	} while (got > 0 || got == -ENOBUFS);
	arena_release(&a);
}
