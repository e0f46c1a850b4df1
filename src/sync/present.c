#include "config.h"

#include "sync/present.h"

#include "state/apply.h"

#include <errno.h>

static int take_all(struct present *p)
{
	struct dump_cursor c = { 0 };
	const struct nlmsghdr *nlh;

	while ((nlh = dump_next(&p->reading.dump, &c)))
		if (!state_take(&p->state, nlh))
			return -EPROTO;
	return 0;
}

int present_read(struct present *p, struct kernel_socket *sock,
		 const struct read_choice *choice)
{
	int err;

	*p = (struct present){ 0 };
	err = state_read(&p->reading, sock, choice);
	if (err < 0)
		return err;
	state_init(&p->state, STATE_EMPTY);
	err = take_all(p);
	if (err < 0)
		present_release(p);
	return err;
}

void present_release(struct present *p)
{
	state_release(&p->state);
	reading_release(&p->reading);
}
