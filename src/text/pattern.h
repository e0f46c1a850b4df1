/*
 * pattern — the files whose paths match a pattern, found in bounds.
 *
 * Internal to syntax/.
 * In:     a path with '*', '?' and '[...]', which do not match a dot at the
 *         begin of a name, nor a slash; what may still be looked at.
 * Out:    the paths that exist, in the order of their bytes.
 * Owns:   nothing; paths lie in the caller's arena.
 * Units:  names read, folders looked into and bytes of paths, over a whole run.
 * Errors: -E2BIG when that is used up; -errno of a folder that cannot be read.
 * Spec:   glob(7).
 */
#ifndef NFTLOAD_TEXT_PATTERN_H
#define NFTLOAD_TEXT_PATTERN_H

#include "base/arena.h"
#include "base/chunks.h"

/* A pattern in every part of a long path would lead through all of a disk. */
#define PATTERN_FOLDERS_MAX 16384
#define PATTERN_NAMES_MAX 4194304
#define PATTERN_BYTES_MAX 67108864

struct pattern_use {
	uint32_t folders, names; /* looked into and read by all patterns so far */
	uint64_t bytes; /* of the paths that were put together */
};

bool pattern_is(const char *path);
/* ret_paths: of char *, sorted. denied: some folder must not be read, and what
 * is in it was left out. */
int pattern_find(struct arena *a, const char *pattern, struct pattern_use *use,
		 struct chunks *ret_paths, bool *ret_denied) must_check;

#endif
