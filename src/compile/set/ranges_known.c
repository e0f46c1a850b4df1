#include "config.h"

#include "compile/set/ranges.h"

#include "base/map.h"
#include "base/mem.h"
#include "compile/scope/udata.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- bounds ---- */

/* The highest key of the set's type. */
void range_highest(uint32_t bits, uint32_t klen, uint8_t *be)
{
	bytes_prefix_mask(be, klen, bits < 8 * klen ? 8 * klen - bits : 0);
	for (uint32_t i = 0; i < klen; i++)
		be[i] = (uint8_t)~be[i];
}

bool range_equal(const struct ranges *a, size_t i,
			const struct ranges *b, size_t k)
{
	return memcmp(range_lo(a, i), range_lo(b, k), 2 * a->klen) == 0;
}

/* ---- what is known of a set ---- */

struct set_elems *set_elems_new(struct cctx *c)
{
	struct set_elems *e = arena_new(&c->arena, struct set_elems);

	chunks_init(&e->extras, sizeof(struct elem_extra));
	e->next = c->set_elems;
	c->set_elems = e;
	return e;
}

void known_forget(struct set_elems *e)
{
	while (e->nruns)
		ranges_release(&e->runs[--e->nruns]);
	chunks_release(&e->extras);
	ranges_release(&e->purge);
	ranges_release(&e->near);
}

void sets_release(struct cctx *c)
{
	for (; c->set_elems; c->set_elems = c->set_elems->next)
		known_forget(c->set_elems);
	if (c->last_elements)
		map_release(c->last_elements);
	if (c->told)
		map_release(c->told);
}

void set_flushed(struct set_info *set)
{
	if (!set->elems)
		return;
	known_forget(set->elems);
	set->elems->kernel_read = true;
	set->elems->kernel_unknown = false;
	set->elems->filled = false;
	set->elems->zero_sent = false;
	set->elems->zero_due = false;
}

/* Two sorted runs as one, without what is dead. */
static void merge_runs(struct ranges *a, struct ranges *b)
{
	struct ranges out;
	size_t i = 0, k = 0;

	ranges_init(&out, a->klen);
	ranges_reserve(&out, a->count + b->count);
	while (i < a->count || k < b->count) {
		bool first = k == b->count ||
			     (i < a->count && memcmp(range_lo(a, i),
						     range_lo(b, k),
						     a->klen) <= 0);
		const struct ranges *from = first ? a : b;
		size_t at = first ? i++ : k++;

		if (!range_dead(from, at))
			ranges_push(&out, range_lo(from, at),
				    range_hi(from, at), *range_tail(from, at));
	}
	ranges_release(a);
	ranges_release(b);
	*a = out;
}

/* Takes the run over. Runs double in size towards the first, so that many
 * small commands cost no more than one large one. */
void known_add(struct set_elems *e, struct ranges *run)
{
	if (!run->count) {
		ranges_release(run);
		return;
	}
	e->runs[e->nruns++] = *run;
	ranges_init(run, run->klen);
	while (e->nruns > 1 && (e->runs[e->nruns - 2].count <=
				2 * e->runs[e->nruns - 1].count ||
				e->nruns == KNOWN_RUNS)) {
		e->nruns--;
		merge_runs(&e->runs[e->nruns - 1], &e->runs[e->nruns]);
	}
}

uint32_t known_extra(struct set_elems *e, const struct elem_extra *x)
{
	*(struct elem_extra *)chunks_push(&e->extras) = *x;
	return (uint32_t)e->extras.count;
}

const struct elem_extra *known_extra_at(const struct set_elems *e,
					uint32_t extra)
{
	static const struct elem_extra none;

	if (extra == RANGE_DEAD)
		return &none;
	extra &= ~RANGE_BITS;
	return extra ? chunks_at(&e->extras, extra - 1) : &none;
}

/* ---- what the kernel has ---- */

/* Of user data the comment is kept: the flags follow from the range. */
static void import_comment(struct cctx *c, const struct low_elem *k,
			   struct elem_extra *x)
{
	const uint8_t *text;
	struct udata u;
	uint32_t len;

	text = udata_find(k->udata, k->udata_len, UDATA_COMMENT, &len);
	if (!text)
		return;
	u = udata_new(&c->arena);
	udata_put(&u, UDATA_COMMENT, text, len);
	x->udata = u.bytes;
	x->udata_len = u.len;
}

