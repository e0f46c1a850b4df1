#include "config.h"

#include "support.h"

#include "kernel/explain/explain.h"
#include "kernel/explain/phrase.h"
#include "tables/abi.h"
#include "tables/family.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- sentences ---- */

static const struct {
	const char *what, *form;
	struct subject s;
	const char *text;
} sentences[] = {
	{ "a name", "%O", { .word = "set", .name = "s", .handle = 7,
	  .has_handle = true, .family = FAMILY_IP, .table = "t" },
	  "set 's' in table ip 't'" },
	{ "no name but a handle", "%O", { .word = "chain", .handle = 7,
	  .has_handle = true, .family = FAMILY_INET, .table = "t" },
	  "the chain with handle 7 in table inet 't'" },
	{ "neither: the set that a rule makes", "%O has no room", {
	  .word = "set", .family = FAMILY_IP6, .table = "t" },
	  "this set in table ip6 't' has no room" },
	{ "no table", "%O%I", { .word = "table", .name = "t" }, "table 't'" },
	{ "a table that is not named", "%T", { .family = FAMILY_IP },
	  "this table" },
	{ "a table", "%T of %F", { .family = FAMILY_ARP, .table = "t" },
	  "table arp 't' of arp" },
	{ "what names another", "%W %N: %R", { .word = "rule", .name = "c",
	  .ref_word = "map", .ref_name = "m" }, "rule 'c': map 'm'" },
	{ "parts", "%G %E %H %V %P", { .thing = "element", .expr = "lookup",
	  .handle = 9, .device = "lo", .type = "nat" },
	  "element 'lookup' 9 'lo' 'nat'" },
	{ "the system's words", "%S", { .word = "set" }, "No such device" },
};

static void test_sentences(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < ARRAY_SIZE(sentences); i++) {
		const char *text = phrase_expand(&sentences[i].s, ENODEV,
						 sentences[i].form, &a);

		if (strcmp(text, sentences[i].text) != 0)
			fail_msg("%s: %s", sentences[i].what, text);
	}
	arena_release(&a);
}

/* ---- rules in chains with another hook ---- */

static const struct low_verdict to_d = { .code = NFT_JUMP, .chain = "d" };
static const struct low_expr exprs[] = {
	{ .kind = NFX_COUNTER, .at = { 0, 10, 7 } },
	{ .kind = NFX_MASQ, .at = { 0, 20, 10 } },
	{ .kind = NFX_IMMEDIATE, .at = { 0, 30, 6 }, .nattrs = 2, .attrs = {
	  { .number = NFTA_IMMEDIATE_DREG, .num = NFT_REG_VERDICT },
	  { .number = NFTA_IMMEDIATE_DATA, .verdict = &to_d } } },
};

enum { COUNTER, MASQUERADE, JUMP };

#define RULES_MAX 2
#define SUITS "'masquerade' does not work in this chain: it works in chains of type 'nat' at hook postrouting"
#define NO_COUNTER "this kernel does not support the expression 'counter' here"

static const struct {
	const char *what;
	struct {
		uint8_t family;
		const char *table; /* NULL: no more rules */
		uint8_t expr;
		bool pointed; /* the kernel names the expression */
		const char *text; /* NULL: nothing is said of it */
	} rules[RULES_MAX];
} hooks[] = {
	{ "a statement that the hook does not suit",
	  { { FAMILY_IP, "t", MASQUERADE, false, SUITS } } },
	{ "a jump to one", { { FAMILY_IP, "t", JUMP, false,
	  "chain 'd' holds a statement that does not work at the hook which this jump comes from" } } },
	{ "nothing of the kind", { { FAMILY_IP, "t", COUNTER, false,
	  "this rule does not work in chain 'c' in table ip 't': the chain's hook or type does not allow it" } } },
	{ "what is judged with it says the same",
	  { { FAMILY_IP, "t", MASQUERADE, false, SUITS },
	    { FAMILY_IP, "t", COUNTER, false, NULL } } },
	{ "a part of its own has a reason of its own",
	  { { FAMILY_IP, "t", MASQUERADE, false, SUITS },
	    { FAMILY_IP, "t", COUNTER, true, NO_COUNTER } } },
	{ "so has another table",
	  { { FAMILY_IP, "t", MASQUERADE, false, SUITS },
	    { FAMILY_IP, "u", COUNTER, true, NO_COUNTER } } },
	{ "and another family",
	  { { FAMILY_IP, "t", MASQUERADE, false, SUITS },
	    { FAMILY_IP6, "t", MASQUERADE, false, SUITS } } },
};

