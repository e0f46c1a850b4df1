#include "config.h"

#include "compile/set/intervals.h"

#include "base/mem.h"

#include <string.h>

#define ROOM_MIN 8
#define ITEM_MAX (2 * 64 + sizeof(struct range_tail)) /* keys: 64 bytes */

void ranges_init(struct ranges *r, uint32_t klen)
{
	*r = (struct ranges){
		.klen = klen,
		.size = ROUND_UP(2 * klen, 4u) +
			(uint32_t)sizeof(struct range_tail),
	};
}

void ranges_release(struct ranges *r)
{
	mem_free(r->items);
	ranges_init(r, r->klen);
}

void ranges_reserve(struct ranges *r, size_t count)
{
	if (count <= r->room)
		return;
	r->items = mem_recalloc(r->items, count, r->size);
	r->room = count;
}

void ranges_push(struct ranges *r, const uint8_t *lo, const uint8_t *hi,
		 struct range_tail tail)
{
	if (r->count == r->room)
		ranges_reserve(r, MAX(2 * r->room, (size_t)ROOM_MIN));
	r->count++;
	memcpy(range_lo(r, r->count - 1), lo, r->klen);
	memcpy(range_hi(r, r->count - 1), hi, r->klen);
	*range_tail(r, r->count - 1) = tail;
}

static bool is_sorted(const struct ranges *r)
{
	for (size_t i = 1; i < r->count; i++)
		if (memcmp(range_lo(r, i - 1), range_lo(r, i), r->klen) > 0)
			return false;
	return true;
}

/* Distributes the items by one byte of their lower bounds, keeping the order
 * of equal ones; false when all have the same byte there. */
static bool sort_by_byte(const struct ranges *r, uint32_t byte, uint8_t *to)
{
	size_t start[256] = { 0 }, sum = 0;
	const uint8_t *item = r->items;

	for (size_t i = 0; i < r->count; i++)
		start[item[i * r->size + byte]]++;
	if (start[item[byte]] == r->count)
		return false;
	for (unsigned int b = 0; b < 256; b++) {
		size_t n = start[b];

		start[b] = sum;
		sum += n;
	}
	for (size_t i = 0; i < r->count; i++, item += r->size)
		memcpy(to + start[item[byte]]++ * r->size, item, r->size);
	return true;
}

/* Byte by byte from the last: linear, without comparisons or recursion. */
static void sort_radix(struct ranges *r)
{
	uint8_t *other = mem_calloc(r->count, r->size);

	for (uint32_t byte = r->klen; byte-- > 0;) {
		uint8_t *sorted = other;

		if (!sort_by_byte(r, byte, sorted))
			continue;
		other = r->items;
		r->items = sorted;
	}
	r->room = r->count;
	mem_free(other);
}

#define INSERTION_MAX 32

static void sort_small(struct ranges *r)
{
	uint8_t item[ITEM_MAX];

	for (size_t i = 1; i < r->count; i++) {
		size_t at = i;

		while (at && memcmp(range_lo(r, at - 1), range_lo(r, i),
				    r->klen) > 0)
			at--;
		if (at == i)
			continue;
		memcpy(item, range_lo(r, i), r->size);
		memmove(range_lo(r, at + 1), range_lo(r, at),
			(i - at) * r->size);
		memcpy(range_lo(r, at), item, r->size);
	}
}

void ranges_sort(struct ranges *r)
{
	if (r->count <= INSERTION_MAX)
		sort_small(r);
	else if (!is_sorted(r))
		sort_radix(r);
}

size_t ranges_reaching(const struct ranges *r, const uint8_t *key)
{
	size_t first = 0, end = r->count;

	while (first < end) {
		size_t mid = first + (end - first) / 2;

		if (memcmp(range_hi(r, mid), key, r->klen) < 0)
			first = mid + 1;
		else
			end = mid;
	}
	return first;
}
