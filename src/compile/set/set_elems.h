/*
 * set_elems — turns elements of sets, text or nodes, into keys and data.
 *
 * Private to compile/set and to transfer.c.
 * In:     element lists; variables and nested lists in them are expanded.
 * Out:    one element at a time.
 * Owns:   nothing; data that outlives a call is in the reader's arena.
 * Errors: -1 after a diagnostic; a walk goes on behind a bad element, so that
 *         every mistake of a list is reported.
 * Spec:   doc/sets.md.
 */
#ifndef NFTLOAD_COMPILE_SET_SET_ELEMS_H
#define NFTLOAD_COMPILE_SET_SET_ELEMS_H

#include "base/bytes.h"
#include "compile/set/intervals.h"
#include "compile/set/sets.h"

/* An element as written. */
struct elem_src {
	const struct ast_elems *list;
	const struct ast_elem_ref *ref;
	struct span at;
};

#define ELEM_SPOILS -2 /* reported; all other elements would fail, too */
typedef int elem_fn(void *ctx, const struct elem_src *src);
/* Calls fn for each element; -1 when a call or the list itself failed. */
int elems_walk(struct cctx *c, const struct ast_expr *set, elem_fn *fn,
	       void *ctx) must_check;
/* elems_walk() for looking ahead: it skips faulty elements without a report. */
int elems_look(struct cctx *c, const struct ast_expr *set, elem_fn *fn,
	       void *ctx) must_check;
/* The element's node, in c->scratch.  NULL: its text is wrong; elem_read()
 * reports that. */
const struct ast_elem *elem_peek(struct cctx *c, const struct elem_src *src);

/* What kinds of elements a list holds, judged without evaluating them. */
struct elems_shape {
	size_t count;
	bool key_ranges, data_ranges; /* some prefix, range or wildcard */
	bool catchall;
};
int elems_shape(struct cctx *c, const struct ast_expr *set,
		struct elems_shape *ret_shape) must_check;

/* Everything of an element but the key. */
struct elem_extra {
	const uint8_t *data;
	const struct low_verdict *verdict;
	const char *obj;
	struct span ref_at; /* where the chain or obj is named */
	const uint8_t *udata;
	const struct low_expr *exprs;
	uint64_t timeout_ms, expires_ms;
	uint32_t udata_len;
	uint16_t data_len;
	bool have_timeout;
};

static inline bool elem_has_time(const struct elem_extra *x)
{
	return x->have_timeout || x->expires_ms;
}

struct elem {
	struct span at;
	bool catchall;
	bool plain;	/* nothing in x */
	/* The bounds of the key, as in the message: of equal length, and equal
	 * unless the key is a range. */
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX];
	struct elem_extra x;
};

struct elem_reader {
	struct cctx *c;
	struct arena *keep;
	const struct set_info *set;
	struct ktype key;    /* the type in which keys are read */
	uint32_t key_len;    /* bytes of a key */
	uint16_t key_bits;   /* bits of the highest key; 0: as the type */
	bool deleting;	     /* data may be left out */
	bool late_times;     /* timeouts are checked after ranges are merged */
	int (*fix)(struct cctx *c, struct tx *value, void *ctx);
	void *fix_ctx;
};

int elem_read(const struct elem_reader *r, const struct elem_src *src,
	      struct elem *ret_elem) must_check;
/* Reports that the set has no timeouts.  Returns -1. */
int elem_no_times(const struct elem_reader *r, struct span at);
/* Applies the reader's fix to the bounds of an interval. */
int elem_fix_bounds(const struct elem_reader *r, struct span at, uint8_t *lo,
		    uint8_t *hi) must_check;
/* Reads the usual forms directly from text; false: another form, or wrong.
 * The place of a chain counts from the text's start, and has no file. */
bool elem_read_text(const struct elem_reader *r, const char *text, size_t len,
		    struct elem *elem) must_check;

/* ---- elems_send.c ---- */

/* A series of elements that is being sent to the sink. */
struct elem_sender {
	struct cctx *c;
	struct low_elems head;
	bool open;
};

/* Sends an element; opens a new series when the element is from another
 * file. */
int elem_send(struct elem_sender *s, struct low_elem *low,
	      struct span at) must_check;
int elem_send_end(struct elem_sender *s) must_check;
void elem_to_low(const struct elem_extra *x, struct low_elem *ret_low);

/* Sends elements one by one, in the order of the text. */
int elems_stream(const struct elem_reader *r, struct elem_sender *s,
		 const struct ast_expr *set) must_check;

/* ---- ranges.c: sets of intervals with a single field ---- */

/* The elements of a named set that are known. */
#define KNOWN_RUNS 20
struct set_elems {
	struct set_elems *next;	     /* in struct cctx, for release */
	struct ranges runs[KNOWN_RUNS]; /* each sorted; each longer than the one
					 * before */
	unsigned int nruns;
	struct chunks extras;	     /* of struct elem_extra; index + 1 */
	struct ranges purge;	     /* auto-merge: ranges to delete */
	struct ranges near;	     /* of the kernel, read by key */
	size_t asked;		     /* ranges that were asked for by key */
	bool kernel_read;	     /* the kernel's elements are in runs */
	bool kernel_unknown;	     /* the kernel could not be asked */
	bool filled;		     /* counts as having elements */
	bool zero_sent;		     /* the end mark at key 0 */
	bool zero_due;		     /* the end mark is sent unless a range
				      * begins at 0 */
};

struct set_elems *set_elems_new(struct cctx *c);

/* The command that the elements belong to. */
struct elems_job {
	const struct elem_reader *r;
	struct set_info *set;
	const struct ast_expr *elements;
	uint8_t verb; /* enum ast_verb */
	bool initial; /* the list in the set's declaration */
	bool last;    /* no later command has elements for the set */
	struct low_elems head;
};

int ranges_add(struct elems_job *job) must_check;
int ranges_delete(struct elems_job *job) must_check;
int ranges_anonymous(struct elems_job *job) must_check;

#endif
