#include "config.h"

#include "text/render.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <string.h>

#define WIDTH_DEFAULT 200
#define WIDTH_LEAST 40
#define TAB_WIDTH 8
#define BYTES_A_COLUMN 8 /* more is a heap of combining marks: cut off */
#define CLIP "..."
#define CLIP_WIDTH 3

enum style { STYLE_PLACE, STYLE_ERROR, STYLE_WARNING, STYLE_NOTE, STYLE_CARET };

/* A stretch of one source line and the part of it that is underlined. */
struct view {
	const char *line;
	size_t len;
	size_t from, to;       /* shown */
	size_t mark, mark_end; /* underlined */
};

static const char *style_code(enum style style)
{
	static const char *const codes[] = {
		[STYLE_PLACE] = "\033[1m",
		[STYLE_ERROR] = "\033[1;31m",
		[STYLE_WARNING] = "\033[1;35m",
		[STYLE_NOTE] = "\033[1;36m",
		[STYLE_CARET] = "\033[1;32m",
	};

	return codes[style];
}

static void style_on(const struct render *r, enum style style)
{
	if (r->colour)
		fputs(style_code(style), r->out);
}

static void style_off(const struct render *r)
{
	if (r->colour)
		fputs("\033[0m", r->out);
}

/* Text of the input goes out without anything a terminal would obey. */
static void put_safe(FILE *out, const char *s, size_t len)
{
	uint32_t code;

	for (size_t i = 0; i < len;) {
		unsigned int n = utf8_next(s + i, len - i, &code);

		if (code == '\t' || utf8_is_printable(code))
			fwrite(s + i, 1, n, out);
		else
			fputc('?', out);
		i += n;
	}
}

void render_text(FILE *out, const char *text)
{
	put_safe(out, text, strlen(text));
}

static unsigned int shown_width(uint32_t code)
{
	if (code == '\t')
		return TAB_WIDTH;
	return utf8_is_printable(code) ? utf8_width(code) : 1;
}

/* The end of what fits into width columns from the byte at from. */
static size_t fit_forward(const struct view *v, size_t from, uint32_t width)
{
	size_t stop = MIN(v->len, from + BYTES_A_COLUMN * (size_t)width);
	uint32_t code;

	while (from < stop) {
		unsigned int n, columns;

		n = utf8_next(v->line + from, v->len - from, &code);
		columns = shown_width(code);

		if (columns > width)
			break;
		width -= columns;
		from += n;
	}
	return from;
}

/* The start of what fits into width columns before the byte at from. */
static size_t fit_backward(const struct view *v, size_t from, uint32_t width)
{
	size_t room = BYTES_A_COLUMN * (size_t)width;
	size_t stop = from > room ? from - room : 0;
	uint32_t code;

	while (from > stop) {
		size_t before = utf8_before(v->line, from);
		unsigned int columns;

		utf8_next(v->line + before, from - before, &code);
		columns = shown_width(code);
		if (columns > width)
			break;
		width -= columns;
		from = before;
	}
	return from;
}

/* Chooses what of a long line is shown: all that fits from its start if the
 * mark is there, else a stretch round the mark. */
static void clip(struct view *v, uint32_t width)
{
	size_t head_end;

	v->from = 0;
	v->to = fit_forward(v, 0, width);
	if (v->to == v->len)
		return;
	head_end = fit_forward(v, 0, width - CLIP_WIDTH);
	if (v->mark_end <= head_end) {
		v->to = head_end;
		return;
	}
	width -= 2 * CLIP_WIDTH;
	v->from = fit_backward(v, v->mark, width / 2);
	v->to = fit_forward(v, v->from, width);
	if (v->to == v->len)
		v->from = fit_backward(v, v->len, width);
	v->from = MIN(v->from, v->mark);
}

static struct view make_view(const struct render *r, struct source *s,
			     struct located at, uint32_t line)
{
	struct view v = { 0 };
	uint32_t len;

	v.line = source_line(s, line, &len);
	v.mark = MIN((size_t)(s->text + at.off - v.line), len);
	v.mark_end = MIN(v.mark + at.len, len);
	v.len = len;
	if (len && v.line[len - 1] == '\r')
		v.len--;
	v.mark = MIN(v.mark, v.len);
	v.mark_end = MIN(v.mark_end, v.len);
	clip(&v, r->width ? MAX(r->width, WIDTH_LEAST) : WIDTH_DEFAULT);
	return v;
}

