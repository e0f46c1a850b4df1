/*
 * support — shared by all unit tests: cmocka with its includes in the right
 * order, and names collected from a table.
 *
 * Owns:   nothing.
 */
#ifndef NFTLOAD_TESTS_SUPPORT_H
#define NFTLOAD_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/util.h"

#define NAMES_SEEN_MAX 128

/* Collects what an ..._each_name() function says. */
struct names_seen {
	const char *name[NAMES_SEEN_MAX];
	size_t count;
};

/* ctx is a struct names_seen. */
void see_name(void *ctx, const char *name);
bool was_seen(const struct names_seen *seen, const char *name);
/* Fails the test when a name was seen twice. */
void assert_all_different(const struct names_seen *seen);

/* A new file with that content; the path is the caller's to free(). */
char *temp_file(const char *content, size_t len);

#endif
