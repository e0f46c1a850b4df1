/*
 * selectors — everything that packets can be compared by, from the tables of
 * src/tables: one a line, tabs between its words, its type, the type's bits, its
 * own bits and its byte order (host, big, none).  Lines that begin with a tab
 * are symbols of types.  product.py multiplies them.
 */
#include "config.h"

#include "tables/exthdr.h"
#include "tables/keys.h"
#include "tables/proto.h"

#include <stdio.h>
#include <string.h>

static void print_row(const char *words, const char *more,
		      const struct dtype *dt, unsigned int bits,
		      enum byteorder order)
{
	static const char *const orders[] = { "none", "host", "big" };

	printf("%s %s\t%s\t%u\t%u\t%s\n", words, more,
	       dt ? dt->name : "address", dt ? dt->len_bits : 0, bits,
	       orders[order]);
}

static void print_headers(void)
{
	for (unsigned int i = PROTO_RAW + 1; i < PROTO_COUNT; i++) {
		const struct proto *p = proto_by_id((enum proto_id)i);

		for (unsigned int f = 0; f < p->nfields; f++)
			print_row(p->name, p->fields[f].name,
				  p->fields[f].dtype, p->fields[f].len_bits,
				  ORDER_BIG);
	}
}

static void print_exthdr(void *ctx, const char *name)
{
	static const char *const op_words[] = {
		[EXTHDR_IPV6] = "",
		[EXTHDR_TCPOPT] = "tcp option ",
		[EXTHDR_IPOPT] = "ip option ",
		[EXTHDR_SCTP] = "sctp chunk ",
	};
	enum exthdr_op op = *(const enum exthdr_op *)ctx;
	const struct exthdr *h = exthdr_by_name(op, name);
	char words[64];

	snprintf(words, sizeof(words), "%s%s", op_words[op], name);
	for (unsigned int f = 0; h && f < h->nfields; f++)
		print_row(words, h->fields[f].name, h->fields[f].dtype,
			  h->fields[f].len_bits, ORDER_BIG);
	print_row(op == EXTHDR_IPV6 ? "exthdr" : op_words[op],
		  name, dtype_by_id(DT_BOOLEAN), 8, ORDER_NONE);
}

static void print_meta(void *ctx, const char *name)
{
	const struct key *k = key_by_name(KEYS_META, name);

	(void)ctx;
	print_row("meta", name, k->dtype, k->len_bits, k->order);
}

static void print_ct(void *ctx, const char *name)
{
	const struct key *k = key_by_name(KEYS_CT, name);

	(void)ctx;
	if (!(k->flags & KEY_DIR_REQUIRED))
		print_row("ct", name, k->dtype, k->len_bits, k->order);
	if (k->flags & (KEY_DIR_REQUIRED | KEY_DIR_OPTIONAL))
		print_row("ct original", name, k->dtype, k->len_bits, k->order);
}

static void print_other(void *set, const struct key *k)
{
	static const struct {
		const char *word, *instead[2];
	} ways[] = {
		{ "fib", { "fib saddr", "fib daddr . mark" } },
		{ "ipsec", { "ipsec in", "ipsec out spnum 1" } },
	};

	const char *word = key_set_word(*(const enum key_set *)set);

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		if (strcmp(word, ways[i].word) != 0)
			continue;
		for (size_t n = 0; n < 2; n++)
			print_row(ways[i].instead[n], k->name, k->dtype,
				  k->len_bits, k->order);
		return;
	}
	print_row(word, k->name, k->dtype, k->len_bits, k->order);
}

static void print_symbols(void *ctx, const char *name)
{
	const struct dtype *dt = dtype_by_name(name);

	(void)ctx;
	for (unsigned int i = 0; i < dt->nsymbols; i++)
		printf("\t%s\t%s\n", name, dt->symbols[i].name);
}

int main(void)
{
	enum exthdr_op ops[] = { EXTHDR_IPV6, EXTHDR_TCPOPT, EXTHDR_IPOPT,
				 EXTHDR_SCTP };

	print_headers();
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		exthdr_each_name(ops[i], print_exthdr, &ops[i]);
	key_each_name(KEYS_META, print_meta, NULL);
	key_each_name(KEYS_CT, print_ct, NULL);
	for (enum key_set set = KEYS_RT; set < KEY_SETS; set++)
		key_each(set, print_other, &set);
	dtype_each_name(print_symbols, NULL);
	return 0;
}
