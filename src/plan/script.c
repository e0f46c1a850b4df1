#include "config.h"

#include "plan/script.h"

#include "base/chunks.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A part of both lists that is still to be compared. */
struct region {
	uint32_t a, a_end, b, b_end;
};

struct script {
	const uint64_t *a, *b;
	uint32_t *pairs; /* of b */
	/* The furthest points of each diagonal, from both ends; the middle one
	 * has index `reach` + 1. */
	int64_t *ahead, *back;
	uint32_t reach;
	struct region *todo;
	size_t ntodo, room;
};

static void put(struct script *s, struct region r)
{
	if (r.a == r.a_end || r.b == r.b_end)
		return;
	if (s->ntodo == s->room) {
		s->room = MAX(2 * s->room, (size_t)64);
		s->todo = mem_recalloc(s->todo, s->room, sizeof(*s->todo));
	}
	s->todo[s->ntodo++] = r;
}

/* Pairs what both begin with, and what both end with. */
static struct region trim(struct script *s, struct region r)
{
	while (r.a < r.a_end && r.b < r.b_end && s->a[r.a] == s->b[r.b])
		s->pairs[r.b++] = r.a++;
	while (r.a < r.a_end && r.b < r.b_end &&
	       s->a[r.a_end - 1] == s->b[r.b_end - 1])
		s->pairs[--r.b_end] = --r.a_end;
	return r;
}

/* ---- the middle of the shortest script ---- */

/* One direction of the search: points (x, y) of a region, counted from the end
 * that it starts from, on diagonals k = x - y. */
struct search {
	const struct script *s;
	const struct region *r;
	int64_t na, nb;
	int64_t *mine; /* x of the furthest point of each diagonal */
	const int64_t *other;
	bool backwards;
};

/* Items that stay: from (x, y) to (x_end, y_end). */
struct snake {
	int64_t x, y, x_end, y_end;
};

static bool same_at(const struct search *f, int64_t x, int64_t y)
{
	const struct region *r = f->r;

	if (f->backwards)
		return f->s->a[r->a_end - 1 - x] == f->s->b[r->b_end - 1 - y];
	return f->s->a[r->a + x] == f->s->b[r->b + y];
}

/* Follows diagonal k after d edits. */
static struct snake follow(const struct search *f, int64_t d, int64_t k)
{
	struct snake w;

	if (k == -d || (k != d && f->mine[k - 1] < f->mine[k + 1]))
		w.x = f->mine[k + 1];
	else
		w.x = f->mine[k - 1] + 1;
	w.y = w.x - k;
	w.x_end = w.x;
	w.y_end = w.y;
	while (w.x_end < f->na && w.y_end < f->nb &&
	       same_at(f, w.x_end, w.y_end)) {
		w.x_end++;
		w.y_end++;
	}
	f->mine[k] = w.x_end;
	return w;
}

/* One step of d edits; true: it met the other search, which had other_d. */
static bool step(const struct search *f, int64_t d, int64_t other_d,
		 struct snake *ret)
{
	int64_t first = d > f->nb ? d - 2 * f->nb : -d;
	int64_t last = d > f->na ? 2 * f->na - d : d;
	int64_t delta = f->na - f->nb;

	for (int64_t k = first; k <= last; k += 2) {
		*ret = follow(f, d, k);
		/* The other one is on diagonals of the same kind only where
		 * both have made as many steps as delta is even or odd. */
		if (((delta ^ (d + other_d)) & 1) == 0 &&
		    delta - k >= -other_d && delta - k <= other_d &&
		    ret->x_end + f->other[delta - k] >= f->na)
			return true;
	}
	return false;
}

static struct snake turned(const struct search *f, struct snake w)
{
	return (struct snake){ f->na - w.x_end, f->nb - w.y_end, f->na - w.x,
			       f->nb - w.y };
}

static void clear(const struct search *f, int64_t reach)
{
	for (int64_t k = -reach - 1; k <= reach + 1; k++)
		f->mine[k] = -1;
	f->mine[1] = 0;
}

/* False: the script has more edits than the limit allows. */
static bool find_middle(const struct script *s, const struct region *r,
			struct snake *ret)
{
	int64_t na = r->a_end - r->a, nb = r->b_end - r->b;
	int64_t reach = MIN((na + nb + 1) / 2, (int64_t)s->reach);
	struct search ahead = { s, r, na, nb, s->ahead, s->back, false };
	struct search back = { s, r, na, nb, s->back, s->ahead, true };

	clear(&ahead, reach);
	clear(&back, reach);
	for (int64_t d = 0; d <= reach; d++) {
		if (step(&ahead, d, d - 1, ret))
			return true;
		if (step(&back, d, d, ret)) {
			*ret = turned(&back, *ret);
			return true;
		}
	}
	return false;
}

static void split(struct script *s, const struct region *r,
		  const struct snake *w)
{
	for (int64_t i = 0; i < w->x_end - w->x; i++)
		s->pairs[r->b + w->y + i] = (uint32_t)(r->a + w->x + i);
	put(s, (struct region){ r->a, (uint32_t)(r->a + w->x), r->b,
				(uint32_t)(r->b + w->y) });
	put(s, (struct region){ (uint32_t)(r->a + w->x_end), r->a_end,
				(uint32_t)(r->b + w->y_end), r->b_end });
}

