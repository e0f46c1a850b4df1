#include "config.h"

#include "compile/compile.h"

#include "compile/command/cmd.h"
#include "compile/command/positions.h"
#include "compile/scope/scope.h"
#include "compile/set/sets.h"

static void ctx_init(struct cctx *c)
{
	arena_init(&c->arena);
	arena_init(&c->scratch);
	c->next_set_id = c->next_chain_id = c->next_rule_id = 1;
	c->scope = scope_new(c);
	c->positions = positions_new(c);
}

static void ctx_release(struct cctx *c)
{
	sets_release(c);
	positions_free(c->positions);
	scope_free(c->scope);
	arena_release(&c->scratch);
	arena_release(&c->arena);
}

/* Goes on after errors, to report all that are independent. */
static int compile_all(struct cctx *c)
{
	int ret = 0;

	for (const struct ast_cmd *cmd = c->ast->first; cmd; cmd = cmd->next) {
		if (cmd_compile(c, cmd) < 0)
			ret = -1;
		if (cmd->kind == OBJ_CHAIN && chain_rules(c, cmd) < 0)
			ret = -1;
		c->ntables += cmd->kind == OBJ_TABLE;
		if (c->err || diags_full(c->diags))
			break;
	}
	return ret;
}

static int end_of(const struct cctx *c, int ret, uint32_t nerrors)
{
	if (c->err)
		return c->err;
	/* Offline, what needs the machine is left out with a warning. */
	return ret < 0 && c->diags->nerrors > nerrors ? -1 : 0;
}

int compile_ast(const struct ast *ast, const struct source_set *sources,
		const struct resolver *resolver,
		const struct compile_options *opt, const struct low_sink *sink,
		struct diags *diags)
{
	struct cctx c = {
		.ast = ast,
		/* Names that are made up are interned beside the others. */
		.strings = (struct strpool *)&ast->strings,
		.sources = sources,
		.resolver = resolver,
		.opt = opt,
		.sink = sink,
		.diags = diags,
	};
	uint32_t nerrors = diags->nerrors;
	int ret;

	ctx_init(&c);
	diags->about = cmd_about;
	diags->about_ctx = &c;
	ret = compile_all(&c);
	diags->about = NULL;
	ctx_release(&c);
	return end_of(&c, ret, nerrors);
}

int compile_keys(const struct ast *ast, const struct ast_cmd *cmd,
		 const struct source_set *sources,
		 const struct resolver *resolver, const struct low_sink *sink,
		 struct diags *diags)
{
	/* What the input declares is in the kernel by now. */
	static const struct ast nothing;
	static const struct compile_options plain;
	struct cctx c = {
		.ast = &nothing,
		.strings = (struct strpool *)&ast->strings,
		.sources = sources,
		.resolver = resolver,
		.opt = &plain,
		.sink = sink,
		.diags = diags,
	};
	uint32_t nerrors = diags->nerrors;
	int ret;

	ctx_init(&c);
	ret = set_keys(&c, cmd);
	ctx_release(&c);
	return end_of(&c, ret, nerrors);
}
