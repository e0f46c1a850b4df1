/*
 * proto — protocol headers: fields, next-protocol links, checksums.
 *
 * Units:  offsets and lengths in bits from the start of the header, as the
 *         fields lie on the wire (most significant bit first).
 * Spec:   RFC of each protocol, cited in the tables.  Ids and field indexes
 *         are those of the typeof descriptors in set userdata; they never
 *         change.
 */
#ifndef NFTLOAD_TABLES_PROTO_H
#define NFTLOAD_TABLES_PROTO_H

#include "tables/dtype.h"

enum proto_id {
	PROTO_RAW, PROTO_AH, PROTO_ESP, PROTO_COMP, PROTO_ICMP, PROTO_IGMP,
	PROTO_UDP, PROTO_UDPLITE, PROTO_TCP, PROTO_DCCP, PROTO_SCTP, PROTO_TH,
	PROTO_IP, PROTO_IP6, PROTO_ICMPV6, PROTO_ARP, PROTO_VLAN, PROTO_ETHER,
	PROTO_VXLAN, PROTO_GENEVE, PROTO_GRE, PROTO_GRETAP,
	PROTO_COUNT,
	/* pseudo link layers of families, and "a number nobody knows" */
	PROTO_INET = PROTO_COUNT, PROTO_NETDEV, PROTO_UNKNOWN,
};

/* Kernel payload bases (NFT_PAYLOAD_*); -1 in tables: none. */
enum payload_base { BASE_LL, BASE_NH, BASE_TH, BASE_INNER, BASE_TUN };

/* The types of ICMP messages that have a field: a rule compares the type before
 * it uses the field. */
enum icmp_need {
	ICMP_NEED_NONE,
	ICMP_NEED_ECHO,		/* icmp 8, 0               */
	ICMP_NEED_REDIRECT,	/* icmp 5                  */
	ICMP_NEED_UNREACH,	/* icmp 3                  */
	ICMP6_NEED_ECHO,	/* icmpv6 128, 129         */
	ICMP6_NEED_TOOBIG,	/* 2                       */
	ICMP6_NEED_PARAM,	/* 4                       */
	ICMP6_NEED_QUERY,	/* 130                     */
	ICMP6_NEED_TADDR,	/* 130 131 132 135 136 137 */
	ICMP6_NEED_REDIRECT,	/* 137                     */
	ICMP_NEED_COUNT
};

struct icmp_types {
	uint8_t n;
	uint8_t type[6]; /* in the order that a set is sent in */
};

struct proto_field {
	const char *name;      /* text spelling ("saddr", "saddr ip" for arp) */
	const char *json_name; /* NULL: the same */
	const char *json_alias; /* another name that JSON takes, or NULL */
	const struct dtype *dtype;
	uint16_t off_bits, len_bits;
	uint8_t index;	       /* template index, from 1 */
	uint8_t icmp_need;
	bool l4_pseudo;	       /* a write must fix the pseudo header sum */
	bool hex;	       /* raw hexadecimal integer type */
};

struct proto_link { /* number in the protocol's key field -> next header */
	uint16_t number;
	uint8_t proto; /* enum proto_id */
};

struct proto {
	const char *name; /* "tcp" */
	uint8_t id;
	int8_t base;	  /* enum payload_base */
	uint16_t len_bits; /* header length for stacking (ll: ether 112, vlan 32) */
	const struct proto_field *fields;
	uint8_t nfields;
	uint8_t key_field; /* index of the field that names the next header, 0: none */
	const struct proto_link *links;
	uint8_t nlinks;
	uint8_t csum_type; /* 0 none, 1 internet, 2 SCTP (NFT_PAYLOAD_CSUM_*) */
	uint16_t csum_off_bits;
	bool has_csum;
	int16_t l4proto;   /* IP protocol number, -1: not a transport header */
	/* tunnels: kernel numbers of the inner expression, 0: no tunnel */
	uint8_t inner_type, inner_hdrsize, inner_flags;
};

const struct proto *proto_by_id(enum proto_id id); /* PROTO_UNKNOWN too */
const struct proto *proto_by_name(const char *name);
/* The number of a transport protocol that needs no file, or -1. */
int proto_l4_by_name(const char *name);
/* proto_by_name for the words after a tunnel word (`vxlan ip saddr`). */
bool proto_inside_tunnel(const struct proto *tunnel, const struct proto *p);
const struct proto_field *proto_field_by_name(const struct proto *p,
					      const char *name);
const struct proto_field *proto_field_by_json(const struct proto *p,
					      const char *name);
const struct proto_field *proto_field_by_index(const struct proto *p,
					       unsigned int index);
/* The protocol that a number in lower's key field announces; NULL: unknown.
 * For the pseudo headers: PROTO_INET by NFPROTO, PROTO_NETDEV by ether type. */
const struct proto *proto_next(const struct proto *lower, unsigned int number);
/* The number that announces upper in lower; -1: not linked. */
int proto_number(const struct proto *lower, const struct proto *upper);
const struct proto *proto_by_l4number(unsigned int number);
const struct icmp_types *icmp_types_needed(enum icmp_need need);
void proto_each_name(void (*fn)(void *, const char *), void *ctx);

#endif
