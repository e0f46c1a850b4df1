#include "config.h"

#include "support.h"

#include "base/mem.h"
#include "batch/batch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>

struct fixture {
	struct diags diags;
	struct batch batch;
	struct low_sink sink;
};

static int set_up(void **state)
{
	static struct fixture f;

	diags_init(&f.diags);
	batch_init(&f.batch, &f.diags);
	f.sink = batch_sink(&f.batch);
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

static struct span at(uint32_t off, uint32_t len)
{
	return (struct span){ 0, off, len };
}

static const struct nlmsghdr *header(const struct fixture *f, uint32_t index)
{
	const struct batch_msg *m =
		batch_msg_by_seq(&f->batch, f->batch.seq0 + index);

	assert_non_null(m);
	return (const void *)m->bytes;
}

/* Types of the attributes of a message, in order; 0 ends them. */
static void assert_attrs(const struct nlmsghdr *nlh, const uint16_t *types)
{
	const struct nlattr *a;

	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
		assert_int_equal(mnl_attr_get_type(a), *types++);
	assert_int_equal(*types, 0);
}

static const struct nlattr *find(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *a;

	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(a) == type)
			return a;
	fail_msg("no attribute %u", type);
	return NULL;
}

static uint32_t offset_of(const struct nlmsghdr *nlh, const void *attr)
{
	return (uint32_t)((const uint8_t *)attr - (const uint8_t *)nlh);
}

static void add_table(struct fixture *f)
{
	const struct low_msg m = {
		.verb = LOW_NEW,
		.kind = LOW_TABLE,
		.family = 2,
		.at = at(0, 10),
		.table = { .name = "t", .at = at(6, 1) },
		.udata_flags_set = true,
	};

	assert_int_equal(f->sink.msg(f->sink.ctx, &m), 0);
}

static void test_frame(void **state)
{
	struct fixture *f = *state;

	add_table(f);
	assert_int_equal(batch_seal(&f->batch, 100, 0, true), 0);
	assert_int_equal(batch_count(&f->batch), 3);
	assert_int_equal(header(f, 0)->nlmsg_type, NFNL_MSG_BATCH_BEGIN);
	assert_int_equal(header(f, 0)->nlmsg_len, 20);
	assert_int_equal(header(f, 0)->nlmsg_flags, NLM_F_REQUEST);
	assert_int_equal(header(f, 1)->nlmsg_seq, 101);
	/* The last ordinary message: not every kernel answers the end. */
	assert_true(header(f, 1)->nlmsg_flags & NLM_F_ACK);
	assert_int_equal(header(f, 2)->nlmsg_type, NFNL_MSG_BATCH_END);
	assert_int_equal(header(f, 2)->nlmsg_seq, 102);
	assert_int_equal(header(f, 2)->nlmsg_flags, NLM_F_REQUEST);
	assert_null(batch_msg_by_seq(&f->batch, 99));
	assert_null(batch_msg_by_seq(&f->batch, 103));
}

static void test_sealing_again(void **state)
{
	struct fixture *f = *state;
	const struct nlattr *genid;

	add_table(f);
	assert_int_equal(batch_seal(&f->batch, 1, 77, true), 0);
	genid = find(header(f, 0), NFNL_BATCH_GENID);
	assert_int_equal(mnl_attr_get_u32(genid), htonl(77));
	assert_int_equal(header(f, 0)->nlmsg_len, 28);
	assert_int_equal(batch_seal(&f->batch, 500, 0, false), 0);
	assert_int_equal(header(f, 0)->nlmsg_len, 20);
	assert_int_equal(header(f, 0)->nlmsg_seq, 500);
	assert_int_equal(header(f, 1)->nlmsg_seq, 501);
	assert_int_equal(batch_count(&f->batch), 2);
	assert_int_equal(batch_seal(&f->batch, 7, 0, true), 0);
	assert_int_equal(batch_count(&f->batch), 3);
}

/* The iovecs hold each message once, in order, and nothing else. */
static void test_iovecs(void **state)
{
	struct fixture *f = *state;
	struct iovec *iov;
	uint64_t bytes = 0;
	uint32_t seq = 9;
	size_t n;

	for (int i = 0; i < 20000; i++)
		add_table(f);
	assert_int_equal(batch_seal(&f->batch, 9, 3, true), 0);
	iov = batch_iovecs(&f->batch, &n);
	assert_true(n > 1);
	for (size_t i = 0; i < n; i++) {
		const struct nlmsghdr *nlh = iov[i].iov_base;
		int len = (int)iov[i].iov_len;

		bytes += iov[i].iov_len;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			assert_int_equal(nlh->nlmsg_seq, seq++);
		assert_int_equal(len, 0);
	}
	assert_int_equal(bytes, f->batch.bytes);
	assert_int_equal(seq, 9 + 20002);
	mem_free(iov);
}

