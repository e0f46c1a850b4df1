#include "config.h"

#include "support.h"

#include "object/encode.h"
#include "nftnl_expr.h"
#include "tables/abi.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define TYPE_RULE ((NFT_MSG_NEWRULE) | 10 << 8)

/* What libnftnl 1.2.4 has no id for. */
static const struct {
	uint8_t kind, number;
} lacking[] = {
	{ NFX_BITWISE, ABI_BITWISE_SREG2 }, { NFX_INNER, ABI_INNER_NUM },
	{ NFX_INNER, ABI_INNER_TYPE },	    { NFX_INNER, ABI_INNER_FLAGS },
	{ NFX_INNER, ABI_INNER_HDRSIZE },   { NFX_INNER, ABI_INNER_EXPR },
	{ NFX_TUNNEL, NFTA_TUNNEL_MODE },
};

static bool may_lack(unsigned int kind, unsigned int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(lacking); i++)
		if (lacking[i].kind == kind && lacking[i].number == number)
			return true;
	return false;
}

static void test_every_attribute_is_compared(void **state)
{
	(void)state;
	for (unsigned int kind = 0; kind < NFX_COUNT; kind++) {
		const struct rows *x = nfexpr_by_kind(kind);

		for (unsigned int i = 0; i < x->nattrs; i++) {
			if (may_lack(kind, x->attrs[i].number))
				continue;
			if (!nftnl_expr_knows(kind, x->attrs[i].number))
				fail_msg("%s %s has no libnftnl id", x->name,
					 x->attrs[i].name);
		}
	}
}

static struct low_expr counters[2] = {
	{ .next = &counters[1], .kind = NFX_COUNTER },
	{ .kind = NFX_LAST },
};
static struct low_expr one = { .kind = NFX_COUNTER };
static const uint8_t value[16] = { 1, 2, 3, 4, 5, 6, 7, 8 };

/* A value of the attribute's type that no default equals. */
static struct low_attr attr_of(const struct row *row)
{
	struct low_attr a = { .number = row->number };

	switch ((enum wire_type)row->type) {
	case WIRE_U8:
		a.num = 0x12;
		break;
	case WIRE_BE16:
		a.num = 0x1234;
		break;
	case WIRE_BE32:
	case WIRE_HOST32:
		a.num = 0x12345678;
		break;
	case WIRE_BE64:
		a.num = UINT64_C(0x123456789abcdef0);
		break;
	case WIRE_STRING:
	case WIRE_NAME:
		a.str = "a name";
		break;
	case WIRE_DATA:
	case WIRE_BYTES:
		a.bytes = value;
		a.len = 8;
		break;
	case WIRE_EXPR:
		a.exprs = &one;
		break;
	case WIRE_EXPRS:
		a.exprs = counters;
		break;
	default:
		fail_msg("%s is of no type of expressions", row->name);
	}
	return a;
}

struct fixture {
	struct wire ours, theirs;
};

static int set_up(void **state)
{
	static struct fixture f;

	wire_init(&f.ours);
	wire_init(&f.theirs);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	wire_release(&f->ours);
	wire_release(&f->theirs);
	return 0;
}

static void assert_same_bytes(struct fixture *f, const struct low_expr *e)
{
	wire_begin(&f->theirs, TYPE_RULE, 1, 2, 0);
	if (!nftnl_expr_put(&f->theirs, NFTA_LIST_ELEM, e)) {
		assert_true(may_lack(e->kind, e->attrs[0].number));
		return;
	}
	wire_begin(&f->ours, TYPE_RULE, 1, 2, 0);
	/* What an earlier message left behind must not show through. */
	memset(f->ours.nlh + 2, 0xff, 512);
	encode_expr(&f->ours, NFTA_LIST_ELEM, e);
	assert_false(f->ours.overflow);
	assert_false(f->theirs.overflow);
	assert_int_equal(wire_len(&f->ours), wire_len(&f->theirs));
	assert_memory_equal(f->ours.nlh + 2, f->theirs.nlh + 2,
			    wire_len(&f->ours) - 2 * sizeof(*f->ours.nlh));
}

