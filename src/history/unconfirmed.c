#include "config.h"

#include "history/unconfirmed.h"

#include "base/sha256.h"
#include "history/folder.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define HEX_BYTES (SHA256_TEXT - 1)
#define LINES_MAX 1000
#define HEAD_MAX ((size_t)1 << 20) /* of the last good state, in bytes */
#define LIST_MAX ((size_t)1 << 24) /* bytes */

struct line {
	const char *at;
	size_t len; /* with its line feed */
};

/* The line behind this one; .at is NULL at first.  False: there is none. */
static bool next_line(const struct pack *p, struct line *l)
{
	const char *from = (const char *)p->bytes;
	const char *end = from + p->len, *stop;

	l->at = l->at ? l->at + l->len : from;
	if (l->at == end)
		return false;
	stop = memchr(l->at, '\n', (size_t)(end - l->at));
	l->len = stop ? (size_t)(stop - l->at) + 1 : (size_t)(end - l->at);
	return true;
}

/* And not a comment of another kind. */
static bool is_line(const struct line *l)
{
	return l->len > HEX_BYTES && l->at[HEX_BYTES] == ' ' &&
	       strspn(l->at, "0123456789abcdef") == HEX_BYTES;
}

static bool has(const struct pack *list, const char *hex)
{
	struct line l = { NULL, 0 };

	while (next_line(list, &l))
		if (is_line(&l) && memcmp(l.at, hex, HEX_BYTES) == 0)
			return true;
	return false;
}

/* False: it is no file. */
static bool digest(const struct source *s, char ret_hex[SHA256_TEXT])
{
	uint8_t hash[SHA256_BYTES];

	if (s->kind != SOURCE_FILE && s->kind != SOURCE_STDIN)
		return false;
	source_hash(s, hash);
	sha256_text(hash, ret_hex);
	return true;
}

/* Control characters become '?', so that no byte of a name ends the line. */
static void put_name(struct pack *to, const char *name)
{
	for (; *name; name++)
		pack_add(to, (unsigned char)*name < ' ' ? "?" : name, 1);
}

void unconfirmed_line(struct pack *to, const char *hex, const char *name)
{
	pack_text(to, "%s ", hex);
	put_name(to, name);
	pack_add(to, "\n", 1);
}

static void put_below(struct pack *to, const char *hex, const char *around,
		      const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", around, name);
	unconfirmed_line(to, hex, path);
}

void unconfirmed_lines(const struct source_set *sources, const char *mark,
		       const char *around, struct pack *to)
{
	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);
		char hex[SHA256_TEXT];

		if (!digest(s, hex))
			continue;
		pack_add(to, mark, strlen(mark));
		if (around && s->kind == SOURCE_FILE && *s->name != '/')
			put_below(to, hex, around, s->name);
		else
			unconfirmed_line(to, hex, s->name);
	}
}

void unconfirmed_without(const struct pack *from, const struct pack *others,
			 struct pack *to)
{
	struct line l = { NULL, 0 };

	while (next_line(from, &l))
		if (is_line(&l) && !has(others, l.at))
			pack_add(to, l.at, l.len);
}

const struct source *unconfirmed_find(const struct pack *list,
				      const struct source_set *sources)
{
	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);
		char hex[SHA256_TEXT];

		if (digest(s, hex) && has(list, hex))
			return s;
	}
	return NULL;
}

/* ---- on the disk ---- */

static int read_some(int folder, const char *name, size_t max,
		     struct pack *ret)
{
	int err = history_folder_begin(folder, name, max, ret);

	return err == -ENOENT ? 0 : err;
}

int unconfirmed_read(int folder, struct pack *ret)
{
	return read_some(folder, UNCONFIRMED_FILE, LIST_MAX, ret);
}

int unconfirmed_read_good(int folder, const char *name, struct pack *ret)
{
	const size_t mark = strlen(LAST_GOOD_MARK);
	struct line l = { NULL, 0 };
	struct pack head = { 0 };
	int err = read_some(folder, name, HEAD_MAX, &head);

	while (!err && next_line(&head, &l) && l.len > mark &&
	       memcmp(l.at, LAST_GOOD_MARK, mark) == 0) {
		const struct line rest = { l.at + mark, l.len - mark };

		if (is_line(&rest))
			pack_add(ret, rest.at, rest.len);
	}
	pack_release(&head);
	return err;
}

static void strike(const struct pack *old, struct pack *to, const void *ctx)
{
	unconfirmed_without(old, ctx, to);
}

/* The last ones. */
static void add_last(const struct pack *all, struct pack *to)
{
	struct line l = { NULL, 0 };
	size_t count = 0;

	while (next_line(all, &l))
		count++;
	l = (struct line){ NULL, 0 };
	while (next_line(all, &l))
		if (count-- <= LINES_MAX)
			pack_add(to, l.at, l.len);
}

static void note(const struct pack *old, struct pack *to, const void *ctx)
{
	const struct pack *lines = ctx;
	struct pack all = { 0 };

	unconfirmed_without(old, lines, &all);
	pack_add(&all, lines->bytes, lines->len);
	add_last(&all, to);
	pack_release(&all);
}

int unconfirmed_note(int folder, const struct pack *lines)
{
	return history_folder_edit(folder, UNCONFIRMED_FILE, note, lines);
}

int unconfirmed_strike(int folder, const struct pack *lines)
{
	return history_folder_edit(folder, UNCONFIRMED_FILE, strike, lines);
}
