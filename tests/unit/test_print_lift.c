#include "config.h"

#include "desired.h"

#include "print/json/json_state.h"
#include "print/lift/lift.h"
#include "print/text/text_stmt.h"

#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

/* The rules of the text's first chain, one a line, as they are lifted. */
static char *lifted(struct desired *d, const struct print_options *options)
{
	struct state_table *t = (void *)d->state.tables.first;
	struct state_chain *c = (void *)t->chains.first;
	struct lift *l = lift_new(&d->state, options);
	struct state_rule *rule;
	struct text_out o;
	char *text;

	text_init(&o, options);
	state_each(rule, &c->rules) {
		const struct ast_rule *node = lift_rule(l, rule);

		if (o.len)
			text_put_char(&o, '\n');
		if (node)
			text_rule(&o, node);
		else
			text_put(&o, "cannot");
		lift_rewind(l);
	}
	text = strndup(o.buf ? o.buf : "", o.len);
	text_release(&o);
	lift_free(l);
	return text;
}

static void becomes_with(const struct print_options *options,
			 const char *family, const char *rules,
			 const char *wanted)
{
	struct desired d;
	char script[2048];
	char *got;

	snprintf(script, sizeof(script),
		 "table %s t {\nset s { type ipv4_addr; }\n"
		 "map m { type ipv4_addr : verdict; }\n"
		 "chain c {\n%s\n}\nchain d {\n}\n}\n", family, rules);
	desired_init(&d, STATE_EMPTY, script);
	got = lifted(&d, options);
	assert_string_equal(got, wanted);
	free(got);
	desired_release(&d);
}

static void becomes(const char *family, const char *rule, const char *wanted)
{
	static const struct print_options plain;

	becomes_with(&plain, family, rule, wanted);
}

/* What is written as it was read. */
static void stays(const char *family, const char *rule)
{
	becomes(family, rule, rule);
}

/* ---- matches that the compiler adds ---- */

static void test_added(void **state)
{
	(void)state;
	stays("inet", "tcp dport 22");
	stays("inet", "ip saddr 10.1.2.3 tcp dport 22");
	stays("inet", "icmp type echo-request");
	stays("bridge", "ip saddr 10.1.2.3");
	stays("bridge", "icmp type echo-request");
	stays("netdev", "arp operation request");
	stays("netdev", "vlan id 5 ip saddr 10.1.2.3");
	stays("bridge", "vlan id 5");
	stays("inet", "frag id 5");
	stays("inet", "meta mark 0x00000005 frag id 5");
	stays("inet", "reject with icmp host-unreachable");
	stays("ip", "udp dport 4789 vxlan tcp dport 80");
	stays("ip", "gre ip saddr 10.1.2.3");
	stays("ip", "icmp mtu 5");
}

/* The same matches where the compiler would not put them. */
static void test_written(void **state)
{
	(void)state;
	stays("inet", "meta l4proto tcp counter packets 0 bytes 0 tcp dport 22");
	stays("inet", "meta l4proto tcp ip saddr 10.1.2.3 tcp dport 22");
	stays("inet", "ip protocol tcp tcp dport 22");
	stays("inet", "meta nfproto ipv4 tcp dport 22");
	stays("inet", "meta nfproto ipv6 counter packets 0 bytes 0 frag id 5");
	stays("inet", "meta l4proto tcp reject with tcp reset");
	stays("inet", "meta protocol ip ip saddr 10.1.2.3");
	stays("inet", "meta l4proto { tcp, udp } th dport 53");
	stays("bridge", "ether type 8021q ip protocol tcp");
}

/* Between two statements that need it, only one match is added. */
static void test_added_once(void **state)
{
	(void)state;
	becomes("inet", "meta l4proto tcp tcp dport 22 tcp sport 5-9",
		"tcp dport 22 tcp sport 5-9");
	becomes("ip", "ether type vlan vlan id 7", "vlan id 7");
	becomes("inet", "ip saddr 1.1.1.1 reject with icmpx port-unreachable",
		"ip saddr 1.1.1.1 reject with icmpx port-unreachable");
}

/* ---- bits, bytes ---- */

static void test_fields(void **state)
{
	(void)state;
	stays("ip", "ip dscp cs1");
	stays("ip", "ip dscp { cs1, af11 }");
	stays("ip", "ip dscp != 0x01-0x02");
	stays("ip", "ip dscp . tcp dport { cs1 . 5 }");
	stays("ip6", "ip6 flowlabel 5");
	stays("ip", "tcp sport 1 tcp dport 2");
	stays("ip", "ip saddr 10.0.0.0/8");
	stays("ip", "ip saddr 10.0.0.0/9");
	stays("ip", "ip saddr & 0.0.255.0 == 0.0.1.0");
	stays("ip", "ip saddr & 255.255.0.0 == 10.1.0.0");
	stays("ip", "@nh,3,2 0x1");
	stays("ip", "ip ttl set 5");
	stays("ip", "ip dscp set ip dscp | lephb");
	stays("ip", "ip ecn ^ ect0 vmap { 0x0-0x1 : drop }");
	stays("bridge", "@ll,112,16 set @ll,112,16 & 0x3 | 0x3");
	stays("ip", "ip dscp ^ lephb vmap { 0x00-0x01 : drop }");
	stays("ip", "meta mark set ip dscp << 2 | 0x10");
	stays("ip", "meta mark set meta mark & 0x000000f5 | 0x00000005");
}

