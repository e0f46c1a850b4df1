#include "config.h"

#include "kernel/explain/clues.h"

#include "kernel/ask/release.h"
#include "kernel/ask/request.h"
#include "kernel/explain/holders.h"
#include "object/equal.h"
#include "tables/abi.h"
#include "tables/family.h"
#include "tables/kconfig.h"
#include "tables/since.h"
#include "tables/words.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- names ---- */

static enum row_named named_of(const struct subject *s)
{
	static const uint8_t kinds[] = {
		[LOW_CHAIN] = NAMED_CHAIN, [LOW_RULE] = NAMED_CHAIN,
		[LOW_SET] = NAMED_SET,	   [LOW_ELEMS] = NAMED_SET,
		[LOW_OBJ] = NAMED_OBJ,	   [LOW_FLOWTABLE] = NAMED_FLOWTABLE,
		[LOW_TABLE] = NAMED_TABLE,
	};

	return (enum row_named)kinds[s->kind];
}

/* Which missing name an ENOENT is about. */
static enum row_named missing(const struct subject *s, const char **ret_name)
{
	*ret_name = NULL;
	if (s->part == PART_TABLE) {
		*ret_name = s->table;
		return NAMED_TABLE;
	}
	if (s->part == PART_NAME || s->part == PART_CHAIN) {
		*ret_name = s->name;
		return named_of(s);
	}
	*ret_name = s->ref_name;
	return (enum row_named)s->ref;
}

static struct known_hint *look(struct clues *c, const struct subject *s,
			       enum row_named named, const char *name)
{
	if (!name || named == NAMED_NOTHING || named >= KNOWN_KINDS)
		return NULL;
	return known_look(&c->known, named, s->family,
			  named == NAMED_TABLE ? NULL : s->table, name);
}

bool clues_follows(struct clues *c, const struct subject *s, int errnum)
{
	const char *name;
	enum row_named named = missing(s, &name);
	struct known_hint *h;

	if (errnum == ENOENT) {
		h = look(c, s, named, name);
		if (h && h->refused)
			return true;
	}
	if (s->verb != LOW_NEW || s->kind == LOW_RULE || s->kind == LOW_ELEMS)
		return false;
	named = named_of(s);
	h = look(c, s, named, named == NAMED_TABLE ? s->table : s->name);
	if (h)
		h->refused = true;
	return false;
}

static bool note_order(struct clues *c, const struct subject *s,
		       const struct known_hint *h)
{
	if (h->gone && batch_is_before(h->gone, s->m) &&
	    !(h->made && batch_is_before(h->gone, h->made) &&
	      batch_is_before(h->made, s->m))) {
		diag_note(c->diags, h->gone->at, "it is deleted here");
		return true;
	}
	if (!h->made || !batch_is_before(s->m, h->made))
		return false;
	diag_note(c->diags, h->made->at,
		  "it is declared only here, after its use");
	return true;
}

static const struct {
	uint8_t named; /* enum row_named */
	const char *word;
} kind_words[] = {
	{ NAMED_CHAIN, "chain" },
	{ NAMED_SET, "set" },
	{ NAMED_FLOWTABLE, "flowtable" },
	{ NAMED_OBJ, "named object" },
};

static const char *kind_word(enum row_named named)
{
	for (size_t i = 0; i < ARRAY_SIZE(kind_words); i++)
		if (kind_words[i].named == named)
			return kind_words[i].word;
	return "named object";
}

/* An object of another kind has the name: 'flush chain' of a set. */
static bool hint_kind(struct clues *c, const struct subject *s,
		      enum row_named named, const char *name)
{
	bool flush = s->kind == LOW_RULE && s->verb != LOW_NEW && !s->has_handle;

