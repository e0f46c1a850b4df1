/*
 * json_words — words that only JSON has, for those who read it and those who
 * write it.
 *
 * In:     nothing.
 * Out:    const tables as in tables/words.h, each terminated by a NULL name.
 * Owns:   nothing.
 * Errors: none.
 * Spec:   libnftables-json(5).
 */
#ifndef NFTLOAD_SYNTAX_JSON_JSON_WORDS_H
#define NFTLOAD_SYNTAX_JSON_JSON_WORDS_H

#include "tables/words.h"

/* The timeout that nft lists for `never`, in milliseconds. */
#define JSON_NEVER_MS (UINT64_MAX / 1000 * 1000)

enum { JSON_NAT_INTERVAL = 1, JSON_NAT_PREFIX = 2, JSON_NAT_CONCAT = 4 };
#define JSON_NETMAP 0x40 /* NF_NAT_RANGE_NETMAP: implied by the prefix form */

extern const struct word json_relations[];    /* enum ast_relop */
extern const struct word json_nat_flags[];    /* NF_NAT_RANGE_* */
extern const struct word json_nat_types[];    /* JSON_NAT_* */
extern const struct word json_log_flags[];    /* NF_LOG_*; "all" is the last */
extern const struct word json_reject_types[]; /* enum ast_reject */
extern const struct word json_flowtable_flags[]; /* NFT_FLOWTABLE_* */
extern const struct word json_rate_units[];   /* packets: 0; else the factor */

#endif
