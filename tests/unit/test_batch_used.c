#include "config.h"

#include "support.h"

#include "batch/used.h"

#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>

#define NAMES 3000

/* An attribute that holds a name, with or without the NUL at its end. */
struct attr {
	struct nlattr head;
	char text[28];
};

static const struct nlattr *put(struct attr *a, const char *text, bool ends)
{
	size_t len = strlen(text);

	memset(a, 0, sizeof(*a));
	memcpy(a->text, text, len);
	a->head.nla_len = (uint16_t)(NLA_HDRLEN + len + ends);
	return &a->head;
}

static uint32_t number(struct used_names *u, uint8_t family,
		       const struct attr *table, uint8_t names,
		       const struct attr *name)
{
	struct brief m = { .family = family };

	m.table = (struct nlattr *)(uintptr_t)table;
	return used_of(u, &m, names, name ? &name->head : NULL)->number;
}

/* Each part of the key counts, and only what is in the name. */
static void test_keys(void **state)
{
	struct attr t, other, a, bare, longer;
	struct used_names u;
	uint32_t first;

	(void)state;
	put(&t, "t", true);
	put(&other, "t2", true);
	put(&a, "name-of-a-chain", true);
	put(&bare, "name-of-a-chain", false);
	put(&longer, "name-of-a-chain2", true);
	used_init(&u);
	first = number(&u, 2, &t, NAMED_CHAIN, &a);
	assert_int_equal(number(&u, 2, &t, NAMED_CHAIN, &bare), first);
	assert_int_not_equal(number(&u, 10, &t, NAMED_CHAIN, &a), first);
	assert_int_not_equal(number(&u, 2, &other, NAMED_CHAIN, &a), first);
	assert_int_not_equal(number(&u, 2, &t, NAMED_SET, &a), first);
	assert_int_not_equal(number(&u, 2, &t, NAMED_CHAIN, &longer), first);
	assert_int_not_equal(number(&u, 2, &t, NAMED_TABLE, NULL), first);
	assert_int_equal(number(&u, 2, &t, NAMED_TABLE, NULL),
			 number(&u, 2, &t, NAMED_TABLE, NULL));
	assert_int_equal(number(&u, 2, &t, NAMED_CHAIN, &a), first);
	used_release(&u);
}

/* Many names, in two tables in turn; notes stay with their names, and cost
 * little: a note of each and at most four slots. */
static void test_many(void **state)
{
	static struct attr names[NAMES];
	struct used_names u;
	struct attr tables[2];

	(void)state;
	put(&tables[0], "one", true);
	put(&tables[1], "two", true);
	used_init(&u);
	for (uint32_t i = 0; i < NAMES; i++) {
		struct brief m = { .table = &tables[i & 1].head };
		char text[28];
		struct used *one;

		snprintf(text, sizeof(text), "chain-%08x-%u", i / 2 * 7919, i / 2);
		put(&names[i], text, true);
		one = used_of(&u, &m, NAMED_CHAIN, &names[i].head);
		assert_int_equal(one->made, 0);
		one->made = i + 1;
	}
	for (uint32_t i = 0; i < NAMES; i++) {
		struct brief m = { .table = &tables[i & 1].head };
		struct used *one = used_of(&u, &m, NAMED_CHAIN, &names[i].head);

		assert_int_equal(one->made, i + 1);
		assert_ptr_equal(used_at(&u, one->number), one);
	}
	assert_int_equal(u.list.count, NAMES + 2);
	assert_true(u.nslots <= 4 * NAMES);
	assert_true(sizeof(struct used) <= 56);
	used_release(&u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
