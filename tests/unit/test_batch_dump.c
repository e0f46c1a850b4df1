#include "config.h"

#include "support.h"

#include "batch/dump.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>

static const struct low_verdict jump = { .code = NFT_JUMP, .chain = "x\"y" };
static const uint8_t value[] = { 0xde, 0xad };

static struct low_expr exprs[] = {
	{ .next = &exprs[1],
	  .kind = NFX_META,
	  .nattrs = 2,
	  .attrs = { { .number = NFTA_META_KEY, .num = NFT_META_MARK },
		     { .number = NFTA_META_DREG, .num = 1 } } },
	{ .next = &exprs[2],
	  .kind = NFX_CMP,
	  .nattrs = 3,
	  .attrs = { { .number = NFTA_CMP_SREG, .num = 1 },
		     { .number = NFTA_CMP_OP, .num = NFT_CMP_NEQ },
		     { .number = NFTA_CMP_DATA, .len = 2, .bytes = value } } },
	{ .kind = NFX_IMMEDIATE,
	  .nattrs = 2,
	  .attrs = { { .number = NFTA_IMMEDIATE_DREG, .num = 0 },
		     { .number = NFTA_IMMEDIATE_DATA, .verdict = &jump } } },
};

static const struct low_rule rule = { .exprs = exprs };

static const struct low_msg message = {
	.verb = LOW_NEW,
	.kind = LOW_RULE,
	.family = 2,
	.create_flags = NLM_F_CREATE | NLM_F_APPEND,
	.at = { 1, 20, 3 },
	.table = { .name = "t" },
	.name = { .name = "c" },
	.udata = (const uint8_t *)"\0\002hi",
	.udata_len = 4,
	.rule = &rule,
};

struct fixture {
	struct diags diags;
	struct batch batch;
};

static int set_up(void **state)
{
	static struct fixture f;
	struct low_sink sink;

	diags_init(&f.diags);
	batch_init(&f.batch, &f.diags);
	sink = batch_sink(&f.batch);
	assert_int_equal(sink.msg(sink.ctx, &message), 0);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	batch_release(&f->batch);
	diags_release(&f->diags);
	return 0;
}

typedef void dump_fn(FILE *out, const struct batch *b);

static char *dump(const struct fixture *f, dump_fn *fn)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	fn(out, &f->batch);
	fclose(out);
	return text;
}

static void assert_dump(const struct fixture *f, dump_fn *fn,
			const char *expect)
{
	char *text = dump(f, fn);

	assert_string_equal(text, expect);
	free(text);
}

static void test_messages(void **state)
{
	assert_dump(*state, dump_messages,
		    "0 BATCH_BEGIN flags request len 20\n"
		    "1 NEWRULE ip flags request,create,append len 184 at 1:20+3\n"
		    "\ttable \"t\"\n"
		    "\tchain \"c\"\n"
		    "\texpressions\n"
		    "\t\tmeta\n"
		    "\t\t\tkey mark\n"
		    "\t\t\tdreg 1\n"
		    "\t\tcmp\n"
		    "\t\t\tsreg 1\n"
		    "\t\t\top neq\n"
		    "\t\t\tdata 0xdead\n"
		    "\t\timmediate\n"
		    "\t\t\tdreg 0\n"
		    "\t\t\tdata jump \"x\\x22y\"\n"
		    "\tuserdata {0:6869}\n");
}

static void test_bytecode(void **state)
{
	assert_dump(*state, dump_bytecode,
		    "new rule ip append \"t\" \"c\" userdata {0:6869}\n"
		    "  [ meta key mark dreg 1 ]\n"
		    "  [ cmp sreg 1 op neq data 0xdead ]\n"
		    "  [ immediate dreg 0 data jump \"x\\x22y\" ]\n");
}

static void test_unknown_attribute(void **state)
{
	struct fixture *f = *state;
	uint8_t buf[64] = { 0 };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	char *text;

	nlh->nlmsg_type = 10 << 8 | NFT_MSG_NEWTABLE;
	mnl_nlmsg_put_extra_header(nlh, 4);
	mnl_attr_put_u32(nlh, 99, 0);
	mnl_attr_put_u16(nlh, NFTA_TABLE_FLAGS, 0x0100);
	mnl_attr_put(nlh, NFTA_TABLE_USERDATA, 3, "\0\377z");
	batch_add(&f->batch, nlh, nlh->nlmsg_len, message.at);
	text = dump(f, dump_messages);
	assert_non_null(strstr(text, "\tflags 0x1\n"
				     "\tuserdata 0x00ff7a\n"
				     "\tattr_99 0x00000000\n"));
	free(text);
}

static void assert_printable(const char *text)
{
	for (; *text; text++)
		assert_true(*text == '\n' || *text == '\t' ||
			    (*text >= ' ' && *text <= '~'));
}

/* A damaged message has its head, its neighbours are as before, and of what it
 * holds nothing is shown that is not there: two digits and a name for each byte
 * are more than enough. */
static void assert_shown(const struct fixture *f, const struct batch_msg *m)
{
	const char *head = "0 BATCH_BEGIN flags request len 20\n1 NEWRULE ";
	char *text = dump(f, dump_messages);

	assert_memory_equal(text, head, strlen(head));
	assert_printable(text);
	assert_true(strlen(text) < 40 * (size_t)m->len);
	free(text);
	text = dump(f, dump_bytecode);
	assert_memory_equal(text, "new rule ", 9);
	assert_printable(text);
	assert_true(strlen(text) < 40 * (size_t)m->len);
	free(text);
}

/* Bytes that no encoder of ours makes: a kernel's dump may hold any. */
static void test_damaged_messages(void **state)
{
	struct fixture *f = *state;
	const struct batch_msg *m = batch_msg_by_seq(&f->batch, 1);
	uint8_t *good = malloc(m->len);

	memcpy(good, m->bytes, m->len);
	srand(1);
	for (int round = 0; round < 3000; round++) {
		memcpy(m->bytes, good, m->len);
		for (int i = 0; i < 4; i++)
			m->bytes[20 + (uint32_t)rand() % (m->len - 20)] =
				(uint8_t)rand();
		assert_shown(f, m);
	}
	memcpy(m->bytes, good, m->len);
	free(good);
	test_messages(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_messages),
		TEST(test_bytecode),
		TEST(test_unknown_attribute),
		TEST(test_damaged_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
