/*
 * items — makes a rule's matches from words, for tests of code that adds and
 * joins matches.
 *
 * In:     selectors as the language writes them ("ip saddr", "meta mark").
 * Out:    the matches of the rule in their order, as text: "meta l4proto 6",
 *         "@nh,96,64 c0000201c0000202" where a load has no name.
 * Owns:   struct items; items_release() ends it.
 */
#ifndef NFTLOAD_TESTS_ITEMS_H
#define NFTLOAD_TESTS_ITEMS_H

#include "support.h"

#include "compile/expr/rule_build.h"

#define ITEMS_TEXT_MAX 1024
#define NOWHERE ((struct span){ 0 })

struct items {
	struct cctx c;
	struct diags diags;
	struct rule_where where;
	struct rule_build r;
	char text[ITEMS_TEXT_MAX];
};

void items_init(struct items *t, uint8_t family);
void items_release(struct items *t);
/* What a selector loads. */
struct tx *items_load(struct items *t, const char *selector);
/* Appends a match of it with a number. */
struct rule_item *items_match(struct items *t, const char *selector,
			      uint64_t number);
/* Appends an item that is no match. */
void items_code(struct items *t);
/* The items that are not dropped, with "; " between them; code is "...". */
const char *items_text(struct items *t);

#endif
