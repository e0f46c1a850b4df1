#include "config.h"

#include "print/lift/lift_decl.h"

#include "compile/scope/udata.h"
#include "print/lift/lift_in.h"
#include "tables/abi.h"
#include "tables/family.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_FLAGS (NFT_TABLE_F_DORMANT | NFT_TABLE_F_OWNER | \
		     ABI_TABLE_F_PERSIST)

/* A rule is added to a chain, and has no name. */
static const char *name_in(const struct state_item *item, enum obj_kind kind)
{
	if (kind == OBJ_TABLE)
		return NULL;
	return kind == OBJ_RULE ?
		((const struct state_rule *)item)->chain->item.name :
		item->name;
}

void lift_cmd(struct lift *l, const struct state_table *t,
	      const struct state_item *item, enum obj_kind kind,
	      struct ast_cmd *ret_cmd)
{
	struct ast_place *place = arena_new(lift_arena(l), struct ast_place);

	place->handle = lift_given(item->handle);
	*ret_cmd = (struct ast_cmd){
		.verb = VERB_ADD,
		.kind = (uint8_t)kind,
		.ref = { .family = t->family,
			 .table.name = t->item.name,
			 .name.name = name_in(item, kind),
			 .place = place },
	};
}

void lift_table(struct lift *l, const struct state_table *t,
		struct ast_cmd *ret_cmd)
{
	const struct low_msg *m = t->item.low;
	struct ast_table *table = arena_new(lift_arena(l), struct ast_table);

	lift_cmd(l, t, &t->item, OBJ_TABLE, ret_cmd);
	ret_cmd->table = table;
	table->flags = m->table_flags & TABLE_FLAGS;
	table->have_flags = table->flags != 0;
	table->comment = lift_comment(m->udata, m->udata_len,
				      UDATA_COMMENT);
}

/* ---- hooks ---- */

static void lift_priority(struct lift *l, enum family family,
			  const struct low_hook *hook, struct ast_hook *ret)
{
	const struct print_options *opt = l->opt;
	const char *name = NULL;
	int32_t offset = 0;
	bool named;

	if (!opt->json && !opt->numeric && !opt->numeric_priority)
		name = priority_name(family, (int)hook->num, hook->priority,
				     &offset);
	named = name;
	if (!name)
		name = arena_printf(lift_arena(l), "%d", hook->priority);
	ret->prio = lift_word(l, name, named ? 0 : AST_NUMBER);
	ret->prio_offset = offset;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* nft lists devices by their names. */
static void lift_devices(struct lift *l, const struct low_device *devices,
			 struct ast_devices *ret)
{
	struct arena *a = lift_arena(l);
	struct ast_expr **last = &ret->first;
	const char **names;
	size_t n = 0, i = 0;

	for (const struct low_device *d = devices; d; d = d->next)
		n++;
	names = arena_alloc(a, n * sizeof(*names));
	for (const struct low_device *d = devices; d; d = d->next)
		names[i++] = d->wildcard ? arena_printf(a, "%s*", d->name) :
					   d->name;
	qsort(names, n, sizeof(*names), compare_names);
	for (i = 0; i < n; i++) {
		*last = lift_word(l, names[i], AST_QUOTED);
		last = &(*last)->next;
	}
}

/* False: a hook that this program does not know. */
static bool lift_hook(struct lift *l, enum family family,
		      const struct low_hook *hook, struct ast_hook *ret)
{
	ret->type.name = hook->type;
	ret->hook.name = hook_name(family, hook->num);
	lift_priority(l, family, hook, ret);
	lift_devices(l, hook->devices, &ret->devices);
	return ret->hook.name;
}

bool lift_chain(struct lift *l, const struct state_chain *c,
		struct ast_cmd *ret_cmd)
{
	const struct low_msg *m = c->item.low;
	static const struct low_chain bare;
	/* A file may say only the name. */
	const struct low_chain *low = m->chain ? m->chain : &bare;
	struct ast_chain *chain = arena_new(lift_arena(l), struct ast_chain);
	uint32_t policy;

	lift_cmd(l, c->table, &c->item, OBJ_CHAIN, ret_cmd);
	ret_cmd->chain = chain;
	chain->comment = lift_comment(m->udata, m->udata_len,
				      UDATA_COMMENT);
	chain->flags = low->flags & NFT_CHAIN_HW_OFFLOAD;
	if (!low->hook.present)
		return true;
	policy = low->have_policy ? low->policy : NF_ACCEPT;
	chain->policy = lift_word(l, policy == NF_DROP ? "drop" : "accept", 0);
	return lift_hook(l, (enum family)c->table->family, &low->hook,
			 &chain->hook);
}

bool lift_flowtable(struct lift *l, const struct state_flowtable *f,
		    struct ast_cmd *ret_cmd)
{
	const struct low_flowtable *low = f->item.low->flowtable;
	struct ast_flowtable *ft = arena_new(lift_arena(l),
					     struct ast_flowtable);

	lift_cmd(l, f->table, &f->item, OBJ_FLOWTABLE, ret_cmd);
	ret_cmd->flowtable = ft;
	if (!low)
		return false;
	ft->flags = low->flags;
	/* Flow tables of all families are at hooks of netdev. */
	return lift_hook(l, FAMILY_NETDEV, &low->hook, &ft->hook);
}

/* ---- sets ---- */

/* In text a timeout says its flag itself, if the flag is alone. */
static uint32_t flags_of(const struct lift *l, const struct low_set *set)
{
	uint32_t flags = set->flags & (NFT_SET_CONSTANT | NFT_SET_INTERVAL |
				       NFT_SET_TIMEOUT | NFT_SET_EVAL);

	return !l->opt->json && set->timeout_ms && flags == NFT_SET_TIMEOUT ?
		0 : flags;
}

bool lift_set(struct lift *l, const struct lift_set *types,
	      struct ast_cmd *ret_cmd)
{
	const struct state_set *record = types->set;
	const struct low_set *low = record->item.low->set;
	struct ast_set *set = arena_new(lift_arena(l), struct ast_set);

	lift_cmd(l, record->table, &record->item,
		 types->is_map ? OBJ_MAP : OBJ_SET, ret_cmd);
	ret_cmd->set = set;
	*set = (struct ast_set){
		.key = types->key,
		.data = types->data,
		.data_obj = types->obj_type,
		.is_map = types->is_map,
		.data_interval = types->data_interval,
		.auto_merge = types->auto_merge,
		.flags = lift_given(flags_of(l, low)),
		.policy = lift_given(low->policy),
		.size = lift_given(low->size),
		.timeout_ms = lift_given(low->timeout_ms),
		.gc_ms = lift_given(low->gc_ms),
		.comment = types->comment,
	};
	return (!set->data_obj || word_name(words_objects, set->data_obj)) &&
	       lift_stateful(l, low->exprs, &set->stmts);
}
