/*
 * known — what exists under which name, for hints, private to kernel/.
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
#ifndef NFTLOAD_KERNEL_EXPLAIN_KNOWN_H
#define NFTLOAD_KERNEL_EXPLAIN_KNOWN_H

#include "base/map.h"
#include "base/strpool.h"
#include "kernel/explain/subject.h"
#include "kernel/talk/socket.h"

#define KNOWN_KINDS (NAMED_FLOWTABLE + 1)

struct known_name;

/* What is known of a name. */
struct known_hint {
	uint8_t named, family;
	const char *table, *name;
	const char *best;	      /* nearest other name, or NULL */
	uint8_t best_family;	      /* of a table */
	/* The same name in another table, where nothing else is known. */
	const char *other_table;
	uint8_t other_family;
	bool in_kernel;		      /* it did exist before the batch */
	bool refused;		      /* the kernel did not take it */
	const struct batch_msg *made; /* the message that declares it */
	const struct batch_msg *gone; /* the one that deletes it */
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
struct known_hint *known_look(struct known *n, enum named named,
			      uint8_t family, const char *table,
			      const char *name);

#endif
