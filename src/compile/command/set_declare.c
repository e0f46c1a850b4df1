#include "config.h"

#include "compile/set/set_build.h"

#include "base/map.h"
#include "compile/command/cmd.h"
#include "compile/scope/scope.h"
#include "compile/value/stateful.h"
#include "text/diag.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

/* Kernel types of what the templates count. */
#define TEMPLATES_MAX ((unsigned int)ARRAY_SIZE(((struct set_info *)0)->stmt_kinds))

/* ---- the last command that has elements for a set ---- */

static bool has_elements(const struct ast_cmd *cmd)
{
	if (cmd->kind == OBJ_ELEMENT)
		return true;
	return (cmd->kind == OBJ_SET || cmd->kind == OBJ_MAP) &&
	       (cmd->verb == VERB_ADD || cmd->verb == VERB_CREATE) &&
	       cmd->set && cmd->set->elements;
}

static void index_cmds(struct map *last, const struct ast_cmd *cmd)
{
	for (; cmd; cmd = cmd->next) {
		if (has_elements(cmd))
			map_put(last, ast_key(&cmd->ref), (void *)cmd);
		else if (cmd->kind == OBJ_TABLE && cmd->table)
			index_cmds(last, cmd->table->cmds);
	}
}

static bool is_last(struct cctx *c, const struct ast_cmd *cmd)
{
	if (!c->last_elements) {
		c->last_elements = arena_new(&c->arena, struct map);
		index_cmds(c->last_elements, c->ast->first);
	}
	return map_get(c->last_elements, ast_key(&cmd->ref)) == cmd;
}

/* ---- elements ---- */

static struct low_elems elems_head(const struct ast_cmd *cmd,
				   const struct set_info *set, uint8_t verb)
{
	bool adding = cmd_verbs[verb].verb == LOW_NEW;

	return (struct low_elems){
		.verb = cmd_verbs[verb].verb, .family = cmd->ref.family,
		.create_flags = cmd_verbs[verb].create_flags, .at = cmd->at,
		.table = { .name = cmd->ref.table.name,
			   .at = cmd->ref.table.at },
		.set = { .name = cmd->ref.name.name, .at = cmd->ref.name.at },
		.set_id = adding ? set->id : 0,
	};
}

/* Intervals of one field are sorted first; all else goes out as it comes. */
static int send_elements(struct cctx *c, struct elems_job *job,
			 const struct elem_reader *r)
{
	struct elem_sender s = { .c = c, .head = job->head };

	if (!(job->set->flags & NFT_SET_INTERVAL) || job->set->key.concat)
		return elems_stream(r, &s, job->elements);
	return r->deleting ? ranges_delete(job) : ranges_add(job);
}

static int elements_of(struct cctx *c, const struct ast_cmd *cmd,
		       struct set_info *set, const struct ast_expr *elements,
		       bool initial)
{
	uint8_t verb = initial ? VERB_ADD : cmd->verb;
	bool sorted = set->flags & NFT_SET_INTERVAL && !set->key.concat;
	struct elem_reader r = {
		.c = c, .keep = sorted ? &c->arena : &c->scratch, .set = set,
		.key = set->key, .key_len = ktype_len_bytes(&set->key),
		.deleting = cmd_verbs[verb].verb != LOW_NEW,
	};
	struct elems_job job = {
		.r = &r, .set = set, .elements = elements, .verb = verb,
		.initial = initial, .head = elems_head(cmd, set, verb),
	};

	set_keys_differ(c, set, elements->at);
	job.last = !set->auto_merge || is_last(c, cmd);
	return send_elements(c, &job, &r);
}

int set_elements(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	struct set_info *set;

	if (scope_need_table(c, ref->family, &ref->table) < 0 ||
	    set_find(c, ast_key(ref), ref->name.at, &set) < 0)
		return -1;
	return elements_of(c, cmd, set, cmd->elements, false);
}

int set_keys(struct cctx *c, const struct ast_cmd *cmd)
{
	struct elem_sender s = { .c = c };
	struct elem_reader r = { .c = c, .keep = &c->scratch,
				 .deleting = true };
	struct set_info *set;

	if (set_find(c, ast_key(&cmd->ref), cmd->ref.name.at, &set) < 0)
		return -1;
	r.set = set;
	r.key = set->key;
	r.key_len = ktype_len_bytes(&set->key);
	return elems_stream(&r, &s, cmd->elements);
}

