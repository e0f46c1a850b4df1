#include "config.h"

#include "sync/guard.h"

#include "compile/scope/udata.h"
#include "state/mark.h"
#include "tables/family.h"

#include <fnmatch.h>
#include <string.h>

/* ---- whose a table is ---- */

enum owner { OWNER_NONE, OWNER_US, OWNER_OTHER };

/* By the mark of the sync that made it. One without a name is anybody's who
 * syncs. */
static enum owner owner_of(const struct sync *s, const struct low_msg *table)
{
	const char *name = s->opt->name;
	const uint8_t *mark;
	uint32_t len;

	mark = mark_find(table->udata, table->udata_len, &len);
	if (!mark)
		return OWNER_NONE;
	return len == 0 || (strlen(name) == len && !memcmp(mark, name, len)) ?
		       OWNER_US : OWNER_OTHER;
}

static bool has_our_name(const struct sync *s, const struct low_msg *table)
{
	const char *name = s->opt->name;
	const uint8_t *mark;
	uint32_t len;

	mark = mark_find(table->udata, table->udata_len, &len);
	return mark && len == strlen(name) && !memcmp(mark, name, len);
}

static const struct declared_table *declaration(const struct sync *s,
						uint8_t family,
						const char *name)
{
	struct ast *ast = &s->wanted.load.inputs[0].ast;

	return declared_table(&s->wanted.declared, family,
			      strpool_intern(&ast->strings, name,
					     strlen(name)));
}

static bool is_flushed(const struct sync *s, uint8_t family)
{
	return s->wanted.declared.flushed &
	       (1u << FAMILY_UNSPEC | 1u << family);
}

/* One that left the inputs goes with them: a name says that they are all of
 * its tables, and so does a flush. */
static bool has_left(const struct sync *s, const struct low_msg *table)
{
	return has_our_name(s, table) &&
	       (*s->opt->name || is_flushed(s, table->family));
}

bool sync_owns(const struct sync *s, const struct state_table *present)
{
	const struct declared_table *d =
		declaration(s, present->family, present->item.name);

	return (d && d->closed) ||
	       owner_of(s, present->item.low) == OWNER_US;
}

/* Once each, however often the ruleset is read. */
static void note_foreign(struct sync *s, const struct low_msg *table)
{
	struct sync_foreign *f = s->foreign;

	for (; f; f = f->next)
		if (f->family == table->family &&
		    strcmp(f->name, table->table.name) == 0)
			return;
	f = arena_new(&s->arena, struct sync_foreign);
	f->family = table->family;
	f->name = arena_strndup(&s->arena, table->table.name,
				strlen(table->table.name));
	f->next = s->foreign;
	s->foreign = f;
}

static void digest_foreign(const struct sync *s,
			   uint8_t ret_digest[SHA256_BYTES])
{
	struct sha256 h;

	sha256_begin(&h);
	sha256_add(&h, s->opt->name, strlen(s->opt->name) + 1);
	for (const struct sync_foreign *f = s->foreign; f; f = f->next) {
		sha256_add(&h, &f->family, sizeof(f->family));
		sha256_add(&h, f->name, strlen(f->name) + 1);
	}
	sha256_end(&h, ret_digest);
}

bool sync_foreign_is_known(const struct sync *s)
{
	uint8_t digest[SHA256_BYTES];

	digest_foreign(s, digest);
	return recall_was_told(&s->recall, digest);
}

void sync_foreign_told(struct sync *s)
{
	uint8_t digest[SHA256_BYTES];

	digest_foreign(s, digest);
	recall_tell(&s->recall, digest);
}

bool guard_reads(void *ctx, const struct low_msg *table)
{
	struct sync *s = ctx;

	if (declaration(s, table->family, table->table.name) ||
	    has_left(s, table))
		return true;
	if (is_flushed(s, table->family))
		note_foreign(s, table);
	return false;
}

/* ---- what the plan asks ---- */

static bool removes(void *ctx, const struct state_table *table)
{
	const struct sync *s = ctx;
	const struct declared_table *d =
		declaration(s, table->family, table->item.name);

	return d ? !d->wanted : has_left(s, table->item.low);
}

static bool adopts(void *ctx, const struct state_table *table)
{
	const struct sync *s = ctx;

	return s->opt->adopt && !sync_owns(s, table);
}

/* Patterns are those of the shell, for names and comments. */
static bool matches(const struct sync *s, const char *text)
{
	for (const char *const *p = s->opt->keep; text && p && *p; p++)
		if (fnmatch(*p, text, 0) == 0)
			return true;
	return false;
}

static bool has_comment(const struct sync *s, const struct state_item *item)
{
	struct low_msg m;
	const uint8_t *text;
	struct arena a;
	uint32_t len;
	bool found;

	arena_init(&a);
	state_rule_low((const struct state_rule *)item, &a, &m);
	text = udata_find(m.udata, m.udata_len, UDATA_COMMENT, &len);
	found = text && matches(s, arena_strndup(&a, (const char *)text, len));
	arena_release(&a);
	return found;
}

static bool keeps(void *ctx, const struct state_item *item)
{
	const struct sync *s = ctx;

	if (item->kind == LOW_SET && s->opt->open)
		return true;
	if (!s->opt->keep || !*s->opt->keep)
		return false;
	return item->kind == LOW_RULE ? has_comment(s, item) :
					matches(s, item->name);
}

struct plan_options guard_options(struct sync *s)
{
	const struct sync_options *o = s->opt;
	bool any = o->open || (o->keep && *o->keep);

	return (struct plan_options){
		.abilities = KERNEL_ALL,
		.remake = o->remake,
		.marks = true,
		.exact = o->exact,
		.owner = o->name,
		.keeps = any ? keeps : NULL,
		.removes = removes,
		.adopts = adopts,
		.ctx = s,
	};
}

/* ---- what it must not ---- */

static bool is_marked(const struct plan_item *i, const struct plan_elem *e)
{
	const struct state_set *set = (const struct state_set *)i->before;
	struct low_elem low;
	struct arena a;
	uint32_t len;
	bool marked;

	arena_init(&a);
	elems_low(&set->elems, e->before, &a, &low);
	marked = mark_find(low.udata, low.udata_len, &len);
	arena_release(&a);
	return marked;
}

/* What has the mark of a sync was put there by one. */
static bool takes_elements(const struct plan_item *i)
{
	for (size_t k = 0; i->elems && k < i->elems->count; k++) {
		const struct plan_elem *e = chunks_at(i->elems, k);

		if (e->fate == FATE_REMOVED && !is_marked(i, e))
			return true;
	}
	return false;
}

bool sync_takes(const struct plan_item *i)
{
	if (i->unreachable)
		return false;
	if (i->kind == LOW_ELEMS)
		return takes_elements(i);
	return i->fate == FATE_REMOVED || i->fate == FATE_REPLACED;
}

bool sync_is_guarded(const struct sync *s, const struct plan_table *t)
{
	if (!t->before || adopts((void *)(uintptr_t)s, t->before) ||
	    sync_owns(s, t->before))
		return false;
	for (const struct plan_item *i = t->items; i; i = i->next)
		if (sync_takes(i))
			return true;
	return false;
}

bool sync_is_anothers(const struct plan_table *t)
{
	return t->before && t->before->item.low->owner &&
	       (t->edits || t->fate == FATE_REMOVED);
}

bool guard_strikes(const struct sync *s)
{
	for (const struct plan_table *t = s->plan.tables; t; t = t->next)
		if (sync_is_anothers(t) || sync_is_guarded(s, t))
			return true;
	return false;
}
