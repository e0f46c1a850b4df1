#include "config.h"

#include "print/lift/lift_item.h"

#include "print/lift/lift_decl.h"
#include "syntax/ast.h"

#include <linux/netfilter/nf_tables.h>

static enum obj_kind kind_of(const struct state_item *item)
{
	static const uint8_t kinds[] = {
		[LOW_TABLE] = OBJ_TABLE, [LOW_CHAIN] = OBJ_CHAIN,
		[LOW_RULE] = OBJ_RULE, [LOW_FLOWTABLE] = OBJ_FLOWTABLE,
	};
	const struct low_set *set;

	if (item->kind == LOW_OBJ)
		return (enum obj_kind)((const struct state_obj *)item)->type;
	if (item->kind != LOW_SET)
		return (enum obj_kind)kinds[item->kind];
	set = item->low->set;
	return set && set->flags & (NFT_SET_MAP | NFT_SET_OBJECT) ? OBJ_MAP :
								    OBJ_SET;
}

static bool item_rule(struct lift *l, struct state_item *item,
		      struct ast_cmd *cmd)
{
	const struct state_rule *rule = (const void *)item;

	cmd->ref.name.name = rule->chain->item.name;
	cmd->rule = lift_rule(l, rule);
	return cmd->rule;
}

static bool item_table(struct lift *l, struct state_item *item,
		       struct ast_cmd *cmd)
{
	lift_table(l, (const void *)item, cmd);
	return true;
}

static bool item_chain(struct lift *l, struct state_item *item,
		       struct ast_cmd *cmd)
{
	return lift_chain(l, (const void *)item, cmd);
}

static bool item_set(struct lift *l, struct state_item *item,
		     struct ast_cmd *cmd)
{
	struct lift_set types;

	return item->low->set && lift_set_types(l, (void *)item, &types) &&
	       lift_set(l, &types, cmd);
}

static bool item_object(struct lift *l, struct state_item *item,
			struct ast_cmd *cmd)
{
	return item->low->obj && lift_object(l, (const void *)item, cmd);
}

static bool item_flowtable(struct lift *l, struct state_item *item,
			   struct ast_cmd *cmd)
{
	return item->low->flowtable && lift_flowtable(l, (const void *)item,
						      cmd);
}

bool lift_item(struct lift *l, struct state_item *item,
	       struct ast_cmd *ret_cmd)
{
	static bool (*const lifts[])(struct lift *, struct state_item *,
				     struct ast_cmd *) = {
		[LOW_TABLE] = item_table, [LOW_CHAIN] = item_chain,
		[LOW_RULE] = item_rule,	  [LOW_SET] = item_set,
		[LOW_OBJ] = item_object,  [LOW_FLOWTABLE] = item_flowtable,
	};

	lift_cmd(l, state_table_of(item), item, kind_of(item), ret_cmd);
	return !item->unsaid && lifts[item->kind](l, item, ret_cmd);
}
