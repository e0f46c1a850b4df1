#include "config.h"

#include "print/lift/lift_in.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct ast_expr *lift_node(struct lift *l, enum ast_kind kind)
{
	struct ast_expr *e = arena_new(&l->arena, struct ast_expr);

	e->kind = (uint8_t)kind;
	return e;
}

struct ast_expr *lift_word(struct lift *l, const char *text, uint8_t flags)
{
	struct ast_expr *e = lift_node(l, AST_VALUE);

	e->value.len = (uint32_t)strlen(text);
	e->value.text = arena_strndup(&l->arena, text, e->value.len);
	e->flags = flags;
	return e;
}

struct ast_expr *lift_number(struct lift *l, uint64_t num)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, num);
	return lift_word(l, text, AST_NUMBER);
}

/* A chain needs no parentheses on its left side, other operands do. */
struct ast_expr *lift_binop(struct lift *l, enum ast_binop op,
			    struct ast_expr *left, struct ast_expr *right)
{
	struct ast_expr *e = lift_node(l, AST_BINOP);

	e->op = (uint16_t)op;
	e->pair.left = left;
	e->pair.right = right;
	return e;
}
