#include "config.h"

#include "support.h"

#include "tables/abi.h"
#include "tables/keys.h"
#include "tables/words.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static void check_key(const struct key *k)
{
	assert_non_null(k);
	if (!k->dtype) {
		assert_int_equal(k->len_bits, 0);
		return;
	}
	/* one bit is loaded as a byte */
	if (k->dtype->id != DT_BOOLEAN && k->dtype->len_bits)
		assert_int_equal(k->len_bits, k->dtype->len_bits);
	if (k->dtype->order != ORDER_NONE && k->dtype->id != DT_ETHERTYPE)
		assert_int_equal(k->order, k->dtype->order);
}

static void test_meta(void **state)
{
	struct names_seen seen = { 0 };
	size_t aliases = 0;

	(void)state;
	key_each_name(KEYS_META, see_name, &seen);
	assert_all_different(&seen);
	for (size_t i = 0; i < seen.count; i++) {
		const struct key *k = key_by_name(KEYS_META, seen.name[i]);

		check_key(k);
		aliases += (k->flags & KEY_ALIAS) != 0;
		if (!(k->flags & KEY_ALIAS))
			assert_ptr_equal(key_by_number(KEYS_META, k->number), k);
	}
	assert_int_equal(aliases, 3);
	for (unsigned int n = 0; n <= NFT_META_SDIFNAME; n++)
		assert_int_equal(key_by_number(KEYS_META, n)->number, n);
	assert_null(key_by_number(KEYS_META, 36));
	assert_null(key_by_name(KEYS_META, "nonsense"));
}

