#include "config.h"

#include "compile/ctx.h"

const struct ast_expr *ast_behind(const struct ast_expr *e,
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

int emit_msg(struct cctx *c, const struct low_msg *m)
{
	int err;

	if (c->err)
		return c->err;
	err = c->sink->msg(c->sink->ctx, m);
	if (err)
		c->err = err;
	return err;
}
