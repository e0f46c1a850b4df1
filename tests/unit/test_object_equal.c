#include "config.h"

#include "record.h"

#include "batch/batch.h"
#include "object/decode.h"
#include "object/equal.h"

#define SET "add set ip t s { type ipv4_addr; flags dynamic; }\n"

/* The last objects of two inputs, and whether they are the same. */
static const struct {
	const char *what, *a, *b;
	bool equal;
} rows[] = {
	/* what is compared at all */
	{ "the same", "add table ip t", "add table ip t", true },
	{ "another name", "add table ip t", "add table ip u", false },
	{ "another family", "add table ip t", "add table ip6 t", false },
	{ "another kind", "add chain ip t c", "add set ip t c { type mark; }",
	  false },
	{ "flags", "add table ip t", "add table ip t { flags dormant; }",
	  false },
	/* chains */
	{ "a policy that goes without saying",
	  "add chain ip t c { type filter hook input priority 0; }",
	  "add chain ip t c { type filter hook input priority 0; policy accept; }",
	  true },
	{ "one that does not",
	  "add chain ip t c { type filter hook input priority 0; }",
	  "add chain ip t c { type filter hook input priority 0; policy drop; }",
	  false },
	{ "a priority",
	  "add chain ip t c { type filter hook input priority 0; }",
	  "add chain ip t c { type filter hook input priority -1; }", false },
	{ "a hook",
	  "add chain ip t c { type filter hook input priority 0; }",
	  "add chain ip t c { type filter hook output priority 0; }", false },
	{ "a type", "add chain ip t c { type filter hook output priority 0; }",
	  "add chain ip t c { type route hook output priority 0; }", false },
	{ "a hook and none", "add chain ip t c",
	  "add chain ip t c { type filter hook input priority 0; }", false },
	{ "devices in any order",
	  "add chain netdev t c { type filter hook ingress devices = { a, b } priority 0; }",
	  "add chain netdev t c { type filter hook ingress devices = { b, a } priority 0; }",
	  true },
	{ "a device more",
	  "add chain netdev t c { type filter hook ingress devices = { a, b } priority 0; }",
	  "add chain netdev t c { type filter hook ingress devices = { a, b, c } priority 0; }",
	  false },
	{ "another device",
	  "add chain netdev t c { type filter hook ingress devices = { a, b } priority 0; }",
	  "add chain netdev t c { type filter hook ingress devices = { a, c } priority 0; }",
	  false },
	{ "a device and those that begin so",
	  "add chain netdev t c { type filter hook ingress devices = { a, bb } priority 0; }",
	  "add chain netdev t c { type filter hook ingress devices = { a, bb* } priority 0; }",
	  false },
	/* rules */
	{ "counts", "add rule ip t c counter packets 1 bytes 2",
	  "add rule ip t c counter", true },
	{ "a statement more", "add rule ip t c counter",
	  "add rule ip t c counter drop", false },
	{ "another statement", "add rule ip t c counter",
	  "add rule ip t c notrack", false },
	{ "another value", "add rule ip t c ip ttl 1",
	  "add rule ip t c ip ttl 2", false },
	{ "a longer value", "add rule ip t c @nh,0,8 1",
	  "add rule ip t c @nh,0,16 1", false },
	{ "another operator", "add rule ip t c ip ttl 1",
	  "add rule ip t c ip ttl != 1", false },
	{ "a verdict", "add rule ip t c accept", "add rule ip t c drop",
	  false },
	{ "where a jump goes", "add rule ip t c jump d",
	  "add rule ip t c jump e", false },
	{ "a jump or not to come back", "add rule ip t c jump d",
	  "add rule ip t c goto d", false },
	{ "text", "add rule ip t c log prefix \"a\"",
	  "add rule ip t c log prefix \"b\"", false },
	{ "text and none", "add rule ip t c log prefix \"a\"",
	  "add rule ip t c log", false },
	{ "a level that goes without saying", "add rule ip t c log",
	  "add rule ip t c log level warn", true },
	{ "a comment", "add rule ip t c accept comment \"a\"",
	  "add rule ip t c accept comment \"b\"", false },
	{ "a longer comment", "add rule ip t c accept comment \"a\"",
	  "add rule ip t c accept comment \"ab\"", false },
	{ "a comment and none", "add rule ip t c accept",
	  "add rule ip t c accept comment \"a\"", false },
	{ "a limit", "add rule ip t c limit rate 1/second",
	  "add rule ip t c limit rate 2/second", false },
	{ "used bytes", "add rule ip t c quota 9 bytes used 3 bytes",
	  "add rule ip t c quota 9 bytes", true },
	{ "a statement inside of another",
	  SET "add rule ip t c add @s { ip saddr counter }",
	  SET "add rule ip t c add @s { ip saddr last }", false },
	{ "none there", SET "add rule ip t c add @s { ip saddr counter }",
	  SET "add rule ip t c add @s { ip saddr }", false },
	/* sets */
	{ "flags of a set", "add set ip t s { type ipv4_addr; }",
	  "add set ip t s { type ipv4_addr; flags interval; }", false },
	{ "a type of keys", "add set ip t s { type mark; }",
	  "add set ip t s { type ipv4_addr; }", false },
	{ "the order of fields",
	  "add set ip t s { type ipv4_addr . inet_service; flags interval; }",
	  "add set ip t s { type inet_service . ipv4_addr; flags interval; }",
	  false },
	{ "a map's data", "add map ip t s { type mark : mark; }",
	  "add map ip t s { type mark : ipv4_addr; }", false },
	{ "a timeout", "add set ip t s { type mark; timeout 1s; }",
	  "add set ip t s { type mark; timeout 2s; }", false },
	{ "a size", "add set ip t s { type mark; size 2; }",
	  "add set ip t s { type mark; size 3; }", false },
	/* objects */
	{ "counts of an object", "add counter ip t o { packets 1 bytes 2; }",
	  "add counter ip t o", true },
	{ "objects of two types", "add counter ip t o",
	  "add quota ip t o { 1 bytes; }", false },
	{ "data of one type", "add quota ip t o { 1 bytes; }",
	  "add quota ip t o { 2 bytes; }", false },
	{ "which way", "add quota ip t o { over 1 bytes; }",
	  "add quota ip t o { until 1 bytes; }", false },
	{ "a helper", "add ct helper ip t o { type \"ftp\" protocol tcp; }",
	  "add ct helper ip t o { type \"sip\" protocol tcp; }", false },
};

