#include "config.h"

#include "support.h"

#include "batch/batch.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <libnftnl/expr.h>
#include <libnftnl/set.h>

/*
 * Our lists of elements against those of libnftnl, byte for byte.  (Around the
 * list, releases of libnftnl differ in the order of the set's name and id.)
 */

static const uint8_t key[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static const struct low_verdict jump = { .code = NFT_JUMP, .chain = "over" };
static const struct low_verdict drop = { .code = 0 };
static const struct low_expr last = { .kind = NFX_LAST };
static const struct low_expr counter = { .kind = NFX_COUNTER };
static const struct low_expr both = { .kind = NFX_COUNTER,
				      .next = (struct low_expr *)&last };

static const struct low_elem elems[] = {
	{ .key = key, .key_len = 4 },
	{ .key = key,
	  .key_len = 8,
	  .key_end = key,
	  .have_timeout = true,
	  .timeout_ms = 60000,
	  .expires = true,
	  .expires_ms = 3000,
	  .udata = key,
	  .udata_len = 7 },
	{ .flags = NFT_SET_ELEM_CATCHALL, .data = key, .data_len = 6 },
	{ .flags = NFT_SET_ELEM_INTERVAL_END, .key = key, .key_len = 2 },
	{ .key = key, .key_len = 4, .verdict = &jump },
	{ .key = key, .key_len = 4, .verdict = &drop },
	{ .key = key, .key_len = 4, .exprs = &counter },
	{ .key = key, .key_len = 4, .exprs = &both },
	{ .key = key, .key_len = 4, .obj = "object" },
};

static void set_numbers(struct nftnl_set_elem *x, const struct low_elem *e)
{
	if (e->flags)
		nftnl_set_elem_set_u32(x, NFTNL_SET_ELEM_FLAGS, e->flags);
	if (e->have_timeout)
		nftnl_set_elem_set_u64(x, NFTNL_SET_ELEM_TIMEOUT,
				       e->timeout_ms);
	if (e->expires_ms)
		nftnl_set_elem_set_u64(x, NFTNL_SET_ELEM_EXPIRATION,
				       e->expires_ms);
	if (!e->verdict)
		return;
	nftnl_set_elem_set_u32(x, NFTNL_SET_ELEM_VERDICT,
			       (uint32_t)e->verdict->code);
	if (e->verdict->chain)
		nftnl_set_elem_set_str(x, NFTNL_SET_ELEM_CHAIN,
				       e->verdict->chain);
}

static struct nftnl_set_elem *theirs(const struct low_elem *e)
{
	struct nftnl_set_elem *x = nftnl_set_elem_alloc();

	set_numbers(x, e);
	if (e->key)
		nftnl_set_elem_set(x, NFTNL_SET_ELEM_KEY, e->key, e->key_len);
	if (e->key_end)
		nftnl_set_elem_set(x, NFTNL_SET_ELEM_KEY_END, e->key_end,
				   e->key_len);
	if (e->data)
		nftnl_set_elem_set(x, NFTNL_SET_ELEM_DATA, e->data,
				   e->data_len);
	if (e->udata)
		nftnl_set_elem_set(x, NFTNL_SET_ELEM_USERDATA, e->udata,
				   e->udata_len);
	if (e->obj)
		nftnl_set_elem_set_str(x, NFTNL_SET_ELEM_OBJREF, e->obj);
	for (const struct low_expr *s = e->exprs; s; s = s->next)
		nftnl_set_elem_add_expr(
			x, nftnl_expr_alloc(nfexpr_by_kind(s->kind)->name));
	return x;
}

static void build_theirs(struct nlmsghdr *nlh, size_t first, size_t n)
{
	struct nftnl_set *set = nftnl_set_alloc();

	nftnl_set_set_str(set, NFTNL_SET_TABLE, "t");
	nftnl_set_set_str(set, NFTNL_SET_NAME, "s");
	nftnl_set_set_u32(set, NFTNL_SET_ID, 4);
	for (size_t i = 0; i < n; i++)
		nftnl_set_elem_add(set, theirs(&elems[first + i]));
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct nfgenmsg));
	nftnl_set_elems_nlmsg_build_payload(nlh, set);
	nftnl_set_free(set);
}

static const struct nlattr *list_of(const void *nlh)
{
	const struct nlattr *a;

	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(a) == NFTA_SET_ELEM_LIST_ELEMENTS)
			return a;
	fail_msg("no elements");
	return NULL;
}

static void assert_same(size_t first, size_t n)
{
	static const struct low_elems head = {
		.table = { .name = "t" },
		.set = { .name = "s" },
		.set_id = 4,
	};
	uint8_t buf[8192] = { 0 };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	const struct batch_msg *m;
	struct low_sink sink;
	struct diags diags;
	struct batch b;

	diags_init(&diags);
	batch_init(&b, &diags);
	sink = batch_sink(&b);
	sink.elems_begin(sink.ctx, &head);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(sink.elem(sink.ctx, &elems[first + i]), 0);
	assert_int_equal(sink.elems_end(sink.ctx), 0);
	build_theirs(nlh, first, n);
	m = batch_msg_by_seq(&b, b.seq0 + 1);
	assert_int_equal(m->len, nlh->nlmsg_len);
	assert_int_equal(list_of(m->bytes)->nla_len, list_of(nlh)->nla_len);
	assert_memory_equal(list_of(m->bytes), list_of(nlh),
			    list_of(nlh)->nla_len);
	batch_release(&b);
	diags_release(&diags);
}

static void test_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(elems); i++)
		assert_same(i, 1);
}

static void test_all(void **state)
{
	(void)state;
	assert_same(0, ARRAY_SIZE(elems));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
