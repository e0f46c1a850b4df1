#include "config.h"

#include "record.h"

#include "base/mem.h"
#include "batch/batch.h"
#include "batch/reshape.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>

/* As many rules with a set of their own as any build reshapes. */
#define OWN 70
#define MESSAGES_MAX (4 * OWN)
#define TEXT_MAX 8192

/* What is told of a message, from its bytes alone. */
struct told {
	char kind; /* s a rule's own set, e its elements, b the rule, r another
		    * rule, E elements of another set, n another message */
	char chain[16]; /* of a rule */
	char own[16];	/* the name of a rule's own set */
	uint32_t set_id, len;
	const struct nlmsghdr *nlh;
};

struct fixture {
	struct diags diags;
	struct batch batch;
	struct told told[MESSAGES_MAX];
	uint32_t count;
};

static int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));

	diags_init(&f->diags);
	batch_init(&f->batch, &f->diags);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	batch_release(&f->batch);
	diags_release(&f->diags);
	mem_free(f);
	return 0;
}

static const struct nlattr *find(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *a;

	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(a) == type)
			return a;
	return NULL;
}

static void copy_name(char ret[16], const char *text, size_t len)
{
	len = strnlen(text, len);
	assert_true(len < 16);
	memcpy(ret, text, len);
	ret[len] = '\0';
}

/* The name `__set...` anywhere in the message. */
static bool own_name(struct told *t)
{
	const char *bytes = (const void *)t->nlh;
	const char *at = memmem(bytes, t->len, "__set", 5);

	if (at)
		copy_name(t->own, at, 8);
	return at;
}

static void tell_rule(struct told *t)
{
	const struct nlattr *chain = find(t->nlh, NFTA_RULE_CHAIN);

	copy_name(t->chain, mnl_attr_get_payload(chain),
		  mnl_attr_get_payload_len(chain));
	t->kind = own_name(t) ? 'b' : 'r';
}

static uint32_t id_of(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *id = find(nlh, type);

	return id ? mnl_attr_get_u32(id) : 0;
}

static void tell(struct told *t, const struct batch_msg *m)
{
	*t = (struct told){ .kind = 'n', .len = m->len,
			    .nlh = (const void *)m->bytes };
	switch (t->nlh->nlmsg_type & 0xff) {
	case NFT_MSG_NEWRULE:
		tell_rule(t);
		break;
	case NFT_MSG_NEWSET:
		t->set_id = id_of(t->nlh, NFTA_SET_ID);
		t->kind = own_name(t) ? 's' : 'n';
		break;
	case NFT_MSG_NEWSETELEM:
		t->set_id = id_of(t->nlh, NFTA_SET_ELEM_LIST_SET_ID);
		t->kind = own_name(t) ? 'e' : 'E';
		break;
	}
}

static void tell_all(struct fixture *f)
{
	/* The first message begins the batch. */
	f->count = batch_count(&f->batch) - 1;
	assert_true(f->count && f->count <= MESSAGES_MAX);
	for (uint32_t i = 0; i < f->count; i++)
		tell(&f->told[i], chunks_at(&f->batch.msgs, i + 1));
}

/* The kinds of the messages in order; neighbours of one kind are written once. */
static void assert_kinds(const struct fixture *f, const char *wanted)
{
	char kinds[MESSAGES_MAX + 1];
	size_t n = 0;

	for (uint32_t i = 0; i < f->count; i++)
		if (!n || kinds[n - 1] != f->told[i].kind)
			kinds[n++] = f->told[i].kind;
	kinds[n] = '\0';
	/* All neighbours s, e and b together are one B. */
	for (char *at; (at = strstr(kinds, "seb"));) {
		size_t behind = strspn(at, "seb");

		*at = 'B';
		memmove(at + 1, at + behind, strlen(at + behind) + 1);
	}
	assert_string_equal(kinds, wanted);
}

