/*
 * known — finds the nearest known name, for hints, private to kernel/.
 *
 * In:     a name that does not exist; the declarations of the batch; the
 *         kernel's names, which are asked for once for each kind.
 * Out:    the nearest name, and where the missing name was made or deleted.
 * Owns:   the names, in its arena.
 * Errors: none: names that cannot be asked for are not suggested.
 *
 * The work is bounded: a missing name is looked up once, however many errors it
 * causes, and comparisons have a budget for the whole report.
 */
#ifndef NFTLOAD_KERNEL_EXPLAIN_KNOWN_H
#define NFTLOAD_KERNEL_EXPLAIN_KNOWN_H

#include "base/map.h"
#include "base/strpool.h"
#include "kernel/explain/subject.h"
#include "kernel/talk/socket.h"

#define KNOWN_KINDS (NAMED_FLOWTABLE + 1)

struct known_name;

/* What is known about a missing name. */
struct known_hint {
	uint8_t named, family;
	const char *table, *name;
	const char *best;	      /* the nearest other name, or NULL */
	uint8_t best_family;	      /* the nearest table's family */
	/* A table that has the same name, where nothing else is known. */
	const char *other_table;
	uint8_t other_family;
	bool in_kernel;		      /* the kernel had it before the batch */
	bool refused;		      /* the kernel refused to make it */
	const struct batch_msg *made; /* the message that declares it */
	const struct batch_msg *gone; /* the message that deletes it */
};

struct known {
	struct arena arena;
	struct kernel_socket *sock;
	const struct batch *b;
	struct known_name *first[KNOWN_KINDS];
	bool batch_read, kernel_read[KNOWN_KINDS];
	uint32_t budget;
	struct strpool strings;
	struct map hints; /* of struct known_hint */
};

void known_init(struct known *n, struct kernel_socket *sock,
		const struct batch *b);
void known_release(struct known *n);
/* table is NULL for tables.  The result stays until known_release(). */
struct known_hint *known_look(struct known *n, enum row_named named,
			      uint8_t family, const char *table,
			      const char *name);

#endif
