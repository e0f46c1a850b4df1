#include "config.h"

#include "tables/abi.h"
#include "tables/keys.h"
#include "tables/words.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* clang-format off */
#define TYPE(t) &dtype_table[DT_##t]
#define BY_CONTEXT NULL
#define HE ORDER_HOST
#define BE ORDER_BIG
#define BARE KEY_BARE
#define LISTED (KEY_BARE | KEY_LISTED_BARE)
#define ALIAS KEY_ALIAS
#define SETTABLE KEY_SETTABLE
#define DIRECTED KEY_DIR_OPTIONAL
#define NEEDS_DIR KEY_DIR_REQUIRED

/* enum nft_meta_keys */
static const struct key meta_keys[] = {
	{ "length",    TYPE(INTEGER),       32, HE, NFT_META_LEN, 0 },
	{ "protocol",  TYPE(ETHERTYPE),     16, BE, NFT_META_PROTOCOL, 0 },
	{ "priority",  TYPE(CLASSID),       32, HE, NFT_META_PRIORITY, SETTABLE },
	{ "mark",      TYPE(MARK),          32, HE, NFT_META_MARK, BARE | SETTABLE },
	{ "iif",       TYPE(IFINDEX),       32, HE, NFT_META_IIF, LISTED },
	{ "oif",       TYPE(IFINDEX),       32, HE, NFT_META_OIF, LISTED },
	{ "iifname",   TYPE(IFNAME),       128, HE, NFT_META_IIFNAME, LISTED },
	{ "oifname",   TYPE(IFNAME),       128, HE, NFT_META_OIFNAME, LISTED },
	{ "iiftype",   TYPE(ARPHRD),        16, HE, NFT_META_IIFTYPE, BARE },
	{ "oiftype",   TYPE(ARPHRD),        16, HE, NFT_META_OIFTYPE, BARE },
	{ "skuid",     TYPE(UID),           32, HE, NFT_META_SKUID, BARE },
	{ "skgid",     TYPE(GID),           32, HE, NFT_META_SKGID, BARE },
	{ "nftrace",   TYPE(INTEGER),        1, HE, NFT_META_NFTRACE, BARE | SETTABLE },
	{ "rtclassid", TYPE(REALM),         32, HE, NFT_META_RTCLASSID, BARE },
	{ "secmark",   TYPE(INTEGER),       32, HE, NFT_META_SECMARK, KEY_NO_CONST | SETTABLE },
	{ "nfproto",   TYPE(NFPROTO),        8, HE, NFT_META_NFPROTO, 0 },
	{ "l4proto",   TYPE(INET_PROTOCOL),  8, HE, NFT_META_L4PROTO, 0 },
	{ "ibrname",   TYPE(IFNAME),       128, HE, NFT_META_BRI_IIFNAME, BARE },
	{ "obrname",   TYPE(IFNAME),       128, HE, NFT_META_BRI_OIFNAME, BARE },
	{ "pkttype",   TYPE(PKTTYPE),        8, HE, NFT_META_PKTTYPE, BARE | SETTABLE },
	{ "cpu",       TYPE(INTEGER),       32, HE, NFT_META_CPU, BARE },
	{ "iifgroup",  TYPE(DEVGROUP),      32, HE, NFT_META_IIFGROUP, LISTED },
	{ "oifgroup",  TYPE(DEVGROUP),      32, HE, NFT_META_OIFGROUP, LISTED },
	{ "cgroup",    TYPE(INTEGER),       32, HE, NFT_META_CGROUP, BARE },
	/* big endian, so that nothing converts what is random anyway */
	{ "random",    TYPE(INTEGER),       32, BE, NFT_META_PRANDOM, 0 },
	{ "ipsec",     TYPE(BOOLEAN),        8, HE, NFT_META_SECPATH, BARE },
	{ "iifkind",   TYPE(IFNAME),       128, HE, NFT_META_IIFKIND, 0 },
	{ "oifkind",   TYPE(IFNAME),       128, HE, NFT_META_OIFKIND, 0 },
	{ "ibrpvid",   TYPE(INTEGER),       16, HE, NFT_META_BRI_IIFPVID, 0 },
	{ "ibrvproto", TYPE(ETHERTYPE),     16, BE, NFT_META_BRI_IIFVPROTO, 0 },
	{ "time",      TYPE(TIME_DATE),     64, HE, NFT_META_TIME_NS, BARE },
	{ "day",       TYPE(TIME_DAY),       8, HE, NFT_META_TIME_DAY, BARE },
	{ "hour",      TYPE(TIME_HOUR),     32, HE, NFT_META_TIME_HOUR, BARE },
	{ "sdif",      TYPE(IFINDEX),       32, HE, NFT_META_SDIF, 0 },
	{ "sdifname",  TYPE(IFNAME),       128, HE, NFT_META_SDIFNAME, 0 },
	{ "broute",    TYPE(INTEGER),        1, HE, ABI_META_BRI_BROUTE, SETTABLE },
	{ "ibrhwaddr", TYPE(ETHERADDR),     48, BE, ABI_META_BRI_IIFHWADDR, 0 },
	{ "ibriport",  TYPE(IFNAME),       128, HE, NFT_META_BRI_IIFNAME, BARE | ALIAS },
	{ "obriport",  TYPE(IFNAME),       128, HE, NFT_META_BRI_OIFNAME, BARE | ALIAS },
	{ "secpath",   TYPE(BOOLEAN),        8, HE, NFT_META_SECPATH, ALIAS },
};