static void add_rule(struct batch *b, size_t i, size_t n)
{
	struct low_sink sink = batch_sink(b);
	struct low_expr x = exprs[hooks[i].rules[n].expr];
	const struct low_rule rule = { .exprs = &x };
	const struct low_msg m = {
		.verb = LOW_NEW, .kind = LOW_RULE,
		.family = hooks[i].rules[n].family,
		.at = { 0, 100 * (uint32_t)n, 50 },
		.table = { .name = hooks[i].rules[n].table },
		.name = { .name = "c" },
		.rule = &rule,
	};

	x.at.off += 100 * (uint32_t)n;
	assert_int_equal(sink.msg(sink.ctx, &m), 0);
}

/* Where the expression stands in the message that has it alone. */
static uint32_t expr_off(const struct batch *b, uint32_t seq)
{
	const struct batch_msg *m = batch_msg_by_seq(b, seq);
	static const char name[] = "counter";
	const uint8_t *at = memmem(m->bytes, m->len, name, sizeof(name));

	assert_non_null(at);
	return (uint32_t)(at - m->bytes) - 8; /* the nest and the name begin */
}

static void say(size_t i, struct batch *b, struct diags *d)
{
	struct reply_error errors[RULES_MAX] = { 0 };
	struct replies r = { .b = b, .errors = errors };
	char texts[] = "";

	r.texts = texts;
	for (size_t n = 0; n < RULES_MAX && hooks[i].rules[n].table; n++) {
		add_rule(b, i, n);
		errors[n].seq = 1 + (uint32_t)n;
		errors[n].errnum = EOPNOTSUPP;
		r.nerrors++;
	}
	assert_int_equal(batch_seal(b, 0, 0, true), 0);
	for (size_t n = 0; n < r.nerrors; n++)
		if (hooks[i].rules[n].pointed)
			errors[n].off = expr_off(b, errors[n].seq);
	explain_errors(&r, NULL, NULL, NULL, d);
}

static void test_hooks(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hooks); i++) {
		const struct diag *said;
		struct diags d;
		struct batch b;

		diags_init(&d);
		batch_init(&b, &d);
		say(i, &b, &d);
		said = d.first;
		for (size_t n = 0; n < RULES_MAX; n++) {
			if (!hooks[i].rules[n].text)
				continue;
			if (!said)
				fail_msg("%s: nothing", hooks[i].what);
			if (strcmp(said->text, hooks[i].rules[n].text) != 0)
				fail_msg("%s: %s", hooks[i].what, said->text);
			said = said->next;
		}
		if (said)
			fail_msg("%s: as well: %s", hooks[i].what, said->text);
		batch_release(&b);
		diags_release(&d);
	}
}

/* ---- base chains that the kernel does not take ---- */

static const struct low_device lo = { .name = "lo" };

static const struct {
	const char *what, *type;
	uint8_t family, hook;
	int32_t priority;
	uint32_t flags;
	bool pointed; /* the kernel names the type */
	const char *text;
} chains[] = {
	{ "nat before connections are tracked", "nat", FAMILY_IP,
	  NF_INET_PRE_ROUTING, -200, 0, false,
	  "a chain of type 'nat' needs a priority above -200" },
	{ "nat right behind", "nat", FAMILY_IP, NF_INET_PRE_ROUTING, -199, 0,
	  false,
	  "this kernel does not support chains of type 'nat' at hook prerouting in family ip" },
	{ "nat where nothing is translated", "nat", FAMILY_IP6,
	  NF_INET_FORWARD, 0, 0, false,
	  "a chain of type 'nat' is not possible at hook forward: only at prerouting, input, output and postrouting" },
	{ "route elsewhere", "route", FAMILY_IP, NF_INET_LOCAL_IN, 0, 0, false,
	  "a chain of type 'route' is not possible at hook input: only at output" },
	{ "route at its hook", "route", FAMILY_BRIDGE, NF_INET_LOCAL_OUT, 0, 0,
	  false,
	  "this kernel does not support chains of type 'route' at hook output in family bridge" },
	{ "hardware that does not filter", "filter", FAMILY_NETDEV,
	  NF_NETDEV_INGRESS, 0, NFT_CHAIN_HW_OFFLOAD, false,
	  "'flags offload' needs devices that can filter in hardware, and a kernel that supports it" },
	{ "a type that the kernel names", "nat", FAMILY_IP,
	  NF_INET_PRE_ROUTING, -300, 0, true,
	  "this kernel does not support this chain" },
};

