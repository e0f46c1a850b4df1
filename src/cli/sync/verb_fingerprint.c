#include "config.h"

#include "cli/sync/verb_sync.h"

#include "base/mem.h"
#include "cli/run/apart.h"
#include "cli/sync/session.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/records.h"
#include "sync/fingerprint.h"
#include "sync/present.h"
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

	json_set_alloc_funcs(mem_alloc, mem_free);
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

static void print(const struct options *o, struct state *state)
{
	struct fingerprints f;

	fingerprints_make(&f, state);
	if (o->show == SHOW_JSON)
		print_json(&f);
	else
		print_text(&f);
	fingerprints_release(&f);
}

/* ---- of files ---- */

static int of_files(struct session *s)
{
	struct wanted w;
	int code;

	wanted_init(&w, &s->work, &s->events);
	s->wanted = &w;
	wanted_build(&w);
	s->wanted = NULL;
	code = session_say(s, &w, NULL);
	if (code == EXIT_DONE) {
		wanted_apply(&w);
		print(s->opt, &w.state);
	}
	wanted_release(&w);
	return code;
}

/* ---- of the kernel ---- */

static bool every_table(void *ctx, const struct low_msg *table)
{
	(void)ctx;
	(void)table;
	return true;
}

static int fail(const struct session *s, int err, const char *doing)
{
	const struct load_failure why = { .err = err, .doing = doing };
	struct closing c = { "" };

	outcome_failure(&c, &why);
	messages_say(s->opt, SAY_ERROR, c.text);
	return load_code_of(err);
}

static int of_socket(struct session *s, struct kernel_socket *sock)
{
	static const struct read_choice all = { .table = every_table };
	struct present p;
	int err = present_read(&p, sock, &all);

	if (err < 0)
		return fail(s, err, "reading the ruleset");
	print(s->opt, &p.state);
	present_release(&p);
	return EXIT_DONE;
}

static int of_kernel(struct session *s)
{
	struct kernel_socket sock;
	int err = kernel_socket_open(&sock, &s->work.how), code;

	if (err < 0)
		return fail(s, err, "opening a netlink socket");
	apart_give_up_rights(s->opt);
	code = of_socket(s, &sock);
	kernel_socket_close(&sock);
	return code;
}

int verb_fingerprint(struct options *o)
{
	struct session s;
	int code = session_start(&s, o);

	if (code == GO_ON)
		code = o->files.count > 0 ? of_files(&s) : of_kernel(&s);
	session_end(&s);
	return code;
}
