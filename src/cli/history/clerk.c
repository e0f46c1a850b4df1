#include "config.h"

#include "cli/history/clerk.h"

#include "cli/user/pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct question {
	uint64_t len;
	char name[CLERK_NAME]; /* "": an entry of the history */
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
	for (int fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++)
		if (fd != ends->to && fd != ends->from && fd != folder)
			close(fd);
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
		a.err = *q.name ? history_folder_put(folder, q.name, &bytes) :
				  history_folder_add(folder, &bytes, max,
						     &a.number);
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

static struct answer ask_for(struct clerk *c, const char *name,
			     const struct pack *bytes)
{
	struct question q = { .len = bytes->len };
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
	struct answer a = ask_for(c, "", entry);

	*ret_number = a.number;
	return a.err;
}

int clerk_put(struct clerk *c, const char *name, const struct pack *bytes)
{
	return ask_for(c, name, bytes).err;
}

void clerk_end(struct clerk *c)
{
	if (c->ask >= 0)
		close(c->ask);
	if (c->answer >= 0)
		close(c->answer);
	*c = (struct clerk){ -1, -1 };
}
