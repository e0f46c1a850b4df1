#include "config.h"

#include "support.h"

#include "base/bytes.h"
#include "compile/set/ranges.h"

#include <string.h>

#define SHARE 7 /* the test's numbers are spread by this */

static void push(struct ranges *r, uint64_t lo, uint64_t hi, uint32_t extra)
{
	struct range_tail tail = { .extra = extra };
	uint8_t lo_be[16], hi_be[16];

	bytes_put_be(lo_be, r->klen, lo);
	bytes_put_be(hi_be, r->klen, hi);
	ranges_push(r, lo_be, hi_be, tail);
}

static uint64_t lo_of(const struct ranges *r, size_t i)
{
	return bytes_get_be(range_lo(r, i), r->klen);
}

static uint64_t hi_of(const struct ranges *r, size_t i)
{
	return bytes_get_be(range_hi(r, i), r->klen);
}

static void assert_range(const struct ranges *r, size_t i, uint64_t lo,
			 uint64_t hi, uint32_t extra)
{
	assert_true(i < r->count);
	assert_true(lo_of(r, i) == lo);
	assert_true(hi_of(r, i) == hi);
	assert_int_equal(range_tail(r, i)->extra, extra);
}

/* Small lists and long ones take different ways. */
static void check_sort(uint32_t klen, size_t count)
{
	struct ranges r;
	uint64_t x = 12345;

	ranges_init(&r, klen);
	for (size_t i = 0; i < count; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		push(&r, (x >> 40) / SHARE, (x >> 40) / SHARE, (uint32_t)i);
	}
	ranges_sort(&r);
	assert_int_equal(r.count, count);
	for (size_t i = 1; i < count; i++) {
		assert_true(memcmp(range_lo(&r, i - 1), range_lo(&r, i),
				   klen) <= 0);
		if (lo_of(&r, i - 1) == lo_of(&r, i))
			assert_true(range_tail(&r, i - 1)->extra <
				    range_tail(&r, i)->extra);
	}
	ranges_release(&r);
}

static void test_sort(void **state)
{
	static const uint32_t klens[] = { 1, 2, 3, 4, 6, 8, 16 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(klens); i++) {
		check_sort(klens[i], 1);
		check_sort(klens[i], 20);
		check_sort(klens[i], 5000);
	}
}

static void test_reaching(void **state)
{
	struct ranges r;
	uint8_t key[4];

	(void)state;
	ranges_init(&r, 4);
	for (uint64_t i = 0; i < 10; i++)
		push(&r, i * 10, i * 10 + 4, 0);
	bytes_put_be(key, 4, 34);
	assert_int_equal(ranges_reaching(&r, key), 3);
	bytes_put_be(key, 4, 35);
	assert_int_equal(ranges_reaching(&r, key), 4);
	bytes_put_be(key, 4, 95);
	assert_int_equal(ranges_reaching(&r, key), 10);
	ranges_release(&r);
}

static void test_merge_new(void **state)
{
	struct ranges r;

	(void)state;
	ranges_init(&r, 4);
	push(&r, 1, 5, 1);
	push(&r, 6, 10, 2);	/* touches */
	push(&r, 8, 9, 3);	/* inside */
	push(&r, 12, 12, 4);
	push(&r, 0xfffffff0, UINT32_MAX, 5);
	push(&r, UINT32_MAX, UINT32_MAX, 6);
	overlap_merge_new(&r);
	assert_int_equal(r.count, 3);
	assert_range(&r, 0, 1, 10, 1);
	assert_range(&r, 1, 12, 12, 4);
	assert_range(&r, 2, 0xfffffff0, UINT32_MAX, 5);
	ranges_release(&r);
}

struct known_test {
	struct cctx c;
	struct set_elems *e;
	struct ranges new, purge;
};

static void setup(struct known_test *t)
{
	*t = (struct known_test){ 0 };
	arena_init(&t->c.arena);
	t->e = set_elems_new(&t->c);
	ranges_init(&t->new, 4);
	ranges_init(&t->purge, 4);
}

static void teardown(struct known_test *t)
{
	ranges_release(&t->new);
	ranges_release(&t->purge);
	sets_release(&t->c);
	arena_release(&t->c.arena);
}

static void know(struct known_test *t, uint64_t lo, uint64_t hi, uint32_t extra)
{
	struct ranges run;

	ranges_init(&run, 4);
	push(&run, lo, hi, extra);
	known_add(t->e, &run);
}

/* New ranges take over what they touch; what is held already is dropped. */
static void test_merge_known(void **state)
{
	struct known_test t;

	(void)state;
	setup(&t);
	know(&t, 3, 7, 1);
	know(&t, 20, 30, 2);
	know(&t, 40, 50, 3);
	know(&t, 60, 60, 4);
	push(&t.new, 1, 2, 11);	  /* both touch 3-7 */
	push(&t.new, 8, 9, 12);
	push(&t.new, 22, 25, 13); /* held */
	push(&t.new, 45, 61, 14);
	overlap_drop_held(t.e, &t.new);
	assert_int_equal(t.new.count, 3);
	overlap_merge_known(t.e, &t.new, &t.purge);
	assert_int_equal(t.new.count, 2);
	assert_range(&t.new, 0, 1, 9, 11);
	assert_range(&t.new, 1, 40, 61, 14);
	assert_int_equal(t.purge.count, 3);
	assert_range(&t.purge, 0, 3, 7, 1);
	assert_range(&t.purge, 1, 40, 50, 3);
	assert_range(&t.purge, 2, 60, 60, 4);
	teardown(&t);
}

/* A range of the set's declaration keeps its options where it is the lower. */
static void test_merge_initial(void **state)
{
	struct known_test t;

	(void)state;
	setup(&t);
	know(&t, 3, 7, 1 | RANGE_PENDING | RANGE_INITIAL);
	know(&t, 20, 30, 2 | RANGE_PENDING | RANGE_INITIAL);
	know(&t, 40, 50, 3 | RANGE_PENDING);
	push(&t.new, 3, 9, 11);
	push(&t.new, 19, 40, 12);
	overlap_merge_known(t.e, &t.new, &t.purge);
	assert_int_equal(t.new.count, 2);
	assert_range(&t.new, 0, 3, 9, 1);
	assert_range(&t.new, 1, 19, 50, 12);
	assert_int_equal(t.purge.count, 0);
	teardown(&t);
}

/* Runs double, so a thousand commands leave a handful. */
static void test_runs(void **state)
{
	struct known_test t;
	size_t count = 0;

	(void)state;
	setup(&t);
	for (uint64_t i = 0; i < 1000; i++)
		know(&t, i * 37 % 1000 * 2, i * 37 % 1000 * 2, 0);
	assert_true(t.e->nruns >= 1 && t.e->nruns <= 12);
	for (unsigned int n = 0; n < t.e->nruns; n++) {
		const struct ranges *run = &t.e->runs[n];

		count += run->count;
		for (size_t i = 1; i < run->count; i++)
			assert_true(lo_of(run, i - 1) < lo_of(run, i));
	}
	assert_int_equal(count, 1000);
	teardown(&t);
}

static void test_highest(void **state)
{
	uint8_t be[4];

	(void)state;
	range_highest(12, 2, be);
	assert_memory_equal(be, "\x0f\xff", 2);
	range_highest(32, 4, be);
	assert_memory_equal(be, "\xff\xff\xff\xff", 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_reaching),
		cmocka_unit_test(test_merge_new),
		cmocka_unit_test(test_merge_known),
		cmocka_unit_test(test_merge_initial),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_highest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
