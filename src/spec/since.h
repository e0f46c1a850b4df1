/*
 * since — the releases of Linux that brought what older kernels refuse.
 *
 * Out:    rows: the kernel's name of an expression, one of its attributes (0:
 *         the expression itself) and the values of it that the release brought.
 * Spec:   include/uapi/linux/netfilter/nf_tables.h in the releases of Linux.
 */
#ifndef NFTLOAD_SPEC_SINCE_H
#define NFTLOAD_SPEC_SINCE_H

#include <stddef.h>
#include <stdint.h>

struct since {
	const char *expr;
	uint16_t attr;	   /* NFTA_..., a number in network order */
	uint32_t min, max; /* both included */
	uint8_t major, minor;
};

extern const struct since since_rows[];
extern const size_t since_count;

#endif
