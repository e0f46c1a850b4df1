/*
 * pattern — finds the files whose paths match a pattern, with bounded work.
 *
 * Internal to syntax/.
 * In:     a path with '*', '?' and '[...]', which match neither a slash nor a
 *         dot at the beginning of a name; the work done by earlier patterns.
 * Out:    the paths that exist, in the order of their bytes.
 * Owns:   nothing; paths lie in the caller's arena.
 * Units:  names read, folders searched and bytes of paths, over a whole run.
 * Errors: -E2BIG when a bound is reached; -errno of a folder that cannot be
 *         read.
 * Spec:   glob(7).
 */
#ifndef NFTLOAD_TEXT_PATTERN_H
#define NFTLOAD_TEXT_PATTERN_H

#include "base/arena.h"
#include "base/chunks.h"

/* Without bounds, a pattern in every part of a long path would search a whole
 * disk. */
#define PATTERN_FOLDERS_MAX 16384
#define PATTERN_NAMES_MAX 4194304
#define PATTERN_BYTES_MAX 67108864

struct pattern_use {
	uint32_t folders, names; /* searched, read by all patterns so far */
	uint64_t bytes; /* of all paths put together so far */
};

bool pattern_is(const char *path);
/* ret_paths: items are char *, sorted. ret_denied: permission was missing for
 * some folder, which was left out. */
int pattern_find(struct arena *a, const char *pattern, struct pattern_use *use,
		 struct chunks *ret_paths, bool *ret_denied) must_check;

#endif
