/*
 * Preloaded into the program: the COUNTDOWN-th allocation fails once, wherever
 * it is made.  The file COUNTDOWN_LOG gets "reached" when the allocation has
 * failed, and "sent" when a transaction was sent after that.
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

/* The begin of a transaction is the first message of what is sent.  One that
 * holds no more than its begin and its end changes nothing: it waits for the
 * commit of another. */
static int is_transaction(const struct msghdr *msg)
{
	const struct nlmsghdr *nlh = msg->msg_iov[0].iov_base;
	size_t bytes = 0;

	for (size_t i = 0; i < msg->msg_iovlen; i++)
		bytes += msg->msg_iov[i].iov_len;
	return nlh->nlmsg_type == NFNL_MSG_BATCH_BEGIN &&
	       bytes > 3 * (NLMSG_HDRLEN + sizeof(struct nfgenmsg));
}

ssize_t sendmsg(int sock, const struct msghdr *msg, int flags)
{
	if (is_transaction(msg))
		say("sent\n");
	return syscall(SYS_sendmsg, sock, msg, flags);
}

/* What 32-bit machines call it, where times and offsets have 64 bits. */
#define ALSO(name, other) \
	extern __typeof__(name) other __attribute__((alias(#name)))
ALSO(sendmsg, __sendmsg64);
