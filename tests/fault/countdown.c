/*
 * Preloaded into the program: the COUNTDOWN-th allocation fails, once, wherever
 * it is made.  What became of it is said in the file COUNTDOWN_LOG: "reached"
 * when it failed, "sent" when a transaction was sent nevertheless.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t n, size_t bytes);
void *__libc_realloc(void *p, size_t bytes);

static long left = -1; /* until main() runs: nothing fails */
static int fd = -1;    /* opened before the program locks itself in */

static void say(const char *word)
{
	if (fd >= 0 && write(fd, word, strlen(word)) < 0)
		abort();
}

__attribute__((constructor)) static void start(void)
{
	const char *count = getenv("COUNTDOWN");
	const char *path = getenv("COUNTDOWN_LOG");

	if (path)
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	left = count ? atol(count) : -1;
}

static int fails(void)
{
	if (left < 0 || left-- > 0)
		return 0;
	say("reached\n");
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t bytes)
{
	return fails() ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t n, size_t bytes)
{
	return fails() ? NULL : __libc_calloc(n, bytes);
}

void *realloc(void *p, size_t bytes)
{
	return fails() ? NULL : __libc_realloc(p, bytes);
}

/* The begin of a transaction is the first message of what is sent. */
ssize_t sendmsg(int sock, const struct msghdr *msg, int flags)
{
	const struct nlmsghdr *nlh = msg->msg_iov[0].iov_base;

	if (nlh->nlmsg_type == NFNL_MSG_BATCH_BEGIN)
		say("sent\n");
	return syscall(SYS_sendmsg, sock, msg, flags);
}
