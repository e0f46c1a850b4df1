#include "config.h"

#include "tables/exthdr.h"
#include "tables/words.h"

#include <string.h>

/* Rows: index in typeof descriptors, name, offset and length in bits, type.
 * I is a field of integers. */
/* clang-format off */
#define F(i, n, o, l, t) \
	{ .index = i, .name = n, .off_bits = o, .len_bits = l, \
	  .dtype = &dtype_table[t] },
#define I(i, n, o, l) F(i, n, o, l, DT_INTEGER)

/* RFC 8200 4.3 (hop-by-hop), 4.6 (destination) */
static const struct exthdr_field hbh_fields[] = {
	F(1, "nexthdr",   0, 8, DT_INET_PROTOCOL)
	I(2, "hdrlength", 8, 8)
};

/* RFC 8200 4.4 */
static const struct exthdr_field rt_fields[] = {
	F(1, "nexthdr",    0, 8, DT_INET_PROTOCOL)
	I(2, "hdrlength",  8, 8)
	I(3, "type",      16, 8)
	I(4, "seg-left",  24, 8)
};

/* RFC 2460 4.4 (type 0); index 1 is the reserved word, which has no name */
static const struct exthdr_field rt0_fields[] = {
	F(2, "addr[1]",  64, 128, DT_IP6ADDR)
	F(3, "addr[2]", 192, 128, DT_IP6ADDR)
};

/* RFC 6275 6.4.1; index 1 is the reserved word */
static const struct exthdr_field rt2_fields[] = {
	F(2, "addr", 64, 128, DT_IP6ADDR)
};

/* RFC 8754 2 */
static const struct exthdr_field srh_fields[] = {
	I(1, "last-entry", 32,   8)
	I(2, "flags",      40,   8)
	I(3, "tag",        48,  16)
	F(4, "sid[1]",     64, 128, DT_IP6ADDR)
	F(5, "sid[2]",    192, 128, DT_IP6ADDR)
};

/* RFC 8200 4.5 */
static const struct exthdr_field frag_fields[] = {
	F(1, "nexthdr",         0,  8, DT_INET_PROTOCOL)
	I(2, "reserved",        8,  8)
	I(3, "frag-off",       16, 13)
	I(4, "reserved2",      29,  2)
	I(5, "more-fragments", 31,  1)
	I(6, "id",             32, 32)
};

/* RFC 6275 6.1.1 */
static const struct exthdr_field mh_fields[] = {
	F(1, "nexthdr",    0,  8, DT_INET_PROTOCOL)
	I(2, "hdrlength",  8,  8)
	F(3, "type",      16,  8, DT_MH_TYPE)
	I(4, "reserved",  24,  8)
	I(5, "checksum",  32, 16)
};

/* RFC 9293 3.2: kind, length, value; the kind has no name. What no table has
 * nft 1.1.7 stores as 122, and lists as unknown; of a known option it stores
 * whatever lies in memory, which ends its listings: that is not copied. */
#define TCP_KIND_INDEX 0
#define TCP_LENGTH_INDEX 1
#define TCP_UNKNOWN_INDEX 122
#define TCP_LENGTH I(TCP_LENGTH_INDEX, "length", 8, 8)

static const struct exthdr_field tcp_plain_fields[] = {
	TCP_LENGTH
};

static const struct exthdr_field tcp_maxseg_fields[] = {
	TCP_LENGTH
	I(2, "size", 16, 16)
};

/* RFC 7323 2.2 */
static const struct exthdr_field tcp_window_fields[] = {
	TCP_LENGTH
	I(2, "count", 16, 8)
};

/* RFC 5925 2.2: authentication, with the number of the key used and of the one
 * wanted next */
static const struct exthdr_field tcp_ao_fields[] = {
	TCP_LENGTH
	I(2, "keyid",      16, 8)
	I(3, "next-keyid", 24, 8)
};

/* RFC 2018 3: four blocks of two edges */
static const struct exthdr_field tcp_sack0_fields[] = {
	TCP_LENGTH
	I(2, "left",  16, 32)
	I(3, "right", 48, 32)
};

static const struct exthdr_field tcp_sack1_fields[] = {
	TCP_LENGTH
	I(4, "left",   80, 32)
	I(5, "right", 112, 32)
};

static const struct exthdr_field tcp_sack2_fields[] = {
	TCP_LENGTH
	I(6, "left",  144, 32)
	I(7, "right", 176, 32)
};

static const struct exthdr_field tcp_sack3_fields[] = {
	TCP_LENGTH
	I(8, "left",  208, 32)
	I(9, "right", 240, 32)
};

/* RFC 7323 3.2 */
static const struct exthdr_field tcp_timestamp_fields[] = {
	TCP_LENGTH
	I(2, "tsval", 16, 32)
	I(3, "tsecr", 48, 32)
};

/* RFC 8684 3 */
static const struct exthdr_field tcp_mptcp_fields[] = {
	TCP_LENGTH
	{ .index = 2, .name = "subtype", .off_bits = 16, .len_bits = 4,
	  .dtype = &dtype_mptcp_subtype },
};

