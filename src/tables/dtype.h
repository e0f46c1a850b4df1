/*
 * dtype — data types of expressions, sets and values.
 *
 * In:     a type's name or id; a symbol's name.
 * Out:    const descriptions; nothing here allocates.
 * Units:  len_bits in bits, 0 where the expression gives the length; values of
 *         symbols are plain numbers in host order.
 * Spec:   ids are stored in NFTA_SET_KEY_TYPE and NFTA_SET_DATA_TYPE; values
 *         from the kernel headers and RFCs cited in the tables.
 */
#ifndef NFTLOAD_TABLES_DTYPE_H
#define NFTLOAD_TABLES_DTYPE_H

#include "base/util.h"

enum byteorder { ORDER_NONE = 0, ORDER_HOST = 1, ORDER_BIG = 2 };

enum dtype_id {
	DT_INVALID, DT_VERDICT, DT_NFPROTO, DT_BITMASK, DT_INTEGER, DT_STRING,
	DT_LLADDR, DT_IPADDR, DT_IP6ADDR, DT_ETHERADDR, DT_ETHERTYPE, DT_ARPOP,
	DT_INET_PROTOCOL, DT_INET_SERVICE, DT_ICMP_TYPE, DT_TCP_FLAG,
	DT_DCCP_PKTTYPE, DT_MH_TYPE, DT_TIME, DT_MARK, DT_IFINDEX, DT_ARPHRD,
	DT_REALM, DT_CLASSID, DT_UID, DT_GID, DT_CT_STATE, DT_CT_DIR,
	DT_CT_STATUS, DT_ICMP6_TYPE, DT_CT_LABEL, DT_PKTTYPE, DT_ICMP_CODE,
	DT_ICMPV6_CODE, DT_ICMPX_CODE, DT_DEVGROUP, DT_DSCP, DT_ECN,
	DT_FIB_ADDR, DT_BOOLEAN, DT_CT_EVENTBIT, DT_IFNAME, DT_IGMP_TYPE,
	DT_TIME_DATE, DT_TIME_HOUR, DT_TIME_DAY, DT_CGROUPV2,
	DT_COUNT
};

/* Where a type's symbols come from, in addition to its own table. */
enum symbol_source {
	SYMBOLS_TABLE,	 /* the table only (may be empty)     */
	SYMBOLS_FILE,	 /* an iproute2-style file, see .file */
	SYMBOLS_SERVICE, /* inet_service                      */
	SYMBOLS_PROTOCOL, /* inet_proto                       */
	SYMBOLS_USER,
	SYMBOLS_GROUP,
	SYMBOLS_HOST4,
	SYMBOLS_HOST6,
	SYMBOLS_IFINDEX,
	SYMBOLS_CGROUP,
};

struct symbol {
	const char *name;
	uint64_t value;
};

struct dtype {
	const char *name; /* the word after `type`                   */
	const char *desc; /* for messages: "IPv4 address"             */
	const char *file; /* SYMBOLS_FILE: "rt_marks", "connlabel.conf" ... */
	const struct symbol *symbols;
	const struct dtype *base; /* integer, string, bitmask or NULL */
	uint16_t nsymbols;
	uint16_t len_bits;
	uint8_t id; /* enum dtype_id; private types use DT_INTEGER    */
	uint8_t order; /* enum byteorder */
	uint8_t source; /* enum symbol_source */
};

/* By id, for the initialisers of other tables. */
extern const struct dtype dtype_table[DT_COUNT];

/* The id of a concatenation has the last field's id in its lowest bits, and room
 * for this many whole ones. */
#define DTYPE_ID_BITS 6
#define DTYPE_ID_FIELDS 5

/* The id of the field with so many behind it; DT_INVALID: there is none, or no
 * room for it. */
static inline uint32_t dtype_id_field(uint32_t id, uint32_t behind)
{
	return behind < DTYPE_ID_FIELDS ?
		id >> DTYPE_ID_BITS * behind & ((1u << DTYPE_ID_BITS) - 1) :
		DT_INVALID;
}

/* NULL if there is no such id. */

const struct dtype *dtype_by_id(enum dtype_id id);
/* The type with the lowest id of those with this name; NULL if unknown. */
const struct dtype *dtype_by_name(const char *name);
void dtype_each_name(void (*fn)(void *, const char *), void *ctx);

/* Types without an id of their own (all have id DT_INTEGER). */
extern const struct dtype dtype_queue;	       /* 16 bits, host order  */
extern const struct dtype dtype_hex;	       /* raw payload          */
extern const struct dtype dtype_mptcp_subtype; /* 4 bits               */
extern const struct dtype dtype_reject_code[3]; /* icmp, icmpv6, icmpx */

bool dtype_symbol(const struct dtype *dt, const char *name,
		  uint64_t *ret_value) must_check;
/* True when the type is t or derives from it.  Bitmasks derive from integer,
 * too; test for DT_BITMASK first where the two must be told apart. */
bool dtype_is_a(const struct dtype *dt, enum dtype_id t);
static inline bool dtype_is_integer(const struct dtype *dt)
{
	return dtype_is_a(dt, DT_INTEGER);
}

#endif
