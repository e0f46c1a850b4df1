#include "config.h"

#include "compile/set/ranges.h"

#include "compile/scope/cmd_msg.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/*
 * Sets with auto-merge.  What the commands of the input add and delete is
 * worked out here, and sent once, with the last of them: the kernel takes only
 * one deletion of a key in a batch, so merging step by step would fail.
 */

/* ---- sending ---- */

static bool has_pending(const struct ranges *run)
{
	for (size_t i = 0; i < run->count; i++)
		if (range_pending(run, i))
			return true;
	return false;
}

static bool above_zero(const struct set_elems *e)
{
	for (unsigned int n = 0; n < e->nruns; n++)
		if (has_pending(&e->runs[n]) &&
		    !ranges_above_zero(&e->runs[n], true))
			return false;
	return true;
}

static void mark_sent(struct ranges *run)
{
	for (size_t i = 0; i < run->count; i++)
		if (range_pending(run, i))
			range_tail(run, i)->extra &= ~RANGE_BITS;
}

static int send_pending(const struct elems_job *job, struct set_elems *e)
{
	struct ranges_out out = { .job = job, .e = e, .verb = LOW_DEL,
				  .list = &e->purge };

	if (e->purge.count && ranges_send(&out) < 0)
		return -1;
	ranges_release(&e->purge);
	out.verb = LOW_NEW;
	out.pending = true;
	out.zero = e->zero_due && above_zero(e);
	e->zero_due = false;
	for (unsigned int n = 0; n < e->nruns; n++) {
		if (!has_pending(&e->runs[n]))
			continue;
		out.list = &e->runs[n];
		if (ranges_send(&out) < 0)
			return -1;
		mark_sent(&e->runs[n]);
		out.zero = false;
	}
	return 0;
}

static int send_catchalls(const struct elems_job *job, struct collect *col)
{
	struct ranges none;
	struct ranges_out out = {
		.job = job, .e = col->e, .list = &none,
		.verb = (enum low_verb)cmd_verbs[job->verb].verb,
		.catchalls = &col->catchalls,
	};

	ranges_init(&none, job->r->key_len);
	return ranges_send(&out);
}

static int finish(const struct elems_job *job, struct collect *col)
{
	if (job->last && send_pending(job, col->e) < 0)
		return -1;
	return send_catchalls(job, col);
}

/* A run of what is to be sent later. */
static void add_pending(struct set_elems *e, struct ranges *run, uint32_t bits)
{
	for (size_t i = 0; i < run->count; i++)
		range_tail(run, i)->extra |= RANGE_PENDING | bits;
	known_add(e, run);
}

/* ---- add ---- */

int merging_add(const struct elems_job *job, struct collect *col)
{
	struct set_elems *e = col->e;

	if (!e->purge.klen)
		ranges_init(&e->purge, job->r->key_len);
	overlap_drop_held(e, &col->list);
	overlap_merge_new(&col->list);
	overlap_merge_known(e, &col->list, &e->purge);
	e->zero_due |= !e->filled && col->list.count;
	add_pending(e, &col->list, job->initial ? RANGE_INITIAL : 0);
	return finish(job, col);
}

/* ---- delete ---- */

struct deletion {
	struct set_elems *e;
	const struct ranges *list; /* what to delete */
	struct ranges pieces;	   /* what remains of ranges that were split */
};

/* Pieces have what the old element had; its statements stay with the first. */
static void add_piece(struct deletion *d, const uint8_t *lo, const uint8_t *hi,
		      struct range_tail tail, bool first)
{
	struct elem_extra x = *known_extra_at(d->e, tail.extra);

	tail.extra &= ~RANGE_BITS;
	if (!first && x.exprs) {
		x.exprs = NULL;
		tail.extra = known_extra(d->e, &x);
	}
	ranges_push(&d->pieces, lo, hi, tail);
}

/* What is left of range k once range i of the list is gone. */
static void split(struct deletion *d, size_t i, const struct ranges *run,
		  size_t k)
{
	const struct ranges *r = d->list;
	struct range_tail tail = *range_tail(run, k);
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX], edge[BYTES_MAX];
	bool left;

	memcpy(lo, range_lo(run, k), r->klen);
	memcpy(hi, range_hi(run, k), r->klen);
	tail.at = range_tail(r, i)->at;
	left = memcmp(lo, range_lo(r, i), r->klen) < 0;
	if (left) {
		memcpy(edge, range_lo(r, i), r->klen);
		bytes_decrement(edge, r->klen);
		add_piece(d, lo, edge, tail, true);
	}
	if (memcmp(range_hi(r, i), hi, r->klen) < 0) {
		memcpy(edge, range_hi(r, i), r->klen);
		bytes_increment(edge, r->klen);
		add_piece(d, edge, hi, tail, !left);
	}
}

static bool delete_from_run(struct deletion *d, size_t i, struct ranges *run)
{
	size_t k = overlap_holder(run, d->list, i);

	if (k == run->count)
		return false;
	split(d, i, run, k);
	overlap_take_out(run, k, range_tail(d->list, i)->at, &d->e->purge);
	return true;
}

/* The remains of an earlier split: the last of them, as the list is sorted. */
static bool delete_from_pieces(struct deletion *d, size_t i)
{
	size_t k = overlap_holder(&d->pieces, d->list, i);
	struct ranges last = d->pieces;

	if (!last.count || k != last.count - 1)
		return false;
	/* Its bytes stay where they are until the first push. */
	d->pieces.count--;
	split(d, i, &last, k);
	return true;
}

static bool delete_one(struct deletion *d, size_t i)
{
	if (delete_from_pieces(d, i))
		return true;
	for (unsigned int n = 0; n < d->e->nruns; n++)
		if (delete_from_run(d, i, &d->e->runs[n]))
			return true;
	return false;
}

/* Offline nobody knows: the deletion is as it was written. */
static void delete_unknown(struct deletion *d, size_t i)
{
	if (d->e->kernel_unknown)
		ranges_push(&d->e->purge, range_lo(d->list, i),
			    range_hi(d->list, i), *range_tail(d->list, i));
}

int merging_delete(const struct elems_job *job, struct collect *col)
{
	struct deletion d = { .e = col->e, .list = &col->list };
	int ret = 0;

	if (!d.e->purge.klen)
		ranges_init(&d.e->purge, job->r->key_len);
	ranges_init(&d.pieces, job->r->key_len);
	overlap_merge_gone(&col->list);
	for (size_t i = 0; i < col->list.count; i++) {
		if (delete_one(&d, i))
			continue;
		delete_unknown(&d, i);
		if (job->verb == VERB_DELETE && !d.e->kernel_unknown)
			ret = known_not_there(job,
					       range_tail(&col->list, i)->at);
	}
	add_pending(d.e, &d.pieces, 0);
	ranges_release(&d.pieces);
	return ret < 0 ? -1 : finish(job, col);
}
