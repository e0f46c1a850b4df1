/*
 * since — what releases of Linux brought, and older kernels lack.
 *
 * Out:    rows, in the order of the releases: how the input says it, how the
 *         kernel is asked for it, and, of expressions, the kernel's name of it,
 *         one of its attributes (0: the expression itself) and the values of it
 *         that the release brought.
 * Spec:   include/uapi/linux/netfilter/nf_tables.h and net/netfilter in the
 *         releases of Linux.
 */
#ifndef NFTLOAD_TABLES_SINCE_H
#define NFTLOAD_TABLES_SINCE_H

#include "tables/family.h"

#include <stddef.h>
#include <stdint.h>

enum since_row {
	SINCE_LAST,
	SINCE_SCTP_CHUNK,
	SINCE_INNER_HEADER,
	SINCE_TUNNELS,
	SINCE_TUNNEL_HEADER,
	SINCE_DESTROY,
	SINCE_NO_DEVICE,
	SINCE_OTHER_DEVICES,
	SINCE_BROUTE,
	SINCE_SET_SIZE,
	SINCE_MAP_AS_SET,
	SINCE_PERSIST,
	SINCE_ELEM_TIMEOUT,
	SINCE_TWO_VALUES,
	SINCE_DEVICE_PREFIX,
	SINCE_MISSING_DEVICE,
	SINCE_IBRHWADDR,
	SINCE_COUNT
};

struct since {
	uint8_t major, minor;
	/* As struct feature (cli/features.h) has them; text NULL: older kernels
	 * say nothing, so that their release alone tells. */
	const char *group, *name;
	enum family family;
	const char *base, *text;
	const char *what;  /* came with the release; NULL: "this" */
	const char *expr;  /* NULL: no expression */
	uint16_t attr;	   /* NFTA_..., a number in network order */
	uint32_t min, max; /* both included; min > max: it is not there */
};

extern const struct since since_rows[SINCE_COUNT];

#endif
