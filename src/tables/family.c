#include "config.h"

#include "tables/family.h"
#include "tables/words.h"

#include <string.h>

#define HOOK(n) (1u << (n))
#define ANY_HOOK UINT32_MAX

struct name_of_family {
	uint8_t family;
	const char *name;
};

/* A hook of a family: linux/netfilter.h, enum nf_inet_hooks and
 * nf_dev_hooks; linux/netfilter_arp.h, NF_ARP_*; linux/netfilter_bridge.h. */
struct hook {
	const char *name;
	int8_t ip, inet, arp, netdev; /* -1: not there; bridge as ip */
};

enum prio_class { PRIO_INET, PRIO_ARP, PRIO_NETDEV, PRIO_BRIDGE };

struct priority {
	const char *name;
	uint8_t class; /* enum prio_class */
	int32_t value;
	uint32_t hooks; /* bit set of hook numbers */
};

/* clang-format off */
static const struct name_of_family families[] = {
	{ FAMILY_IP, "ip" },
	{ FAMILY_IP6, "ip6" },
	{ FAMILY_INET, "inet" },
	{ FAMILY_ARP, "arp" },
	{ FAMILY_BRIDGE, "bridge" },
	{ FAMILY_NETDEV, "netdev" },
};

static const struct hook hooks[] = {
	/*                ip inet arp netdev */
	{ "prerouting",    0,  0, -1, -1 },
	{ "input",         1,  1,  0, -1 },
	{ "forward",       2,  2,  2, -1 },
	{ "output",        3,  3,  1, -1 },
	{ "postrouting",   4,  4, -1, -1 },
	{ "ingress",      -1,  5, -1,  0 },
	{ "egress",       -1, -1, -1,  1 },
};

/* linux/netfilter_ipv4.h, enum nf_ip_hook_priorities;
 * linux/netfilter_bridge.h, enum nf_br_hook_priorities. */
static const struct priority priorities[] = {
	{ "raw",      PRIO_INET,  -300, ANY_HOOK },
	{ "mangle",   PRIO_INET,  -150, ANY_HOOK },
	{ "dstnat",   PRIO_INET,  -100, HOOK(0) | HOOK(3) },
	{ "filter",   PRIO_INET,     0, ANY_HOOK },
	{ "security", PRIO_INET,    50, ANY_HOOK },
	{ "srcnat",   PRIO_INET,   100, HOOK(1) | HOOK(4) },
	{ "filter",   PRIO_ARP,      0, ANY_HOOK },
	{ "filter",   PRIO_NETDEV,   0, ANY_HOOK },
	{ "dstnat",   PRIO_BRIDGE, -300, HOOK(0) },
	{ "filter",   PRIO_BRIDGE, -200, ANY_HOOK },
	{ "out",      PRIO_BRIDGE,  100, HOOK(3) },
	{ "srcnat",   PRIO_BRIDGE,  300, HOOK(4) },
};
/* clang-format on */

const char *family_name(enum family f)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		if (families[i].family == f)
			return families[i].name;
	return NULL;
}

int family_by_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		if (word_is(families[i].name, name))
			return families[i].family;
	return -1;
}

void family_each_name(void (*fn)(void *, const char *), void *ctx)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		fn(ctx, families[i].name);
}

static int hook_number(const struct hook *h, enum family f)
{
	switch (f) {
	case FAMILY_INET:
		return h->inet;
	case FAMILY_ARP:
		return h->arp;
	case FAMILY_NETDEV:
		return h->netdev;
	case FAMILY_IP:
	case FAMILY_IP6:
	case FAMILY_BRIDGE:
		return h->ip;
	case FAMILY_UNSPEC:
		break;
	}
	return -1;
}

int hook_by_name(enum family f, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(hooks); i++)
		if (word_is(hooks[i].name, name))
			return hook_number(&hooks[i], f);
	return -2;
}

const char *hook_name(enum family f, unsigned int hook)
{
	for (size_t i = 0; i < ARRAY_SIZE(hooks); i++)
		if (hook_number(&hooks[i], f) == (int)hook)
			return hooks[i].name;
	return NULL;
}

void hook_each_name(enum family f, void (*fn)(void *, const char *), void *ctx)
{
	for (size_t i = 0; i < ARRAY_SIZE(hooks); i++)
		if (hook_number(&hooks[i], f) >= 0)
			fn(ctx, hooks[i].name);
}

static enum prio_class prio_class(enum family f)
{
	if (f == FAMILY_BRIDGE)
		return PRIO_BRIDGE;
	if (f == FAMILY_NETDEV)
		return PRIO_NETDEV;
	return f == FAMILY_ARP ? PRIO_ARP : PRIO_INET;
}

static bool has_hook(const struct priority *p, int hook)
{
	return hook < 0 || (hook < 32 && (p->hooks & HOOK(hook)));
}

bool priority_by_name(enum family f, int hook, const char *name,
		      int32_t *ret_priority)
{
	enum prio_class class = prio_class(f);

	for (size_t i = 0; i < ARRAY_SIZE(priorities); i++) {
		const struct priority *p = &priorities[i];

		if (p->class == class && word_is(p->name, name) &&
		    has_hook(p, hook)) {
			*ret_priority = p->value;
			return true;
		}
	}
	return false;
}

const char *priority_name(enum family f, int hook, int32_t priority,
			  int32_t *ret_offset)
{
	enum prio_class class = prio_class(f);

	for (size_t i = 0; i < ARRAY_SIZE(priorities); i++) {
		const struct priority *p = &priorities[i];
		int64_t offset = (int64_t)priority - p->value;

		if (p->class == class && has_hook(p, hook) &&
		    offset >= -PRIORITY_NEAR && offset <= PRIORITY_NEAR) {
			*ret_offset = (int32_t)offset;
			return p->name;
		}
	}
	return NULL;
}

void priority_each_name(enum family f, int hook,
			void (*fn)(void *, const char *), void *ctx)
{
	enum prio_class class = prio_class(f);

	for (size_t i = 0; i < ARRAY_SIZE(priorities); i++) {
		const struct priority *p = &priorities[i];

		if (p->class == class && has_hook(p, hook))
			fn(ctx, p->name);
	}
}
