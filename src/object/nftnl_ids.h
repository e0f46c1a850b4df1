/*
 * nftnl_ids — which attribute of libnftnl an attribute of an object is.
 *
 * In:     rows of the object's kind and the number of nf_tables' attribute.
 * Out:    libnftnl's number; a row that is missing here makes the object go
 *         out attribute by attribute.
 * Owns:   nothing: a const table.
 * Spec:   linux/netfilter/nf_tables.h; libnftnl/object.h.
 */
#ifndef NFTLOAD_OBJECT_NFTNL_IDS_H
#define NFTLOAD_OBJECT_NFTNL_IDS_H

#include "base/util.h"

struct nftnl_id {
	uint8_t kind;	/* NFT_OBJECT_* */
	uint8_t number; /* NFTA_* */
	uint16_t id;	/* NFTNL_OBJ_* */
};

extern const struct nftnl_id nftnl_obj_ids[];
extern const size_t nftnl_obj_ids_count;

#endif
