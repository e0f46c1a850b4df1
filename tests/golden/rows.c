/*
 * rows — every row of the tables in src/tables, one a line: what kind of row it
 * is, the words that name it in a ruleset, its type.  Tabs between them.
 *
 * rows.py looks for a golden case of each.
 */
#include "config.h"

#include "tables/exthdr.h"
#include "tables/family.h"
#include "tables/keys.h"
#include "tables/proto.h"
#include "tables/words.h"

#include <stdio.h>

static void print_fields(void)
{
	for (unsigned int i = PROTO_RAW + 1; i < PROTO_COUNT; i++) {
		const struct proto *p = proto_by_id((enum proto_id)i);

		for (unsigned int f = 0; f < p->nfields; f++)
			printf("field\t%s %s\t%s\n", p->name,
			       p->fields[f].name, p->fields[f].dtype->name);
	}
}

static const char *const op_words[] = {
	[EXTHDR_IPV6] = "",
	[EXTHDR_TCPOPT] = "tcp option ",
	[EXTHDR_IPOPT] = "ip option ",
	[EXTHDR_SCTP] = "sctp chunk ",
};

static void print_exthdr(void *ctx, const char *name)
{
	enum exthdr_op op = *(const enum exthdr_op *)ctx;
	const struct exthdr *h = exthdr_by_name(op, name);

	printf("exthdr\t%s%s\n", op == EXTHDR_IPV6 ? "exthdr " : op_words[op],
	       name);
	for (unsigned int f = 0; h && f < h->nfields; f++)
		printf("field\t%s%s %s\t%s\n", op_words[op], name,
		       h->fields[f].name, h->fields[f].dtype->name);
}

static void print_meta(void *ctx, const char *name)
{
	const struct key *k = key_by_name(KEYS_META, name);

	(void)ctx;
	printf("meta\tmeta %s\t%s\n", name, k->dtype->name);
}

static void print_ct(void *ctx, const char *name)
{
	const struct key *k = key_by_name(KEYS_CT, name);

	(void)ctx;
	printf("ct\t%s\t%s\n", name, k->dtype ? k->dtype->name : "address");
}

static void print_type(void *ctx, const char *name)
{
	const struct dtype *dt = dtype_by_name(name);

	(void)ctx;
	printf("type\t%s\t%u\n", name, dt->len_bits);
	for (unsigned int i = 0; i < dt->nsymbols; i++)
		printf("symbol\t%s\t%s\n", name, dt->symbols[i].name);
}

static void print_name(void *ctx, const char *name)
{
	printf("%s\t%s\n", (const char *)ctx, name);
}

static void print_hooks(void *ctx, const char *name)
{
	char kind[64];
	int family = family_by_name(name);

	(void)ctx;
	snprintf(kind, sizeof(kind), "hook\t%s", name);
	hook_each_name((enum family)family, print_name, kind);
	snprintf(kind, sizeof(kind), "priority\t%s", name);
	priority_each_name((enum family)family, -1, print_name, kind);
}

static void print_words(const struct word *table)
{
	for (; table->name; table++)
		printf("word\t%s\n", table->name);
}

int main(void)
{
	static const struct word *const tables[] = {
		words_table_flags, words_set_flags, words_set_policy,
		words_chain_policy, words_flowtable_flags, words_log_levels,
		words_nat_flags, words_queue_flags, words_time_units,
		words_byte_units, words_synproxy_flags, words_tcp_timeouts,
		words_udp_timeouts, words_l3protos,
	};
	enum exthdr_op ops[] = { EXTHDR_IPV6, EXTHDR_TCPOPT, EXTHDR_IPOPT,
				 EXTHDR_SCTP };

	print_fields();
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		exthdr_each_name(ops[i], print_exthdr, &ops[i]);
	key_each_name(KEYS_META, print_meta, NULL);
	key_each_name(KEYS_CT, print_ct, NULL);
	dtype_each_name(print_type, NULL);
	family_each_name(print_hooks, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		print_words(tables[i]);
	return 0;
}
