/*
 * features — what this kernel's nf_tables can do, found out by asking it.
 *
 * In:     one small ruleset for each feature, judged in a network namespace of
 *         its own, by a process of its own.
 * Out:    the kernel's verdict on each.
 * Errors: -errno: no such namespace, or no socket in it.
 * Spec:   linux/netfilter/nf_tables.h.
 */
#ifndef NFTLOAD_CLI_FEATURES_H
#define NFTLOAD_CLI_FEATURES_H

#include "base/util.h"
#include "tables/family.h"

struct feature {
	const char *group;	/* "families", "expressions" ... */
	const char *name;
	enum family family;
	const char *base; /* the chain: "type filter hook ..."; NULL: no rule */
	const char *text; /* of the rule; NULL: a table is enough; without a
			   * chain: what follows "add" */
	const char *what; /* for kconfig_option(); NULL: the name */
};

/* What releases brought is in tables/since.h. */
extern const struct feature features[];
extern const size_t feature_count;

/* Whether anything can be loaded here, in this process's own namespace, which
 * is asked and not changed: 0, or the errno that the kernel answers with. */
int features_ask_here(void) must_check;
/* One for each feature, and each row of since_rows: 0 where the kernel takes
 * it, or is new enough for what it cannot be asked for. */
int features_probe(int *ret_errnums, int *ret_since) must_check;

#endif
