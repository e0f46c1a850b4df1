#include "config.h"

#include "text.h"

#include "base/mem.h"
#include "object/decode.h"
#include "object/print.h"

#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_UNLIMITED 65535

/* A name that the kernel gave, and what stands for it. */
struct alias {
	struct alias *next;
	uint8_t family;
	const char *table, *name, *stands_for;
};

struct maker {
	struct text *t;
	const struct text_how *how;
	struct arena scratch; /* of all but the lines */
	const struct chunks *messages;
	struct low_msg *low;
	struct alias *aliases;
	struct chunks lines; /* of char * */
};

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool in_table(const struct low_msg *a, const struct low_msg *b)
{
	return a->family == b->family && same(a->table.name, b->table.name);
}

static const char *alias_of(const struct maker *m, const struct low_msg *in,
			    const char *name)
{
	for (const struct alias *a = m->aliases; a; a = a->next)
		if (a->family == in->family && same(a->table, in->table.name) &&
		    same(a->name, name))
			return a->stands_for;
	return NULL;
}

static const char *shown(const struct maker *m, const struct low_msg *in,
			 const char *name)
{
	const char *alias = name ? alias_of(m, in, name) : NULL;

	return alias ? alias : name;
}

/* ---- names of what belongs to a rule ---- */

static const struct low_msg *find(const struct maker *m, unsigned int kind,
				  const struct low_msg *in, const char *name)
{
	for (size_t i = 0; i < m->messages->count; i++)
		if (m->low[i].kind == kind && in_table(&m->low[i], in) &&
		    same(m->low[i].name.name, name))
			return &m->low[i];
	return NULL;
}

static void name_rules(struct maker *m, const struct low_msg *chain,
		       const char *called);

static void name_chain(struct maker *m, const struct low_msg *in,
		       const struct low_verdict *v, const char *owner)
{
	const struct low_msg *c =
		v->chain ? find(m, LOW_CHAIN, in, v->chain) : NULL;
	struct alias *a;

	if (!c || !c->chain || !(c->chain->flags & NFT_CHAIN_BINDING) ||
	    alias_of(m, in, v->chain))
		return;
	a = arena_new(&m->scratch, struct alias);
	*a = (struct alias){ m->aliases, in->family, in->table.name, v->chain,
			     arena_printf(&m->scratch, "{%s}", owner) };
	m->aliases = a;
	name_rules(m, c, a->stands_for);
}

static int by_bytes(const void *x, const void *y)
{
	const struct low_elem *a = *(struct low_elem *const *)x;
	const struct low_elem *b = *(struct low_elem *const *)y;
	uint32_t len = MIN(a->key_len, b->key_len);
	int order = len ? memcmp(a->key, b->key, len) : 0;

	return order ? order : (int)a->flags - (int)b->flags;
}

/* In the order of their keys, as hashes give them in any. */
static struct low_elem **elems_of(struct maker *m,
				  const struct low_msg *set, size_t *ret)
{
	struct low_elem **list = NULL, e;
	size_t n = 0;

	for (size_t i = 0; i < m->messages->count; i++) {
		const struct nlmsghdr *nlh =
			*(struct nlmsghdr **)chunks_at(m->messages, i);
		struct decode_elems in;

		if (m->low[i].kind != LOW_ELEMS || !in_table(&m->low[i], set) ||
		    !same(m->low[i].name.name, set->name.name))
			continue;
		in = decode_elems(nlh);
		while (in.start && decode_elem(&in, &e, &m->scratch)) {
			list = mem_recalloc(list, n + 1, sizeof(*list));
			list[n++] = arena_memdup(&m->scratch, &e, sizeof(e));
		}
	}
	if (n)
		qsort(list, n, sizeof(*list), by_bytes);
	*ret = n;
	return list;
}

static void name_set(struct maker *m, const struct low_msg *in,
		     const char *name, const char *owner)
{
	const struct low_msg *set = find(m, LOW_SET, in, name);
	struct low_elem **elems;
	struct alias *a;
	size_t n;

	if (!set || !(set->set->flags & NFT_SET_ANONYMOUS))
		return;
	a = arena_new(&m->scratch, struct alias);
	*a = (struct alias){ m->aliases, in->family, in->table.name, name,
			     arena_printf(&m->scratch, "<%s>", owner) };
	m->aliases = a;
	elems = elems_of(m, set, &n);
	for (size_t i = 0; i < n; i++)
		if (elems[i]->verdict)
			name_chain(m, in, elems[i]->verdict,
				   arena_printf(&m->scratch, "%s.%zu",
						a->stands_for, i));
	mem_free(elems);
}

