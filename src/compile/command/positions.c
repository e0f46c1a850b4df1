#include "config.h"

#include "compile/command/positions.h"

#include "base/map.h"
#include "base/mem.h"
#include "compile/scope/scope.h"
#include "text/diag.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

struct placed { /* a rule of the kernel, or one of this input */
	uint64_t handle;
	uint32_t id;
};

struct followed {
	struct followed *next;
	struct map_key key;
	bool loaded, unknown; /* unknown: there is no kernel to ask */
	uint32_t seen; /* so many flushes were looked at */
	struct placed *rules;
	size_t count, room;
};

struct positions {
	struct map chains; /* struct followed */
	struct followed *first;
	/* uint32_t, the number of the last flush of a table, a family, or all.
	 * The chains look there when they are needed again: any number of
	 * flushes of any number of chains is as much work as both together. */
	struct map flushed;
	uint32_t flushes; /* so far */
};

static void empty(struct followed *f)
{
	f->count = 0;
	f->loaded = true;
	f->unknown = false;
}

static bool flushed_since(const struct positions *p, uint32_t seen,
			  uint8_t family, const char *table)
{
	const struct map_key key = { family, table, NULL };
	const uint32_t *last = map_get(&p->flushed, key);

	return last && *last > seen;
}

static struct followed *followed(struct cctx *c, const struct ast_ref *ref)
{
	struct positions *p = c->positions;
	struct followed *f = p ? map_get(&p->chains, ast_key(ref)) : NULL;

	if (!f || f->seen == p->flushes)
		return f;
	if (flushed_since(p, f->seen, f->key.family, f->key.table) ||
	    flushed_since(p, f->seen, f->key.family, NULL) ||
	    flushed_since(p, f->seen, FAMILY_UNSPEC, NULL))
		empty(f);
	f->seen = p->flushes;
	return f;
}

static void put_at(struct followed *f, size_t at, struct placed rule)
{
	if (f->count == f->room) {
		f->room = MAX(2 * f->room, 64);
		f->rules = mem_recalloc(f->rules, f->room, sizeof(*f->rules));
	}
	memmove(f->rules + at + 1, f->rules + at,
		(f->count - at) * sizeof(*f->rules));
	f->rules[at] = rule;
	f->count++;
}

static int load(struct cctx *c, struct followed *f)
{
	const struct resolver *res = c->resolver;
	struct resolver_rules rules;
	int err;

	if (f->loaded)
		return 0;
	f->loaded = true;
	if (!scope_visible(c, SCOPE_CHAINS, f->key))
		return 0;
	err = res->rules(res->ctx, f->key.family, f->key.table, f->key.name,
			 &c->arena, &rules);
	if (err == -ENOENT)
		return 0;
	f->unknown = err == -EOPNOTSUPP;
	if (err && !f->unknown)
		c->err = err;
	if (err)
		return c->err ? -1 : 0;
	for (size_t i = 0; i < rules.count; i++)
		put_at(f, f->count, (struct placed){ rules.handles[i], 0 });
	return 0;
}

/* The index of the rule with a handle; count: not there. */
static size_t find_handle(const struct followed *f, uint64_t handle)
{
	size_t i = 0;

	while (i < f->count && f->rules[i].handle != handle)
		i++;
	return i;
}

/* False after an error: neither the input nor the kernel has the chain. */
static bool chain_is_there(struct cctx *c, const struct ast_ref *ref)
{
	const struct resolver *res = c->resolver;
	uint64_t handle;

	if (scope_need_table(c, ref->family, &ref->table) < 0)
		return false;
	if (scope_has(c, SCOPE_CHAINS, ast_key(ref)) ||
	    res->chain_handle(res->ctx, ref->family, ref->table.name,
			      ref->name.name, &handle) != -ENOENT)
		return true;
	(void)diag_error(c->diags, DIAG_UNKNOWN_NAME, ref->name.at,
			 "chain '%s' does not exist in table %s '%s'",
			 ref->name.name, family_name((enum family)ref->family),
			 ref->table.name);
	diag_words(c->diags, ENOENT);
	return false;
}

static int find_index(struct cctx *c, const struct followed *f,
		      const struct ast_ref *ref, size_t *ret_at)
{
	struct ast_num index = ast_index(ref);

	if (index.val < f->count) {
		*ret_at = (size_t)index.val;
		return 0;
	}
	if (!f->count && !chain_is_there(c, ref))
		return -1;
	(void)diag_error(c->diags, DIAG_RANGE, index.at,
			 "chain '%s' has %zu rule%s at this point: "
			 "none has index %" PRIu64,
			 ref->name.name, f->count, f->count == 1 ? "" : "s",
			 index.val);
	diag_words(c->diags, ENOENT);
	return -1;
}

