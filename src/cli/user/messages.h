/*
 * messages — prints the diagnostics of a run on stderr.
 *
 * In:     diagnostics, and their format by the options: text, one line each, one
 *         JSON object a line, annotations for GitHub's runners, or SARIF.  Lines for systemd's
 *         journal are marked (journal.h).  Errors of a spare (options.h) become
 *         warnings.
 * Owns:   nothing; the diagnostics stay the run's.
 * Errors: none: output that stderr does not take is lost.
 */
#ifndef NFTLOAD_CLI_USER_MESSAGES_H
#define NFTLOAD_CLI_USER_MESSAGES_H

#include "cli/user/journal.h"
#include "cli/user/options.h"
#include "text/diag.h"
#include "text/source.h"

void messages_print(const struct options *o, const struct source_set *sources,
		    struct diags *diags);

#define SENTENCE_MAX 16384 /* longer than two paths */

/* Whether what goes to fd is coloured. */
bool messages_colour(const struct options *o, int fd);
/* Prints a sentence about the run as a whole; "": none. */
void messages_say(const struct options *o, enum say_level level,
		  const char *text);
void messages_sayf(const struct options *o, enum say_level level,
		   const char *fmt, ...) format_printf(3, 4);
/* Print an error before the options are read. */
void messages_tell(const char *text);
void messages_tellf(const char *fmt, ...) format_printf(1, 2);

#endif
