#include "config.h"

#include "print/lift/lift_in.h"

#include <string.h>

/*
 * Texts end at their first zero, and some bytes do not stand in quotes. Bytes
 * that are no text are the difference (`^`) of two texts, which the compiler
 * computes: `E ^ "a" == "b"` compares with the difference, and `E ^ "a" ^ "b"`
 * changes its bits.
 */

static bool is_plain(int c)
{
	return c > ' ' && c < 0x7f && !strchr("\"*\\$", c);
}

/* Two characters whose difference is a byte; 0: there are none. */
static int half_of(uint8_t byte)
{
	for (int c = '0'; c <= 'z'; c++)
		if (is_plain(c) && is_plain(c ^ byte))
			return c;
	return 0;
}

bool lift_halves(struct lift *l, const uint8_t *bytes, uint32_t len,
		 struct ast_expr *ret_halves[2])
{
	char a[BYTES_MAX], b[BYTES_MAX];
	uint32_t n = len;

	while (n > 1 && !bytes[n - 1])
		n--;
	if (n >= MIN(len, (uint32_t)BYTES_MAX))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		int c = half_of(bytes[i]);

		if (!c)
			return false;
		a[i] = (char)c;
		b[i] = (char)(c ^ bytes[i]);
	}
	a[n] = b[n] = 0;
	ret_halves[0] = lift_word(l, a, AST_QUOTED);
	ret_halves[1] = lift_word(l, b, AST_QUOTED);
	return true;
}

bool lift_has_star(const struct ast_expr *e)
{
	const char *text = e->value.text;
	uint32_t len = e->value.len;

	return e->kind == AST_VALUE && e->flags & AST_QUOTED && len &&
	       text[len - 1] == '*' && !(len > 1 && text[len - 2] == '\\');
}

bool lift_is_text(const uint8_t *bytes, uint32_t len)
{
	uint32_t n = (uint32_t)strnlen((const char *)bytes, len);

	return n && bytes_is_zero(bytes + n, len - n) && !memchr(bytes, '"', n);
}
