#include "config.h"

#include "support.h"

#include "object/decode.h"
#include "object/encode.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* A number of 16 bits whose low ones are those of a row. */
#define BEYOND (0x100 + NFTA_DYNSET_EXPRESSIONS)

/* An expression of a newer kernel: what no row describes stays bytes, and is
 * never taken for an attribute with a row. */
static void test_numbers_beyond_those_of_rows(void **state)
{
	static const uint8_t value[] = { 'n', 'e', 'w', 0, 1, 2, 3, 4 };
	uint32_t list, expr, data;
	struct low_msg m;
	struct arena a;
	struct wire w;

	(void)state;
	arena_init(&a);
	wire_init(&w);
	encode_begin(&w, &(struct low_msg){ .kind = LOW_RULE }, 0);
	list = wire_nest(&w, NFTA_RULE_EXPRESSIONS);
	expr = wire_nest(&w, NFTA_LIST_ELEM);
	wire_str(&w, NFTA_EXPR_NAME, "dynset");
	data = wire_nest(&w, NFTA_EXPR_DATA);
	wire_put(&w, BEYOND, value, sizeof(value));
	wire_nest_end(&w, data);
	wire_nest_end(&w, expr);
	wire_nest_end(&w, list);

	assert_true(decode_msg(&m, w.nlh, &a));
	assert_int_equal(m.nhidden, 1);
	assert_int_equal(m.rule->exprs->nattrs, 1);
	assert_null(low_attr_of(m.rule->exprs, NFTA_DYNSET_EXPRESSIONS));
	assert_int_equal(m.rule->exprs->attrs[0].len, sizeof(value));
	assert_memory_equal(m.rule->exprs->attrs[0].bytes, value,
			    sizeof(value));
	wire_release(&w);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_beyond_those_of_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
