/*
 * value_text — reads the text of one value as its type requires.
 *
 * Private to value*.c.
 * Out:    numbers as DIV_ROUND_UP(len_bits, 8) bytes, most significant first.
 * Errors: -1 after a diagnostic at the token, or at the use of a variable with
 *         a note at the variable's definition.
 */
#ifndef NFTLOAD_COMPILE_VALUE_VALUE_TEXT_H
#define NFTLOAD_COMPILE_VALUE_VALUE_TEXT_H

#include "compile/value/value.h"

struct value_ctx {
	struct cctx *c;
	struct span use;    /* place of the variable's use; file SOURCE_NONE:
			     * none */
	unsigned int depth; /* of nested expressions and variables */
	unsigned int steps; /* expressions seen so far */
	bool operand; /* in an operation: shifts of any type are numbers */
	bool prefix;  /* before '/' */
};

/* ---- value_error.c ---- */

/* Returns -1. */
int value_error(const struct value_ctx *v, enum diag_code code,
		const struct ast_expr *e, const char *fmt, ...)
	format_printf(4, 5);
#define value_error(...) ({ value_error(__VA_ARGS__); -1; })
/* Judges the result err of a look-up. 0: the value was found, or nobody can be
 * asked and a placeholder will do. -1 after an error. what: "host name". */
int value_looked_up(const struct value_ctx *v, const struct ast_expr *e,
		    int err, const char *what, const char *asked) must_check;

/* ---- value_text.c ---- */

/* Reads a number, or a symbol of the type, in the wanted width. */
int value_number_text(const struct value_ctx *v, const struct ast_expr *e,
		      struct vtype want, uint8_t *be) must_check;
/* Reads a value of any type but strings. */
int value_text(const struct value_ctx *v, const struct ast_expr *e,
	       struct vtype want, uint8_t *be) must_check;

/* value_time.c: relative times, dates, hours of the day. */
int value_time(const struct value_ctx *v, const struct ast_expr *e,
	       struct vtype want, uint8_t *be) must_check;
int value_date(const struct value_ctx *v, const struct ast_expr *e,
	       struct vtype want, uint8_t *be) must_check;
int value_hour(const struct value_ctx *v, const struct ast_expr *e,
	       struct vtype want, uint8_t *be) must_check;

#endif
