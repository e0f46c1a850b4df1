#include "config.h"

#include "compile/scope/udata.h"

#include <string.h>

#define COMMENT_MAX 128 /* characters, by the grammar */
#define VALUE_MAX 255	/* the length is one byte */

struct udata udata_new(struct arena *a)
{
	return (struct udata){
		.bytes = arena_alloc(a, UDATA_MAX),
		.room = UDATA_MAX,
	};
}

bool udata_put(struct udata *u, uint8_t type, const void *val, uint32_t len)
{
	if (len > VALUE_MAX || u->room - u->len < len + 2)
		return false;
	u->bytes[u->len] = type;
	u->bytes[u->len + 1] = (uint8_t)len;
	if (len)
		memcpy(u->bytes + u->len + 2, val, len);
	u->len += len + 2;
	return true;
}

bool udata_u32(struct udata *u, uint8_t type, uint32_t val)
{
	return udata_put(u, type, &val, sizeof(val));
}

bool udata_nest(struct udata *u, uint8_t type, uint32_t *ret_start)
{
	*ret_start = u->len;
	return udata_put(u, type, NULL, 0);
}

void udata_nest_end(struct udata *u, uint32_t start)
{
	u->bytes[start + 1] = (uint8_t)(u->len - start - 2);
}

int udata_comment(struct cctx *c, struct udata *u, uint8_t type,
		  const struct ast_text *text)
{
	char buf[COMMENT_MAX + 1];

	if (!text->text)
		return 0;
	if (text->len > COMMENT_MAX)
		return diag_error(c->diags, DIAG_RANGE, text->at,
				  "the comment has %u characters: at most %u are allowed",
				  text->len, COMMENT_MAX);
	memcpy(buf, text->text, text->len);
	buf[text->len] = '\0';
	if (!udata_put(u, type, buf, text->len + 1))
		return diag_error(c->diags, DIAG_RANGE, text->at,
				  "the comment does not fit beside the set's type");
	return 0;
}

const uint8_t *udata_find(const uint8_t *bytes, uint32_t len, uint8_t type,
			  uint32_t *ret_len)
{
	while (len >= 2 && (uint32_t)bytes[1] + 2 <= len) {
		uint32_t step = (uint32_t)bytes[1] + 2;

		if (bytes[0] == type) {
			*ret_len = bytes[1];
			return bytes + 2;
		}
		bytes += step;
		len -= step;
	}
	return NULL;
}

uint32_t udata_get_u32(const uint8_t *bytes, uint32_t len, uint8_t type)
{
	uint32_t vlen, val;
	const uint8_t *p = udata_find(bytes, len, type, &vlen);

	if (!p || vlen != sizeof(val))
		return 0;
	memcpy(&val, p, sizeof(val));
	return val;
}