/* enum nft_ct_keys */
static const struct key ct_keys[] = {
	{ "state",      TYPE(CT_STATE),      32, HE, NFT_CT_STATE, 0 },
	{ "direction",  TYPE(CT_DIR),         8, HE, NFT_CT_DIRECTION, 0 },
	{ "status",     TYPE(CT_STATUS),     32, HE, NFT_CT_STATUS, 0 },
	{ "mark",       TYPE(MARK),          32, HE, NFT_CT_MARK, SETTABLE },
	{ "secmark",    TYPE(INTEGER),       32, HE, NFT_CT_SECMARK, KEY_NO_CONST | SETTABLE },
	{ "expiration", TYPE(TIME),          32, HE, NFT_CT_EXPIRATION, 0 },
	{ "helper",     TYPE(STRING),       128, HE, NFT_CT_HELPER, 0 },
	{ "l3proto",    TYPE(NFPROTO),        8, HE, NFT_CT_L3PROTOCOL, DIRECTED },
	{ "saddr",      BY_CONTEXT,           0, BE, NFT_CT_SRC, NEEDS_DIR },
	{ "daddr",      BY_CONTEXT,           0, BE, NFT_CT_DST, NEEDS_DIR },
	{ "protocol",   TYPE(INET_PROTOCOL),  8, BE, NFT_CT_PROTOCOL, DIRECTED },
	{ "proto-src",  TYPE(INET_SERVICE),  16, BE, NFT_CT_PROTO_SRC, DIRECTED },
	{ "proto-dst",  TYPE(INET_SERVICE),  16, BE, NFT_CT_PROTO_DST, DIRECTED },
	{ "label",      TYPE(CT_LABEL),     128, HE, NFT_CT_LABELS, SETTABLE },
	{ "packets",    TYPE(INTEGER),       64, HE, NFT_CT_PKTS, DIRECTED },
	{ "bytes",      TYPE(INTEGER),       64, HE, NFT_CT_BYTES, DIRECTED },
	{ "avgpkt",     TYPE(INTEGER),       64, HE, NFT_CT_AVGPKT, DIRECTED },
	{ "zone",       TYPE(INTEGER),       16, HE, NFT_CT_ZONE, DIRECTED | SETTABLE },
	{ "event",      TYPE(CT_EVENTBIT),   32, HE, NFT_CT_EVENTMASK, SETTABLE },
	{ "ip saddr",   TYPE(IPADDR),        32, BE, NFT_CT_SRC_IP, NEEDS_DIR },
	{ "ip daddr",   TYPE(IPADDR),        32, BE, NFT_CT_DST_IP, NEEDS_DIR },
	{ "ip6 saddr",  TYPE(IP6ADDR),      128, BE, NFT_CT_SRC_IP6, NEEDS_DIR },
	{ "ip6 daddr",  TYPE(IP6ADDR),      128, BE, NFT_CT_DST_IP6, NEEDS_DIR },
	{ "id",         TYPE(INTEGER),       32, BE, NFT_CT_ID, 0 },
};

/* enum nft_rt_keys; the bare nexthop takes its family from the context */
static const struct key rt_keys[] = {
	{ "classid",     TYPE(REALM),    32, HE, NFT_RT_CLASSID, 0 },
	{ "nexthop",     BY_CONTEXT,      0, BE, NFT_RT_NEXTHOP4, 0 },
	{ "ip nexthop",  TYPE(IPADDR),   32, BE, NFT_RT_NEXTHOP4, 0 },
	{ "ip6 nexthop", TYPE(IP6ADDR), 128, BE, NFT_RT_NEXTHOP6, 0 },
	{ "mtu",         TYPE(INTEGER),  16, HE, NFT_RT_TCPMSS, 0 },
	{ "ipsec",       TYPE(BOOLEAN),   8, HE, NFT_RT_XFRM, 0 },
};

