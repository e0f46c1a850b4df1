/*
 * text — what nf_tables holds, as lines that two ways to the same state share.
 *
 * In:     the messages of a dump; other names of tables.
 * Out:    sorted lines: one for each table, chain, rule, set, element, object
 *         and flow table.  Left out are what the kernel gives (handles, counts
 *         of uses, names of sets and chains that belong to rules), what packets
 *         change (counters, quotas, times), user data that is private or says
 *         nothing, comments of tables, sizes of sets that the kernel or the
 *         loader gave, the order of a chain's devices, and that of chains but
 *         of base chains at one hook and priority.
 * Owns:   the lines; text_free() frees them.
 */
#ifndef NFTLOAD_TESTS_STATE_TEXT_H
#define NFTLOAD_TESTS_STATE_TEXT_H

#include "base/arena.h"
#include "base/chunks.h"

#include <linux/netlink.h>
#include <stdio.h>

struct text {
	struct arena arena;
	char **lines;
	size_t count;
};

/* The name that the lines have for a table. */
typedef const char *text_name_fn(void *ctx, uint8_t family, const char *name);

struct text_how {
	text_name_fn *called; /* NULL: tables have their own names */
	void *ctx;
	bool counts; /* counters and quotas are shown, too */
};

/* messages: of struct nlmsghdr *. */
void text_make(struct text *t, const struct chunks *messages,
	       const struct text_how *how);
void text_free(struct text *t);
/* Prints lines that are in one alone (f NULL: prints nothing); how many there
 * were. */
size_t text_compare(FILE *f, const struct text *a, const struct text *b);

#endif
