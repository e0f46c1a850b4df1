#include "config.h"

#include "support.h"

#include "syntax/json/json.h"
#include "syntax/json/json_memory.h"
#include "syntax/json/json_tree.h"
#include "text/diag.h"
#include "text/source.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One document, read. */
struct doc {
	struct source_set sources;
	struct source *src;
	struct diags diags;
	struct ast ast;
	int ret;
};

static void doc_read_bytes(struct doc *d, const char *text, size_t len)
{
	struct parse_ctx ctx = { .ast = &d->ast, .sources = &d->sources,
				 .diags = &d->diags };

	source_set_init(&d->sources);
	diags_init(&d->diags);
	d->diags.max_errors = 20;
	ast_init(&d->ast);
	d->src = source_add_text(&d->sources, SOURCE_FILE, "x.json", text, len);
	d->ret = parse_json(&ctx, d->src);
}

static void doc_read(struct doc *d, const char *text)
{
	doc_read_bytes(d, text, strlen(text));
}

/* A command as the only one of a document. */
static void doc_read_command(struct doc *d, const char *command)
{
	char text[4096];
	int n = snprintf(text, sizeof(text), "{\"nftables\": [%s]}", command);

	assert_true(n >= 1 && n < (int)sizeof(text));
	doc_read(d, text);
}

static void doc_free(struct doc *d)
{
	ast_release(&d->ast);
	diags_release(&d->diags);
	source_set_release(&d->sources);
}

static void doc_complain(struct doc *d)
{
	for (const struct diag *x = d->diags.first; x; x = x->next) {
		struct located l = source_locate(d->src, x->at,
						 &d->diags.arena);

		print_message("%s: %s\n", l.pointer, x->text);
	}
}

static size_t count_commands(const struct doc *d)
{
	size_t n = 0;

	for (const struct ast_cmd *c = d->ast.first; c; c = c->next)
		n++;
	return n;
}

/* ---- what is said of a document, and where ---- */

struct mistake {
	const char *text;    /* the document */
	const char *code;    /* of the first diagnostic; NULL: none comes */
	const char *pointer; /* where it is */
	const char *bytes;   /* what is underlined */
	const char *says;    /* a part of the message */
};

static void check_mistake(const struct mistake *m, struct doc *d)
{
	const struct diag *x = d->diags.first;
	struct located l;

	if (!m->code) {
		doc_complain(d);
		assert_null(x);
		assert_int_equal(d->ret, 0);
		return;
	}
	if (!x)
		print_message("no complaint about %s\n", m->text);
	assert_non_null(x);
	l = source_locate(d->src, x->at, &d->diags.arena);
	assert_string_equal(diag_code_name(x->code), m->code);
	assert_string_equal(l.pointer ? l.pointer : "", m->pointer);
	assert_int_equal(l.len, strlen(m->bytes));
	assert_memory_equal(d->src->text + l.off, m->bytes, l.len);
	if (!strstr(x->text, m->says))
		print_message("'%s' lacks '%s'\n", x->text, m->says);
	assert_non_null(strstr(x->text, m->says));
	assert_int_equal(d->ret, x->level == DIAG_LEVEL_ERROR ? -1 : 0);
	assert_int_equal(d->diags.nerrors + d->diags.nwarnings, 1);
}

