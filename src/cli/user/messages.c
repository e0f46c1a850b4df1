#include "config.h"

#include "cli/user/messages.h"

#include "base/mem.h"
#include "cli/user/records.h"
#include "cli/user/sarif.h"
#include "text/render.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool terminal_has_colour(int fd)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(fd) && !(no_color && *no_color) &&
	       !(term && strcmp(term, "dumb") == 0);
}

bool messages_colour(const struct options *o, int fd)
{
	if (o->colour == COLOUR_ALWAYS)
		return true;
	return o->colour != COLOUR_NEVER && terminal_has_colour(fd);
}

static uint32_t terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDERR_FILENO) ||
	    ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col;
}

static void print_json(FILE *out, json_t *obj)
{
	json_dumpf(obj, out, JSON_COMPACT);
	fputc('\n', out);
	json_decref(obj);
}

static void print_one(const struct options *o, const struct render *r,
		      const struct diag *d)
{
	if (o->format == FORMAT_JSON)
		print_json(r->out, record_json(r->sources, d));
	else if (o->format == FORMAT_GITHUB)
		record_github(r->out, r->sources, d);
	else if (o->format == FORMAT_SHORT)
		record_short(r->out, r->sources, d);
	else if (o->format == FORMAT_SARIF)
		sarif_add(o->sarif, r->sources, d);
	else
		render_diag(r, d);
}

/* ---- lines for the journal, each with its mark ---- */

static void put_marked(const char *mark, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		fprintf(stderr, "%s%.*s\n", mark, (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static enum say_level level_of(const struct diag *d)
{
	return d->level == DIAG_LEVEL_ERROR ? SAY_ERROR : SAY_WARNING;
}

static void print_marked(const struct options *o, const struct render *r,
			 const struct diag *d)
{
	struct render copy = *r;
	char *text = NULL;
	size_t len;

	copy.out = open_memstream(&text, &len);
	if (!copy.out)
		mem_exhausted(BUFSIZ);
	print_one(o, &copy, d);
	fclose(copy.out);
	put_marked(journal_mark(level_of(d)), text);
	free(text);
}

/* stderr has no buffer, each caret would be a write of its own.  With this one
 * a diagnostic is one write, and out before the next one is begun. */
static void print_diags(const struct options *o, const struct render *r,
			 const struct diags *diags)
{
	bool marked = *journal_mark(SAY_ERROR);
	char block[BUFSIZ];

	setvbuf(stderr, block, _IOFBF, sizeof(block));
	for (const struct diag *at = diags->first; at; at = at->next) {
		struct diag d = *at;

		if (o->spare)
			d.level = DIAG_LEVEL_WARNING;
		if (d.level != DIAG_LEVEL_ERROR && o->quiet)
			continue;
		if (marked)
			print_marked(o, r, &d);
		else
			print_one(o, r, &d);
		fflush(stderr);
	}
	setvbuf(stderr, NULL, _IONBF, 0);
}

static void tell(enum say_level level, const char *text)
{
	fprintf(stderr, "%snftload: %s", journal_mark(level),
		level == SAY_WARNING ? "warning: " : "");
	render_text(stderr, text);
	fputc('\n', stderr);
}

void messages_tell(const char *text)
{
	tell(SAY_ERROR, text);
}

void messages_tellf(const char *fmt, ...)
{
	char text[SENTENCE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	messages_tell(text);
}

static void put_sentence(const struct options *o, enum say_level level,
			 const char *text)
{
	static const char *const words[SAY_LEVELS] = { "error", "warning",
						       "note", "note" };
	static const char *const github[SAY_LEVELS] = { "error", "warning",
							"notice", "notice" };

	if (o->format == FORMAT_SARIF) {
		sarif_say(o->sarif, words[level], text);
		return;
	}
	if (o->format != FORMAT_JSON && o->format != FORMAT_GITHUB) {
		tell(level, text);
		return;
	}
	fputs(journal_mark(level), stderr);
	if (o->format == FORMAT_JSON)
		print_json(stderr, json_pack("{s:s, s:o}", "level",
					     words[level], "message",
					     record_text(text)));
	else
		record_github_plain(stderr, github[level], text);
}

static void put_at_once(const struct options *o, enum say_level level,
			const char *text)
{
	char block[BUFSIZ];

	setvbuf(stderr, block, _IOFBF, sizeof(block));
	put_sentence(o, level, text);
	fflush(stderr);
	setvbuf(stderr, NULL, _IONBF, 0);
}

void messages_say(const struct options *o, enum say_level level,
		  const char *text)
{
	if (level == SAY_ERROR && o->spare)
		level = SAY_WARNING;
	if (*text && (level != SAY_WARNING || !o->quiet))
		put_at_once(o, level, text);
}

void messages_sayf(const struct options *o, enum say_level level,
		   const char *fmt, ...)
{
	char text[SENTENCE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	messages_say(o, level, text);
}

static void print_all(const struct options *o, const struct source_set *sources,
		      struct diags *diags)
{
	struct render r = {
		.out = stderr,
		.sources = sources,
		.colour = messages_colour(o, STDERR_FILENO),
		.width = terminal_width(),
	};

	diags_sort(diags);
	print_diags(o, &r, diags);
}

void messages_print(const struct options *o, const struct source_set *sources,
		    struct diags *diags)
{
	if (diags->first)
		print_all(o, sources, diags);
}