/* ---- anchors, where too much differs ---- */

struct item {
	uint64_t hash;
	uint32_t index;
	bool is_new;
};

struct anchor {
	uint32_t a, b;
	uint32_t before; /* index of the anchor before it in its run */
};

static int by_hash(const void *x, const void *y)
{
	const struct item *a = x, *b = y;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->is_new != b->is_new)
		return a->is_new ? 1 : -1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static int by_new(const void *x, const void *y)
{
	const struct anchor *a = x, *b = y;

	return a->b < b->b ? -1 : a->b > b->b;
}

static struct item *sorted_items(const struct script *s,
				 const struct region *r, size_t *ret_count)
{
	size_t n = (size_t)(r->a_end - r->a) + (r->b_end - r->b), at = 0;
	struct item *items = mem_calloc(n, sizeof(*items));

	for (uint32_t i = r->a; i < r->a_end; i++)
		items[at++] = (struct item){ s->a[i], i, false };
	for (uint32_t i = r->b; i < r->b_end; i++)
		items[at++] = (struct item){ s->b[i], i, true };
	qsort(items, n, sizeof(*items), by_hash);
	*ret_count = n;
	return items;
}

/* Pairs the old ones of a run of equal items with its new ones, in order;
 * unless `often`, only where there is one of each. */
static size_t pair_run(const struct item *run, size_t n, bool often,
		       struct anchor *ret)
{
	size_t old = 0, pairs;

	while (old < n && !run[old].is_new)
		old++;
	pairs = MIN(old, n - old);
	if (!often && n != 2)
		return 0;
	for (size_t i = 0; i < pairs; i++)
		ret[i] = (struct anchor){ run[i].index, run[old + i].index, 0 };
	return pairs;
}

static size_t pair_items(const struct item *items, size_t n, bool often,
			 struct anchor *ret)
{
	size_t found = 0, end;

	for (size_t at = 0; at < n; at = end) {
		for (end = at; end < n && items[end].hash == items[at].hash;)
			end++;
		found += pair_run(items + at, end - at, often, ret + found);
	}
	return found;
}

/* The longest run of anchors that ascend in both lists; returns its last. */
static uint32_t longest_run(struct anchor *anchors, size_t n)
{
	uint32_t *ends = mem_calloc(n, sizeof(*ends)), length = 0, last;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t low = 0, high = length;

		while (low < high) {
			uint32_t mid = (low + high) / 2;

			if (anchors[ends[mid]].a < anchors[i].a)
				low = mid + 1;
			else
				high = mid;
		}
		anchors[i].before = low ? ends[low - 1] : SCRIPT_NONE;
		ends[low] = i;
		if (low == length)
			length++;
	}
	last = ends[length - 1];
	mem_free(ends);
	return last;
}

/* Pairs the run that ends with `last`, and leaves the gaps to do. */
static void pair_anchors(struct script *s, struct region r,
			 const struct anchor *anchors, uint32_t last)
{
	for (uint32_t i = last; i != SCRIPT_NONE; i = anchors[i].before) {
		const struct anchor *x = &anchors[i];

		s->pairs[x->b] = x->a;
		put(s, (struct region){ x->a + 1, r.a_end, x->b + 1, r.b_end });
		r.a_end = x->a;
		r.b_end = x->b;
	}
	put(s, r);
}

/* Pairs nothing only where nothing is in both. */
static void use_anchors(struct script *s, const struct region *r)
{
	size_t n, found;
	struct item *items = sorted_items(s, r, &n);
	struct anchor *anchors = mem_calloc(n, sizeof(*anchors));

	found = pair_items(items, n, false, anchors);
	if (!found)
		found = pair_items(items, n, true, anchors);
	mem_free(items);
	if (found) {
		qsort(anchors, found, sizeof(*anchors), by_new);
		pair_anchors(s, *r, anchors, longest_run(anchors, found));
	}
	mem_free(anchors);
}

static void compare(struct script *s, struct region r)
{
	struct snake middle;

	r = trim(s, r);
	if (r.a == r.a_end || r.b == r.b_end)
		return;
	if (find_middle(s, &r, &middle))
		split(s, &r, &middle);
	else
		use_anchors(s, &r);
}

void script_find(const struct script_list *old_list,
		 const struct script_list *new_list, uint32_t limit,
		 uint32_t *ret_pairs)
{
	uint64_t all = (uint64_t)old_list->count + new_list->count;
	uint32_t reach = (uint32_t)MIN((uint64_t)limit, all) / 2 + 1;
	size_t diagonals = 2 * (size_t)reach + 5;
	int64_t *points = mem_calloc(2 * diagonals, sizeof(*points));
	struct script s = {
		.a = old_list->hashes,
		.b = new_list->hashes,
		.pairs = ret_pairs,
		.ahead = points + reach + 2,
		.back = points + diagonals + reach + 2,
		.reach = reach,
	};

	for (uint32_t i = 0; i < new_list->count; i++)
		ret_pairs[i] = SCRIPT_NONE;
	put(&s, (struct region){ 0, old_list->count, 0, new_list->count });
	while (s.ntodo)
		compare(&s, s.todo[--s.ntodo]);
	mem_free(s.todo);
	mem_free(points);
}
