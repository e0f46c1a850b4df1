#include "config.h"

#include "support.h"

#include "syntax/text/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct run {
	struct ast ast;
	struct source_set sources;
	struct diags diags;
	struct parse_ctx ctx;
};

static void run_init(struct run *r)
{
	*r = (struct run){ .ctx = { .ast = &r->ast, .sources = &r->sources,
				    .diags = &r->diags } };
	ast_init(&r->ast);
	source_set_init(&r->sources);
	diags_init(&r->diags);
}

static void run_release(struct run *r)
{
	ast_release(&r->ast);
	diags_release(&r->diags);
	source_set_release(&r->sources);
}

static int run_text(struct run *r, const char *text, size_t len)
{
	struct source *src = source_add_text(&r->sources, SOURCE_STDIN,
					     "<stdin>", text, len);

	return parse_text(&r->ctx, src);
}

static uint32_t errors_of(const char *text)
{
	struct run r;
	uint32_t n;
	int ret;

	run_init(&r);
	ret = run_text(&r, text, strlen(text));
	n = r.diags.nerrors;
	assert_int_equal(ret, n ? -1 : 0);
	run_release(&r);
	return n;
}

/* Who watches learns where the last command and the last rule begin. */
static void test_place(void **state)
{
	static const struct {
		const char *text, *last;
	} rows[] = {
		{ "add table t\nadd table u\n\n", "add table u" },
		{ "table t {\n chain c { accept; }\n chain d { }\n}\n",
		  "accept" },
		{ "table t {\n chain c { accept; drop\n }\n}\n", "drop" },
		{ "add rule t c accept\n", "accept" },
		{ "table t { }\ndefine x = 1\n", "define" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *last = strstr(rows[i].text, rows[i].last);
		_Atomic uint64_t place = UINT64_MAX;
		struct run r;

		run_init(&r);
		r.ctx.place = &place;
		assert_int_equal(run_text(&r, rows[i].text,
					  strlen(rows[i].text)), 0);
		assert_int_equal(place, last - rows[i].text);
		run_release(&r);
	}
}

/* Each of these is one mistake, or none. */
static void test_one_mistake_one_error(void **state)
{
	static const struct {
		uint32_t errors;
		const char *text;
	} rows[] = {
		{ 0, "" },
		{ 0, "\n;;\n" },
		{ 0, "table t { chain c { accept; }; }" },
		{ 0, "table t {\r\n chain c {\r\n accept\r\n }\r\n}\r\n" },
		{ 0, "add element t s { 1,\n\n\n # x\n\n 2,\n\n }" },
		{ 0, "define x = 5\nadd rule t c tcp dport $x" },
		{ 1, "table t { chain c { accept }; }" },
		{ 1, "table t { chain c { accept } }" },
		{ 1, "table t {\n chain c {\n accept\n }\n" },
		{ 1, "table t {\n chain c {\n accept\n\n chain d {\n }\n}\n" },
		{ 1, "table t {\n chain c {\n tcp dport { 1, 2\n }\n"
		     " chain d {\n accept\n }\n}\n" },
		{ 1, "table t {\n chain c\n {\n accept\n }\n}\n" },
		{ 1, "table t {\n chain c\n accept\n }\n}\n" },
		{ 1, "table t {\n foo c {\n accept\n bar { x\n }\n }\n}\n" },
		{ 1, "}}}}\n}\n" },
		{ 1, "add rule t c tcp dprot { 1, 2, { 3 } } accept" },
		{ 1, "add rule t c tcp dport { 1 2 } accept" },
		{ 1, "add rule t c tcp dport $nosuch udp dport 5" },
		{ 1, "define x =\nadd rule t c tcp dport $x" },
		{ 1, "add rule t c log prefix \"a\nadd table t\n" },
		{ 2, "add rule t c tcp dprot 1\nadd rule t c acept" },
		{ 2, "table t {\n chain c {\n acept\n dorp\n }\n}\n" },
		{ 2, "add element t s { 1 2, 3 4, 5 }" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(errors_of(rows[i].text), rows[i].errors);
}

static const char sample[] =
	"define a = { 192.0.2.1, 192.0.2.2 }\n"
	"table inet t {\n"
	"	set s { type ipv4_addr; elements = { $a, 192.0.2.3 timeout 5s }; }\n"
	"	map m { type ipv4_addr : verdict; elements = { 192.0.2.1 : jump c }; }\n"
	"	ct helper h { type \"ftp\" protocol tcp; }\n"
	"	chain c {\n"
	"		type filter hook input priority filter - 5; policy drop;\n"
	"		ip saddr . tcp dport { 192.0.2.1 . 22-25 } accept comment \"x\"\n"
	"		add @s { ip saddr limit rate 5/second burst 3 packets }\n"
	"		jump { goto c; }\n"
	"		dnat ip to 192.0.2.1:80 random,persistent\n"
	"		tcp option @8,0,8 (1 | 2) log prefix \"$b\" \\\n"
	"		level warn\n"
	"	}\n"
	"}\n";

#define SAMPLE_LINES 15

/* What is wrong is said, at most once a line, and inside of the source. */
static void judge(const char *text, size_t len, bool wrong)
{
	struct run r;
	int ret;

	run_init(&r);
	ret = run_text(&r, text, len);
	assert_int_equal(ret, r.diags.nerrors ? -1 : 0);
	if (wrong)
		assert_int_not_equal(r.diags.nerrors, 0);
	/* A bracket too many may hide what every line behind it belongs to. */
	assert_true(r.diags.nerrors < SAMPLE_LINES);
	for (const struct diag *d = r.diags.first; d; d = d->next) {
		assert_int_equal(d->at.file, 0);
		/* The end of the file has a place as well. */
		assert_true(d->at.off <= len && d->at.len <= len + 1 - d->at.off);
	}
	run_release(&r);
}

/* Brackets that are open behind so many bytes; the sample has none in quotes. */
static int depth_at(size_t len)
{
	int depth = 0;

	for (size_t i = 0; i < len; i++)
		depth += strchr("{(", sample[i]) ? 1 :
			 strchr("})", sample[i]) ? -1 : 0;
	return depth;
}

/* Cut off within a block, without a bracket, or with one too many: all of these
 * are mistakes.  Without another byte it may be one. */
static void test_damaged(void **state)
{
	size_t len = sizeof(sample) - 1;
	char text[sizeof(sample) + 1];

	(void)state;
	for (size_t i = 0; i < len; i++) {
		judge(sample, i, depth_at(i) > 0);
		memcpy(text, sample, i);
		memcpy(text + i, sample + i + 1, len - i - 1);
		judge(text, len - 1, strchr("{}()", sample[i]));
		text[i] = '{';
		memcpy(text + i + 1, sample + i, len - i);
		judge(text, len + 1, true);
	}
	judge(sample, len, false);
}

static void dump_to(const char *text, char **ret_dump)
{
	struct run r;
	size_t len;
	FILE *out = open_memstream(ret_dump, &len);

	run_init(&r);
	assert_int_equal(run_text(&r, text, strlen(text)), 0);
	ast_dump(out, &r.ast, NULL);
	fclose(out);
	run_release(&r);
}

/* One newline is like another, and a ';' like both. */
static void test_newlines(void **state)
{
	static const char *const same[] = {
		"table t {\nchain c {\naccept\n}\n}\nflush ruleset\n",
		"table t {\r\nchain c {\r\naccept\r\n}\r\n}\r\nflush ruleset",
		"table t { chain c { accept; }; }; flush ruleset",
		"table t {;\n chain c {\n\n accept;;\n}\n}\nflush \\\nruleset",
		("add table t { chain c { accept # x\n # y\n } # z\n }\n"
		 "flush ruleset # w"),
	};
	char *first, *other;

	(void)state;
	dump_to(same[0], &first);
	for (size_t i = 1; i < ARRAY_SIZE(same); i++) {
		dump_to(same[i], &other);
		assert_string_equal(first, other);
		free(other);
	}
	free(first);
}

static struct ast_elem *elem_of(struct run *r, struct arena *a, size_t i)
{
	const struct ast_elems *list = r->ast.elems;
	const struct ast_elem_ref *ref = chunks_at(&list->refs, i);

	assert_null(ref->node);
	return parse_elem(a, &r->ast.strings,
			  source_at(&r->sources, list->file), ref, &r->diags);
}

static void test_plain_elements(void **state)
{
	static const char text[] =
		"add element t s { 1.2.3.4 , 5-6 . fe80::/10 timeout 1h5s "
		"comment \"a, }\" counter : goto x ,\n * }";
	struct arena a;
	struct ast_elem *el;
	struct run r;

	(void)state;
	arena_init(&a);
	run_init(&r);
	assert_int_equal(run_text(&r, text, strlen(text)), 0);
	assert_int_equal(r.ast.elems->refs.count, 3);
	assert_true(r.ast.elems->has_data);

	el = elem_of(&r, &a, 0);
	assert_int_equal(el->key->kind, AST_VALUE);
	assert_int_equal(el->at.off, 18);
	assert_int_equal(el->at.len, 7);

	el = elem_of(&r, &a, 1);
	assert_int_equal(el->key->kind, AST_CONCAT);
	assert_int_equal(el->key->list.count, 2);
	assert_int_equal(el->timeout_ms.val, 3605000);
	assert_int_equal(el->comment.len, 4);
	assert_int_equal(el->stmts->kind, STMT_COUNTER);
	assert_int_equal(el->data->kind, AST_VERDICT);
	assert_int_equal(el->data->code, VERDICT_GOTO);

	assert_int_equal(elem_of(&r, &a, 2)->key->kind, AST_CATCHALL);
	assert_int_equal(r.diags.nerrors, 0);
	run_release(&r);
	arena_release(&a);
}

/* A plain element that proves wrong when it is read says so then, once. */
static void test_wrong_plain_element(void **state)
{
	static const char text[] = "add element t s { 1-, 22accept }";
	struct arena a;
	struct run r;

	(void)state;
	arena_init(&a);
	run_init(&r);
	assert_int_equal(run_text(&r, text, strlen(text)), 0);
	assert_null(elem_of(&r, &a, 0));
	assert_int_equal(r.diags.nerrors, 1);
	assert_null(elem_of(&r, &a, 1));
	assert_int_equal(r.diags.nerrors, 2);
	run_release(&r);
	arena_release(&a);
}

/* ---- includes ---- */

struct tree {
	char dir[64];
	char names[32][16];
	int count;
};

static void tree_path(const struct tree *t, const char *name, char path[128])
{
	snprintf(path, 128, "%s/%s", t->dir, name);
}

static void tree_add(struct tree *t, const char *name, const char *text)
{
	char path[128];
	FILE *f;

	tree_path(t, name, path);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	snprintf(t->names[t->count++], sizeof(t->names[0]), "%s", name);
}

static void tree_init(struct tree *t)
{
	*t = (struct tree){ .dir = "/tmp/nftload-unit-XXXXXX" };
	assert_non_null(mkdtemp(t->dir));
}

static void tree_release(struct tree *t)
{
	char path[128];

	for (int i = 0; i < t->count; i++) {
		tree_path(t, t->names[i], path);
		unlink(path);
	}
	rmdir(t->dir);
}

/* Parses a file of the tree; names what was declared, in order. */
static const char *tree_tables(const struct tree *t, const char *name,
			       uint32_t *ret_errors, char *buf)
{
	struct source *src;
	char path[128];
	struct run r;

	buf[0] = '\0';
	tree_path(t, name, path);
	run_init(&r);
	assert_int_equal(source_add_file(&r.sources, path, false, &src), 0);
	*ret_errors = 0;
	if (parse_text(&r.ctx, src) < 0)
		*ret_errors = r.diags.nerrors;
	for (const struct ast_cmd *c = r.ast.first; c; c = c->next)
		strcat(buf, c->ref.table.name);
	run_release(&r);
	return buf;
}

static void test_includes(void **state)
{
	char buf[256];
	uint32_t errors;
	struct tree t;

	(void)state;
	tree_init(&t);
	tree_add(&t, "b.nft", "add table b");
	tree_add(&t, "a.nft", "add table a\n");
	tree_add(&t, "c.conf", "table c {\n");
	tree_add(&t, "main", "include \"*.nft\"; add table x\n"
			     "include \"nothing*\"\n"
			     "include \"c.conf\"\nchain y { }\n}\n"
			     "include \"b.nft\"");
	assert_string_equal(tree_tables(&t, "main", &errors, buf), "abxcb");
	assert_int_equal(errors, 0);

	tree_add(&t, "self", "add table s\ninclude \"self\"");
	assert_string_equal(tree_tables(&t, "self", &errors, buf), "s");
	assert_int_equal(errors, 1);
	tree_add(&t, "self2", "include \"self3\"");
	tree_add(&t, "self3", "include \"self2\"\nadd table s\n");
	assert_string_equal(tree_tables(&t, "self2", &errors, buf), "s");
	assert_int_equal(errors, 1);
	tree_release(&t);
}

static void test_include_depth(void **state)
{
	char name[16], text[64], buf[256];
	uint32_t errors;
	struct tree t;

	(void)state;
	tree_init(&t);
	for (int i = 0; i < 18; i++) {
		snprintf(name, sizeof(name), "%d", i);
		snprintf(text, sizeof(text), "include \"%d\"", i + 1);
		tree_add(&t, name, i < 17 ? text : "add table x");
	}
	assert_string_equal(tree_tables(&t, "1", &errors, buf), "x");
	assert_int_equal(errors, 0);
	assert_string_equal(tree_tables(&t, "0", &errors, buf), "");
	assert_int_equal(errors, 1);
	tree_release(&t);
}

/* Two files that include each other's copies twice would be 2^16 files. */
static void test_include_count(void **state)
{
	char name[16], text[64], buf[16];
	uint32_t errors;
	struct tree t;

	(void)state;
	tree_init(&t);
	for (int i = 0; i < 16; i++) {
		snprintf(name, sizeof(name), "%d", i);
		snprintf(text, sizeof(text), "include \"%d\"\ninclude \"%d\"\n",
			 i + 1, i + 1);
		tree_add(&t, name, i < 15 ? text : "");
	}
	(void)tree_tables(&t, "0", &errors, buf);
	assert_true(errors > 0);
	tree_release(&t);
}

static void test_include_dirs(void **state)
{
	char path[128], buf[64] = "";
	const char *dirs[] = { NULL, NULL };
	struct tree here, there;
	struct source *src;
	struct run r;

	(void)state;
	tree_init(&here);
	tree_init(&there);
	tree_add(&here, "main", "include \"x\"\ninclude \"y\"\n"
				"include \"z*\"\n");
	tree_add(&here, "x", "add table hx\n");
	tree_add(&here, "y", "add table hy\n");
	tree_add(&here, "z1", "add table hz1\n");
	tree_add(&there, "x", "add table tx\n");
	tree_add(&there, "z2", "add table tz2\n");
	dirs[0] = there.dir;
	run_init(&r);
	r.ctx.opt.include_dirs = dirs;
	tree_path(&here, "main", path);
	assert_int_equal(source_add_file(&r.sources, path, false, &src), 0);
	assert_int_equal(parse_text(&r.ctx, src), 0);
	for (const struct ast_cmd *c = r.ast.first; c; c = c->next)
		strcat(buf, c->ref.table.name);
	assert_string_equal(buf, "txhytz2hz1");
	run_release(&r);
	tree_release(&here);
	tree_release(&there);
}

static void test_defines(void **state)
{
	static const char *const good[] = { "port=22", "nets={1,2}", NULL };
	static const char *const bad[] = { "port", "x=1 2", "=5", "y=$z",
					   NULL };
	static const char text[] =
		"add rule t c tcp dport $port ip saddr $nets\n";
	struct run r;

	(void)state;
	run_init(&r);
	r.ctx.opt.defines = good;
	assert_int_equal(run_text(&r, text, strlen(text)), 0);
	run_release(&r);
	run_init(&r);
	r.ctx.opt.defines = bad;
	assert_int_equal(run_text(&r, "", 0), -1);
	assert_int_equal(r.diags.nerrors, 4);
	run_release(&r);
}

static void test_dynsets(void **state)
{
	static const char text[] =
		"add rule inet t c update @s { ip saddr }\n"
		"add rule inet t c add @s { ip saddr }\n"
		"table ip6 u { chain c { set add ip saddr @x; }; }\n";
	const struct ast_dynset_use *use;
	struct run r;

	(void)state;
	run_init(&r);
	assert_int_equal(run_text(&r, text, strlen(text)), 0);
	use = r.ast.dynsets;
	assert_int_equal(use->family, FAMILY_IP6);
	assert_string_equal(use->table, "u");
	assert_string_equal(use->set, "x");
	use = use->next;
	assert_int_equal(use->family, FAMILY_INET);
	assert_string_equal(use->set, "s");
	assert_null(use->next);
	run_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_one_mistake_one_error),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_newlines),
		cmocka_unit_test(test_plain_elements),
		cmocka_unit_test(test_wrong_plain_element),
		cmocka_unit_test(test_includes),
		cmocka_unit_test(test_include_depth),
		cmocka_unit_test(test_include_count),
		cmocka_unit_test(test_include_dirs),
		cmocka_unit_test(test_defines),
		cmocka_unit_test(test_dynsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
