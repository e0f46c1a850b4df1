/*
 * ctx — the state of one compilation.
 *
 * Internal to compile/.  Names are interned: equal names are equal pointers.
 *
 * Owns:   both arenas; `arena` lives as long as the compilation, `scratch` is
 *         rewound after each rule, element or object.
 * Errors: err keeps the first failure of the system as -errno, which ends the
 *         compilation; mistakes of the input are in diags.
 */
#ifndef NFTLOAD_COMPILE_SCOPE_CTX_H
#define NFTLOAD_COMPILE_SCOPE_CTX_H

#include "compile/compile.h"
#include "compile/scope/tx.h"
#include "tables/family.h"

struct scope;	  /* scope.h */
struct positions; /* positions.h */
struct set_elems; /* set_elems.h */
struct map;	  /* base/map.h */
struct differed;  /* differs.c */

struct cctx {
	const struct ast *ast;
	struct strpool *strings; /* the AST's, for names that the compiler makes
				  * up */
	const struct source_set *sources;
	const struct resolver *resolver;
	const struct compile_options *opt;
	const struct low_sink *sink;
	struct diags *diags;
	struct arena arena, scratch;
	struct scope *scope;
	struct set_elems *set_elems; /* a list of all, for sets_release() */
	struct map *last_elements; /* for each set, the last command with
				    * elements */
	struct map *told; /* (expression, error) pairs reported in variables */
	struct positions *positions; /* NULL: no `index` in the input */
	uint32_t next_set_id, next_chain_id, next_rule_id; /* from 1 */
	const struct ast_cmd *cmd; /* the current command; NULL: none */
	bool in_block; /* a rule in the block of the command's chain is
			* compiled */
	uint32_t flushed; /* bits by family number; FAMILY_UNSPEC: all */
	struct differed *differed; /* differs.c: warnings given for each file */
	/* By family: whether it was flushed, and how many commands of tables
	 * stood before the last flush. */
	bool had_flush[FAMILIES];
	uint32_t last_flush[FAMILIES];
	uint32_t ntables; /* commands of tables that are compiled */
	bool searched; /* other tables of the kernel were searched for a set:
			* done once a run */
	uint64_t spliced; /* items that variables and nested lists stood for */
	uint32_t passed; /* messages and elements of lists */
	int err; /* first -errno of the sink: ends the compilation */
};

/* The AST node that e stands for: follows variables. *ret_def (may be NULL)
 * gets the place of the definition for a note, or SOURCE_NONE when e is no
 * variable. */
const struct ast_expr *ast_behind_var(const struct ast_expr *e,
				      struct span *ret_def);
static inline const struct ast_expr *ast_behind(const struct ast_expr *e,
						struct span *ret_def)
{
	return e->kind == AST_VAR || ret_def ? ast_behind_var(e, ret_def) : e;
}

/* Cuts a number to its lowest bits, as the reference does, and warns when the
 * number changes. */
uint64_t ctx_num_cut(struct cctx *c, const struct ast_num *num,
		     unsigned int bits, const char *what);

/* Counts n more elements or operands that a variable or a nested list stands
 * for.  When the sum is too large, reports an error at `at`, and c->err ends
 * the compilation. */
void ctx_count_spliced(struct cctx *c, size_t n, struct span at);

/* Hands a message to the sink; keeps the sink's first failure in c->err. */
int ctx_emit(struct cctx *c, const struct low_msg *m) must_check;
/* To be called for each message and each element of a list: now and then gives
 * back the memory of the input's text. */
void ctx_pass(struct cctx *c);

/* The node of an element of a list, in c->scratch if it is read from its text
 * first; NULL after an error, which d gets. */
const struct ast_elem *ctx_elem(struct cctx *c, const struct ast_elems *list,
				const struct ast_elem_ref *ref,
				struct diags *d);

#endif