static void test_meta_numbers(void **state)
{
	static const struct {
		const char *name;
		unsigned int number;
	} rows[] = {
		{ "length", NFT_META_LEN },
		{ "protocol", NFT_META_PROTOCOL },
		{ "mark", NFT_META_MARK },
		{ "iifname", NFT_META_IIFNAME },
		{ "iiftype", NFT_META_IIFTYPE },
		{ "oiftype", NFT_META_OIFTYPE },
		{ "nfproto", NFT_META_NFPROTO },
		{ "l4proto", NFT_META_L4PROTO },
		{ "ibrname", NFT_META_BRI_IIFNAME },
		{ "obriport", NFT_META_BRI_OIFNAME },
		{ "random", NFT_META_PRANDOM },
		{ "ipsec", NFT_META_SECPATH },
		{ "secpath", NFT_META_SECPATH },
		{ "ibrpvid", NFT_META_BRI_IIFPVID },
		{ "time", NFT_META_TIME_NS },
		{ "day", NFT_META_TIME_DAY },
		{ "hour", NFT_META_TIME_HOUR },
		{ "sdifname", NFT_META_SDIFNAME },
		{ "broute", ABI_META_BRI_BROUTE },
		{ "ibrhwaddr", ABI_META_BRI_IIFHWADDR },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(key_by_name(KEYS_META, rows[i].name)->number,
				 rows[i].number);
}

/* Keys that may stand without the word meta. */
static void test_bare(void **state)
{
	static const char *const no[] = {
		"length", "protocol", "priority", "nfproto", "l4proto",
		"random", "secmark", "iifkind", "oifkind", "ibrpvid",
		"ibrvproto", "sdif", "sdifname", "broute", "ibrhwaddr",
		"secpath",
	};
	struct names_seen seen = { 0 };

	(void)state;
	key_each_name(KEYS_META, see_name, &seen);
	for (size_t i = 0; i < seen.count; i++) {
		const struct key *k = key_by_name(KEYS_META, seen.name[i]);
		bool bare = true;

		for (size_t j = 0; j < ARRAY_SIZE(no); j++)
			bare = bare && strcmp(no[j], k->name) != 0;
		assert_int_equal((k->flags & KEY_BARE) != 0, bare);
	}
}

static void test_ct(void **state)
{
	struct names_seen seen = { 0 };

	(void)state;
	key_each_name(KEYS_CT, see_name, &seen);
	assert_all_different(&seen);
	assert_int_equal(seen.count, NFT_CT_MAX + 1);
	for (size_t i = 0; i < seen.count; i++) {
		const struct key *k = key_by_name(KEYS_CT, seen.name[i]);

		check_key(k);
		assert_ptr_equal(key_by_number(KEYS_CT, k->number), k);
	}
	assert_int_equal(key_by_name(KEYS_CT, "state")->number, NFT_CT_STATE);
	assert_int_equal(key_by_name(KEYS_CT, "l3proto")->number, NFT_CT_L3PROTOCOL);
	assert_int_equal(key_by_name(KEYS_CT, "proto-dst")->number, NFT_CT_PROTO_DST);
	assert_int_equal(key_by_name(KEYS_CT, "ip6 daddr")->number, NFT_CT_DST_IP6);
	assert_int_equal(key_by_name(KEYS_CT, "event")->number, NFT_CT_EVENTMASK);
	assert_int_equal(key_by_name(KEYS_CT, "id")->number, NFT_CT_ID);
	assert_int_equal(key_by_name(KEYS_CT, "ip saddr")->flags, KEY_DIR_REQUIRED);
	assert_int_equal(key_by_name(KEYS_CT, "bytes")->flags, KEY_DIR_OPTIONAL);
	assert_null(key_by_number(KEYS_CT, NFT_CT_MAX + 1));
}

static void assert_key(const struct key *k, unsigned int number,
		       enum dtype_id type, unsigned int bits)
{
	check_key(k);
	assert_int_equal(k->number, number);
	assert_int_equal(k->dtype->id, type);
	assert_int_equal(k->len_bits, bits);
}

static void test_others(void **state)
{
	(void)state;
	assert_key(key_by_name(KEYS_RT, "classid"), NFT_RT_CLASSID, DT_REALM, 32);
	assert_key(key_by_name(KEYS_RT, "mtu"), NFT_RT_TCPMSS, DT_INTEGER, 16);
	assert_key(key_by_name(KEYS_RT, "ipsec"), NFT_RT_XFRM, DT_BOOLEAN, 8);
	assert_key(key_by_name(KEYS_RT, "ip6 nexthop"), NFT_RT_NEXTHOP6, DT_IP6ADDR,
		   128);
	check_key(key_by_name(KEYS_RT, "nexthop"));
	assert_key(key_by_name(KEYS_SOCKET, "wildcard"), NFT_SOCKET_WILDCARD,
		   DT_INTEGER, 8);
	assert_key(key_by_name(KEYS_SOCKET, "cgroupv2"), NFT_SOCKET_CGROUPV2,
		   DT_CGROUPV2, 64);
	assert_key(key_by_name(KEYS_TUNNEL, "id"), NFT_TUNNEL_ID, DT_INTEGER, 32);
	assert_key(key_by_name(KEYS_TUNNEL, "path"), NFT_TUNNEL_PATH, DT_BOOLEAN, 8);
	assert_key(key_by_name(KEYS_IPSEC, "spi"), NFT_XFRM_KEY_SPI, DT_INTEGER, 32);
	assert_key(key_by_name(KEYS_IPSEC, "ip saddr"), NFT_XFRM_KEY_SADDR_IP4,
		   DT_IPADDR, 32);
	assert_key(key_by_name(KEYS_IPSEC, "ip6 daddr"), NFT_XFRM_KEY_DADDR_IP6,
		   DT_IP6ADDR, 128);
	assert_null(key_by_name(KEYS_RT, "x"));
	assert_null(key_by_name(KEYS_SOCKET, "x"));
	assert_null(key_by_name(KEYS_TUNNEL, "x"));
	assert_null(key_by_name(KEYS_IPSEC, "saddr"));
}

static void test_fib(void **state)
{
	(void)state;
	assert_key(key_by_name(KEYS_FIB, "oif"), NFT_FIB_RESULT_OIF, DT_IFINDEX,
		   32);
	assert_key(key_by_name(KEYS_FIB, "type"), NFT_FIB_RESULT_ADDRTYPE,
		   DT_FIB_ADDR, 32);
	assert_key(key_by_name(KEYS_FIB, "check"), NFT_FIB_RESULT_OIF, DT_BOOLEAN,
		   8);
	assert_int_equal(word_find(words_fib_flags, "saddr")->value,
			 NFTA_FIB_F_SADDR);
	assert_int_equal(word_find(words_fib_flags, "oif")->value,
			 NFTA_FIB_F_OIF);
	assert_null(word_find(words_fib_flags, "present"));
	assert_null(key_by_name(KEYS_FIB, "iif"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_meta),
		cmocka_unit_test(test_meta_numbers),
		cmocka_unit_test(test_bare),
		cmocka_unit_test(test_ct),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_fib),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