static void name_expr(struct maker *m, const struct low_msg *rule,
		      const struct low_expr *x, const char *owner)
{
	static const struct {
		uint8_t kind, attr;
	} sets[] = {
		{ NFX_LOOKUP, NFTA_LOOKUP_SET },
		{ NFX_DYNSET, NFTA_DYNSET_SET_NAME },
		{ NFX_OBJREF, NFTA_OBJREF_SET_NAME },
	};
	const struct low_attr *a;

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		a = low_attr_of(x, sets[i].attr);
		if (x->kind == sets[i].kind && a)
			name_set(m, rule, a->str, owner);
	}
	a = low_attr_of(x, NFTA_IMMEDIATE_DATA);
	if (x->kind == NFX_IMMEDIATE && a && !a->len && a->verdict)
		name_chain(m, rule, a->verdict, owner);
}

static void name_rules(struct maker *m, const struct low_msg *chain,
		       const char *called)
{
	unsigned int number = 0, part;

	for (size_t i = 0; i < m->messages->count; i++) {
		const struct low_msg *r = &m->low[i];

		if (r->kind != LOW_RULE || !in_table(r, chain) ||
		    !same(r->name.name, chain->name.name) || !r->rule)
			continue;
		part = 0;
		number++;
		for (const struct low_expr *x = r->rule->exprs; x; x = x->next)
			name_expr(m, r, x,
				  arena_printf(&m->scratch, "%s/%u.%u", called,
					       number, part++));
	}
}

/* ---- what counts ---- */

/* Without the values that packets change, and with names that stay. */
static const struct low_expr *settled(struct maker *m, const struct low_msg *in,
				      const struct low_expr *x);

/* What is last seen moves with the clock. */
static bool is_shown(const struct maker *m, const struct row *row, bool last)
{
	return !row || row->role != ROW_STATE || (m->how->counts && !last);
}

static void settle_attr(struct maker *m, const struct low_msg *in,
			const struct low_expr *x, struct low_attr *a)
{
	const struct rows *rows = nfexpr_by_kind(x->kind);
	const struct row *row = rows ? rows_attr(rows, a->number) : NULL;
	struct low_verdict *v;

	if (!row)
		return;
	if (!is_shown(m, row, x->kind == NFX_LAST))
		a->num = 0;
	else if (row->type == WIRE_STRING || row->type == WIRE_NAME)
		a->str = shown(m, in, a->str);
	else if (row->type == WIRE_EXPR || row->type == WIRE_EXPRS)
		a->exprs = settled(m, in, a->exprs);
	else if (row->type == WIRE_DATA && !a->len && a->verdict) {
		v = arena_memdup(&m->scratch, a->verdict, sizeof(*v));
		v->chain = shown(m, in, v->chain);
		a->verdict = v;
	}
	if (x->kind == NFX_QUOTA && a->number == NFTA_QUOTA_FLAGS)
		a->num &= NFT_QUOTA_F_INV;
}

/* A number that is not there is 0: state may be there or not. */
static void drop_state(const struct maker *m, struct low_expr *x)
{
	const struct rows *rows = nfexpr_by_kind(x->kind);
	uint8_t n = 0;

	for (unsigned int i = 0; rows && i < x->nattrs; i++) {
		const struct row *row = rows_attr(rows, x->attrs[i].number);

		if (is_shown(m, row, x->kind == NFX_LAST))
			x->attrs[n++] = x->attrs[i];
	}
	x->nattrs = rows ? n : x->nattrs;
}

static const struct low_expr *settled(struct maker *m, const struct low_msg *in,
				      const struct low_expr *x)
{
	const struct low_expr *first = NULL, **last = &first;

	for (; x; x = x->next) {
		struct low_expr *y = arena_memdup(&m->scratch, x, sizeof(*x));

		drop_state(m, y);
		for (unsigned int i = 0; i < y->nattrs; i++)
			settle_attr(m, in, y, &y->attrs[i]);
		*last = y;
		last = (const struct low_expr **)&y->next;
	}
	return first;
}

#define UDATA_SET_KEYTYPE 3
#define UDATA_SET_DATATYPE 4

/* Private types; all of a table: its comment cannot change, and the rest names
 * the loader; a typeof that ends without a type, in a set: loaders differ in
 * whether they write it. */
