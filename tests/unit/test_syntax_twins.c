#include "config.h"

#include "support.h"
#include "twins.h"

#include "syntax/json/json.h"
#include "syntax/text/parse.h"
#include "text/diag.h"
#include "text/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The same input as text and as JSON gives the same commands: the dumps of
 * both are compared, without their places.
 */

static char *dump(const char *text, bool json)
{
	struct source_set sources;
	struct diags diags;
	struct ast ast;
	struct parse_ctx ctx = { .ast = &ast, .sources = &sources,
				 .diags = &diags };
	struct source *src;
	char *buf = NULL;
	size_t len;
	FILE *out;
	int ret;

	source_set_init(&sources);
	diags_init(&diags);
	ast_init(&ast);
	src = source_add_text(&sources, SOURCE_FILE, "x", text, strlen(text));
	ret = json ? parse_json(&ctx, src) : parse_text(&ctx, src);
	for (const struct diag *x = diags.first; x; x = x->next)
		print_message("%s\n  %s\n", text, x->text);
	assert_int_equal(ret, 0);
	assert_null(diags.first);
	out = open_memstream(&buf, &len);
	ast_dump(out, &ast, NULL);
	fclose(out);
	ast_release(&ast);
	diags_release(&diags);
	source_set_release(&sources);
	return buf;
}

static void check_twins(const char *text, const char *json)
{
	char *a = dump(text, false), *b = dump(json, true);

	if (strcmp(a, b) != 0)
		print_message("%s\n%s\nis not\n%s\n%s\n", text, a, json, b);
	assert_string_equal(a, b);
	free(a);
	free(b);
}

static void test_statements(void **state)
{
	char text[1024], json[2048];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(twin_statements); i++) {
		snprintf(text, sizeof(text), "add rule ip t c %s\n",
			 twin_statements[i].text);
		snprintf(json, sizeof(json),
			 "{\"nftables\": [" TWIN_RULE_HEAD "%s" TWIN_RULE_TAIL
			 "]}",
			 twin_statements[i].json);
		check_twins(text, json);
	}
}

static void test_objects(void **state)
{
	char text[1024], json[2048];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(twin_objects); i++) {
		snprintf(text, sizeof(text), "%s\n", twin_objects[i].text);
		snprintf(json, sizeof(json), "{\"nftables\": [%s]}",
			 twin_objects[i].json);
		check_twins(text, json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