static const struct mistake documents[] = {
	{ "{\"nftables\": []}", NULL, NULL, NULL, NULL },
	{ " {\"other\": [1, {}], \"nftables\": []}\n", NULL, NULL, NULL, NULL },
	{ "{\"n\\u0066tables\": []}", NULL, NULL, NULL, NULL },
	{ "", "syntax", "", "", "empty" },
	{ " \n", "syntax", "", "", "empty" },
	{ "null", "type", "", "null", "not an object" },
	{ "[]", "type", "", "[", "not an object" },
	{ "{}", "missing", "", "{", "'nftables'" },
	{ "{\"x\": []}", "missing", "", "{", "'nftables'" },
	{ "{\"nftable\": []}", "unknown-name", "/nftable", "\"nftable\"",
	  "'nftables' is missing" },
	{ "{\"nftables\": null}", "type", "/nftables", "null", "not an array" },
	{ "{\"nftables\": [], \"nftables\": []}", "duplicate", "/nftables",
	  "\"nftables\"", "before" },
	{ "{\"nftables\": []} x", "syntax", "", "x", "after the end" },
	{ "{\"nftables\": []}{}", "syntax", "", "{", "after the end" },
	{ "{\"nftables\": [}", "syntax", "/nftables/0", "}", "near '}'" },
	{ "{\"nftables\": [", "syntax", "/nftables/0", "", "too early" },
	{ "{\"nftables\": [{\"add\": {", "syntax", "/nftables/0/add", "",
	  "too early" },
	{ "{\"nftables\": [] \"a\": 1}", "syntax", "/nftables", "\"a\"",
	  "expected ','" },
	{ "{\"nftables\" []}", "syntax", "/nftables", "[", "expected ':'" },
	{ "{\"nftables\": [{\"flush\": {\"ruleset\": null}},]}", "syntax",
	  "/nftables/1", "]", "nothing follows" },
	{ "{\"nftables\": [{\"flush\": {\"ruleset\": null}} 5]}", "syntax",
	  "/nftables/0", "5", "expected ','" },
	{ "{\"other\": 01, \"nftables\": []}", "syntax", "/other", "01",
	  "invalid token" },
	{ "{\"other\": 1e999, \"nftables\": []}", "range", "/other", "1e999",
	  "out of range" },
	{ "{\"nftables\": [5]}", "type", "/nftables/0", "5", "a command" },
	{ "{\"nftables\": [null]}", "type", "/nftables/0", "null",
	  "a command" },
	{ "{\"nftables\": [{}]}", "missing", "/nftables/0", "{}", "empty" },
};

static void test_documents(void **state)
{
	struct doc d;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(documents); i++) {
		doc_read(&d, documents[i].text);
		check_mistake(&documents[i], &d);
		doc_free(&d);
	}
}

#define IN_RULE(expr)                                                     \
	"{\"add\": {\"rule\": {\"family\": \"ip\", \"table\": \"t\", "    \
	"\"chain\": \"c\", \"expr\": [" expr "]}}}"
#define AT_EXPR "/nftables/0/add/rule/expr/"

