#include "config.h"

#include "support.h"
#include "twins.h"

#include "syntax/json/json.h"
#include "text/diag.h"
#include "text/source.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Valid documents are broken at a known place, each member in turn; exactly
 * that place is reported, whether the document stands on one line or many.
 */

static const char *const valid[] = {
	"{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"t\", "
	"\"comment\": \"c\"}}}",
	"{\"add\": {\"chain\": {\"family\": \"ip\", \"table\": \"t\", \"name\":"
	" \"c\", \"type\": \"filter\", \"hook\": \"input\", \"prio\": -10, "
	"\"policy\": \"drop\"}}}",
	"{\"add\": {\"set\": {\"family\": \"ip\", \"table\": \"t\", \"name\": "
	"\"s\", \"type\": [\"mark\", \"mark\"], \"flags\": [\"interval\"], "
	"\"size\": 5, \"elem\": [{\"concat\": [1, {\"range\": [2, 3]}]}]}}}",
	"{\"add\": {\"limit\": {\"family\": \"ip\", \"table\": \"t\", \"name\":"
	" \"l\", \"rate\": 5, \"per\": \"second\", \"inv\": true}}}",
	"{\"add\": {\"ct helper\": {\"family\": \"ip\", \"table\": \"t\", "
	"\"name\": \"h\", \"type\": \"ftp\", \"protocol\": \"tcp\"}}}",
	"{\"add\": {\"flowtable\": {\"family\": \"ip\", \"table\": \"t\", "
	"\"name\": \"f\", \"hook\": \"ingress\", \"prio\": 0, \"dev\": [\"a\", "
	"\"b\"]}}}",
	"{\"replace\": {\"rule\": {\"family\": \"ip\", \"table\": \"t\", "
	"\"chain\": \"c\", \"handle\": 5, \"expr\": [{\"vmap\": {\"key\": "
	"{\"meta\": {\"key\": \"mark\"}}, \"data\": {\"set\": [[1, {\"jump\": "
	"{\"target\": \"d\"}}]]}}}, {\"limit\": {\"rate\": 3, \"per\": "
	"\"hour\"}}, {\"log\": {\"level\": \"warn\", \"flags\": [\"all\"]}}, "
	"{\"mangle\": {\"key\": {\"ct\": {\"key\": \"mark\"}}, \"value\": "
	"{\"jhash\": {\"mod\": 2, \"expr\": {\"payload\": {\"protocol\": "
	"\"ip\", \"field\": \"saddr\"}}}}}}, {\"dnat\": {\"addr\": \"1.2.3.4\","
	" \"port\": 5}}, {\"queue\": {\"num\": 1, \"flags\": \"bypass\"}}]}}}",
};

#define MARKER "zq-broken-zq"

/* Ways to break a member: a word for a number, a word that nobody knows, a
 * key with a letter too many. */
enum breakage { NUMBER, WORD, KEY, BREAKAGES };

/* What was broken: its pointer, by which it is found again. */
struct broken {
	enum breakage how;
	int left; /* members to pass over first */
	char path[512];
};

static bool may_break(json_t *item, enum breakage how)
{
	return how == KEY || (how == NUMBER && json_is_integer(item)) ||
	       (how == WORD && json_is_string(item));
}

static void break_here(json_t *object, const char *key, json_t *item,
		       struct broken *b)
{
	char name[64];

	snprintf(name, sizeof(name), "%s%s", key, b->how == KEY ? "Z" : "");
	snprintf(b->path + strlen(b->path), sizeof(b->path) - strlen(b->path),
		 "/%s", name);
	if (b->how == KEY) {
		assert_int_equal(json_object_set(object, name, item), 0);
		assert_int_equal(json_object_del(object, key), 0);
	} else {
		assert_int_equal(json_object_set_new(object, key,
						     json_string(MARKER)), 0);
	}
}

static bool break_member(json_t *v, struct broken *b);

static bool break_below(json_t *v, const char *step, struct broken *b)
{
	size_t len = strlen(b->path);

	snprintf(b->path + len, sizeof(b->path) - len, "/%s", step);
	if (break_member(v, b))
		return true;
	b->path[len] = '\0';
	return false;
}

