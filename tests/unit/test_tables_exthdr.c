#include "config.h"

#include "support.h"

#include "tables/exthdr.h"

#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <string.h>

/* name "header field", where the kernel finds it, and the index that set
 * userdata has for it */
static const struct row {
	enum exthdr_op op;
	const char *name, *field;
	unsigned int type, off_bits, len_bits, index;
} rows[] = {
	{ EXTHDR_IPV6, "hbh", "nexthdr", IPPROTO_HOPOPTS, 0, 8, 1 },
	{ EXTHDR_IPV6, "dst", "hdrlength", IPPROTO_DSTOPTS, 8, 8, 2 },
	{ EXTHDR_IPV6, "rt", "type", IPPROTO_ROUTING, 16, 8, 3 },
	{ EXTHDR_IPV6, "rt", "seg-left", IPPROTO_ROUTING, 24, 8, 4 },
	{ EXTHDR_IPV6, "rt0", "addr[1]", IPPROTO_ROUTING, 64, 128, 2 },
	{ EXTHDR_IPV6, "rt0", "addr[2]", IPPROTO_ROUTING, 192, 128, 3 },
	{ EXTHDR_IPV6, "rt2", "addr", IPPROTO_ROUTING, 64, 128, 2 },
	{ EXTHDR_IPV6, "srh", "tag", IPPROTO_ROUTING, 48, 16, 3 },
	{ EXTHDR_IPV6, "srh", "sid[2]", IPPROTO_ROUTING, 192, 128, 5 },
	{ EXTHDR_IPV6, "frag", "frag-off", IPPROTO_FRAGMENT, 16, 13, 3 },
	{ EXTHDR_IPV6, "frag", "more-fragments", IPPROTO_FRAGMENT, 31, 1, 5 },
	{ EXTHDR_IPV6, "frag", "id", IPPROTO_FRAGMENT, 32, 32, 6 },
	{ EXTHDR_IPV6, "mh", "checksum", IPPROTO_MH, 32, 16, 5 },
	{ EXTHDR_TCPOPT, "mss", "size", TCPOPT_MAXSEG, 16, 16, 2 },
	{ EXTHDR_TCPOPT, "window", "count", TCPOPT_WINDOW, 16, 8, 2 },
	{ EXTHDR_TCPOPT, "sack-perm", "length", TCPOPT_SACK_PERMITTED, 8, 8,
	  1 },
	{ EXTHDR_TCPOPT, "sack0", "right", TCPOPT_SACK, 48, 32, 3 },
	{ EXTHDR_TCPOPT, "sack1", "left", TCPOPT_SACK, 80, 32, 4 },
	{ EXTHDR_TCPOPT, "sack3", "right", TCPOPT_SACK, 240, 32, 9 },
	{ EXTHDR_TCPOPT, "echo", "tsecr", TCPOPT_TIMESTAMP, 48, 32, 3 },
	{ EXTHDR_TCPOPT, "mptcp", "subtype", 30, 16, 4, 2 },
	{ EXTHDR_IPOPT, "rr", "ptr", IPOPT_RR, 16, 8, 4 },
	{ EXTHDR_IPOPT, "lsrr", "addr", IPOPT_LSRR, 24, 32, 5 },
	{ EXTHDR_IPOPT, "ssrr", "type", IPOPT_SSRR, 0, 8, 1 },
	{ EXTHDR_IPOPT, "ra", "value", IPOPT_RA, 16, 16, 3 },
	{ EXTHDR_SCTP, "data", "ppid", 0, 96, 32, 6 },
	{ EXTHDR_SCTP, "init-ack", "initial-tsn", 2, 128, 32, 7 },
	{ EXTHDR_SCTP, "sack", "num-dup-tsns", 3, 112, 16, 6 },
	{ EXTHDR_SCTP, "asconf", "seqno", 193, 32, 32, 3 },
	{ EXTHDR_SCTP, "abort", "length", 6, 16, 16, 2 },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *r = &rows[i];
		const struct exthdr *h = exthdr_by_name(r->op, r->name);
		const struct exthdr_field *f;

		assert_non_null(h);
		assert_int_equal(h->type, r->type);
		f = exthdr_field_by_name(h, r->field);
		assert_non_null(f);
		assert_int_equal(f->off_bits, r->off_bits);
		assert_int_equal(f->len_bits, r->len_bits);
		assert_int_equal(f->index, r->index);
	}
}

