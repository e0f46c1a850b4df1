#include "config.h"

#include "plain.h"

#include <string.h>

static struct ast_elem *node_of(struct ast *ast, const char *text, uint32_t len)
{
	struct ast_elem *el = arena_new(&ast->arena, struct ast_elem);
	struct ast_expr *e = arena_new(&ast->arena, struct ast_expr);

	e->kind = AST_VALUE;
	e->flags = strspn(text, "0123456789") == len ? AST_NUMBER : 0;
	e->value.text = text;
	e->value.len = len;
	el->key = e;
	return el;
}

void plain_nodes(struct ast *ast, const struct source_set *sources)
{
	for (struct ast_elems *all = ast->elems; all; all = all->allocated)
		for (size_t i = 0; i < all->refs.count; i++) {
			struct ast_elem_ref *ref = chunks_at(&all->refs, i);
			const struct source *src =
				source_at(sources, all->file);

			if (!ref->node)
				ref->node = node_of(ast, src->text + ref->off,
						    ref->len);
		}
}
