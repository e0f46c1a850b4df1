#include "config.h"

#include "kernel/talk/link.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#define REQUEST_MAX 256
#define ANSWER_MAX 4096

/* Not every kernel has every kind. */
static const char *const kinds[] = { "dummy", "ifb", "bridge", "veth" };

static uint32_t put_request(uint8_t *buf, const char *name, const char *kind)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nlattr *info;

	nlh->nlmsg_type = RTM_NEWLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE |
			   NLM_F_EXCL;
	nlh->nlmsg_seq = 1;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, kind);
	mnl_attr_nest_end(nlh, info);
	return nlh->nlmsg_len;
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
	e = mnl_nlmsg_get_payload(nlh);
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