static const struct mistake commands[] = {
	{ "{\"metainfo\": {\"version\": \"1\", \"json_schema_version\": 1}}",
	  NULL, NULL, NULL, NULL },
	{ "{\"metainfo\": {\"json_schema_version\": 2}}", "unsupported",
	  "/nftables/0/metainfo/json_schema_version", "2", "version 2" },
	{ "{\"table\": {\"family\": \"ip\", \"name\": \"t\", \"handle\": 5}}",
	  NULL, NULL, NULL, NULL },
	{ "{\"ad\": {}}", "unknown-name", "/nftables/0/ad", "\"ad\"",
	  "unknown command 'ad'" },
	{ "{\"add\": {\"tabel\": {}}}", "unknown-name", "/nftables/0/add/tabel",
	  "\"tabel\"", "unknown kind" },
	{ "{\"add\": 5}", "type", "/nftables/0/add", "5", "an object" },
	{ "{\"add\": {}}", "missing", "/nftables/0/add", "{}", "empty" },
	{ "{\"reset\": {\"counters\": {}}}", "unsupported",
	  "/nftables/0/reset", "\"reset\"", "resets" },
	{ "{\"insert\": {\"table\": {}}}", "context",
	  "/nftables/0/insert/table", "\"table\"", "does not work" },
	{ "{\"create\": {\"rule\": {}}}", "context", "/nftables/0/create/rule",
	  "\"rule\"", "does not work" },
	{ "{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"t\"}}, "
	  "\"delete\": {}}", "duplicate", "/nftables/0/delete", "\"delete\"",
	  "one key" },
	{ "{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"t\"}}, "
	  "\"x/~y\": {}}", "unknown-name", "/nftables/0/x~1~0y", "\"x/~y\"",
	  "ignored" },
	{ "{\"add\": {\"table\": {\"family\": \"ip\"}}}", "missing",
	  "/nftables/0/add/table", "{\"family\": \"ip\"}", "'name'" },
	{ "{\"add\": {\"table\": {\"family\": \"ip\", \"nam\": \"t\"}}}",
	  "unknown-name", "/nftables/0/add/table/nam", "\"nam\"",
	  "unknown key 'nam'" },
	{ "{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"t\", "
	  "\"flag\": \"dormant\"}}}", "unknown-name",
	  "/nftables/0/add/table/flag", "\"flag\"", "ignored" },
	{ "{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"t\", "
	  "\"flags\": [\"dormant\", \"dorman\"]}}}", "unknown-name",
	  "/nftables/0/add/table/flags/1", "\"dorman\"", "expected dormant" },
	{ "{\"add\": {\"table\": {\"family\": \"ipv4\", \"name\": \"t\"}}}",
	  "unknown-name", "/nftables/0/add/table/family", "\"ipv4\"",
	  "unknown family" },
	{ "{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"\"}}}",
	  "range", "/nftables/0/add/table/name", "\"\"", "empty" },
	{ "{\"add\": {\"table\": {\"family\": \"ip\", \"family\": \"ip\", "
	  "\"name\": \"t\"}}}", "duplicate", "/nftables/0/add/table/family",
	  "\"family\"", "before" },
	{ "{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"a\\u0000\"}}}",
	  "syntax", "/nftables/0/add/table/name", "\"a\\u0000\"", "NUL" },
	{ "{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"\xff\"}}}",
	  "syntax", "/nftables/0/add/table/name", "\"\xff\"", "UTF-8" },
	{ "{\"delete\": {\"table\": {\"family\": \"ip\"}}}", "missing",
	  "/nftables/0/delete/table", "{\"family\": \"ip\"}", "'name'" },
	{ "{\"delete\": {\"table\": {\"family\": \"ip\", \"handle\": 5}}}",
	  NULL, NULL, NULL, NULL },
	{ "{\"delete\": {\"rule\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"chain\": \"c\"}}}", "missing", "/nftables/0/delete/rule",
	  "{\"family\": \"ip\", \"table\": \"t\", \"chain\": \"c\"}",
	  "'handle'" },
	{ "{\"add\": {\"chain\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"c\", \"type\": \"filter\", \"hook\": \"input\", "
	  "\"prio\": \"filter\"}}}", "type", "/nftables/0/add/chain/prio",
	  "\"filter\"", "a whole number" },
	{ "{\"add\": {\"chain\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"c\", \"policy\": \"drop\"}}}", "obsolete",
	  "/nftables/0/add/chain/policy", "\"policy\"", "ignored without" },
	{ "{\"rename\": {\"chain\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"c\", \"newnam\": \"d\"}}}", "unknown-name",
	  "/nftables/0/rename/chain/newnam", "\"newnam\"", "unknown key" },
	{ "{\"add\": {\"set\": {\"family\": \"ip\", \"table\": \"t\", \"name\": "
	  "\"s\", \"type\": \"mark\", \"timeout\": -1}}}", "range",
	  "/nftables/0/add/set/timeout", "-1", "out of range" },
	{ "{\"add\": {\"counter\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"c\", \"packets\": 99999999999999999999}}}", "range",
	  "/nftables/0/add/counter/packets", "99999999999999999999",
	  "out of range" },
	{ "{\"add\": {\"counter\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"c\", \"packets\": 1.0}}}", "type",
	  "/nftables/0/add/counter/packets", "1.0", "with a fraction" },
	{ "{\"add\": {\"map\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"m\", \"type\": \"mark\"}}}", "missing",
	  "/nftables/0/add/map",
	  "{\"family\": \"ip\", \"table\": \"t\", \"name\": \"m\", "
	  "\"type\": \"mark\"}", "'map'" },
	{ "{\"add\": {\"set\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"s\", \"type\": [\"mark\"]}}}", "range",
	  "/nftables/0/add/set/type", "[\"mark\"]", "at least two" },
	{ "{\"add\": {\"set\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"s\", \"type\": \"mark\", \"stmt\": [{\"accept\": null}]"
	  "}}}", "context", "/nftables/0/add/set/stmt/0/accept", "\"accept\"",
	  "keeps no state" },

	{ IN_RULE("{\"mach\": {}}"), "unknown-name", AT_EXPR "0/mach",
	  "\"mach\"", "unknown statement" },
	{ IN_RULE("{\"accept\": null, \"drop\": null}"), "syntax",
	  AT_EXPR "0/drop", "\"drop\"", "second" },
	{ IN_RULE("{}"), "missing", AT_EXPR "0", "{}", "empty" },
	{ IN_RULE("null"), "type", AT_EXPR "0", "null", "a statement" },
	{ IN_RULE("{\"xt\": {\"type\": \"match\", \"name\": \"x\"}}"),
	  "unsupported", AT_EXPR "0/xt", "\"xt\"", "iptables" },
	{ IN_RULE("{\"match\": {\"op\": \"==\", \"left\": {\"meta\": "
		  "{\"key\": \"iifnam\"}}, \"right\": 1}}"),
	  "unknown-name", AT_EXPR "0/match/left/meta/key", "\"iifnam\"",
	  "unknown meta key" },
	{ IN_RULE("{\"match\": {\"op\": \"=\", \"left\": {\"meta\": "
		  "{\"key\": \"mark\"}}, \"right\": 1}}"),
	  "unknown-name", AT_EXPR "0/match/op", "\"=\"", "expected ==" },
	{ IN_RULE("{\"match\": {\"op\": \"==\", \"left\": {\"payload\": "
		  "{\"protocol\": \"tcp\", \"field\": \"dprt\"}}, "
		  "\"right\": 1}}"),
	  "unknown-name", AT_EXPR "0/match/left/payload/field", "\"dprt\"",
	  "unknown field 'dprt' of 'tcp'" },
	{ IN_RULE("{\"match\": {\"op\": \"==\", \"left\": {\"payload\": "
		  "{\"protocol\": \"tcp\", \"fild\": \"dport\"}}, "
		  "\"right\": 1}}"),
	  "unknown-name", AT_EXPR "0/match/left/payload/fild", "\"fild\"",
	  "unknown key 'fild'" },
	{ IN_RULE("{\"match\": {\"op\": \"==\", \"left\": {\"meta\": "
		  "{\"key\": \"mark\"}}, \"right\": null}}"),
	  "type", AT_EXPR "0/match/right", "null", "'null'" },
	{ IN_RULE("{\"match\": {\"op\": \"==\", \"left\": {\"meta\": "
		  "{\"key\": \"mark\"}}, \"right\": {\"accept\": null}}}"),
	  "context", AT_EXPR "0/match/right/accept", "\"accept\"",
	  "is not allowed here" },
	{ IN_RULE("{\"match\": {\"op\": \"==\", \"left\": {\"meta\": "
		  "{\"key\": \"mark\"}}, \"right\": {\"set\": [[1, 2, 3]]}}}"),
	  "range", AT_EXPR "0/match/right/set/0", "[1, 2, 3]",
	  "a key and its data" },
	{ IN_RULE("{\"match\": {\"op\": \"==\", \"left\": {\"concat\": "
		  "[{\"meta\": {\"key\": \"mark\"}}]}, \"right\": 1}}"),
	  "range", AT_EXPR "0/match/left/concat",
	  "[{\"meta\": {\"key\": \"mark\"}}]", "at least 2" },
	{ IN_RULE("{\"mangle\": {\"key\": {\"exthdr\": {\"name\": \"frag\", "
		  "\"field\": \"id\"}}, \"value\": 1}}"),
	  "context", AT_EXPR "0/mangle/key",
	  "{\"exthdr\": {\"name\": \"frag\", \"field\": \"id\"}}",
	  "cannot be set" },
	{ IN_RULE("{\"fwd\": {\"dev\": \"x\", \"addr\": \"1.2.3.4\"}}"),
	  "missing", AT_EXPR "0/fwd",
	  "{\"dev\": \"x\", \"addr\": \"1.2.3.4\"}", "'family'" },
	{ IN_RULE("{\"set\": {\"op\": \"add\", \"elem\": {\"meta\": {\"key\": "
		  "\"mark\"}}, \"set\": \"s\"}}"),
	  "type", AT_EXPR "0/set/set", "\"s\"", "after '@'" },

	{ "{\"add\": {\"element\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"s\", \"elem\": [\"1.2.3.4\", {\"prefix\": {\"addr\": "
	  "\"1.2.3.0\", \"len\": 300}}]}}}", "range",
	  "/nftables/0/add/element/elem/1/prefix/len", "300", "out of range" },
	{ "{\"add\": {\"element\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"s\", \"elem\": [\"1.2.3.4\" 5]}}}", "syntax",
	  "/nftables/0/add/element/elem/0", "5", "expected ','" },
	{ "{\"add\": {\"element\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"s\", \"elem\": [\"1.2.3.4\", 1.2.3.4]}}}", "syntax",
	  "/nftables/0/add/element/elem/1", "1.2.3.4", "" },
	{ "{\"add\": {\"element\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"s\", \"elem\": [{\"elem\": {\"val\": 1, "
	  "\"counter\": {\"packets\": 0, \"bytes\": 0}, \"timout\": 5}}]}}}",
	  "unknown-name", "/nftables/0/add/element/elem/0/elem/timout",
	  "\"timout\"", "ignored" },
	{ "{\"add\": {\"element\": {\"family\": \"ip\", \"table\": \"t\", "
	  "\"name\": \"s\", \"elem\": [1, 2], \"nme\": 1}}}", "unknown-name",
	  "/nftables/0/add/element/nme", "\"nme\"", "ignored" },
};

