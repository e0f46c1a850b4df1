#include "config.h"

#include "kernel/explain/phrase.h"

#include "object/low.h"
#include "tables/family.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX 1600 /* names are 255 bytes at most */

#define KIND(k) (1u << LOW_##k)
#define ANY_KIND 0xffu
#define NEW (1u << LOW_NEW)
#define DEL (1u << LOW_DEL | 1u << LOW_DESTROY)
#define DESTROY (1u << LOW_DESTROY)
#define ANY_VERB 0xffu
#define ANY PART_COUNT

/* What must hold beside kind, verb and part. */
enum need {
	ALWAYS,
	IF_REF,	     /* the part names another object */
	IF_CHAIN,    /* ... a chain */
	IF_CREATE,
	IF_HANDLE,
	IF_NO_NAME,  /* given by its handle alone */
	IF_DEVICE,
	IF_DEVICES,  /* a chain that has some, whichever is meant */
	IF_TYPE,     /* a base chain */
	IF_TIMEOUT,  /* an element with a timeout of its own */
};

/* The first row that fits is taken. */
/* clang-format off */
static const struct {
	int errnum;
	uint8_t kinds, verbs;
	uint8_t part; /* enum row_part; ANY */
	uint8_t need; /* enum need */
	const char *text;
} phrases[] = {
	{ ENOENT, KIND(TABLE), ANY_VERB, ANY, IF_NO_NAME,
	  "there is no table with handle %H in family %F" },
	{ ENOENT, ANY_KIND, ANY_VERB, PART_TABLE, ALWAYS,
	  "%T does not exist" },
	{ ENOENT, KIND(RULE), ANY_VERB, PART_CHAIN, ALWAYS,
	  "%W %N does not exist%I" },
	{ ENOENT, KIND(RULE), ANY_VERB, PART_HANDLE, IF_HANDLE,
	  "there is no rule with handle %H in %O" },
	{ ENOENT, KIND(RULE), ANY_VERB, PART_HANDLE, ALWAYS,
	  "the rule that gives the position does not exist in %O" },
	{ ENOENT, KIND(CHAIN), NEW, PART_NAME, IF_HANDLE,
	  "there is no chain with handle %H%I" },
	{ ENOENT, ANY_KIND, ANY_VERB, PART_NAME, IF_NO_NAME,
	  "there is no %W with handle %H%I" },
	{ ENOENT, ANY_KIND, ANY_VERB, PART_NAME, ALWAYS,
	  "%W %N does not exist%I" },
	{ ENOENT, ANY_KIND, ANY_VERB, PART_EXPR, IF_REF,
	  "%R does not exist%I" },
	{ ENOENT, ANY_KIND, ANY_VERB, PART_EXPR, ALWAYS,
	  "this kernel has no expression %E for family %F" },
	{ ENOENT, KIND(ELEMS), NEW, PART_ELEM, IF_REF,
	  "%R does not exist%I" },
	{ ENOENT, KIND(ELEMS), DEL, PART_ELEM, ALWAYS,
	  "%O has no such element" },
	{ ENOENT, ANY_KIND, ANY_VERB, PART_HOOK, IF_DEVICE,
	  "interface %V does not exist" },
	{ ENOENT, KIND(CHAIN), NEW, ANY, IF_DEVICES,
	  "a device of %O does not exist" },
	{ ENOENT, KIND(CHAIN), NEW, ANY, IF_TYPE,
	  "this kernel has no chains of type %P for family %F" },
	{ ENOENT, KIND(OBJ), NEW, ANY, IF_REF,
	  "this kernel has no %R for family %F and this protocol" },
	{ ENOENT, KIND(OBJ), NEW, ANY, ALWAYS,
	  "this kernel has no objects of type '%W' for family %F" },
	{ ENOENT, KIND(FLOWTABLE), NEW, ANY, ALWAYS,
	  "this kernel has no flowtables for family %F" },
	{ ENOENT, KIND(SET), NEW, ANY, ALWAYS,
	  "this kernel lacks something that %O needs" },

	{ EEXIST, KIND(TABLE), ANY_VERB, ANY, ALWAYS,
	  "%T exists already" },
	{ EEXIST, KIND(CHAIN), NEW, ANY, IF_CREATE,
	  "%W %N exists already%I" },
	{ EEXIST, KIND(CHAIN), NEW, ANY, IF_HANDLE,
	  "%W %N exists already%I" },
	{ EEXIST, KIND(CHAIN), NEW, ANY, IF_TYPE,
	  "%W %N exists already%I, with another type" },
	{ EEXIST, ANY_KIND, ANY_VERB, PART_HOOK, IF_DEVICE,
	  "another %G already uses interface %V" },
	{ EEXIST, KIND(ELEMS), NEW, PART_ELEM, IF_CREATE,
	  "%O already has this element" },
	{ EEXIST, KIND(ELEMS), NEW, PART_ELEM, ALWAYS,
	  "%O already has an element that overlaps this one, or that has the same key and other data" },
	{ EEXIST, ANY_KIND, NEW, ANY, IF_CREATE,
	  "%W %N exists already%I" },
	{ EEXIST, KIND(FLOWTABLE), NEW, ANY, ALWAYS,
	  "a device of %W %N is in another flowtable already" },
	{ EEXIST, ANY_KIND, NEW, PART_NAME, ALWAYS,
	  "%W %N exists already%I, with another declaration" },

	{ EBUSY, KIND(CHAIN), DEL, ANY, ALWAYS,
	  "%O is still used: a rule or a map jumps to it" },
	{ EBUSY, KIND(SET), DEL, ANY, ALWAYS,
	  "%O is still used by a rule" },
	{ EBUSY, KIND(OBJ), DEL, ANY, ALWAYS,
	  "%O is still used by a rule or a map" },
	{ EBUSY, KIND(FLOWTABLE), DEL, ANY, ALWAYS,
	  "%O is still used by a rule" },
	{ EBUSY, KIND(TABLE), DEL, ANY, ALWAYS,
	  "%T is still used" },
	{ EBUSY, ANY_KIND, ANY_VERB, PART_HOOK, IF_DEVICE,
	  "another %G already uses interface %V" },

	{ EINVAL, ANY_KIND, DESTROY, PART_NONE, ALWAYS,
	  "this kernel does not know 'destroy', which came with Linux 6.3" },
	{ EINVAL, ANY_KIND, ANY_VERB, PART_EXPR, ALWAYS,
	  "the kernel does not accept the expression %E here: %S" },
	{ EINVAL, KIND(ELEMS), NEW, PART_ELEM, IF_TIMEOUT,
	  "%O does not take this element: is 'flags timeout' missing there?" },
	{ EINVAL, KIND(ELEMS), ANY_VERB, PART_ELEM, ALWAYS,
	  "%O does not take this element: %S" },
	{ EINVAL, KIND(SET), NEW, ANY, ALWAYS,
	  "the kernel does not accept %O: its types, flags, timeouts or size do not go together" },

	{ EOPNOTSUPP, KIND(CHAIN), NEW, PART_POLICY, ALWAYS,
	  "%O is not a base chain: only a chain with a hook has a policy" },
	{ EOPNOTSUPP, ANY_KIND, ANY_VERB, PART_EXPR, IF_CHAIN,
	  "%R has a hook of its own: a rule can only jump to a chain without one" },
	{ EOPNOTSUPP, KIND(ELEMS), NEW, PART_ELEM, IF_CHAIN,
	  "%R has a hook of its own: a map can only jump to a chain without one" },
	{ EOPNOTSUPP, ANY_KIND, ANY_VERB, PART_EXPR, ALWAYS,
	  "this kernel does not support the expression %E here" },
	{ EOPNOTSUPP, KIND(TABLE), NEW, ANY, ALWAYS,
	  "these flags of %T are not supported, or cannot be changed" },
	{ EOPNOTSUPP, KIND(SET), NEW, ANY, ALWAYS,
	  "this kernel has no kind of set for the flags and statements of %O" },
	{ EOPNOTSUPP, KIND(RULE), ANY_VERB, ANY, ALWAYS,
	  "this rule does not work in %O: the chain's hook or type does not allow it" },
	{ EOPNOTSUPP, ANY_KIND, ANY_VERB, ANY, ALWAYS,
	  "this kernel does not support this %G" },

	{ EMLINK, KIND(RULE) | KIND(ELEMS), ANY_VERB, ANY, IF_CHAIN,
	  "the jump to %R closes a loop, or the jumps go too deep" },
	{ EMLINK, KIND(RULE) | KIND(ELEMS), ANY_VERB, ANY, ALWAYS,
	  "this %G closes a loop of jumps, or the jumps go too deep" },
	{ ELOOP, KIND(RULE) | KIND(ELEMS), ANY_VERB, ANY, ALWAYS,
	  "this %G closes a loop of jumps" },
	{ ENODATA, ANY_KIND, ANY_VERB, PART_EXPR, ALWAYS,
	  "the expression %E reads a register that nothing before it in the rule fills" },
	{ ERANGE, ANY_KIND, ANY_VERB, PART_EXPR, ALWAYS,
	  "a number in the expression %E is out of the range that the kernel takes" },
	{ ERANGE, ANY_KIND, ANY_VERB, ANY, ALWAYS,
	  "a number in this %G is out of the range that the kernel takes" },
	{ EOVERFLOW, ANY_KIND, ANY_VERB, PART_EXPR, ALWAYS,
	  "a number in the expression %E is too large for the kernel: it overflows there" },
	{ ENFILE, KIND(ELEMS), NEW, ANY, ALWAYS,
	  "%O is full: its size is reached" },
	{ EPROTO, ANY_KIND, ANY_VERB, PART_EXPR, ALWAYS,
	  "this kernel has no connection tracking for family %F, which the expression %E needs" },
	{ EPERM, ANY_KIND, ANY_VERB, ANY, ALWAYS,
	  "%T belongs to another program (it has the flag 'owner')" },
	{ EAFNOSUPPORT, ANY_KIND, ANY_VERB, ANY, ALWAYS,
	  "this kernel does not support family %F" },
	{ ENOMEM, ANY_KIND, ANY_VERB, ANY, ALWAYS,
	  "the kernel has too little memory for this %G" },
	{ ENAMETOOLONG, ANY_KIND, ANY_VERB, ANY, ALWAYS,
	  "a name in this %G is too long" },
	{ 0, ANY_KIND, ANY_VERB, ANY, ALWAYS,
	  "the kernel refused this %G: %S" },
};
/* clang-format on */

