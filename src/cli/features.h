/*
 * features — finds out which features this kernel's nf_tables has.
 *
 * In:     one small ruleset for each feature.  A separate process asks the
 *         kernel to check each, in a separate network namespace.
 * Out:    the kernel's answer to each.
 * Errors: -errno: the namespace, or a socket in it, could not be made.
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
	const char *text; /* the rule; without base: the text behind "add";
			   * NULL: a table is enough */
	const char *what; /* for kconfig_option(); NULL: the name */
};

/* Features that came with a known release are in tables/since.h. */
extern const struct feature feature_table[];
extern const size_t feature_count;

/* Asks the kernel whether this process may load rulesets in its own namespace,
 * without a change. 0, or the kernel's errno. */
int features_ask_here(void) must_check;
/* Asks for each feature, and for each row of since_rows. 0: the kernel has the
 * feature, or, if it cannot be asked, its release is new enough; else an
 * errno. */
int features_probe(int *ret_errnums, int *ret_since) must_check;

#endif
