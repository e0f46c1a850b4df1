/*
 * names — the half of the resolver that asks name services, or files.
 *
 * In:     names of services, protocols, users, groups, hosts and control
 *         groups; names in the tables of iproute2; local times.
 * Out:    numbers.  Every answer is kept: a name is looked up once in a run,
 *         however many rules use it, and a table file is read once.
 * Owns:   the answers, until names_release().
 * Errors: those of compile/resolver.h; -EAGAIN: a name server does not answer.
 * Spec:   base/name_source.h, mktime(3); iproute2's "NUMBER NAME" files.
 */
#ifndef NFTLOAD_LOAD_NAMES_H
#define NFTLOAD_LOAD_NAMES_H

#include "base/arena.h"
#include "base/map.h"
#include "base/name_source.h"
#include "base/strpool.h"
#include "kernel/ask/query.h"

#define NAMES_FILES 4

struct name_answer;

struct names {
	struct resolver_base base; /* first, where the kernel's half finds it */
	struct arena arena;
	struct strpool strings;
	struct map answers; /* by kind and name */
	const struct name_source *source;
	const char *root; /* put before every path, for tests; "" */
	const char *file_path[NAMES_FILES]; /* not NULL: the file was read */
	unsigned int vain[NAMES_LISTED]; /* questions for unknown names */
	bool silent; /* a name server did not answer in time */
	bool have_offset;
	int32_t offset; /* seconds east of UTC, the same for a whole run */
};

/* Sets every function of r and its ctx. */
void names_init(struct names *n, struct resolver *r);
void names_release(struct names *n);

#endif
