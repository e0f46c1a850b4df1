#include "config.h"

#include "desired.h"

#include "plan/plan.h"
#include "state/state_canon.h"

#include <stdio.h>

static const char *const fates[FATE_COUNT] = {
	"none", "same", "kept", "changed", "replaced", "remade", "added",
	"removed",
};

static const char *const reasons[] = {
	"differs", "uses", "inside", "order", "moved", "mark",
	"constant", "overlaps", "many",
};

static const char *name_of(const struct plan_item *i)
{
	const struct state_item *x = i->after ? i->after : i->before;

	if (i->kind == LOW_RULE)
		return ((const struct state_rule *)x)->chain->item.name;
	return x->name;
}

static void print_elems(FILE *f, const struct plan_item *i)
{
	for (size_t n = 0; n < i->elems->count; n++) {
		const struct plan_elem *e = chunks_at(i->elems, n);

		fprintf(f, "element %s %s %s; ", name_of(i), fates[e->fate],
			reasons[e->reason]);
	}
}

static void print_rows(FILE *f, const struct plan_item *i)
{
	for (unsigned int n = 0; change_row(n); n++)
		if (i->rows >> n & 1)
			fprintf(f, " %s", change_row(n)->what);
}

static void print_item(FILE *f, const struct plan_item *i)
{
	static const char *const kinds[] = {
		[LOW_TABLE] = "table", [LOW_CHAIN] = "chain",
		[LOW_RULE] = "rule", [LOW_SET] = "set", [LOW_OBJ] = "object",
		[LOW_FLOWTABLE] = "flowtable",
	};

	if (i->kind == LOW_ELEMS) {
		print_elems(f, i);
		return;
	}
	fprintf(f, "%s %s %s %s%s", kinds[i->kind], name_of(i),
		i->unreachable ? "unreachable" : fates[i->fate],
		reasons[i->reason], i->state & STATE_CARRIED ? " carried" : "");
	print_rows(f, i);
	fputs("; ", f);
}

static bool keeps_k(void *ctx, const struct state_item *i)
{
	(void)ctx;
	return i->name && *i->name == 'k';
}

static const struct plan_options all = { .abilities = KERNEL_ALL,
					 .exact = true };

/* A line for each member of the table. */
static void put_lines(char *to, const char *text)
{
	unsigned int depth = 0;

	for (; *text; text++) {
		*to++ = *text;
		depth += *text == '{';
		depth -= *text == '}';
		if (*text == '}' && depth == 1)
			*to++ = '\n';
	}
	*to = '\0';
}

/* The items of the plan that makes one text's state that of the other. */
static void expect_by(const struct plan_options *opt, const char *before,
		      const char *after, const char *items)
{
	struct desired has, wants;
	char buf[2000] = "", text[2][2000];
	struct plan p;
	FILE *f;

	put_lines(text[0], before);
	put_lines(text[1], after);
	desired_init(&has, STATE_EMPTY, text[0]);
	desired_init(&wants, STATE_EMPTY, text[1]);
	canon_state(&has.state);
	canon_state(&wants.state);
	plan_make(&p, &has.state, &wants.state, opt);
	f = fmemopen(buf, sizeof(buf), "w");
	assert_non_null(f);
	for (const struct plan_table *t = p.tables; t; t = t->next)
		for (const struct plan_item *i = t->items; i; i = i->next)
			print_item(f, i);
	fclose(f);
	assert_string_equal(buf, items);
	assert_true(plan_is_empty(&p) == !p.tables->edits);
	plan_release(&p);
	desired_release(&wants);
	desired_release(&has);
}

static void expect(const char *before, const char *after, const char *items)
{
	expect_by(&all, before, after, items);
}

#define T(text) "table ip t { " text "\n}"
#define BASE(name, more)                                                     \
	"chain " name " { type filter hook input priority 0; " more " } "

#define MAP(comment)                                                         \
	"chain d { comment \"" comment "\"; } "                               \
	"map m { type ipv4_addr : verdict; elements = { 10.0.0.1 : jump d, 10.0.0.2 : accept }; } "

