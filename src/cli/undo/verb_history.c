#include "config.h"

#include "cli/undo/verb_history.h"

#include "base/clock.h"
#include "cli/run/apart.h"
#include "cli/undo/entries.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/records.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#define SCHEMA 1

/* ---- text ---- */

static void print_line(const struct entry *x)
{
	const struct history_entry *e = &x->e;
	char at[TIME_TEXT_BYTES];

	clock_text(e->time, at);
	printf("%" PRIu64 "  %s  uid %" PRIu32 "  +%" PRIu64 " ~%" PRIu64
	       " -%" PRIu64 "  %s: ",
	       x->number, at, e->uid, e->added, e->changed, e->removed,
	       e->verb);
	/* No byte of a command moves the cursor of a terminal. */
	for (const char *c = e->command; *c; c++)
		putchar((unsigned char)*c < ' ' || *c == 0x7f ? '?' : *c);
	putchar('\n');
}

static void warn(const struct options *o, const struct entry *x)
{
	messages_sayf(o, SAY_WARNING,
		      "number %" PRIu64 " of the history is left alone: %s",
		      x->number, entry_wrong(x));
}

static void print_list(const struct options *o, const struct entries *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].err)
			warn(o, &all->list[i]);
		else
			print_line(&all->list[i]);
}

static void print_diff(const struct entry *x)
{
	const struct pack *diff = &x->e.block[HISTORY_DIFF];

	print_line(x);
	fwrite(diff->bytes, 1, diff->len, stdout);
}

/* ---- JSON ---- */

static json_t *files_json(const struct history_entry *e)
{
	json_t *list = json_array();

	for (const struct history_file *f = e->files; f; f = f->next)
		json_array_append_new(
			list, json_pack("{s:o, s:s}", "name",
					record_text(f->name), "sha256",
					f->hash));
	return list;
}

static json_t *entry_json(const struct entry *x)
{
	const struct history_entry *e = &x->e;
	char at[TIME_TEXT_BYTES];

	if (x->err)
		return json_pack("{s:I, s:s}", "number", (json_int_t)x->number,
				 "error", entry_wrong(x));
	clock_text(e->time, at);
	return json_pack("{s:I, s:s, s:I, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:I}",
			 "number", (json_int_t)x->number, "at", at, "uid",
			 (json_int_t)e->uid, "loginuid",
			 e->loginuid == UINT32_MAX ?
				 json_null() :
				 json_integer(e->loginuid),
			 "verb", record_text(e->verb), "command",
			 record_text(e->command), "inputs", files_json(e),
			 "generation", (json_int_t)e->genid, "added",
			 (json_int_t)e->added, "changed",
			 (json_int_t)e->changed, "removed",
			 (json_int_t)e->removed);
}

static void dump(json_t *doc)
{
	json_dumpf(doc, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(doc);
}

static void dump_list(const struct entries *all)
{
	json_t *list = json_array();

	for (size_t i = 0; i < all->count; i++)
		json_array_append_new(list, entry_json(&all->list[i]));
	dump(json_pack("{s:i, s:o}", "schema", SCHEMA, "entries", list));
}

static void dump_diff(const struct entry *x)
{
	const struct pack *items = &x->e.block[HISTORY_ITEMS];
	json_t *doc = entry_json(x);
	json_t *list = json_loadb((const char *)items->bytes, items->len, 0,
				  NULL);

	json_object_set_new(doc, "schema", json_integer(SCHEMA));
	json_object_set_new(doc, "items", list ? list : json_array());
	dump(doc);
}

/* ---- the verb ---- */

static int show_one(const struct options *o, const struct entries *all,
		    uint64_t number)
{
	const struct entry *x = entries_find(all, number);

	if (!x)
		return options_error("the history has no number %" PRIu64,
				     number);
	if (x->err) {
		warn(o, x);
		return EXIT_INPUT;
	}
	if (o->show == SHOW_JSON)
		dump_diff(x);
	else
		print_diff(x);
	return EXIT_DONE;
}

static int show_all(const struct options *o, const struct entries *all)
{
	if (o->show == SHOW_JSON)
		dump_list(all);
	else
		print_list(o, all);
	return EXIT_DONE;
}

int verb_history(struct options *o)
{
	struct entries all;
	uint64_t number;
	int code = entries_number(o, &number);

	if (code == GO_ON)
		code = entries_open(&all, o);
	if (code != GO_ON)
		return code;
	apart_give_up_rights(o);
	entries_read(&all);
	code = number ? show_one(o, &all, number) : show_all(o, &all);
	entries_release(&all);
	return code;
}
