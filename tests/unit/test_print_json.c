#include "config.h"

#include "support.h"
#include "twins.h"

#include "../print/plain.h"
#include "print/json/json_put.h"
#include "print/json/print_json.h"
#include "syntax/json/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * JSON that is read to a tree and written gives the same tree when it is read
 * again.  That what is written is what nft lists is for tests/print.
 */

struct reading {
	struct source_set sources;
	struct diags diags;
	struct ast ast;
};

static void read_json(struct reading *r, const char *text)
{
	struct parse_ctx ctx = { .ast = &r->ast, .sources = &r->sources,
				 .diags = &r->diags };
	struct source *src;

	source_set_init(&r->sources);
	diags_init(&r->diags);
	ast_init(&r->ast);
	src = source_add_text(&r->sources, SOURCE_FILE, "x", text,
			      strlen(text));
	if (parse_json(&ctx, src) < 0)
		print_message("%s\n%s\n", text, r->diags.first->text);
	assert_null(r->diags.first);
	plain_nodes(&r->ast, &r->sources);
}

static void forget(struct reading *r)
{
	ast_release(&r->ast);
	diags_release(&r->diags);
	source_set_release(&r->sources);
}

static char *dump_of(const struct reading *r)
{
	char *buf = NULL;
	size_t len;
	FILE *out = open_memstream(&buf, &len);

	ast_dump(out, &r->ast, NULL);
	fclose(out);
	return buf;
}

static char *written(const struct reading *r)
{
	json_t *obj = print_json_cmd(r->ast.first);
	char *one = json_dumps(obj, 0), *all;

	assert_true(asprintf(&all, "{\"nftables\": [{\"add\": %s}]}", one) > 0);
	json_decref(obj);
	free(one);
	return all;
}

static void check(const char *json)
{
	struct reading before, after;
	char *a, *b, *text;

	read_json(&before, json);
	text = written(&before);
	read_json(&after, text);
	a = dump_of(&before);
	b = dump_of(&after);
	if (strcmp(a, b) != 0)
		print_message("%s\nis written as\n%s\n", json, text);
	assert_string_equal(a, b);
	free(a);
	free(b);
	free(text);
	forget(&before);
	forget(&after);
}

static void test_statements(void **state)
{
	char json[2048];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(twin_statements); i++) {
		snprintf(json, sizeof(json),
			 "{\"nftables\": [" TWIN_RULE_HEAD "%s" TWIN_RULE_TAIL
			 "]}",
			 twin_statements[i].json);
		check(json);
	}
}

/* Only what is added has members beside its name. */
static void test_objects(void **state)
{
	static const char begin[] = "{\"add\": ";
	char json[2048];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(twin_objects); i++) {
		if (strncmp(twin_objects[i].json, begin, strlen(begin)) != 0)
			continue;
		snprintf(json, sizeof(json), "{\"nftables\": [%s]}",
			 twin_objects[i].json);
		check(json);
	}
}

/* Elements of text lists have no nodes to compare with. */
static void test_elements(void **state)
{
	static const char *const elems[] = {
		"5, 6",
		"{\"elem\": {\"val\": 5, \"timeout\": 60, \"expires\": 30, "
		"\"comment\": \"x\"}}",
		"{\"elem\": {\"val\": 5, \"counter\": {\"packets\": 3, "
		"\"bytes\": 4}, \"quota\": {\"val\": 7, \"val_unit\": "
		"\"kbytes\", \"used\": 1, \"used_unit\": \"bytes\"}}}",
		"{\"elem\": {\"val\": 5, \"limit\": {\"rate\": 3, \"per\": "
		"\"hour\", \"inv\": true}, \"last\": {\"used\": 9}}}",
		"{\"elem\": {\"val\": {\"range\": [5, 6]}, \"ct count\": "
		"{\"val\": 3, \"inv\": true}, \"last\": null}}",
		"{\"elem\": {\"val\": 5, \"timeout\": 18446744073709551}}",
		"{\"elem\": {\"val\": 5, \"timeout\": 1, \"timeout-ms\": "
		"1500}}",
		"\"*\"",
	};
	char json[2048];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(elems); i++) {
		snprintf(json, sizeof(json),
			 "{\"nftables\": [" OBJECT("add", "set",
			 ", \"type\": \"mark\", \"flags\": [\"dynamic\"], "
			 "\"elem\": [%s]") "]}", elems[i]);
		check(json);
	}
}

static void test_counts_are_forgotten(void **state)
{
	const struct ast_stmt counter = { .kind = STMT_COUNTER,
					  .counter = { 3, 4 } };
	json_t *with = print_json_stmts(&counter);
	json_t *without = print_json_stmts(&counter);
	char *a = json_dumps(with, 0), *b;

	(void)state;
	json_forget_counts(without);
	b = json_dumps(without, 0);
	assert_string_equal(a, "[{\"counter\": {\"packets\": 3, \"bytes\": 4}}]");
	assert_string_equal(b, "[{\"counter\": null}]");
	free(a);
	free(b);
	json_decref(with);
	json_decref(without);
}

static void test_bytes_that_are_no_text(void **state)
{
	const struct ast_expr e = { .kind = AST_VALUE,
				    .value = { "a\xff\xc3\xa4", 4 } };
	json_t *json = print_json_expr(&e);

	(void)state;
	assert_string_equal(json_string_value(json), "a\xef\xbf\xbd\xc3\xa4");
	json_decref(json);
}

static void test_numbers_of_64_bits(void **state)
{
	const struct ast_expr e = { .kind = AST_VALUE, .flags = AST_NUMBER,
				    .value = { "18446744073709551360", 20 } };
	json_t *json = print_json_expr(&e);

	(void)state;
	assert_int_equal(json_integer_value(json), -256);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_elements),
		cmocka_unit_test(test_counts_are_forgotten),
		cmocka_unit_test(test_bytes_that_are_no_text),
		cmocka_unit_test(test_numbers_of_64_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
