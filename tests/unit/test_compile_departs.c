#include "config.h"

#include "record.h"

#include "compile/scope/differs.h"

#include <stdio.h>
#include <string.h>

#define D(kind) (1u << DIFFERS_##kind)

/*
 * Which rules mean something else under nft: each was loaded with nft 1.1.7,
 * which leaves the same rule and elements for those without a kind, and others
 * for those with.
 */
static const struct {
	const char *family, *rule;
	uint32_t kinds; /* D() */
} rows[] = {
	{ "ip", "meta mark set ct original ip saddr >> 1 map { 1-3 : 2 }",
	  0 },
	{ "netdev", "tcp window ^ 1 >> 1 16/8",
	  0 },
	{ "inet", "meta pkttype << 1 vmap { 1-3 : drop, * : accept }",
	  0 },
	{ "inet", "meta mark set ip dscp << 1 map @mm",
	  0 },
	{ "netdev", "ip frag-off << 8 1-5",
	  0 },
	{ "inet", "meta mark set tcp option sack0 left ^ 1 >> 1 map { 1 : 2 }",
	  0 },
	{ "inet", "meta length | 3 16/8",
	  0 },
	{ "ip", "meta protocol | 3 0/4",
	  0 },
	{ "inet", "ct mark set ct id | 3 | ct mark",
	  0 },
	{ "inet", "ip6 hoplimit >> 1 16/8",
	  0 },
	{ "netdev", "meta mark set tcp doff map { 1 : 2 }",
	  0 },
	{ "inet", "frag frag-off { 1, 2 }",
	  0 },
	{ "bridge", "meta day >> 1 vmap { 1-3 : drop, * : accept }",
	  0 },
	{ "inet", "meta mark set @nh,4,8 >> 1 map { 1 : 2 }",
	  D(FIELD) },
	{ "netdev", "ip6 dscp & 0xf 1",
	  D(FIELD) },
	{ "ip", "meter x { @nh,4,8 << 4 >> 4 limit rate 1/second }",
	  D(FIELD) },
	{ "inet", "meter x { ip length << 4 >> 4 limit rate 1/second }",
	  D(KEY) },
	{ "ip6", "meta mark set @nh,4,8 << 4 >> 4 map { 1-3 : 2 }",
	  D(KEY) | D(FIELD) | D(LOST) },
	{ "inet", "ip id set @nh,4,8 >> 1",
	  D(LENGTH) },
	{ "bridge", "ip ecn << 1 . ip ttl { 1 . 2-5 }",
	  D(LOST) },
	{ "bridge", "meta protocol << 4 >> 4 1",
	  D(LOST) },
	{ "inet", "tcp option maxseg size ^ 1 16/8",
	  D(PREFIX) },
	{ "bridge", "tcp flags >> 1 > 3",
	  D(SHIFT) },
	{ "inet", "ip id >> 8 != 1",
	  D(SHIFT) },
	{ "inet", "meta mark set ct mark | ip6 flowlabel & 0xf",
	  D(WORDS) },
	{ "inet", "meta mark set ip6 flowlabel | 3 map @mm",
	  D(WORDS) | D(KEY) },
	{ "inet", "ip dscp ^ 1 { 1-2 }",
	  D(XOR) },
};

static const char *const texts[] = {
#define DIFFERS_TEXT(name, text) [DIFFERS_##name] = text,
	DIFFERS_KINDS(DIFFERS_TEXT)
#undef DIFFERS_TEXT
};

static uint32_t kinds_of(const char *diags)
{
	uint32_t kinds = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(texts); i++)
		if (strstr(diags, texts[i]))
			kinds |= 1u << i;
	return kinds;
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct record r = { .has_tables = true };
		char text[512];

		snprintf(text, sizeof(text),
			 "table %s t {\nmap mm { type mark : mark; }\n"
			 "chain c {\n%s\n}\n}\n", rows[i].family, rows[i].rule);
		record_compile(&r, text);
		if (r.ret < 0 || kinds_of(r.diags) != rows[i].kinds)
			fail_msg("%s: %s", rows[i].rule, r.diags);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
