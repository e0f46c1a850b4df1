#include "config.h"

#include "compile/set/ranges.h"

#include <string.h>

/* True when b begins at most one behind the end of a. */
static bool reaches(const uint8_t *a_hi, const uint8_t *b_lo, uint32_t klen)
{
	uint8_t next[BYTES_MAX];

	memcpy(next, a_hi, klen);
	return bytes_increment(next, klen) || memcmp(next, b_lo, klen) >= 0;
}

/* ---- overlaps ---- */

static int conflict(struct cctx *c, const char *what, struct span at,
		    struct span other)
{
	diag_error(c->diags, DIAG_CONFLICT, at, "%s", what);
	if (other.file != SOURCE_NONE)
		diag_note(c->diags, other, "the other interval is here");
	else
		diag_hint(c->diags, "the other interval is in the kernel");
	return -1;
}

/* Among new ranges, which are sorted; identical ones are left to the kernel. */
int overlap_check_new(struct cctx *c, const struct ranges *r)
{
	size_t top = 0; /* of those so far, the one that ends last */
	int ret = 0;

	for (size_t i = 1; i < r->count; i++) {
		if (memcmp(range_lo(r, i), range_hi(r, top), r->klen) > 0) {
			top = i;
			continue;
		}
		if (range_equal(r, i, r, top))
			continue;
		ret = conflict(c, "this interval overlaps another one",
			       range_tail(r, i)->at, range_tail(r, top)->at);
		if (diags_full(c->diags))
			break;
		if (memcmp(range_hi(r, i), range_hi(r, top), r->klen) > 0)
			top = i;
	}
	return ret;
}

/* New ranges against one run of known ones. */
static int check_run(struct cctx *c, const struct ranges *r,
		     const struct ranges *run)
{
	int ret = 0;

	for (size_t i = 0; i < r->count && !(ret && diags_full(c->diags)); i++) {
		size_t k = ranges_reaching(run, range_lo(r, i));

		for (; k < run->count && memcmp(range_lo(run, k),
						range_hi(r, i), r->klen) <= 0;
		     k++) {
			if (range_dead(run, k) || range_equal(r, i, run, k))
				continue;
			ret = conflict(c, "this interval overlaps another one",
				       range_tail(r, i)->at,
				       range_tail(run, k)->at);
			break;
		}
	}
	return ret;
}

int overlap_check(struct cctx *c, const struct ranges *r,
			  const struct set_elems *e)
{
	int ret = overlap_check_new(c, r);

	for (unsigned int n = 0; n < e->nruns; n++)
		if (check_run(c, r, &e->runs[n]) < 0)
			ret = -1;
	return ret;
}

/* ---- merging ---- */

/* Widens range i of r by range k of s. */
static void unite(struct ranges *r, size_t i, const struct ranges *s, size_t k)
{
	if (memcmp(range_lo(s, k), range_lo(r, i), r->klen) < 0)
		memcpy(range_lo(r, i), range_lo(s, k), r->klen);
	if (memcmp(range_hi(s, k), range_hi(r, i), r->klen) > 0)
		memcpy(range_hi(r, i), range_hi(s, k), r->klen);
}

static bool overlaps(const uint8_t *a_hi, const uint8_t *b_lo, uint32_t klen)
{
	return memcmp(a_hi, b_lo, klen) >= 0;
}

typedef bool joins(const uint8_t *a_hi, const uint8_t *b_lo, uint32_t klen);

static void merge_if(struct ranges *r, joins *fn)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++) {
		if (n && fn(range_hi(r, n - 1), range_lo(r, i), r->klen)) {
			unite(r, n - 1, r, i);
			continue;
		}
		if (n != i)
			memcpy(range_lo(r, n), range_lo(r, i), r->size);
		n++;
	}
	r->count = n;
}

void overlap_merge_new(struct ranges *r)
{
	merge_if(r, reaches);
}