static void test_libnftnl_writes_the_same(void **state)
{
	for (unsigned int kind = 0; kind < NFX_COUNT; kind++) {
		const struct rows *x = nfexpr_by_kind(kind);

		for (unsigned int i = 0; i < x->nattrs; i++) {
			struct low_expr e = { .kind = (uint8_t)kind,
					      .nattrs = 1 };

			e.attrs[0] = attr_of(&x->attrs[i]);
			assert_same_bytes(*state, &e);
		}
	}
}

/* All attributes at once, given in no good order. */
static void test_libnftnl_has_the_same_order(void **state)
{
	for (unsigned int kind = 0; kind < NFX_COUNT; kind++) {
		const struct rows *x = nfexpr_by_kind(kind);
		struct low_expr e = { .kind = (uint8_t)kind };

		for (unsigned int i = x->nattrs; i-- > 0;) {
			const struct row *row = &x->attrs[i];

			/* The two are one to libnftnl. */
			if (may_lack(kind, row->number) ||
			    (kind == NFX_DYNSET && row->type == WIRE_EXPR))
				continue;
			e.attrs[e.nattrs++] = attr_of(row);
		}
		if (e.nattrs)
			assert_same_bytes(*state, &e);
	}
}

static void test_verdicts(void **state)
{
	const struct low_verdict verdicts[] = {
		{ .code = NFT_RETURN },
		{ .code = NFT_JUMP, .chain = "somewhere" },
		{ .code = NFT_GOTO, .chain_id = 7 },
		{ .code = 1 },
		{ .code = NFT_JUMP, .chain_id = 8 },
		{ .code = 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++) {
		struct low_expr e = { .kind = NFX_IMMEDIATE, .nattrs = 2 };

		e.attrs[0] = (struct low_attr){
			.number = NFTA_IMMEDIATE_DREG, .num = NFT_REG_VERDICT
		};
		e.attrs[1] = (struct low_attr){
			.number = NFTA_IMMEDIATE_DATA, .verdict = &verdicts[i]
		};
		assert_same_bytes(*state, &e);
	}
}

static void test_overflow_is_told(void **state)
{
	static char text[70000];
	struct low_expr log = { .kind = NFX_LOG, .nattrs = 1 };
	struct fixture *f = *state;

	memset(text, 'x', sizeof(text) - 1);
	log.attrs[0] = (struct low_attr){ .number = NFTA_LOG_PREFIX,
					  .str = text };
	wire_begin(&f->ours, TYPE_RULE, 1, 2, 0);
	encode_expr(&f->ours, NFTA_LIST_ELEM, &log);
	assert_true(f->ours.overflow);
	wire_begin(&f->ours, TYPE_RULE, 1, 2, 0);
	assert_false(f->ours.overflow);
}

/* More expressions than one message holds: never past the buffer. */
static void test_many_expressions(void **state)
{
	struct low_expr e = { .kind = NFX_CMP, .nattrs = 1 };
	struct fixture *f = *state;
	uint32_t nest;

	e.attrs[0] = (struct low_attr){ .number = NFTA_CMP_DATA,
					.len = sizeof(value),
					.bytes = value };
	wire_begin(&f->ours, TYPE_RULE, 1, 2, 0);
	nest = wire_nest(&f->ours, NFTA_RULE_EXPRESSIONS);
	for (int i = 0; i < 100000; i++)
		encode_expr(&f->ours, NFTA_LIST_ELEM, &e);
	wire_nest_end(&f->ours, nest);
	assert_true(f->ours.overflow);
	assert_true(wire_len(&f->ours) <= f->ours.cap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_attribute_is_compared),
		cmocka_unit_test(test_libnftnl_writes_the_same),
		cmocka_unit_test(test_libnftnl_has_the_same_order),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_overflow_is_told),
		cmocka_unit_test(test_many_expressions),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