static void test_commands(void **state)
{
	struct doc d;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		doc_read_command(&d, commands[i].text);
		check_mistake(&commands[i], &d);
		doc_free(&d);
	}
}

/* A byte 0x00, '@' here, is no end of the text, wherever it stands. */
static void test_nul(void **state)
{
	static const char *const texts[] = {
		"{@\"nftables\": []}", "{\"nftables\": @ []}",
		"{\"nftables\": []}@", "{\"nftables\": [@]}",
		"{\"nftables\": [{\"flush\": {\"ruleset\": null}}@]}",
		"{\"nftables\": [{\"flush\": {@\"ruleset\": null}}]}",
		"{\"nftables\": [{\"flush\": {\"rule@set\": null}}]}",
		"{\"nftables\": [{\"flush\": {\"ruleset\": nul@l}}]}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		size_t at = strcspn(texts[i], "@");
		char text[128];
		struct doc d;

		snprintf(text, sizeof(text), "%s", texts[i]);
		text[at] = '\0';
		doc_read_bytes(&d, text, strlen(texts[i]));
		assert_non_null(d.diags.first);
		assert_int_equal(d.diags.first->at.off, at);
		assert_string_equal(d.diags.first->text,
				    "byte 0x00 is not allowed here");
		assert_int_equal(d.diags.nerrors, 1);
		assert_int_equal(d.ret, -1);
		doc_free(&d);
	}
}

