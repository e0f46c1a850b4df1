#include "config.h"

#include "state/state_canon.h"

#include "base/mem.h"
#include "state/mark.h"

#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

/* What the functions of a form know. */
struct canon_ctx {
	struct state *s;
	struct state_table *t;
	struct arena arena; /* emptied after each rule and element */
	unsigned int depth; /* of chains within rules */
	bool digests;	    /* in place of the content of anonymous sets */
	bool told; /* elements written last have all that they hold in their
		    * form */
};

/* More than the kernel follows. */
#define DEPTH_MAX 32

static bool put_set(struct canon *c, const char *name, uint32_t id);
static bool put_chain(struct canon *c, const char *name, uint32_t id);
static bool has_exprs(struct canon *c, const char *name, uint32_t id);

static struct canon_ctx ctx_of(struct state *s, struct state_table *t)
{
	struct canon_ctx ctx = { .s = s, .t = t };

	arena_init(&ctx.arena);
	return ctx;
}

/* Makes the form one of ctx, until release(). */
static void attach(struct canon *c, struct canon_ctx *ctx)
{
	c->set = put_set;
	c->chain = put_chain;
	c->has_exprs = has_exprs;
	c->ctx = ctx;
}

static void put_rule(struct canon *c, const struct state_rule *r)
{
	struct canon_ctx *ctx = c->ctx;
	struct arena_mark mark = arena_mark(&ctx->arena);
	struct low_msg m;

	state_rule_low(r, &ctx->arena, &m);
	canon_msg(c, &m);
	arena_rewind(&ctx->arena, mark);
}

static const struct low_set *low_of(const struct state_set *set)
{
	return set->item.low ? set->item.low->set : NULL;
}

static void put_elem(struct canon *c, const struct state_set *set,
		     const struct state_elem *e)
{
	struct canon_ctx *ctx = c->ctx;
	struct arena_mark mark = arena_mark(&ctx->arena);
	struct low_elem low;

	elems_low(&set->elems, e, &ctx->arena, &low);
	ctx->told &= !low.exprs && !(low.verdict && low.verdict->chain_id);
	canon_elem(c, &low, low_of(set));
	canon_number(c, 0);
	arena_rewind(&ctx->arena, mark);
}

static void put_content(struct canon *c, struct state_set *set)
{
	canon_msg(c, set->item.low);
	canon_number(c, 0);
	elems_settle(&set->elems);
	for (size_t i = 0; i < set->elems.count; i++)
		put_elem(c, set, &set->elems.list[i]);
}

static void make_digest(struct canon *c, struct state_set *set)
{
	struct canon_ctx *ctx = c->ctx;
	uint8_t digest[MARK_CONTENT_BYTES];
	size_t start = c->len;

	ctx->told = true;
	put_content(c, set);
	sha256_of(c->bytes + start, c->len - start, digest);
	c->len = start;
	set->digest = arena_memdup(&ctx->s->arena, digest, sizeof(digest));
	set->constant = ctx->told && mark_can_tell(low_of(set));
}

static void put_digest(struct canon *c, struct state_set *set)
{
	uint64_t words[MARK_CONTENT_BYTES / sizeof(uint64_t)];

	if (!set->digest)
		make_digest(c, set);
	memcpy(words, set->digest, sizeof(words));
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		canon_number(c, words[i]);
}

static bool put_set(struct canon *c, const char *name, uint32_t id)
{
	struct canon_ctx *ctx = c->ctx;
	struct state_set *set = state_set(ctx->s, ctx->t, name, id);

	if (!set || !set->anonymous || !set->item.low)
		return false;
	if (ctx->digests)
		put_digest(c, set);
	else
		put_content(c, set);
	return true;
}

static bool has_exprs(struct canon *c, const char *name, uint32_t id)
{
	struct canon_ctx *ctx = c->ctx;
	struct state_set *set = state_set(ctx->s, ctx->t, name, id);

	return set && low_of(set) && low_of(set)->exprs;
}

static bool put_chain(struct canon *c, const char *name, uint32_t id)
{
	struct canon_ctx *ctx = c->ctx;
	struct state_chain *chain;
	struct state_rule *r;

	chain = name ? state_chain(ctx->s, ctx->t, name) :
		       state_chain_by_id(ctx->s, ctx->t, id);
	if (!chain || !chain->bound || ctx->depth == DEPTH_MAX)
		return false;
	ctx->depth++;
	canon_msg(c, chain->item.low);
	state_each(r, &chain->rules) {
		canon_number(c, 0);
		put_rule(c, r);
	}
	ctx->depth--;
	return true;
}