/* RFC 791 3.1 */
static const struct exthdr_field ip_route_fields[] = {
	I(1, "type",    0,  8)
	I(2, "length",  8,  8)
	I(4, "ptr",    16,  8)
	F(5, "addr",   24, 32, DT_IPADDR)
};

/* RFC 2113 2.1 */
static const struct exthdr_field ip_ra_fields[] = {
	I(1, "type",    0,  8)
	I(2, "length",  8,  8)
	I(3, "value",  16, 16)
};

/* RFC 9260 3.2 */
#define CHUNK_HEAD \
	I(0, "type",    0,  8) \
	I(1, "flags",   8,  8) \
	I(2, "length", 16, 16)

static const struct exthdr_field chunk_plain_fields[] = {
	CHUNK_HEAD
};

/* RFC 9260 3.3.1 */
static const struct exthdr_field chunk_data_fields[] = {
	CHUNK_HEAD
	I(3, "tsn",    32, 32)
	I(4, "stream", 64, 16)
	I(5, "ssn",    80, 16)
	I(6, "ppid",   96, 32)
};

/* RFC 9260 3.3.2, 3.3.3 */
static const struct exthdr_field chunk_init_fields[] = {
	CHUNK_HEAD
	I(3, "init-tag",              32, 32)
	I(4, "a-rwnd",                64, 32)
	I(5, "num-outbound-streams",  96, 16)
	I(6, "num-inbound-streams",  112, 16)
	I(7, "initial-tsn",          128, 32)
};

/* RFC 9260 3.3.4 */
static const struct exthdr_field chunk_sack_fields[] = {
	CHUNK_HEAD
	I(3, "cum-tsn-ack",         32, 32)
	I(4, "a-rwnd",              64, 32)
	I(5, "num-gap-ack-blocks",  96, 16)
	I(6, "num-dup-tsns",       112, 16)
};

/* RFC 9260 3.3.8 */
static const struct exthdr_field chunk_shutdown_fields[] = {
	CHUNK_HEAD
	I(3, "cum-tsn-ack", 32, 32)
};

/* RFC 9260 appendix A: ECNE, CWR */
static const struct exthdr_field chunk_ecn_fields[] = {
	CHUNK_HEAD
	I(3, "lowest-tsn", 32, 32)
};

/* RFC 5061 4.1 */
static const struct exthdr_field chunk_asconf_fields[] = {
	CHUNK_HEAD
	I(3, "seqno", 32, 32)
};

/* RFC 3758 3.2 */
static const struct exthdr_field chunk_forward_fields[] = {
	CHUNK_HEAD
	I(3, "new-cum-tsn", 32, 32)
};

#define ROW(o, n, a, t, i, f) \
	{ .op = o, .name = n, .alias = a, .type = t, .id = i, .fields = f, \
	  .nfields = ARRAY_SIZE(f) },
#define BARE(o, n, a, t) { .op = o, .name = n, .alias = a, .type = t },
#define IP6(n, t, i, f)  ROW(EXTHDR_IPV6, n, NULL, t, i, f)
#define TCP(n, a, t, f)  ROW(EXTHDR_TCPOPT, n, a, t, 0, f)
#define IP(n, t, f)      ROW(EXTHDR_IPOPT, n, NULL, t, 0, f)
#define SCTP(n, t, f)    ROW(EXTHDR_SCTP, n, NULL, t, 0, f)

/* Of rows with one number the first is the one found by number. */
static const struct exthdr exthdrs[] = {
	/* IANA protocol numbers; ids of typeof descriptors */
	IP6("hbh",    0, 1, hbh_fields)
	IP6("rt",    43, 2, rt_fields)
	IP6("rt0",   43, 3, rt0_fields)
	IP6("rt2",   43, 4, rt2_fields)
	IP6("srh",   43, 5, srh_fields)
	IP6("frag",  44, 6, frag_fields)
	IP6("dst",   60, 7, hbh_fields)
	IP6("mh",   135, 8, mh_fields)
	/* IANA TCP option kinds */
	BARE(EXTHDR_TCPOPT, "eol", NULL, 0)
	BARE(EXTHDR_TCPOPT, "nop", "noop", 1)
	TCP("maxseg",    "mss",             2, tcp_maxseg_fields)
	TCP("window",    NULL,              3, tcp_window_fields)
	TCP("sack-perm", "sack-permitted",  4, tcp_plain_fields)
	TCP("sack",      "sack0",           5, tcp_sack0_fields)
	TCP("sack1",     NULL,              5, tcp_sack1_fields)
	TCP("sack2",     NULL,              5, tcp_sack2_fields)
	TCP("sack3",     NULL,              5, tcp_sack3_fields)
	TCP("timestamp", "echo",            8, tcp_timestamp_fields)
	TCP("md5sig",    NULL,             19, tcp_plain_fields)
	TCP("ao",        NULL,             29, tcp_ao_fields)
	TCP("mptcp",     NULL,             30, tcp_mptcp_fields)
	TCP("fastopen",  NULL,             34, tcp_plain_fields)
	/* RFC 791 3.1, 2113: the whole type octet with its copy bit */
	IP("rr",     7, ip_route_fields)
	IP("lsrr", 131, ip_route_fields)
	IP("ssrr", 137, ip_route_fields)
	IP("ra",   148, ip_ra_fields)
	/* IANA SCTP chunk types */
	SCTP("data",                0, chunk_data_fields)
	SCTP("init",                1, chunk_init_fields)
	SCTP("init-ack",            2, chunk_init_fields)
	SCTP("sack",                3, chunk_sack_fields)
	SCTP("heartbeat",           4, chunk_plain_fields)
	SCTP("heartbeat-ack",       5, chunk_plain_fields)
	SCTP("abort",               6, chunk_plain_fields)
	SCTP("shutdown",            7, chunk_shutdown_fields)
	SCTP("shutdown-ack",        8, chunk_plain_fields)
	SCTP("error",               9, chunk_plain_fields)
	SCTP("cookie-echo",        10, chunk_plain_fields)
	SCTP("cookie-ack",         11, chunk_plain_fields)
	SCTP("ecne",               12, chunk_ecn_fields)
	SCTP("cwr",                13, chunk_ecn_fields)
	SCTP("shutdown-complete",  14, chunk_plain_fields)
	SCTP("asconf-ack",        128, chunk_asconf_fields)
	SCTP("forward-tsn",       192, chunk_forward_fields)
	SCTP("asconf",            193, chunk_asconf_fields)
};

