#include "config.h"

#include "compile/scope/scope.h"

#include "base/map.h"
#include "base/mem.h"
#include "compile/scope/set_info.h"
#include "tables/family.h"
#include "text/diag.h"
#include "text/suggest.h"

#include <errno.h>
#include <string.h>

/* What is known of a set, chain or flowtable of a table.  The entry counts
 * while its table is the one that it was made for. */
struct scope_entry {
	struct scope_entry *next; /* of the same table: sets */
	const char *name;
	struct set_info *set;
	uint32_t generation;
	bool declared;
	bool gone; /* deleted: the kernel's, too */
	struct span gone_at; /* by this command */
};

struct scope_table {
	struct scope_table *next;
	uint8_t family;
	const char *name;
	uint32_t generation; /* grows when the table is deleted */
	bool declared, poisoned;
	bool hidden; /* deleted once: what the kernel has is gone */
	struct span gone_at; /* the command that deleted it; len 0: none */
	bool asked, in_kernel; /* the kernel's answer */
	bool touched; /* on the list of its family */
	struct scope_entry *sets;
};

struct scope {
	struct map tables;  /* struct scope_table */
	struct map entries[SCOPE_KINDS]; /* struct scope_entry */
	struct map written; /* struct ast_dynset_use */
	/* Of each family, those that were looked at since its last flush: any
	 * number of flushes is as much work as the tables between them. */
	struct scope_table *touched[FAMILIES];
	uint32_t flushed;      /* bit n: family n was flushed */
	struct span flush_at;  /* the last of those commands */
};

static struct map_key key_of(uint8_t family, const char *table,
				const char *name)
{
	return (struct map_key){ family, table, name };
}

/* ---- tables ---- */

static struct scope_table *table_new(struct cctx *c, struct map_key key)
{
	struct scope_table *t = arena_new(&c->arena, struct scope_table);

	t->family = key.family;
	t->name = key.table;
	t->hidden = c->scope->flushed & (UINT32_C(1) << t->family);
	map_put(&c->scope->tables, key, t);
	return t;
}

static struct scope_table *table_of(struct cctx *c, uint8_t family,
				    const char *name)
{
	struct scope *s = c->scope;
	struct map_key key = key_of(family, name, NULL);
	struct scope_table *t = map_get(&s->tables, key);

	if (!t)
		t = table_new(c, key);
	if (t->touched)
		return t;
	t->touched = true;
	t->next = s->touched[family];
	s->touched[family] = t;
	return t;
}

static void forget(struct scope_table *t)
{
	t->declared = false;
	t->poisoned = false;
	t->hidden = true;
	t->generation++;
	t->sets = NULL;
}

void scope_add_table(struct cctx *c, uint8_t family, const char *name,
		     bool poisoned)
{
	struct scope_table *t = table_of(c, family, name);

	t->declared = true;
	t->poisoned = poisoned;
}

void scope_del_table(struct cctx *c, uint8_t family, const char *name)
{
	struct scope_table *t = table_of(c, family, name);

	forget(t);
	t->gone_at = c->cmd->at;
}

static void flush_family(struct scope *s, uint8_t family)
{
	struct scope_table *t = s->touched[family];

	for (; t; t = t->next) {
		forget(t);
		t->touched = false;
	}
	s->touched[family] = NULL;
}

void scope_flush_ruleset(struct cctx *c, uint8_t family)
{
	struct scope *s = c->scope;

	s->flush_at = c->cmd->word.len ? c->cmd->word : c->cmd->at;
	s->flushed |= family ? UINT32_C(1) << family : UINT32_MAX;
	for (unsigned int f = 0; f < FAMILIES; f++)
		if (!family || f == family)
			flush_family(s, (uint8_t)f);
}

bool scope_kernel_visible(struct cctx *c, uint8_t family, const char *table)
{
	return !table_of(c, family, table)->hidden;
}

bool scope_table_poisoned(struct cctx *c, uint8_t family, const char *table)
{
	return table_of(c, family, table)->poisoned;
}

