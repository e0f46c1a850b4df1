#include "config.h"

#include "kernel/explain/subject.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>
#include <string.h>

static bool covers(const struct subject *s, struct span at)
{
	return at.len && s->off >= at.off &&
	       s->off < at.off + ROUND_UP(at.len, 4u);
}

static void set_ref(struct subject *s, enum row_named named, const char *word,
		    const char *name)
{
	s->ref = (uint8_t)named;
	s->ref_word = word;
	s->ref_name = name;
}

static void verdict_ref(struct subject *s, const struct low_verdict *v)
{
	if (v && v->chain)
		set_ref(s, NAMED_CHAIN, "chain", v->chain);
}

static const char *obj_word(uint64_t type)
{
	const char *word = nfobj_word((unsigned int)type);

	return word ? word : "object";
}

static bool looks_up_map(const struct low_expr *x)
{
	return x->kind == NFX_OBJREF ||
	       (x->kind == NFX_LOOKUP && low_attr_of(x, NFTA_LOOKUP_DREG));
}

static void named_ref(struct subject *s, const struct rows *rows,
		      const struct low_expr *x)
{
	for (unsigned int i = 0; i < x->nattrs; i++) {
		const struct row *row = rows_attr(rows, x->attrs[i].number);

		if (row && row->names)
			set_ref(s, (enum row_named)row->names,
				looks_up_map(x) ? "map" : "set",
				x->attrs[i].str);
	}
	if (s->ref == NAMED_OBJ)
		s->ref_word = obj_word(low_num_of(x, NFTA_OBJREF_IMM_TYPE));
	else if (s->ref == NAMED_FLOWTABLE)
		s->ref_word = "flowtable";
}

void subject_expr_ref(struct subject *s, const struct low_expr *x)
{
	const struct rows *rows = nfexpr_by_kind((enum nfexpr_kind)x->kind);
	const struct low_attr *a;

	s->ref = NAMED_NOTHING;
	s->expr_kind = rows ? x->kind : -1;
	a = rows ? NULL : low_attr_of(x, NFTA_EXPR_NAME);
	s->expr = rows ? rows->name : a ? a->str : "";
	if (!rows)
		return;
	a = low_attr_of(x, NFTA_IMMEDIATE_DATA);
	if (s->expr_kind != NFX_IMMEDIATE)
		named_ref(s, rows, x);
	else if (a && !a->len)
		verdict_ref(s, a->verdict);
}

void subject_set_expr(struct subject *s, const struct low_expr *x)
{
	s->part = PART_EXPR;
	s->item = x;
	s->off = x->at.off;
	subject_expr_ref(s, x);
}

void subject_elem_ref(struct subject *s, const struct low_elem *e)
{
	s->ref = NAMED_NOTHING;
	if (e->data || e->verdict || e->obj)
		s->word = "map";
	if (e->verdict)
		verdict_ref(s, e->verdict);
	else if (e->obj && !e->data)
		set_ref(s, NAMED_OBJ, "object", e->obj);
}

static void set_elem(struct subject *s, struct arena *a)
{
	struct decode_elems in = decode_elems(s->nlh);
	struct low_elem *e = arena_new(a, struct low_elem);

	while (decode_elem(&in, e, a)) {
		if (!covers(s, (struct span){ 0, e->off, e->len }))
			continue;
		s->elem = e;
		subject_elem_ref(s, e);
		return;
	}
}

static void set_hook(struct subject *s, const struct low_hook *hook)
{
	s->has_hook = hook->present;
	s->hook = hook->num;
	s->priority = hook->priority;
	s->type = hook->type;
	for (const struct low_device *d = hook->devices; d; d = d->next)
		if (covers(s, d->at))
			s->device = d->name;
}

static uint8_t part_of(const struct subject *s)
{
	const struct row *row;
	unsigned int number;
	struct span at;

	if (!s->off || s->off >= s->m->len ||
	    !decode_attr_at(s->nlh, s->off, &number, &at))
		return PART_NONE;
	row = rows_attr(&rows_of_kind[s->kind], number);
	return row ? row->part : PART_NONE;
}

