#include "config.h"

#include "sync/blocked.h"

#include "object/rows.h"
#include "tables/family.h"

static const char *word_of(const struct state_item *i)
{
	static const char *const words[] = { [LOW_CHAIN] = "chain",
					     [LOW_SET] = "set",
					     [LOW_FLOWTABLE] = "flowtable" };
	const struct rows *obj;

	if (i->kind != LOW_OBJ)
		return words[i->kind];
	obj = nfobj_by_type(((const struct state_obj *)i)->type);
	return obj ? obj->name : "object";
}

static void tell(const struct plan *p, const struct plan_blocked *b,
		 struct diags *d)
{
	bool rule = b->kept->kind == LOW_RULE;
	const struct state_item *keeper =
		rule ? &((const struct state_rule *)b->kept)->chain->item :
		       b->kept;

	(void)diag_error(
		d, DIAG_CONFLICT,
		b->used->peer ? state_place(p->desired, b->used->peer, 0) :
				b->table->place,
		"%s '%s' differs and has to be made anew, but %s%s '%s' in table %s '%s', which --keep names, uses it",
		word_of(b->used), b->used->name,
		rule ? "a rule of " : "", word_of(keeper), keeper->name,
		family_name(b->table->before->family),
		b->table->before->item.name);
	diag_hint(d, "without --keep for it, it goes");
}

bool blocked_tell(const struct plan *p, struct diags *diags)
{
	for (const struct plan_blocked *b = p->blocked; b; b = b->next)
		tell(p, b, diags);
	return p->blocked;
}
