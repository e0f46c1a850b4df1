/*
 * exthdr — IPv6 extension headers, TCP, IP and DCCP options, SCTP chunks.
 *
 * Units:  offsets and lengths in bits from the start of the header or option.
 * Spec:   RFC 8200, 6275, 8754 (IPv6); RFC 9293, 7323, 2018, 8684, 2385, 7413
 *         (TCP); RFC 791, 2113 (IP); RFC 9260, 5061, 3758 (SCTP).  Ops and
 *         types are those of NFTA_EXTHDR_OP and NFTA_EXTHDR_TYPE.
 */
#ifndef NFTLOAD_TABLES_EXTHDR_H
#define NFTLOAD_TABLES_EXTHDR_H

#include "tables/dtype.h"

enum exthdr_op { EXTHDR_IPV6, EXTHDR_TCPOPT, EXTHDR_IPOPT, EXTHDR_SCTP,
		 EXTHDR_DCCP };

struct exthdr_field {
	const char *name; /* "sid[1]", "addr[2]" for indexed ones */
	const struct dtype *dtype;
	uint16_t off_bits, len_bits;
	uint8_t index;	  /* as stored in typeof descriptors */
};

struct exthdr {
	const char *name;
	const char *alias; /* another spelling, or NULL */
	uint8_t op;	   /* enum exthdr_op */
	uint8_t type;	   /* protocol, option or chunk number */
	uint8_t id;	   /* IPv6 headers: id in typeof descriptors, else 0 */
	uint8_t nfields;
	const struct exthdr_field *fields;
};

const struct exthdr *exthdr_by_name(enum exthdr_op op, const char *name);
/* The option with a number; NULL if unknown. */
const struct exthdr *exthdr_by_type(enum exthdr_op op, uint8_t type);
const struct exthdr_field *exthdr_field_by_name(const struct exthdr *h,
						const char *name);
/* The field at these bits, and the header that it is in; NULL: none.  Of routing
 * headers the latest kind counts, of options the first name. */
const struct exthdr_field *exthdr_field_at(enum exthdr_op op, uint8_t type,
					   uint32_t off_bits,
					   uint32_t len_bits,
					   const struct exthdr **ret_hdr);
/* The index that typeof descriptors store for a test of existence alone. */
uint8_t exthdr_exists_index(enum exthdr_op op);
/* The index that typeof descriptors store for these bits of a TCP option. */
uint8_t exthdr_tcp_index(uint8_t kind, uint32_t off_bits, uint32_t len_bits);
/* The fields of a TCP option without a name: `tcp option 5 length`. */
extern const struct exthdr exthdr_tcp_unknown;
/* Options of DCCP, which have numbers only: `dccp option 5`. */
extern const struct exthdr exthdr_dccp_option;
void exthdr_each_name(enum exthdr_op op, void (*fn)(void *, const char *),
		      void *ctx);
#endif