static void test_headers(void **state)
{
	(void)state;
	assert_int_equal(exthdr_field_by_name(exthdr_by_name(EXTHDR_IPV6,
							     "frag"),
					      "id")->off_bits,
			 8 * offsetof(struct ip6_frag, ip6f_ident));
	assert_int_equal(EXTHDR_TCPOPT, NFT_EXTHDR_OP_TCPOPT);
	assert_int_equal(EXTHDR_IPOPT, NFT_EXTHDR_OP_IPV4);
	assert_int_equal(EXTHDR_SCTP, NFT_EXTHDR_OP_SCTP);
	assert_int_equal(EXTHDR_DCCP, NFT_EXTHDR_OP_DCCP);
}

static void check_header(const struct exthdr *h, enum exthdr_op op)
{
	assert_int_equal(h->op, op);
	if (h->alias)
		assert_ptr_equal(exthdr_by_name(op, h->alias), h);
	for (size_t i = 0; i < h->nfields; i++) {
		const struct exthdr_field *f = &h->fields[i];

		assert_ptr_equal(exthdr_field_by_name(h, f->name), f);
		assert_true(f->len_bits > 0);
		if (f->dtype->len_bits)
			assert_int_equal(f->dtype->len_bits, f->len_bits);
		if (i > 0)
			assert_true(f->index > f[-1].index);
	}
}

static void test_names(void **state)
{
	static const size_t counts[] = { 8, 14, 4, 18, 0 };

	(void)state;
	for (unsigned int op = EXTHDR_IPV6; op <= EXTHDR_DCCP; op++) {
		struct names_seen seen = { 0 };

		exthdr_each_name((enum exthdr_op)op, see_name, &seen);
		assert_int_equal(seen.count, counts[op]);
		assert_all_different(&seen);
		for (size_t i = 0; i < seen.count; i++)
			check_header(exthdr_by_name((enum exthdr_op)op,
						    seen.name[i]),
				     (enum exthdr_op)op);
	}
}

/* Descriptors of typeof: every header has an id of its own. */
static void test_ids(void **state)
{
	static const char *const names[] = { "hbh", "rt", "rt0", "rt2", "srh",
					     "frag", "dst", "mh" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_int_equal(exthdr_by_name(EXTHDR_IPV6, names[i])->id,
				 i + 1);
	assert_int_equal(exthdr_exists_index(EXTHDR_IPV6), 1);
	assert_int_equal(exthdr_exists_index(EXTHDR_TCPOPT), 0);
	assert_int_equal(exthdr_exists_index(EXTHDR_IPOPT), 1);
	assert_int_equal(exthdr_exists_index(EXTHDR_SCTP), 0);
	assert_int_equal(exthdr_exists_index(EXTHDR_DCCP), 1);
}

/* Bits of a TCP option, as listings of nft 1.1.7 name them: a field of the
 * option, of a known option any other, of an unknown option any. */
static void test_tcp_index(void **state)
{
	(void)state;
	assert_int_equal(exthdr_tcp_index(2, 0, 8), 0);
	assert_int_equal(exthdr_tcp_index(2, 8, 8), 1);
	assert_int_equal(exthdr_tcp_index(2, 16, 16), 2);
	assert_int_equal(exthdr_tcp_index(5, 240, 32), 9);
	assert_int_equal(exthdr_tcp_index(2, 24, 8), 1);
	assert_int_equal(exthdr_tcp_index(255, 0, 8), 122);
	assert_int_equal(exthdr_tcp_index(77, 32, 16), 122);
}

static void test_by_type(void **state)
{
	(void)state;
	assert_string_equal(exthdr_by_type(EXTHDR_TCPOPT, 5)->name, "sack");
	assert_string_equal(exthdr_by_type(EXTHDR_IPV6, 43)->name, "rt");
	assert_null(exthdr_by_type(EXTHDR_TCPOPT, 200));
	assert_null(exthdr_by_name(EXTHDR_TCPOPT, "hbh"));
	assert_int_equal(exthdr_tcp_unknown.nfields, 1);
	assert_non_null(exthdr_field_by_name(&exthdr_tcp_unknown, "length"));
	assert_null(exthdr_field_by_name(exthdr_by_name(EXTHDR_TCPOPT, "nop"),
					 "length"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_tcp_index),
		cmocka_unit_test(test_by_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
