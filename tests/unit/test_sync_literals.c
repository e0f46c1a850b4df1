#include "config.h"

#include "desired.h"

#include "plan/emit.h"
#include "state/state_canon.h"
#include "sync/literals.h"

/* What a sync of one text leaves in the kernel. */
struct left {
	struct desired wanted;
	struct diags diags;
	struct batch batch;
	struct state state;
};

static void left_init(struct left *l, const char *text, bool marks)
{
	const struct plan_options opt = { .abilities = KERNEL_ALL,
					  .marks = marks };
	struct state nothing;
	struct plan p;

	desired_init(&l->wanted, STATE_EMPTY, text);
	canon_state(&l->wanted.state);
	state_init(&nothing, STATE_EMPTY);
	plan_make(&p, &nothing, &l->wanted.state, &opt);
	diags_init(&l->diags);
	batch_init(&l->batch, &l->diags);
	assert_int_equal(plan_emit(&p, &l->batch), 0);
	state_init(&l->state, STATE_EMPTY);
	state_apply(&l->state, &l->batch, NULL);
	plan_release(&p);
	state_release(&nothing);
}

static void left_release(struct left *l)
{
	state_release(&l->state);
	batch_release(&l->batch);
	diags_release(&l->diags);
	desired_release(&l->wanted);
}

/* How many anonymous sets that a sync of one text left need not be read by a
 * sync of another. */
static unsigned int found(const char *text, bool marks, const char *other)
{
	struct literals all = { .filled = false };
	struct desired wanted;
	unsigned int n = 0;
	struct left left;
	struct state_table *t;
	struct state_set *set;

	left_init(&left, text, marks);
	desired_init(&wanted, STATE_EMPTY, other);
	canon_state(&wanted.state);
	state_each(t, &left.state.tables)
		state_each(set, &t->sets)
			if (set->anonymous &&
			    literals_find(&all, &wanted.state, set->item.low))
				n++;
	literals_release(&all);
	desired_release(&wanted);
	left_release(&left);
	return n;
}

#define IN(rules) "table ip t {\nchain a {\n}\nchain c {\n" rules "\n}\n}\n"
#define SADDR IN("ip saddr { 192.0.2.1, 192.0.2.7 }")
#define COUNTED IN("ip saddr { 192.0.2.1 counter, 192.0.2.7 counter }")
#define VMAP IN("tcp dport vmap { 1 : jump a, 2 : drop }")

static void test_found(void **state)
{
	(void)state;
	assert_int_equal(found(SADDR, true, SADDR), 1);
	assert_int_equal(found(VMAP, true, VMAP), 1);
	assert_int_equal(found(SADDR, true, VMAP), 0);
	/* The order of the input is not that of the elements. */
	assert_int_equal(found(SADDR, true,
			       IN("ip saddr { 192.0.2.7, 192.0.2.1 }")), 1);
	/* In another rule, or several times. */
	assert_int_equal(found(SADDR, true,
			       IN("ip saddr { 192.0.2.1, 192.0.2.7 } drop")),
			 1);
	assert_int_equal(found(IN("ip saddr { 192.0.2.1, 192.0.2.7 } drop\n"
				  "ip saddr { 192.0.2.1, 192.0.2.7 } accept"),
			       true, SADDR), 2);
}

static void test_other_content(void **state)
{
	(void)state;
	assert_int_equal(found(SADDR, true,
			       IN("ip saddr { 192.0.2.1, 192.0.2.7, "
				  "192.0.2.9 }")), 0);
	assert_int_equal(found(SADDR, true,
			       IN("ip saddr { 192.0.2.1, 192.0.2.8 }")), 0);
	assert_int_equal(found(VMAP, true,
			       IN("tcp dport vmap { 1 : goto a, 2 : drop }")),
			 0);
	assert_int_equal(found(VMAP, true,
			       IN("tcp dport vmap { 1 : jump a, 3 : drop }")),
			 0);
	/* The same bytes, as another type of set. */
	assert_int_equal(found(IN("tcp dport { 1, 2 }"), true,
			       IN("tcp dport { 1, 2-3 }")), 0);
}

static void test_not_told(void **state)
{
	(void)state;
	assert_int_equal(found(SADDR, false, SADDR), 0);
	/* Counts would be missing. */
	assert_int_equal(found(COUNTED, true, COUNTED), 0);
}

/* A chain without a name of its own says nothing of the others. */
static void test_names(void **state)
{
	static const char both[] =
		IN("ip saddr 192.0.2.1 jump {\naccept\n}\n"
		   "tcp dport vmap { 1 : jump a, 2 : drop }");

	(void)state;
	assert_int_equal(found(both, true, both), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_other_content),
		cmocka_unit_test(test_not_told),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
