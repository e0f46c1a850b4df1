/*
 * subject — finds out which object and part an error of the kernel is about,
 * private to kernel/.
 *
 * In:     the message at fault and the offset of the attribute at fault.
 * Out:    names, kinds and the part of the message, as words for a sentence.
 * Owns:   nothing; strings are in the caller's arena.
 */
#ifndef NFTLOAD_KERNEL_EXPLAIN_SUBJECT_H
#define NFTLOAD_KERNEL_EXPLAIN_SUBJECT_H

#include "base/arena.h"
#include "batch/batch.h"
#include "object/decode.h"

struct subject {
	const struct batch_msg *m;
	const struct nlmsghdr *nlh;
	struct low_msg low; /* the message, decoded */
	uint8_t kind, verb; /* enum low_kind, enum low_verb */
	uint8_t family;
	uint8_t part;	    /* enum row_part */
	uint32_t off;	    /* of the attribute at fault; 0: not known */
	bool excl;	    /* the verb was create */
	bool has_handle;
	uint64_t handle;
	const char *table, *name; /* NULL: the message has none */
	const char *word;   /* the kind of name: "chain", "ct helper" */
	const char *thing;  /* the kind of the message: "element" */
	/* item is set for PART_EXPR, elem for PART_ELEM; else, or not known:
	 * NULL. */
	const struct low_expr *item;
	const struct low_elem *elem;
	int expr_kind;	    /* enum nfexpr_kind, -1: not known */
	const char *expr;   /* the kernel's name of the expression */
	/* The name of another object, inside the part. */
	uint8_t ref;	    /* enum row_named */
	const char *ref_word, *ref_name;
	/* Base chains. */
	const char *type, *device;
	bool has_hook;
	uint32_t hook;
	int32_t priority;
};

/* False: not a message of nf_tables (the batch's begin or end). */
bool subject_init(struct subject *s, const struct batch_msg *m, uint32_t off,
		  struct arena *a);
/* Makes an expression of the message the part at fault. */
void subject_set_expr(struct subject *s, const struct low_expr *x);
/* Fill in only the name that an expression or element of another message refers
 * to. */
void subject_expr_ref(struct subject *s, const struct low_expr *x);
void subject_elem_ref(struct subject *s, const struct low_elem *e);

#endif
