#include "config.h"

#include "kernel/talk/netns.h"

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

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return err;
}

/* Everybody keeps the id that they have outside. */
static int map_ids(uid_t uid, gid_t gid)
{
	char map[64];
	int err;

	snprintf(map, sizeof(map), "%u %u 1", uid, uid);
	err = write_file("/proc/self/uid_map", map);
	if (!err)
		err = write_file("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "%u %u 1", gid, gid);
	return err ? err : write_file("/proc/self/gid_map", map);
}

int netns_private(void)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (unshare(CLONE_NEWNET) == 0)
		return 0;
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		return -errno;
	return map_ids(uid, gid);
}

void netns_release(struct netns_home *home)
{
	if (home->fd >= 0)
		close(home->fd);
	home->fd = -1;
}