static bool holds(const struct subject *s, enum need need)
{
	switch (need) {
	case ALWAYS:
		return true;
	case IF_REF:
		return s->ref != NAMED_NOTHING;
	case IF_CHAIN:
		return s->ref == NAMED_CHAIN;
	case IF_CREATE:
		return s->excl;
	case IF_HANDLE:
		return s->has_handle;
	case IF_NO_NAME:
		return s->has_handle &&
		       !(s->kind == LOW_TABLE ? s->table : s->name);
	case IF_DEVICE:
		return s->device != NULL;
	case IF_DEVICES:
		return s->low.chain && s->low.chain->hook.devices;
	case IF_TYPE:
		return s->type != NULL;
	case IF_TIMEOUT:
		return s->elem && s->elem->have_timeout;
	}
	return false;
}

static void put(FILE *out, const char *quote, const char *text)
{
	fprintf(out, "%s%s%s", quote, text ? text : "", quote);
}

static void put_table(FILE *out, const struct subject *s)
{
	const char *family = family_name((enum family)s->family);

	if (!s->table) {
		fputs("this table", out);
		return;
	}
	fprintf(out, "table %s '%s'", family ? family : "", s->table);
}

static void put_in_table(FILE *out, const struct subject *s)
{
	if (!s->table)
		return;
	fputs(" in ", out);
	put_table(out, s);
}

