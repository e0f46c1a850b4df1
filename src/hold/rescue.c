#include "config.h"

#include "hold/rescue.h"

#include "hold/saved.h"
#include "kernel/talk/socket.h"
#include "load/load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TRIES 1000
#define WAIT_MS 10

static int go(struct kernel_socket *sock, int saved, char why[WAY_WHY])
{
	struct touched tables;
	const struct read_choice choice = { .table = touched_has,
					    .ctx = &tables };
	struct back b;
	int err, code;

	touched_init(&tables);
	back_init(&b, sock, &choice);
	err = saved_read(saved, &b, &tables);
	/* It is not known what was made: what is there now. */
	if (!err && !b.has_made)
		(void)back_prove(&b);
	code = err ? LOAD_SYSTEM : back_go(&b);
	snprintf(why, WAY_WHY, "%s", err ? strerror(-err) : b.why);
	back_release(&b);
	touched_release(&tables);
	return code;
}

static enum rescue_end take_back(struct claim *c, char why[WAY_WHY])
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	struct kernel_socket sock;
	int code = LOAD_SYSTEM;

	if (kernel_socket_open(&sock, &how) == 0) {
		code = go(&sock, c->saved, why);
		kernel_socket_close(&sock);
	}
	c->now.state = code == LOAD_DONE ? RECORD_REVERTED : RECORD_FAILED;
	c->now.at = time(NULL);
	(void)records_write(c);
	return code == LOAD_DONE ? RESCUE_REVERTED : RESCUE_FAILED;
}

static enum rescue_end try(const char *id, char why[WAY_WHY])
{
	enum rescue_end end;
	struct claim c;
	int err = records_seize(&c, id);

	*why = '\0';
	if (err < 0)
		return err == -EBUSY	? RESCUE_WAITS :
		       err == -EALREADY ? RESCUE_DECIDED :
					  RESCUE_NOT_MADE;
	end = take_back(&c, why);
	records_release(&c);
	return end;
}

/* Who waits, who watches and who rejects may find a holder killed at once. */
enum rescue_end rescue_change(const char *id, char why[WAY_WHY])
{
	const struct timespec little = { 0, WAIT_MS * 1000000L };
	enum rescue_end end = try(id, why);

	for (int n = 0; end == RESCUE_WAITS && n < TRIES; n++) {
		nanosleep(&little, NULL);
		end = try(id, why);
	}
	return end;
}

/* Another process that takes the change back holds its lock: the next turn waits
 * for that lock. */
bool rescue_watch(uint64_t netns)
{
	struct record r;
	bool all = true;

	while (all && records_next_orphan(netns, &r)) {
		char why[WAY_WHY];
		enum rescue_end end = rescue_change(r.id, why);

		all = end != RESCUE_NOT_MADE && end != RESCUE_FAILED;
	}
	return all;
}
