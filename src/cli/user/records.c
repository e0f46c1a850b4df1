#include "config.h"

#include "cli/user/records.h"

#include "base/mem.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <string.h>

/* A span as a file, a line and columns. */
struct where {
	const char *file; /* NULL: nowhere */
	struct place place;
	const char *pointer;
	const char *line; /* its text, line_len bytes */
	uint32_t line_len;
};

#define TOLD_MAX 512 /* bytes of a line that are told */

/* Of a long line, what stands around the place: at is its offset in the line. */
static void cut_line(struct where *w, uint32_t at)
{
	uint32_t skip = at > TOLD_MAX / 2 ? at - TOLD_MAX / 2 : 0;

	if (w->line_len <= TOLD_MAX)
		return;
	skip = MIN(skip, w->line_len - TOLD_MAX);
	w->line += skip;
	w->line_len = TOLD_MAX;
}

static struct where where_of(const struct source_set *sources, struct span at,
			     struct arena *a)
{
	struct source *s = source_at(sources, at.file);
	struct where w = { .file = NULL };
	struct located found;

	if (!s)
		return w;
	found = source_locate(s, at, a);
	w.file = s->name;
	w.pointer = found.pointer;
	w.place = source_place(s, found.off, found.len);
	w.line = source_line(s, w.place.line, &w.line_len);
	cut_line(&w, (uint32_t)(s->text + found.off - w.line));
	return w;
}

static const char *level_word(const struct diag *d)
{
	return d->level == DIAG_LEVEL_ERROR ? "error" : "warning";
}

/* ---- JSON ---- */

json_t *record_text(const char *text)
{
	size_t len = text ? strlen(text) : 0;
	json_t *json = text ? json_stringn(text, len) : json_null();
	uint32_t code;
	char *plain;

	if (json)
		return json;
	plain = mem_strdup(text);
	for (size_t i = 0; i < len;) {
		unsigned int n = utf8_next(text + i, len - i, &code);

		if (code == UTF8_INVALID)
			plain[i] = '?';
		i += n;
	}
	json = json_string(plain);
	mem_free(plain);
	return json;
}

static json_t *number(const struct where *w, uint32_t val)
{
	return w->file ? json_integer(val) : json_null();
}

static void set_place(json_t *obj, const struct where *w)
{
	json_object_set_new(obj, "file", record_text(w->file));
	json_object_set_new(obj, "line", number(w, w->place.line));
	json_object_set_new(obj, "column", number(w, w->place.column));
	json_object_set_new(obj, "end_column", number(w, w->place.end_column));
	json_object_set_new(obj, "pointer", record_text(w->pointer));
}

static bool is_hint(const struct diag_note *n)
{
	return n->at.file == SOURCE_NONE;
}

/* All hints, as one text. */
static json_t *hints(const struct diag *d, struct arena *a)
{
	const char *all = NULL;

	for (const struct diag_note *n = d->notes; n; n = n->next)
		if (is_hint(n))
			all = all ? arena_printf(a, "%s; %s", all, n->text) :
				    n->text;
	return record_text(all);
}

static json_t *notes(const struct source_set *sources, const struct diag *d,
		     struct arena *a)
{
	json_t *list = json_array();

	for (const struct diag_note *n = d->notes; n; n = n->next) {
		struct where w;
		json_t *obj;

		if (is_hint(n))
			continue;
		w = where_of(sources, n->at, a);
		obj = json_object();
		json_object_set_new(obj, "message", record_text(n->text));
		set_place(obj, &w);
		json_array_append_new(list, obj);
	}
	return list;
}

static json_t *errno_word(int errnum)
{
	const char *name = errnum ? diag_errno_name(errnum) : NULL;
	char digits[16];

	if (!errnum || name)
		return record_text(name);
	snprintf(digits, sizeof(digits), "%d", errnum);
	return json_string(digits);
}

