/*
 * family — address families, hooks and priorities of tables and chains.
 *
 * In:     names of the language, or numbers of the kernel.
 * Out:    the number of a name, -1 if there is none; the name of a number, NULL
 *         if there is none.
 * Owns:   nothing: const tables.
 * Spec:   linux/netfilter.h (NFPROTO_*, NF_INET_*), linux/netfilter_arp.h,
 *         linux/netfilter_bridge.h, linux/netfilter_netdev.h.
 */
#ifndef NFTLOAD_TABLES_FAMILY_H
#define NFTLOAD_TABLES_FAMILY_H

#include "base/util.h"

enum family {
	FAMILY_UNSPEC = 0,
	FAMILY_INET = 1,
	FAMILY_IP = 2,
	FAMILY_ARP = 3,
	FAMILY_NETDEV = 5,
	FAMILY_BRIDGE = 7,
	FAMILY_IP6 = 10,
};
#define FAMILIES (FAMILY_IP6 + 1) /* size of an array by family */

/* Name of a family ("ip", "inet", ...), NULL if unknown. */
const char *family_name(enum family f);
/* -1 if the word names no family. */
int family_by_name(const char *name);

/* Hook number of a name in a family; -1: the family lacks that hook;
 * -2: no family has a hook of that name. */
int hook_by_name(enum family f, const char *name);
const char *hook_name(enum family f, unsigned int hook);

/* Value of a priority name; false if the name is not known for this family
 * and hook. hook < 0: any hook (flowtables: netdev names). */
bool priority_by_name(enum family f, int hook, const char *name,
		      int32_t *ret_priority) must_check;
/* The name nearest to a priority, at most PRIORITY_NEAR away, and how far it is;
 * NULL: there is none. */
#define PRIORITY_NEAR 10
const char *priority_name(enum family f, int hook, int32_t priority,
			  int32_t *ret_offset);

/* For hints: calls fn for every name that is valid (hooks of a family...). */
void hook_each_name(enum family f, void (*fn)(void *, const char *),
		    void *ctx);
void priority_each_name(enum family f, int hook,
			void (*fn)(void *, const char *), void *ctx);
void family_each_name(void (*fn)(void *, const char *), void *ctx);

#endif
