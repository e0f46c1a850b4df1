#include "config.h"

#include "plan/kernel_can.h"

#include "kernel/ask/request.h"
#include "state/dry_run.h"
#include "tables/abi.h"
#include "tables/family.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

/* No table has this name, and it would not matter. */
#define TABLE "nftload asks what the kernel can"
#define CHAIN "c"

struct trial {
	struct low_sink sink;
	struct batch batch;
	uint32_t wanted;
	uint32_t proved_by[32]; /* abilities, by the batch's messages */
	bool failed;
};

/* The message proves these abilities, and others of the same; proves 0: it only
 * makes what they need. */
static void put(struct trial *t, const struct low_msg *m, uint32_t proves)
{
	t->failed |= t->sink.msg(t->sink.ctx, m) < 0;
	t->proved_by[(batch_count(&t->batch) - 1) % 32] = proves;
}

static struct low_msg message(enum low_verb verb, enum low_kind kind,
			      uint8_t family, const char *name)
{
	return (struct low_msg){
		.verb = (uint8_t)verb,
		.kind = (uint8_t)kind,
		.family = family,
		.create_flags = verb == LOW_NEW ? NLM_F_CREATE : 0,
		.table = { .name = TABLE },
		.name = { .name = name },
	};
}

static void put_table(struct trial *t, uint8_t family, uint32_t proves)
{
	const struct low_msg m = message(LOW_NEW, LOW_TABLE, family, NULL);

	put(t, &m, proves);
}

static void put_chain(struct trial *t, enum low_verb verb, uint8_t family,
		      const struct low_chain *chain, uint32_t proves)
{
	struct low_msg m = message(verb, LOW_CHAIN, family, CHAIN);

	m.chain = chain;
	put(t, &m, proves);
}

static void put_rule(struct trial *t, uint8_t family,
		     const struct low_expr *exprs, uint32_t proves)
{
	const struct low_rule rule = { .exprs = exprs };
	struct low_msg m = message(LOW_NEW, LOW_RULE, family, CHAIN);

	m.create_flags |= NLM_F_APPEND;
	m.rule = &rule;
	put(t, &m, proves);
}

/* Two registers, which a load of the mark has filled. */
static void try_registers(struct trial *t, uint8_t family)
{
	const struct low_expr both = {
		.kind = NFX_BITWISE,
		.nattrs = 5,
		.attrs = {
			{ .number = NFTA_BITWISE_SREG, .num = NFT_REG_1 },
			{ .number = ABI_BITWISE_SREG2, .num = NFT_REG_2 },
			{ .number = NFTA_BITWISE_DREG, .num = NFT_REG_1 },
			{ .number = NFTA_BITWISE_OP, .num = ABI_BITWISE_AND },
			{ .number = NFTA_BITWISE_LEN, .num = 4 },
		},
	};
	struct low_expr second = {
		.kind = NFX_META,
		.nattrs = 2,
		.attrs = {
			{ .number = NFTA_META_KEY, .num = NFT_META_MARK },
			{ .number = NFTA_META_DREG, .num = NFT_REG_2 },
		},
		.next = (struct low_expr *)(uintptr_t)&both,
	};
	struct low_expr first = second;

	first.attrs[1].num = NFT_REG_1;
	first.next = &second;
	put_rule(t, family, &first, KERNEL_TIMES_ELEMENTS);
}

/* A kernel that does not drop the device drops the chain, and then there is
 * none for the rule. */
static void try_devices(struct trial *t)
{
	static const struct low_device device = { .name = "lo" };
	struct low_chain chain = {
		.hook = {
			.present = true,
			.num = NF_NETDEV_INGRESS,
			.devices = &device,
			.type = "filter",
		},
	};

	put_table(t, NFPROTO_NETDEV, KERNEL_DROPS_DEVICES);
	put_chain(t, LOW_NEW, NFPROTO_NETDEV, &chain, KERNEL_DROPS_DEVICES);
	chain.hook.type = NULL;
	put_chain(t, LOW_DEL, NFPROTO_NETDEV, &chain, KERNEL_DROPS_DEVICES);
	put_rule(t, NFPROTO_NETDEV, NULL, KERNEL_DROPS_DEVICES);
}

static void put_trials(struct trial *t)
{
	static const struct low_chain plain;
	const struct low_msg missing =
		message(LOW_DESTROY, LOW_CHAIN, NFPROTO_INET, "missing");

	put_table(t, NFPROTO_INET, 0);
	put_chain(t, LOW_NEW, NFPROTO_INET, &plain, 0);
	if (t->wanted & KERNEL_DESTROYS)
		put(t, &missing, KERNEL_DESTROYS);
	if (t->wanted & KERNEL_TIMES_ELEMENTS)
		try_registers(t, NFPROTO_INET);
	if (t->wanted & KERNEL_DROPS_DEVICES)
		try_devices(t);
}

/* What an error disproves. */
static uint32_t disproved(const struct trial *t, const struct replies *r)
{
	uint32_t bits = 0;

	for (uint32_t i = 0; i < r->nerrors; i++) {
		uint32_t at = r->errors[i].seq - t->batch.seq0;
		uint32_t by = at < ARRAY_SIZE(t->proved_by) ?
				      t->proved_by[at] : 0;

		bits |= by ? by : UINT32_MAX;
	}
	return bits;
}

static uint32_t try(struct kernel_socket *s, uint32_t wanted)
{
	struct trial t = { .wanted = wanted };
	struct replies replies;
	int err;

	batch_init(&t.batch, NULL);
	t.sink = batch_sink(&t.batch);
	put_trials(&t);
	err = dry_run(s, &t.batch, &replies);
	if (err || t.failed || replies.lost)
		wanted = 0;
	else
		wanted &= ~disproved(&t, &replies);
	replies_release(&replies);
	batch_release(&t.batch);
	return wanted;
}

/* ---- an answer to the end of a batch ---- */

static bool answers_end(struct kernel_socket *s)
{
	_Alignas(8) uint8_t buf[2 * BATCH_FRAME_LEN], answer[1024];
	const struct iovec iov = { buf, sizeof(buf) };
	struct nlmsghdr *begin = (void *)buf;
	struct nlmsghdr *end = (void *)(buf + BATCH_FRAME_LEN);
	const struct nlmsghdr *nlh = (void *)answer;
	bool answered = false;
	ssize_t got;
	int verdict;

	batch_put_frame(begin, NFNL_MSG_BATCH_BEGIN);
	batch_put_frame(end, NFNL_MSG_BATCH_END);
	begin->nlmsg_seq = ++s->seq;
	end->nlmsg_seq = ++s->seq;
	end->nlmsg_flags |= NLM_F_ACK;
	if (s->t->send(s, &iov, 1) < 0)
		return false;
	while ((got = s->t->recv(s, answer, sizeof(answer), false)) > 0)
		answered |= request_message_ok(nlh, (int)got) &&
			    nlh->nlmsg_seq == end->nlmsg_seq &&
			    answer_ends(nlh, &verdict) && !verdict;
	return answered;
}

uint32_t kernel_can(struct kernel_socket *s, uint32_t wanted)
{
	uint32_t can = 0;

	if (wanted & KERNEL_SIZES_SETS && answers_end(s))
		can |= KERNEL_SIZES_SETS;
	wanted &= ~(uint32_t)KERNEL_SIZES_SETS;
	return wanted ? can | try(s, wanted) : can;
}
