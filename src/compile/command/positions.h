/*
 * positions — finds the rule at `index N` of a rule command.
 *
 * Internal to compile/.
 * In:     every rule command, in order.  Only chains that some `index` of the
 *         input names are tracked; the kernel is asked for the rules of such a
 *         chain once.
 * Out:    the handle or the id of the rule next to which the new rule goes.
 * Errors: -1 after a diagnostic; an error of the resolver goes to c->err.
 */
#ifndef NFTLOAD_COMPILE_COMMAND_POSITIONS_H
#define NFTLOAD_COMPILE_COMMAND_POSITIONS_H

#include "compile/expr/rule_build.h"

struct positions;

struct positions *positions_new(struct cctx *c);
void positions_free(struct positions *p);

/* Called before a rule is added, inserted or replaced: fills in the position
 * and the id. */
int positions_place(struct cctx *c, const struct ast_cmd *cmd,
		    struct rule_where *where) must_check;
/* Notes a rule of a chain's block, which goes to the end of the chain. */
int positions_append(struct cctx *c, const struct ast_ref *ref,
		     struct rule_where *where) must_check;
int positions_delete(struct cctx *c, const struct ast_ref *ref) must_check;
/* Notes that all rules are deleted of a chain, of a table (name.name NULL), or
 * of one or all families (table.name NULL). */
void positions_flush(struct cctx *c, const struct ast_ref *ref);

#endif