/* Nobody is there to be asked what the kernel holds. */
static ssize_t no_send(struct kernel_socket *sock, const struct iovec *iov,
		       size_t n)
{
	(void)sock, (void)iov, (void)n;
	return -EBADF;
}

static const struct transport no_transport = { .send = no_send };

static void say_chain(size_t i, struct batch *b, struct diags *d)
{
	struct reply_error error = { .seq = 1, .errnum = EOPNOTSUPP };
	struct replies r = { .b = b, .errors = &error, .nerrors = 1 };
	struct low_sink sink = batch_sink(b);
	const struct low_chain chain = {
		.flags = chains[i].flags,
		.hook = { .present = true, .num = chains[i].hook,
			  .priority = chains[i].priority,
			  .type = chains[i].type,
			  .devices = chains[i].family == FAMILY_NETDEV ? &lo :
									 NULL },
	};
	const struct low_msg m = {
		.verb = LOW_NEW, .kind = LOW_CHAIN, .family = chains[i].family,
		.table = { .name = "t" }, .name = { .name = "c" },
		.chain = &chain,
	};
	struct kernel_socket sock = { .t = &no_transport, .fd = -1 };
	const struct batch_msg *sent;

	assert_int_equal(sink.msg(sink.ctx, &m), 0);
	assert_int_equal(batch_seal(b, 0, 0, true), 0);
	sent = batch_msg_by_seq(b, 1);
	if (chains[i].pointed)
		error.off = (uint32_t)((uint8_t *)memmem(sent->bytes, sent->len,
				       "nat", 4) - sent->bytes) - 4;
	explain_errors(&r, &sock, NULL, NULL, d);
}

static void test_chains(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(chains); i++) {
		struct diags d;
		struct batch b;

		diags_init(&d);
		batch_init(&b, &d);
		say_chain(i, &b, &d);
		assert_non_null(d.first);
		if (strcmp(d.first->text, chains[i].text) != 0)
			fail_msg("%s: %s", chains[i].what, d.first->text);
		batch_release(&b);
		diags_release(&d);
	}
}

/* Of the begin of a batch the kernel says only that it has no nf_tables. */
static void test_begin(void **state)
{
	struct reply_error error = { .seq = 0, .errnum = EOPNOTSUPP };
	struct replies r = { .errors = &error, .nerrors = 1 };
	const struct low_msg m = { .verb = LOW_NEW, .kind = LOW_TABLE,
				   .family = FAMILY_IP,
				   .table = { .name = "t" } };
	struct low_sink sink;
	struct diags d;
	struct batch b;

	(void)state;
	diags_init(&d);
	batch_init(&b, &d);
	sink = batch_sink(&b);
	assert_int_equal(sink.msg(sink.ctx, &m), 0);
	assert_int_equal(batch_seal(&b, 0, 0, true), 0);
	r.b = &b;
	explain_errors(&r, NULL, NULL, NULL, &d);
	assert_string_equal(d.first->text,
			    "the kernel refused the transaction: Operation not supported");
	assert_non_null(d.first->notes);
	assert_string_equal(d.first->notes->text,
			    "this kernel has no nf_tables");
	batch_release(&b);
	diags_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_hooks),
		cmocka_unit_test(test_chains),
		cmocka_unit_test(test_begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
