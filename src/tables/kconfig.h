/*
 * kconfig — the kernel's build option that brings an expression or object.
 *
 * In:     the kernel's name of an expression, the language's name of an object,
 *         "flowtable", "table" or "conntrack"; a family.
 * Out:    "CONFIG_NFT_FIB_INET"; NULL: nf_tables itself brings it, or the
 *         option is not known.
 * Spec:   net/netfilter/Kconfig, net/ipv4/netfilter/Kconfig and the like of
 *         Linux 6.18.
 */
#ifndef NFTLOAD_TABLES_KCONFIG_H
#define NFTLOAD_TABLES_KCONFIG_H

#include "tables/family.h"

const char *kconfig_option(const char *what, enum family family);

#endif
