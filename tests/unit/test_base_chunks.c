#include "config.h"

#include "support.h"

#include "base/chunks.h"

#define COUNT 100000u

static void test_items_stay(void **state)
{
	uint32_t *first, *item;
	struct chunks c;

	(void)state;
	chunks_init(&c, sizeof(uint32_t));
	first = chunks_push(&c);
	*first = 0;
	for (uint32_t i = 1; i < COUNT; i++) {
		item = chunks_push(&c);
		assert_int_equal(*item, 0);
		*item = i;
	}
	assert_int_equal(c.count, COUNT);
	assert_ptr_equal(chunks_at(&c, 0), first);
	for (uint32_t i = 0; i < COUNT; i++) {
		item = chunks_at(&c, i);
		assert_int_equal(*item, i);
	}
	chunks_release(&c);
}

static void test_taken_back(void **state)
{
	uint32_t *item;
	struct chunks c;

	(void)state;
	chunks_init(&c, sizeof(uint32_t));
	for (uint32_t i = 0; i < 100; i++)
		*(uint32_t *)chunks_push(&c) = i + 1;
	for (uint32_t left = 99; left < 100; left--) {
		chunks_cut(&c, left);
		assert_int_equal(c.count, left);
		item = chunks_push(&c);
		assert_ptr_equal(item, chunks_at(&c, left));
		assert_int_equal(*item, 0);
		*item = left + 1;
		if (left)
			assert_int_equal(*(uint32_t *)chunks_at(&c, left - 1),
					 left);
	}
	chunks_release(&c);
}

static void test_use_again(void **state)
{
	struct chunks c;

	(void)state;
	chunks_init(&c, 24);
	chunks_push(&c);
	chunks_release(&c);
	assert_int_equal(c.count, 0);
	assert_int_equal(c.size, 24);
	assert_non_null(chunks_push(&c));
	chunks_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_items_stay),
		cmocka_unit_test(test_taken_back),
		cmocka_unit_test(test_use_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
