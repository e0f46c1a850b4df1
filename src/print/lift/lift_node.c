#include "config.h"

#include "compile/scope/udata.h"
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

struct ast_num lift_given(uint64_t val)
{
	return (struct ast_num){ .val = val, .set = val != 0 };
}

struct ast_text lift_comment(const uint8_t *udata, uint32_t len, uint8_t type)
{
	uint32_t size;
	const char *text = (const char *)udata_find(udata, len, type, &size);

	if (!text || !size)
		return (struct ast_text){ .text = NULL };
	/* Comments end with a NUL. */
	return (struct ast_text){ .text = text,
				  .len = (uint32_t)strnlen(text, size) };
}

/* A chain needs no parentheses on its left side, other operands do. */
struct ast_expr *lift_binop(struct lift *l, enum ast_binop op,
			    struct ast_expr *left, struct ast_expr *right)
{
	struct ast_expr *e = lift_node(l, AST_BINOP);

	e->op = (uint16_t)op;
	e->pair.left = left;
	e->pair.right = right;
	return left && right ? e : NULL;
}
