#include "config.h"

#include "compile/command/cmd.h"

#include "compile/command/foreign.h"
#include "compile/command/positions.h"
#include "compile/scope/scope.h"
#include "compile/set/sets.h"
#include "tables/family.h"
#include "text/diag.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

/* ---- tables ---- */

static int emit_table(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_table *t = cmd->table;
	struct low_msg msg = cmd_msg(cmd, LOW_TABLE);

	/* A table needs no NLM_F_CREATE: NEWTABLE always makes one. */
	msg.create_flags &= (uint16_t)~NLM_F_CREATE;
	msg.udata_flags_set = true;
	if (t) {
		msg.table_flags = t->flags;
		if (cmd_comment(c, &t->comment, &msg) < 0)
			return -1;
	}
	if (c->opt->owner)
		c->opt->own(&c->scratch, &msg, c->opt->owner);
	return ctx_emit(c, &msg);
}

static bool is_of_stage(const struct ast_cmd *cmd, unsigned int stage)
{
	switch (cmd->kind) {
	case OBJ_CHAIN:
		return stage == 0;
	case OBJ_SET:
	case OBJ_MAP:
	case OBJ_ELEMENT:
		return stage == 2;
	case OBJ_FLOWTABLE:
		return stage == 3;
	default:
		return stage == 1;
	}
}

static bool must_stop(const struct cctx *c)
{
	return c->err || diags_full(c->diags);
}

/* Chains come first, so that elements and rules may jump to any of them;
 * then objects, sets, flowtables; rules, which use them all, come last. */
static int expand_block(struct cctx *c, const struct ast_table *t)
{
	int ret = 0;

	for (unsigned int stage = 0; stage < 4; stage++) {
		for (const struct ast_cmd *cmd = t->cmds;
		     cmd && !must_stop(c); cmd = cmd->next) {
			if (is_of_stage(cmd, stage) && cmd_compile(c, cmd) < 0)
				ret = -1;
		}
	}
	for (const struct ast_cmd *cmd = t->cmds; cmd && !must_stop(c);
	     cmd = cmd->next) {
		if (cmd->kind == OBJ_CHAIN && chain_rules(c, cmd) < 0)
			ret = -1;
	}
	return ret;
}

static int table_cmd(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	struct low_msg msg;
	int ret;

	if (cmd_is_new(cmd)) {
		ret = emit_table(c, cmd);
		scope_add_table(c, ref->family, ref->table.name, false);
		if (cmd->table && expand_block(c, cmd->table) < 0)
			ret = -1;
		return ret;
	}
	if (cmd->verb == VERB_FLUSH) {
		positions_flush(c, ref);
		msg = cmd_msg(cmd, LOW_RULE);
		return ctx_emit(c, &msg);
	}
	if (ref->table.name) {
		positions_flush(c, ref);
		scope_del_table(c, ref->family, ref->table.name);
	}
	msg = cmd_msg(cmd, LOW_TABLE);
	return ctx_emit(c, &msg);
}

static int ruleset_cmd(struct cctx *c, const struct ast_cmd *cmd)
{
	struct low_msg msg = cmd_msg(cmd, LOW_TABLE);

	positions_flush(c, &cmd->ref);
	if (c->opt->keep_foreign)
		return foreign_keep(c, cmd);
	foreign_warn(c, cmd);
	scope_flush_ruleset(c, cmd->ref.family);
	return ctx_emit(c, &msg);
}

/* ---- sets ---- */

/* A meter is a set that rules add to; the command must name what it is. */
static int check_kind(struct cctx *c, const struct ast_cmd *cmd,
		      const struct set_info *set)
{
	const char *what = set->is_map ? "map" : "set";

	if (cmd->kind == OBJ_METER && !(set->flags & NFT_SET_EVAL)) {
		diag_error(c->diags, DIAG_TYPE, cmd->ref.name.at,
			   "'%s' is a %s that no rule adds to, not a meter",
			   set->name, what);
		diag_hint(c->diags, "write 'flush %s'", what);
		return -1;
	}
	if (cmd->kind == OBJ_METER || set->is_map == (cmd->kind == OBJ_MAP))
		return 0;
	return diag_error(c->diags, DIAG_TYPE, cmd->ref.name.at,
			  "'%s' is a %s, not a %s", set->name, what,
			  set->is_map ? "set" : "map");
}