static bool break_member(json_t *v, struct broken *b)
{
	const char *key;
	char index[24];
	json_t *item;
	size_t i;

	json_array_foreach(v, i, item) {
		snprintf(index, sizeof(index), "%zu", i);
		if (break_below(item, index, b))
			return true;
	}
	json_object_foreach(v, key, item) {
		if (may_break(item, b->how) && b->left-- == 0) {
			break_here(v, key, item, b);
			return true;
		}
		if (break_below(item, key, b))
			return true;
	}
	return false;
}

/* Where the mistake stands in the text, with its quotes. */
static struct located mistake_place(const char *text, enum breakage how)
{
	const char *end = strstr(text, how == KEY ? "Z\"" : MARKER), *start;

	assert_non_null(end);
	for (start = end; *start != '"'; start--)
		;
	return (struct located){ .off = (uint32_t)(start - text),
				 .len = (uint32_t)strcspn(start + 1, "\"") +
					2 };
}

static void check_place(struct source *src, const struct diag *x,
			const struct broken *b, struct arena *a)
{
	struct located want = mistake_place(src->text, b->how), l;
	struct place p;
	uint32_t line = 1, column = 1;

	for (uint32_t i = 0; i < want.off; i++, column++) {
		if (src->text[i] != '\n')
			continue;
		line++;
		column = 0;
	}
	l = source_locate(src, x->at, a);
	p = source_place(src, l.off, l.len);
	assert_int_equal(p.line, line);
	assert_int_equal(p.column, column);
	assert_int_equal(p.end_column, column + want.len - 1);
	assert_string_equal(l.pointer, b->path);
}

/* Values may be all right as words, as the names of things: then nothing is
 * said.  A key is never. */
static void check_told(struct source *src, struct diags *d,
		       const struct broken *b)
{
	const struct diag *x = d->first;

	if (!x && b->how != KEY)
		return;
	if (!x || x->next)
		print_message("%s\n", src->text);
	for (; x; x = x->next)
		if (d->first->next)
			print_message("  %s\n", x->text);
	assert_non_null(d->first);
	assert_null(d->first->next);
	check_place(src, d->first, b, &d->arena);
}

static void read_broken(const char *text, const struct broken *b)
{
	struct source_set sources;
	struct diags diags;
	struct ast ast;
	struct parse_ctx ctx = { .ast = &ast, .sources = &sources,
				 .diags = &diags };
	struct source *src;
	int ret;

	source_set_init(&sources);
	diags_init(&diags);
	ast_init(&ast);
	src = source_add_text(&sources, SOURCE_FILE, "x", text, strlen(text));
	ret = parse_json(&ctx, src);
	assert_int_equal(ret, diags.nerrors ? -1 : 0);
	check_told(src, &diags, b);
	ast_release(&ast);
	diags_release(&diags);
	source_set_release(&sources);
}

static bool break_and_read(const char *command, struct broken b)
{
	static const size_t layouts[] = { JSON_COMPACT, JSON_INDENT(2) };
	json_t *v = json_loads(command, 0, NULL), *doc;
	bool broken;

	assert_non_null(v);
	strcpy(b.path, "/nftables/1");
	broken = break_member(v, &b);
	doc = json_pack("{s:[{s:{s:n}}, o]}", "nftables", "flush", "ruleset",
			v);
	for (size_t i = 0; broken && i < ARRAY_SIZE(layouts); i++) {
		char *text = json_dumps(doc, layouts[i]);

		read_broken(text, &b);
		free(text);
	}
	json_decref(doc);
	return broken;
}

static void break_all(const char *command)
{
	for (enum breakage how = NUMBER; how < BREAKAGES; how++)
		for (int n = 0; break_and_read(command, (struct broken){
					.how = how, .left = n }); n++)
			;
}

static void test_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(valid); i++)
		break_all(valid[i]);
}

static void test_statements(void **state)
{
	char text[2048];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(twin_statements); i++) {
		snprintf(text, sizeof(text), TWIN_RULE_HEAD "%s" TWIN_RULE_TAIL,
			 twin_statements[i].json);
		break_all(text);
	}
}

static void test_objects(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(twin_objects); i++)
		break_all(twin_objects[i].json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
