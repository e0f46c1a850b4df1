#include "config.h"

#include "load/interfaces.h"

#include "kernel/ask/query.h"
#include "kernel/talk/link.h"

static void make_interface(const char *name)
{
	/* The kernel says what is missing, at its place. */
	int err = link_make(name);

	(void)err;
}

static int ifindex(void *ctx, const char *name, uint32_t *ret_index)
{
	struct resolver kernel;

	make_interface(name);
	query_fill_resolver(&kernel);
	return kernel.ifindex(ctx, name, ret_index);
}

void interfaces_resolve(struct resolver *r)
{
	r->ifindex = ifindex;
}

static void for_devices(const struct low_hook *hook)
{
	for (const struct low_device *d = hook->devices; d; d = d->next)
		if (!d->wildcard)
			make_interface(d->name);
}

static int take_msg(void *ctx, const struct low_msg *m)
{
	struct low_sink *inner = ctx;

	if (m->verb == LOW_NEW && m->kind == LOW_CHAIN && m->chain)
		for_devices(&m->chain->hook);
	if (m->verb == LOW_NEW && m->kind == LOW_FLOWTABLE && m->flowtable)
		for_devices(&m->flowtable->hook);
	return inner->msg(inner->ctx, m);
}

static int take_elems(void *ctx, const struct low_elems *head)
{
	struct low_sink *inner = ctx;

	return inner->elems_begin(inner->ctx, head);
}

static int take_elem(void *ctx, const struct low_elem *e)
{
	struct low_sink *inner = ctx;

	return inner->elem(inner->ctx, e);
}

static int end_elems(void *ctx)
{
	struct low_sink *inner = ctx;

	return inner->elems_end(inner->ctx);
}

struct low_sink interfaces_sink(struct low_sink *inner)
{
	return (struct low_sink){ inner, take_msg, take_elems, take_elem,
				  end_elems };
}