static void put_item(struct canon *c, const struct state_item *i)
{
	if (i->kind == LOW_RULE)
		put_rule(c, (const struct state_rule *)i);
	else if (i->low)
		canon_msg(c, i->low);
}

void canon_item(struct state *s, struct state_table *t,
		const struct state_item *i, bool notes, struct canon *c)
{
	struct canon_ctx ctx = ctx_of(s, t);

	attach(c, &ctx);
	c->notes = notes;
	put_item(c, i);
	arena_release(&ctx.arena);
}

void canon_set_elem(struct state *s, struct state_set *set,
		    const struct state_elem *e, struct canon *c)
{
	struct canon_ctx ctx = ctx_of(s, set->table);

	attach(c, &ctx);
	c->notes = true;
	put_elem(c, set, e);
	arena_release(&ctx.arena);
}

/* ---- hashes ---- */

static struct state_hash hash_form(struct canon *c, const struct state_item *i,
				   bool notes)
{
	c->len = 0;
	c->notes = notes;
	put_item(c, i);
	return state_hash_of(c->bytes, c->len);
}

/* Others have nothing in their form that is a note. */
static bool has_notes(const struct state_item *i)
{
	return i->kind == LOW_SET ||
	       (i->low && mark_start(i->low->udata, i->low->udata_len));
}

static void hash_item(struct canon *c, struct state_item *i)
{
	i->hash = hash_form(c, i, false);
	i->noted = has_notes(i) ? hash_form(c, i, true) : i->hash;
}

static struct state_hash hash_msg(struct canon *c, const struct low_msg *m)
{
	c->len = 0;
	canon_msg(c, m);
	return state_hash_of(c->bytes, c->len);
}

static bool counts(const struct low_msg *m)
{
	const struct low_expr *x = m->rule ? m->rule->exprs : NULL;

	while (x && x->kind != NFX_COUNTER && x->kind != NFX_QUOTA)
		x = x->next;
	return x;
}

/* Its message is decoded once, as there may be 100,000. */
static void hash_rule(struct canon *c, struct state_rule *r)
{
	struct canon_ctx *ctx = c->ctx;
	struct arena_mark mark = arena_mark(&ctx->arena);
	struct low_msg m;

	state_rule_low(r, &ctx->arena, &m);
	c->notes = false;
	r->item.hash = r->item.noted = hash_msg(c, &m);
	r->body = r->item.hash;
	if (m.udata_len) {
		m.udata_len = 0;
		r->body = hash_msg(c, &m);
	}
	r->counts = counts(&m);
	arena_rewind(&ctx->arena, mark);
}

static void hash_rules(struct canon *c, const struct state_chain *chain)
{
	struct state_rule *r;

	state_each(r, &chain->rules)
		hash_rule(c, r);
}

static void hash_list(struct canon *c, const struct state_list *l)
{
	for (struct state_item *i = l->first; i; i = i->next)
		hash_item(c, i);
}

static void hash_chains(struct canon *c, const struct state_table *t)
{
	struct state_chain *chain;

	state_each(chain, &t->chains) {
		if (chain->bound)
			continue;
		hash_item(c, &chain->item);
		hash_rules(c, chain);
	}
}

static void hash_sets(struct canon *c, const struct state_table *t)
{
	struct state_set *set;

	state_each(set, &t->sets) {
		if (!set->anonymous)
			hash_item(c, &set->item);
	}
}

void canon_state(struct state *s)
{
	struct canon_ctx ctx = ctx_of(s, NULL);
	struct canon c = { .len = 0 };
	struct state_table *t;

	attach(&c, &ctx);
	ctx.digests = true;
	state_each(t, &s->tables) {
		ctx.t = t;
		hash_item(&c, &t->item);
		hash_chains(&c, t);
		hash_sets(&c, t);
		hash_list(&c, &t->objs);
		hash_list(&c, &t->flowtables);
	}
	canon_release(&c);
	arena_release(&ctx.arena);
}

/* ---- a whole table ---- */

struct table_form {
	struct canon c;
	canon_put_fn *put;
	void *put_ctx;
};

#define PIECE_MAX (64 * 1024)

static void pass_on(struct table_form *f, size_t least)
{
	if (f->c.len < least)
		return;
	f->put(f->put_ctx, f->c.bytes, f->c.len);
	f->c.len = 0;
}

static uint32_t type_of(const struct state_item *i)
{
	return i->kind == LOW_OBJ ? ((const struct state_obj *)i)->type : 0;
}