/* One mistake, one error; the next command is read all the same. */
static void test_goes_on(void **state)
{
	static const char text[] =
		"{\"nftables\": [{\"add\": {\"table\": {\"family\": \"ip\"}}},"
		" {\"add\": {\"table\": {\"family\": \"x\", \"name\": \"t\"}}},"
		" {\"nope\": 1}, {\"add\": {\"table\": {\"a\": 1, \"a\": 2}}},"
		" {\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"t\"}}}"
		"]}";
	const struct ast_cmd *cmd;
	struct doc d;

	(void)state;
	doc_read(&d, text);
	assert_int_equal(d.diags.nerrors, 4);
	/* Of the second only the name is known: that it is a table. */
	cmd = d.ast.first;
	assert_true(cmd->poisoned);
	assert_false(cmd->next->poisoned);
	assert_null(cmd->next->next);
	doc_free(&d);
}

/* ---- depth ---- */

static char *nested(const char *head, int depth, const char *tail)
{
	size_t len = strlen(head) + strlen(tail) + 2 * (size_t)depth;
	char *text = malloc(len + 1), *at = text;

	assert_non_null(text);
	at = stpcpy(at, head);
	memset(at, '[', (size_t)depth);
	memset(at + depth, ']', (size_t)depth);
	strcpy(at + 2 * depth, tail);
	return text;
}

