/*
 * text_state — writes a state as nft text, as nft lists it.
 *
 * In:     records of a state; options.
 * Out:    text in struct text_out.  What the language cannot say is a comment
 *         with its bytecode, and counted.
 * Owns:   struct text_lister, until text_lister_release().
 */
#ifndef NFTLOAD_PRINT_TEXT_TEXT_STATE_H
#define NFTLOAD_PRINT_TEXT_TEXT_STATE_H

#include "print/lift/lift.h"
#include "print/text/text_out.h"

struct text_lister {
	struct text_out *out;
	struct lift *lift;
	uint64_t cannot; /* rules, sets ... that are only comments */
	uint64_t cannot_elems;
	/* Called where the text of a rule or object begins; may be NULL. */
	void (*begins)(void *ctx, struct state_item *item);
	void *ctx;
};

/* The options of out are those of the listing. */
void text_lister_init(struct text_lister *w, struct text_out *out,
		      struct state *s);
void text_lister_release(struct text_lister *w);

/* A comment with the bytecode of what cannot be written. */
void text_list_unknown(struct text_lister *w, const struct state_item *item);
/* A table with all it has. */
void text_list_table(struct text_lister *w, struct state_table *t);
/* All tables of a family (0: of all). */
void text_list_ruleset(struct text_lister *w, struct state *s, uint8_t family);

/* `table ip t {`, and what follows stands deeper, until text_close(). */
void text_list_head(struct text_lister *w, const struct state_table *t);
/* A record of a table as a block: a chain, a set, an object, a flow table. */
void text_list_item(struct text_lister *w, struct state_item *item,
		    bool content);
/* A set with some of its elements. */
void text_list_picked(struct text_lister *w, struct state_set *set,
		      const struct lift_pick *picks, size_t n);

#endif
