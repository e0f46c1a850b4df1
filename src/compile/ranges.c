#include "config.h"

#include "compile/ranges.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- collecting ---- */

struct collect {
	const struct elem_reader *r;
	struct set_elems *e;
	struct ranges list;
	struct chunks catchalls; /* of struct range_tail */
};

static int collect_elem(void *ctx, const struct elem_src *src)
{
	struct collect *col = ctx;
	struct arena *scratch = &col->r->c->scratch;
	struct arena_mark mark = arena_mark(scratch);
	struct range_tail tail = { .at = src->at };
	struct elem elem;
	int ret = elem_read(col->r, src, &elem);

	if (!ret) {
		if (!elem.plain)
			tail.extra = known_extra(col->e, &elem.x);
		if (elem.catchall)
			*(struct range_tail *)chunks_push(&col->catchalls) = tail;
		else
			ranges_push(&col->list, elem.lo, elem.hi, tail);
	}
	if (col->r->keep != scratch)
		arena_rewind(scratch, mark);
	return ret;
}

static size_t count_refs(const struct ast_expr *set)
{
	const struct ast_expr *real = ast_behind(set, NULL);
	size_t n = 0;

	if (real->kind != AST_SET)
		return 0;
	for (const struct ast_elems *l = real->elems; l; l = l->more)
		n += l->refs.count;
	return n;
}

static int collect(struct collect *col, const struct elems_job *job,
		   struct set_elems *e)
{
	col->r = job->r;
	col->e = e;
	ranges_init(&col->list, job->r->key_len);
	ranges_reserve(&col->list, count_refs(job->elements));
	chunks_init(&col->catchalls, sizeof(struct range_tail));
	if (elems_walk(job->r->c, job->elements, collect_elem, col) < 0)
		return -1;
	ranges_sort(&col->list);
	return 0;
}

static void collect_release(struct collect *col)
{
	ranges_release(&col->list);
	chunks_release(&col->catchalls);
}

/* ---- add ---- */

static int send(const struct elems_job *job, const struct set_elems *e,
		enum low_verb verb, const struct ranges *list)
{
	struct ranges_out out = { .job = job, .e = e, .verb = verb,
				  .list = list };

	return list->count ? ranges_send(&out) : 0;
}

static int send_new(const struct elems_job *job, struct collect *col)
{
	struct set_elems *e = col->e;
	struct ranges_out out = {
		.job = job, .e = e, .verb = LOW_NEW, .list = &col->list,
		.catchalls = &col->catchalls,
		/* `create element` sends what it names and no more: the mark
		 * may be there, and all must be new. */
		.zero = !e->filled && (job->verb != VERB_CREATE ||
				       job->initial),
	};

	e->filled |= job->initial && col->list.count;
	return ranges_send(&out);
}

static int add_collected(const struct elems_job *job, struct collect *col)
{
	struct cctx *c = job->r->c;
	struct ranges purge;
	int ret;

	if (known_read_kernel(c, job->set, job->r->key_len) < 0)
		return -1;
	if (!job->set->auto_merge || job->set->is_map)
		return overlap_check(c, &col->list, col->e) < 0 ?
			-1 : send_new(job, col);
	ranges_init(&purge, col->list.klen);
	overlap_merge_new(&col->list);
	overlap_merge_known(col->e, &col->list, &purge);
	ret = send(job, col->e, LOW_DEL, &purge);
	ranges_release(&purge);
	return ret < 0 ? -1 : send_new(job, col);
}

int ranges_add(struct elems_job *job)
{
	struct collect col;
	int ret = collect(&col, job, job->set->elems);

	if (!ret)
		ret = add_collected(job, &col);
	if (!ret)
		known_add(job->set->elems, &col.list);
	collect_release(&col);
	return ret;
}

/* ---- delete ---- */

struct deletion {
	const struct elems_job *job;
	struct set_elems *e;
	const struct ranges *list; /* what to delete */
	struct ranges purge;	   /* what to send for it */
	struct ranges pieces;	   /* what remains of ranges that were split */
};

/* A piece has the old element's comment, and no more. */
static void add_piece(struct deletion *d, const uint8_t *lo, const uint8_t *hi,
		      struct range_tail tail)
{
	const struct elem_extra *old = known_extra_at(d->e, tail.extra);
	struct elem_extra x = { .udata = old->udata,
				.udata_len = old->udata_len };

	if (memcmp(lo, hi, d->list->klen) > 0)
		return;
	tail.extra = old->udata_len ? known_extra(d->e, &x) : 0;
	ranges_push(&d->pieces, lo, hi, tail);
}

