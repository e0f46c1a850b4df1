#include "config.h"

#include "compile/command/cmd.h"

#include "compile/command/positions.h"
#include "compile/rule/rule.h"
#include "compile/scope/scope.h"
#include "compile/value/value.h"
#include "syntax/hints.h"
#include "tables/family.h"
#include "tables/words.h"
#include "text/diag.h"
#include "text/suggest.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>
#include <string.h>

/* Translation happens in connection tracking, which must have seen the packet
 * (NF_IP_PRI_CONNTRACK, linux/netfilter_ipv4.h). */
#define NAT_PRIORITY_ABOVE (-200)

static const char *const chain_types[] = { "filter", "nat", "route" };

static int check_type(struct cctx *c, const struct ast_name *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(chain_types); i++)
		if (strcmp(chain_types[i], type->name) == 0)
			return 0;
	(void)diag_error(c->diags, DIAG_UNKNOWN_NAME, type->at,
			 "unknown chain type '%s': expected filter, nat or route",
			 type->name);
	if (!hint_word(c->diags, "chain type", type->name, strlen(type->name)))
		suggest_row(c->diags, type->name, strlen(type->name),
			    chain_types);
	return -1;
}

static int check_devices(struct cctx *c, enum family family,
			 const struct low_hook *hook)
{
	const char *name;

	if (!hook->devices || family == FAMILY_NETDEV)
		return 0;
	if (family == FAMILY_INET && !hook->present)
		return 0;
	name = hook->present ? hook_name(family, hook->num) : NULL;
	if (family == FAMILY_INET && name && strcmp(name, "ingress") == 0)
		return 0;
	return diag_error(c->diags, DIAG_CONTEXT, hook->devices->at,
			  "this chain cannot have devices: only chains of family netdev, and of family inet at hook ingress, can");
}

static int chain_hook(struct cctx *c, const struct ast_cmd *cmd,
		      struct low_hook *hook)
{
	const struct ast_hook *h = &cmd->chain->hook;
	enum family family = cmd->ref.family;

	if (h->type.name) {
		if (check_type(c, &h->type) < 0)
			return -1;
		hook->type = h->type.name;
		hook->type_at = h->type.at;
	}
	if (hook_eval(c, family, h, hook) < 0 ||
	    check_devices(c, family, hook) < 0)
		return -1;
	if (hook->type && strcmp(hook->type, "nat") == 0 &&
	    hook->priority <= NAT_PRIORITY_ABOVE)
		return diag_error(c->diags, DIAG_RANGE, hook->prio_at,
				  "a chain of type 'nat' needs a priority above %d",
				  NAT_PRIORITY_ABOVE);
	return 0;
}

static int chain_policy(struct cctx *c, const struct ast_chain *chain,
			struct low_chain *low)
{
	const struct word *word;
	const char *name;

	if (!chain->policy)
		return 0;
	if (value_name(c, chain->policy, "a chain policy", &name) < 0)
		return -1;
	word = word_find(words_chain_policy, name);
	if (!word)
		return diag_error(c->diags, DIAG_UNKNOWN_NAME,
				  chain->policy->at,
				  "unknown policy '%s': expected accept or drop",
				  name);
	low->have_policy = true;
	low->policy = (uint32_t)word->value;
	low->policy_at = chain->policy->at;
	return 0;
}

static int add_chain(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	const struct ast_chain *chain = cmd->chain;
	struct low_msg msg = cmd_msg(cmd, LOW_CHAIN);
	struct low_chain low = { .id = 0 };

	scope_declare(c, SCOPE_CHAINS, ast_key(ref));
	if (scope_need_table(c, ref->family, &ref->table) < 0)
		return -1;
	msg.chain = &low;
	if (!chain)
		return ctx_emit(c, &msg);
	low.flags = chain->flags;
	if (chain_hook(c, cmd, &low.hook) < 0 ||
	    chain_policy(c, chain, &low) < 0 ||
	    cmd_comment(c, &chain->comment, &msg) < 0)
		return -1;
	return ctx_emit(c, &msg);
}

static int delete_chain(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	struct low_msg msg = cmd_msg(cmd, LOW_CHAIN);
	struct low_chain low = { .id = 0 };

	if (cmd->chain && chain_hook(c, cmd, &low.hook) < 0)
		return -1;
	low.hook.type = NULL;
	/* With devices these go alone and the chain stays; whatever else the
	 * block says, the chain goes. */
	if (low.hook.devices) {
		msg.chain = &low;
		return ctx_emit(c, &msg);
	}
	if (ref->name.name) {
		positions_flush(c, ref);
		scope_delete(c, SCOPE_CHAINS, ast_key(ref));
	}
	return ctx_emit(c, &msg);
}