static void check_depth(const char *head, int depth, bool fits)
{
	char *text = nested(head, depth, "}]}");
	struct doc d;

	doc_read(&d, text);
	assert_int_equal(d.diags.nerrors, 1);
	if (fits)
		assert_int_equal(d.diags.first->code, DIAG_UNKNOWN_NAME);
	else
		assert_int_equal(d.diags.first->code, DIAG_LIMIT);
	doc_free(&d);
	free(text);
}

static void test_depth(void **state)
{
	static const char head[] = "{\"nftables\": [{\"x\": ";

	(void)state;
	check_depth(head, JSON_MAX_DEPTH - 3, true);
	check_depth(head, JSON_MAX_DEPTH - 2, false);
	check_depth(head, 100000, false);
}

/* ---- elements ---- */

static const struct ast_elem_ref *ref_at(const struct ast_elems *e, size_t i)
{
	return chunks_at(&e->refs, i);
}

/* What follows the array is read as well as what stands before it. */
static void test_elements(void **state)
{
	static const char command[] =
		"{\"add\": {\"set\": {\"family\": \"ip\", \"table\": \"t\", "
		"\"elem\": [\"192.0.2.1\", 7, \"7\", \"fe80::1\", \"07\", "
		"\"1.2.3.4.5\", \"\\u0031\", \"*\", -1, "
		"[\"a\", \"b\"]], \"name\": \"s\", \"type\": \"mark\", "
		"\"size\": 5}}}";
	const struct ast_elems *e;
	const struct ast_set *set;
	struct doc d;

	(void)state;
	doc_read_command(&d, command);
	assert_int_equal(d.ret, 0);
	set = d.ast.first->set;
	assert_string_equal(d.ast.first->ref.name.name, "s");
	assert_int_equal(set->size.val, 5);
	e = set->elements->elems;
	assert_int_equal(e->refs.count, 10);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(ref_at(e, i)->node == NULL, i < 4);
	assert_memory_equal(d.src->text + ref_at(e, 0)->off, "192.0.2.1", 9);
	assert_int_equal(ref_at(e, 0)->len, 9);
	assert_int_equal(ref_at(e, 1)->len, 1);
	assert_int_equal(ref_at(e, 6)->node->key->value.text[0], '1');
	assert_int_equal(ref_at(e, 7)->node->key->kind, AST_CATCHALL);
	assert_true(e->has_data);
	doc_free(&d);
}

#define ELEMENT(verb, set)                                               \
	"{\"" verb "\": {\"element\": {\"family\": \"ip\", \"table\": " \
	"\"t\", \"name\": \"" set "\", \"elem\": [1, 2]}}}"