/* A helper is a module of the kernel, with a name of its own. */
static void set_helper(struct subject *s)
{
	const struct low_obj *o = s->low.obj;
	const struct low_attr *name;

	if (!o || o->type != NFT_OBJECT_CT_HELPER)
		return;
	name = low_attr_in(o->attrs, o->nattrs, NFTA_CT_HELPER_NAME);
	if (!name)
		return;
	set_ref(s, NAMED_HELPER, "connection tracking helper", name->str);
	if (s->part == PART_NONE)
		s->off = o->data_at.off;
}

static const struct {
	const char *word, *thing; /* NULL: as the rows have it */
} kinds[] = {
	[LOW_TABLE] = { NULL, NULL },
	[LOW_CHAIN] = { NULL, NULL },
	[LOW_RULE] = { "chain", NULL },
	[LOW_SET] = { NULL, NULL },
	[LOW_OBJ] = { NULL, NULL },
	[LOW_FLOWTABLE] = { NULL, NULL },
	[LOW_ELEMS] = { "set", "element" },
	[LOW_GEN] = { NULL, NULL },
};

static void set_words(struct subject *s, const struct rows_msg *msg)
{
	s->word = kinds[s->kind].word ? kinds[s->kind].word : msg->word;
	if (s->kind == LOW_OBJ)
		s->word = obj_word(s->low.obj ? s->low.obj->type : 0);
	if (s->kind == LOW_SET && s->low.set &&
	    s->low.set->flags & (NFT_SET_MAP | NFT_SET_OBJECT))
		s->word = "map";
	s->thing = kinds[s->kind].thing ? kinds[s->kind].thing : msg->word;
	if (s->kind == LOW_OBJ || s->kind == LOW_SET)
		s->thing = s->word;
}

static void set_names(struct subject *s)
{
	const struct low_msg *low = &s->low;
	const struct low_name *n = s->kind == LOW_TABLE ? &low->table :
							  &low->name;

	s->table = low->table.name;
	/* The kernel puts a number there: not a name that anybody knows. */
	if (low->name.name && !strchr(low->name.name, '%'))
		s->name = low->name.name;
	s->handle = n->handle;
	s->has_handle = n->handle || n->by_handle;
	if (s->kind != LOW_RULE)
		return;
	s->handle = low->rule ? low->rule->handle : 0;
	if (low->rule && !s->handle)
		s->handle = low->rule->position;
	s->has_handle = s->handle;
}

static void set_part(struct subject *s, struct arena *a)
{
	s->part = part_of(s);
	if (s->part == PART_EXPR && s->low.rule) {
		for (const struct low_expr *x = s->low.rule->exprs; x;
		     x = x->next)
			if (covers(s, x->at)) {
				subject_set_expr(s, x);
				break;
			}
	}
	if (s->part == PART_ELEM)
		set_elem(s, a);
	if (s->kind == LOW_OBJ)
		set_helper(s);
	else if (s->kind == LOW_CHAIN && s->low.chain)
		set_hook(s, &s->low.chain->hook);
	else if (s->kind == LOW_FLOWTABLE && s->low.flowtable)
		set_hook(s, &s->low.flowtable->hook);
}

bool subject_init(struct subject *s, const struct batch_msg *m, uint32_t off,
		  struct arena *a)
{
	*s = (struct subject){ .m = m, .nlh = (const void *)m->bytes,
			       .off = off, .expr_kind = -1 };
	if (!decode_msg(&s->low, s->nlh, a))
		return false;
	s->kind = s->low.kind;
	s->verb = s->low.verb;
	s->family = s->low.family;
	s->excl = s->nlh->nlmsg_flags & NLM_F_EXCL;
	set_words(s, decode_type(s->nlh));
	set_names(s);
	set_part(s, a);
	return true;
}