/* ---- declarations ---- */

static int read_templates(struct cctx *c, const struct ast_set *s,
			  struct set_info *set, const struct low_expr **last)
{
	struct low_expr *expr;

	for (const struct ast_stmt *i = s->stmts; i; i = i->next) {
		if (set->nstmts == TEMPLATES_MAX)
			return diag_error(c->diags, DIAG_LIMIT, i->at,
					  "a set takes at most %u statements",
					  TEMPLATES_MAX);
		if (stateful_lower(c, &c->scratch, i, &expr) < 0)
			return -1;
		expr->next = NULL;
		*last = expr;
		last = (const struct low_expr **)&expr->next;
		set->stmt_kinds[set->nstmts++] = (uint8_t)stateful_kind(i);
	}
	return 0;
}

static uint32_t flags_of(struct cctx *c, const struct ast_set *s,
			 const struct set_info *set)
{
	uint32_t flags = (uint32_t)s->flags.val;

	if (set->is_map)
		flags |= set->obj_type ? NFT_SET_OBJECT : NFT_SET_MAP;
	if (s->timeout_ms.val)
		flags |= NFT_SET_TIMEOUT;
	if (flags & NFT_SET_INTERVAL && set->key.concat)
		flags |= SET_CONCAT;
	if (set->nstmts > 1)
		flags |= SET_EXPR;
	if (!set->is_map &&
	    scope_set_is_written(c, set_key(set)))
		flags |= NFT_SET_EVAL;
	return flags;
}

static int check_merge(struct cctx *c, const struct ast_set *s,
		       struct set_info *set)
{
	if (!s->auto_merge)
		return 0;
	if (!(set->flags & NFT_SET_INTERVAL))
		return diag_error(c->diags, DIAG_CONTEXT, s->auto_merge_at,
				  "'auto-merge' works for sets of intervals only: 'flags interval' is missing");
	set->auto_merge = !set->key.concat;
	return 0;
}

static const char *data_name(struct arena *a, const struct set_info *set)
{
	const struct rows *object = nfobj_by_type(set->obj_type);

	if (set->data_verdict)
		return "verdict";
	if (set->obj_type)
		return object ? object->name : "object";
	return ktype_name(a, &set->data);
}

static bool same_data(const struct set_info *a, const struct set_info *b)
{
	if (a->data_verdict || b->data_verdict)
		return a->data_verdict == b->data_verdict;
	if (a->obj_type || b->obj_type)
		return a->obj_type == b->obj_type;
	return ktype_id(&a->data) == ktype_id(&b->data);
}

/* What differs from the set that was there before; NULL: nothing that the
 * types tell. */
static const char *difference(struct cctx *c, const struct set_info *set,
			      const struct set_info *old)
{
	struct arena *a = &c->scratch;

	if (old->is_map != set->is_map)
		return arena_printf(a, "'%s' is a %s already", set->name,
				    old->is_map ? "map" : "set");
	if (ktype_id(&old->key) != ktype_id(&set->key))
		return arena_printf(a, "%s '%s' exists already, with keys of type %s instead of %s",
				    old->is_map ? "map" : "set", set->name,
				    ktype_name(a, &old->key),
				    ktype_name(a, &set->key));
	if (set->is_map && !same_data(set, old))
		return arena_printf(a, "map '%s' exists already, with data of type %s instead of %s",
				    set->name, data_name(a, old),
				    data_name(a, set));
	return NULL;
}

static int other_type(struct cctx *c, const struct set_info *set,
		      const struct set_info *old, const char *how)
{
	diag_error(c->diags, DIAG_CONFLICT, set->at, "%s", how);
	if (old->at.file != SOURCE_NONE)
		diag_note(c->diags, old->at, "it is declared here");
	else
		diag_hint(c->diags, "the kernel has it");
	return -1;
}

/* The set that was there before: in the input, or in the kernel. */
static struct set_info *existing(struct cctx *c, struct set_info *set)
{
	struct set_info *old = scope_set(c, set_key(set));
	int err;

