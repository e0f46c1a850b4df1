#include "config.h"

#include "lint/linting.h"

#include "tables/dtype.h"

#include <linux/netfilter/nf_tables.h>
#include <net/if.h>
#include <string.h>

/* ---- one name ---- */

enum name_fault {
	NAME_FINE, NAME_LIST, NAME_PLUS, NAME_STAR, NAME_NOT, NAME_NEVER,
};

struct name {
	char text[IFNAMSIZ + 1];
	bool prefix; /* all names that begin so */
};

/* The kernel gives no interface such a name (dev_valid_name()). */
static bool is_impossible(const struct name *n)
{
	return strpbrk(n->text, "/: \t\n\v\f\r") || strcmp(n->text, ".") == 0 ||
	       strcmp(n->text, "..") == 0;
}

static enum name_fault fault_of(const struct name *n)
{
	const size_t len = strlen(n->text);

	if (strchr(n->text, ','))
		return NAME_LIST;
	if (n->text[0] == '!')
		return NAME_NOT;
	if (is_impossible(n))
		return NAME_NEVER;
	if (strchr(n->text, '*'))
		return NAME_STAR;
	return len && !n->prefix && n->text[len - 1] == '+' ? NAME_PLUS :
							      NAME_FINE;
}

static void judge(struct lint *l, struct span at, const struct name *n)
{
	static const struct {
		const char *why, *hint;
	} words[] = {
		[NAME_LIST] = { "is one name with a comma in it, not a list",
				"a list is written { \"eth0\", \"eth1\" }" },
		[NAME_PLUS] = { "stands for one interface, whose name ends in '+'",
				"nft's wildcard is '*' at the end of the name" },
		[NAME_STAR] = { "stands for an interface with '*' in its name",
				"'*' is a wildcard only at the end of the name" },
		[NAME_NOT] = { "is a name that begins with '!'",
			       "all but one are written != \"eth0\"" },
		[NAME_NEVER] = { "matches nothing: no interface can have such a name",
				 NULL },
	};
	const enum name_fault fault = fault_of(n);

	if (fault == NAME_FINE ||
	    !lint_say(l, DIAG_LINT_INTERFACE, at, "'%s%s' %s", n->text,
		      n->prefix ? "*" : "", words[fault].why))
		return;
	if (words[fault].hint)
		diag_hint(l->diags, "%s", words[fault].hint);
}

/* Bytes of a register or key; fewer than a whole name, or without its end, are
 * the beginning of names. */
static void judge_bytes(struct lint *l, struct span at, const uint8_t *bytes,
			size_t len)
{
	struct name n = { .prefix = len < IFNAMSIZ };

	memcpy(n.text, bytes, MIN(len, (size_t)IFNAMSIZ));
	judge(l, at, &n);
}

/* ---- rules ---- */

static bool loads_name(const struct low_expr *x)
{
	if (x->kind == NFX_FIB)
		return low_num_of(x, NFTA_FIB_RESULT) == NFT_FIB_RESULT_OIFNAME;
	if (x->kind != NFX_META || low_attr_of(x, NFTA_META_SREG))
		return false;
	switch (low_num_of(x, NFTA_META_KEY)) {
	case NFT_META_IIFNAME:
	case NFT_META_OIFNAME:
	case NFT_META_BRI_IIFNAME:
	case NFT_META_BRI_OIFNAME:
	case NFT_META_SDIFNAME:
		return true;
	}
	return false;
}

/* A comparison stands directly behind what loads the name. */
static void judge_rule(struct lint *l, const struct state_rule *r)
{
	const struct arena_mark mark = arena_mark(&l->facts.scratch);
	const struct low_expr *x;
	const struct low_attr *data;
	struct low_msg m;

	state_rule_low(r, &l->facts.scratch, &m);
	for (x = m.rule ? m.rule->exprs : NULL; x && x->next; x = x->next) {
		if (!loads_name(x) || x->next->kind != NFX_CMP)
			continue;
		data = low_attr_of(x->next, NFTA_CMP_DATA);
		if (data && data->len)
			judge_bytes(l, state_place(l->s, &r->item,
						   x->next->at.off),
				    data->bytes, data->len);
	}
	arena_rewind(&l->facts.scratch, mark);
}

/* ---- sets ---- */