static int flush_chain(struct cctx *c, const struct ast_cmd *cmd)
{
	struct low_msg msg = cmd_msg(cmd, LOW_RULE);

	positions_flush(c, &cmd->ref);
	return ctx_emit(c, &msg);
}

/* ---- rename ---- */

static int rename_unknown(struct cctx *c, const struct ast_ref *ref)
{
	if (scope_has(c, SCOPE_CHAINS, ast_key(ref)))
		return diag_error(c->diags, DIAG_UNSUPPORTED, ref->name.at,
				  "chain '%s' is added by this input and "
				  "cannot be renamed by it: declare it under "
				  "its new name",
				  ref->name.name);
	(void)diag_error(c->diags, DIAG_UNKNOWN_NAME, ref->name.at,
			 "chain '%s' does not exist in table %s '%s'",
			 ref->name.name, family_name(ref->family),
			 ref->table.name);
	diag_words(c->diags, ENOENT);
	return -1;
}

/* The kernel renames by handle alone. */
static int chain_handle(struct cctx *c, const struct ast_ref *ref,
			uint64_t *ret_handle)
{
	const struct resolver *res = c->resolver;
	int err;

	if (!scope_visible(c, SCOPE_CHAINS, ast_key(ref)))
		return rename_unknown(c, ref);
	err = res->chain_handle(res->ctx, ref->family, ref->table.name,
				ref->name.name, ret_handle);
	if (err == -ENOENT)
		return scope_need_table(c, ref->family, &ref->table) < 0 ?
			       -1 :
			       rename_unknown(c, ref);
	if (err == -EOPNOTSUPP)
		diag_warn(c->diags, DIAG_UNKNOWN_NAME, ref->name.at,
			  "whether the kernel has chain '%s' was not checked",
			  ref->name.name);
	else if (err)
		c->err = err;
	return err ? -1 : 0;
}

static int rename_chain(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	struct low_msg msg = cmd_msg(cmd, LOW_CHAIN);
	uint64_t handle;

	if (chain_handle(c, ref, &handle) < 0)
		return c->opt->offline ? 0 : -1;
	msg.name = (struct low_name){ .name = cmd->newname->name,
				      .handle = handle,
				      .at = cmd->newname->at };
	scope_delete(c, SCOPE_CHAINS, ast_key(ref));
	scope_declare(c, SCOPE_CHAINS,
		      (struct map_key){ ref->family, ref->table.name,
					cmd->newname->name });
	return ctx_emit(c, &msg);
}

static int one_rule(struct cctx *c, const struct ast_ref *ref,
		    const struct ast_rule *rule)
{
	struct rule_where where = {
		.family = ref->family,
		.table = ref->table.name,
		.table_name = { .name = ref->table.name, .at = ref->table.at },
		.chain = { .name = ref->name.name, .at = ref->name.at },
		.create_flags = NLM_F_CREATE | NLM_F_APPEND,
		.at = rule->at,
	};

	if (positions_append(c, ref, &where) < 0)
		return -1;
	return rule_compile(c, &where, rule);
}

static int rules_of(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_rule *rule;
	int ret = 0;

	for (rule = cmd->chain->rules->first; rule; rule = rule->next) {
		if (c->err || diags_full(c->diags))
			return -1;
		if (one_rule(c, &cmd->ref, rule) < 0)
			ret = -1;
	}
	return ret;
}

int chain_rules(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_cmd *around = c->cmd;
	int ret;

	if (!cmd_is_new(cmd) || !cmd->chain || !cmd->chain->rules)
		return 0;
	c->cmd = cmd;
	c->in_block = true;
	ret = rules_of(c, cmd);
	c->in_block = false;
	c->cmd = around;
	return ret;
}

int chain_cmd(struct cctx *c, const struct ast_cmd *cmd)
{
	switch ((enum ast_verb)cmd->verb) {
	case VERB_ADD:
	case VERB_CREATE:
		return add_chain(c, cmd);
	case VERB_FLUSH:
		return flush_chain(c, cmd);
	case VERB_RENAME:
		return rename_chain(c, cmd);
	case VERB_DELETE:
	case VERB_DESTROY:
	case VERB_INSERT:
	case VERB_REPLACE:
	case VERB_LIST:
	case VERB_GET:
		break;
	}
	return delete_chain(c, cmd);
}