	for (size_t i = 0; i < ARRAY_SIZE(kind_words); i++) {
		enum row_named other = (enum row_named)kind_words[i].named;
		const struct known_hint *h =
			other == named ? NULL : look(c, s, other, name);

		if (!h || !(h->in_kernel || h->made))
			continue;
		if (flush && other == NAMED_SET)
			diag_hint(c->diags, "'%s' is a set: write 'flush set'",
				  name);
		else
			diag_hint(c->diags, "'%s' is a %s", name,
				  kind_words[i].word);
		return true;
	}
	return false;
}

static void hint_missing(struct clues *c, const struct subject *s)
{
	const char *name;
	enum row_named named = missing(s, &name);
	const struct known_hint *h = look(c, s, named, name);

	if (!h || note_order(c, s, h))
		return;
	if (named == NAMED_TABLE) {
		if (h->best)
			diag_hint(c->diags, "did you mean table %s '%s'?",
				  family_name((enum family)h->best_family),
				  h->best);
	} else if (h->best) {
		diag_hint(c->diags, "did you mean '%s'?", h->best);
	} else if (!hint_kind(c, s, named, name) && h->other_table) {
		diag_hint(c->diags, "table %s '%s' has a %s '%s'",
			  family_name((enum family)h->other_family),
			  h->other_table, kind_word(named), name);
	}
}

/* ---- two declarations of a set ---- */

struct set_look {
	struct clues *c;
	const struct subject *s;
	bool found;
};

#define MAP_FLAGS (NFT_SET_MAP | NFT_SET_OBJECT)

/* The first flag with a word that only one of them has. */
static bool hint_flags(struct clues *c, uint32_t want, uint32_t have)
{
	for (const struct word *w = words_set_flags; w->name; w++) {
		if (!((want ^ have) & w->value))
			continue;
		diag_hint(c->diags, "it exists %s 'flags %s'",
			  have & w->value ? "with" : "without", w->name);
		return true;
	}
	return false;
}

static bool hint_difference(struct clues *c, const struct low_msg *want,
			    const struct low_msg *have)
{
	static const struct {
		uint8_t attr;
		const char *what;
	} numbers[] = {
		{ NFTA_SET_KEY_TYPE, "keys of another type" },
		{ NFTA_SET_KEY_LEN, "keys of another type" },
		{ NFTA_SET_DATA_TYPE, "data of another type" },
		{ NFTA_SET_OBJ_TYPE, "objects of another type" },
		{ NFTA_SET_TIMEOUT, "another timeout" },
		{ NFTA_SET_GC_INTERVAL, "another gc-interval" },
		{ NFTA_SET_POLICY, "another policy" },
	};
	uint32_t flags, old;

	if (!want->set || !have->set)
		return false;
	flags = want->set->flags;
	old = have->set->flags;
	if ((flags ^ old) & MAP_FLAGS) {
		diag_hint(c->diags, "it exists as a %s",
			  old & MAP_FLAGS ? "map" : "set");
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (equal_attr(want, have, numbers[i].attr))
			continue;
		diag_hint(c->diags, "it exists with %s", numbers[i].what);
		return true;
	}
	return hint_flags(c, flags, old);
}

static int take_set(void *ctx, const struct answer *answer)
{
	struct set_look *l = ctx;

	if (answer->m.kind == LOW_SET)
		l->found = hint_difference(l->c, &l->s->low, &answer->m);
	return 0;
}

static void hint_existing(struct clues *c, const struct subject *s)
{
	struct known_hint *h = look(c, s, named_of(s), s->kind == LOW_TABLE ?
							      s->table :
							      s->name);
	struct set_look l = { .c = c, .s = s };
	const struct low_msg set = {
		.kind = LOW_SET,
		.family = s->family,
		.table = { .name = s->table },
		.name = { .name = s->name },
	};
	struct low_msg made;
	struct request q;

	if (h && h->made && batch_is_before(h->made, s->m))
		diag_note(c->diags, h->made->at, "it was added here");
	if (!h || s->kind != LOW_SET || s->excl)
		return;
	if (h->made && batch_is_before(h->made, s->m)) {
		if (decode_msg(&made, (const void *)h->made->bytes, c->arena))
			(void)hint_difference(c, &s->low, &made);
		return;
	}
	request_init(&q, &set, 0);
	if (request_run(&q, c->sock, take_set, &l) < 0)
		return;
}