static void put_object(FILE *out, const struct subject *s)
{
	if (s->name)
		fprintf(out, "%s '%s'", s->word, s->name);
	else if (s->has_handle)
		fprintf(out, "the %s with handle %" PRIu64, s->word,
			s->handle);
	else
		fprintf(out, "this %s", s->word);
	put_in_table(out, s);
}

static void put_field(FILE *out, const struct subject *s, int errnum,
		      char field)
{
	switch (field) {
	case 'T':
		put_table(out, s);
		break;
	case 'I':
		put_in_table(out, s);
		break;
	case 'O':
		put_object(out, s);
		break;
	case 'W':
		put(out, "", s->word);
		break;
	case 'N':
		put(out, "'", s->name);
		break;
	case 'R':
		fprintf(out, "%s '%s'", s->ref_word, s->ref_name);
		break;
	case 'G':
		put(out, "", s->thing);
		break;
	case 'E':
		put(out, "'", s->expr);
		break;
	case 'H':
		fprintf(out, "%" PRIu64, s->handle);
		break;
	case 'F':
		put(out, "", family_name((enum family)s->family));
		break;
	case 'V':
		put(out, "'", s->device);
		break;
	case 'P':
		put(out, "'", s->type);
		break;
	case 'S':
		put(out, "", strerror(errnum));
		break;
	default:
		BUG("no field %c", field);
	}
}

const char *phrase_expand(const struct subject *s, int errnum,
			  const char *text, struct arena *a)
{
	char buf[TEXT_MAX] = "";
	FILE *out = fmemopen(buf, sizeof(buf) - 1, "w");

	if (!out)
		return text;
	for (; *text; text++) {
		if (*text == '%')
			put_field(out, s, errnum, *++text);
		else
			fputc(*text, out);
	}
	fclose(out);
	return arena_strndup(a, buf, strlen(buf));
}

const char *phrase_for(const struct subject *s, int errnum, struct arena *a)
{
	size_t i = 0;

	while (phrases[i].errnum &&
	       !(phrases[i].errnum == errnum &&
		 phrases[i].kinds & 1u << s->kind &&
		 phrases[i].verbs & 1u << s->verb &&
		 (phrases[i].part == ANY || phrases[i].part == s->part) &&
		 holds(s, (enum need)phrases[i].need)))
		i++;
	return phrase_expand(s, errnum, phrases[i].text, a);
}
