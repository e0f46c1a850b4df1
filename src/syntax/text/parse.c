#include "config.h"

#include "syntax/text/grammar.h"

#include <sys/stat.h>

/* common = definition sep | 'include' STRING sep */
bool parse_common(struct parser *p)
{
	static const char *const verbs[] = { "define", "redefine",
					     "undefine" };
	struct span start = p->t.at;
	uint32_t level = p->braces;
	int ret = 1;

	/* The shortest and the longest of the four. */
	if (p->t.kind != TOKEN_WORD || p->t.len < 6 || p->t.len > 8)
		return false;
	for (size_t i = 0; ret > 0 && i < ARRAY_SIZE(verbs); i++)
		if (tok_accept_word(p, verbs[i]))
			ret = parse_definition(p, verbs[i]);
	if (ret > 0 && tok_accept_word(p, "include")) {
		ret = parse_include(p);
		/* What would have been in the file is not missed. */
		p->lost_file |= ret < 0;
		p->ast->lost_all |= ret < 0;
	}
	if (ret > 0)
		return false;
	if (ret < 0)
		parse_resume(p, level, start);
	else
		parse_sep(p);
	return true;
}

static void err_brace(struct parser *p)
{
	diag_error(p->diags, DIAG_SYNTAX, p->t.at,
		   "this '}' has no matching '{'");
	while (p->t.kind == '}' ||
	       (p->t.kind == TOKEN_NEWLINE && tok_peek(p)->kind == '}'))
		tok_advance(p);
	parse_recover(p, p->braces);
}

static int err_block(struct parser *p)
{
	return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			  "'{' must be on the line of the declaration that it opens");
}

static void parse_top(struct parser *p)
{
	struct span start = p->t.at;
	uint32_t level = p->braces;
	int ret;

	if (p->t.kind == '}') {
		err_brace(p);
		return;
	}
	if (p->t.kind != TOKEN_WORD && err_foreign(p))
		ret = -1;
	else if (parse_stranded(p))
		ret = 0;
	else if (p->t.kind == '{')
		ret = err_block(p);
	else
		ret = parse_command(p);
	if (ret < 0)
		parse_resume(p, level, start);
	else
		parse_sep(p);
}

/* file = { common | sep | command sep } */
static void parse_file(struct parser *p)
{
	while (p->t.kind != TOKEN_EOF && !diags_full(p->diags)) {
		if (tok_accept(p, TOKEN_NEWLINE) || tok_accept(p, ';')) {
			p->sep_missing = false;
			continue;
		}
		tok_tell(p);
		if (!parse_common(p))
			parse_top(p);
	}
}

static void open_source(struct parser *p, const struct source *src)
{
	struct stat st;

	p->in = NULL;
	p->braces = 0;
	p->balance.known = false;
	input_push(p, src);
	if (src->kind == SOURCE_FILE && stat(src->name, &st) == 0) {
		p->in->dev = st.st_dev;
		p->in->ino = st.st_ino;
	}
	p->have_ahead = false;
	p->last_cmd = NULL;
	tok_advance(p);
	p->last = (struct span){ p->t.at.file, 0, 0 };
	p->lost = p->suspect = (struct span){ SOURCE_NONE, 0, 0 };
}

/* -D NAME '=' init: as a define would stand before the file */
static void parse_defines(struct parser *p)
{
	const char *const *define = p->ctx->opt.defines;

	for (; define && *define; define++) {
		open_source(p, source_add_text(p->ctx->sources, SOURCE_DEFINE,
					       "-D", *define,
					       strlen(*define)));
		p->unnamed = 0;
		if (parse_definition(p, "define") < 0)
			continue;
		(void)tok_accept(p, ';');
		if (p->t.kind != TOKEN_EOF)
			err_expected(p, "the end of the definition");
	}
}

int parse_text(struct parse_ctx *ctx, struct source *src)
{
	struct parser p = { .arena = &ctx->ast->arena,
			    .strings = &ctx->ast->strings,
			    .diags = ctx->diags, .ctx = ctx, .ast = ctx->ast };
	uint32_t before = ctx->diags->nerrors;

	scopes_open(&p);
	parse_defines(&p);
	open_source(&p, src);
	parse_file(&p);
	scopes_close(&p);
	scopes_release(&p);
	return ctx->diags->nerrors == before ? 0 : -1;
}
