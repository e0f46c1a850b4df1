#include "config.h"

#include "cli/echo/echo_document.h"

#include "base/mem.h"
#include "syntax/json/json_scan.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A way through one document; all of it was found to be right before. */
struct printer {
	struct json_text text;
	uint32_t at;
	const struct echo_handle *next, *end; /* those not yet put in */
	size_t printed; /* commands */
};

bool echo_is_document(const struct source *src)
{
	return src->locate != NULL;
}

void echo_handles_add(struct echo_handles *h, struct span command, uint8_t msg,
		      uint64_t handle)
{
	if (h->count == h->room) {
		h->room = h->room ? 2 * h->room : 64;
		h->list = mem_recalloc(h->list, h->room, sizeof(*h->list));
	}
	h->list[h->count++] = (struct echo_handle){ command, msg, handle };
}

void echo_handles_release(struct echo_handles *h)
{
	mem_free(h->list);
}

static int compare_files(const struct span *a, const struct span *b)
{
	return a->file < b->file ? -1 : a->file > b->file;
}

/* The batch has some chains before the maps that jump to them. */
static int compare(const void *one, const void *other)
{
	const struct span *a = &((const struct echo_handle *)one)->at;
	const struct span *b = &((const struct echo_handle *)other)->at;
	int files = compare_files(a, b);

	return files ? files : a->off < b->off ? -1 : a->off > b->off;
}

/* ---- handles ---- */

/* What the kernel creates for what a command names. */
static uint8_t message_of(const char *kind)
{
	static const struct {
		const char *kind;
		uint8_t msg;
	} rows[] = {
		{ "table", NFT_MSG_NEWTABLE },
		{ "chain", NFT_MSG_NEWCHAIN },
		{ "rule", NFT_MSG_NEWRULE },
		{ "set", NFT_MSG_NEWSET },
		{ "map", NFT_MSG_NEWSET },
		{ "flowtable", NFT_MSG_NEWFLOWTABLE },
		{ "element", NFT_MSG_NEWSETELEM },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(rows[i].kind, kind) == 0)
			return rows[i].msg;
	return NFT_MSG_NEWOBJ;
}

/* A rule that creates a set of its own has two handles: its own counts. */
static uint64_t take_handle(struct printer *p, uint32_t command, uint8_t msg)
{
	uint64_t handle = 0;

	for (; p->next < p->end && p->next->at.off <= command; p->next++)
		if (p->next->at.off == command && p->next->msg == msg)
			handle = p->next->handle;
	return handle;
}

/* The handle in a rule to be added is that of its neighbour, and stays in its
 * place; any other that the input has is of another time. */
static void put_handle(json_t *obj, bool listed, uint8_t msg, uint64_t handle)
{
	if (listed || msg != NFT_MSG_NEWRULE)
		json_object_del(obj, "handle");
	if (handle)
		json_object_set_new(obj, "handle",
				    json_integer((json_int_t)handle));
}

static bool creates(const char *verb)
{
	return strcmp(verb, "add") == 0 || strcmp(verb, "create") == 0 ||
	       strcmp(verb, "insert") == 0 || strcmp(verb, "replace") == 0;
}

/* {"add": {"table": {...}}}, or {"table": {...}} as in listings. */
static void complete(struct printer *p, json_t *command, uint32_t off)
{
	void *iter = json_object_iter(command);
	const char *word = iter ? json_object_iter_key(iter) : "";
	json_t *inner = json_object_iter_value(iter);
	bool verb = creates(word);
	uint8_t msg;

	if (verb) {
		iter = json_object_iter(inner);
		word = iter ? json_object_iter_key(iter) : "";
		inner = json_object_iter_value(iter);
	}
	msg = message_of(word);
	/* Under {"delete": ...} and in metainfo there is no family. */
	if (msg != NFT_MSG_NEWSETELEM && json_object_get(inner, "family"))
		put_handle(inner, !verb, msg, take_handle(p, off, msg));
}