	if (old || !scope_visible(c, SCOPE_SETS, set_key(set)))
		return old;
	err = set_import(c, set_key(set), &old);
	if (err == -EOPNOTSUPP)
		set->in_kernel = true; /* for all that is known here */
	else if (err && err != -ENOENT && err != -EPROTO)
		c->err = err;
	return err ? NULL : old;
}

/* A set may be declared again: it keeps its elements, and being dynamic. */
static int check_existing(struct cctx *c, struct set_info *set)
{
	struct set_info *old = existing(c, set);
	const char *how = NULL;

	if (c->err)
		return -1;
	if (old && !old->poisoned) {
		how = difference(c, set, old);
		if (how)
			return other_type(c, set, old, how);
		if ((old->flags ^ set->flags) == NFT_SET_EVAL)
			set->flags |= NFT_SET_EVAL;
		set->in_kernel = old->in_kernel;
		set->elems = old->elems;
	}
	if (!set->elems && set->flags & NFT_SET_INTERVAL && !set->key.concat)
		set->elems = set_elems_new(c);
	return 0;
}

/* The reference sends the lowest 32 bits. */
static uint32_t gc_ms_of(struct cctx *c, const struct ast_num *ms)
{
	uint32_t kept = (uint32_t)ms->val;

	if (kept != ms->val)
		diag_warn(c->diags, DIAG_RANGE, ms->at,
			  "this time does not fit in 32 bits, that is 49d17h: %us%ums is loaded",
			  kept / 1000, kept % 1000);
	return kept;
}

static int read_declaration(struct cctx *c, const struct ast_cmd *cmd,
			    struct set_info *set, struct set_origin *from,
			    struct low_set *low)
{
	const struct low_expr *templates = NULL;
	const struct ast_set *s = cmd->set;

	if (set_key_type(c, cmd, set, from) < 0 ||
	    (set->is_map && set_data_type(c, cmd, set, from) < 0) ||
	    read_templates(c, s, set, &templates) < 0)
		return -1;
	set->flags = flags_of(c, s, set);
	set->data_interval = s->data_interval;
	set->size = (uint32_t)s->size.val;
	if (check_merge(c, s, set) < 0 || check_existing(c, set) < 0)
		return -1;
	set_to_low(set, low);
	if (!(set->flags & NFT_SET_CONSTANT)) {
		low->size = (uint32_t)s->size.val;
		low->policy = (uint32_t)s->policy.val;
	}
	low->timeout_ms = s->timeout_ms.val;
	low->gc_ms = gc_ms_of(c, &s->gc_ms);
	low->exprs = templates;
	return 0;
}

static int declare(struct cctx *c, const struct ast_cmd *cmd,
		   struct set_info *set)
{
	struct set_origin from = { .comment = &cmd->set->comment };
	struct low_set low;
	struct udata u;
	struct low_msg msg = {
		.verb = LOW_NEW, .kind = LOW_SET, .family = set->family,
		.create_flags = cmd_verbs[cmd->verb].create_flags, .at = cmd->at,
		.table = { .name = set->table, .at = cmd->ref.table.at },
		.name = { .name = set->name, .at = cmd->ref.name.at },
		.set = &low,
	};

	if (read_declaration(c, cmd, set, &from, &low) < 0 ||
	    set_udata(c, set, &from, &u) < 0)
		return -1;
	msg.udata = u.bytes;
	msg.udata_len = u.len;
	return ctx_emit(c, &msg) < 0 ? -1 : 0;
}

int set_declare(struct cctx *c, const struct ast_cmd *cmd)
{
	struct set_info *set = arena_new(&c->arena, struct set_info);
	struct arena_mark mark = arena_mark(&c->scratch);
	int ret;

	set->family = cmd->ref.family;
	set->table = cmd->ref.table.name;
	set->name = cmd->ref.name.name;
	set->at = cmd->ref.name.at;
	set->is_map = cmd->set->is_map;
	set->id = c->next_set_id++;
	ret = scope_need_table(c, set->family, &cmd->ref.table);
	if (!ret)
		ret = declare(c, cmd, set);
	set->poisoned = ret < 0;
	scope_add_set(c, set);
	if (!ret && cmd->set->elements)
		ret = elements_of(c, cmd, set, cmd->set->elements, true);
	arena_rewind(&c->scratch, mark);
	return ret;
}