const struct exthdr exthdr_tcp_unknown = {
	.name = "unknown", .op = EXTHDR_TCPOPT, .fields = tcp_plain_fields,
	.nfields = ARRAY_SIZE(tcp_plain_fields),
};

const struct exthdr exthdr_dccp_option = {
	.name = "dccp option", .op = EXTHDR_DCCP,
};

static const uint8_t exists_index[] = {
	[EXTHDR_IPV6] = 1,
	[EXTHDR_TCPOPT] = 0,
	[EXTHDR_IPOPT] = 1,
	[EXTHDR_SCTP] = 0,
	[EXTHDR_DCCP] = 1,
};
/* clang-format on */

const struct exthdr *exthdr_by_name(enum exthdr_op op, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(exthdrs); i++) {
		const struct exthdr *h = &exthdrs[i];

		if (h->op == op && (word_is(h->name, name) ||
				    (h->alias && word_is(h->alias, name))))
			return h;
	}
	return NULL;
}

const struct exthdr *exthdr_by_type(enum exthdr_op op, uint8_t type)
{
	for (size_t i = 0; i < ARRAY_SIZE(exthdrs); i++)
		if (exthdrs[i].op == op && exthdrs[i].type == type)
			return &exthdrs[i];
	return NULL;
}

const struct exthdr_field *exthdr_field_by_name(const struct exthdr *h,
						const char *name)
{
	for (size_t i = 0; i < h->nfields; i++)
		if (word_is(h->fields[i].name, name))
			return &h->fields[i];
	return NULL;
}

static const struct exthdr_field *field_at(const struct exthdr *h,
					   uint32_t off_bits, uint32_t len_bits)
{
	for (size_t i = 0; i < h->nfields; i++)
		if (h->fields[i].off_bits == off_bits &&
		    h->fields[i].len_bits == len_bits)
			return &h->fields[i];
	return NULL;
}

const struct exthdr_field *exthdr_field_at(enum exthdr_op op, uint8_t type,
					   uint32_t off_bits,
					   uint32_t len_bits,
					   const struct exthdr **ret_hdr)
{
	const struct exthdr_field *found = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(exthdrs); i++) {
		const struct exthdr *h = &exthdrs[i];
		const struct exthdr_field *f = NULL;

		if (h->op == op && h->type == type)
			f = field_at(h, off_bits, len_bits);
		if (!f || (found && op != EXTHDR_IPV6))
			continue;
		found = f;
		*ret_hdr = h;
	}
	return found;
}

uint8_t exthdr_exists_index(enum exthdr_op op)
{
	return exists_index[op];
}

uint8_t exthdr_tcp_index(uint8_t kind, uint32_t off_bits, uint32_t len_bits)
{
	bool known = false;

	if (!off_bits && len_bits == 8 && exthdr_by_type(EXTHDR_TCPOPT, kind))
		return TCP_KIND_INDEX;
	for (size_t i = 0; i < ARRAY_SIZE(exthdrs); i++) {
		const struct exthdr *h = &exthdrs[i];

		if (h->op != EXTHDR_TCPOPT || h->type != kind)
			continue;
		known = true;
		for (size_t k = 0; k < h->nfields; k++)
			if (h->fields[k].off_bits == off_bits &&
			    h->fields[k].len_bits == len_bits)
				return h->fields[k].index;
	}
	return known ? TCP_LENGTH_INDEX : TCP_UNKNOWN_INDEX;
}

void exthdr_each_name(enum exthdr_op op, void (*fn)(void *, const char *),
		      void *ctx)
{
	for (size_t i = 0; i < ARRAY_SIZE(exthdrs); i++)
		if (exthdrs[i].op == op)
			fn(ctx, exthdrs[i].name);
}
