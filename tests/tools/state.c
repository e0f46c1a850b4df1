/*
 * state — prints all that nf_tables holds in this network namespace: one line
 * for each table, chain, rule, set, object, flow table and message of elements,
 * with its family and its attributes as the kernel sends them (hexadecimal).
 * Two runs print the same exactly when nothing has changed, handles, counters
 * and user data included.
 *
 * The tests judge the program by it: it shares no code with the program.
 * state.py prints the same text.
 */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A set whose elements are asked for later. */
struct set {
	uint8_t family;
	char *table, *name;
};

struct state {
	struct mnl_socket *nl;
	const char *kind;	/* of the lines being printed */
	struct set *sets;
	size_t nsets;
};

static const struct {
	const char *kind;
	uint16_t get;
} kinds[] = {
	{ "table", NFT_MSG_GETTABLE },
	{ "chain", NFT_MSG_GETCHAIN },
	{ "rule", NFT_MSG_GETRULE },
	{ "set", NFT_MSG_GETSET },
	{ "obj", NFT_MSG_GETOBJ },
	{ "flowtable", NFT_MSG_GETFLOWTABLE },
};

static void fail(const char *what)
{
	fprintf(stderr, "state: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void *must(void *p)
{
	if (!p)
		fail("memory");
	return p;
}

static void remember_set(struct state *st, const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	struct set set = { .family = nfg->nfgen_family };
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(*nfg)) {
		const char *s = mnl_attr_get_payload(attr);

		if (mnl_attr_get_type(attr) == NFTA_SET_TABLE)
			set.table = must(strdup(s));
		else if (mnl_attr_get_type(attr) == NFTA_SET_NAME)
			set.name = must(strdup(s));
	}
	st->sets = must(realloc(st->sets, (st->nsets + 1) * sizeof(set)));
	st->sets[st->nsets++] = set;
}

static int show(const struct nlmsghdr *nlh, void *data)
{
	static const char digits[] = "0123456789abcdef";
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const uint8_t *p = mnl_nlmsg_get_payload_offset(nlh, sizeof(*nfg));
	const uint8_t *end = (const uint8_t *)nlh + nlh->nlmsg_len;
	struct state *st = data;

	printf("%s %u ", st->kind, nfg->nfgen_family);
	for (; p < end; p++) {
		putchar(digits[*p >> 4]);
		putchar(digits[*p & 15]);
	}
	putchar('\n');
	if ((nlh->nlmsg_type & 0xff) == NFT_MSG_NEWSET)
		remember_set(st, nlh);
	return MNL_CB_OK;
}

/* Prints what the kernel answers; 0, or -1 with errno set. */
static int ask(struct state *st, const struct nlmsghdr *nlh)
{
	/* What one recv() may take decides where the kernel cuts elements. */
	static _Alignas(struct nlmsghdr) char buf[1 << 20];
	int ret = MNL_CB_OK;

	if (mnl_socket_sendto(st->nl, nlh, nlh->nlmsg_len) < 0)
		fail("send");
	while (ret > MNL_CB_STOP) {
		ssize_t n = mnl_socket_recvfrom(st->nl, buf, sizeof(buf));

		if (n < 0)
			fail("receive");
		/* EINTR: the state changed while it was read. */
		ret = mnl_cb_run(buf, (size_t)n, 0, 0, show, st);
	}
	return ret;
}

static struct nlmsghdr *request(char *buf, uint16_t get, uint8_t family)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *nfg;

	nlh->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | get;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->nfgen_family = family;
	return nlh;
}

static void show_elements(struct state *st, const struct set *set)
{
	char buf[2 * NFT_NAME_MAXLEN + 256];
	struct nlmsghdr *nlh = request(buf, NFT_MSG_GETSETELEM, set->family);

	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, set->table);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, set->name);
	st->kind = "elements";
	if (ask(st, nlh) < 0)
		fail(set->name);
}

int main(void)
{
	struct state st = { .nl = mnl_socket_open(NETLINK_NETFILTER) };
	char buf[64];

	if (!st.nl || mnl_socket_bind(st.nl, 0, MNL_SOCKET_AUTOPID) < 0)
		fail("socket");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		st.kind = kinds[i].kind;
		/* Not every kernel has flow tables. */
		if (ask(&st, request(buf, kinds[i].get, 0)) < 0 &&
		    kinds[i].get != NFT_MSG_GETFLOWTABLE)
			fail(st.kind);
	}
	for (size_t i = 0; i < st.nsets; i++) {
		show_elements(&st, &st.sets[i]);
		free(st.sets[i].table);
		free(st.sets[i].name);
	}
	free(st.sets);
	mnl_socket_close(st.nl);
	return fflush(stdout) ? 1 : 0;
}