static void put_next_to(struct followed *f, size_t at, bool before,
			uint32_t id)
{
	put_at(f, MIN(before ? at : at + 1, f->count),
	       (struct placed){ 0, id });
}

static int place_index(struct cctx *c, struct followed *f,
		       const struct ast_cmd *cmd, struct rule_where *where)
{
	struct ast_num index = ast_index(&cmd->ref);
	size_t at = 0;

	/* So many rules as this input adds are there in any case. */
	if (f->unknown) {
		if (index.val >= f->count)
			diag_warn(c->diags, DIAG_UNKNOWN_NAME, index.at,
				  "whether the kernel has a rule at this index was not checked");
		put_at(f, f->count, (struct placed){ 0, where->id });
		return 0;
	}
	if (find_index(c, f, &cmd->ref, &at) < 0)
		return -1;
	where->position = f->rules[at].handle;
	where->position_id = f->rules[at].id;
	where->handle_at = index.at;
	put_next_to(f, at, cmd->verb == VERB_INSERT, where->id);
	return 0;
}

int positions_place(struct cctx *c, const struct ast_cmd *cmd,
		    struct rule_where *where)
{
	struct followed *f = followed(c, &cmd->ref);
	struct ast_num handle = ast_handle(&cmd->ref);
	bool before = cmd->verb == VERB_INSERT;
	size_t at;

	if (!f)
		return 0;
	if (load(c, f) < 0)
		return -1;
	where->id = c->next_rule_id++;
	if (ast_index(&cmd->ref).set)
		return place_index(c, f, cmd, where);
	at = handle.set ? find_handle(f, handle.val) :
	     before	? 0 :
			  f->count;
	if (cmd->verb == VERB_REPLACE && at < f->count)
		f->rules[at] = (struct placed){ 0, where->id };
	else if (cmd->verb != VERB_REPLACE)
		put_next_to(f, at, before, where->id);
	return 0;
}

int positions_append(struct cctx *c, const struct ast_ref *ref,
		     struct rule_where *where)
{
	struct followed *f = followed(c, ref);

	if (!f)
		return 0;
	if (load(c, f) < 0)
		return -1;
	where->id = c->next_rule_id++;
	put_at(f, f->count, (struct placed){ 0, where->id });
	return 0;
}

int positions_delete(struct cctx *c, const struct ast_ref *ref)
{
	struct followed *f = followed(c, ref);
	size_t at;

	if (!f)
		return 0;
	if (load(c, f) < 0)
		return -1;
	at = find_handle(f, ast_handle(ref).val);
	if (at == f->count)
		return 0;
	f->count--;
	memmove(f->rules + at, f->rules + at + 1,
		(f->count - at) * sizeof(*f->rules));
	return 0;
}

static void note_flush(struct cctx *c, const struct ast_ref *ref)
{
	const struct map_key key = { ref->family, ref->table.name, NULL };
	struct positions *p = c->positions;
	uint32_t *last = map_get(&p->flushed, key);

	if (!last) {
		last = arena_new(&c->arena, uint32_t);
		map_put(&p->flushed, key, last);
	}
	*last = ++p->flushes;
}

void positions_flush(struct cctx *c, const struct ast_ref *ref)
{
	struct followed *f = followed(c, ref);

	if (f)
		empty(f);
	else if (c->positions && !ref->name.name)
		note_flush(c, ref);
}

struct positions *positions_new(struct cctx *c)
{
	struct positions *p = NULL;
	struct followed *f;

	if (!c->ast->indexed)
		return NULL;
	for (const struct ast_cmd *cmd = c->ast->first; cmd; cmd = cmd->next) {
		if (cmd->kind != OBJ_RULE || !ast_index(&cmd->ref).set)
			continue;
		if (!p)
			p = mem_zalloc(sizeof(*p));
		if (map_get(&p->chains, ast_key(&cmd->ref)))
			continue;
		f = arena_new(&c->arena, struct followed);
		f->key = ast_key(&cmd->ref);
		f->next = p->first;
		p->first = f;
		map_put(&p->chains, f->key, f);
	}
	return p;
}

void positions_free(struct positions *p)
{
	if (!p)
		return;
	for (struct followed *f = p->first; f; f = f->next)
		mem_free(f->rules);
	map_release(&p->chains);
	map_release(&p->flushed);
	mem_free(p);
}
