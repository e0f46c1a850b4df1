#include "config.h"

#include "cli/messages.h"

#include "cli/records.h"
#include "text/render.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool terminal_has_colour(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && !(no_color && *no_color) &&
	       !(term && strcmp(term, "dumb") == 0);
}

static bool want_colour(const struct options *o)
{
	if (o->colour == COLOUR_ALWAYS)
		return true;
	return o->colour != COLOUR_NEVER && terminal_has_colour();
}

static uint32_t terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDERR_FILENO) ||
	    ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col;
}

static void print_json(json_t *obj)
{
	json_dumpf(obj, stderr, JSON_COMPACT);
	fputc('\n', stderr);
	json_decref(obj);
}

static void print_one(const struct options *o, const struct render *r,
		      const struct diag *d)
{
	if (o->format == FORMAT_JSON)
		print_json(record_json(r->sources, d));
	else if (o->format == FORMAT_GITHUB)
		record_github(stderr, r->sources, d);
	else
		render_diag(r, d);
}

/* stderr has no buffer, each caret would be a write of its own.  With this one
 * a diagnostic is one write, and out before the next one is begun. */
static void print_diags(const struct options *o, const struct render *r,
			 const struct diags *diags)
{
	char block[BUFSIZ];

	setvbuf(stderr, block, _IOFBF, sizeof(block));
	for (const struct diag *d = diags->first; d; d = d->next) {
		if (d->level != DIAG_LEVEL_ERROR && o->quiet)
			continue;
		print_one(o, r, d);
		fflush(stderr);
	}
	setvbuf(stderr, NULL, _IONBF, 0);
}

void messages_tell(const char *text)
{
	fputs("nftload: ", stderr);
	render_text(stderr, text);
	fputc('\n', stderr);
}

void messages_say(const struct options *o, enum say_level level,
		  const char *text)
{
	bool error = level == SAY_ERROR;

	if (!*text)
		return;
	if (o->format == FORMAT_JSON)
		print_json(json_pack("{s:s, s:o}", "level",
				     error ? "error" : "note", "message",
				     record_text(text)));
	else if (o->format == FORMAT_GITHUB)
		record_github_plain(stderr, error ? "error" : "notice", text);
	else
		messages_tell(text);
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

void messages_print(const struct options *o, const struct source_set *sources,
		    struct diags *diags)
{
	struct render r = {
		.out = stderr,
		.sources = sources,
		.colour = want_colour(o),
		.width = terminal_width(),
	};
	char limit[80];

	diags_sort(diags);
	print_diags(o, &r, diags);
	if (!diags_full(diags))
		return;
	snprintf(limit, sizeof(limit),
		 "stopped after %u errors (--max-errors=0 shows all)",
		 diags->max_errors);
	messages_say(o, SAY_ERROR, limit);
}
