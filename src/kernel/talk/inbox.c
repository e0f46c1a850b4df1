#include "config.h"

#include "kernel/talk/inbox.h"

#include "base/mem.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#define SLOTS 32
#define SLOT_BYTES (256 * 1024) /* pages that no answer touches are none */

struct inbox {
	struct mmsghdr msgs[SLOTS];
	struct iovec iov[SLOTS];
	struct sockaddr_nl from[SLOTS];
	uint8_t *bytes;
	unsigned int next, count;
};

struct inbox *inbox_new(void)
{
	struct inbox *in = mem_zalloc(sizeof(*in));

	in->bytes = mem_alloc(SLOTS * SLOT_BYTES);
	for (size_t i = 0; i < SLOTS; i++) {
		in->iov[i] = (struct iovec){ in->bytes + i * SLOT_BYTES,
					     SLOT_BYTES };
		in->msgs[i].msg_hdr.msg_name = &in->from[i];
		in->msgs[i].msg_hdr.msg_iov = &in->iov[i];
		in->msgs[i].msg_hdr.msg_iovlen = 1;
	}
	return in;
}

void inbox_free(struct inbox *in)
{
	if (!in)
		return;
	mem_free(in->bytes);
	mem_free(in);
}

static int fill(struct inbox *in, int fd)
{
	int got;

	for (size_t i = 0; i < SLOTS; i++)
		in->msgs[i].msg_hdr.msg_namelen = sizeof(in->from[i]);
	got = recvmmsg(fd, in->msgs, SLOTS, MSG_DONTWAIT | MSG_TRUNC, NULL);
	in->next = 0;
	in->count = got > 0 ? (unsigned int)got : 0;
	return got < 0 ? -errno : 0;
}

ssize_t inbox_take(struct inbox *in, int fd, void *buf, size_t len)
{
	for (;;) {
		int err = in->next == in->count ? fill(in, fd) : 0;
		unsigned int i = in->next;
		size_t got;

		if (err)
			return err;
		if (in->next == in->count)
			return -EAGAIN;
		got = in->msgs[i].msg_len;
		in->next++;
		/* Other processes can send to this socket too. */
		if (in->from[i].nl_pid)
			continue;
		if (got > len || got > SLOT_BYTES)
			return -EMSGSIZE;
		memcpy(buf, in->iov[i].iov_base, got);
		return (ssize_t)got;
	}
}
