/*
 * entry — a commit of the history as bytes of a file.
 *
 *     nftload-history 1           facts, a line each
 *     time 1796112000
 *     ...
 *     block before 4912 337 zlib  name, length, length here, how
 *     end
 *     the blocks
 *     check SHA-256 of all before it
 *
 * In:     facts and blocks of a commit; or the bytes of a file.
 * Out:    the other of the two.
 * Owns:   everything in struct history_entry, until history_entry_release().
 * Units:  time in s since 1970, clock_ms in ms of CLOCK_BOOTTIME.
 * Errors: -EINVAL: damaged; -EPROTO: of another version; -ENOSYS: compressed,
 *         and this build has no zlib.
 */
#ifndef NFTLOAD_HISTORY_ENTRY_H
#define NFTLOAD_HISTORY_ENTRY_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "history/pack.h"

enum history_block {
	HISTORY_BEFORE, /* messages of the kernel's dump, before the commit */
	HISTORY_AFTER,	/* the same after it, without elements of sets */
	HISTORY_SETS,	/* struct history_set: those with elements in BEFORE */
	HISTORY_DIFF,	/* the difference as text */
	HISTORY_ITEMS,	/* and as JSON */
	HISTORY_BLOCKS,
};

/* By handles: the kernel gives none twice. */
struct history_set {
	uint64_t table, set;
	uint64_t changed; /* 1: the commit has changed elements; 0: it has not */
};

struct history_file {
	struct history_file *next;
	const char *name;
	char hash[SHA256_TEXT];
};

struct history_entry {
	struct arena arena;
	int64_t time;
	uint64_t clock_ms;
	char boot[BOOT_ID_BYTES]; /* "": unknown */
	uint64_t netns; /* the cookie of the network namespace */
	uint32_t uid, loginuid; /* UINT32_MAX: of no login */
	uint32_t genid;		/* before the commit */
	uint64_t added, changed, removed;
	const char *verb;    /* "sync", "undo 12" ... */
	const char *command; /* the words, with blanks between them */
	struct history_file *files, **last_file;
	struct pack block[HISTORY_BLOCKS];
};

void history_entry_init(struct history_entry *e);
void history_entry_release(struct history_entry *e);
void history_entry_add_file(struct history_entry *e, const char *name,
			    const uint8_t hash[SHA256_BYTES]);
void history_entry_write(const struct history_entry *e, struct pack *to);
/* After an error, too, the entry is to be released. */
int history_entry_read(struct history_entry *e, const uint8_t *bytes,
		       size_t len) must_check;

#endif
