#include "config.h"

#include "history/pack.h"

#include "base/mem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif

#define FIRST_ROOM 4096
#define TEXT_MAX 512
#define RATIO_MAX 1040 /* zlib compresses nothing further */

static uint8_t *room_for(struct pack *p, size_t len)
{
	while (p->room - p->len < len) {
		p->room = p->room ? p->room * 2 : FIRST_ROOM;
		p->bytes = mem_realloc(p->bytes, p->room);
	}
	return p->bytes + p->len;
}

void pack_add(struct pack *p, const void *bytes, size_t len)
{
	if (len)
		memcpy(room_for(p, len), bytes, len);
	p->len += len;
}

void pack_text(struct pack *p, const char *fmt, ...)
{
	char text[TEXT_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n > 0)
		pack_add(p, text, MIN((size_t)n, sizeof(text) - 1));
}

void pack_release(struct pack *p)
{
	mem_free(p->bytes);
	*p = (struct pack){ .bytes = NULL };
}

#ifdef HAVE_ZLIB
bool pack_squeeze(struct pack *p, const struct pack *from)
{
	uLongf len = compressBound(from->len);

	if (from->len &&
	    compress(room_for(p, len), &len, from->bytes, from->len) == Z_OK) {
		p->len += len;
		return true;
	}
	pack_add(p, from->bytes, from->len);
	return false;
}

int pack_unsqueeze(struct pack *p, const uint8_t *from, size_t len,
		   size_t want)
{
	uLongf got = want;

	/* Nothing is believed that would take memory out of proportion. */
	if (want / RATIO_MAX > len)
		return -EINVAL;
	if (uncompress(room_for(p, want), &got, from, len) != Z_OK ||
	    got != want)
		return -EINVAL;
	p->len += want;
	return 0;
}
#else
bool pack_squeeze(struct pack *p, const struct pack *from)
{
	pack_add(p, from->bytes, from->len);
	return false;
}

int pack_unsqueeze(struct pack *p, const uint8_t *from, size_t len,
		   size_t want)
{
	(void)p;
	(void)from;
	return want / RATIO_MAX > len ? -EINVAL : -ENOSYS;
}
#endif
