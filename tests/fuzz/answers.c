/*
 * The kernel's answers to a batch and to questions, hostile ones.
 *
 * The first byte: bit 0 commit (else judge), 1 echo, 2 echo as JSON, 3 the
 * generation changes, 4 the generation's answer is made up of the input, too,
 * 5 questions of the compiler instead of a commit.
 * Then answers, each a byte that says what it is:
 *   0  any bytes: length (2 bytes), bytes
 *   1  an error or ACK: message, errno, offset (2), length of a text, text
 *   2  a failure of recvmsg(): errno
 *   3  a message with a right header: type, message, length (2), bytes
 * A message is named by its index; 255 is the question asked last.
 */
#include "config.h"

#include "fuzz.h"

#include "cli/echo/echo.h"
#include "kernel/commit/commit.h"
#include "load/names.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>

#include <libmnl/libmnl.h>

#define SEQ0 1000
#define LAST_ASKED 255

enum { COMMIT = 1, ECHO = 2, ECHO_JSON = 4, NEW_GEN = 8, ANY_GEN = 16,
       QUESTIONS = 32 };

/* Something of each kind. */
static const char ruleset[] =
	"table inet t {\n"
	" counter k { packets 1 bytes 2; comment \"x\"; }\n"
	" ct helper h { type \"ftp\" protocol tcp; }\n"
	" set nos { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 11.0.0.1 comment \"c\" } }\n"
	" map nom { type inet_service : verdict; elements = { 22 : accept } }\n"
	" chain c { type filter hook input priority 0; policy drop; }\n"
	" chain d { tcp dport 22 counter accept comment \"r\"\n ip saddr @nos jump e; meta l4proto vmap { tcp : goto e }; }\n"
	" chain e { counter name k; }\n"
	"}\n"
	"add element inet t nos { 12.0.0.1, 12.0.0.2 }\n"
	"delete table ip gone\n";

struct stream {
	const uint8_t *at, *end;
	uint32_t asked; /* sequence number of the last question */
	uint8_t flags;
	unsigned int genids;
	bool genid_due, sent;
};

static uint32_t take(struct stream *s, unsigned int bytes)
{
	uint32_t val = 0;

	while (bytes-- > 0)
		val = val << 8 | (s->at < s->end ? *s->at++ : 0);
	return val;
}

static size_t take_bytes(struct stream *s, size_t want, uint8_t *buf)
{
	size_t len = MIN(want, (size_t)(s->end - s->at));

	memcpy(buf, s->at, len);
	s->at += len;
	return len;
}

static uint32_t take_seq(struct stream *s)
{
	uint32_t index = take(s, 1);

	return index == LAST_ASKED ? s->asked : SEQ0 + index;
}

static ssize_t any_bytes(struct stream *s, uint8_t *buf)
{
	return (ssize_t)take_bytes(s, take(s, 2), buf);
}

static ssize_t a_verdict(struct stream *s, uint8_t *buf)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nlmsgerr *e;
	uint8_t text[256];
	uint32_t off;

	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_flags = NLM_F_CAPPED | NLM_F_ACK_TLVS;
	nlh->nlmsg_seq = take_seq(s);
	e = mnl_nlmsg_put_extra_header(nlh, sizeof(*e));
	e->error = -(int)take(s, 1);
	off = take(s, 2);
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, off);
	mnl_attr_put(nlh, NLMSGERR_ATTR_MSG, take_bytes(s, take(s, 1), text),
		     text);
	return nlh->nlmsg_len;
}

static ssize_t a_failure(struct stream *s, uint8_t *buf)
{
	(void)buf;
	return -(ssize_t)(take(s, 1) | 1);
}

static ssize_t a_message(struct stream *s, uint8_t *buf)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	uint32_t type = take(s, 1);

	nlh->nlmsg_type = type == 255 ? NLMSG_DONE :
			  (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type);
	nlh->nlmsg_seq = take_seq(s);
	nlh->nlmsg_len += (uint32_t)take_bytes(s, take(s, 2),
					       mnl_nlmsg_get_payload(nlh));
	return nlh->nlmsg_len;
}

static ssize_t a_genid(struct stream *s, uint8_t *buf)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	uint32_t genid = 7;

	if (s->flags & NEW_GEN)
		genid += s->genids++;
	nlh->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN;
	nlh->nlmsg_seq = s->asked;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct nfgenmsg));
	mnl_attr_put_u32(nlh, NFTA_GEN_ID, htonl(genid));
	s->genid_due = false;
	return nlh->nlmsg_len;
}

