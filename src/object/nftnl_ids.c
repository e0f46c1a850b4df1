#include "config.h"

#include "object/nftnl_ids.h"

#include <stdio.h>

#include <libnftnl/object.h>
#include <linux/netfilter/nf_tables.h>

/* clang-format off */
const struct nftnl_id nftnl_obj_ids[] = {
#define R(type, attr, nftnl) { NFT_OBJECT_##type, NFTA_##attr, NFTNL_OBJ_##nftnl },
	R(COUNTER,   COUNTER_BYTES,        CTR_BYTES)
	R(COUNTER,   COUNTER_PACKETS,      CTR_PKTS)
	R(QUOTA,     QUOTA_BYTES,          QUOTA_BYTES)
	R(QUOTA,     QUOTA_CONSUMED,       QUOTA_CONSUMED)
	R(QUOTA,     QUOTA_FLAGS,          QUOTA_FLAGS)
	R(CT_HELPER, CT_HELPER_NAME,       CT_HELPER_NAME)
	R(CT_HELPER, CT_HELPER_L3PROTO,    CT_HELPER_L3PROTO)
	R(CT_HELPER, CT_HELPER_L4PROTO,    CT_HELPER_L4PROTO)
	R(LIMIT,     LIMIT_RATE,           LIMIT_RATE)
	R(LIMIT,     LIMIT_UNIT,           LIMIT_UNIT)
	R(LIMIT,     LIMIT_BURST,          LIMIT_BURST)
	R(LIMIT,     LIMIT_TYPE,           LIMIT_TYPE)
	R(LIMIT,     LIMIT_FLAGS,          LIMIT_FLAGS)
	R(SECMARK,   SECMARK_CTX,          SECMARK_CTX)
	R(CT_EXPECT, CT_EXPECT_L3PROTO,    CT_EXPECT_L3PROTO)
	R(CT_EXPECT, CT_EXPECT_L4PROTO,    CT_EXPECT_L4PROTO)
	R(CT_EXPECT, CT_EXPECT_DPORT,      CT_EXPECT_DPORT)
	R(CT_EXPECT, CT_EXPECT_TIMEOUT,    CT_EXPECT_TIMEOUT)
	R(CT_EXPECT, CT_EXPECT_SIZE,       CT_EXPECT_SIZE)
	R(SYNPROXY,  SYNPROXY_MSS,         SYNPROXY_MSS)
	R(SYNPROXY,  SYNPROXY_WSCALE,      SYNPROXY_WSCALE)
	R(SYNPROXY,  SYNPROXY_FLAGS,       SYNPROXY_FLAGS)
#undef R
};
/* clang-format on */

const size_t nftnl_obj_ids_count = ARRAY_SIZE(nftnl_obj_ids);