/* Compiles OWN rules with a set of their own, between two texts. */
static void compile(struct fixture *f, const char *before, const char *behind)
{
	static struct record r;
	struct low_sink sink = batch_sink(&f->batch);
	char text[TEXT_MAX];
	size_t len = 0;

	len += (size_t)snprintf(text, sizeof(text), "%s", before);
	for (int i = 0; i < OWN; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"add rule ip t c tcp dport { 1, %d }\n",
					i + 2);
	len += (size_t)snprintf(text + len, sizeof(text) - len, "%s", behind);
	assert_true(len < sizeof(text));
	record_into(&r, text, &sink);
	assert_string_equal(r.diags, "");
	tell_all(f);
}

#define HEAD "add table ip t\nadd chain ip t c\nadd chain ip t d\n"

/* Kinds of the messages in the order as written, and as reshaped. */
static void assert_reshaped(struct fixture *f, const char *written,
			    const char *wanted)
{
	assert_kinds(f, written);
	assert_true(batch_reshape(&f->batch, 1));
	tell_all(f);
	assert_kinds(f, wanted);
}

/* What does not take a set of its own goes behind the rules that do, and the
 * rules of each chain keep their order. */
static void test_order(void **state)
{
	struct fixture *f = *state;

	compile(f,
		HEAD "add rule ip t d tcp dport 7\n"
		     "add rule ip t c tcp dport 8\n"
		     "add rule ip t d tcp dport 9\n",
		"add rule ip t c tcp dport 10\n");
	assert_reshaped(f, "nrBr", "nrBr");
	/* the rule of c, then those with sets, then two of d and the last */
	assert_string_equal(f->told[3].chain, "c");
	assert_int_equal(f->told[4].kind, 's');
	assert_string_equal(f->told[f->count - 3].chain, "d");
	assert_string_equal(f->told[f->count - 2].chain, "d");
	assert_string_equal(f->told[f->count - 1].chain, "c");
	for (uint32_t i = 0; i < f->count; i++)
		assert_int_equal(f->told[i].nlh->nlmsg_seq,
				 f->batch.seq0 + i + 1);
}

/* A message as it was: its header's number and flags may change. */
struct kept {
	struct told told;
	char bytes[512];
};

static uint32_t keep_all(const struct fixture *f, struct kept *ret)
{
	for (uint32_t i = 0; i < f->count; i++) {
		assert_true(f->told[i].len <= sizeof(ret[i].bytes));
		ret[i].told = f->told[i];
		memcpy(ret[i].bytes, f->told[i].nlh, f->told[i].len);
	}
	return f->count;
}

static bool same_bytes(const struct told *t, const struct kept *k)
{
	return t->len == k->told.len &&
	       memcmp((const char *)t->nlh + NLMSG_HDRLEN,
		      k->bytes + NLMSG_HDRLEN, t->len - NLMSG_HDRLEN) == 0;
}

static bool is_own(const struct told *t)
{
	return strchr("seb", t->kind);
}

/* Each message is there once; no byte changed of those without a set of their
 * own, and those with one keep their order. */
static void assert_kept(const struct fixture *f, struct kept *kept,
			uint32_t count)
{
	uint32_t own = 0;

	assert_int_equal(f->count, count);
	for (uint32_t i = 0; i < count; i++) {
		const struct told *t = &f->told[i];
		uint32_t k = is_own(t) ? own : 0;

		while (k < count && !(is_own(t) ? is_own(&kept[k].told) :
						  same_bytes(t, &kept[k])))
			k++;
		assert_true(k < count);
		if (is_own(t))
			own = k + 1;
		assert_int_equal(t->kind, kept[k].told.kind);
		assert_int_equal(t->len, kept[k].told.len);
		assert_int_equal(t->set_id, kept[k].told.set_id);
		kept[k].bytes[NLMSG_HDRLEN] ^= 0xff; /* no second time */
	}
}

static void test_nothing_is_lost(void **state)
{
	static struct kept kept[MESSAGES_MAX];
	struct fixture *f = *state;
	uint32_t count;

	compile(f, HEAD,
		"add rule ip t d tcp dport 9\n"
		"add set ip t n { type mark; elements = { 1, 2 }; }\n"
		"add rule ip t d meta mark @n\n"
		"add element ip t n { 3 }\n");
	count = keep_all(f, kept);
	assert_true(batch_reshape(&f->batch, 1));
	tell_all(f);
	assert_kept(f, kept, count);
}

