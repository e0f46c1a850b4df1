/*
 * replay FILE: sends the bytes of a saved batch to the kernel as they are, with
 * one sendmsg(2) from one buffer, and prints the seconds that this call took.
 * No loader of the same bytes can be faster: it is the kernel's own time.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Holds some hundred thousand ACKs. */
#define RECEIVE_BYTES (256 << 20)
/* Of the send buffer the kernel keeps some for itself. */
#define SEND_RESERVE 4096

static struct iovec read_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	size_t at = 0;
	ssize_t n;
	char *bytes;

	if (fd < 0 || fstat(fd, &st) < 0)
		err(1, "%s", path);
	bytes = malloc((size_t)st.st_size + 1);
	if (!bytes)
		err(1, "%s", path);
	while ((n = read(fd, bytes + at, (size_t)st.st_size + 1 - at)) > 0)
		at += (size_t)n;
	if (n < 0 || at != (size_t)st.st_size || !at)
		errx(1, "%s: cannot be read as a whole, or is empty", path);
	close(fd);
	return (struct iovec){ bytes, at };
}

/* The kernel doubles the size that it is given. */
static void force_buffer(int fd, int option, size_t bytes)
{
	int half = (int)(bytes / 2);

	if (setsockopt(fd, SOL_SOCKET, option, &half, sizeof(half)) < 0)
		err(1, "a socket buffer of %zu bytes", bytes);
}

static int open_socket(size_t bytes)
{
	struct sockaddr_nl self = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);

	if (fd < 0 || bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0)
		err(1, "netlink");
	force_buffer(fd, SO_SNDBUFFORCE, bytes + SEND_RESERVE);
	force_buffer(fd, SO_RCVBUFFORCE, RECEIVE_BYTES);
	return fd;
}

static double send_timed(int fd, struct iovec *batch)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct msghdr msg = {
		.msg_name = &kernel,
		.msg_namelen = sizeof(kernel),
		.msg_iov = batch,
		.msg_iovlen = 1,
	};
	struct timespec from, to;
	ssize_t sent;

	clock_gettime(CLOCK_MONOTONIC, &from);
	sent = sendmsg(fd, &msg, 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	if (sent < 0 || (size_t)sent != batch->iov_len)
		err(1, "sendmsg of %zu bytes", batch->iov_len);
	return (double)(to.tv_sec - from.tv_sec) +
	       (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* Answers are there when sendmsg returns: one that is not will never come. */
static void read_answers(int fd)
{
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr e;
		char rest[8192];
	} answer;

	for (;;) {
		ssize_t n = recv(fd, &answer, sizeof(answer), MSG_DONTWAIT);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0)
			err(1, "answers of the kernel");
		if (answer.nlh.nlmsg_type == NLMSG_ERROR && answer.e.error)
			errx(1, "message %u: %s", answer.e.msg.nlmsg_seq,
			     strerror(-answer.e.error));
	}
}

int main(int argc, char **argv)
{
	struct iovec batch;
	double seconds;
	int fd;

	if (argc != 2) {
		fputs("Usage: replay FILE\n", stderr);
		return 2;
	}
	batch = read_file(argv[1]);
	fd = open_socket(batch.iov_len);
	seconds = send_timed(fd, &batch);
	read_answers(fd);
	printf("%.6f\n", seconds);
	free(batch.iov_base);
	close(fd);
	return 0;
}
