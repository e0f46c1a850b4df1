#include "config.h"

#include "record.h"

#include "batch/batch.h"
#include "object/brief.h"

#include <stdio.h>
#include <string.h>

#define USES_MAX 256

/* What a table holds that the rules and elements below may use. */
static const char there[] =
	"add table ip t\nadd chain ip t c\nadd chain ip t x\n"
	"add counter ip t n\nadd set ip t s { type mark; }\n"
	"add set ip t d { type mark; flags dynamic; size 9; }\n"
	"add map ip t v { type mark : verdict; }\n"
	"add map ip t o { type mark : counter; }\n"
	"add flowtable ip t f { hook ingress priority 0; }\n";

static struct nlmsghdr *message(struct batch *b, uint32_t from_end)
{
	struct batch_msg *m = chunks_at(&b->msgs,
					batch_count(b) - 1 - from_end);

	return (struct nlmsghdr *)m->bytes;
}

/* "chain x, set s" of the names that a message uses. */
static void put_uses(char ret[static USES_MAX], const struct brief *b)
{
	static const char *const kinds[] = { [NAMED_CHAIN] = "chain",
					     [NAMED_SET] = "set",
					     [NAMED_OBJ] = "object",
					     [NAMED_FLOWTABLE] = "flowtable" };
	struct brief_uses walk = brief_uses(b);
	struct brief_use one;
	size_t len = 0;

	ret[0] = '\0';
	while (brief_next(&walk, &one)) {
		assert_true(one.names < ARRAY_SIZE(kinds) && kinds[one.names]);
		len += (size_t)snprintf(
			ret + len, USES_MAX - len, "%s%s %.*s",
			len ? ", " : "", kinds[one.names],
			one.name ? (int)attr_len(one.name) : 1,
			one.name ? (const char *)attr_data(one.name) : "-");
		assert_true(len < USES_MAX);
	}
}

struct wanted {
	const char *text;
	enum brief_kind kind;
	uint32_t from_end; /* of the message whose kind it is */
	const char *uses;
};

static const struct wanted rows[] = {
	{ "add rule ip t c tcp dport 22 accept", BRIEF_RULE, 0, "" },
	{ "add rule ip t c jump x", BRIEF_RULE, 0, "chain x" },
	{ "add rule ip t c meta mark @s goto x", BRIEF_RULE, 0,
	  "set s, chain x" },
	{ "add rule ip t c meta mark vmap @v", BRIEF_RULE, 0, "set v" },
	{ "add rule ip t c counter name n", BRIEF_RULE, 0, "object n" },
	{ "add rule ip t c counter name meta mark map @o", BRIEF_RULE, 0,
	  "set o" },
	{ "add rule ip t c update @d { meta mark }", BRIEF_RULE, 0, "set d" },
	{ "add rule ip t c flow add @f", BRIEF_RULE, 0, "flowtable f" },
	{ "add rule ip t c jump { accept; }", BRIEF_RULE, 0, "chain -" },
	{ "add rule ip t c tcp dport { 1, 2 }", BRIEF_RULE, 0, "set __set%d" },
	{ "add rule ip t c tcp dport { 1, 2 }", BRIEF_ELEMS, 1, "" },
	{ "add rule ip t c tcp dport { 1, 2 }", BRIEF_OWN_SET, 2, "" },
	{ "add rule ip t c tcp dport vmap { 1 : jump x, 2 : drop }",
	  BRIEF_ELEMS, 1, "chain x" },
	/* these have a place among others */
	{ "insert rule ip t c accept", BRIEF_OTHER, 0, "" },
	{ "add rule ip t c handle 5 accept", BRIEF_OTHER, 0, "" },
	{ "replace rule ip t c handle 5 accept", BRIEF_OTHER, 0, "" },
	{ "add element ip t s { 1, 2 }", BRIEF_ELEMS, 0, "" },
	{ "add element ip t v { 1 : goto x, 2 : accept, 3 : jump c }",
	  BRIEF_ELEMS, 0, "chain x, chain c" },
	{ "add element ip t o { 1 : \"n\" }", BRIEF_ELEMS, 0, "object n" },
	{ "add chain ip t y", BRIEF_NAMED, 0, "" },
	{ "add set ip t z { type mark; }", BRIEF_NAMED, 0, "" },
	{ "add quota ip t q { 5 mbytes; }", BRIEF_NAMED, 0, "" },
	{ "add table ip u", BRIEF_NAMED, 0, "" },
	/* and these take away */
	{ "delete element ip t s { 1 }", BRIEF_OTHER, 0, "" },
	{ "flush chain ip t c", BRIEF_OTHER, 0, "" },
	{ "delete set ip t s", BRIEF_OTHER, 0, "" },
	{ "flush set ip t s", BRIEF_OTHER, 0, "" },
};

/* A brief, and the batch that holds its bytes. */
struct briefed {
	struct diags diags;
	struct batch batch;
	struct brief brief;
};

/* Briefs the message that is `from_end` before the last of the text. */
static void brief_text(struct briefed *f, const char *line, uint32_t from_end)
{
	static struct record r;
	struct low_sink sink = batch_sink(&f->batch);
	char text[1024];

	diags_init(&f->diags);
	batch_init(&f->batch, &f->diags);
	r = (struct record){ .chain_handle = 1,
			     .rules = (const uint64_t[]){ 5 }, .nrules = 1 };
	snprintf(text, sizeof(text), "%s%s\n", there, line);
	record_into(&r, text, &sink);
	assert_string_equal(r.diags, "");
	brief_of(&f->brief, message(&f->batch, from_end));
}

static void brief_release(struct briefed *f)
{
	batch_release(&f->batch);
	diags_release(&f->diags);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct briefed f;
		char uses[USES_MAX];

		brief_text(&f, rows[i].text, rows[i].from_end);
		assert_int_equal(f.brief.kind, rows[i].kind);
		put_uses(uses, &f.brief);
		if (f.brief.kind != BRIEF_OTHER)
			assert_string_equal(uses, rows[i].uses);
		brief_release(&f);
	}
}

static void assert_text(const struct nlattr *nla, const char *wanted)
{
	assert_non_null(nla);
	assert_string_equal((const char *)attr_data(nla), wanted);
}

/* What a declaration says of itself. */
static void test_declared(void **state)
{
	static const struct {
		const char *text;
		uint8_t names;
		const char *name;
		bool constant, leads;
	} sets[] = {
		{ "add set ip t z { type mark; }", NAMED_SET, "z", false,
		  false },
		{ "add set ip t k { type mark; flags constant; }", NAMED_SET,
		  "k", true, false },
		{ "add map ip t w { type mark : verdict; }", NAMED_SET, "w",
		  false, true },
		{ "add map ip t p { type mark : quota; }", NAMED_SET, "p",
		  false, true },
		{ "add map ip t m { type mark : mark; }", NAMED_SET, "m", false,
		  false },
		{ "add chain ip t y", NAMED_CHAIN, "y", false, false },
		{ "add quota ip t q { 5 mbytes; }", NAMED_OBJ, "q", false,
		  false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		struct briefed f;
		const struct brief *b = &f.brief;

		brief_text(&f, sets[i].text, 0);
		assert_int_equal(b->kind, BRIEF_NAMED);
		assert_int_equal(b->names, sets[i].names);
		assert_int_equal(b->family, 2);
		assert_text(b->table, "t");
		assert_text(b->name, sets[i].name);
		assert_int_equal(b->constant, sets[i].constant);
		assert_int_equal(b->leads, sets[i].leads);
		brief_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_declared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
