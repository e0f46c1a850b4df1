/*
 * since — features that releases of Linux brought, and older kernels lack.
 *
 * Out:    rows, in the order of the releases.  A row has the feature's name in
 *         the input, and a text that asks the kernel for the feature.  The row
 *         of an expression also has the kernel's name of the expression, an
 *         attribute (0: the expression itself), and the values of the attribute
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
	/* As in struct feature (cli/features.h). text NULL: older kernels do
	 * not refuse the feature, so only their release tells. */
	const char *group, *name;
	enum family family;
	const char *base, *text;
	const char *what;  /* the subject of messages; NULL: "this" */
	const char *expr;  /* NULL: no expression */
	uint16_t attr;	   /* NFTA_..., a number in network order */
	uint32_t min, max; /* both included; min > max: its absence */
};

extern const struct since since_rows[SINCE_COUNT];

#endif
