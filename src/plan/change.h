/*
 * change — decides how a difference of an object can be brought into the
 * kernel.
 *
 * In:     two low forms of the same object: the kernel's, and the desired one.
 * Out:    the rows whose attributes differ, a bit each, and the worst way among
 *         them.
 * Owns:   nothing: const rows.
 * Errors: none.
 * Spec:   experiments on Linux 6.1, 6.12 and 6.18: for each attribute, a
 *         message was sent that changes only this attribute, and the object was
 *         read again.
 *
 * The kernel accepts some changes without an error and does not make them.  So
 * a table lists the attributes that can change in place; they are never found
 * out by trying.
 */
#ifndef NFTLOAD_PLAN_CHANGE_H
#define NFTLOAD_PLAN_CHANGE_H

#include "object/low.h"

/* Times of the kernel and of a file that differ by less are the same: the
 * kernel rounds times down to ticks of its clock. */
#define CHANGE_TICK_MS 100

enum change_way {
	CHANGE_NONE,	 /* nothing differs */
	CHANGE_IN_PLACE, /* the kernel changes only this */
	CHANGE_SILENT,	 /* the kernel accepts it and does nothing */
	CHANGE_REMAKE,	 /* the object must be made anew */
};

/* Abilities that not all kernels have, a bit each. */
enum kernel_ability {
	KERNEL_DESTROYS = 1,	   /* 6.3: destroys objects that may not
				    * exist */
	KERNEL_DROPS_DEVICES = 2,  /* 6.4: of a chain */
	KERNEL_SIZES_SETS = 4,	   /* 6.5: of existing sets */
	KERNEL_TIMES_ELEMENTS = 8, /* 6.12: of existing elements */
	KERNEL_ALL = 15,
};

struct change_row {
	uint8_t kind;	 /* enum low_kind */
	uint8_t way;	 /* enum change_way */
	uint8_t needs;	 /* enum kernel_ability; 0: every kernel has it */
	uint8_t without; /* the way of kernels without the ability */
	const char *what; /* differs: "policy" */
	bool (*differs)(const struct low_msg *has, const struct low_msg *wants);
};

struct change {
	uint32_t rows; /* bit i stands for change_row(i) */
	uint8_t way;   /* enum change_way: the worst way */
};

/* abilities: bits of enum kernel_ability. */
struct change change_between(const struct low_msg *has,
			     const struct low_msg *wants, uint32_t abilities);
/* NULL: there are no more. */
const struct change_row *change_row(unsigned int i);
/* The bits of `rows` whose way is `way`. */
uint32_t change_rows_of(uint32_t rows, enum change_way way,
			uint32_t abilities);

/* Whether hook number and priority are the same, so that the chains' order
 * depends on the order of their making. */
bool change_same_hook(const struct low_msg *a, const struct low_msg *b);
static inline bool change_is_base(const struct low_msg *m)
{
	return m->chain && m->chain->hook.present;
}
/* Finds a device in a list; NULL: it is not in the list. */
const struct low_device *change_device_in(const struct low_device *list,
					  const struct low_device *d);

#endif
