#include "config.h"

#include "sync/rivals.h"

#include "kernel/talk/netns.h"

#include <errno.h>
#include <string.h>

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
	arena_init(&r->arena);
	if ((netns ? open_in(r, netns) : open_here(r)) < 0)
		kernel_socket_close(&r->sock);
}

void rivals_close(struct rivals *r)
{
	kernel_socket_close(&r->sock);
	arena_release(&r->arena);
	r->tables = NULL;
}

static bool minds(void *ctx, const struct low_msg *m)
{
	const struct rivals *r = ctx;

	/* A message about all tables has no name. */
	if (!m->table.name)
		return true;
	for (const struct rivals_table *t = r->tables; t; t = t->next)
		if (t->family == m->family &&
		    strcmp(t->name, m->table.name) == 0)
			return true;
	return false;
}

void rivals_mind(struct rivals *r, const struct low_msg *table)
{
	struct rivals_table *t;

	if (minds(r, table))
		return;
	t = arena_new(&r->arena, struct rivals_table);
	*t = (struct rivals_table){
		.next = r->tables,
		.name = arena_strndup(&r->arena, table->table.name,
				      strlen(table->table.name)),
		.family = table->family,
	};
	r->tables = t;
}

void rivals_watch(struct rivals *r, struct kernel_socket *asked)
{
	r->witness.sock = &r->sock;
	r->witness.counts = minds;
	r->witness.ctx = r;
	witness_begin(&r->witness, asked);
	if (r->witness.last.pid)
		r->last = r->witness.last;
}

struct witness *rivals_witness(struct rivals *r)
{
	return r->witness.listens ? &r->witness : NULL;
}