/* Commands side by side for one set are one; others stay apart. */
static void test_adjacent(void **state)
{
	static const char list[] =
		ELEMENT("add", "s") "," ELEMENT("add", "s") ","
		ELEMENT("add", "x") "," ELEMENT("add", "s") ","
		ELEMENT("delete", "s") "," ELEMENT("delete", "s") ","
		ELEMENT("create", "s");
	struct doc d;

	(void)state;
	doc_read_command(&d, list);
	assert_int_equal(d.ret, 0);
	assert_int_equal(count_commands(&d), 6);
	assert_int_equal(d.ast.first->elements->elems->refs.count, 4);
	doc_free(&d);
}

/* A single element needs no array, and keys may hide behind escapes. */
static void test_elements_uncut(void **state)
{
	static const char *const commands_of_one[] = {
		"{\"add\": {\"element\": {\"family\": \"ip\", \"table\": \"t\","
		" \"name\": \"s\", \"elem\": \"192.0.2.1\"}}}",
		"{\"add\": {\"element\": {\"family\": \"ip\", \"table\": \"t\","
		" \"name\": \"s\", \"\\u0065lem\": [\"192.0.2.1\"]}}}",
		"{\"element\": {\"elem\": [\"192.0.2.1\"], \"family\": \"ip\", "
		"\"table\": \"t\", \"name\": \"s\"}}",
	};
	struct doc d;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(commands_of_one); i++) {
		doc_read_command(&d, commands_of_one[i]);
		assert_int_equal(d.ret, 0);
		assert_int_equal(d.ast.first->elements->elems->refs.count, 1);
		doc_free(&d);
	}
}

/* ---- places: every value and key of a tree ---- */

static json_t *resolve(json_t *root, const char *pointer)
{
	json_t *v = root;
	char key[64];

	while (*pointer == '/') {
		size_t n = 0;

		for (pointer++; *pointer && *pointer != '/'; pointer++) {
			char c = *pointer;

			if (c == '~')
				c = *++pointer == '1' ? '/' : '~';
			key[n++] = c;
		}
		key[n] = '\0';
		v = json_is_array(v) ?
			    json_array_get(v, (size_t)atoi(key)) :
			    json_object_get(v, key);
		assert_non_null(v);
	}
	return v;
}

static void check_place(const struct source *src, json_t *root,
			struct span at, json_t *want)
{
	json_t *found;
	struct located l;
	struct arena a;

	arena_init(&a);
	l = json_locate(src, at, &a);
	found = json_loadb(src->text + l.off, l.len, JSON_DECODE_ANY, NULL);
	assert_non_null(found);
	assert_true(json_equal(found, want));
	if (!(at.len & 1))
		assert_true(json_equal(resolve(root, l.pointer), want));
	json_decref(found);
	arena_release(&a);
}

static void check_places(const char *text)
{
	struct json_text whole = { text, (uint32_t)strlen(text) };
	uint32_t at = json_skip_colon(&whole, json_skip_value(&whole,
				json_skip_blank(&whole, 1)));
	struct source_set sources;
	struct json_slice slice;
	struct json_tree t;
	struct source *src;
	struct diags d;
	json_t *root;
	bool fatal;

	diags_init(&d);
	source_set_init(&sources);
	src = source_add_text(&sources, SOURCE_FILE, "x", text, whole.end);
	root = json_loads(text, 0, NULL);
	assert_non_null(root);
	json_tree_init(&t, src);
	at = json_skip_blank(&whole, at + 1);
	while (json_char(&whole, at) != ']') {
		assert_true(json_slice_command(&whole, at, &slice));
		assert_int_equal(json_tree_load(&t, &slice, 2, &d, &fatal), 0);
		for (uint32_t i = 0; i < t.count; i++) {
			json_t *v = t.nodes[i].v;

			/* What holds the cut is longer in the text. */
			if (!slice.cut ||
			    !(json_is_object(v) || json_is_array(v)))
				check_place(src, root, json_span(&t, i),
					    v);
			if (t.nodes[i].key) {
				json_t *key = json_string(t.nodes[i].key);

				check_place(src, root, json_key_span(&t, i),
					    key);
				json_decref(key);
			}
		}
		at = json_skip_blank(&whole, slice.end);
		if (json_char(&whole, at) == ',')
			at = json_skip_blank(&whole, at + 1);
	}
	json_tree_release(&t);
	json_decref(root);
	source_set_release(&sources);
	diags_release(&d);
}

