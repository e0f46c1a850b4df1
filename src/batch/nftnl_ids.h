/*
 * nftnl_ids — which attribute of libnftnl an attribute of the kernel is.
 *
 * Spec:   linux/netfilter/nf_tables.h; libnftnl/expr.h, object.h.
 *
 * What libnftnl 1.2.4 lacks stands behind the configure check for it: a row
 * that is missing here makes the expression go out attribute by attribute.
 */
#ifndef NFTLOAD_BATCH_NFTNL_IDS_H
#define NFTLOAD_BATCH_NFTNL_IDS_H

#include "spec/abi.h"
#include "spec/nfexpr.h"

#define NFTNL_ID_NONE 0 /* libnftnl has no such attribute */

struct nftnl_id {
	uint8_t kind;	/* enum nfexpr_kind, or NFT_OBJECT_* */
	uint8_t number; /* NFTA_* */
	uint16_t id;	/* NFTNL_EXPR_* or NFTNL_OBJ_* */
};

/* The verdict of an immediate has three ids of its own. */
extern const struct nftnl_id nftnl_expr_ids[];
extern const size_t nftnl_expr_ids_count;
extern const struct nftnl_id nftnl_obj_ids[];
extern const size_t nftnl_obj_ids_count;

#endif
