#include "config.h"

#include "syntax/ast.h"

/* A rule has some four statements and five expressions: of 100,000 rules eight
 * bytes of either are 3 MiB. */
_Static_assert(sizeof(struct ast_stmt) <= 40, "statements have grown");
_Static_assert(sizeof(struct ast_expr) <= 40, "expressions have grown");

void ast_init(struct ast *ast)
{
	*ast = (struct ast){ .last = &ast->first,
			     .last_listing = &ast->listings };
	chunks_init(&ast->tables, sizeof(struct ast_cmd *));
	arena_init(&ast->arena);
	strpool_init(&ast->strings);
}

static void release_tree(struct ast *ast)
{
	for (struct ast_elems *e = ast->elems; e; e = e->allocated)
		chunks_release(&e->refs);
	chunks_release(&ast->tables);
	arena_release(&ast->arena);
}

void ast_release(struct ast *ast)
{
	release_tree(ast);
	strpool_release(&ast->strings);
}

void ast_drop_tree(struct ast *ast)
{
	struct strpool strings = ast->strings;

	release_tree(ast);
	*ast = (struct ast){ .strings = strings, .last = &ast->first };
	chunks_init(&ast->tables, sizeof(struct ast_cmd *));
	arena_init(&ast->arena);
}

bool ast_is_settable(const struct ast_expr *e)
{
	switch (e->kind) {
	case AST_POISON:
	case AST_META:
	case AST_CT:
	case AST_PAYLOAD:
	case AST_RAW:
	case AST_TCPOPT_RAW:
		return true;
	case AST_EXTHDR:
		return e->exthdr.hdr->op != EXTHDR_IPV6;
	}
	return false;
}

void ast_note_cmd(struct ast *ast, const struct ast_cmd *cmd)
{
	if (cmd->kind == OBJ_TABLE)
		*(const struct ast_cmd **)chunks_push(&ast->tables) = cmd;
	if (cmd->verb != VERB_DESTROY)
		return;
	ast->destroys = true;
	ast->destroys_elems |= cmd->kind == OBJ_ELEMENT;
}

void ast_note_named(struct ast *ast, char sigil, const char *table,
		    const char *name)
{
	struct ast_named *n = arena_new(&ast->arena, struct ast_named);

	n->name = name;
	n->table = table;
	n->sigil = sigil;
	n->next = ast->named;
	ast->named = n;
}

bool ast_is_lost(const struct ast *ast, const char *name)
{
	for (const struct ast_lost *l = ast->lost; l; l = l->next)
		if (l->name == name)
			return true;
	return false;
}

struct ast_elems *ast_elems_new(struct ast *ast, uint32_t file)
{
	struct ast_elems *e = arena_new(&ast->arena, struct ast_elems);

	chunks_init(&e->refs, sizeof(struct ast_elem_ref));
	e->file = file;
	e->allocated = ast->elems;
	ast->elems = e;
	return e;
}
