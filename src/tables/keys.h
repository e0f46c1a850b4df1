/*
 * keys — keys of meta, ct, rt, socket, fib, tunnel, xfrm and osf.
 *
 * Units:  len_bits in bits; byte order of the loaded value.
 * Spec:   enum nft_meta_keys, nft_ct_keys, nft_rt_keys, nft_socket_keys,
 *         nft_fib_result, nft_tunnel_keys, nft_xfrm_keys in
 *         linux/netfilter/nf_tables.h.
 */
#ifndef NFTLOAD_TABLES_KEYS_H
#define NFTLOAD_TABLES_KEYS_H

#include "tables/dtype.h"

struct key {
	const char *name;
	const struct dtype *dtype; /* NULL: by context (ct saddr, rt nexthop) */
	uint16_t len_bits;
	uint8_t order;	/* enum byteorder of the loaded value */
	uint8_t number; /* kernel key */
	uint8_t flags;	/* KEY_* */
};

#define KEY_BARE 0x01	     /* meta: may stand without the word meta       */
#define KEY_DIR_OPTIONAL 0x02 /* ct: original/reply allowed                 */
#define KEY_DIR_REQUIRED 0x04 /* ct: original/reply required                */
#define KEY_ALIAS 0x08	     /* another spelling of a key; no round trip  */
#define KEY_NO_CONST 0x10    /* cannot be compared with a constant (secmark) */
#define KEY_SETTABLE 0x20    /* kernel takes a value for it                 */
#define KEY_LEVEL 0x40	     /* socket: needs the level of a cgroup          */
#define KEY_LISTED_BARE 0x80 /* meta: nft lists it without the word meta    */

/* The words after which keys stand. */
enum key_set {
	KEYS_META,
	KEYS_CT,     /* "ip saddr" too */
	KEYS_RT,     /* "ip nexthop", "ip6 nexthop" too */
	KEYS_SOCKET,
	KEYS_TUNNEL,
	KEYS_IPSEC,  /* reqid, spi; "ip saddr", "ip6 daddr" ... */
	KEYS_FIB,    /* results: oif oifname type check */
	KEY_SETS,
};

const char *key_set_word(enum key_set set); /* "meta" */
const struct key *key_by_name(enum key_set set, const char *name);
/* NULL for a number that no key has. */
const struct key *key_by_number(enum key_set set, unsigned int number);
void key_each(enum key_set set, void (*fn)(void *, const struct key *),
	      void *ctx);
void key_each_name(enum key_set set, void (*fn)(void *, const char *),
		   void *ctx);

#endif
