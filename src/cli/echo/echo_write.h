/*
 * echo_write — writes what the kernel has created: text, one command a line, or
 * the items of a JSON array.
 *
 * In:     records (echo_state.h); elements as echoes have them.
 * Out:    on stdout.
 * Owns:   its buffers, from echo_write_begin() to echo_write_end().
 * Errors: none: main() looks at the stream.  What cannot be written is
 *         bytecode, and counted.
 */
#ifndef NFTLOAD_CLI_ECHO_ECHO_WRITE_H
#define NFTLOAD_CLI_ECHO_ECHO_WRITE_H

#include "print/json/json_state.h"
#include "print/text/text_state.h"

struct echo_writer {
	const struct print_options *options;
	struct text_out text;
	struct text_lister text_lister;
	struct json_lister json_lister;
	size_t count; /* items written */
};

/* Where in its chain a rule was put, unless at its beginning or end: behind the
 * rule with an index, or beside that with a handle. */
struct echo_place {
	const char *word; /* "index" or "handle"; NULL: neither */
	uint64_t number;
};

/* Borrows the options; options.json chooses the form. */
void echo_write_begin(struct echo_writer *w, struct state *s,
		      const struct print_options *options);
/* The state has more rules than it had. */
void echo_write_grown(struct echo_writer *w);
void echo_write_item(struct echo_writer *w, const char *verb,
		     const struct echo_place *place, struct state_item *item);
/* end: of the interval that begins with start, or NULL. */
void echo_write_elem(struct echo_writer *w, struct state_set *set,
		     const struct low_elem *start, const struct low_elem *end);
/* How many rules, objects and elements are only bytecode. */
uint64_t echo_write_cannot(const struct echo_writer *w);
void echo_write_end(struct echo_writer *w);

#endif
