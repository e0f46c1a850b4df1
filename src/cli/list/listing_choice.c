#include "config.h"

#include "cli/list/listing_choice.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define KIND(kind) (1u << LOW_##kind)
#define OF_SETS (KIND(TABLE) | KIND(SET) | KIND(ELEMS))
#define OF_RULES (OF_SETS | KIND(CHAIN) | KIND(RULE))

/* By enum obj_kind; objects are read with their tables only. */
static const uint32_t kinds_of[] = {
	[OBJ_TABLE] = OF_RULES | KIND(OBJ) | KIND(FLOWTABLE),
	[OBJ_RULESET] = OF_RULES | KIND(OBJ) | KIND(FLOWTABLE),
	[OBJ_CHAIN] = OF_RULES,
	[OBJ_SET] = OF_SETS,
	[OBJ_MAP] = OF_SETS,
	[OBJ_METER] = OF_SETS,
	[OBJ_ELEMENT] = OF_SETS,
	[OBJ_FLOWTABLE] = KIND(TABLE) | KIND(FLOWTABLE),
};

static bool is_all(const struct ast_cmd *cmd)
{
	return !cmd->ref.name.name && cmd->kind != OBJ_RULESET;
}

static uint32_t kinds_read(const struct ast_cmd *cmd)
{
	if (cmd->kind <= OBJ_LAST_STATEFUL)
		return KIND(TABLE) | KIND(OBJ);
	if (cmd->kind == OBJ_TABLE && !cmd->ref.table.name)
		return KIND(TABLE);
	/* `list chains` shows no rules. */
	if (cmd->kind == OBJ_CHAIN && is_all(cmd))
		return KIND(TABLE) | KIND(CHAIN);
	return kinds_of[cmd->kind];
}

bool listing_shows_table(const struct ast_cmd *cmd, uint8_t family,
			 const char *table)
{
	const struct ast_ref *ref = &cmd->ref;

	return (!ref->family || ref->family == family) &&
	       (!ref->table.name || strcmp(ref->table.name, table) == 0);
}

static bool reads_table(void *ctx, const struct low_msg *table)
{
	const struct listing_choice *c = ctx;

	return listing_shows_table(c->cmd, table->family, table->table.name);
}

/* The chains that rules jump into belong to the rules. */
static bool reads_rules(void *ctx, const struct low_msg *chain)
{
	const struct listing_choice *c = ctx;
	const char *name = c->cmd->ref.name.name;

	if (c->cmd->kind != OBJ_CHAIN || !name)
		return true;
	return (chain->chain && chain->chain->flags & NFT_CHAIN_BINDING) ||
	       (chain->name.name && strcmp(chain->name.name, name) == 0);
}

static bool set_is(const struct ast_cmd *cmd, uint32_t flags)
{
	bool map = flags & (NFT_SET_MAP | NFT_SET_OBJECT);

	switch (cmd->kind) {
	case OBJ_SET:
		return !map;
	case OBJ_MAP:
		return map;
	case OBJ_METER:
		return !map && flags & NFT_SET_EVAL;
	default:
		return true;
	}
}

/* Elements of the sets of rules are shown with the rules. */
static bool reads_elements(void *ctx, const struct low_msg *set)
{
	const struct listing_choice *c = ctx;
	const char *name = c->cmd->ref.name.name;

	if (set->set->flags & NFT_SET_ANONYMOUS)
		return kinds_read(c->cmd) & KIND(RULE);
	if (c->terse || c->cmd->kind == OBJ_CHAIN)
		return false;
	return set_is(c->cmd, set->set->flags) &&
	       (!name || strcmp(set->name.name, name) == 0);
}

struct read_choice listing_reads(struct listing_choice *c)
{
	return (struct read_choice){
		.table = reads_table,
		.elements = reads_elements,
		.rules = reads_rules,
		.ctx = c,
		.kinds = kinds_read(c->cmd),
	};
}

bool listing_shows_kind(const struct ast_cmd *cmd,
			const struct state_item *item)
{
	switch (item->kind) {
	case LOW_SET:
		return !((const struct state_set *)item)->anonymous &&
		       set_is(cmd, item->low->set->flags);
	case LOW_OBJ:
		return ((const struct state_obj *)item)->type == cmd->kind;
	case LOW_CHAIN:
		return !((const struct state_chain *)item)->bound;
	default:
		return true;
	}
}

const struct state_list *listing_list(const struct ast_cmd *cmd,
				      const struct state_table *t)
{
	if (cmd->kind <= OBJ_LAST_STATEFUL)
		return &t->objs;
	if (cmd->kind == OBJ_CHAIN)
		return &t->chains;
	return cmd->kind == OBJ_FLOWTABLE ? &t->flowtables : &t->sets;
}