static void test_flags(void **state)
{
	(void)state;
	stays("ip", "ct state established,related");
	stays("ip", "tcp flags ! fin,rst");
	stays("ip", "tcp flags & (syn | ack) == syn");
	stays("ip", "tcp flags == syn");
	stays("ip", "tcp flags { syn, syn | ack }");
	stays("ip", "ct event set new,destroy");
}

/* What is written shorter compiles to something else. */
static void test_kept(void **state)
{
	(void)state;
	becomes("ip", "tcp dport { 0-1023, 5 }", "tcp dport { 0-1023, 0-1023 }");
	stays("ip", "tcp flags & (fin | syn | rst | psh | ack | urg | ecn | cwr)"
		    " == syn");
	becomes("ip", "ah nexthdr ^ 5 ^ 4 == 6", "ah nexthdr ^ st ^ 0 == igmp");
}

/* ---- the rest ---- */

static void test_sets(void **state)
{
	(void)state;
	stays("ip", "ip saddr @s");
	stays("ip", "ip saddr vmap @m");
	stays("ip", "ip saddr vmap { 1.2.3.4 : jump d, 10.0.0.0/8 : accept }");
	becomes("ip", "meta mark { 256, 2, 0x10 }",
		"meta mark { 0x00000002, 0x00000010, 0x00000100 }");
	stays("ip", "iifname { \"a*\", \"b\" }");
	stays("ip", "jump {\n\tcounter packets 0 bytes 0\n}");
}

/* Bits behind those of a field, which no packet's key has. */
static void test_out_of_place(void **state)
{
	static const struct print_options plain;
	static const uint8_t attr[] = { 5, 0, NFTA_DATA_VALUE, 0, 0x20 };
	struct desired d;
	struct state_table *t;
	struct state_set *set;
	const struct nlmsghdr *nlh;
	uint8_t *key;
	char *got;

	(void)state;
	desired_init(&d, STATE_EMPTY,
		     "table ip t { chain c { ip dscp { cs1, cs2 }; }; }");
	t = (void *)d.state.tables.first;
	set = (void *)t->sets.first;
	nlh = set->elems.sources[0].nlh;
	key = memmem(nlh, nlh->nlmsg_len, attr, sizeof(attr));
	assert_non_null(key);
	key[4] |= 1;
	got = lifted(&d, &plain);
	assert_string_equal(got, "cannot");
	free(got);
	desired_release(&d);
}

static void test_options(void **state)
{
	static const struct print_options numeric = { .numeric = true };
	static const struct print_options json = { .json = true };

	(void)state;
	becomes_with(&numeric, "ip", "ip protocol tcp ct state new",
		     "ip protocol 6 ct state 0x8");
	becomes_with(&json, "ip", "meta mark 0x10 fib daddr check exists",
		     "meta mark == 16 fib daddr oif == exists");
}

/* Parts of fields of tunnelled packets, which have no raw form. */
static void test_tunnelled(void **state)
{
	(void)state;
	becomes("ip6", "udp dport 4789 vxlan vlan id & 0xdff == 1",
		"udp dport 4789 vxlan vlan id & 3583 == 1");
	becomes("ip", "gretap vlan id & 0xf0f ^ 3 > 5",
		"gretap vlan id & 3855 ^ 3 > 5");
}

/* Nothing is made of what cannot be written: times have whole seconds. */
static void test_cannot(void **state)
{
	(void)state;
	becomes("ip6", "meta time . meta mark { \"2020-06-01 12:00:00\"/46 . 1 }",
		"cannot");
}

/* A rule whose text would say something else is bytecode, but keeps its place. */
static void test_unsaid(void **state)
{
	static const struct print_options options = { .json = true };
	struct desired d;
	struct state_table *t;
	struct state_chain *c;
	struct json_lister w;
	json_t *json, *rule;

	(void)state;
	desired_init(&d, STATE_EMPTY, "table ip t { chain c { accept; }; }\n");
	t = (void *)d.state.tables.first;
	c = (void *)t->chains.first;
	c->rules.first->unsaid = true;
	json_lister_init(&w, NULL, &d.state, &options);
	json = json_item_of(&w, c->rules.first);
	rule = json_object_get(json, "rule");
	assert_non_null(json_object_get(rule, "bytecode"));
	assert_string_equal(json_string_value(json_object_get(rule, "table")),
			    "t");
	assert_string_equal(json_string_value(json_object_get(rule, "chain")),
			    "c");
	json_decref(json);
	json_lister_release(&w);
	desired_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_added),
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_added_once),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_out_of_place),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_tunnelled),
		cmocka_unit_test(test_cannot),
		cmocka_unit_test(test_unsaid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
