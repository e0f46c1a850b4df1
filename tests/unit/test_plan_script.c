#include "config.h"

#include "support.h"

#include "base/mem.h"
#include "plan/script.h"

#include <stdlib.h>

#define ITEMS_MAX 24
#define MANY 100000u

static uint32_t random_state = 1;

/* Below n. */
static uint32_t draw(uint32_t n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)(random_state >> 8) * n >> 24);
}

/* Checks that pairs are of equal items and ascend; counts them. */
static uint32_t check_pairs(const struct script_list *a,
			    const struct script_list *b,
			    const uint32_t *pairs)
{
	uint32_t count = 0;
	int64_t last = -1;

	for (uint32_t i = 0; i < b->count; i++) {
		if (pairs[i] == SCRIPT_NONE)
			continue;
		assert_true(pairs[i] < a->count);
		assert_true(pairs[i] > last);
		assert_int_equal(a->hashes[pairs[i]], b->hashes[i]);
		last = pairs[i];
		count++;
	}
	return count;
}

/* How many items can stay, by trying everything. */
static uint32_t most_pairs(const struct script_list *a,
			   const struct script_list *b)
{
	uint32_t best[ITEMS_MAX + 1][ITEMS_MAX + 1] = { { 0 } };

	for (uint32_t i = 1; i <= a->count; i++)
		for (uint32_t j = 1; j <= b->count; j++)
			if (a->hashes[i - 1] == b->hashes[j - 1])
				best[i][j] = best[i - 1][j - 1] + 1;
			else
				best[i][j] = MAX(best[i - 1][j],
						 best[i][j - 1]);
	return best[a->count][b->count];
}

static struct script_list draw_list(uint64_t *room, uint32_t kinds)
{
	struct script_list l = { room, draw(ITEMS_MAX + 1) };

	for (uint32_t i = 0; i < l.count; i++)
		room[i] = draw(kinds);
	return l;
}

static void test_shortest(void **state)
{
	uint64_t rooms[2][ITEMS_MAX];
	uint32_t pairs[ITEMS_MAX];

	(void)state;
	for (unsigned int i = 0; i < 50000; i++) {
		uint32_t kinds = 1 + draw(20);
		struct script_list a = draw_list(rooms[0], kinds);
		struct script_list b = draw_list(rooms[1], kinds);

		script_find(&a, &b, SCRIPT_LIMIT, pairs);
		assert_int_equal(check_pairs(&a, &b, pairs),
				 most_pairs(&a, &b));
	}
}

/* Beyond the limit pairs are still right, and some are found where there are
 * any. */
static void test_beyond_the_limit(void **state)
{
	uint64_t rooms[2][ITEMS_MAX];
	uint32_t pairs[ITEMS_MAX];
	uint32_t got = 0, best = 0;

	(void)state;
	for (unsigned int i = 0; i < 50000; i++) {
		uint32_t kinds = 1 + draw(40);
		struct script_list a = draw_list(rooms[0], kinds);
		struct script_list b = draw_list(rooms[1], kinds);
		uint32_t most = most_pairs(&a, &b), found;

		script_find(&a, &b, draw(4), pairs);
		found = check_pairs(&a, &b, pairs);
		assert_true(found <= most);
		assert_int_equal(found > 0, most > 0);
		got += found;
		best += most;
	}
	assert_true(got > best / 5 * 4);
}

/* Items that stand once each, of which every `period`th is another one. */
static uint32_t stay_of_many(uint32_t period)
{
	uint64_t *rooms = mem_calloc(2 * (size_t)MANY, sizeof(*rooms));
	uint32_t *pairs = mem_calloc(MANY, sizeof(*pairs));
	struct script_list a = { rooms, MANY }, b = { rooms + MANY, MANY };
	uint32_t found;

	for (uint32_t i = 0; i < MANY; i++) {
		rooms[i] = i;
		rooms[MANY + i] = i % period ? i : MANY + i;
	}
	script_find(&a, &b, SCRIPT_LIMIT, pairs);
	found = check_pairs(&a, &b, pairs);
	mem_free(pairs);
	mem_free(rooms);
	return found;
}

static void test_long_lists(void **state)
{
	(void)state;
	assert_int_equal(stay_of_many(MANY), MANY - 1);
	assert_int_equal(stay_of_many(1000), MANY - MANY / 1000);
	assert_int_equal(stay_of_many(10), MANY - MANY / 10);
	assert_int_equal(stay_of_many(1), 0);
}

static void test_turned_round(void **state)
{
	uint64_t *rooms = mem_calloc(2 * (size_t)MANY, sizeof(*rooms));
	uint32_t *pairs = mem_calloc(MANY, sizeof(*pairs));
	struct script_list a = { rooms, MANY }, b = { rooms + MANY, MANY };

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		rooms[i] = i;
		rooms[MANY + i] = MANY - 1 - i;
	}
	script_find(&a, &b, SCRIPT_LIMIT, pairs);
	assert_int_equal(check_pairs(&a, &b, pairs), 1);
	mem_free(pairs);
	mem_free(rooms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shortest),
		cmocka_unit_test(test_beyond_the_limit),
		cmocka_unit_test(test_long_lists),
		cmocka_unit_test(test_turned_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
