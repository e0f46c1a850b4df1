#include "config.h"

#include "cli/messages.h"

#include "text/render.h"

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

void messages_print(const struct options *o, const struct source_set *sources,
		    struct diags *diags)
{
	struct render r = {
		.out = stderr,
		.sources = sources,
		.colour = want_colour(o),
		.width = terminal_width(),
	};

	diags_sort(diags);
	for (const struct diag *d = diags->first; d; d = d->next)
		if (d->level == DIAG_LEVEL_ERROR || !o->quiet)
			render_diag(&r, d);
	if (diags_full(diags))
		fprintf(stderr,
			"nftload: stopped after %u errors (--max-errors=0 shows all)\n",
			diags->max_errors);
}