static void put_line(const struct render *r, const struct view *v)
{
	if (v->from > 0)
		fputs(CLIP, r->out);
	put_safe(r->out, v->line + v->from, v->to - v->from);
	if (v->to < v->len)
		fputs(CLIP, r->out);
	fputc('\n', r->out);
}

static void put_times(FILE *out, int c, unsigned int n)
{
	while (n--)
		fputc(c, out);
}

/* What stands under the bytes from..to: blanks or carets as wide as they. */
static unsigned int put_under(FILE *out, const struct view *v, size_t from,
			      size_t to, int c)
{
	unsigned int put = 0;
	uint32_t code;

	while (from < to) {
		from += utf8_next(v->line + from, to - from, &code);
		if (code == '\t') {
			fputc('\t', out);
			continue;
		}
		put_times(out, c, shown_width(code));
		put += shown_width(code);
	}
	return put;
}

static void put_carets(const struct render *r, const struct view *v)
{
	if (v->from > 0)
		put_times(r->out, ' ', CLIP_WIDTH);
	put_under(r->out, v, v->from, v->mark, ' ');
	style_on(r, STYLE_CARET);
	if (put_under(r->out, v, v->mark, MIN(v->mark_end, v->to), '^') == 0)
		fputc('^', r->out);
	style_off(r);
	fputc('\n', r->out);
}

static void put_place(const struct render *r, const struct source *s,
		      const struct place *p)
{
	render_text(r->out, s->name);
	fprintf(r->out, ":%" PRIu32 ":%" PRIu32 "-%" PRIu32, p->line,
		p->column, p->end_column);
}

/* Who included the file, innermost first. */
static void put_includers(const struct render *r, const struct source *s)
{
	const char *intro = "In file included from ";

	while (s->from.file < s->index) {
		struct source *by = source_at(r->sources, s->from.file);
		struct place p = source_place(by, s->from.off, s->from.len);

		fputs(intro, r->out);
		put_place(r, by, &p);
		fputs(":\n", r->out);
		intro = "                 from ";
		s = by;
	}
}

/* One headline: place, level, text. */
struct head {
	enum style style;
	const char *level, *text, *code, *errname;
	const char *words; /* the C library's, of errname, or NULL */
};

static void put_head(const struct render *r, const struct head *h,
		     const char *pointer)
{
	style_on(r, h->style);
	fprintf(r->out, "%s:", h->level);
	style_off(r);
	fputc(' ', r->out);
	render_text(r->out, h->text);
	if (h->code)
		fprintf(r->out, " [%s%s%s]", h->code, h->errname ? ":" : "",
			h->errname ? h->errname : "");
	if (h->words)
		fprintf(r->out, " (%s)", h->words);
	if (pointer) {
		fputs(" at ", r->out);
		render_text(r->out, pointer);
	}
	fputc('\n', r->out);
}

static void put_located(const struct render *r, const struct head *h,
			struct span at, bool includers)
{
	struct source *s = source_at(r->sources, at.file);
	struct located found;
	struct arena scratch;
	struct place p;
	struct view v;

	if (!s) {
		put_head(r, h, NULL);
		return;
	}
	arena_init(&scratch);
	found = source_locate(s, at, &scratch);
	p = source_place(s, found.off, found.len);
	if (includers)
		put_includers(r, s);
	style_on(r, STYLE_PLACE);
	put_place(r, s, &p);
	fputc(':', r->out);
	style_off(r);
	fputc(' ', r->out);
	put_head(r, h, found.pointer);
	arena_release(&scratch);
	v = make_view(r, s, found, p.line);
	put_line(r, &v);
	put_carets(r, &v);
}

static void put_note(const struct render *r, const struct diag_note *note)
{
	bool hint = note->at.file == SOURCE_NONE;
	struct head h = { .style = STYLE_NOTE, .text = note->text };

	h.level = hint ? "hint" : "note";
	put_located(r, &h, note->at, false);
}

void render_diag(const struct render *r, const struct diag *d)
{
	struct head h = { .text = d->text };

	h.style = d->level == DIAG_LEVEL_ERROR ? STYLE_ERROR : STYLE_WARNING;
	h.level = d->level == DIAG_LEVEL_ERROR ? "error" : "warning";
	h.code = diag_code_name(d->code);
	h.errname = d->errnum ? diag_errno_name(d->errnum) : NULL;
	h.words = d->words ? strerror(d->words) : NULL;
	put_located(r, &h, d->at, true);
	for (const struct diag_note *n = d->notes; n; n = n->next)
		put_note(r, n);
}

void render_all(const struct render *r, const struct diags *d)
{
	for (const struct diag *at = d->first; at; at = at->next)
		render_diag(r, at);
}