static void test_rules(void **state)
{
	(void)state;
	expect(T("chain c { tcp dport 1 accept; tcp dport 2 accept; }"),
	       T("chain c { tcp dport 1 accept; tcp dport 2 accept; }"), "");
	expect(T("chain c { tcp dport 1 accept; tcp dport 2 accept; tcp dport 3 accept; }"),
	       T("chain c { tcp dport 1 accept; tcp dport 9 accept; tcp dport 3 accept; }"),
	       "rule c replaced differs; ");
	expect(T("chain c { tcp dport 1 accept; tcp dport 2 accept; tcp dport 3 accept; }"),
	       T("chain c { tcp dport 2 accept; tcp dport 3 accept; tcp dport 1 accept; }"),
	       "rule c remade moved carried; ");
	expect(T("chain c { tcp dport 1 counter accept comment \"a\"; tcp dport 2 accept; }"),
	       T("chain c { tcp dport 1 counter accept comment \"b\"; }"),
	       "rule c removed differs; rule c replaced differs carried; ");
}

/* What uses something that is made anew is deleted and added. */
static void test_uses(void **state)
{
	(void)state;
	expect(T("set s { type ipv4_addr; } chain c { ip saddr @s accept; tcp dport 1 accept; }"),
	       T("set s { type ipv4_addr; flags interval; } chain c { ip saddr @s accept; tcp dport 1 accept; }"),
	       "set s remade differs type; rule c remade uses carried; ");
	expect_by(&(struct plan_options){ .exact = true, .remake = true },
		  T(MAP("x") "chain c { jump d; ip saddr vmap @m; tcp dport vmap { 1 : goto d }; accept; }"),
		  T(MAP("y") "chain c { jump d; ip saddr vmap @m; tcp dport vmap { 1 : goto d }; accept; }"),
		  "chain d remade differs comment; element m remade uses; rule c remade uses carried; rule c remade uses carried; ");
	/* in an anonymous map, and in a chain of the rule's own */
	expect(T("counter n { } limit l { rate 1/second; } chain c { counter name tcp dport map { 1 : \"n\" }; jump { limit name l accept; }; }"),
	       T("counter n { } limit l { rate 2/second; } chain c { counter name tcp dport map { 1 : \"n\" }; jump { limit name l accept; }; }"),
	       "object l remade differs values; rule c remade uses carried; ");
}

static void test_base_chains(void **state)
{
	(void)state;
	/* in place, but for what no kernel changes */
	expect(T(BASE("a", "policy accept;")), T(BASE("a", "policy drop;")),
	       "chain a changed differs policy; ");
	expect(T(BASE("a", "comment \"x\";")), T(BASE("a", "comment \"y\";")),
	       "chain a unreachable differs comment; ");
	/* one that is made anew would run after those behind it */
	expect(T(BASE("b", "") BASE("c", "")),
	       T(BASE("a", "") BASE("b", "") BASE("c", "")),
	       "chain a added differs; chain b remade order; chain c remade order; ");
	expect(T(BASE("a", "") BASE("b", "")), T(BASE("b", "") BASE("a", "")),
	       "chain a remade order; ");
	expect(T(BASE("a", "") "chain b { type filter hook input priority 5; }"),
	       T("chain b { type filter hook input priority 5; }" BASE("a", "")),
	       "");
}

static void test_tables(void **state)
{
	(void)state;
	expect(T("flags dormant; " BASE("a", "")), T(BASE("a", "")),
	       "table t changed differs dormant; ");
	expect(T("flags dormant; " BASE("a", "")), T(BASE("a", "") BASE("b", "")),
	       "table t remade differs dormant; chain a remade inside; chain b added differs; ");
	expect(T("comment \"x\""), T("comment \"y\""),
	       "table t unreachable differs comment; ");
	expect_by(&(struct plan_options){ .abilities = KERNEL_ALL,
					  .remake = true },
		  T("comment \"x\"; set s { type ipv4_addr; }"),
		  T("comment \"y\"; set s { type ipv4_addr; }"),
		  "table t remade differs comment; set s remade inside; ");
}

