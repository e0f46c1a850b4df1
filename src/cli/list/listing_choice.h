/*
 * listing_choice — what of the kernel's state a listing shows, and what must be
 * read for it.
 *
 * In:     the command.
 * Out:    a choice for state/read.h; answers about records.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_CLI_LIST_LISTING_CHOICE_H
#define NFTLOAD_CLI_LIST_LISTING_CHOICE_H

#include "state/read.h"
#include "state/store.h"
#include "syntax/ast.h"

struct listing_choice {
	const struct ast_cmd *cmd;
	bool terse; /* elements of named sets are not shown */
};

/* c is borrowed. */
struct read_choice listing_reads(struct listing_choice *c);
/* Whether the command shows items of this table. */
bool listing_shows_table(const struct ast_cmd *cmd, uint8_t family,
			 const char *table);
/* Whether an item of a table is of the command's kind; its name does not
 * matter. */
bool listing_shows_kind(const struct ast_cmd *cmd,
			const struct state_item *item);
/* The list of a table that has the items of the command. */
const struct state_list *listing_list(const struct ast_cmd *cmd,
				      const struct state_table *t);

#endif