/* Whether the kernel has it; offline, everything may be there. */
static bool table_in_kernel(struct cctx *c, struct scope_table *t,
			    const struct ast_name *name)
{
	int err;

	if (t->hidden)
		return false;
	if (t->asked)
		return t->in_kernel;
	err = c->resolver->table(c->resolver->ctx, t->family, t->name);
	if (err == -EOPNOTSUPP)
		diag_warn(c->diags, DIAG_UNKNOWN_NAME, name->at,
			  "table '%s' is not declared here: whether the kernel "
			  "has it was not checked",
			  t->name);
	else if (err && err != -ENOENT)
		c->err = err;
	t->asked = true;
	t->in_kernel = !err || err == -EOPNOTSUPP;
	return t->in_kernel;
}

/* The other family that has a table of that name; FAMILY_UNSPEC: none. */
static uint8_t family_with(const struct scope *s, const char *name)
{
	for (unsigned int f = 0; f < FAMILIES; f++) {
		const struct scope_table *t = map_get(
			&s->tables, key_of((uint8_t)f, name, NULL));

		if (t && t->declared)
			return (uint8_t)f;
	}
	return FAMILY_UNSPEC;
}

/* What a table that does not exist may have been meant to be. */
struct near_table {
	struct cctx *c;
	uint8_t family;
	const char *name;
	struct suggest near;
	uint8_t other; /* a family that has it in the kernel */
	bool flushed; /* the kernel has it, and a flush deletes it */
};

/* The kernel's names last as long as its answer: the best one is kept. */
static void try_kernel_table(void *ctx, uint8_t family, const char *name)
{
	struct near_table *n = ctx;

	if (n->c->scope->flushed & UINT32_C(1) << family) {
		n->flushed |= family == n->family &&
			      strcmp(name, n->name) == 0;
		return;
	}
	if (family != n->family) {
		if (strcmp(name, n->name) == 0)
			n->other = family;
		return;
	}
	if (diags_may_compare(n->c->diags))
		suggest_try_copy(&n->near, name, &n->c->scratch);
}

static void hint_table(struct cctx *c, const struct scope_table *missing)
{
	const struct resolver *r = c->resolver;
	struct near_table n = { .c = c, .family = missing->family,
				.name = missing->name };

	if (missing->hidden && missing->gone_at.len) {
		diag_note(c->diags, missing->gone_at, "it is deleted here");
		return;
	}
	n.other = family_with(c->scope, n.name);
	suggest_init(&n.near, n.name, strlen(n.name));
	for (const struct scope_table *t = c->scope->touched[n.family]; t;
	     t = t->next)
		if (t->declared && diags_may_compare(c->diags))
			suggest_try(&n.near, t->name);
	if (!n.other && r->each_table)
		(void)r->each_table(r->ctx, FAMILY_UNSPEC, try_kernel_table,
				    &n);
	if (n.flushed)
		diag_note(c->diags, c->scope->flush_at, "it is deleted here");
	else if (n.other)
		diag_hint(c->diags, "family '%s' has a table '%s'",
			  family_name((enum family)n.other), n.name);
	else if (suggest_best(&n.near))
		diag_hint(c->diags, "did you mean table '%s'?",
			  suggest_best(&n.near));
}

int scope_need_table(struct cctx *c, uint8_t family,
		     const struct ast_name *table)
{
	struct scope_table *t = table_of(c, family, table->name);

	if (t->poisoned)
		return -1;
	if (t->declared || table_in_kernel(c, t, table))
		return 0;
	if (c->err)
		return -1;
	t->poisoned = true;
	if (c->ast->lost_all || ast_is_lost(c->ast, table->name))
		return -1;
	(void)diag_error(c->diags, DIAG_UNKNOWN_NAME, table->at,
			 "table '%s' does not exist in family '%s'",
			 table->name, family_name(family));
	diag_words(c->diags, ENOENT);
	hint_table(c, t);
	return -1;
}

/* ---- what tables hold ---- */

static struct scope_entry *entry_find(struct cctx *c, enum scope_kind kind,
				      struct map_key key)
{
	struct scope_entry *e = map_get(&c->scope->entries[kind], key);

