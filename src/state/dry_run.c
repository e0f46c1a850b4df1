#include "config.h"

#include "state/dry_run.h"

#include "base/mem.h"

#include <errno.h>

static int send_batch(struct kernel_socket *s, const struct batch *b)
{
	size_t n;
	struct iovec *iov = batch_iovecs(b, &n);
	ssize_t sent = s->t->send(s, iov, n);

	mem_free(iov);
	return sent < 0 ? (int)sent : 0;
}

int dry_run(struct kernel_socket *s, struct batch *b, struct replies *ret)
{
	struct replies *const list[] = { ret };
	int err = batch_seal(b, s->seq + 1, 0, false);

	replies_init(ret, b);
	if (!err && kernel_socket_room(s, b->bytes) < b->bytes)
		err = -ENOBUFS;
	if (!err)
		err = send_batch(s, b);
	if (err)
		return err;
	s->seq += batch_count(b);
	replies_read(list, 1, s);
	if (ret->failure)
		return ret->failure;
	return ret->acked || ret->nerrors || ret->lost ? 0 : -EBADMSG;
}