/* ---- two elements with one key ---- */

#define TWINS_MAX 32 /* looked for, each in all elements of the batch */

static bool same_set(const struct low_msg *a, const struct low_msg *b)
{
	if (a->kind != b->kind || a->verb != b->verb ||
	    !equal_attr(a, b, NFTA_SET_ELEM_LIST_TABLE) ||
	    !equal_attr(a, b, NFTA_SET_ELEM_LIST_SET))
		return false;
	/* Those without a name differ in their numbers alone. */
	return (a->name.name && !strchr(a->name.name, '%')) ||
	       a->set_id == b->set_id;
}

static bool same_bytes(const uint8_t *a, const uint8_t *b, uint32_t len)
{
	return a && b ? memcmp(a, b, len) == 0 : a == b;
}

static bool same_key(const struct low_elem *a, const struct low_elem *b)
{
	return a->key && a->key_len == b->key_len &&
	       same_bytes(a->key, b->key, a->key_len) &&
	       same_bytes(a->key_end, b->key_end, a->key_len);
}

/* The offset of the item with that key, before another offset; 0: there is
 * none. */
static uint32_t item_with(const struct nlmsghdr *nlh,
			  const struct low_elem *key, uint32_t before,
			  struct arena *a)
{
	const struct arena_mark mark = arena_mark(a);
	struct decode_elems in = decode_elems(nlh);
	struct low_elem e;

	while (decode_elem(&in, &e, a) && e.off != before) {
		arena_rewind(a, mark);
		if (same_key(&e, key))
			return e.off;
	}
	arena_rewind(a, mark);
	return 0;
}

static uint32_t twin_in(const struct clues *c, const struct subject *s,
			const struct batch_msg *m)
{
	const struct nlmsghdr *nlh = (const void *)m->bytes;
	const struct rows_msg *type = decode_type(nlh);
	struct low_msg low;

	if (!type || type->kind != LOW_ELEMS ||
	    !decode_msg(&low, nlh, c->arena) || !same_set(&low, &s->low))
		return 0;
	return item_with(nlh, s->elem, m == s->m ? s->elem->off : 0, c->arena);
}

bool clues_twin(struct clues *c, const struct subject *s, struct span *ret_at)
{
	if (!s->elem || !s->elem->key || s->kind != LOW_ELEMS ||
	    c->twins++ >= TWINS_MAX)
		return false;
	for (uint32_t seq = c->b->seq0;; seq++) {
		const struct batch_msg *m = batch_msg_by_seq(c->b, seq);
		uint32_t off;

		if (!m || batch_is_before(s->m, m))
			return false;
		off = twin_in(c, s, m);
		if (!off)
			continue;
		*ret_at = batch_place(c->b, m, off);
		return true;
	}
}

/* ---- what the kernel lacks ---- */

static bool needs_conntrack(const char *what)
{
	return strcmp(what, "conntrack") == 0 || strcmp(what, "ct") == 0 ||
	       strcmp(what, "notrack") == 0;
}

/* Why no kernel tracks connections for a family; NULL: kernels do. */
static const char *never_tracked(const char *what, uint32_t family)
{
	if (!needs_conntrack(what))
		return NULL;
	if (family == NFPROTO_NETDEV)
		return "chains of family netdev see packets before connection tracking does";
	return family == NFPROTO_ARP ?
		       "ARP packets belong to no connection" : NULL;
}

