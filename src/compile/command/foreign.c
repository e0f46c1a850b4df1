#include "config.h"

#include "compile/command/foreign.h"

#include "compile/scope/scope.h"
#include "tables/family.h"
#include "text/diag.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 8 /* tables that a warning names */

struct table_name {
	uint8_t family;
	const char *name;
};

struct tables {
	struct table_name *list; /* sorted, each once */
	size_t count;
};

/* What the kernel holds, one table after the other. */
struct holding {
	struct cctx *c;
	const struct tables *declared;
	bool kept; /* what is not declared */
	bool known; /* the kernel could be asked */
	size_t nforeign;
	const char *foreign; /* "ip a, inet b" */
};

static int compare(const void *va, const void *vb)
{
	const struct table_name *a = va, *b = vb;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* The command of a table; its number is one of ast->tables. */
static const struct ast_cmd *table_cmd(const struct cctx *c, size_t number)
{
	return *(const struct ast_cmd **)chunks_at(&c->ast->tables, number);
}

static bool declares(const struct ast_cmd *cmd, uint8_t family)
{
	return cmd->ref.table.name &&
	       (cmd->verb == VERB_ADD || cmd->verb == VERB_CREATE) &&
	       (!family || cmd->ref.family == family);
}

/* An input that does nothing but flush was asked for just that. */
static bool declares_anything(const struct cctx *c)
{
	for (size_t i = 0; i < c->ast->tables.count; i++)
		if (declares(table_cmd(c, i), FAMILY_UNSPEC))
			return true;
	return false;
}

static void sort_once(struct tables *t)
{
	size_t kept = 0;

	if (t->count == 0)
		return;
	qsort(t->list, t->count, sizeof(*t->list), compare);
	for (size_t i = 1; i < t->count; i++)
		if (compare(&t->list[kept], &t->list[i]) != 0)
			t->list[++kept] = t->list[i];
	t->count = kept + 1;
}

/* By the commands of tables from one up to another, of a family; FAMILY_UNSPEC:
 * of all. */
static struct tables declared_tables(struct cctx *c, uint8_t family,
				     size_t from, size_t to)
{
	struct tables t = { 0 };

	t.list = arena_alloc(&c->scratch, (to - from + 1) * sizeof(*t.list));
	for (size_t i = from; i < to; i++) {
		const struct ast_cmd *cmd = table_cmd(c, i);

		if (declares(cmd, family))
			t.list[t.count++] = (struct table_name){
				cmd->ref.family, cmd->ref.table.name
			};
	}
	sort_once(&t);
	return t;
}

static bool is_declared(const struct tables *declared,
			const struct table_name *t)
{
	return declared->count > 0 &&
	       bsearch(t, declared->list, declared->count, sizeof(*t), compare);
}

static void add_foreign(struct holding *h, const struct table_name *t)
{
	if (h->nforeign < SHOWN)
		h->foreign = arena_printf(&h->c->scratch, "%s%s%s %s",
					  h->nforeign ? h->foreign : "",
					  h->nforeign ? ", " : "",
					  family_name(t->family), t->name);
	h->nforeign++;
}

/* An earlier flush removed what the kernel held of it. */
static bool was_flushed(const struct cctx *c, uint8_t family)
{
	return c->flushed & (1u << FAMILY_UNSPEC | 1u << family);
}

static void take_table(void *ctx, uint8_t family, const char *name)
{
	struct holding *h = ctx;
	const struct table_name t = { family, name };
	bool declared = is_declared(h->declared, &t);

	if (was_flushed(h->c, family) || (!declared && h->kept))
		return;
	if (!declared)
		add_foreign(h, &t);
	if (h->c->opt->flushed)
		h->c->opt->flushed(h->c->opt->flushed_ctx, family, name);
}

static void look_at_tables(struct holding *h, const struct ast_cmd *flush)
{
	const struct resolver *r = h->c->resolver;

	h->known = r->each_table &&
		   r->each_table(r->ctx, flush->ref.family, take_table, h) == 0;
	h->c->flushed |= 1u << flush->ref.family;
}

static void warn(struct cctx *c, const struct ast_cmd *flush,
		 const struct holding *h)
{
	char more[32] = "";

	if (h->nforeign > SHOWN)
		snprintf(more, sizeof(more), " and %zu more",
			 h->nforeign - SHOWN);
	diag_warn(c->diags, DIAG_CONFLICT, flush->word.len ? flush->word : flush->at,
		  "this flush deletes tables that the input does not declare: %s%s",
		  h->foreign, more);
	diag_hint(c->diags, "with --keep-foreign only the declared tables are deleted");
}

void foreign_warn(struct cctx *c, const struct ast_cmd *flush)
{
	struct arena_mark mark = arena_mark(&c->scratch);
	struct holding h = { .c = c };
	struct tables declared;

	if (was_flushed(c, flush->ref.family))
		return;
	declared = declared_tables(c, flush->ref.family, 0,
				   c->ast->tables.count);
	h.declared = &declared;
	look_at_tables(&h, flush);
	if (h.known && h.nforeign > 0 && declares_anything(c))
		warn(c, flush, &h);
	arena_rewind(&c->scratch, mark);
}

/* Deletes a table that may not be there: adds it before. */
static int replace_table(struct cctx *c, const struct ast_cmd *flush,
			 const struct table_name *t)
{
	struct low_msg msg = {
		.verb = LOW_NEW,
		.kind = LOW_TABLE,
		.family = t->family,
		.at = flush->word.len ? flush->word : flush->at,
		.table = { .name = t->name, .at = flush->at },
	};

	if (ctx_emit(c, &msg) < 0)
		return -1;
	msg.verb = LOW_DEL;
	scope_del_table(c, t->family, t->name);
	return ctx_emit(c, &msg);
}

/* After an earlier flush there are those alone that were declared since. */
static struct tables to_be_replaced(struct cctx *c, const struct ast_cmd *flush)
{
	uint8_t family = flush->ref.family;
	bool first = !c->had_flush[family];
	size_t from = c->last_flush[family];

	c->had_flush[family] = true;
	c->last_flush[family] = c->ntables;
	return declared_tables(c, family, from,
			       first ? c->ast->tables.count : c->ntables);
}

int foreign_keep(struct cctx *c, const struct ast_cmd *flush)
{
	struct arena_mark mark = arena_mark(&c->scratch);
	struct tables declared = to_be_replaced(c, flush);
	struct holding h = { .c = c, .declared = &declared, .kept = true };
	int ret = 0;

	/* It is for telling alone: the batch does not depend on it. */
	if (c->opt->flushed && !was_flushed(c, flush->ref.family))
		look_at_tables(&h, flush);
	for (size_t i = 0; i < declared.count && ret == 0; i++)
		ret = replace_table(c, flush, &declared.list[i]);
	arena_rewind(&c->scratch, mark);
	return ret;
}
