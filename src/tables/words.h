/*
 * words — small tables of words with numbers: verbs, kinds, flags, units.
 *
 * In:     a word of the input.
 * Out:    the word's row, NULL where there is none; bits, numbers and factors
 *         in the row are the kernel's.
 * Owns:   nothing: const tables, each terminated by a NULL name.
 * Spec:   cited beside each table in words.c.
 */
#ifndef NFTLOAD_TABLES_WORDS_H
#define NFTLOAD_TABLES_WORDS_H

#include "base/util.h"

#include <string.h>

/* Numbers of named objects are NFT_OBJECT_* (linux/netfilter/nf_tables.h). */
enum obj_kind {
	OBJ_NONE = 0,
	OBJ_COUNTER = 1,
	OBJ_QUOTA = 2,
	OBJ_CT_HELPER = 3,
	OBJ_LIMIT = 4,
	OBJ_TUNNEL = 6,
	OBJ_CT_TIMEOUT = 7,
	OBJ_SECMARK = 8,
	OBJ_CT_EXPECT = 9,
	OBJ_SYNPROXY = 10,
	OBJ_LAST_STATEFUL = OBJ_SYNPROXY,
	/* commands only */
	OBJ_TABLE = 32,
	OBJ_CHAIN,
	OBJ_RULE,
	OBJ_SET,
	OBJ_MAP,
	OBJ_METER,
	OBJ_ELEMENT,
	OBJ_FLOWTABLE,
	OBJ_RULESET,
};

enum ast_verb { VERB_ADD, VERB_CREATE, VERB_INSERT, VERB_REPLACE, VERB_DELETE,
		VERB_DESTROY, VERB_FLUSH, VERB_RENAME,
		/* which change nothing */
		VERB_LIST, VERB_GET };

enum ast_dir { DIR_NONE, DIR_ORIGINAL, DIR_REPLY };

/* Options of a tunnel object. */
enum ast_tunnel_opts { OPTS_NONE, OPTS_VXLAN, OPTS_ERSPAN, OPTS_GENEVE };

struct word {
	const char *name;
	uint64_t value;
};

extern const struct word words_verbs[];		/* enum ast_verb                */
extern const struct word words_listings[];	/* list get                     */
/* enum obj_kind by the words of commands, `ct helper`; named objects come
 * first */
extern const struct word words_objects[];
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
/* What can be listed: enum obj_kind, with WORDS_ALL for all of a kind. */
#define WORDS_ALL 0x100
extern const struct word words_listed[];
/* ---- of selectors ---- */
extern const struct word words_fib_flags[];	/* saddr daddr mark iif oif     */
extern const struct word words_ct_dirs[];	/* original reply: enum ast_dir */
extern const struct word words_ipsec_dirs[];	/* in out                       */
extern const struct word words_osf_ttls[];	/* loose skip                   */
extern const struct word words_osf_keys[];	/* name version                 */
extern const struct word words_numgen_modes[];	/* inc random                   */
extern const struct word words_raw_bases[];	/* ll nh th ih: enum payload_base */
extern const struct word words_address_families[]; /* ip ip6              */
/* ---- of statements ---- */
extern const struct word words_dynset_ops[];	/* add update delete            */

/* The services that rulesets name most, for hints; NULL ends the list. */
extern const char *const words_services[];

/* ---- of objects ---- */
extern const struct word words_tunnel_opts[];	/* vxlan erspan geneve          */
extern const struct word words_erspan_dirs[];	/* ingress egress               */
extern const struct word words_l4protos[];	/* tcp udp                      */

/* Whether the grammar reserves the word: no table, chain or set has this
 * name. */
bool word_is_reserved(const char *name);

/* strcmp() costs a call, and most words of a table begin otherwise. */
static inline bool word_is(const char *word, const char *name)
{
	return *word == *name && strcmp(word, name) == 0;
}
const struct word *word_find(const struct word *table, const char *name);
/* The name in the first row with this number, NULL where there is none. */
const char *word_name(const struct word *table, uint64_t value);
void word_each(const struct word *table, void (*fn)(void *, const char *),
	       void *ctx);
/* Adds a hint at the nearest known word, if any is near enough. */
struct diags;
bool word_hint(struct diags *d, const struct word *table, const char *name,
	       size_t len);

#endif
