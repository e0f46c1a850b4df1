#include "config.h"

#include "support.h"

#include "object/rows.h"
#include "tables/abi.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static const char *const names[] = {
#define NAME(id, name) name,
	NFEXPR_LIST(NAME)
#undef NAME
};

static void check_attrs(const struct rows *x)
{
	for (size_t i = 0; i < x->nattrs; i++) {
		const struct row *a = &x->attrs[i];

		assert_true(a->number > 0);
		assert_true(a->type <= WIRE_BYTES);
		assert_non_null(a->name);
		assert_ptr_equal(rows_attr(x, a->number), a);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(a->name, x->attrs[j].name);
	}
	assert_null(rows_attr(x, 0));
	assert_null(rows_attr(x, 255));
}

static unsigned int highest(const struct rows *x)
{
	unsigned int number = 0;

	for (size_t i = 0; i < x->nattrs; i++)
		number = MAX(number, x->attrs[i].number);
	return number;
}

static void test_names(void **state)
{
	(void)state;
	for (unsigned int kind = 0; kind < NFX_COUNT; kind++) {
		const struct rows *x = nfexpr_by_kind((enum nfexpr_kind)kind);

		assert_string_equal(x->name, names[kind]);
		assert_ptr_equal(nfexpr_by_name(x->name), x);
		check_attrs(x);
	}
	assert_null(nfexpr_by_kind(NFX_COUNT));
	assert_null(nfexpr_by_name("match"));
}

/* Nothing forgotten: the highest number of each enum has its row. */
static void test_complete(void **state)
{
	static const struct {
		enum nfexpr_kind kind;
		unsigned int last;
	} rows[] = {
		{ NFX_BITWISE, ABI_BITWISE_SREG2 },
		{ NFX_BYTEORDER, NFTA_BYTEORDER_MAX },
		{ NFX_CMP, NFTA_CMP_MAX },
		{ NFX_CONNLIMIT, NFTA_CONNLIMIT_MAX },
		{ NFX_COUNTER, NFTA_COUNTER_PACKETS },
		{ NFX_CT, NFTA_CT_MAX },
		{ NFX_DUP, NFTA_DUP_MAX },
		{ NFX_DYNSET, NFTA_DYNSET_MAX },
		{ NFX_EXTHDR, NFTA_EXTHDR_MAX },
		{ NFX_FIB, NFTA_FIB_MAX },
		{ NFX_FLOW, NFTA_FLOW_MAX },
		{ NFX_FWD, NFTA_FWD_MAX },
		{ NFX_HASH, NFTA_HASH_TYPE },
		{ NFX_IMMEDIATE, NFTA_IMMEDIATE_MAX },
		{ NFX_INNER, ABI_INNER_EXPR },
		{ NFX_LAST, NFTA_LAST_MSECS },
		{ NFX_LIMIT, NFTA_LIMIT_FLAGS },
		{ NFX_LOG, NFTA_LOG_MAX },
		{ NFX_LOOKUP, NFTA_LOOKUP_MAX },
		{ NFX_MASQ, NFTA_MASQ_MAX },
		{ NFX_META, NFTA_META_SREG },
		{ NFX_NAT, NFTA_NAT_MAX },
		{ NFX_NUMGEN, NFTA_NG_OFFSET },
		{ NFX_OBJREF, NFTA_OBJREF_MAX },
		{ NFX_OSF, NFTA_OSF_MAX },
		{ NFX_PAYLOAD, NFTA_PAYLOAD_CSUM_FLAGS },
		{ NFX_QUEUE, NFTA_QUEUE_MAX },
		{ NFX_QUOTA, NFTA_QUOTA_MAX },
		{ NFX_RANGE, NFTA_RANGE_MAX },
		{ NFX_REDIR, NFTA_REDIR_MAX },
		{ NFX_REJECT, NFTA_REJECT_MAX },
		{ NFX_RT, NFTA_RT_MAX },
		{ NFX_SOCKET, NFTA_SOCKET_MAX },
		{ NFX_SYNPROXY, NFTA_SYNPROXY_MAX },
		{ NFX_TPROXY, NFTA_TPROXY_MAX },
		{ NFX_TUNNEL, NFTA_TUNNEL_MAX },
		{ NFX_XFRM, NFTA_XFRM_MAX },
	};

	(void)state;
	assert_int_equal(ARRAY_SIZE(rows) + 1, NFX_COUNT);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct rows *x = nfexpr_by_kind(rows[i].kind);

		assert_int_equal(highest(x), rows[i].last);
	}
	assert_int_equal(nfexpr_by_kind(NFX_NOTRACK)->nattrs, 0);
}

