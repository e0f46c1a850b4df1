#include "config.h"

#include "sync/rivals.h"

void rivals_open(struct rivals *r)
{
	static const struct transport_choice how = {
		.kind = TRANSPORT_SCATTER
	};

	*r = (struct rivals){ .sock.fd = -1 };
	if (kernel_socket_open(&r->sock, &how) < 0)
		r->sock.fd = -1;
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
