/*
 * declared — reads inputs as a state: lists the tables that they declare or
 * remove.
 *
 * In:     the tree of all inputs, without errors.
 * Out:    for each table in the inputs: whether it shall exist, and whether the
 *         inputs declare its whole content; an error for each command that
 *         depends on the kernel's ruleset: a handle, or an addition to an
 *         object that the inputs do not declare.
 * Owns:   the list, from declared_init() to declared_release(); names are the
 *         tree's.
 * Errors: diagnostics, and -1.
 * Spec:   nftload(8), "Declarative files".
 */
#ifndef NFTLOAD_SYNC_DECLARED_H
#define NFTLOAD_SYNC_DECLARED_H

#include "base/map.h"
#include "syntax/ast.h"
#include "text/diag.h"

struct declared_table {
	struct declared_table *next; /* declared tables come first */
	const char *name;
	struct span at; /* of the last command that declares or removes it */
	uint32_t epoch; /* while reading: grows when the table is emptied */
	uint8_t family;
	bool declared; /* the inputs declare it somewhere */
	bool wanted; /* false: it shall not exist */
	bool closed; /* the inputs flush or delete it, so they declare its whole
		      * content */
};

struct declared {
	struct arena arena;
	struct map tables, things;
	struct declared_table *first, **last;
	uint32_t flushed; /* 1 << enum family: flush ruleset */
};

void declared_init(struct declared *d);
int declared_read(struct declared *d, const struct ast *ast,
		  struct diags *diags) must_check;
/* NULL: the inputs do not name the table. name is interned in the tree's
 * strings. */
struct declared_table *declared_table(const struct declared *d, uint8_t family,
				      const char *name);
void declared_release(struct declared *d);

#endif
