/*
 * names — what exists under which name, for hints, private to kernel/.
 *
 * In:     the batch's own declarations; the kernel's, asked for by kind when
 *         the first hint of that kind is wanted.
 * Out:    the nearest name to one that does not exist.
 * Owns:   the names, in its arena.
 * Errors: none: what cannot be asked is not suggested.
 *
 * The work is bounded: a name is looked up once however often it is missed,
 * and comparisons have a budget for the whole report.
 */
#ifndef NFTLOAD_KERNEL_NAMES_H
#define NFTLOAD_KERNEL_NAMES_H

#include "kernel/socket.h"
#include "kernel/subject.h"

#define NAMES_KINDS (NAMED_FLOWTABLE + 1)
#define NAMES_SLOTS 1024 /* a power of two */

struct name_entry;

/* What is known of a name. */
struct name_hint {
	struct name_hint *next;
	uint8_t named, family;
	const char *table, *name;
	const char *best;	      /* nearest other name, or NULL */
	uint8_t best_family;	      /* of a table */
	bool in_kernel;		      /* it did exist before the batch */
	const struct batch_msg *made; /* the message that declares it */
};

struct names {
	struct arena arena;
	struct kernel_socket *sock;
	const struct batch *b;
	struct name_entry *first[NAMES_KINDS];
	bool batch_read, kernel_read[NAMES_KINDS];
	uint32_t budget;
	struct name_hint *slots[NAMES_SLOTS];
};

void names_init(struct names *n, struct kernel_socket *sock,
		const struct batch *b);
void names_release(struct names *n);
/* table is NULL for tables.  The result stays until names_release(). */
const struct name_hint *names_look(struct names *n, enum named named,
				   uint8_t family, const char *table,
				   const char *name);

#endif