static void test_nothing_to_send(void **state)
{
	struct fixture *f = *state;
	struct iovec *iov;
	size_t n;

	assert_int_equal(batch_seal(&f->batch, 1, 0, true), 0);
	assert_int_equal(batch_count(&f->batch), 0);
	iov = batch_iovecs(&f->batch, &n);
	assert_int_equal(n, 0);
	mem_free(iov);
}

static void test_flags(void **state)
{
	struct fixture *f = *state;
	const struct low_msg del = {
		.verb = LOW_DESTROY,
		.kind = LOW_TABLE,
		.at = at(0, 1),
		.table = { .handle = 5, .by_handle = true },
	};
	const struct low_msg flush = { .verb = LOW_DEL, .kind = LOW_TABLE };

	f->batch.echo = true;
	add_table(f);
	assert_int_equal(f->sink.msg(f->sink.ctx, &del), 0);
	f->batch.ack_all = true;
	assert_int_equal(f->sink.msg(f->sink.ctx, &flush), 0);
	assert_int_equal(header(f, 1)->nlmsg_flags,
			 NLM_F_REQUEST | NLM_F_ECHO);
	assert_int_equal(header(f, 2)->nlmsg_flags, NLM_F_REQUEST);
	assert_int_equal(header(f, 2)->nlmsg_type, 10 << 8 | 26);
	assert_attrs(header(f, 2), (uint16_t[]){ NFTA_TABLE_HANDLE, 0 });
	assert_int_equal(header(f, 3)->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_attrs(header(f, 3), (uint16_t[]){ 0 });
}

static void test_chain(void **state)
{
	struct fixture *f = *state;
	const struct low_device dev = { .name = "eth0", .at = at(60, 4) };
	const struct low_chain c = {
		.have_policy = true,
		.policy_at = at(20, 6),
		.hook = { .present = true,
			  .devices = &dev,
			  .at = at(30, 20),
			  .prio_at = at(40, 2),
			  .type = "filter",
			  .type_at = at(50, 6) },
	};
	const struct low_msg m = {
		.verb = LOW_NEW,
		.kind = LOW_CHAIN,
		.create_flags = NLM_F_CREATE,
		.at = at(0, 100),
		.table = { .name = "t", .at = at(6, 1) },
		.name = { .name = "c", .at = at(8, 1) },
		.udata = (const uint8_t *)"abc",
		.udata_len = 3,
		.chain = &c,
	};
	const struct nlmsghdr *nlh;
	const struct batch_msg *rec;
	const struct nlattr *hook;

	assert_int_equal(f->sink.msg(f->sink.ctx, &m), 0);
	nlh = header(f, 1);
	rec = batch_msg_by_seq(&f->batch, 1);
	assert_attrs(nlh, (uint16_t[]){ NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME,
					NFTA_CHAIN_POLICY, NFTA_CHAIN_USERDATA,
					NFTA_CHAIN_TYPE, NFTA_CHAIN_HOOK, 0 });
	assert_int_equal(batch_place(&f->batch, rec, 0).len, 100);
	assert_int_equal(batch_place(&f->batch, rec, 16).len, 100);
	assert_int_equal(batch_place(&f->batch, rec, 20).off, 6);
	hook = find(nlh, NFTA_CHAIN_HOOK);
	assert_int_equal(
		batch_place(&f->batch, rec, offset_of(nlh, hook)).off, 30);
	assert_int_equal(batch_place(&f->batch, rec, offset_of(nlh, hook) + 12)
				 .off, 40);
	assert_int_equal(batch_place(&f->batch, rec, rec->len - 8).off, 60);
	assert_int_equal(
		batch_place(&f->batch, rec,
			    offset_of(nlh, find(nlh, NFTA_CHAIN_USERDATA)))
			.off, 0);
	assert_int_equal(batch_place(&f->batch, rec, 100000).len, 100);
}

static void test_rule_places(void **state)
{
	struct fixture *f = *state;
	struct low_expr e[3] = {
		{ .kind = NFX_COUNTER, .at = at(10, 7) },
		{ .kind = NFX_COUNTER, .at = at(10, 7) },
		{ .kind = NFX_NOTRACK, .at = at(20, 7) },
	};
	struct low_rule r = { .position = 9, .exprs = e };
	struct low_msg m = { .verb = LOW_NEW,
			     .kind = LOW_RULE,
			     .at = at(1, 90),
			     .table = { .name = "t", .at = at(2, 1) },
			     .name = { .name = "c", .at = at(3, 1) },
			     .rule = &r };
	const struct nlattr *list, *item;
	const struct batch_msg *rec;
	static const uint32_t expect[] = { 10, 10, 20 };
	const uint32_t *want = expect;

	e[0].next = &e[1];
	e[1].next = &e[2];
	assert_int_equal(f->sink.msg(f->sink.ctx, &m), 0);
	rec = batch_msg_by_seq(&f->batch, 1);
	assert_attrs(header(f, 1),
		     (uint16_t[]){ NFTA_RULE_TABLE, NFTA_RULE_CHAIN,
				   NFTA_RULE_EXPRESSIONS, NFTA_RULE_POSITION,
				   0 });
	list = find(header(f, 1), NFTA_RULE_EXPRESSIONS);
	mnl_attr_for_each_nested(item, list)
		assert_int_equal(batch_place(&f->batch, rec,
					     offset_of(header(f, 1), item))
					 .off, *want++);
	assert_int_equal(batch_place(&f->batch, rec,
				     offset_of(header(f, 1),
					       find(header(f, 1),
						    NFTA_RULE_POSITION)))
				 .len, 90);
}

/* Places are packed, and come back whole. */
static void test_packed_places(void **state)
{
	static const struct {
		struct span at;
		size_t wide; /* those so far that do not fit */
	} rows[] = {
		{ { 0, 1, 7 }, 0 },
		{ { 0, 1, 0x7ffe }, 0 },
		{ { 0, 1, 0x7fff }, 1 },
		{ { 0, 1, 0x8000 }, 2 },
		{ { 0, 1, 0xffff }, 3 },
		{ { 0, 1, 0x10000 }, 4 },
		{ { 0, 1, 0x7fffffff }, 5 },
		{ { 0, 1, 0x80000000 }, 5 },
		{ { 0, 1, 0x80000001 }, 5 },
		{ { 0, 1, 0x80007ffe }, 5 },
		{ { 0, 1, 0x80007fff }, 6 },
		{ { 0, 1, 0x80008000 }, 7 },
		{ { 0, 1, 0x8000ffff }, 8 },
		{ { 0, 1, 0xffffffff }, 9 },
		{ { 0, 0x7ffffff0, 3 }, 9 },
		{ { 0, 0, 0x80000002 }, 9 },
		{ { 5, 1, 3 }, 10 },
		{ { 5, 1, 0x80000002 }, 11 },
	};
	struct fixture *f = *state;
	struct nlmsghdr message[64] = { { .nlmsg_len = sizeof(message) } };
	const struct batch_msg *rec;
	struct span place;

	for (uint32_t i = 0; i < ARRAY_SIZE(rows); i++) {
		batch_add_loc(&f->batch, at(1, 90), 20 + 4 * i, rows[i].at);
		assert_int_equal(f->batch.wide.count, rows[i].wide);
	}
	batch_add(&f->batch, message, sizeof(message), at(1, 90));
	rec = chunks_at(&f->batch.msgs, 1);
	for (uint32_t i = 0; i < ARRAY_SIZE(rows); i++) {
		place = batch_place(&f->batch, rec, 20 + 4 * i);
		assert_memory_equal(&place, &rows[i].at, sizeof(place));
	}
}

static const struct low_elems series = {
	.verb = LOW_NEW,
	.family = 2,
	.create_flags = NLM_F_CREATE,
	.at = { 0, 5, 50 },
	.table = { .name = "t", .at = { 0, 6, 1 } },
	.set = { .name = "s", .at = { 0, 8, 1 } },
	.set_id = 4,
	.file = 3,
};

static void test_no_elements_no_message(void **state)
{
	struct fixture *f = *state;

	add_table(f);
	f->sink.elems_begin(f->sink.ctx, &series);
	assert_int_equal(f->sink.elems_end(f->sink.ctx), 0);
	assert_int_equal(batch_count(&f->batch), 2);
}

/* Adds n ranges of 40 bytes each; places count up from 1000 in tens. */
static void add_ranges(struct fixture *f, unsigned int n)
{
	f->sink.elems_begin(f->sink.ctx, &series);
	for (unsigned int i = 0; i < n; i++) {
		uint32_t lo = htonl(2 * i), hi = htonl(2 * i + 1);
		struct low_elem e = { .off = 1000 + 10 * i,
				      .len = 3,
				      .key = (const uint8_t *)&lo,
				      .key_len = 4,
				      .joined = true };

		assert_int_equal(f->sink.elem(f->sink.ctx, &e), 0);
		e.joined = false;
		e.flags = NFT_SET_ELEM_INTERVAL_END;
		e.key = (const uint8_t *)&hi;
		assert_int_equal(f->sink.elem(f->sink.ctx, &e), 0);
	}
	assert_int_equal(f->sink.elems_end(f->sink.ctx), 0);
}

static void test_split(void **state)
{
	struct fixture *f = *state;
	uint32_t key = 0, items = 0;

	add_ranges(f, 5000);
	assert_int_equal(batch_seal(&f->batch, 0, 0, true), 0);
	/* 65535 / 40 = 1638 ranges a message. */
	assert_int_equal(batch_count(&f->batch), 2 + 4);
	for (uint32_t i = 1; i <= 4; i++) {
		const struct nlmsghdr *nlh = header(f, i);
		const struct nlattr *item, *list =
			find(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
		uint32_t first = items;

		assert_attrs(nlh, (uint16_t[]){ NFTA_SET_ELEM_LIST_TABLE,
						NFTA_SET_ELEM_LIST_SET,
						NFTA_SET_ELEM_LIST_SET_ID,
						NFTA_SET_ELEM_LIST_ELEMENTS,
						0 });
		mnl_attr_for_each_nested(item, list) {
			const struct batch_msg *m =
				batch_msg_by_seq(&f->batch, i);
			struct span place = batch_place(
				&f->batch, m, offset_of(nlh, item));
			uint32_t got;

			memcpy(&got, (const uint8_t *)item + item->nla_len - 4,
			       4);
			assert_int_equal(ntohl(got), key++);
			assert_int_equal(mnl_attr_get_type(item), ++items);
			assert_int_equal(place.file, 3);
			assert_int_equal(place.off,
					 1000 + (items - 1) / 2 * 10);
		}
		assert_int_equal((items - first) % 2, 0);
	}
	assert_int_equal(items, 10000);
}

static void test_places_around_elements(void **state)
{
	struct fixture *f = *state;
	const struct batch_msg *m;

	add_ranges(f, 2);
	m = batch_msg_by_seq(&f->batch, 1);
	assert_int_equal(batch_place(&f->batch, m, 0).off, 5);
	assert_int_equal(batch_place(&f->batch, m, 20).off, 6);
	assert_int_equal(batch_place(&f->batch, m, 28).off, 8);
	/* The list itself is the whole command. */
	assert_int_equal(batch_place(&f->batch, m, 44).off, 5);
	/* Inside an item, and in the last one. */
	assert_int_equal(batch_place(&f->batch, m, 48 + 8).off, 1000);
	assert_int_equal(batch_place(&f->batch, m, m->len - 4).off, 1010);
}

/* A bare batch has the same bytes, and nothing beside them. */
static void test_bare(void **state)
{
	struct fixture *f = *state;
	struct fixture bare = { .diags = f->diags };

	batch_init(&bare.batch, &bare.diags);
	bare.batch.bare = true;
	bare.sink = batch_sink(&bare.batch);
	add_table(f);
	add_ranges(f, 5000);
	add_table(&bare);
	add_ranges(&bare, 5000);
	assert_true(batch_has_places(&f->batch));
	assert_false(batch_has_places(&bare.batch));
	assert_int_equal(batch_count(&bare.batch), batch_count(&f->batch));
	for (uint32_t i = 0; i < batch_count(&f->batch); i++) {
		const struct batch_msg *a = batch_msg_by_seq(&f->batch, i);
		const struct batch_msg *b = batch_msg_by_seq(&bare.batch, i);

		assert_int_equal(a->len, b->len);
		assert_memory_equal(a->bytes, b->bytes, a->len);
		assert_int_equal(batch_place(&bare.batch, b, 48).off,
				 a->at.off);
	}
	assert_int_equal(bare.batch.locs.count, 0);
	assert_int_equal(bare.batch.elems.count, 0);
	assert_int_equal(bare.batch.wide.count, 0);
	batch_release(&bare.batch);
}

static void test_element_too_long(void **state)
{
	static const uint8_t udata[65600];
	struct fixture *f = *state;
	const struct low_elem e = { .off = 3,
				    .len = 4,
				    .udata = udata,
				    .udata_len = sizeof(udata) };

	f->sink.elems_begin(f->sink.ctx, &series);
	assert_int_equal(f->sink.elem(f->sink.ctx, &e), -EMSGSIZE);
	assert_int_equal(f->diags.nerrors, 1);
	assert_int_equal(f->diags.first->at.file, 3);
	assert_int_equal(f->diags.first->at.off, 3);
}

static void test_rule_too_long(void **state)
{
	struct low_expr *e = calloc(5000, sizeof(*e));
	struct low_rule r = { .exprs = e };
	struct low_msg m = { .verb = LOW_NEW,
			     .kind = LOW_RULE,
			     .at = at(1, 9),
			     .table = { .name = "t" },
			     .name = { .name = "c" },
			     .rule = &r };
	struct fixture *f = *state;

	for (int i = 0; i < 5000; i++) {
		e[i].kind = NFX_COUNTER;
		e[i].next = i + 1 < 5000 ? &e[i + 1] : NULL;
	}
	assert_int_equal(f->sink.msg(f->sink.ctx, &m), -EMSGSIZE);
	assert_int_equal(f->diags.nerrors, 1);
	assert_int_equal(f->diags.first->at.off, 1);
	free(e);
}

static void test_set_and_object(void **state)
{
	struct fixture *f = *state;
	const struct low_set s = { .flags = 4, .id = 1, .key_type = 7,
				   .key_len = 4, .is_map = true,
				   .data_type = 13, .data_len = 2,
				   .size = 10, .nfields = 2,
				   .field_len = { 4, 2 } };
	struct low_obj o = { .type = NFT_OBJECT_QUOTA, .nattrs = 1 };
	struct low_msg m = { .verb = LOW_NEW, .kind = LOW_SET,
			     .create_flags = NLM_F_CREATE,
			     .table = { .name = "t" }, .name = { .name = "s" },
			     .udata = (const uint8_t *)"u", .udata_len = 1,
			     .set = &s };

	assert_int_equal(f->sink.msg(f->sink.ctx, &m), 0);
	assert_attrs(header(f, 1),
		     (uint16_t[]){ NFTA_SET_TABLE, NFTA_SET_NAME,
				   NFTA_SET_FLAGS, NFTA_SET_KEY_TYPE,
				   NFTA_SET_KEY_LEN, NFTA_SET_DATA_TYPE,
				   NFTA_SET_DATA_LEN, NFTA_SET_ID,
				   NFTA_SET_DESC, NFTA_SET_USERDATA, 0 });
	o.attrs[0] = (struct low_attr){ .number = NFTA_QUOTA_BYTES,
					.num = 5000 };
	m.kind = LOW_OBJ;
	m.obj = &o;
	assert_int_equal(f->sink.msg(f->sink.ctx, &m), 0);
	assert_attrs(header(f, 2), (uint16_t[]){ NFTA_OBJ_TABLE, NFTA_OBJ_NAME,
						 NFTA_OBJ_TYPE,
						 NFTA_OBJ_USERDATA,
						 NFTA_OBJ_DATA, 0 });
	o.nattrs = 0;
	m.verb = LOW_DEL;
	m.udata_len = 0;
	assert_int_equal(f->sink.msg(f->sink.ctx, &m), 0);
	assert_attrs(header(f, 3), (uint16_t[]){ NFTA_OBJ_TABLE, NFTA_OBJ_NAME,
						 NFTA_OBJ_TYPE, NFTA_OBJ_DATA,
						 0 });
	assert_int_equal(mnl_attr_get_payload_len(
				 find(header(f, 3), NFTA_OBJ_DATA)), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_frame),
		TEST(test_sealing_again),
		TEST(test_iovecs),
		TEST(test_nothing_to_send),
		TEST(test_flags),
		TEST(test_chain),
		TEST(test_rule_places),
		TEST(test_packed_places),
		TEST(test_no_elements_no_message),
		TEST(test_split),
		TEST(test_places_around_elements),
		TEST(test_bare),
		TEST(test_element_too_long),
		TEST(test_rule_too_long),
		TEST(test_set_and_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
