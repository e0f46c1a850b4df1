#include "config.h"

#include "compile/scope/ctx.h"

#include "syntax/text/parse.h"
#include "text/diag.h"

#include <errno.h>
#include <inttypes.h>

/* In all lists together, each being walked twice at most: a list of some lines
 * may be used in any number of rules. */
#ifdef NFTLOAD_DEVELOPER
#define SPLICED_MAX (UINT64_C(1) << 18)
#else
#define SPLICED_MAX (UINT64_C(1) << 26)
#endif

const struct ast_expr *ast_behind_var(const struct ast_expr *e,
				      struct span *ret_def)
{
	struct span def = { .file = SOURCE_NONE };

	while (e->kind == AST_VAR && e->var.def) {
		e = e->var.def;
		def = e->at;
	}
	if (ret_def)
		*ret_def = def;
	return e;
}

uint64_t ctx_num_cut(struct cctx *c, const struct ast_num *num,
		     unsigned int bits, const char *what)
{
	uint64_t kept = num->val & (UINT64_MAX >> (64 - bits));

	if (kept != num->val)
		diag_warn(c->diags, DIAG_RANGE, num->at,
			  "%s %" PRIu64 " does not fit in %u bits: %" PRIu64
			  " is loaded",
			  what, num->val, bits, kept);
	return kept;
}

/* What was compiled so far is hardly looked at again, and a large input is as
 * much memory as a tenth of all else. */
#define FORGET_EVERY 8192 /* messages or elements */

void ctx_pass(struct cctx *c)
{
	if (++c->passed % FORGET_EVERY == 0)
		source_set_forget(c->sources);
}

int ctx_emit(struct cctx *c, const struct low_msg *m)
{
	int err;

	if (c->err)
		return c->err;
	ctx_pass(c);
	err = c->sink->msg(c->sink->ctx, m);
	if (err)
		c->err = err;
	return err;
}

void ctx_count_spliced(struct cctx *c, size_t n, struct span at)
{
	c->spliced += n;
	if (c->spliced <= SPLICED_MAX || c->err)
		return;
	(void)diag_error(c->diags, DIAG_LIMIT, at,
			 "all variables together stand for more than 2^25 elements");
	c->err = -EMSGSIZE; /* so would the next one */
}

const struct ast_elem *ctx_elem(struct cctx *c, const struct ast_elems *list,
				const struct ast_elem_ref *ref,
				struct diags *d)
{
	if (ref->node)
		return ref->node;
	return parse_elem(&c->scratch, c->strings,
			  source_at(c->sources, list->file), ref, d);
}
