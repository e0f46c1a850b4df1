/*
 * json_state — writes a state as one libnftables JSON document, as nft lists it.
 *
 * In:     records of a state; options with json set.
 * Out:    the document on a stream, item by item: the elements of a set never
 *         are in memory together.  A rule or set that the language cannot say
 *         has its bytecode in the member `bytecode` instead of its content, so
 *         that no program loads it by mistake; it is counted.
 * Owns:   struct json_lister, until json_lister_release().  The caller looks at
 *         the stream's errors.
 * Spec:   libnftables-json(5), schema version 1.
 */
#ifndef NFTLOAD_PRINT_JSON_JSON_STATE_H
#define NFTLOAD_PRINT_JSON_JSON_STATE_H

#include "print/lift/lift.h"
#include "print/text/text_state.h"
#include "syntax/ast.h"

#include <jansson.h>
#include <stdio.h>

struct json_lister {
	FILE *out;
	struct lift *lift;
	const struct print_options *options;
	bool begun; /* the beginning of the document is written */
	uint64_t cannot; /* rules, sets ... that are only bytecode */
	uint64_t cannot_elems;
};

/* The document begins with its first item. The options are borrowed. */
void json_lister_init(struct json_lister *w, FILE *out, struct state *s,
		      const struct print_options *options);
/* Writes the end, with a newline. */
void json_lister_end(struct json_lister *w);
void json_lister_release(struct json_lister *w);

/* All tables of a family (0: of all). */
void json_list_ruleset(struct json_lister *w, struct state *s, uint8_t family);
/* A table with all it has; and the table alone. */
void json_list_table(struct json_lister *w, struct state_table *t);
void json_list_head(struct json_lister *w, const struct state_table *t);
/* A record of a table: a chain without its rules, a set, an object, a flow
 * table.  content: with the elements of a set. */
void json_list_item(struct json_lister *w, struct state_item *item,
		    bool content);
/* A record without what it holds, or a rule: { "chain": { ... } }. */
json_t *json_item_of(struct json_lister *w, struct state_item *item);
/* A set with some of its elements. */
void json_list_picked(struct json_lister *w, struct state_set *set,
		      const struct lift_pick *picks, size_t n);
void json_list_rules(struct json_lister *w, const struct state_chain *c);

#endif
