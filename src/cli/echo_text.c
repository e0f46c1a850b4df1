#include "config.h"

#include "cli/echo.h"

#include "spec/abi.h"
#include "spec/family.h"
#include "spec/words.h"

#include <inttypes.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

static void begin(const struct echo_item *it)
{
	printf("%s %s %s %s", it->verb, it->keyword, it->family, it->table);
	if (it->kind->msg != NFT_MSG_NEWTABLE)
		printf(" %s", it->name);
}

static void end(const struct echo *e, const struct echo_item *it)
{
	if (e->handle && it->handle)
		printf(" # handle %" PRIu64, it->handle);
	putchar('\n');
}

void echo_text_own(struct echo *e, const struct echo_item *it)
{
	begin(it);
	if (it->own)
		printf(" %.*s", (int)it->own_len, it->own);
	end(e, it);
}

void echo_text_element(struct echo *e, const struct echo_item *it)
{
	begin(it);
	printf(" { %.*s }", (int)it->own_len, it->own ? it->own : "");
	end(e, it);
}

static void print_flags(const struct word *words, uint64_t flags)
{
	const char *lead = " flags ";

	for (; words->name; words++) {
		if (!(flags & words->value))
			continue;
		printf("%s%s", lead, words->name);
		lead = ",";
	}
	putchar(';');
}

void echo_text_table(struct echo *e, const struct echo_item *it)
{
	uint64_t flags = nlattrs_number(&it->attrs, NFTA_TABLE_FLAGS);

	begin(it);
	if (flags || it->comment)
		fputs(" {", stdout);
	if (it->comment)
		printf(" comment \"%s\";", it->comment);
	if (flags)
		print_flags(words_table_flags, flags);
	if (flags || it->comment)
		fputs(" }", stdout);
	end(e, it);
}

static void print_device(const struct nlattr *attr, const char *lead)
{
	size_t len;
	const char *name = nlattr_text(attr, &len);
	bool prefix = (attr->nla_type & NLA_TYPE_MASK) == ABI_DEVICE_PREFIX;

	printf("%s\"%.*s%s\"", lead, (int)len, name, prefix ? "*" : "");
}

static void print_devices(const struct nlattrs *hook)
{
	const struct nlattr *nest = hook->by_number[NFTA_HOOK_DEVS];
	const struct nlattr *dev = NULL;
	const char *lead = " devices = { ";

	/* One device is told in both ways. */
	if (hook->by_number[NFTA_HOOK_DEV]) {
		print_device(hook->by_number[NFTA_HOOK_DEV], " device ");
		return;
	}
	if (!nest)
		return;
	while ((dev = nlattrs_child(nest, dev))) {
		print_device(dev, lead);
		lead = ", ";
	}
	fputs(" }", stdout);
}

static void print_hook(const struct echo_item *it, enum family family)
{
	struct nlattrs hook;
	const char *type = nlattrs_string(&it->attrs, NFTA_CHAIN_TYPE);
	uint64_t number;
	const char *name;

	nlattrs_of_nest(&hook, it->attrs.by_number[NFTA_CHAIN_HOOK]);
	number = nlattrs_number(&hook, NFTA_HOOK_HOOKNUM);
	name = hook_name(family, (unsigned int)number);
	printf(" type %s hook %s", type ? type : "filter", name ? name : "?");
	print_devices(&hook);
	printf(" priority %" PRId32 ";",
	       (int32_t)nlattrs_number(&hook, NFTA_HOOK_PRIORITY));
	printf(" policy %s;",
	       nlattrs_number(&it->attrs, NFTA_CHAIN_POLICY) == NF_DROP ?
		       "drop" :
		       "accept");
}

void echo_text_chain(struct echo *e, const struct echo_item *it)
{
	bool base = it->attrs.by_number[NFTA_CHAIN_HOOK] != NULL;

	begin(it);
	if (base || it->comment)
		fputs(" {", stdout);
	if (it->comment)
		printf(" comment \"%s\";", it->comment);
	if (base)
		print_hook(it, (enum family)family_by_name(it->family));
	if (base || it->comment)
		fputs(" }", stdout);
	end(e, it);
}
