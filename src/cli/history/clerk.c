#include "config.h"

#include "cli/history/clerk.h"

#include "cli/user/pipes.h"
#include "history/unconfirmed.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum clerk_task { CLERK_ADD, CLERK_PUT, CLERK_NOTE, CLERK_STRIKE };

struct question {
	uint64_t len;
	uint32_t task; /* enum clerk_task */
	char name[CLERK_NAME]; /* of CLERK_PUT */
};

struct answer {
	uint64_t number;
	int err;
};

/* ---- both sides ---- */

/* False: the other side is gone. */
static bool take(int fd, void *bytes, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = read(fd, (uint8_t *)bytes + at, len - at);

		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		at += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool give(int fd, const void *bytes, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = write(fd, (const uint8_t *)bytes + at, len - at);

		if (n < 0 && errno != EINTR)
			return false;
		at += n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* ---- the process ---- */

static bool take_bytes(int ask, uint64_t len, struct pack *ret)
{
	uint8_t buf[65536];

	*ret = (struct pack){ .bytes = NULL };
	while (len) {
		size_t part = MIN(len, sizeof(buf));

		if (!take(ask, buf, part))
			return false;
		pack_add(ret, buf, part);
		len -= part;
	}
	return true;
}

#define DESCRIPTORS 1024 /* a run that has just begun has a few */

/* Whoever waits for the end of a terminal or pipe of the run does not wait for
 * this process. */
static void leave_others(const struct pipe_ends *ends, int folder)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	pipes_leave_standard(null);
	(void)!chdir("/");
	for (int fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++)
		if (fd != ends->to && fd != ends->from && fd != folder)
			close(fd);
}

static int write_one(int folder, size_t max, const struct question *q,
		     const struct pack *bytes, uint64_t *ret_number)
{
	switch ((enum clerk_task)q->task) {
	case CLERK_ADD:
		return history_folder_add(folder, bytes, max, ret_number);
	case CLERK_PUT:
		return history_folder_put(folder, q->name, bytes);
	case CLERK_NOTE:
		return unconfirmed_note(folder, bytes);
	case CLERK_STRIKE:
		return unconfirmed_strike(folder, bytes);
	}
	return -EINVAL;
}

/* Signals are the run's business: without it, nothing comes. */
static _Noreturn void keep(const struct pipe_ends *ends, int folder,
			   size_t max)
{
	struct question q;
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	leave_others(ends, folder);
	while (take(ends->from, &q, sizeof(q))) {
		struct answer a = { 0 };
		struct pack bytes;

		if (!take_bytes(ends->from, q.len, &bytes))
			break;
		a.err = write_one(folder, max, &q, &bytes, &a.number);
		pack_release(&bytes);
		if (!give(ends->to, &a, sizeof(a)))
			break;
	}
	_exit(0);
}

/* ---- the run's side ---- */

int clerk_start(struct clerk *c, int folder, size_t max)
{
	struct pipe_ends ends = { -1, -1 };
	pid_t pid = pipes_fork(&ends);

	if (pid == 0)
		keep(&ends, folder, max);
	*c = (struct clerk){ .ask = ends.to, .answer = ends.from };
	return pid < 0 ? (int)pid : 0;
}

static struct answer ask_for(struct clerk *c, enum clerk_task task,
			     const char *name, const struct pack *bytes)
{
	struct question q = { .len = bytes->len, .task = task };
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	struct answer a = { .err = -EPIPE };

	snprintf(q.name, sizeof(q.name), "%s", name);
	if (c->ask >= 0 && give(c->ask, &q, sizeof(q)) &&
	    give(c->ask, bytes->bytes, bytes->len) &&
	    !take(c->answer, &a, sizeof(a)))
		a.err = -EPIPE;
	signal(SIGPIPE, before);
	return a;
}

int clerk_add(struct clerk *c, const struct pack *entry, uint64_t *ret_number)
{
	struct answer a = ask_for(c, CLERK_ADD, "", entry);

	*ret_number = a.number;
	return a.err;
}

int clerk_put(struct clerk *c, const char *name, const struct pack *bytes)
{
	return ask_for(c, CLERK_PUT, name, bytes).err;
}

int clerk_note(struct clerk *c, const struct pack *lines)
{
	return ask_for(c, CLERK_NOTE, "", lines).err;
}

int clerk_strike(struct clerk *c, const struct pack *lines)
{
	return ask_for(c, CLERK_STRIKE, "", lines).err;
}

void clerk_end(struct clerk *c)
{
	if (c->ask >= 0)
		close(c->ask);
	if (c->answer >= 0)
		close(c->answer);
	*c = (struct clerk){ -1, -1 };
}
