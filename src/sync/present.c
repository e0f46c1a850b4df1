#include "config.h"

#include "sync/present.h"

#include "state/apply.h"

#include <errno.h>

int present_copy(const struct present *p, struct state *ret)
{
	struct dump_cursor c = { 0 };
	const struct nlmsghdr *nlh;

	state_init(ret, STATE_EMPTY);
	while ((nlh = dump_next(&p->reading.dump, &c)))
		if (!state_take(ret, nlh)) {
			state_release(ret);
			return -EPROTO;
		}
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
	err = present_copy(p, &p->state);
	if (err < 0)
		reading_release(&p->reading);
	return err;
}

void present_release(struct present *p)
{
	state_release(&p->state);
	reading_release(&p->reading);
}
