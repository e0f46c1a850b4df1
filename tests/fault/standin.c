/*
 * Preloaded into the program: stands in for what no test can time.  STANDIN
 * names it: "stale", another writer is always faster, so that the generation a
 * batch carries is an old one; "deaf", no answer to a batch arrives; "old", the
 * kernel knows no 'destroy', like those before Linux 6.3; "asking",
 * the signal STANDIN_SIGNAL comes before a question, "sending" before a batch,
 * "committing" before a whole one, "sent" right after it, and "leaving" before the
 * end of a process that has sent a whole batch; "cutting", the file STANDIN_FILE is
 * cut off after each batch; with STANDIN_IGNORED the program is started with it ignored.  "keeping-caps",
 * no capability can be given up; "keeping-calls", no system call can be filtered;
 * "secure", the kernel says that the environment is not to be trusted.
 * STANDIN_RELEASE is the release that the kernel calls itself.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "preloaded.h"

static const char *mode = "";
static int deaf_fd = -1; /* its next answers are those to a batch */
static int signum;
static int sent_whole; /* a batch with its end, by this process */

__attribute__((constructor)) static void start(void)
{
	if (getenv("STANDIN"))
		mode = getenv("STANDIN");
	if (!getenv("STANDIN_SIGNAL"))
		return;
	signum = atoi(getenv("STANDIN_SIGNAL"));
	/* Whatever the shell has made of it: ignored, in the background. */
	signal(signum, getenv("STANDIN_IGNORED") ? SIG_IGN : SIG_DFL);
}

int uname(struct utsname *name)
{
	const char *release = getenv("STANDIN_RELEASE");

	if (syscall(SYS_uname, name) < 0)
		return -1;
	if (release)
		strncpy(name->release, release, sizeof(name->release) - 1);
	return 0;
}

/* The generation behind the header of a batch's first message. */
static void make_stale(struct nlmsghdr *begin)
{
	const size_t head = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct nfgenmsg));
	struct nlattr *genid = (void *)((char *)begin + head);

	if (begin->nlmsg_len > head && genid->nla_type == NFNL_BATCH_GENID)
		*((char *)genid + NLA_HDRLEN) ^= 1;
}

/* NFT_MSG_DESTROYTABLE and those behind it become one that no kernel has. */
static void forget_destroy(const struct msghdr *msg)
{
	for (size_t i = 0; i < msg->msg_iovlen; i++) {
		char *at = msg->msg_iov[i].iov_base;
		char *end = at + msg->msg_iov[i].iov_len;

		while (at < end) {
			struct nlmsghdr *nlh = (void *)at;

			if (nlh->nlmsg_type >> 8 == NFNL_SUBSYS_NFTABLES &&
			    (nlh->nlmsg_type & 0xff) >= 26)
				nlh->nlmsg_type |= 0xff;
			at += NLMSG_ALIGN(nlh->nlmsg_len);
		}
	}
}

static int is_whole(const struct msghdr *msg)
{
	const struct iovec *last = &msg->msg_iov[msg->msg_iovlen - 1];
	const size_t frame = NLMSG_SPACE(sizeof(struct nfgenmsg));
	const struct nlmsghdr *nlh;

	if (last->iov_len < frame)
		return 0;
	nlh = (void *)((char *)last->iov_base + last->iov_len - frame);
	return nlh->nlmsg_type == NFNL_MSG_BATCH_END;
}

/* One that has its end right behind its begin waits for the commit of another;
 * that is a question. */
static int is_batch(const struct msghdr *msg)
{
	const struct iovec *iov = msg->msg_iov;
	const struct nlmsghdr *first = iov->iov_base;
	const struct nlmsghdr *next;

	if (first->nlmsg_type != NFNL_MSG_BATCH_BEGIN)
		return 0;
	next = (void *)((char *)first + NLMSG_ALIGN(first->nlmsg_len));
	return (char *)next >= (char *)first + iov->iov_len ||
	       next->nlmsg_type != NFNL_MSG_BATCH_END;
}

ssize_t sendmsg(int sock, const struct msghdr *msg, int flags)
{
	struct nlmsghdr *first = msg->msg_iov->iov_base;
	int batch = is_batch(msg);
	ssize_t ret;

	if (batch && strcmp(mode, "stale") == 0)
		make_stale(first);
	if (batch && strcmp(mode, "old") == 0)
		forget_destroy(msg);
	if (batch && strcmp(mode, "deaf") == 0)
		deaf_fd = sock;
	if (strcmp(mode, batch ? "sending" : "asking") == 0)
		raise(signum);
	if (batch && is_whole(msg) && strcmp(mode, "committing") == 0)
		raise(signum);
	sent_whole |= batch && is_whole(msg);
	ret = syscall(SYS_sendmsg, sock, msg, flags);
	if (batch && is_whole(msg) && strcmp(mode, "sent") == 0)
		raise(signum);
	if (batch && strcmp(mode, "cutting") == 0 &&
	    truncate(getenv("STANDIN_FILE"), 0) < 0)
		abort();
	return ret;
}

/* Several batches in one call: "sent" comes after the first of them. */
int sendmmsg(int sock, struct mmsghdr *list, unsigned int n, int flags)
{
	int first = strcmp(mode, "sent") == 0 && is_whole(&list->msg_hdr);
	long ret = syscall(SYS_sendmmsg, sock, list, first ? 1 : n, flags);

	if (first)
		raise(signum);
	return (int)ret;
}

void _exit(int status)
{
	if (sent_whole && strcmp(mode, "leaving") == 0)
		raise(signum);
	for (;;)
		syscall(SYS_exit_group, status);
}

/* Takes the answers off the socket. */
static int miss(int sock)
{
	static char answer[1 << 16];

	deaf_fd = -1;
	while (recv(sock, answer, sizeof(answer), MSG_DONTWAIT) >= 0)
		;
	errno = EAGAIN;
	return -1;
}

ssize_t recvmsg(int sock, struct msghdr *msg, int flags)
{
	if (sock == deaf_fd)
		return miss(sock);
	return syscall(SYS_recvmsg, sock, msg, flags);
}

int recvmmsg(int sock, struct mmsghdr *msgs, unsigned int n, int flags,
	     struct timespec *timeout)
{
	if (sock == deaf_fd)
		return miss(sock);
	return (int)syscall(SYS_recvmmsg, sock, msgs, n, flags, timeout);
}

int capset(void *header, const void *data)
{
	if (strcmp(mode, "keeping-caps") == 0) {
		errno = EPERM;
		return -1;
	}
	return (int)syscall(SYS_capset, header, data);
}

int prctl(int option, ...)
{
	va_list ap;
	int result;

	if (option == PR_SET_SECCOMP && strcmp(mode, "keeping-calls") == 0) {
		errno = EINVAL;
		return -1;
	}
	va_start(ap, option);
	result = kernel_prctl(option, ap);
	va_end(ap);
	return result;
}

unsigned long getauxval(unsigned long type)
{
	unsigned long pair[2] = { 0, 0 };
	int fd;

	if (type == AT_SECURE && strcmp(mode, "secure") == 0)
		return 1;
	fd = open("/proc/self/auxv", O_RDONLY);
	while (fd >= 0 && pair[0] != type &&
	       read(fd, pair, sizeof(pair)) == sizeof(pair))
		;
	if (fd >= 0)
		close(fd);
	return pair[0] == type ? pair[1] : 0;
}

ALSO(sendmsg, __sendmsg64);
ALSO(sendmmsg, __sendmmsg64);
ALSO(recvmsg, __recvmsg64);
ALSO(recvmmsg, __recvmmsg64);
ALSO(prctl, __prctl_time64);