static bool says_nothing(unsigned int kind, const uint8_t *tlv)
{
	static const uint8_t end[] = { 1, 0 };

	if (tlv[0] >= 0xf0 || kind == LOW_TABLE)
		return true;
	return kind == LOW_SET &&
	       (tlv[0] == UDATA_SET_KEYTYPE || tlv[0] == UDATA_SET_DATATYPE) &&
	       tlv[1] >= sizeof(end) &&
	       memcmp(tlv + tlv[1], end, sizeof(end)) == 0;
}

static void settle_udata(struct maker *m, const uint8_t **bytes, uint32_t *len,
			 unsigned int kind)
{
	uint8_t *to = arena_alloc(&m->scratch, *len + 1);
	uint32_t n = 0, at = 0, size;

	for (; *len - at >= 2; at += size) {
		size = 2u + (*bytes)[at + 1];
		if (size > *len - at)
			break;
		if (says_nothing(kind, *bytes + at))
			continue;
		memcpy(to + n, *bytes + at, size);
		n += size;
	}
	*bytes = to;
	*len = n;
}

static void settle_set(struct maker *m, struct low_msg *x)
{
	struct low_set *s = arena_memdup(&m->scratch, x->set, sizeof(*s));

	s->type = NULL;
	s->count = 0;
	if (s->size == SIZE_UNLIMITED || s->flags & NFT_SET_ANONYMOUS)
		s->size = 0;
	s->exprs = settled(m, x, s->exprs);
	x->set = s;
}

static void settle_rule(struct maker *m, struct low_msg *x)
{
	struct low_rule *r = arena_memdup(&m->scratch, x->rule, sizeof(*r));

	r->handle = 0;
	r->position = 0;
	r->exprs = settled(m, x, r->exprs);
	x->rule = r;
}

static void settle_obj(struct maker *m, struct low_msg *x)
{
	struct low_obj *o = arena_memdup(&m->scratch, x->obj, sizeof(*o));
	const struct rows *rows = nfobj_by_type(o->type);
	uint8_t n = 0;

	for (unsigned int i = 0; rows && i < o->nattrs; i++) {
		const struct row *row = rows_attr(rows, o->attrs[i].number);

		if (!is_shown(m, row, false))
			continue;
		o->attrs[n] = o->attrs[i];
		if (row && row->mask)
			o->attrs[n].num &= row->mask;
		n++;
	}
	o->nattrs = n;
	x->obj = o;
}

static const struct low_device *sorted(struct maker *m,
				       const struct low_device *d)
{
	struct low_device *first = NULL, **at, *copy;

	for (; d; d = d->next) {
		for (at = &first; *at && strcmp((*at)->name, d->name) < 0;)
			at = (struct low_device **)&(*at)->next;
		copy = arena_memdup(&m->scratch, d, sizeof(*d));
		copy->next = *at;
		*at = copy;
	}
	return first;
}

static void settle_chain(struct maker *m, struct low_msg *x)
{
	struct low_chain *c = arena_memdup(&m->scratch, x->chain, sizeof(*c));

	c->hook.devices = sorted(m, c->hook.devices);
	x->chain = c;
}

static void settle(struct maker *m, struct low_msg *x)
{
	x->use = 0;
	x->owner = 0;
	x->table.handle = 0;
	x->name.handle = 0;
	x->name.name = shown(m, x, x->name.name);
	settle_udata(m, &x->udata, &x->udata_len, x->kind);
	if (x->kind == LOW_CHAIN && x->chain)
		settle_chain(m, x);
	else if (x->kind == LOW_SET && x->set)
		settle_set(m, x);
	else if (x->kind == LOW_RULE && x->rule)
		settle_rule(m, x);
	else if (x->kind == LOW_OBJ && x->obj)
		settle_obj(m, x);
}

/* ---- lines ---- */

struct line {
	FILE *f;
	char *text;
	size_t len;
};

static void begin_line(struct line *l)
{
	l->f = open_memstream(&l->text, &l->len);
	if (!l->f)
		mem_exhausted(0);
}

static void end_line(struct maker *m, struct line *l)
{
	fclose(l->f);
	*(char **)chunks_push(&m->lines) =
		arena_strndup(&m->t->arena, l->text, l->len);
	free(l->text);
}

/* How many base chains at its hook and priority come before it. */
static unsigned int rank_of(const struct maker *m, size_t i)
{
	const struct low_msg *c = &m->low[i];
	unsigned int rank = 0;

	for (size_t j = 0; c->chain && j < i; j++) {
		const struct low_msg *x = &m->low[j];

		rank += x->kind == LOW_CHAIN && x->chain && in_table(x, c) &&
			x->chain->hook.present && c->chain->hook.present &&
			x->chain->hook.num == c->chain->hook.num &&
			x->chain->hook.priority == c->chain->hook.priority;
	}
	return rank;
}