json_t *record_json(const struct source_set *sources, const struct diag *d)
{
	json_t *obj = json_object();
	struct arena scratch;
	struct where w;

	arena_init(&scratch);
	w = where_of(sources, d->at, &scratch);
	json_object_set_new(obj, "level", json_string(level_word(d)));
	json_object_set_new(obj, "code",
			    json_string(diag_code_name(d->code)));
	json_object_set_new(obj, "errno", errno_word(d->errnum));
	json_object_set_new(obj, "message", record_text(d->text));
	set_place(obj, &w);
	json_object_set_new(obj, "source",
			    w.line ? record_text(arena_strndup(&scratch, w.line,
							       w.line_len)) :
				     json_null());
	json_object_set_new(obj, "object", record_text(d->object));
	json_object_set_new(obj, "hint", hints(d, &scratch));
	json_object_set_new(obj, "notes", notes(sources, d, &scratch));
	arena_release(&scratch);
	return obj;
}

/* ---- GitHub ---- */

/* What would end a command or a property goes out as %XX; so does what a
 * terminal would act upon. */
static void put_escaped(FILE *out, const char *s, const char *special)
{
	size_t len = strlen(s);
	uint32_t code;

	for (size_t i = 0; i < len;) {
		unsigned int n = utf8_next(s + i, len - i, &code);

		if (strchr(special, s[i]))
			fprintf(out, "%%%02X", (unsigned int)s[i]);
		else if (utf8_is_printable(code))
			fwrite(s + i, 1, n, out);
		else
			fputc('?', out);
		i += n;
	}
}

static void put_property(FILE *out, const char *value)
{
	put_escaped(out, value, "%\r\n:,");
}

static void put_data(FILE *out, const char *text)
{
	put_escaped(out, text, "%\r\n");
}

static void put_place(FILE *out, const struct where *w)
{
	fputs(" file=", out);
	put_property(out, w->file);
	fprintf(out, ",line=%" PRIu32 ",col=%" PRIu32 ",endColumn=%" PRIu32,
		w->place.line, w->place.column, w->place.end_column);
}

void record_github(FILE *out, const struct source_set *sources,
		   const struct diag *d)
{
	struct arena scratch;
	struct where w;

	arena_init(&scratch);
	w = where_of(sources, d->at, &scratch);
	fprintf(out, "::%s", level_word(d));
	if (w.file)
		put_place(out, &w);
	fprintf(out, "::");
	put_data(out, d->text);
	fprintf(out, " [%s]", diag_code_name(d->code));
	for (const struct diag_note *n = d->notes; n; n = n->next) {
		fputs("%0A", out);
		put_data(out, n->text);
	}
	fputc('\n', out);
	arena_release(&scratch);
}

void record_github_plain(FILE *out, const char *level, const char *text)
{
	fprintf(out, "::%s::", level);
	put_data(out, text);
	fputc('\n', out);
}

/* ---- lines as compilers print them ---- */

static void put_line(FILE *out, const struct where *w, const char *level,
		     const char *text)
{
	if (w->file) {
		put_escaped(out, w->file, "");
		fprintf(out, ":%" PRIu32 ":%" PRIu32 ": ", w->place.line,
			w->place.column);
	} else {
		fputs("nftload: ", out);
	}
	fprintf(out, "%s: ", level);
	put_escaped(out, text, "");
}

void record_short(FILE *out, const struct source_set *sources,
		  const struct diag *d)
{
	const char *name = d->errnum ? diag_errno_name(d->errnum) : NULL;
	struct arena scratch;
	struct where w;

	arena_init(&scratch);
	w = where_of(sources, d->at, &scratch);
	put_line(out, &w, level_word(d), d->text);
	fprintf(out, " [%s%s%s]\n", diag_code_name(d->code), name ? ":" : "",
		name ? name : "");
	for (const struct diag_note *n = d->notes; n; n = n->next) {
		struct where at = is_hint(n) ? w :
				  where_of(sources, n->at, &scratch);

		put_line(out, &at, "note", n->text);
		fputc('\n', out);
	}
	arena_release(&scratch);
}
