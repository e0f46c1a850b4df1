/*
 * entries — the entries of the history, with what is wrong with some.
 *
 * In:     options.
 * Out:    entries, the oldest first.
 * Owns:   struct entries, until entries_release().
 * Errors: an exit code after a sentence on stderr.
 */
#ifndef NFTLOAD_CLI_UNDO_ENTRIES_H
#define NFTLOAD_CLI_UNDO_ENTRIES_H

#include "cli/user/options.h"
#include "history/entry.h"

struct entry {
	uint64_t number;
	struct pack bytes;
	struct history_entry e;
	bool read; /* e is */
	int err;   /* 0: it can be used */
};

struct entries {
	struct entry *list;
	size_t count;
};

/* Reads the files, and understands nothing of them. */
int entries_open(struct entries *all, const struct options *o) must_check;
void entries_read(struct entries *all);
void entries_release(struct entries *all);
/* What is wrong with an entry, in words. */
const char *entry_wrong(const struct entry *e);
/* The number that the command line names; 0: it names none. */
int entries_number(const struct options *o, uint64_t *ret) must_check;
/* NULL: there is none of that number. */
struct entry *entries_find(const struct entries *all, uint64_t number);

#endif
