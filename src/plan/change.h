/*
 * change — how a difference of an object gets into the kernel.
 *
 * In:     two low forms of the same object: as the kernel has it, and as it
 *         shall be.
 * Out:    the rows whose attributes differ, a bit each, and the way of the
 *         worst of them.
 * Owns:   nothing: const rows.
 * Errors: none.
 * Spec:   experiments on Linux 6.1, 6.12 and 6.18: a message that changes one
 *         attribute alone was sent, and the object read again.
 *
 * Some changes the kernel takes and does not make: it says yes, and all is as
 * before.  So what can change in place stands in a table, and is never found
 * out by trying.
 */
#ifndef NFTLOAD_PLAN_CHANGE_H
#define NFTLOAD_PLAN_CHANGE_H

#include "object/low.h"

/* Times of the kernel and of a file are the same within this: it rounds them
 * down to its clock. */
#define CHANGE_TICK_MS 100

enum change_way {
	CHANGE_NONE,	 /* nothing differs */
	CHANGE_IN_PLACE, /* the kernel does it, and all else stays */
	CHANGE_SILENT,	 /* the kernel says yes and does nothing */
	CHANGE_REMAKE,	 /* only an object that is made anew has it */
};

/* What not all kernels do, a bit each. */
enum kernel_ability {
	KERNEL_DESTROYS = 1,	   /* 6.3: deletes what may be there */
	KERNEL_DROPS_DEVICES = 2,  /* 6.4: of a chain */
	KERNEL_SIZES_SETS = 4,	   /* 6.5: of sets that are there */
	KERNEL_TIMES_ELEMENTS = 8, /* 6.12: of elements that are there */
	KERNEL_ALL = 15,
};

/* Those of the running kernel, by its version: what one does not do is done in
 * another way, so nothing is lost where a distribution has more in an older
 * one. */
uint32_t change_abilities(void);

struct change_row {
	uint8_t kind;	 /* enum low_kind */
	uint8_t way;	 /* enum change_way */
	uint8_t needs;	 /* enum kernel_ability; 0: every kernel does it */
	uint8_t without; /* the way of kernels that do not */
	const char *what; /* differs: "policy" */
	bool (*differs)(const struct low_msg *has, const struct low_msg *wants);
};

struct change {
	uint32_t rows; /* bit i: change_row(i) */
	uint8_t way;   /* enum change_way: the worst */
};

/* abilities: bits of enum kernel_ability. */
struct change change_between(const struct low_msg *has,
			     const struct low_msg *wants, uint32_t abilities);
/* NULL: there are no more. */
const struct change_row *change_row(unsigned int i);
/* The rows of `rows` that go this way. */
uint32_t change_rows_of(uint32_t rows, enum change_way way,
			uint32_t abilities);

/* Hook number and priority are the same, and so is the order of those that
 * have both. */
bool change_same_hook(const struct low_msg *a, const struct low_msg *b);
static inline bool change_is_base(const struct low_msg *m)
{
	return m->chain && m->chain->hook.present;
}
/* NULL: it is not among them. */
const struct low_device *change_device_in(const struct low_device *list,
					  const struct low_device *d);

#endif