/* It may be there when it is built anew. */
static void hint_option(struct clues *c, const struct subject *s,
			const char *text, int errnum)
{
	const char *what = NULL, *never, *option;

	if (strncmp(text, "this kernel", 11) != 0)
		return;
	if (s->part == PART_EXPR && errnum == EPROTO)
		what = "conntrack";
	else if (s->part == PART_EXPR)
		what = s->expr;
	else if (s->kind == LOW_OBJ && !s->ref_name)
		what = s->word;
	else if (s->kind == LOW_FLOWTABLE)
		what = "flowtable";
	never = what ? never_tracked(what, s->family) : NULL;
	if (never) {
		diag_hint(c->diags, "%s", never);
		return;
	}
	option = what ? kconfig_option(what, (enum family)s->family) : NULL;
	if (option)
		diag_hint(c->diags, "it comes with the kernel's option %s",
			  option);
}

static bool is_of(const struct since *row, const struct subject *s)
{
	const struct low_attr *a = low_attr_of(s->item, row->attr);

	if (!row->expr || strcmp(row->expr, s->expr) != 0)
		return false;
	if (row->min > row->max)
		return !a;
	return !row->attr || (a && a->num >= row->min && a->num <= row->max);
}

/* The row of an expression; SINCE_COUNT: none. */
static enum since_row since_expr(const struct subject *s, int errnum)
{
	enum since_row row = SINCE_LAST;

	/* What it names does not exist. */
	if (!s->item || (errnum == ENOENT && s->ref != NAMED_NOTHING))
		return SINCE_COUNT;
	while (row < SINCE_COUNT && !is_of(&since_rows[row], s))
		row++;
	return row;
}

static const struct low_device *devices_of(const struct subject *s)
{
	if (s->kind == LOW_CHAIN && s->low.chain)
		return s->low.chain->hook.devices;
	if (s->kind == LOW_FLOWTABLE && s->low.flowtable)
		return s->low.flowtable->hook.devices;
	return NULL;
}

static bool names_prefix(const struct low_device *d)
{
	while (d && !d->wildcard)
		d = d->next;
	return d;
}

/* Of a chain's or a flowtable's devices. */
static enum since_row since_devices(const struct subject *s, int errnum)
{
	const struct low_device *devices = devices_of(s);

	if (names_prefix(devices))
		return SINCE_DEVICE_PREFIX;
	if (s->kind == LOW_CHAIN && devices && errnum == ENOENT)
		return SINCE_MISSING_DEVICE;
	if (s->kind != LOW_CHAIN || !s->has_hook ||
	    s->family != NFPROTO_NETDEV)
		return SINCE_COUNT;
	if (!devices)
		return SINCE_NO_DEVICE;
	return errnum == EEXIST ? SINCE_OTHER_DEVICES : SINCE_COUNT;
}

static enum since_row since_of(const struct subject *s, int errnum)
{
	if (s->part == PART_EXPR)
		return since_expr(s, errnum);
	if (s->verb != LOW_NEW)
		return SINCE_COUNT;
	if (s->kind == LOW_TABLE && errnum == EOPNOTSUPP &&
	    s->low.table_flags & ABI_TABLE_F_PERSIST)
		return SINCE_PERSIST;
	return since_devices(s, errnum);
}

/* It is there after an upgrade. */
static bool hint_since(struct clues *c, const struct subject *s, int errnum)
{
	const enum since_row row = since_of(s, errnum);
	const struct since *since = &since_rows[row];

	if (row == SINCE_COUNT || !release_before(since->major, since->minor))
		return false;
	diag_hint(c->diags, "%s came with Linux %u.%u",
		  since->what ? since->what : "this", since->major,
		  since->minor);
	return true;
}

void clues_give(struct clues *c, const struct subject *s, int errnum,
		const char *text)
{
	if (!hint_since(c, s, errnum))
		hint_option(c, s, text, errnum);
	if (errnum == ENOENT)
		hint_missing(c, s);
	else if (errnum == EEXIST && s->kind != LOW_RULE &&
		 s->kind != LOW_ELEMS)
		hint_existing(c, s);
	else if (errnum == EBUSY)
		holders_tell(c, s);
}
