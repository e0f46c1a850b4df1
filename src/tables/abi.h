/*
 * abi — kernel constants that the headers of Linux 6.1 do not have yet.
 *
 * The constants have names of our own: newer headers define the kernel's names
 * as enumerators, which no #ifdef can see.
 *
 * Out:    enumerators with the kernel's numbers.
 * Spec:   linux/netfilter/nf_tables.h; the comment beside each constant names
 *         the release that added it.
 */
#ifndef NFTLOAD_TABLES_ABI_H
#define NFTLOAD_TABLES_ABI_H

/* enum nf_tables_msg_types */
enum {
	ABI_MSG_GETRULE_RESET = 25,	/* 6.2 */
	ABI_MSG_DESTROYTABLE = 26,	/* 6.3, all DESTROY messages */
	ABI_MSG_DESTROYCHAIN = 27,
	ABI_MSG_DESTROYRULE = 28,
	ABI_MSG_DESTROYSET = 29,
	ABI_MSG_DESTROYSETELEM = 30,
	ABI_MSG_DESTROYOBJ = 31,
	ABI_MSG_DESTROYFLOWTABLE = 32,
	ABI_MSG_GETSETELEM_RESET = 33,	/* 6.5 */
};

/* enum nft_table_flags */
enum { ABI_TABLE_F_PERSIST = 4 };	/* 6.9 */

/* enum nft_bitwise_ops, enum nft_bitwise_attributes */
enum {
	ABI_BITWISE_AND = 3,		/* 6.13 */
	ABI_BITWISE_OR = 4,
	ABI_BITWISE_XOR = 5,
	ABI_BITWISE_SREG2 = 8,
};

/* enum nft_payload_bases */
enum { ABI_PAYLOAD_TUN_HEADER = 4 };	/* 6.2 */

/* enum nft_inner_attributes, nft_inner_type, nft_inner_flags: 6.2 */
enum {
	ABI_INNER_NUM = 1,
	ABI_INNER_TYPE = 2,
	ABI_INNER_FLAGS = 3,
	ABI_INNER_HDRSIZE = 4,
	ABI_INNER_EXPR = 5,
};
enum {
	ABI_INNER_VXLAN = 1,
	ABI_INNER_GENEVE = 2,
	ABI_INNER_GRE = 3,	/* no name in the kernel */
	ABI_INNER_GRETAP = 4,	/* no name in the kernel */
};
enum {
	ABI_INNER_F_HDRSIZE = 1,
	ABI_INNER_F_LL = 2,
	ABI_INNER_F_NH = 4,
	ABI_INNER_F_TH = 8,
};

/* enum nft_meta_keys */
enum {
	ABI_META_BRI_BROUTE = 35,	/* 6.4  */
	ABI_META_BRI_IIFHWADDR = 37,	/* 6.18 */
};

/* enum nft_set_attributes */
enum {
	ABI_SET_TYPE = 19,		/* 6.15 */
	ABI_SET_COUNT = 20,
};

/* enum nft_devices_attributes */
enum { ABI_DEVICE_PREFIX = 2 };		/* 6.16 */

#endif
