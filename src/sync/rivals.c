#include "config.h"

#include "sync/rivals.h"

#include "kernel/talk/netns.h"

#include <errno.h>

static int open_here(struct rivals *r)
{
	static const struct transport_choice how = {
		.kind = TRANSPORT_SCATTER
	};

	return kernel_socket_open(&r->sock, &how);
}

static int open_in(struct rivals *r, const char *netns)
{
	struct netns_home home;
	int err = netns_remember(&home);

	if (err < 0)
		return err;
	err = netns_enter(netns);
	if (err == 0) {
		err = open_here(r);
		if (netns_return(&home) < 0)
			err = -EINVAL;
	}
	netns_release(&home);
	return err;
}

/* What fails here fails for the sync's own socket, which tells why. */
void rivals_open(struct rivals *r, const char *netns)
{
	*r = (struct rivals){ .sock.fd = -1 };
	if ((netns ? open_in(r, netns) : open_here(r)) < 0)
		kernel_socket_close(&r->sock);
}

void rivals_close(struct rivals *r)
{
	kernel_socket_close(&r->sock);
}

void rivals_watch(struct rivals *r)
{
	if (r->sock.fd < 0 || writer_watch(&r->sock) < 0)
		return;
	writer_last(&r->sock, &r->last);
}

void rivals_rest(struct rivals *r)
{
	if (r->sock.fd < 0)
		return;
	writer_last(&r->sock, &r->last);
	writer_ignore(&r->sock);
}
