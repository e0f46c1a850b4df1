/*
 * Preloaded into the program: writes each of its steps into the sandbox to the
 * file SPY_LOG, a word a line, in order.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../fault/preloaded.h"

static int fd = -1; /* opened before the program locks itself in */

static void say(const char *word)
{
	if (fd >= 0 && (write(fd, word, strlen(word)) < 0 ||
			write(fd, "\n", 1) < 0))
		abort();
}

__attribute__((constructor)) static void start(void)
{
	const char *path = getenv("SPY_LOG");

	if (path)
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			  0600);
}

static int opened(const char *path, int flags, unsigned int mode)
{
	const char *end = strrchr(path, '.');

	if (end && strcmp(end, ".nft") == 0)
		say(strstr(path, "included") ? "include" : "file");
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list ap;
	unsigned int mode;

	va_start(ap, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, unsigned int) : 0;
	va_end(ap);
	return opened(path, flags, mode);
}

/* What fortified programs call. */
int __open_2(const char *path, int flags)
{
	return opened(path, flags, 0);
}

pid_t fork(void)
{
	pid_t (*next)(void) = (pid_t(*)(void))dlsym(RTLD_NEXT, "fork");

	say("fork");
	return next();
}

int socket(int domain, int type, int protocol)
{
	if (domain == AF_NETLINK && protocol == NETLINK_NETFILTER)
		say("socket");
	return (int)syscall(SYS_socket, domain, type, protocol);
}

int setns(int ns, int type)
{
	say("setns");
	return (int)syscall(SYS_setns, ns, type);
}

int capset(void *header, const void *data)
{
	say("rights");
	return (int)syscall(SYS_capset, header, data);
}

int prctl(int option, ...)
{
	va_list ap;
	int result;

	if (option == PR_SET_SECCOMP)
		say("filter");
	va_start(ap, option);
	result = kernel_prctl(option, ap);
	va_end(ap);
	return result;
}

static void sent(const struct msghdr *msg)
{
	const struct nlmsghdr *nlh = msg->msg_iov[0].iov_base;

	if (nlh->nlmsg_type == NFNL_MSG_BATCH_BEGIN)
		say("batch");
}

ssize_t sendmsg(int sock, const struct msghdr *msg, int flags)
{
	sent(msg);
	return syscall(SYS_sendmsg, sock, msg, flags);
}

int sendmmsg(int sock, struct mmsghdr *msgs, unsigned int n, int flags)
{
	for (unsigned int i = 0; i < n; i++)
		sent(&msgs[i].msg_hdr);
	return (int)syscall(SYS_sendmmsg, sock, msgs, n, flags);
}

ALSO(open, open64);
ALSO(__open_2, __open64_2);
ALSO(sendmsg, __sendmsg64);
ALSO(sendmmsg, __sendmmsg64);
ALSO(prctl, __prctl_time64);
