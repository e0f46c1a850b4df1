#include "config.h"

#include "kernel/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int open_netns(const char *which)
{
	bool is_path = strchr(which, '/');
	bool is_pid = which[strspn(which, "0123456789")] == '\0';
	char path[PATH_MAX];
	int len, fd;

	len = snprintf(path, sizeof(path), "%s%s%s",
		       is_path ? "" : is_pid ? "/proc/" : "/run/netns/",
		       which, is_pid ? "/ns/net" : "");
	if (len < 0 || (size_t)len >= sizeof(path))
		return -ENAMETOOLONG;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int netns_remember(struct netns_home *home)
{
	home->fd = open_netns("/proc/thread-self/ns/net");
	return home->fd < 0 ? home->fd : 0;
}

int netns_enter(const char *which)
{
	int fd = open_netns(which);
	int err;

	if (fd < 0)
		return fd;
	err = setns(fd, CLONE_NEWNET) < 0 ? -errno : 0;
	close(fd);
	return err;
}

int netns_return(const struct netns_home *home)
{
	return setns(home->fd, CLONE_NEWNET) < 0 ? -errno : 0;
}

void netns_release(struct netns_home *home)
{
	if (home->fd >= 0)
		close(home->fd);
	home->fd = -1;
}