static void fill(struct batch *b, struct diags *d, const char *text)
{
	struct record r = { .has_tables = true, .offline = true };
	struct low_sink sink;

	diags_init(d);
	batch_init(b, d);
	sink = batch_sink(b);
	record_into(&r, text, &sink);
	if (r.ret < 0)
		fail_msg("%s: %s", text, r.diags);
	assert_int_equal(batch_seal(b, 0, 0, true), 0);
}

/* The last message before the end. */
static void last_of(const struct batch *b, struct arena *a,
		    struct low_msg *ret)
{
	const struct batch_msg *m = batch_msg_by_seq(b, batch_count(b) - 2);

	assert_non_null(m);
	assert_true(decode_msg(ret, (const void *)m->bytes, a));
	assert_int_equal(ret->nunknown + ret->nhidden, 0);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct batch batches[2];
		struct diags diags[2];
		struct low_msg a, b;
		struct arena arena;

		arena_init(&arena);
		fill(&batches[0], &diags[0], rows[i].a);
		fill(&batches[1], &diags[1], rows[i].b);
		last_of(&batches[0], &arena, &a);
		last_of(&batches[1], &arena, &b);
		if (equal_msg(&a, &b) != rows[i].equal ||
		    equal_msg(&b, &a) != rows[i].equal)
			fail_msg("%s: %s, %s", rows[i].what, rows[i].a,
				 rows[i].b);
		assert_true(equal_msg(&a, &a));
		assert_true(equal_msg(&b, &b));
		for (int n = 0; n < 2; n++) {
			batch_release(&batches[n]);
			diags_release(&diags[n]);
		}
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