static void test_places(void **state)
{
	static const char *const texts[] = {
		"{\"nftables\":[{\"a\":{\"b\":[1,2,{\"c\":null}],\"d/~\":true},"
		"\"e\":[[],{}, \"x,]}\\\"\\\\\"]},5,\"s\",[{}]]}",
		"{ \"nftables\" : [ { \"\\u00e9\\\"\" : [ \"\xc3\xa9\" , 1 ] "
		",\n\t\"add\" : { \"set\": { \"elem\" : [ 1 , [ 2 ] ] , \"x\" "
		": { \"y\" : [ false ] } } } } ] }",
	};
	char *dump;
	json_t *v;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		check_places(texts[i]);
		v = json_loads(texts[i], 0, NULL);
		assert_non_null(v);
		dump = json_dumps(v, JSON_INDENT(3));
		check_places(dump);
		free(dump);
		json_decref(v);
	}
}

static void test_is_document(void **state)
{
	static const struct {
		const char *text;
		bool json;
	} rows[] = {
		{ "{}", true },	     { " \n\t{", true },
		{ "table x", false }, { "", false }, { "# {", false },
	};
	struct source_set sources;

	(void)state;
	source_set_init(&sources);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct source *src = source_add_text(&sources, SOURCE_FILE,
						     "x", rows[i].text,
						     strlen(rows[i].text));

		assert_int_equal(json_is_document(src), rows[i].json);
	}
	source_set_release(&sources);
}

/* n whole numbers in an array */
static json_t *parse_numbers(struct json_memory *m, size_t n)
{
	char *text = malloc(2 * n + 2);
	json_t *root;

	assert_non_null(text);
	text[0] = '[';
	for (size_t i = 0; i < n; i++)
		memcpy(text + 1 + 2 * i, "7,", 2);
	text[2 * n] = ']';
	json_memory_begin(m);
	root = json_loadb(text, 2 * n + 1, 0, NULL);
	json_memory_end();
	free(text);
	assert_int_equal(json_array_size(root), n);
	return root;
}

static int install(void **state)
{
	(void)state;
	json_memory_install();
	return 0;
}

/* The block is of one size, however large the tree is. */
static void test_memory(void **state)
{
	struct json_memory m = { 0 };
	const uint8_t *block;
	size_t used = 0;

	(void)state;
	json_memory_drop(&m, parse_numbers(&m, 3));
	block = m.block;
	assert_non_null(block);
	json_memory_drop(&m, parse_numbers(&m, 100000));
	for (int i = 0; i < 3; i++) {
		json_t *root = parse_numbers(&m, 3);

		assert_ptr_equal(m.block, block);
		assert_int_equal(m.outside, 0);
		assert_true(i == 0 || m.used == used);
		used = m.used;
		assert_true(used > 3 * sizeof(json_t));
		json_memory_drop(&m, root);
	}
	/* Not of a parse: not of the block. */
	json_decref(json_integer(7));
	assert_int_equal(m.used, 0);
	json_memory_release(&m);
}

/* Where another program has set functions of its own, nothing is a block. */
static void test_no_memory(void **state)
{
	struct json_memory m = { 0 };

	(void)state;
	json_memory_drop(&m, parse_numbers(&m, 3));
	assert_null(m.block);
	json_memory_release(&m);
}

int main(void)
{
	const struct CMUnitTest before[] = {
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_elements),
		cmocka_unit_test(test_places),
	};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_elements),
		cmocka_unit_test(test_adjacent),
		cmocka_unit_test(test_elements_uncut),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_is_document),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("jansson's own memory", before, NULL,
					   NULL) +
	       cmocka_run_group_tests(tests, install, NULL);
}