/* enum nft_socket_keys */
static const struct key socket_keys[] = {
	{ "transparent", TYPE(INTEGER),   8, HE, NFT_SOCKET_TRANSPARENT, 0 },
	{ "mark",        TYPE(MARK),     32, HE, NFT_SOCKET_MARK, 0 },
	{ "wildcard",    TYPE(INTEGER),   8, HE, NFT_SOCKET_WILDCARD, 0 },
	{ "cgroupv2",    TYPE(CGROUPV2), 64, HE, NFT_SOCKET_CGROUPV2, KEY_LEVEL },
};

/* enum nft_tunnel_keys */
static const struct key tunnel_keys[] = {
	{ "id",   TYPE(INTEGER), 32, HE, NFT_TUNNEL_ID, 0 },
	{ "path", TYPE(BOOLEAN),  8, HE, NFT_TUNNEL_PATH, 0 },
};

/* enum nft_xfrm_keys */
static const struct key ipsec_keys[] = {
	{ "ip daddr",  TYPE(IPADDR),   32, BE, NFT_XFRM_KEY_DADDR_IP4, 0 },
	{ "ip6 daddr", TYPE(IP6ADDR), 128, BE, NFT_XFRM_KEY_DADDR_IP6, 0 },
	{ "ip saddr",  TYPE(IPADDR),   32, BE, NFT_XFRM_KEY_SADDR_IP4, 0 },
	{ "ip6 saddr", TYPE(IP6ADDR), 128, BE, NFT_XFRM_KEY_SADDR_IP6, 0 },
	{ "reqid",     TYPE(INTEGER),  32, HE, NFT_XFRM_KEY_REQID, 0 },
	{ "spi",       TYPE(INTEGER),  32, BE, NFT_XFRM_KEY_SPI, 0 },
};

/* enum nft_fib_result; check is the oif result with the present flag */
static const struct key fib_results[] = {
	{ "oif",     TYPE(IFINDEX),   32, HE, NFT_FIB_RESULT_OIF, 0 },
	{ "oifname", TYPE(IFNAME),   128, HE, NFT_FIB_RESULT_OIFNAME, 0 },
	{ "type",    TYPE(FIB_ADDR),  32, HE, NFT_FIB_RESULT_ADDRTYPE, 0 },
	{ "check",   TYPE(BOOLEAN),    8, HE, NFT_FIB_RESULT_OIF, ALIAS },
};
/* clang-format on */

static const struct {
	const char *word;
	const struct key *keys;
	size_t n;
} sets[] = {
	[KEYS_META] = { "meta", meta_keys, ARRAY_SIZE(meta_keys) },
	[KEYS_CT] = { "ct", ct_keys, ARRAY_SIZE(ct_keys) },
	[KEYS_RT] = { "rt", rt_keys, ARRAY_SIZE(rt_keys) },
	[KEYS_SOCKET] = { "socket", socket_keys, ARRAY_SIZE(socket_keys) },
	[KEYS_TUNNEL] = { "tunnel", tunnel_keys, ARRAY_SIZE(tunnel_keys) },
	[KEYS_IPSEC] = { "ipsec", ipsec_keys, ARRAY_SIZE(ipsec_keys) },
	[KEYS_FIB] = { "fib", fib_results, ARRAY_SIZE(fib_results) },
};

const char *key_set_word(enum key_set set)
{
	return sets[set].word;
}

const struct key *key_by_name(enum key_set set, const char *name)
{
	const struct key *keys = sets[set].keys;

	for (size_t i = 0; i < sets[set].n; i++)
		if (word_is(keys[i].name, name))
			return &keys[i];
	return NULL;
}

const struct key *key_by_number(enum key_set set, unsigned int number)
{
	const struct key *keys = sets[set].keys;

	/* Most stand where their number says. */
	if (number < sets[set].n && keys[number].number == number &&
	    !(keys[number].flags & KEY_ALIAS))
		return &keys[number];
	for (size_t i = 0; i < sets[set].n; i++)
		if (keys[i].number == number && !(keys[i].flags & KEY_ALIAS))
			return &keys[i];
	return NULL;
}

void key_each(enum key_set set, void (*fn)(void *, const struct key *),
	      void *ctx)
{
	for (size_t i = 0; i < sets[set].n; i++)
		fn(ctx, &sets[set].keys[i]);
}

void key_each_name(enum key_set set, void (*fn)(void *, const char *),
		   void *ctx)
{
	for (size_t i = 0; i < sets[set].n; i++)
		fn(ctx, sets[set].keys[i].name);
}
