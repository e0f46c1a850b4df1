#include "config.h"

#include "cli/echo/echo.h"

#include "tables/family.h"
#include "tables/words.h"

#include <inttypes.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

static void begin(const struct echo_item *it)
{
	printf("%s %s %s %s", it->verb, it->keyword, it->family, it->table);
	if (it->kind->low != LOW_TABLE)
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
	uint64_t flags = it->low.table_flags;

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

static void print_device(const struct low_device *d, const char *lead)
{
	printf("%s\"%s%s\"", lead, d->name, d->wildcard ? "*" : "");
}

static void print_devices(const struct low_device *first)
{
	const char *lead = " devices = { ";

	if (first && !first->next && !first->wildcard) {
		print_device(first, " device ");
		return;
	}
	for (const struct low_device *d = first; d; d = d->next) {
		print_device(d, lead);
		lead = ", ";
	}
	if (first)
		fputs(" }", stdout);
}

static void print_hook(const struct low_chain *c, enum family family)
{
	const struct low_hook *hook = &c->hook;
	const char *name = hook_name(family, hook->num);

	printf(" type %s hook %s", hook->type ? hook->type : "filter",
	       name ? name : "?");
	print_devices(hook->devices);
	printf(" priority %" PRId32 ";", hook->priority);
	printf(" policy %s;",
	       c->have_policy && c->policy == NF_DROP ? "drop" : "accept");
}

void echo_text_chain(struct echo *e, const struct echo_item *it)
{
	const struct low_chain *c = it->low.chain;
	bool base = c && c->hook.present;

	begin(it);
	if (base || it->comment)
		fputs(" {", stdout);
	if (it->comment)
		printf(" comment \"%s\";", it->comment);
	if (base)
		print_hook(c, (enum family)it->low.family);
	if (base || it->comment)
		fputs(" }", stdout);
	end(e, it);
}