static void assert_attr(enum nfexpr_kind kind, unsigned int number,
			enum wire_type type, const char *name)
{
	const struct row *a =
		rows_attr(nfexpr_by_kind(kind), number);

	assert_non_null(a);
	assert_int_equal(a->type, type);
	assert_string_equal(a->name, name);
}

static void test_encodings(void **state)
{
	(void)state;
	assert_attr(NFX_CT, NFTA_CT_DIRECTION, WIRE_U8, "direction");
	assert_attr(NFX_LOG, NFTA_LOG_GROUP, WIRE_BE16, "group");
	assert_attr(NFX_LOG, NFTA_LOG_SNAPLEN, WIRE_BE32, "snaplen");
	assert_attr(NFX_LOG, NFTA_LOG_QTHRESHOLD, WIRE_BE16, "qthreshold");
	assert_attr(NFX_LIMIT, NFTA_LIMIT_UNIT, WIRE_BE64, "unit");
	assert_attr(NFX_LAST, NFTA_LAST_SET, WIRE_BE32, "set");
	assert_attr(NFX_OBJREF, NFTA_OBJREF_IMM_NAME, WIRE_NAME, "imm_name");
	assert_attr(NFX_OBJREF, NFTA_OBJREF_SET_NAME, WIRE_NAME, "set_name");
	assert_attr(NFX_LOOKUP, NFTA_LOOKUP_SET, WIRE_STRING, "set");
	assert_attr(NFX_DYNSET, NFTA_DYNSET_EXPRESSIONS, WIRE_EXPRS,
		    "expressions");
	assert_attr(NFX_INNER, ABI_INNER_EXPR, WIRE_EXPR, "expr");
	assert_attr(NFX_BITWISE, NFTA_BITWISE_DATA, WIRE_DATA, "data");
	assert_attr(NFX_REJECT, NFTA_REJECT_ICMP_CODE, WIRE_U8, "code");
	assert_attr(NFX_QUEUE, NFTA_QUEUE_FLAGS, WIRE_BE16, "flags");
}

static void test_objects(void **state)
{
	static const struct {
		unsigned int type, last;
		const char *name;
	} rows[] = {
		{ NFT_OBJECT_COUNTER, NFTA_COUNTER_PACKETS, "counter" },
		{ NFT_OBJECT_QUOTA, NFTA_QUOTA_MAX, "quota" },
		{ NFT_OBJECT_CT_HELPER, NFTA_CT_HELPER_MAX, "ct helper" },
		{ NFT_OBJECT_LIMIT, NFTA_LIMIT_FLAGS, "limit" },
		{ NFT_OBJECT_TUNNEL, NFTA_TUNNEL_KEY_MAX, "tunnel" },
		{ NFT_OBJECT_CT_TIMEOUT, NFTA_CT_TIMEOUT_MAX, "ct timeout" },
		{ NFT_OBJECT_SECMARK, NFTA_SECMARK_MAX, "secmark" },
		{ NFT_OBJECT_CT_EXPECT, NFTA_CT_EXPECT_MAX, "ct expectation" },
		{ NFT_OBJECT_SYNPROXY, NFTA_SYNPROXY_MAX, "synproxy" },
	};
	const struct rows *x;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		x = nfobj_by_type(rows[i].type);
		assert_string_equal(x->name, rows[i].name);
		assert_int_equal(highest(x), rows[i].last);
		check_attrs(x);
	}
	assert_null(nfobj_by_type(NFT_OBJECT_UNSPEC));
	assert_null(nfobj_by_type(NFT_OBJECT_CONNLIMIT));
	assert_null(nfobj_by_type(NFT_OBJECT_MAX + 1));
	x = nfobj_by_type(NFT_OBJECT_CT_EXPECT);
	assert_int_equal(rows_attr(x, NFTA_CT_EXPECT_TIMEOUT)->type,
			 WIRE_HOST32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
