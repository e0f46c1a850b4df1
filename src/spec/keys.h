/*
 * keys — keys of meta, ct, rt, socket, fib, tunnel, xfrm and osf.
 *
 * Units:  len_bits in bits; byte order of the loaded value.
 * Spec:   enum nft_meta_keys, nft_ct_keys, nft_rt_keys, nft_socket_keys,
 *         nft_fib_result, nft_tunnel_keys, nft_xfrm_keys in
 *         linux/netfilter/nf_tables.h.
 */
#ifndef NFTLOAD_SPEC_KEYS_H
#define NFTLOAD_SPEC_KEYS_H

#include "spec/dtype.h"

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
#define KEY_ALIAS 0x08	     /* second spelling of a key (skip in round trip) */
#define KEY_NO_CONST 0x10    /* cannot be compared with a constant (secmark) */
#define KEY_SETTABLE 0x20    /* kernel takes a value for it                 */

const struct key *meta_key_by_name(const char *name);
const struct key *meta_key_by_number(unsigned int number);
const struct key *ct_key_by_name(const char *name); /* "ip saddr" too */
const struct key *ct_key_by_number(unsigned int number);
/* classid nexthop mtu ipsec; "ip nexthop", "ip6 nexthop" */
const struct key *rt_key_by_name(const char *name);
const struct key *socket_key_by_name(const char *name);
const struct key *tunnel_key_by_name(const char *name);
/* reqid, spi; "ip saddr", "ip6 daddr" ... */
const struct key *ipsec_key_by_name(const char *name);
const struct key *fib_result_by_name(const char *name); /* oif oifname type check */
/* Bit of `fib saddr . iif`, 0: unknown. */
uint32_t fib_flag_by_name(const char *name);
void meta_key_each_name(void (*fn)(void *, const char *), void *ctx);
void ct_key_each_name(void (*fn)(void *, const char *), void *ctx);
/* Every key but those of meta and ct, with the word that it stands behind. */
void other_key_each(void (*fn)(void *, const char *word, const struct key *),
		    void *ctx);

#endif