/* Which of the rules of its chain it is. */
static unsigned int number_of(const struct maker *m, size_t i)
{
	unsigned int number = 1;

	for (size_t j = 0; j < i; j++)
		number += m->low[j].kind == LOW_RULE &&
			  in_table(&m->low[j], &m->low[i]) &&
			  same(m->low[j].name.name, m->low[i].name.name);
	return number;
}

static void put_message(struct maker *m, size_t i)
{
	struct low_msg x = m->low[i];
	struct print p = { .lines = false };
	struct line l;

	begin_line(&l);
	p.f = l.f;
	settle(m, &x);
	fprintf(l.f, "%u ", x.kind);
	if (x.kind == LOW_RULE)
		fprintf(l.f, "%05u ", number_of(m, i));
	if (x.kind == LOW_CHAIN)
		fprintf(l.f, "rank %u ", rank_of(m, i));
	print_command(&p, &x);
	fprintf(l.f, " unknown %u", x.nunknown + x.nhidden);
	end_line(m, &l);
}

static void put_elem(struct maker *m, const struct low_msg *set,
		     struct low_elem *e)
{
	struct print p = { .lines = false };
	struct low_verdict v;
	struct line l;

	begin_line(&l);
	p.f = l.f;
	e->expires = false;
	e->exprs = settled(m, set, e->exprs);
	settle_udata(m, &e->udata, &e->udata_len, LOW_ELEMS);
	if (e->verdict) {
		v = *e->verdict;
		v.chain = shown(m, set, v.chain);
		e->verdict = &v;
	}
	fprintf(l.f, "element %u %s %s", set->family, set->table.name,
		shown(m, set, set->name.name));
	print_elem(&p, e);
	end_line(m, &l);
}

static void put_elems(struct maker *m, const struct low_msg *set)
{
	size_t n;
	struct low_elem **elems = elems_of(m, set, &n);

	for (size_t i = 0; i < n; i++)
		put_elem(m, set, elems[i]);
	mem_free(elems);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void text_make(struct text *t, const struct chunks *messages,
	       const struct text_how *how)
{
	struct maker m = { .t = t, .how = how, .messages = messages };

	arena_init(&t->arena);
	arena_init(&m.scratch);
	chunks_init(&m.lines, sizeof(char *));
	m.low = mem_calloc(messages->count + 1, sizeof(*m.low));
	for (size_t i = 0; i < messages->count; i++) {
		struct low_msg *x = &m.low[i];

		(void)decode_msg(x, *(struct nlmsghdr **)chunks_at(messages, i),
				 &m.scratch);
		if (how->called)
			x->table.name = how->called(how->ctx, x->family,
						    x->table.name);
	}
	for (size_t i = 0; i < messages->count; i++)
		if (m.low[i].kind == LOW_CHAIN &&
		    !(m.low[i].chain &&
		      m.low[i].chain->flags & NFT_CHAIN_BINDING))
			name_rules(&m, &m.low[i], m.low[i].name.name);
	for (size_t i = 0; i < messages->count; i++) {
		if (m.low[i].kind != LOW_ELEMS)
			put_message(&m, i);
		if (m.low[i].kind == LOW_SET)
			put_elems(&m, &m.low[i]);
	}
	t->count = m.lines.count;
	t->lines = mem_calloc(t->count + 1, sizeof(*t->lines));
	for (size_t i = 0; i < t->count; i++)
		t->lines[i] = *(char **)chunks_at(&m.lines, i);
	qsort(t->lines, t->count, sizeof(*t->lines), by_text);
	chunks_release(&m.lines);
	arena_release(&m.scratch);
	mem_free(m.low);
}

void text_free(struct text *t)
{
	arena_release(&t->arena);
	mem_free(t->lines);
}

size_t text_compare(FILE *f, const struct text *a, const struct text *b)
{
	size_t i = 0, j = 0, differ = 0;

	while (i < a->count || j < b->count) {
		int order = i == a->count ? 1 :
			    j == b->count ? -1 :
					    strcmp(a->lines[i], b->lines[j]);

		differ += order != 0;
		if (order && f)
			fprintf(f, "%c %s\n", order < 0 ? '-' : '+',
				order < 0 ? a->lines[i] : b->lines[j]);
		i += order <= 0;
		j += order >= 0;
	}
	return differ;
}
