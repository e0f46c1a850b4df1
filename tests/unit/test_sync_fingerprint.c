#include "config.h"

#include "desired.h"

#include "sync/fingerprint.h"

#include <string.h>

static void fingerprint(const char *text, char ret[FINGERPRINT_MAX])
{
	struct desired d;
	struct fingerprints f;

	desired_init(&d, STATE_EMPTY, text);
	fingerprints_make(&f, &d.state);
	fingerprint_text(f.total, ret);
	fingerprints_release(&f);
	desired_release(&d);
}

static void compare(const char *a, const char *b, bool same)
{
	char x[FINGERPRINT_MAX], y[FINGERPRINT_MAX];

	fingerprint(a, x);
	fingerprint(b, y);
	if (same)
		assert_string_equal(x, y);
	else
		assert_string_not_equal(x, y);
}

#define TABLE(what) "table ip t { " what " }\n"
#define RULE(rule) TABLE("chain c { " rule "; };")

static void test_what_does_not_count(void **state)
{
	(void)state;
	/* the order of what has names, and of elements */
	compare(TABLE("chain a { }; chain b { };"),
		TABLE("chain b { }; chain a { };"), true);
	compare(TABLE("set s { type mark; elements = { 1, 2 }; };"),
		TABLE("set s { type mark; elements = { 2, 1 }; };"), true);
	compare("add table ip a; add table ip6 b",
		"add table ip6 b; add table ip a", true);
	/* counters, comments that cannot be changed, what is gone again */
	compare(RULE("counter packets 7 bytes 9"), RULE("counter"), true);
	compare(TABLE("comment \"x\";"), TABLE(""), true);
	compare("add table ip t; add table ip u; delete table ip u",
		"add table ip t", true);
	/* what all kernels round alike */
	compare(TABLE("set s { type mark; timeout 1003ms; };"),
		TABLE("set s { type mark; timeout 1s; };"), true);
}

static void test_what_counts(void **state)
{
	(void)state;
	compare(RULE("accept; drop"), RULE("drop; accept"), false);
	compare(RULE("accept comment \"a\""), RULE("accept"), false);
	compare(RULE("log"), RULE("log group 0"), false);
	compare(RULE("ct bytes > 5"), RULE("ct original bytes > 5"), false);
	compare(RULE("tcp dport { 22, 80 }"), RULE("tcp dport { 22, 81 }"),
		false);
	compare(RULE("jump { accept; }"), RULE("jump { drop; }"), false);
	compare(TABLE("chain c { type filter hook input priority 0; };"),
		TABLE("chain c { };"), false);
	compare(TABLE("set s { type mark; timeout 1s; };"),
		TABLE("set s { type mark; timeout 2s; };"), false);
	compare(TABLE("set s { type mark; timeout 1s; elements = { 1 timeout 2s }; };"),
		TABLE("set s { type mark; timeout 1s; elements = { 1 }; };"),
		false);
	compare(TABLE("set s { type ipv4_addr; flags dynamic; }; chain c { update @s { ip saddr limit rate 1/second }; };"),
		TABLE("set s { type ipv4_addr; flags dynamic; }; chain c { update @s { ip saddr limit rate 2/second }; };"),
		false);
	compare("add table ip t", "add table ip6 t", false);
	/* of chains at one place the last runs first */
	compare(TABLE("chain a { type filter hook input priority 0; }; chain b { type filter hook input priority 0; };"),
		TABLE("chain b { type filter hook input priority 0; }; chain a { type filter hook input priority 0; };"),
		false);
}

/* Files keep fingerprints over many versions: this one must never change. */
static void test_it_is_frozen(void **state)
{
	char text[FINGERPRINT_MAX];

	(void)state;
	fingerprint(
		"table inet filter { comment \"c\";\n"
		"set admins { type ipv4_addr; flags interval, timeout; timeout 1h; elements = { 192.0.2.0/24, 198.51.100.7 timeout 5m comment \"x\" }; }\n"
		"map ports { type inet_service : verdict; elements = { 22 : accept, 80 : jump web }; }\n"
		"counter k { packets 3 bytes 4 }\nquota q { over 10 mbytes }\n"
		"chain web { limit rate 10/second log prefix \"w: \" accept; }\n"
		"chain in { type filter hook input priority 10; policy drop; ct state vmap { established : accept, invalid : drop }; ip saddr @admins counter name k accept; tcp dport vmap @ports; jump { meta mark 7 drop; }; }\n"
		"}\n",
		text);
	assert_string_equal(
		text,
		"nftload-fp-1:a1b112284ba1fc0237584b344b090929e861f034ab1c2e1fdde8ae6b2af0c505");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_does_not_count),
		cmocka_unit_test(test_what_counts),
		cmocka_unit_test(test_it_is_frozen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
