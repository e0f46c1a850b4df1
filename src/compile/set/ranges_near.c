#include "config.h"

#include "compile/set/ranges.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/*
 * Asks the kernel for the ranges that a few new ones meet, by their keys: a dump
 * of a large set takes a time that grows with its square.
 *
 * A range between the ends of a new one, which no key finds, the kernel refuses
 * as an overlap; the batch is then compiled again with all elements.
 */

/* So many ranges of a set are asked for by key. */
#ifdef NFTLOAD_DEVELOPER
#define NEAR_MAX 8
#else
#define NEAR_MAX 64
#endif
#define TRIES 4

/* All elements are to be read. */
#define WHOLE (-EOPNOTSUPP)

struct near {
	struct cctx *c;
	const struct set_info *set;
	struct set_elems *e;
	uint32_t klen;
	uint8_t highest[BYTES_MAX];
};

/* The mark that the kernel finds for a key; NULL: none. */
static int get_mark(const struct near *n, const uint8_t *key, uint32_t flags,
		    struct low_elem **ret)
{
	const struct low_elem want = { .key = key, .flags = flags,
				       .key_len = n->klen };
	const struct resolver *r = n->c->resolver;
	int err = r->element(r->ctx, set_key(n->set), &want, &n->c->arena,
			     ret);

	if (err == -ENOENT || (!err && *ret && !(*ret)->key))
		*ret = NULL;
	if (!err && *ret && ((*ret)->key_len != n->klen || (*ret)->key_end))
		return WHOLE;
	return err == -ENOENT ? 0 : err;
}

static int get_start(const struct near *n, const uint8_t *key,
		     struct low_elem **ret)
{
	*ret = NULL;
	return get_mark(n, key, 0, ret);
}

static bool is_highest(const struct near *n, const uint8_t *key)
{
	return memcmp(key, n->highest, n->klen) == 0;
}

/* 1: the range that begins with start ends at hi; 0: it does not. */
static int ends_at(const struct near *n, const struct low_elem *start,
		   const uint8_t *hi, struct low_elem **ret_at_hi)
{
	uint8_t next[BYTES_MAX];
	struct low_elem *after;
	int err = get_start(n, hi, ret_at_hi);

	if (err || !*ret_at_hi ||
	    memcmp((*ret_at_hi)->key, start->key, n->klen) != 0)
		return err;
	if (is_highest(n, hi))
		return 1;
	memcpy(next, hi, n->klen);
	bytes_increment(next, n->klen);
	err = get_start(n, next, &after);
	if (err)
		return err;
	return !after || memcmp(after->key, start->key, n->klen) != 0;
}

/*
 * Where a range may end that holds key: before the next end mark.  Kernels that
 * search the marks one by one take an end mark at key itself, of the range
 * before.
 */
static int guess_end(const struct near *n, const uint8_t *key, uint8_t *hi)
{
	struct low_elem *end = NULL;
	int err;

	memcpy(hi, key, n->klen);
	err = get_mark(n, hi, NFT_SET_ELEM_INTERVAL_END, &end);
	if (!err && end && memcmp(end->key, key, n->klen) == 0) {
		bytes_increment(hi, n->klen);
		err = get_mark(n, hi, NFT_SET_ELEM_INTERVAL_END, &end);
	}
	memcpy(hi, end ? end->key : n->highest, n->klen);
	if (end)
		bytes_decrement(hi, n->klen);
	return err;
}

/*
 * The end of the range that begins with start and holds key.  Where a mark of
 * each kind has one key the kernel may miss the end, and tell a later one: then
 * another range holds that, and the end lies before this range.
 */
static int find_end(const struct near *n, const struct low_elem *start,
		    const uint8_t *key, uint8_t *hi)
{
	struct low_elem *at_hi;
	int ret = guess_end(n, key, hi);

	for (int i = 0; i < TRIES && !ret; i++) {
		ret = ends_at(n, start, hi, &at_hi);
		if (ret)
			return ret < 0 ? ret : 0;
		if (!at_hi || memcmp(at_hi->key, key, n->klen) <= 0)
			return WHOLE;
		memcpy(hi, at_hi->key, n->klen);
		bytes_decrement(hi, n->klen);
	}
	return ret ? ret : WHOLE;
}

