/*
 * positions — `add rule ... index N`: which rule stands there.
 *
 * Internal to compile/.
 * In:     every rule command, in order.  Only chains that some `index` of the
 *         input names are followed; the kernel's rules of such a chain are
 *         asked for once.
 * Out:    the handle or the id of the rule that the new one goes next to.
 * Errors: -1 after a diagnostic; an error of the resolver goes to c->err.
 */
#ifndef NFTLOAD_COMPILE_COMMAND_POSITIONS_H
#define NFTLOAD_COMPILE_COMMAND_POSITIONS_H

#include "compile/expr/rule_build.h"

struct positions;

struct positions *positions_new(struct cctx *c);
void positions_free(struct positions *p);

/* Before add/insert/replace rule: fills in the position and the id. */
int positions_place(struct cctx *c, const struct ast_cmd *cmd,
		    struct rule_where *where) must_check;
/* A rule of a chain's block, which goes to the end. */
int positions_append(struct cctx *c, const struct ast_ref *ref,
		     struct rule_where *where) must_check;
int positions_delete(struct cctx *c, const struct ast_ref *ref) must_check;
/* All rules of a chain, of a table (name.name NULL), of a family or of all
 * (table.name NULL) are gone. */
void positions_flush(struct cctx *c, const struct ast_ref *ref);

#endif
