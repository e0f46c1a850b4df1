#include "config.h"

#include "kernel/talk/link.h"

#include "object/wire.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_MAX 256
#define ANSWER_MAX 4096

/* Not every kernel has every kind. */
static const char *const kinds[] = { "dummy", "ifb", "bridge", "veth" };

static uint32_t put_request(uint8_t *buf, const char *name, const char *kind)
{
	struct wire w = { .nlh = (void *)buf, .cap = REQUEST_MAX };
	uint32_t info;

	wire_start(&w, RTM_NEWLINK,
		   NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
		   sizeof(struct ifinfomsg));
	w.nlh->nlmsg_seq = 1;
	wire_str(&w, IFLA_IFNAME, name);
	info = wire_nest(&w, IFLA_LINKINFO);
	wire_str(&w, IFLA_INFO_KIND, kind);
	wire_nest_end(&w, info);
	return wire_len(&w);
}

static int ask(int fd, const char *name, const char *kind)
{
	uint8_t buf[ANSWER_MAX] __attribute__((aligned(8))) = { 0 };
	const struct nlmsghdr *nlh;
	const struct nlmsgerr *e;
	ssize_t got;

	if (send(fd, buf, put_request(buf, name, kind), 0) < 0)
		return -errno;
	got = recv(fd, buf, sizeof(buf), 0);
	if (got < 0)
		return -errno;
	nlh = (const void *)buf;
	e = NLMSG_DATA(nlh);
	if ((size_t)got < sizeof(*nlh) + sizeof(*e) ||
	    nlh->nlmsg_type != NLMSG_ERROR)
		return -EPROTO;
	return e->error;
}

int link_make(const char *name)
{
	int fd, err = -EOPNOTSUPP;

	if (strlen(name) >= IF_NAMESIZE)
		return -ENAMETOOLONG;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(kinds) && err == -EOPNOTSUPP; i++)
		err = ask(fd, name, kinds[i]);
	close(fd);
	return err == -EEXIST ? 0 : err;
}
