#include "config.h"

#include "desired.h"

#include "object/encode.h"
#include "tables/family.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

static struct state_table *table_of(struct desired *d, const char *name)
{
	return state_table(&d->state, FAMILY_IP, name);
}

/* The user data of rules is their comment, behind two bytes of head. */
static void assert_rules(struct desired *d, const char *chain,
			 const char *comments)
{
	struct state_chain *c = state_chain(&d->state, table_of(d, "t"), chain);
	char seen[64] = "";
	struct state_rule *r;
	struct arena a;

	arena_init(&a);
	assert_non_null(c);
	state_each(r, &c->rules) {
		struct low_msg m;

		state_rule_low(r, &a, &m);
		assert_true(strlen(seen) + 2 < sizeof(seen));
		strncat(seen, (const char *)m.udata + 2, 1);
	}
	assert_string_equal(seen, comments);
	arena_release(&a);
}

static void test_rules_in_order(void **state)
{
	struct desired d;

	(void)state;
	desired_init(&d, STATE_EMPTY,
		     "flush ruleset; table ip t { chain c { accept comment \"b\"\n"
		     "accept comment \"d\"\n };}\n"
		     "insert rule t c accept comment \"a\"\n"
		     "insert rule t c index 2 accept comment \"c\"\n"
		     "add rule t c accept comment \"e\"\n"
		     "add rule t c index 4 accept comment \"f\"\n");
	assert_rules(&d, "c", "abcdef");
	assert_int_equal(d.refusals.list.count, 0);
	desired_release(&d);
}

static void test_flush_and_delete(void **state)
{
	struct state_table *t;
	struct desired d;

	(void)state;
	desired_init(&d, STATE_EMPTY,
		     "add table ip t; add set ip t r { type mark; }\n"
		     "delete set ip t r\n"
		     "add flowtable ip t f { hook ingress priority 0; devices = { lo }; }\n"
		     "delete flowtable ip t f\n"
		     "table ip t { chain c { accept comment \"a\"; }; chain e { }\n"
		     "set s { type ipv4_addr; elements = { 1.1.1.1, 1.1.1.2 }; }\n"
		     "counter k { };\n }\n"
		     "table ip gone { chain x { accept; }; }\n"
		     "flush chain t c; add rule t c accept comment \"z\"\n"
		     "delete element t s { 1.1.1.1 }; delete chain t e\n"
		     "delete counter t k; delete table gone\n");
	t = table_of(&d, "t");
	assert_rules(&d, "c", "z");
	assert_null(state_chain(&d.state, t, "e"));
	assert_null(state_set(&d.state, t, "r", 0));
	assert_null(state_flowtable(&d.state, t, "f"));
	assert_null(state_obj(&d.state, t, NFT_OBJECT_COUNTER, "k"));
	assert_null(table_of(&d, "gone"));
	elems_settle(&state_set(&d.state, t, "s", 0)->elems);
	assert_int_equal(state_set(&d.state, t, "s", 0)->elems.count, 1);
	assert_int_equal(d.state.tables.count, 1);
	assert_int_equal(t->chains.count, 1);
	assert_int_equal(d.refusals.list.count, 0);
	desired_release(&d);
}

static void test_a_table_begins_anew(void **state)
{
	struct desired d;

	(void)state;
	desired_init(&d, STATE_UNKNOWN,
		     "table ip t { chain old { }; }; delete table ip t\n"
		     "table ip t { chain c { accept comment \"n\"; }; }\n"
		     "add rule ip other c accept\n");
	assert_rules(&d, "c", "n");
	assert_true(table_of(&d, "t")->known);
	assert_false(table_of(&d, "other")->known);
	assert_false(table_of(&d, "other")->declared);
	assert_int_equal(d.refusals.list.count, 0);
	desired_release(&d);
}

static void test_refusals_in_an_empty_kernel(void **state)
{
	const struct state_refusal *r;
	struct desired d;
	struct span at;

	(void)state;
	desired_init(&d, STATE_EMPTY, "add rule ip other c accept\n");
	assert_int_equal(d.refusals.list.count, 1);
	r = chunks_at(&d.refusals.list, 0);
	assert_int_equal(r->errnum, ENOENT);
	at = batch_place(&d.load.list[0].batch, r->msg, r->off);
	assert_int_equal(at.off, strlen("add rule ip "));
	desired_release(&d);
}

/* The messages of a dump, as the kernel sends them: with handles. */
static void take(struct desired *d, const struct low_msg *m)
{
	static _Alignas(struct nlmsghdr) uint8_t kept[2][256];
	static unsigned int n;
	struct wire w;

	wire_init(&w);
	encode_begin(&w, m, 0);
	encode_attrs(&w, m, NULL);
	assert_true(n < ARRAY_SIZE(kept) && wire_len(&w) <= sizeof(kept[0]));
	memcpy(kept[n], w.nlh, wire_len(&w));
	assert_true(state_take(&d->state, (const void *)kept[n++]));
	wire_release(&w);
}

static void test_a_chain_is_renamed(void **state)
{
	const struct low_msg table = { .kind = LOW_TABLE, .family = FAMILY_IP,
				       .table.name = "t" };
	const struct low_msg chain = { .kind = LOW_CHAIN, .family = FAMILY_IP,
				       .table.name = "t",
				       .name = { "c", .handle = 7 } };
	struct low_msg renamed = chain;
	struct desired d;

	(void)state;
	desired_init(&d, STATE_EMPTY, "");
	take(&d, &table);
	take(&d, &chain);
	assert_non_null(state_chain(&d.state, table_of(&d, "t"), "c"));
	renamed.name.name = "e";
	batch_release(&d.load.list[0].batch);
	(void)batch_sink(&d.load.list[0].batch).msg(
		batch_sink(&d.load.list[0].batch).ctx, &renamed);
	state_apply(&d.state, &d.load.list[0].batch, &d.refusals);
	assert_int_equal(d.refusals.list.count, 0);
	assert_null(state_chain(&d.state, table_of(&d, "t"), "c"));
	assert_int_equal(
		state_chain(&d.state, table_of(&d, "t"), "e")->item.handle, 7);
	desired_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules_in_order),
		cmocka_unit_test(test_flush_and_delete),
		cmocka_unit_test(test_a_table_begins_anew),
		cmocka_unit_test(test_a_chain_is_renamed),
		cmocka_unit_test(test_refusals_in_an_empty_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
