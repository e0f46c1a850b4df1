/*
 * words — small tables of words with numbers: flags and units.
 *
 * In:     a word of the input.
 * Out:    its row, NULL where there is none; bits, numbers and factors in it
 *         are the kernel's.
 * Owns:   nothing: const tables, each terminated by a NULL name.
 * Spec:   cited beside each table in words.c.
 */
#ifndef NFTLOAD_SPEC_WORDS_H
#define NFTLOAD_SPEC_WORDS_H

#include "base/util.h"

struct word {
	const char *name;
	uint64_t value;
};

extern const struct word words_table_flags[];	/* dormant owner persist        */
extern const struct word words_set_flags[];	/* constant interval timeout dynamic */
extern const struct word words_set_policy[];	/* performance memory           */
extern const struct word words_chain_policy[];	/* accept drop                  */
extern const struct word words_flowtable_flags[]; /* offload                    */
extern const struct word words_log_levels[];	/* emerg .. debug, audit        */
extern const struct word words_nat_flags[];	/* random fully-random persistent */
extern const struct word words_queue_flags[];	/* bypass fanout                */
extern const struct word words_time_units[];	/* second .. week: seconds      */
extern const struct word words_byte_units[];	/* bytes kbytes mbytes: factor  */
extern const struct word words_synproxy_flags[]; /* timestamp sack-perm         */
extern const struct word words_tcp_timeouts[];	/* state: attribute number      */
extern const struct word words_udp_timeouts[];
extern const struct word words_tcp_timeout_defaults[]; /* state: seconds */
extern const struct word words_udp_timeout_defaults[];
extern const struct word words_l3protos[];	/* ip ip6 inet arp bridge netdev */
/* A word that the grammar keeps for itself: not a table, chain, set name. */
bool word_is_reserved(const char *name);

const struct word *word_find(const struct word *table, const char *name);
/* For hints: nearest known word or NULL. */
const char *word_suggest(const struct word *table, const char *name);

#endif
