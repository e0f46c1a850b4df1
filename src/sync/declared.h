/*
 * declared — what inputs say about the kernel's tables, read as a state.
 *
 * In:     the tree of all inputs, without errors.
 * Out:    each table that they name: whether it shall be there, and whether
 *         they say all that is in it; an error for each command that makes
 *         sense only beside what the kernel holds: a handle, an addition to
 *         what the inputs do not declare.
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
	struct declared_table *next; /* those that are declared come first */
	const char *name;
	struct span at; /* of the last command that declares or removes it */
	uint32_t epoch; /* while reading: grows when it is emptied */
	uint8_t family;
	bool declared; /* somewhere */
	bool wanted; /* false: it shall not be there */
	bool closed; /* they flush or delete it: they say all that is in it */
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
/* NULL: the inputs do not name it. The name is one of the tree's. */
struct declared_table *declared_table(const struct declared *d, uint8_t family,
				      const char *name);
void declared_release(struct declared *d);

#endif
