/*
 * ranges — adds and deletes intervals of a set: checks overlaps, merges, sends.
 *
 * Private to compile/set.
 * In:     lists of elements of sets with the interval flag and a single field.
 * Out:    elements in the sink, in order; errors for overlaps.
 * Owns:   struct set_elems owns its runs, until sets_release().
 * Spec:   doc/sets.md, "Intervals".
 */
#ifndef NFTLOAD_COMPILE_SET_RANGES_H
#define NFTLOAD_COMPILE_SET_RANGES_H

#include "compile/set/set_elems.h"

/* The highest number of the given bits, as klen bytes, big endian. */
void range_highest(uint32_t bits, uint32_t klen, uint8_t *be);
bool range_equal(const struct ranges *a, size_t i, const struct ranges *b,
		 size_t k);

/* ---- ranges_known.c ---- */

/* Adds a sorted run, which e then owns. */
void known_add(struct set_elems *e, struct ranges *run);
uint32_t known_extra(struct set_elems *e, const struct elem_extra *x);
/* Never NULL. */
const struct elem_extra *known_extra_at(const struct set_elems *e,
					uint32_t extra);
/* Asks the kernel for the set's elements, once. -1: c->err is set. */
int known_read_kernel(struct cctx *c, struct set_info *set,
		      uint32_t klen) must_check;
/* Takes a range of the kernel, unless it was taken before. */
void known_import(struct cctx *c, struct set_elems *e,
		  const struct low_elem *start, const uint8_t *hi,
		  uint32_t klen);
void known_forget(struct set_elems *e);
/* Reports that an element to delete does not exist.  Returns -1. */
int known_not_there(const struct elems_job *job, struct span at);

/* ---- ranges_near.c ---- */

/* Asks the kernel for the elements that the ranges of a command may meet: for a
 * few by their keys, else for all.  -1: c->err is set. */
int known_read(const struct elems_job *job, const struct ranges *r) must_check;

/* ---- overlap.c; the new ranges are sorted ---- */

int overlap_check_new(struct cctx *c, const struct ranges *r) must_check;
int overlap_check(struct cctx *c, const struct ranges *r,
		  const struct set_elems *e) must_check;
/* Joins new ranges that overlap or touch; the lowest gives the options. */
void overlap_merge_new(struct ranges *r);
/* Joins ranges to delete that overlap. */
void overlap_merge_gone(struct ranges *r);
/* Removes range k; adds it to purge if it was sent. at: the element because of
 * which it is removed. */
void overlap_take_out(struct ranges *run, size_t k, struct span at,
		      struct ranges *purge);
/* Drops the new ranges that lie within known ones. */
void overlap_drop_held(const struct set_elems *e, struct ranges *r);
/* Joins new ranges with the known ranges that they touch, which are removed. */
void overlap_merge_known(struct set_elems *e, struct ranges *r,
			 struct ranges *purge);
/* The range of the run that contains all of range i of r; run->count: none. */
size_t overlap_holder(const struct ranges *run, const struct ranges *r,
		      size_t i);

/* ---- ranges.c ---- */

/* The elements of one command. */
struct collect {
	const struct elem_reader *r;
	struct set_elems *e;
	struct ranges list;	 /* sorted */
	struct chunks catchalls; /* of struct range_tail */
};

/* ---- merging.c: sets with auto-merge ---- */

int merging_add(const struct elems_job *job, struct collect *col) must_check;
int merging_delete(const struct elems_job *job, struct collect *col) must_check;

/* ---- ranges_send.c ---- */

struct ranges_out {
	const struct elems_job *job;
	const struct set_elems *e;
	enum low_verb verb;
	bool zero; /* begin with an end mark at key 0 */
	bool pending; /* only ranges not sent yet */
	const struct ranges *list;
	const struct chunks *catchalls; /* of struct range_tail, or NULL */
};
int ranges_send(const struct ranges_out *out) must_check;
/* True when there is a range to send and the first does not begin at 0. */
bool ranges_above_zero(const struct ranges *r, bool pending);

#endif