/* Each own set has a name of its own, by which its rule takes it; no name of the
 * kernel's, which has digits, and another one with another salt. */
static void test_names(void **state)
{
	struct fixture *f = *state;
	char first[16];

	compile(f, HEAD, "");
	assert_string_equal(f->told[3].own, "__set%d");
	assert_true(batch_reshape(&f->batch, 5));
	tell_all(f);
	for (uint32_t i = 3; i < f->count; i += 3) {
		const struct told *set = &f->told[i];

		assert_int_equal(set->kind, 's');
		assert_int_equal(strlen(set->own), 8);
		assert_false(strchr("%0123456789", set->own[5]));
		assert_true(set->nlh->nlmsg_flags & NLM_F_EXCL);
		/* elements find it by its id, with no name */
		assert_int_equal(set[1].set_id, set->set_id);
		assert_null(find(set[1].nlh, NFTA_SET_ELEM_LIST_SET));
		assert_int_equal(set[2].kind, 'b');
		assert_string_equal(set[2].own, set->own);
		for (uint32_t k = 3; k < i; k += 3)
			assert_string_not_equal(f->told[k].own, set->own);
	}
	copy_name(first, f->told[3].own, 8);
	batch_release(&f->batch);
	batch_init(&f->batch, &f->diags);
	compile(f, HEAD, "");
	assert_true(batch_reshape(&f->batch, 6));
	tell_all(f);
	assert_string_not_equal(f->told[3].own, first);
}

/* Nothing passes a message that removes something. */
static void test_removals(void **state)
{
	struct fixture *f = *state;

	compile(f,
		HEAD "add rule ip t d tcp dport 7\nflush chain ip t d\n"
		     "add rule ip t d tcp dport 8\n",
		"");
	assert_reshaped(f, "nrnrB", "nrnBr");
}

/* A name that is used before it is made: the kernel refuses that, or means what
 * it has; so it stays in that order. */
static void test_made_later(void **state)
{
	struct fixture *f = *state;

	compile(f,
		HEAD "add rule ip t d jump late\nadd chain ip t late\n"
		     "add rule ip t d tcp dport 8\n",
		"");
	assert_reshaped(f, "nrnrB", "nrnBr");
}

/* Elements of sets wait, too; of a constant set they come before its rules, and
 * so do those of a set that the batch does not make. */
static void test_elements(void **state)
{
	struct fixture *f = *state;

	compile(f,
		HEAD "add set ip t n { type mark; }\n"
		     "add set ip t k { type mark; flags constant; "
		     "elements = { 5 }; }\n"
		     "add element ip t n { 1 }\nadd element ip t n { 2 }\n",
		"add rule ip t c meta mark @k\n");
	assert_reshaped(f, "nEBr", "nEBEr");
}

/* Behind a removal nothing is known of names that were made before it. */
static void test_made_before(void **state)
{
	struct fixture *f = *state;

	compile(f,
		HEAD "add set ip t n { type mark; }\nadd chain ip t x\n"
		     "flush chain ip t d\n"
		     "add element ip t n { 1 }\nadd rule ip t d jump x\n"
		     "add chain ip t x\nadd element ip t n { 2 }\n"
		     "add rule ip t d tcp dport 8\n",
		"");
	assert_reshaped(f, "nErnErB", "nErnEBr");
}

/* Few sets are not worth it, and echoes are told by the order as written. */
static void test_left_alone(void **state)
{
	struct fixture *f = *state;
	struct low_sink sink = batch_sink(&f->batch);
	static struct record r;

	record_into(&r, HEAD "add rule ip t c tcp dport { 1, 2 }\n", &sink);
	assert_false(batch_reshape(&f->batch, 1));
	batch_release(&f->batch);
	batch_init(&f->batch, &f->diags);
	f->batch.echo = true;
	compile(f, HEAD, "");
	assert_false(batch_reshape(&f->batch, 1));
	tell_all(f);
	assert_string_equal(f->told[3].own, "__set%d");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nothing_is_lost, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_removals, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_made_later, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_made_before, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_elements, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_left_alone, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
