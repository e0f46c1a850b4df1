#include "config.h"

#include "cli/user/pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct pipe_pair {
	int read, write;
};

static int open_pipe(struct pipe_pair *ret)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	*ret = (struct pipe_pair){ fds[0], fds[1] };
	return 0;
}

static void close_pipe(const struct pipe_pair *p)
{
	close(p->read);
	close(p->write);
}

/* Each side keeps its own ends. */
static struct pipe_ends take_ends(const struct pipe_pair *to,
				  const struct pipe_pair *from)
{
	close(to->read);
	close(from->write);
	return (struct pipe_ends){ to->write, from->read };
}

pid_t pipes_fork(struct pipe_ends *ret)
{
	struct pipe_pair there = { -1, -1 }, back = { -1, -1 };
	int err = open_pipe(&there);
	pid_t pid;

	if (err < 0)
		return err;
	err = open_pipe(&back);
	if (err < 0) {
		close_pipe(&there);
		return err;
	}
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		err = -errno;
		close_pipe(&there);
		close_pipe(&back);
		return err;
	}
	*ret = pid ? take_ends(&there, &back) : take_ends(&back, &there);
	return pid;
}

void pipes_leave_standard(int null)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		(void)dup2(null, fd);
}