static void test_sets(void **state)
{
	struct plan_options old = { .exact = true };

	(void)state;
	expect(T("set s { type ipv4_addr; size 10; }"),
	       T("set s { type ipv4_addr; size 20; }"),
	       "set s changed differs size; ");
	expect(T("set s { type ipv4_addr; size 10; }"),
	       T("set s { type ipv4_addr; }"),
	       "set s unreachable differs size; ");
	expect_by(&old, T("set s { type ipv4_addr; size 10; }"),
		  T("set s { type ipv4_addr; size 20; }"),
		  "set s unreachable differs size; ");
	expect(T("set s { type ipv4_addr; flags timeout; elements = { 10.0.0.1 timeout 1h }; }"),
	       T("set s { type ipv4_addr; flags timeout; elements = { 10.0.0.1 timeout 2h }; }"),
	       "element s changed differs; ");
	expect_by(&old,
		  T("set s { type ipv4_addr; flags timeout; elements = { 10.0.0.1 timeout 1h }; }"),
		  T("set s { type ipv4_addr; flags timeout; elements = { 10.0.0.1 timeout 2h }; }"),
		  "element s remade differs; ");
	/* both ends of an interval go together */
	expect(T("set s { type ipv4_addr; flags interval; elements = { 10.0.0.1-10.0.0.5, 10.0.0.9 }; }"),
	       T("set s { type ipv4_addr; flags interval; elements = { 10.0.0.1-10.0.0.6, 10.0.0.9 }; }"),
	       "element s remade differs; element s remade differs; ");
}

/* Elements of others stay in sets that are open to them. */
static void test_open_sets(void **state)
{
	struct plan_options open = { .abilities = KERNEL_ALL };
	struct plan_options marks = { .abilities = KERNEL_ALL, .marks = true };
	struct plan_options keeps = { .abilities = KERNEL_ALL,
				      .keeps = keeps_k };

	(void)state;
	expect_by(&open,
		  T("set s { type ipv4_addr; elements = { 10.0.0.1 }; }"),
		  T("set s { type ipv4_addr; }"), "");
	expect_by(&open,
		  T("set s { type ipv4_addr; elements = { 10.0.0.1 }; }"),
		  T("set s { type ipv4_addr; elements = { 10.0.0.2 }; }"),
		  "element s removed differs; element s added differs; ");
	expect_by(&keeps,
		  T("set k { type ipv4_addr; elements = { 10.0.0.1 }; } chain k1 { } chain c { }"),
		  T("set k { type ipv4_addr; elements = { 10.0.0.2 }; }"),
		  "chain k1 kept differs; chain c removed differs; element k added differs; ");
	expect_by(&marks,
		  T("set s { type ipv4_addr; flags dynamic; elements = { 10.0.0.1 }; }"),
		  T("set s { type ipv4_addr; flags dynamic; elements = { 10.0.0.1 }; }"),
		  "element s remade mark; ");
}

#define BOXES(elems)                                                         \
	"set s { typeof ip saddr . th dport; flags interval; elements = { "   \
	elems " }; }"

/* What would begin in one that is there comes before it. */
static void test_boxes(void **state)
{
	(void)state;
	expect(T(BOXES("10.0.0.1 . 1-10, 10.0.0.2 . 1")),
	       T(BOXES("10.0.0.1 . 5-6, 10.0.0.1 . 1-10, 10.0.0.2 . 1")),
	       "element s added differs; element s remade overlaps; ");
	expect(T(BOXES("10.0.0.1 . 1-10")),
	       T(BOXES("10.0.0.1 . 1-10, 10.0.0.0/24 . 0-20")),
	       "element s added differs; ");
	expect(T(BOXES("10.0.0.1 . 1-10")), T(BOXES("10.0.0.1 . 5-6")),
	       "element s removed differs; element s added differs; ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_uses),
		cmocka_unit_test(test_base_chains),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_open_sets),
		cmocka_unit_test(test_boxes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
