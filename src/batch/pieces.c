#include "config.h"

#include "batch/pieces.h"

#include "base/mem.h"

#include <string.h>

/* Pieces double up to the largest size, so that a small ruleset takes
 * little. */
#ifdef NFTLOAD_DEVELOPER
#define PIECE_FIRST 4096
#else
#define PIECE_FIRST (64 * 1024)
#endif
/* A message that is longer has a piece of its own.  2 GiB need some 520 of the
 * 1024 iovecs that one sendmsg() takes. */
#define PIECE_MAX (4 * 1024 * 1024)

struct piece *pieces_add(struct pieces *p, size_t size)
{
	struct piece *one = mem_alloc(sizeof(*one) + size);

	one->next = NULL;
	one->size = size;
	one->used = 0;
	pieces_join(p, &(struct pieces){ one, one, 1 });
	return one;
}

static struct piece *with_room(struct pieces *p, uint32_t len)
{
	struct piece *last = p->last;
	size_t size = PIECE_FIRST;

	if (last && last->size - last->used >= len)
		return last;
	if (last && last->size >= PIECE_FIRST)
		size = MIN(2 * last->size, (size_t)PIECE_MAX);
	return pieces_add(p, MAX(size, (size_t)len));
}

uint8_t *pieces_put(struct pieces *p, const void *bytes, uint32_t len)
{
	struct piece *one = with_room(p, len);
	uint8_t *to = one->bytes + one->used;

	memcpy(to, bytes, len);
	one->used += len;
	return to;
}

void pieces_join(struct pieces *p, struct pieces *from)
{
	if (!from->first)
		return;
	if (p->last)
		p->last->next = from->first;
	else
		p->first = from->first;
	p->last = from->last;
	p->count += from->count;
	*from = (struct pieces){ 0 };
}

struct pieces pieces_split(struct pieces *p)
{
	struct piece *one = p->first;

	p->first = one->next;
	if (!p->first)
		p->last = NULL;
	p->count--;
	one->next = NULL;
	return (struct pieces){ one, one, 1 };
}

void pieces_drop_first(struct pieces *p)
{
	mem_free(pieces_split(p).first);
}

void pieces_release(struct pieces *p)
{
	while (p->first)
		pieces_drop_first(p);
}