/* Takes the range that holds key from the kernel.  1: there is one. */
static int take_holder(const struct near *n, const uint8_t *key, uint8_t *lo,
		       uint8_t *hi)
{
	struct low_elem *start;
	int err = get_start(n, key, &start);

	if (err || !start)
		return err;
	err = find_end(n, start, key, hi);
	if (err)
		return err;
	memcpy(lo, start->key, n->klen);
	known_import(n->c, n->e, start, hi, n->klen);
	return 1;
}

/* ---- what the commands need to know ---- */

/* Takes ranges that touch each other, below lo or above hi. */
static int take_row(const struct near *n, uint8_t *lo, uint8_t *hi, bool up)
{
	uint8_t key[BYTES_MAX];
	int found;

	for (int i = 0; i < TRIES; i++) {
		if (up ? is_highest(n, hi) : bytes_is_zero(lo, n->klen))
			return 0;
		memcpy(key, up ? hi : lo, n->klen);
		if (up)
			bytes_increment(key, n->klen);
		else
			bytes_decrement(key, n->klen);
		found = take_holder(n, key, lo, hi);
		if (found <= 0)
			return found;
	}
	return WHOLE;
}

/* A range without an end does not meet the end of another one. */
static int near_added(const struct near *n, const struct ranges *r, size_t i)
{
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX];
	int ret = is_highest(n, range_hi(r, i)) ? WHOLE : 0;

	memcpy(lo, range_lo(r, i), n->klen);
	memcpy(hi, range_hi(r, i), n->klen);
	if (!ret)
		ret = take_holder(n, range_lo(r, i), lo, hi);
	if (ret >= 0 && n->set->auto_merge)
		ret = take_row(n, lo, hi, false);
	memcpy(lo, range_lo(r, i), n->klen);
	memcpy(hi, range_hi(r, i), n->klen);
	if (ret >= 0)
		ret = take_holder(n, range_hi(r, i), lo, hi);
	if (ret >= 0 && n->set->auto_merge)
		ret = take_row(n, lo, hi, true);
	return MIN(ret, 0);
}

/* What is not there as a whole, or in a range that can be split, is a mistake,
 * or was added by this input. */
static int near_deleted(const struct near *n, const struct ranges *r, size_t i)
{
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX];
	int found = take_holder(n, range_lo(r, i), lo, hi);
	int below, above;

	if (found <= 0)
		return found < 0 ? found : WHOLE;
	below = memcmp(lo, range_lo(r, i), n->klen);
	above = memcmp(hi, range_hi(r, i), n->klen);
	if (n->set->auto_merge)
		return below <= 0 && above >= 0 ? 0 : WHOLE;
	return below == 0 && above == 0 ? 0 : WHOLE;
}

/*
 * An added range begins with an end mark at the lowest key if the set has no
 * elements.  Linux 6.12 and before do not count them; but most sets that have
 * elements have some mark at the lowest key.  Not all: a range that began there
 * and was deleted leaves none.
 */
static int find_some(const struct near *n)
{
	static const uint8_t lowest[BYTES_MAX];
	struct low_elem *mark = NULL;
	int err = n->set->count ? 0 : get_mark(n, lowest,
					       NFT_SET_ELEM_INTERVAL_END,
					       &mark);

	n->e->filled |= n->set->count || mark;
	return err || n->e->filled ? err : WHOLE;
}

static int read_near(const struct near *n, const struct elems_job *job,
		     const struct ranges *r)
{
	bool adds = job->verb == VERB_ADD || job->verb == VERB_CREATE;
	int err = 0;

	n->e->asked += r->count;
	if (!n->c->resolver->element || n->e->asked > NEAR_MAX)
		return WHOLE;
	if (adds && !n->e->filled)
		err = find_some(n);
	for (size_t i = 0; i < r->count && !err; i++)
		err = adds ? near_added(n, r, i) : near_deleted(n, r, i);
	return err;
}

int known_read(const struct elems_job *job, const struct ranges *r)
{
	struct near n = { .c = job->r->c, .set = job->set,
			  .e = job->set->elems, .klen = r->klen };
	int err;

	if (n.e->kernel_read || !n.set->in_kernel)
		return 0;
	range_highest(n.set->key.f[0].len_bits, n.klen, n.highest);
	err = read_near(&n, job, r);
	if (err == WHOLE)
		return known_read_kernel(n.c, job->set, n.klen);
	if (err)
		n.c->err = err;
	return err ? -1 : 0;
}
