#include "config.h"

#include "spec/since.h"

#include "base/util.h"
#include "spec/abi.h"

#include <linux/netfilter/nf_tables.h>

const struct since since_rows[] = {
	{ "bitwise", NFTA_BITWISE_OP, ABI_BITWISE_AND, ABI_BITWISE_XOR, 6, 13 },
	{ "exthdr", NFTA_EXTHDR_OP, NFT_EXTHDR_OP_SCTP, NFT_EXTHDR_OP_SCTP, 5, 14 },
	{ "inner", 0, 0, 0, 6, 2 },
	{ "last", 0, 0, 0, 5, 14 },
	{ "meta", NFTA_META_KEY, ABI_META_BRI_BROUTE, ABI_META_BRI_BROUTE, 6, 4 },
	{ "meta", NFTA_META_KEY, ABI_META_BRI_IIFHWADDR,
	  ABI_META_BRI_IIFHWADDR, 6, 18 },
	{ "payload", NFTA_PAYLOAD_BASE, NFT_PAYLOAD_INNER_HEADER,
	  NFT_PAYLOAD_INNER_HEADER, 5, 16 },
	{ "payload", NFTA_PAYLOAD_BASE, ABI_PAYLOAD_TUN_HEADER,
	  ABI_PAYLOAD_TUN_HEADER, 6, 2 },
};
const size_t since_count = ARRAY_SIZE(since_rows);
