/*
 * listing_write — the two forms of a listing: text and JSON.
 *
 * In:     records of a state.
 * Out:    text or JSON on standard output.
 * Owns:   struct listing_out, until listing_out_release().
 * Errors: none; main() looks at the stream.
 */
#ifndef NFTLOAD_CLI_LIST_LISTING_WRITE_H
#define NFTLOAD_CLI_LIST_LISTING_WRITE_H

#include "print/json/json_state.h"
#include "print/text/text_state.h"

struct listing_form;

struct listing_out {
	const struct listing_form *form;
	const struct print_options *options;
	struct text_out text;
	struct text_lister text_lister;
	struct json_lister json_lister;
};

struct listing_form {
	/* A table around items. */
	void (*head)(struct listing_out *w, const struct state_table *t);
	void (*tail)(struct listing_out *w);
	/* content: a chain with its rules, a set with its elements. */
	void (*item)(struct listing_out *w, struct state_item *item,
		     bool content);
	void (*picked)(struct listing_out *w, struct state_set *set,
		       const struct lift_pick *picks, size_t n);
	void (*table)(struct listing_out *w, struct state_table *t);
	/* The table without what it holds. */
	void (*name)(struct listing_out *w, const struct state_table *t);
	void (*ruleset)(struct listing_out *w, struct state *s, uint8_t family);
};

/* Borrows the options; options.json chooses the form. */
void listing_out_init(struct listing_out *w, struct state *s,
		      const struct print_options *options);
void listing_out_end(struct listing_out *w);
/* How many rules and objects, and elements, are only bytecode. */
uint64_t listing_out_cannot(const struct listing_out *w);
uint64_t listing_out_cannot_elems(const struct listing_out *w);
void listing_out_release(struct listing_out *w);

#endif