static int flush_set(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	struct low_msg msg = cmd_msg(cmd, LOW_ELEMS);
	struct set_info *set;

	if (set_find(c, ast_key(ref), ref->name.at, &set) < 0 ||
	    check_kind(c, cmd, set) < 0)
		return -1;
	set_flushed(set);
	return ctx_emit(c, &msg);
}

static int set_cmd(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	struct low_msg msg = cmd_msg(cmd, LOW_SET);

	if (cmd_is_new(cmd))
		return set_declare(c, cmd);
	if (cmd->verb == VERB_FLUSH)
		return flush_set(c, cmd);
	if (ref->name.name)
		scope_delete(c, SCOPE_SETS, ast_key(ref));
	return ctx_emit(c, &msg);
}

/* ---- all of them ---- */

/* Declares what a command that was parsed in part only names, so that what
 * refers to it is not reported as well. */
static void declare_poisoned(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	struct set_info *set;

	if (!ref->table.name || cmd->verb == VERB_DELETE)
		return;
	if (cmd->kind == OBJ_TABLE)
		scope_add_table(c, ref->family, ref->table.name, false);
	if (!ref->name.name || !cmd_is_new(cmd))
		return;
	if (cmd->kind == OBJ_CHAIN)
		scope_declare(c, SCOPE_CHAINS, ast_key(ref));
	if (cmd->kind == OBJ_FLOWTABLE)
		scope_declare(c, SCOPE_FLOWTABLES, ast_key(ref));
	if (cmd->kind != OBJ_SET && cmd->kind != OBJ_MAP)
		return;
	set = arena_new(&c->arena, struct set_info);
	set->family = ref->family;
	set->table = ref->table.name;
	set->name = ref->name.name;
	set->at = ref->name.at;
	set->poisoned = true;
	scope_add_set(c, set);
}

static int poisoned_cmd(struct cctx *c, const struct ast_cmd *cmd)
{
	declare_poisoned(c, cmd);
	/* The parts of a table's block that were understood may have mistakes
	 * of their own. */
	if (cmd->kind == OBJ_TABLE && cmd_is_new(cmd) && cmd->table)
		(void)expand_block(c, cmd->table);
	return -1;
}

/* Kinds beyond those of named objects, by enum obj_kind. */
static int (*const kinds[])(struct cctx *c, const struct ast_cmd *cmd) = {
	[OBJ_TABLE] = table_cmd,	 [OBJ_CHAIN] = chain_cmd,
	[OBJ_RULE] = rule_cmd,		 [OBJ_SET] = set_cmd,
	[OBJ_MAP] = set_cmd,		 [OBJ_METER] = set_cmd,
	[OBJ_ELEMENT] = set_elements,	 [OBJ_FLOWTABLE] = flowtable_cmd,
	[OBJ_RULESET] = ruleset_cmd,
};

const char *cmd_about(const void *ctx, struct arena *a)
{
	const struct cctx *c = ctx;
	const struct ast_ref *ref = c->cmd ? &c->cmd->ref : NULL;
	const char *name, *family;

	if (!ref || !ref->table.name)
		return NULL;
	name = ref->name.name;
	family = family_name((enum family)ref->family);
	return arena_printf(a, "%s %s %s%s%s",
			    c->in_block ? "rule" : word_name(words_objects, c->cmd->kind),
			    family ? family : "", ref->table.name,
			    name ? " " : "", name ? name : "");
}

int cmd_compile(struct cctx *c, const struct ast_cmd *cmd)
{
	struct arena_mark mark = arena_mark(&c->scratch);
	const struct ast_cmd *around = c->cmd;
	int ret;

	c->cmd = cmd;
	if (cmd->poisoned)
		ret = poisoned_cmd(c, cmd);
	else if (cmd->kind <= OBJ_LAST_STATEFUL)
		ret = object_cmd(c, cmd);
	else if (cmd->kind < ARRAY_SIZE(kinds) && kinds[cmd->kind])
		ret = kinds[cmd->kind](c, cmd);
	else
		BUG("command about kind %u", cmd->kind);
	arena_rewind(&c->scratch, mark);
	c->cmd = around;
	return ret < 0 ? -1 : 0;
}
