#include "config.h"

#include "support.h"

#include "base/strpool.h"

#include <stdio.h>
#include <string.h>

static void test_equal_is_same(void **state)
{
	const char *a, *b;
	struct strpool p;

	(void)state;
	strpool_init(&p);
	a = strpool_intern(&p, "input", 5);
	b = strpool_intern(&p, "inputs", 5);
	assert_ptr_equal(a, b);
	assert_string_equal(a, "input");
	assert_ptr_not_equal(a, strpool_intern(&p, "inputs", 6));
	assert_ptr_not_equal(a, strpool_intern(&p, "inpu", 4));
	assert_string_equal(strpool_intern(&p, "", 0), "");
	strpool_release(&p);
}

static void test_many(void **state)
{
	static const char *seen[20000];
	struct strpool p;
	char name[16];

	(void)state;
	strpool_init(&p);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < ARRAY_SIZE(seen); i++) {
			int len = snprintf(name, sizeof(name), "n%zu", i);
			const char *s = strpool_intern(&p, name, (size_t)len);

			assert_string_equal(s, name);
			if (round)
				assert_ptr_equal(s, seen[i]);
			seen[i] = s;
		}
	}
	assert_int_equal(p.count, ARRAY_SIZE(seen));
	strpool_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal_is_same),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
