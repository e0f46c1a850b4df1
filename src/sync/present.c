#include "config.h"

#include "sync/present.h"

#include "state/apply.h"

#include <errno.h>

int present_copy(const struct present *p, struct state *ret)
{
	state_init(ret, STATE_EMPTY);
	if (state_take_all(ret, &p->reading.dump))
		return 0;
	state_release(ret);
	return -EPROTO;
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
