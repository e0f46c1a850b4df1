#include "config.h"

#include "compile/command/cmd.h"

#include "compile/scope/scope.h"
#include "tables/family.h"
#include "text/diag.h"

static int add_flowtable(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	const struct ast_flowtable *f = cmd->flowtable;
	struct low_msg msg = cmd_msg(cmd, LOW_FLOWTABLE);
	struct low_flowtable low = { .have_flags = true };

	if (scope_need_table(c, ref->family, &ref->table) < 0)
		return -1;
	/* Whatever the table's family: the hook is one of the device. */
	if (f && hook_eval(c, FAMILY_NETDEV, &f->hook, &low.hook) < 0)
		return -1;
	low.flags = f ? f->flags : 0;
	if (!low.hook.present && !low.hook.devices &&
	    !scope_knows_flowtable(c, ast_key(ref)))
		return c->err ? -1 :
				diag_error(c->diags, DIAG_MISSING,
					   ref->name.at,
					   "this flowtable needs a line 'hook ingress priority NUMBER'");
	scope_declare(c, SCOPE_FLOWTABLES, ast_key(ref));
	msg.flowtable = &low;
	return ctx_emit(c, &msg);
}

static int delete_flowtable(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	struct low_msg msg = cmd_msg(cmd, LOW_FLOWTABLE);
	struct low_flowtable low = { .have_flags = false };

	if (cmd->flowtable) { /* devices only: the flowtable stays */
		if (hook_eval(c, FAMILY_NETDEV, &cmd->flowtable->hook,
			      &low.hook) < 0)
			return -1;
		low.hook.present = false;
		msg.flowtable = &low;
		if (low.hook.devices)
			return ctx_emit(c, &msg);
	}
	if (ref->name.name)
		scope_delete(c, SCOPE_FLOWTABLES, ast_key(ref));
	return ctx_emit(c, &msg);
}

int flowtable_cmd(struct cctx *c, const struct ast_cmd *cmd)
{
	return cmd_is_new(cmd) ? add_flowtable(c, cmd) :
				 delete_flowtable(c, cmd);
}
