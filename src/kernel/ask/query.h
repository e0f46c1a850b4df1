/*
 * query — the resolver's questions that only the kernel can answer.
 *
 * In:     names; asks nf_tables and rtnetlink, that object alone.
 * Out:    structures of compile/resolver.h, in the caller's arena.
 * Errors: -ENOENT, -EPERM, ... as the kernel says.
 */
#ifndef NFTLOAD_KERNEL_ASK_QUERY_H
#define NFTLOAD_KERNEL_ASK_QUERY_H

#include "compile/resolver.h"
#include "kernel/talk/socket.h"

#include <net/if.h>

struct resolver_base;

struct kernel_query {
	struct kernel_socket *sock;
	bool asked;	/* something was asked: a retry must compile again */
	uint32_t genid; /* the generation that the answers belong to */
};

/* Before a question of which the batch depends. */
int query_begin(struct kernel_query *q) must_check;
/* Sets the kernel's half of r; r->ctx stays the caller's: every function gets
 * it and finds the query through get. */
void query_fill_resolver(struct resolver *r);

/* The element with the flags and the key of want, of a set of single keys. */
int query_element(struct resolver_base *base, uint8_t family, const char *table,
		  const char *set, const struct low_elem *want,
		  struct arena *a, struct low_elem **ret_elem) must_check;

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