/* ---- the text ---- */

static json_t *load(struct printer *p, uint32_t end)
{
	return json_loadb(p->text.text + p->at, end - p->at, JSON_DECODE_ANY,
			  NULL);
}

static void print_value(const struct printer *p, json_t *value, uint32_t end)
{
	if (value)
		json_dumpf(value, stdout, JSON_ENCODE_ANY);
	else
		fwrite(p->text.text + p->at, 1, end - p->at, stdout);
	json_decref(value);
}

/* To the next item or member; false: the last one is passed. */
static bool to_next(struct printer *p, uint32_t end)
{
	uint32_t next = json_skip_comma(&p->text, end);

	p->at = next == JSON_OPEN ? json_skip_blank(&p->text, end) : next;
	return next != JSON_OPEN;
}

static void print_command(struct printer *p, uint32_t end)
{
	json_t *command = load(p, end);

	if (p->printed++)
		fputs(", ", stdout);
	complete(p, command, p->at);
	print_value(p, command, end);
}

/* From the '[' of "nftables" past its ']'. */
static void print_commands(struct printer *p)
{
	bool more;
	uint32_t end;

	p->at = json_skip_blank(&p->text, p->at + 1);
	more = json_char(&p->text, p->at) != ']';
	while (more) {
		end = json_skip_value(&p->text, p->at);
		print_command(p, end);
		more = to_next(p, end);
	}
	p->at++;
}

/* Past a key and its colon; true: it is "nftables". */
static bool pass_key(struct printer *p, bool print)
{
	uint32_t end = json_skip_value(&p->text, p->at);
	json_t *key = load(p, end);
	bool found = key && strcmp(json_string_value(key), "nftables") == 0;

	if (print) {
		print_value(p, json_incref(key), end);
		fputs(": ", stdout);
	}
	json_decref(key);
	p->at = json_skip_colon(&p->text, end);
	return found;
}

static void print_member(struct printer *p, bool whole)
{
	bool commands = pass_key(p, whole);
	uint32_t end = json_skip_value(&p->text, p->at);

	if (commands) {
		fputs(whole ? "[" : "", stdout);
		print_commands(p);
		fputs(whole ? "]" : "", stdout);
		return;
	}
	if (whole)
		print_value(p, load(p, end), end);
	p->at = end;
}

/* whole: with brackets and other members, else the commands alone. */
static void print_document(struct printer *p, bool whole)
{
	bool more = true;

	p->at = json_skip_blank(&p->text, 0);
	p->at = json_skip_blank(&p->text, p->at + 1);
	fputs(whole ? "{" : "", stdout);
	while (more) {
		print_member(p, whole);
		more = to_next(p, p->at);
		fputs(whole && more ? ", " : "", stdout);
	}
	fputs(whole ? "}" : "", stdout);
}

static struct printer printer_for(const struct echo_handles *h,
				  const struct source *src, size_t printed)
{
	struct printer p = {
		.text = { src->text, src->len },
		.next = h->list,
		.end = h->list + h->count,
		.printed = printed,
	};

	while (p.next < p.end && p.next->at.file < src->index)
		p.next++;
	while (p.end > p.next && p.end[-1].at.file > src->index)
		p.end--;
	return p;
}

static void sort(struct echo_handles *h)
{
	if (h->count)
		qsort(h->list, h->count, sizeof(*h->list), compare);
}

size_t echo_documents(struct echo_handles *h, const struct source_set *sources,
		      size_t printed)
{
	sort(h);
	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *src = source_at(sources, i);
		struct printer p = printer_for(h, src, printed);

		if (!echo_is_document(src))
			continue;
		print_document(&p, false);
		printed = p.printed;
	}
	return printed;
}

void echo_document(struct echo_handles *h, const struct source *src)
{
	struct printer p;

	sort(h);
	p = printer_for(h, src, 0);
	print_document(&p, true);
}