void overlap_merge_gone(struct ranges *r)
{
	merge_if(r, overlaps);
}

static bool contains(const struct ranges *s, size_t k, const struct ranges *r,
		     size_t i)
{
	return memcmp(range_lo(s, k), range_lo(r, i), r->klen) <= 0 &&
	       memcmp(range_hi(s, k), range_hi(r, i), r->klen) >= 0;
}

/* The range of the run that holds all of range i; run->count: none. */
size_t overlap_holder(const struct ranges *run, const struct ranges *r, size_t i)
{
	size_t k = ranges_reaching(run, range_lo(r, i));

	while (k < run->count && range_dead(run, k))
		k++;
	return k < run->count && contains(run, k, r, i) ? k : run->count;
}

void overlap_take_out(struct ranges *run, size_t k, struct span at,
		      struct ranges *purge)
{
	struct range_tail tail = *range_tail(run, k);

	tail.at = at;
	if (!range_pending(run, k))
		ranges_push(purge, range_lo(run, k), range_hi(run, k), tail);
	range_tail(run, k)->extra = RANGE_DEAD;
}

/* A range that the set was declared with counts as new: of such the lowest has
 * its way, while of all others range i has. */
static bool is_older(const struct ranges *run, size_t k,
		     const struct ranges *r, size_t i)
{
	return range_initial(run, k) &&
	       memcmp(range_lo(run, k), range_lo(r, i), r->klen) <= 0;
}

/* Takes what touches range i out of a run, and into the range. */
static bool absorb_run(struct ranges *r, size_t i, struct ranges *run,
		       struct ranges *purge)
{
	uint8_t below[BYTES_MAX];
	bool grew = false;
	size_t k;

	memcpy(below, range_lo(r, i), r->klen);
	if (!bytes_is_zero(below, r->klen))
		bytes_decrement(below, r->klen);
	k = ranges_reaching(run, below);
	for (; k < run->count &&
	       reaches(range_hi(r, i), range_lo(run, k), r->klen); k++) {
		if (range_dead(run, k))
			continue;
		if (is_older(run, k, r, i))
			range_tail(r, i)->extra =
				range_tail(run, k)->extra & ~RANGE_BITS;
		overlap_take_out(run, k, range_tail(r, i)->at, purge);
		unite(r, i, run, k);
		grew = true;
	}
	return grew;
}

static bool held(const struct set_elems *e, const struct ranges *r, size_t i)
{
	for (unsigned int n = 0; n < e->nruns; n++)
		if (overlap_holder(&e->runs[n], r, i) < e->runs[n].count)
			return true;
	return false;
}

static void absorb(struct set_elems *e, struct ranges *r, size_t i,
		   struct ranges *purge)
{
	bool grew = true;

	while (grew) {
		grew = false;
		for (unsigned int n = 0; n < e->nruns; n++)
			grew |= absorb_run(r, i, &e->runs[n], purge);
	}
}

static void drop_dead(struct ranges *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++) {
		if (range_dead(r, i))
			continue;
		if (n != i)
			memcpy(range_lo(r, n), range_lo(r, i), r->size);
		n++;
	}
	r->count = n;
}

void overlap_drop_held(const struct set_elems *e, struct ranges *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (held(e, r, i))
			range_tail(r, i)->extra = RANGE_DEAD;
	drop_dead(r);
}

void overlap_merge_known(struct set_elems *e, struct ranges *r,
			 struct ranges *purge)
{
	size_t last = SIZE_MAX;

	for (size_t i = 0; i < r->count; i++) {
		/* What it took may have brought the last one up to here. */
		if (last != SIZE_MAX &&
		    reaches(range_hi(r, last), range_lo(r, i), r->klen)) {
			unite(r, last, r, i);
			range_tail(r, i)->extra = RANGE_DEAD;
			absorb(e, r, last, purge);
			continue;
		}
		absorb(e, r, i, purge);
		last = i;
	}
	drop_dead(r);
}