static ssize_t hostile_send(struct kernel_socket *sock, const struct iovec *iov,
			    size_t n)
{
	const struct nlmsghdr *nlh = iov[0].iov_base;
	struct stream *s = sock->ctx;
	ssize_t len = 0;

	s->sent |= nlh->nlmsg_type == NFNL_MSG_BATCH_BEGIN;
	s->asked = nlh->nlmsg_seq;
	s->genid_due = !(s->flags & ANY_GEN) &&
		       nlh->nlmsg_type ==
			       (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETGEN);
	for (size_t i = 0; i < n; i++)
		len += (ssize_t)iov[i].iov_len;
	return len;
}

static ssize_t hostile_recv(struct kernel_socket *sock, void *buf, size_t len,
			    bool wait)
{
	static ssize_t (*const kinds[])(struct stream *, uint8_t *) = {
		any_bytes, a_verdict, a_failure, a_message,
	};
	struct stream *s = sock->ctx;

	(void)len; /* longer than any answer here */
	if (s->genid_due)
		return a_genid(s, buf);
	if (s->at == s->end)
		return wait ? -ETIMEDOUT : -EAGAIN;
	return kinds[take(s, 1) % ARRAY_SIZE(kinds)](s, buf);
}

static int hostile_grow(struct kernel_socket *sock, int option, uint64_t bytes,
			uint64_t *ret_reached)
{
	(void)sock, (void)option, (void)bytes, (void)ret_reached;
	return 0;
}

static const struct transport hostile = { hostile_send, hostile_recv,
					  hostile_grow, NULL };

static void nothing(void *ctx, const char *name)
{
	(void)ctx, (void)name;
}

/* Every question that the compiler can ask, one after the other. */
static void ask_all(struct kernel_socket *sock)
{
	struct kernel_query query = { .sock = sock };
	struct low_elem *elems;
	struct resolver_rules rules;
	struct low_msg set;
	struct resolver r;
	struct names n;
	uint64_t handle;
	int ret = 0;

	names_init(&n, &r);
	n.base.query = &query;
	ret |= r.set(&n, 2, "t", "s", &n.arena, &set);
	ret |= r.elements(&n, 2, "t", "s", &n.arena, &elems);
	ret |= r.table(&n, 2, "t");
	ret |= r.rules(&n, 2, "t", "c", &n.arena, &rules);
	ret |= r.chain_handle(&n, 2, "t", "c", &handle);
	ret |= r.flowtable(&n, 2, "t", "f");
	ret |= r.each_set(&n, 2, "t", nothing, NULL);
	(void)ret;
	names_release(&n);
}

static void send_batch(struct fuzz *f, struct kernel_socket *sock,
		       uint8_t flags)
{
	struct options o = { .json = flags & ECHO_JSON, .handle = true };
	struct commit_options opt = { .commit = flags & COMMIT };
	struct load_input input = { .sources = f->sources };
	struct kernel_query query = { .sock = sock };
	struct transaction t = { .input = &input, .batch = f->batch };
	struct echo echo;

	names_init(&t.names, &t.resolver);
	t.names.base.query = &query;
	echo_init(&echo, &o, &t);
	if (flags & ECHO) {
		opt.echo = echo_object;
		opt.echo_end = echo_end;
		opt.echo_ctx = &echo;
	}
	commit_batch(sock, &f->batch, &opt, &f->sources, &f->diags);
	echo_end(&echo);
	echo_release(&echo);
	names_release(&t.names);
}

/* Compiled once for each of judge, commit, and both with echoes. */
static struct fuzz *batch_for(uint8_t flags)
{
	static struct fuzz made[4];
	static bool ready[4];
	unsigned int at = flags & (COMMIT | ECHO);
	struct fuzz *f = &made[at];

	if (ready[at])
		return f;
	if (!freopen("/dev/null", "w", stdout))
		BUG("no /dev/null");
	fuzz_init(f);
	f->batch.echo = flags & ECHO;
	if (!fuzz_parse(f, fuzz_source(f, (const uint8_t *)ruleset,
				       sizeof(ruleset) - 1)) ||
	    !fuzz_compile(f, false, batch_sink(&f->batch)) ||
	    batch_seal(&f->batch, SEQ0, 0, flags & COMMIT) < 0)
		BUG("the ruleset is wrong: %s", f->diags.first->text);
	ready[at] = true;
	return f;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stream s = { .at = data, .end = data + size };
	struct kernel_socket sock = { .t = &hostile, .ctx = &s, .fd = -1 };
	struct fuzz *f;

	if (!size || size > 65536)
		return 0;
	s.flags = (uint8_t)take(&s, 1);
	f = batch_for(s.flags);
	if (s.flags & QUESTIONS)
		ask_all(&sock);
	else
		send_batch(f, &sock, s.flags);
	fuzz_render(f);
	diags_release(&f->diags);
	diags_init(&f->diags);
	return 0;
}