/* What a piece of the element would have. */
static uint32_t import_extra(struct cctx *c, struct set_elems *e,
			     const struct low_elem *k)
{
	struct elem_extra x = { .have_timeout = k->have_timeout,
				.timeout_ms = k->timeout_ms,
				.expires_ms = k->expires_ms };

	import_comment(c, k, &x);
	return x.udata_len || x.have_timeout || x.expires_ms ?
		       known_extra(e, &x) : 0;
}

/* Starts and ends of ranges, sorted. Ends are dead; where one range follows
 * another and both have one key they come first, as they are pushed first. */
static void import_marks(struct cctx *c, struct set_elems *e,
			 const struct low_elem *first, struct ranges *marks)
{
	for (int ends = 1; ends >= 0; ends--)
		for (const struct low_elem *k = first; k; k = k->next) {
			bool end = k->flags & NFT_SET_ELEM_INTERVAL_END;
			struct range_tail tail = {
				.at = { .file = SOURCE_NONE },
				.extra = RANGE_DEAD,
			};

			if (!k->key || k->key_len != marks->klen || end != ends)
				continue;
			if (!end)
				tail.extra = import_extra(c, e, k);
			ranges_push(marks, k->key, k->key, tail);
		}
	ranges_sort(marks);
}

static bool was_read(const struct set_elems *e, const uint8_t *lo)
{
	for (size_t i = 0; i < e->near.count; i++)
		if (memcmp(range_lo(&e->near, i), lo, e->near.klen) == 0)
			return true;
	return false;
}

void known_import(struct cctx *c, struct set_elems *e,
		  const struct low_elem *start, const uint8_t *hi,
		  uint32_t klen)
{
	struct range_tail tail = { .at = { .file = SOURCE_NONE } };
	struct ranges run;

	if (!e->near.klen)
		ranges_init(&e->near, klen);
	e->filled = true;
	if (was_read(e, start->key))
		return;
	tail.extra = import_extra(c, e, start);
	ranges_push(&e->near, start->key, hi, tail);
	ranges_init(&run, klen);
	ranges_push(&run, start->key, hi, tail);
	known_add(e, &run);
}

/* The same, once they are sorted: a range that begins there reaches it. */
static bool is_near(const struct set_elems *e, const uint8_t *lo)
{
	const struct ranges *near = &e->near;
	size_t k = near->count ? ranges_reaching(near, lo) : 0;

	return k < near->count &&
	       memcmp(range_lo(near, k), lo, near->klen) == 0;
}

static void import(struct cctx *c, const struct set_info *set, uint32_t klen,
		   const struct low_elem *first)
{
	struct set_elems *e = set->elems;
	struct ranges marks, run;
	uint8_t hi[BYTES_MAX];

	ranges_init(&marks, klen);
	ranges_init(&run, klen);
	import_marks(c, e, first, &marks);
	if (e->near.count)
		ranges_sort(&e->near);
	for (size_t i = 0; i < marks.count; i++) {
		if (range_dead(&marks, i) || is_near(e, range_lo(&marks, i)))
			continue;
		range_highest(set->key.f[0].len_bits, klen, hi);
		if (i + 1 < marks.count) {
			memcpy(hi, range_lo(&marks, i + 1), klen);
			bytes_decrement(hi, klen);
		}
		ranges_push(&run, range_lo(&marks, i), hi,
			    *range_tail(&marks, i));
	}
	ranges_release(&marks);
	e->filled |= first != NULL;
	known_add(e, &run);
}

int known_read_kernel(struct cctx *c, struct set_info *set, uint32_t klen)
{
	struct set_elems *e = set->elems;
	const struct resolver *r = c->resolver;
	struct low_elem *first = NULL;
	int err;

	if (e->kernel_read || !set->in_kernel)
		return 0;
	e->kernel_read = true;
	err = r->elements(r->ctx, set->family, set->table, set->name,
			  &c->arena, &first);
	if (err == -EOPNOTSUPP) {
		e->kernel_unknown = true;
		return 0;
	}
	if (err && err != -ENOENT) {
		c->err = err;
		return -1;
	}
	import(c, set, klen, first);
	return 0;
}


int known_not_there(const struct elems_job *job, struct span at)
{
	struct diags *diags = job->r->c->diags;

	(void)diag_error(diags, DIAG_UNKNOWN_NAME, at,
			 "%s '%s' has no such element",
			 job->set->is_map ? "map" : "set", job->set->name);
	diag_words(diags, ENOENT);
	return -1;
}