static int compare_items(const void *a, const void *b)
{
	const struct state_item *const *x = a, *const *y = b;
	uint32_t tx = type_of(*x), ty = type_of(*y);

	return tx != ty ? (tx > ty) - (tx < ty) :
			  strcmp((*x)->name, (*y)->name);
}

/* Those of a list that have a name of their own, by name; the caller frees. */
static const struct state_item **sorted(const struct state_list *l,
					size_t *ret_n)
{
	const struct state_item **all = mem_calloc(l->count, sizeof(*all));
	size_t n = 0;

	for (const struct state_item *i = l->first; i; i = i->next) {
		bool own = (i->kind == LOW_CHAIN &&
			    ((const struct state_chain *)i)->bound) ||
			   (i->kind == LOW_SET &&
			    ((const struct state_set *)i)->anonymous);

		if (!own && i->name)
			all[n++] = i;
	}
	qsort(all, n, sizeof(*all), compare_items);
	*ret_n = n;
	return all;
}

static void put_head(struct table_form *f, const struct state_item *i)
{
	canon_number(&f->c, 1u + i->kind);
	canon_text(&f->c, i->name);
	put_item(&f->c, i);
	canon_number(&f->c, 0);
	pass_on(f, PIECE_MAX);
}

static void put_rules(struct table_form *f, const struct state_item *i)
{
	const struct state_chain *chain = (const void *)i;
	struct state_rule *r;

	state_each(r, &chain->rules) {
		put_rule(&f->c, r);
		canon_number(&f->c, 0);
		pass_on(f, PIECE_MAX);
	}
	canon_number(&f->c, 0);
}

static void put_elems(struct table_form *f, const struct state_item *i)
{
	struct state_set *set = (struct state_set *)i;

	elems_settle(&set->elems);
	for (size_t n = 0; n < set->elems.count; n++) {
		put_elem(&f->c, set, &set->elems.list[n]);
		pass_on(f, PIECE_MAX);
	}
	canon_number(&f->c, 0);
}

static void put_list(struct table_form *f, const struct state_list *l,
		     void (*content)(struct table_form *,
				     const struct state_item *))
{
	size_t n;
	const struct state_item **all = sorted(l, &n);

	for (size_t i = 0; i < n; i++) {
		put_head(f, all[i]);
		if (content)
			content(f, all[i]);
	}
	mem_free(all);
}

static bool is_base(const struct state_item *i)
{
	return i->low && i->low->chain && i->low->chain->hook.present;
}

struct base_chain {
	uint32_t hook, number; /* number: in the order of the kernel's list */
	int32_t priority;
	const char *name;
};

static int compare_base(const void *a, const void *b)
{
	const struct base_chain *x = a, *y = b;

	if (x->hook != y->hook)
		return x->hook < y->hook ? -1 : 1;
	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* The caller frees. */
static struct base_chain *base_chains(const struct state_table *t,
				      size_t *ret_n)
{
	struct base_chain *all = mem_calloc(t->chains.count, sizeof(*all));
	uint32_t n = 0;

	for (const struct state_item *i = t->chains.first; i; i = i->next) {
		const struct low_hook *hook;

		if (!is_base(i))
			continue;
		hook = &i->low->chain->hook;
		all[n] = (struct base_chain){ hook->num, n, hook->priority,
					      i->name };
		n++;
	}
	qsort(all, n, sizeof(*all), compare_base);
	*ret_n = n;
	return all;
}

/* Of base chains at one hook and priority the last one made runs first. */
static void put_order(struct table_form *f, const struct state_table *t)
{
	size_t n;
	struct base_chain *all = base_chains(t, &n);

	for (size_t i = 1; i < n; i++) {
		if (all[i].hook != all[i - 1].hook ||
		    all[i].priority != all[i - 1].priority)
			continue;
		canon_text(&f->c, all[i - 1].name);
		canon_text(&f->c, all[i].name);
	}
	canon_number(&f->c, 0);
	mem_free(all);
}

void canon_table(struct state *s, struct state_table *t, bool notes,
		 canon_put_fn *put, void *ctx)
{
	struct canon_ctx own = ctx_of(s, t);
	struct table_form f = { .put = put, .put_ctx = ctx };

	attach(&f.c, &own);
	f.c.notes = notes;
	canon_number(&f.c, t->family);
	put_head(&f, &t->item);
	put_list(&f, &t->objs, NULL);
	put_list(&f, &t->flowtables, NULL);
	put_list(&f, &t->sets, put_elems);
	put_list(&f, &t->chains, put_rules);
	put_order(&f, t);
	pass_on(&f, 1);
	canon_release(&f.c);
	arena_release(&own.arena);
}
