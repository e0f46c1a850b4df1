#include "config.h"

#include "kernel/talk/tcp.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Whether the connection that was begun is made before the time is over. */
static bool is_made(int fd, int stop, int wait_ms)
{
	struct pollfd fds[] = { { .fd = fd, .events = POLLOUT },
				{ .fd = stop, .events = POLLIN } };
	socklen_t len = sizeof(int);
	int err = 0;

	if (poll(fds, 2, wait_ms) <= 0 || !fds[0].revents)
		return false;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) == 0 && !err;
}

static bool connects(const struct addrinfo *host, int stop, int wait_ms)
{
	int fd = socket(host->ai_family,
			SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			host->ai_protocol);
	bool made;

	if (fd < 0)
		return false;
	made = connect(fd, host->ai_addr, host->ai_addrlen) == 0 ||
	       (errno == EINPROGRESS && is_made(fd, stop, wait_ms));
	close(fd);
	return made;
}

bool tcp_connects(const struct addrinfo *hosts, int stop, int wait_ms)
{
	for (const struct addrinfo *h = hosts; h; h = h->ai_next)
		if (connects(h, stop, wait_ms))
			return true;
	return false;
}
