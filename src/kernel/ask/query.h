/*
 * query — answers the questions of the resolver that only the kernel can
 * answer.
 *
 * In:     names.  Each question asks nf_tables or rtnetlink about the named
 *         object only.
 * Out:    structures of compile/resolver.h, in the caller's arena.
 * Errors: -errno of the kernel: -ENOENT, -EPERM, ...
 */
#ifndef NFTLOAD_KERNEL_ASK_QUERY_H
#define NFTLOAD_KERNEL_ASK_QUERY_H

#include "base/map.h"
#include "compile/resolver.h"
#include "kernel/talk/socket.h"

#include <net/if.h>

struct resolver_base;

struct kernel_query {
	struct kernel_socket *sock;
	bool asked;	/* the kernel was asked: a retry must compile again */
	uint32_t genid; /* generation of the ruleset that was asked */
	bool whole;	/* the caller's: sets are asked for as a whole only */
	bool near;	/* sets were asked for by key */
};

/* Call it before a question whose answer the batch depends on: it notes the
 * generation. */
int query_begin(struct kernel_query *q) must_check;
/* Sets the kernel's half of r.  r->ctx stays the caller's; it must begin with a
 * struct resolver_base, in which the functions find the query. */
void query_fill_resolver(struct resolver *r);

/* Gets the element that has the flags and the key of want, from a set of single
 * keys. */
int query_element(struct resolver_base *base, struct map_key set,
		  const struct low_elem *want, struct arena *a,
		  struct low_elem **ret_elem) must_check;

#define QUERY_IFNAMES 64 /* remembered interface names, a power of two */

/* load/names.h embeds this, zeroed, as the first member of its resolver context. */
struct resolver_base {
	struct kernel_query *query; /* NULL: offline, -EOPNOTSUPP */
	struct {
		char name[IF_NAMESIZE];
		uint32_t index;
	} ifnames[QUERY_IFNAMES];
};

#endif
