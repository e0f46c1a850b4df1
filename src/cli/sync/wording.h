/*
 * wording — writes items and elements of a state in the language, and as
 * libnftables JSON.
 *
 * In:     records of a state.
 * Out:    text on one line, in the caller's arena; JSON values, which are the
 *         caller's to release.
 * Owns:   its buffers, from wording_init() to wording_release().
 * Errors: none: what cannot be written is a comment with the bytecode, and in
 *         JSON has it as the member `bytecode`.
 */
#ifndef NFTLOAD_CLI_SYNC_WORDING_H
#define NFTLOAD_CLI_SYNC_WORDING_H

#include "print/json/json_state.h"
#include "print/text/text_state.h"

struct wording {
	struct print_options plain, json_options;
	struct text_out out;
	struct text_lister text;
	struct json_lister json;
};

void wording_init(struct wording *w, struct state *s);
void wording_release(struct wording *w);

/* The statements of a rule, without counts; of anything else `set s { ... }`,
 * without elements. */
const char *wording_item(struct wording *w, const struct state_item *item,
			 struct arena *a);
json_t *wording_item_json(struct wording *w, const struct state_item *item);
/* An element of a settled set, with the end of its interval. */
const char *wording_elem(struct wording *w, const struct state_set *set,
			 const struct state_elem *e, struct arena *a);
json_t *wording_elem_json(struct wording *w, const struct state_set *set,
			  const struct state_elem *e);
/* On one line, with single blanks. */
char *wording_squeezed(const char *text, size_t len, struct arena *a);

#endif