	if (e && e->generation !=
			 table_of(c, key.family, key.table)->generation)
		return NULL;
	return e;
}

static struct scope_entry *entry_add(struct cctx *c, enum scope_kind kind,
				     struct map_key key)
{
	struct scope_entry *e = entry_find(c, kind, key);
	struct scope_table *t = table_of(c, key.family, key.table);

	if (e)
		return e;
	e = arena_new(&c->arena, struct scope_entry);
	e->name = key.name;
	e->generation = t->generation;
	if (kind == SCOPE_SETS) {
		e->next = t->sets;
		t->sets = e;
	}
	map_put(&c->scope->entries[kind], key, e);
	return e;
}

void scope_declare(struct cctx *c, enum scope_kind kind, struct map_key key)
{
	entry_add(c, kind, key)->declared = true;
}

void scope_delete(struct cctx *c, enum scope_kind kind, struct map_key key)
{
	struct scope_entry *e = entry_add(c, kind, key);

	e->declared = false;
	e->gone = true;
	e->gone_at = c->cmd->at;
	e->set = NULL;
}

bool scope_has(struct cctx *c, enum scope_kind kind, struct map_key key)
{
	const struct scope_entry *e = entry_find(c, kind, key);

	return e && e->declared;
}

bool scope_visible(struct cctx *c, enum scope_kind kind, struct map_key key)
{
	const struct scope_entry *e = entry_find(c, kind, key);

	return scope_kernel_visible(c, (uint8_t)key.family, key.table) &&
	       !(e && e->gone);
}

bool scope_knows_flowtable(struct cctx *c, struct map_key key)
{
	int err;

	if (scope_has(c, SCOPE_FLOWTABLES, key))
		return true;
	if (!scope_visible(c, SCOPE_FLOWTABLES, key))
		return false;
	err = c->resolver->flowtable(c->resolver->ctx, (uint8_t)key.family,
				     key.table, key.name);
	if (err && err != -ENOENT && err != -EOPNOTSUPP)
		c->err = err;
	return !err || err == -EOPNOTSUPP;
}

/* ---- sets ---- */

void scope_add_set(struct cctx *c, struct set_info *s)
{
	struct scope_entry *e = entry_add(c, SCOPE_SETS, set_key(s));

	e->declared = true;
	e->set = s;
}

struct set_info *scope_set(struct cctx *c, struct map_key key)
{
	const struct scope_entry *e = entry_find(c, SCOPE_SETS, key);

	return e ? e->set : NULL;
}

bool scope_note_deleted(struct cctx *c, struct map_key key)
{
	const struct scope_entry *e = entry_find(c, SCOPE_SETS, key);
	const struct scope_table *t =
		table_of(c, (uint8_t)key.family, key.table);

	if (e && e->gone)
		diag_note(c->diags, e->gone_at, "it is deleted here");
	else if (t->hidden && t->gone_at.len)
		diag_note(c->diags, t->gone_at, "its table is deleted here");
	else
		return false;
	return true;
}

void scope_each_set(struct cctx *c, uint8_t family, const char *table,
		    void (*fn)(void *, const char *), void *ctx)
{
	const struct scope_entry *e = table_of(c, family, table)->sets;

	for (; e; e = e->next) {
		if (e->set)
			fn(ctx, e->name);
	}
}

bool scope_set_is_written(struct cctx *c, struct map_key key)
{
	return map_get(&c->scope->written, key);
}

/* ---- life ---- */

struct scope *scope_new(struct cctx *c)
{
	struct scope *s = mem_zalloc(sizeof(*s));

	for (struct ast_dynset_use *u = c->ast->dynsets; u; u = u->next)
		map_put(&s->written, key_of(u->family, u->table, u->set), u);
	return s;
}

void scope_free(struct scope *s)
{
	map_release(&s->tables);
	for (size_t i = 0; i < SCOPE_KINDS; i++)
		map_release(&s->entries[i]);
	map_release(&s->written);
	mem_free(s);
}