/* Where names of interfaces stand in the keys of a set. */
struct fields {
	uint32_t at[DTYPE_ID_FIELDS];
	uint32_t n;
};

/* Bytes of a field in a key; 0: its type alone does not tell. */
static uint32_t field_bytes(const struct low_set *low, uint32_t behind)
{
	const struct dtype *dt =
		dtype_by_id(dtype_id_field(low->key_type, behind));

	if (behind < low->nfields)
		return ROUND_UP(low->field_len[low->nfields - 1 - behind], 4u);
	return dt ? DIV_ROUND_UP((uint32_t)dt->len_bits, 32u) * 4 : 0;
}

/* Bytes before the fields that the type has room for.  False: not known, as one
 * of these may have them. */
static bool bytes_before(const struct low_set *low, uint32_t *ret_bytes)
{
	uint32_t left = low->key_len;
	bool known = true;

	*ret_bytes = 0;
	for (uint32_t behind = 0; behind < DTYPE_ID_FIELDS; behind++) {
		const uint32_t bytes = field_bytes(low, behind);

		if (!dtype_id_field(low->key_type, behind))
			return true;
		known &= bytes && bytes <= left;
		left -= MIN(bytes, left);
	}
	*ret_bytes = left;
	return known;
}

/* The first field has the highest bits of the type; of more fields than it has
 * room for, it has the last ones. */
static struct fields fields_of(const struct low_set *low)
{
	struct fields f = { .n = 0 };
	uint32_t off;

	if (!bytes_before(low, &off))
		return f;
	for (uint32_t behind = DTYPE_ID_FIELDS; behind-- > 0;) {
		const uint32_t type = dtype_id_field(low->key_type, behind);
		const uint32_t bytes = type ? field_bytes(low, behind) : 0;

		if (type == DT_IFNAME)
			f.at[f.n++] = off;
		if (type && !bytes)
			break;
		off += bytes;
	}
	return f;
}

static void judge_elem(struct lint *l, const struct state_set *set,
		       const struct state_elem *elem, const struct fields *f)
{
	const struct elems_source *src = elems_source(&set->elems, elem);
	struct span at;
	struct low_elem e;

	if (!src->msg)
		return;
	elems_low(&set->elems, elem, &l->facts.scratch, &e);
	if (!e.key || (e.flags & NFT_SET_ELEM_INTERVAL_END))
		return;
	at = batch_place(l->s->batch, src->msg, e.off);
	for (uint32_t i = 0; i < f->n; i++)
		if (f->at[i] + IFNAMSIZ <= e.key_len)
			judge_bytes(l, at, e.key + f->at[i], IFNAMSIZ);
}

static void judge_set(struct lint *l, struct state_set *set)
{
	const struct arena_mark mark = arena_mark(&l->facts.scratch);
	const struct low_set *low = set->item.low ? set->item.low->set : NULL;
	struct fields f;

	if (!low)
		return;
	f = fields_of(low);
	if (!f.n)
		return;
	elems_settle(&set->elems);
	for (size_t i = 0; i < set->elems.count; i++) {
		judge_elem(l, set, &set->elems.list[i], &f);
		arena_rewind(&l->facts.scratch, mark);
	}
}

/* ---- devices ---- */

static void judge_devices(struct lint *l, const struct state_item *i,
			  const struct low_hook *hook)
{
	for (const struct low_device *d = hook->devices; d; d = d->next) {
		struct name n = { .prefix = d->wildcard };

		strncpy(n.text, d->name, IFNAMSIZ);
		judge(l, state_place(l->s, i, d->at.off), &n);
	}
}

void lint_interfaces(struct lint *l, struct state_table *t)
{
	struct state_flowtable *ft;
	struct state_chain *c;
	struct state_rule *r;
	struct state_set *set;

	state_each(c, &t->chains) {
		if (facts_of(&l->facts, c)->hook)
			judge_devices(l, &c->item,
				      facts_of(&l->facts, c)->hook);
		state_each(r, &c->rules)
			judge_rule(l, r);
	}
	state_each(set, &t->sets)
		judge_set(l, set);
	state_each(ft, &t->flowtables) {
		if (ft->item.low && ft->item.low->flowtable)
			judge_devices(l, &ft->item,
				      &ft->item.low->flowtable->hook);
	}
}
