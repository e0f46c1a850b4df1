/*
 * text — what nf_tables holds, as lines that two ways to the same state share.
 *
 * In:     the messages of a dump.
 * Out:    sorted lines: one for each table, chain, rule, set, element, object
 *         and flow table.  Left out are what the kernel gives (handles, counts
 *         of uses, names of sets and chains that belong to rules), what packets
 *         change (counters, quotas, times), private user data, and the order of
 *         chains but of base chains at one hook and priority.
 * Owns:   the lines; text_release() frees them.
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

/* messages: of struct nlmsghdr *. */
void text_make(struct text *t, const struct chunks *messages);
void text_release(struct text *t);
/* Prints lines that are in one alone (f NULL: prints nothing); how many there
 * were. */
size_t text_compare(FILE *f, const struct text *a, const struct text *b);

#endif
