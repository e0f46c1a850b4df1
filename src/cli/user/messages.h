/*
 * messages — the diagnostics of a run, on stderr.
 *
 * In:     what was collected, and how the user wants it shown: as text, as
 *         one JSON object a line, or as annotations of GitHub's runners.
 *         Lines that go to systemd's journal are marked (journal.h).  What is
 *         wrong with a spare (options.h) is a warning.
 * Owns:   nothing; the diagnostics stay the run's.
 * Errors: none: what stderr does not take is lost.
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

/* A sentence about the run as a whole, "": none. */
void messages_say(const struct options *o, enum say_level level,
		  const char *text);
void messages_sayf(const struct options *o, enum say_level level,
		   const char *fmt, ...) format_printf(3, 4);
/* An error before there are options. */
void messages_tell(const char *text);
void messages_tellf(const char *fmt, ...) format_printf(1, 2);

#endif
