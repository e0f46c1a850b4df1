#include "config.h"

#include "support.h"

#include "sync/declared.h"
#include "syntax/text/parse.h"

#include <stdio.h>
#include <string.h>

struct run {
	struct ast ast;
	struct source_set sources;
	struct diags diags;
	struct declared d;
	char says[1024];
};

static void add_text(struct run *r, const char *fmt, ...)
{
	size_t at = strlen(r->says);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->says + at, sizeof(r->says) - at, fmt, ap);
	va_end(ap);
}

/* One word a table, "-": it shall not be there, "!": it is closed. */
static void print_tables(struct run *r)
{
	for (const struct declared_table *t = r->d.first; t; t = t->next)
		add_text(r, "%s%s%s%s", t == r->d.first ? "" : " ",
			 t->wanted ? "" : "-", t->name, t->closed ? "!" : "");
}

static void print_errors(struct run *r)
{
	for (const struct diag *d = r->diags.first; d; d = d->next)
		add_text(r, "%u: %s\n",
			 d->at.len ? source_place(source_at(&r->sources, 0),
						  d->at.off, d->at.len).line : 0,
			 d->text);
}

static void run(struct run *r, const char *text)
{
	struct parse_ctx ctx = { .ast = &r->ast, .sources = &r->sources,
				 .diags = &r->diags };
	struct source *src;

	r->says[0] = '\0';
	ast_init(&r->ast);
	source_set_init(&r->sources);
	diags_init(&r->diags);
	src = source_add_text(&r->sources, SOURCE_STDIN, "<stdin>", text,
			      strlen(text));
	assert_int_equal(parse_text(&ctx, src), 0);
	declared_init(&r->d);
	if (declared_read(&r->d, &r->ast, &r->diags) == 0) {
		assert_int_equal(r->diags.nerrors, 0);
		print_tables(r);
	} else {
		assert_int_not_equal(r->diags.nerrors, 0);
		print_errors(r);
	}
	declared_release(&r->d);
	ast_release(&r->ast);
	diags_release(&r->diags);
	source_set_release(&r->sources);
}

static void assert_says(const char *text, const char *says)
{
	struct run r;

	run(&r, text);
	assert_string_equal(r.says, says);
}

static void test_tables(void **state)
{
	(void)state;
	assert_says("table ip a { chain c { accept; }; }\n", "a");
	assert_says("table ip a\ntable ip6 b\nadd table a\n", "a b");
	assert_says("flush ruleset\ntable ip a\n", "a!");
	assert_says("table ip a\nflush ruleset\n", "-a!");
	assert_says("flush ruleset ip6\ntable ip a\ntable ip6 b\n", "a b!");
	assert_says("table a\ndelete table a\ntable a { set s { type mark; }; }\n",
		    "a!");
	assert_says("destroy table a\n", "-a!");
	assert_says("delete table a\ntable b\n", "b -a!");
	assert_says("table a\nflush table a\n", "a!");
	assert_says("flush table a\ntable a { chain c { }; }\n", "a!");
	assert_says("flush ruleset\n", "");
}

static void test_own_things(void **state)
{
	(void)state;
	assert_says("add table a\nadd chain a c\nadd rule a c accept\n"
		    "insert rule a c index 0 drop\n", "a");
	assert_says("table a { set s { type mark; }; map m { type mark : verdict; }; }\n"
		    "add element a s { 1 }\ndelete element a s { 1 }\n"
		    "add element a m { 1 : drop }\nflush map a m\n", "a");
	assert_says("table a { chain c { accept; }; }\nflush chain a c\n"
		    "rename chain a c d\nadd rule a d drop\ndelete chain a d\n", "a");
	assert_says("table a { counter c { }; quota c { 1 bytes; }; }\ndelete counter a c\n"
		    "delete quota a c\n", "a");
	assert_says("flush chain a c\ntable a { chain c { accept; }; }\n", "a");
	assert_says("table a\ndestroy chain a gone\n", "a");
}

static void test_handles(void **state)
{
	static const char says[] =
		"3: not declarative: a handle names an object of the kernel, not an object of the input\n";

	(void)state;
	assert_says("table a { chain c { accept; }; }\n\ndelete rule a c handle 4\n",
		    says);
	assert_says("table a { chain c { accept; }; }\n\nreplace rule a c handle 4 drop\n",
		    says);
	assert_says("table a { chain c { accept; }; }\n\nadd rule a c position 4 drop\n",
		    says);
	assert_says("table a { chain c { accept; }; }\n\ninsert rule a c handle 4 drop\n",
		    says);
	assert_says("table a { set s { type mark; }; }\n\ndelete set a handle 4\n",
		    says);
	assert_says("\n\ndelete table ip handle 4\n", says);
}

static void test_strangers(void **state)
{
	static const char no_table[] =
		"2: not declarative: the input does not declare table ip 'b'\n";
	static const char no_chain[] =
		"2: not declarative: the input does not declare chain 'c' in table ip 'a'\n";
	static const char no_set[] =
		"2: not declarative: the input does not declare set 's' in table ip 'a'\n";

	(void)state;
	assert_says("table ip a\nadd chain ip b c\n", no_table);
	assert_says("table ip a\nadd set ip b c { type mark; }\n", no_table);
	assert_says("table ip a\nflush table ip b\n", no_table);
	assert_says("table ip a\nadd rule ip b c accept\n", no_table);
	assert_says("table ip a\nadd rule ip a c accept\n", no_chain);
	assert_says("table ip a\ndelete chain ip a c\n", no_chain);
	assert_says("table ip a\nflush chain ip a c\n", no_chain);
	assert_says("table ip a\nrename chain ip a c d\n", no_chain);
	assert_says("table ip6 a { chain c { }; }; table a\nadd rule ip a c accept\n",
		    no_chain);
	assert_says("table ip a\nadd element ip a s { 1 }\n", no_set);
	assert_says("table ip a { set s { type mark; }; }; flush ruleset; table ip a\n"
		    "add element ip a s { 1 }\n", no_set);
	assert_says("table ip a { set s { type mark; }; }; delete set ip a s\n"
		    "add element ip a s { 1 }\n", no_set);
	assert_says("table ip a { set s { type mark; }; }\n"
		    "destroy element ip a s { 1 }\n",
		    "2: not declarative: 'destroy element' is about elements that the input does not declare\n");
	/* Its table is gone as well. */
	assert_says("table ip b { chain c { }; }; destroy table ip b\nadd rule ip b c accept\n",
		    no_table);
}

static void test_owner(void **state)
{
	static const char says[] =
		"1: not declarative: with the flag 'owner' a table lasts as long as the program that made it\n";

	(void)state;
	assert_says("table ip a { flags owner; }\n", says);
	assert_says("table ip a { flags owner, persist; }\n", says);
}

static void test_nothing(void **state)
{
	static const char says[] =
		"0: the input declares, deletes and flushes nothing\n";

	(void)state;
	assert_says("", says);
	assert_says("# a comment\ndefine x = 1\n", says);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_own_things),
		cmocka_unit_test(test_handles),
		cmocka_unit_test(test_strangers),
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