/* What is left of range k once range i of the list is gone. */
static void split(struct deletion *d, size_t i, const struct ranges *run,
		  size_t k)
{
	const struct ranges *r = d->list;
	struct range_tail tail = *range_tail(run, k);
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX], edge[BYTES_MAX];

	memcpy(lo, range_lo(run, k), r->klen);
	memcpy(hi, range_hi(run, k), r->klen);
	tail.at = range_tail(r, i)->at;
	if (memcmp(lo, range_lo(r, i), r->klen) < 0) {
		memcpy(edge, range_lo(r, i), r->klen);
		range_decrement(edge, r->klen);
		add_piece(d, lo, edge, tail);
	}
	if (memcmp(range_hi(r, i), hi, r->klen) < 0) {
		memcpy(edge, range_hi(r, i), r->klen);
		bytes_increment(edge, r->klen);
		add_piece(d, edge, hi, tail);
	}
}

static void purge(struct deletion *d, const struct ranges *run, size_t k,
		  size_t i)
{
	ranges_push(&d->purge, range_lo(run, k), range_hi(run, k),
		    *range_tail(run, k));
	range_tail(&d->purge, d->purge.count - 1)->at =
		range_tail(d->list, i)->at;
}

static bool delete_from_run(struct deletion *d, size_t i, struct ranges *run)
{
	size_t k = overlap_holder(run, d->list, i);
	bool whole;

	if (k == run->count)
		return false;
	whole = range_equal(run, k, d->list, i);
	if (!whole && !d->job->set->auto_merge)
		return false;
	purge(d, run, k, i);
	if (!whole)
		split(d, i, run, k);
	range_tail(run, k)->extra = RANGE_DEAD;
	return true;
}

/* The remains of an earlier split were not sent yet. */
static bool delete_from_pieces(struct deletion *d, size_t i)
{
	size_t k = overlap_holder(&d->pieces, d->list, i);
	struct ranges last;

	if (k != d->pieces.count - 1 || !d->pieces.count)
		return false;
	last = d->pieces;
	d->pieces.count--;
	/* Its bytes stay where they are until the first push. */
	split(d, i, &last, k);
	return true;
}

static int delete_one(struct deletion *d, size_t i)
{
	const struct set_info *set = d->job->set;

	if (delete_from_pieces(d, i))
		return 0;
	for (unsigned int n = 0; n < d->e->nruns; n++)
		if (delete_from_run(d, i, &d->e->runs[n]))
			return 0;
	if (!d->e->kernel_unknown && d->job->verb == VERB_DELETE) {
		diag_error(d->job->r->c->diags, DIAG_UNKNOWN_NAME,
			   range_tail(d->list, i)->at,
			   "element does not exist in %s '%s'",
			   set->is_map ? "map" : "set", set->name);
		return -1;
	}
	purge(d, d->list, i, i);
	return 0;
}

static int delete_send(struct deletion *d, const struct collect *col)
{
	const struct elems_job *job = d->job;
	struct ranges_out out = {
		.job = job, .e = d->e, .list = &d->purge,
		.verb = job->verb == VERB_DELETE ? LOW_DEL : LOW_DESTROY,
		.catchalls = &col->catchalls,
	};

	if (ranges_send(&out) < 0)
		return -1;
	out.verb = LOW_NEW;
	out.list = &d->pieces;
	out.catchalls = NULL;
	out.zero = !job->set->in_kernel;
	return d->pieces.count ? ranges_send(&out) : 0;
}

int ranges_delete(struct elems_job *job)
{
	struct deletion d = { .job = job, .e = job->set->elems };
	struct collect col;
	int ret = collect(&col, job, d.e);
	bool missing = false; /* all are reported that are not there */

	d.list = &col.list;
	ranges_init(&d.purge, job->r->key_len);
	ranges_init(&d.pieces, job->r->key_len);
	if (!ret)
		ret = known_read_kernel(job->r->c, job->set, job->r->key_len);
	for (size_t i = 0; !ret && i < col.list.count; i++)
		if (delete_one(&d, i) < 0)
			missing = true;
	if (missing)
		ret = -1;
	if (!ret)
		ret = delete_send(&d, &col);
	if (!ret)
		known_add(d.e, &d.pieces);
	ranges_release(&d.purge);
	ranges_release(&d.pieces);
	collect_release(&col);
	return ret;
}

/* ---- anonymous sets ---- */

static int fix_all(const struct elems_job *job, struct ranges *r)
{
	for (size_t i = 0; job->r->fix && i < r->count; i++)
		if (elem_fix_bounds(job->r, range_tail(r, i)->at,
				    range_lo(r, i), range_hi(r, i)) < 0)
			return -1;
	return 0;
}

int ranges_anonymous(struct elems_job *job)
{
	struct set_elems e = { 0 };
	struct collect col;
	struct ranges_out out = { .job = job, .e = &e, .verb = LOW_NEW,
				  .zero = true };
	int ret;

	chunks_init(&e.extras, sizeof(struct elem_extra));
	ret = collect(&col, job, &e);
	if (!ret && job->set->is_map)
		ret = overlap_check_new(job->r->c, &col.list);
	else if (!ret)
		overlap_merge_new(&col.list);
	out.list = &col.list;
	out.catchalls = &col.catchalls;
	if (!ret)
		ret = fix_all(job, &col.list);
	if (!ret)
		ret = ranges_send(&out);
	collect_release(&col);
	known_forget(&e);
	return ret;
}
