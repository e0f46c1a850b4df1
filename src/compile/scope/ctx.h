/*
 * ctx — the state of one compilation, and the names known so far.
 *
 * Internal to compile/.  Names are interned: equal names are equal pointers.
 *
 * Owns:   both arenas; `arena` lives as long as the compilation, `scratch` is
 *         rewound after each rule, element or object.
 * Errors: err keeps the first failure of the system, as -errno: it ends the
 *         compilation; mistakes of the input are in diags.
 */
#ifndef NFTLOAD_COMPILE_SCOPE_CTX_H
#define NFTLOAD_COMPILE_SCOPE_CTX_H

#include "compile/compile.h"
#include "compile/scope/tx.h"
#include "tables/family.h"

struct scope;	  /* scope.h */
struct positions; /* positions.h */
struct set_elems; /* elems.h */
struct map;	  /* base/map.h */
struct differed;  /* differs.c */

struct cctx {
	const struct ast *ast;
	struct strpool *strings; /* of the AST: for names made up later */
	const struct source_set *sources;
	const struct resolver *resolver;
	const struct compile_options *opt;
	const struct low_sink *sink;
	struct diags *diags;
	struct arena arena, scratch;
	struct scope *scope;
	struct set_elems *set_elems; /* every one, for sets_release() */
	struct map *last_elements; /* of each set: its last command */
	struct map *told; /* (expression, error) of variables; NULL: none */
	struct positions *positions; /* NULL: no `index` in the input */
	uint32_t next_set_id, next_chain_id, next_rule_id; /* from 1 */
	const struct ast_cmd *cmd; /* at hand, NULL: none */
	bool in_block; /* a rule of that chain's block is */
	uint32_t flushed; /* families by number, as bits; FAMILY_UNSPEC: all */
	struct differed *differed; /* differs.c: what was said of each file */
	const struct ast_cmd *last_flush[FAMILIES]; /* of each; NULL: none */
	bool searched; /* other tables of the kernel, for a set: once a run */
	uint64_t spliced; /* what variables and nested lists stand for */
	uint32_t nmsgs; /* handed to the sink */
	int err; /* first -errno of the sink: ends the compilation */
};

/* The AST node behind variables; *ret_def (may be NULL) gets the place of the
 * definition for a note, or SOURCE_NONE when e is no variable. */
const struct ast_expr *ast_behind_var(const struct ast_expr *e,
				      struct span *ret_def);
static inline const struct ast_expr *ast_behind(const struct ast_expr *e,
						struct span *ret_def)
{
	return e->kind == AST_VAR || ret_def ? ast_behind_var(e, ret_def) : e;
}

/* A number of which the reference loads the lowest bits only: the same, with
 * a warning when that is another number. */
uint64_t num_cut(struct cctx *c, const struct ast_num *num, unsigned int bits,
		 const char *what);

/* Counts n more elements or operands that a variable or a nested list stands
 * for.  Where all together are too many, it is reported at `at`, and c->err
 * ends the compilation. */
void count_spliced(struct cctx *c, size_t n, struct span at);

/* Hands a message to the sink; remembers its first failure in c->err. */
int emit_msg(struct cctx *c, const struct low_msg *m) must_check;

#endif
