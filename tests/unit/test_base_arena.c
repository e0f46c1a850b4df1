#include "config.h"

#include "support.h"

#include "base/arena.h"

#include <string.h>

static void test_alignment(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t n = 0; n < 200; n++) {
		uint8_t *p = arena_alloc(&a, n);

		assert_int_equal((uintptr_t)p % 8, 0);
		memset(p, 0xa5, n);
	}
	arena_release(&a);
}

static void test_zeroed(void **state)
{
	struct arena a;
	struct arena_mark mark;

	(void)state;
	arena_init(&a);
	mark = arena_mark(&a);
	memset(arena_alloc(&a, 300), 0xff, 300);
	arena_rewind(&a, mark);
	for (size_t i = 0; i < 300; i++)
		assert_int_equal(*(uint8_t *)arena_zalloc(&a, 1), 0);
	arena_release(&a);
}

static void test_big_allocation(void **state)
{
	struct arena a;
	uint8_t *small, *big;

	(void)state;
	arena_init(&a);
	small = arena_memdup(&a, "small", 6);
	big = arena_alloc(&a, 10000000);
	memset(big, 1, 10000000);
	assert_string_equal((char *)small, "small");
	arena_release(&a);
}

static void test_strings(void **state)
{
	struct arena a;
	char *s;

	(void)state;
	arena_init(&a);
	s = arena_strndup(&a, "abcdef", 3);
	assert_string_equal(s, "abc");
	assert_string_equal(arena_printf(&a, "%s-%d", s, 7), "abc-7");
	assert_string_equal(arena_strndup(&a, NULL, 0), "");
	arena_release(&a);
}

/* More than one block, so that blocks are freed and the older one goes on. */
static void test_rewind(void **state)
{
	struct arena_mark mark;
	struct arena a;
	char *kept;

	(void)state;
	arena_init(&a);
	kept = arena_strndup(&a, "kept", 4);
	mark = arena_mark(&a);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 300000; i++)
			memset(arena_alloc(&a, 8), round, 8);
		arena_rewind(&a, mark);
	}
	assert_string_equal(kept, "kept");
	assert_ptr_equal(arena_alloc(&a, 8), kept + 8);
	arena_release(&a);
}

/* The mark of an arena that had no block yet. */
static void test_rewind_to_empty(void **state)
{
	struct arena_mark mark;
	struct arena a;

	(void)state;
	arena_init(&a);
	mark = arena_mark(&a);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 300000; i++)
			memset(arena_alloc(&a, 8), round, 8);
		arena_rewind(&a, mark);
		assert_true(a.end >= a.at);
		assert_true((size_t)(a.end - a.at) <= 65536);
	}
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_zeroed),
		cmocka_unit_test(test_big_allocation),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_rewind),
		cmocka_unit_test(test_rewind_to_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
