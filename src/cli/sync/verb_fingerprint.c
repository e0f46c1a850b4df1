#include "config.h"

#include "cli/sync/verb_sync.h"

#include "cli/sync/one_state.h"
#include "cli/user/exit.h"
#include "cli/user/records.h"
#include "sync/fingerprint.h"
#include "tables/family.h"

#include <jansson.h>
#include <stdio.h>

#define SCHEMA 1

/* ---- what is printed ---- */

static void print_text(const struct fingerprints *f)
{
	char text[FINGERPRINT_MAX];

	for (size_t i = 0; i < f->count; i++) {
		const struct fingerprint *one = &f->list[i];

		fingerprint_text(one->hash, text);
		printf("%s table %s %s\n", text, family_name(one->family),
		       one->table);
	}
	fingerprint_text(f->total, text);
	printf("%s ruleset\n", text);
}

static json_t *table_json(const struct fingerprint *one)
{
	char text[FINGERPRINT_MAX];

	fingerprint_text(one->hash, text);
	return json_pack("{s:s, s:o, s:s}", "family",
			 family_name(one->family), "name",
			 record_text(one->table), "fingerprint", text);
}

static void print_json(const struct fingerprints *f)
{
	char text[FINGERPRINT_MAX];
	json_t *tables, *doc;

	tables = json_array();
	for (size_t i = 0; i < f->count; i++)
		json_array_append_new(tables, table_json(&f->list[i]));
	fingerprint_text(f->total, text);
	doc = json_pack("{s:i, s:s, s:o}", "schema", SCHEMA, "fingerprint",
			text, "tables", tables);
	json_dumpf(doc, stdout, JSON_INDENT(2));
	putchar('\n'); /* main() looks at the stream */
	json_decref(doc);
}

static void print(const struct options *o, struct state *state,
		  const struct source_set *sources)
{
	struct fingerprints f;

	(void)sources;
	fingerprints_make(&f, state);
	if (o->show == SHOW_JSON)
		print_json(&f);
	else
		print_text(&f);
	fingerprints_release(&f);
}

int verb_fingerprint(struct options *o)
{
	struct session s;
	int code = session_start(&s, o);

	if (code == GO_ON)
		code = o->files.count > 0 ? one_of_files(&s, print) :
					    one_of_kernel(&s, print);
	session_end(&s);
	return code;
}
