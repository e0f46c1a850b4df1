#include "config.h"

#include "compile/set/ranges.h"

#include "compile/scope/cmd_msg.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- collecting ---- */

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

static int add_plain(const struct elems_job *job, struct collect *col)
{
	struct set_elems *e = col->e;
	struct ranges_out out = {
		.job = job, .e = e, .verb = LOW_NEW, .list = &col->list,
		.catchalls = &col->catchalls,
		.zero = !e->filled && !e->zero_sent &&
			ranges_above_zero(&col->list, false),
	};

	if (overlap_check(job->r->c, &col->list, e) < 0)
		return -1;
	e->zero_sent |= out.zero;
	e->filled |= job->initial && col->list.count;
	if (ranges_send(&out) < 0)
		return -1;
	known_add(e, &col->list);
	return 0;
}

/* ---- delete ---- */

/* Forgets a range that is to be deleted; false: it is not known. */
static bool forget(struct set_elems *e, const struct ranges *r, size_t i)
{
	for (unsigned int n = 0; n < e->nruns; n++) {
		size_t k = overlap_holder(&e->runs[n], r, i);

		if (k == e->runs[n].count || !range_equal(&e->runs[n], k, r, i))
			continue;
		range_tail(&e->runs[n], k)->extra = RANGE_DEAD;
		return true;
	}
	return false;
}

static int delete_plain(const struct elems_job *job, struct collect *col)
{
	struct ranges_out out = {
		.job = job, .e = col->e, .list = &col->list,
		.verb = (enum low_verb)cmd_verbs[job->verb].verb,
		.catchalls = &col->catchalls,
	};
	int ret = 0;

	for (size_t i = 0; i < col->list.count; i++)
		if (!forget(col->e, &col->list, i) &&
		    job->verb == VERB_DELETE && !col->e->kernel_unknown)
			ret = known_not_there(job,
					       range_tail(&col->list, i)->at);
	return ret < 0 ? -1 : ranges_send(&out);
}

typedef int collected(const struct elems_job *job, struct collect *col);

static int run_job(const struct elems_job *job, collected *fn)
{
	struct collect col;
	int ret = collect(&col, job, job->set->elems);

	if (!ret)
		ret = known_read(job, &col.list);
	if (!ret)
		ret = fn(job, &col);
	collect_release(&col);
	return ret;
}

int ranges_add(struct elems_job *job)
{
	return run_job(job, job->set->auto_merge ? merging_add : add_plain);
}

int ranges_delete(struct elems_job *job)
{
	return run_job(job, job->set->auto_merge ? merging_delete :
						   delete_plain);
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

static int check_time(const struct elems_job *job, const struct collect *col,
		      const struct range_tail *tail)
{
	if (!job->r->late_times ||
	    !elem_has_time(known_extra_at(col->e, tail->extra)))
		return 0;
	return elem_no_times(job->r, tail->at);
}

/* A timeout is no mistake where the range has joined a lower one. */
static int check_times(const struct elems_job *job, const struct collect *col)
{
	int ret = 0;

	for (size_t i = 0; i < col->list.count; i++)
		ret |= check_time(job, col, range_tail(&col->list, i));
	for (size_t i = 0; i < col->catchalls.count; i++)
		ret |= check_time(job, col, chunks_at(&col->catchalls, i));
	return ret;
}

int ranges_anonymous(struct elems_job *job)
{
	struct set_elems e = { 0 };
	struct collect col;
	struct ranges_out out = { .job = job, .e = &e, .verb = LOW_NEW };
	int ret;

	chunks_init(&e.extras, sizeof(struct elem_extra));
	ret = collect(&col, job, &e);
	if (!ret && job->set->is_map)
		ret = overlap_check_new(job->r->c, &col.list);
	else if (!ret)
		overlap_merge_new(&col.list);
	if (!ret)
		ret = check_times(job, &col);
	out.list = &col.list;
	out.catchalls = &col.catchalls;
	if (!ret)
		ret = fix_all(job, &col.list);
	out.zero = ranges_above_zero(&col.list, false);
	if (!ret)
		ret = ranges_send(&out);
	collect_release(&col);
	known_forget(&e);
	return ret;
}
