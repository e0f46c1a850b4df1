#include "config.h"

#include "print/text/text_state.h"

#include "base/mem.h"
#include "compile/scope/udata.h"
#include "object/decode.h"
#include "object/print.h"
#include "print/lift/lift_decl.h"
#include "print/text/text_decl.h"
#include "print/text/text_stmt.h"

#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>

void text_lister_init(struct text_lister *w, struct text_out *out,
		      struct state *s)
{
	*w = (struct text_lister){ .out = out,
				   .lift = lift_new(s, out->options) };
}

void text_lister_release(struct text_lister *w)
{
	lift_free(w->lift);
}

/* ---- what cannot be written ---- */

/* Puts each line of text into a comment. */
static void put_comments(struct text_out *o, const char *text)
{
	text_put_indent(o);
	text_put(o, "# cannot be written in this language:\n");
	while (*text) {
		size_t len = strcspn(text, "\n");

		text_put_indent(o);
		text_put(o, "# ");
		text_put_bytes(o, text, len);
		text_put_char(o, '\n');
		text += len + (text[len] == '\n');
	}
}

void text_list_unknown(struct text_lister *w, const struct state_item *item)
{
	char *text = print_command_text(lift_low(w->lift, item), NULL);

	put_comments(w->out, text);
	free(text);
	lift_rewind(w->lift);
	w->cannot++;
}

/* ---- rules ---- */

static bool put_rule(struct text_lister *w, const struct state_rule *r)
{
	const struct ast_rule *rule =
		r->item.unsaid ? NULL : lift_rule(w->lift, r);

	if (!rule)
		return false;
	text_put_indent(w->out);
	text_rule(w->out, rule);
	text_handle(w->out, r->item.handle);
	text_put_char(w->out, '\n');
	lift_rewind(w->lift);
	return true;
}

static void put_rules(struct text_lister *w, const struct state_chain *c)
{
	struct state_rule *r;

	state_each(r, &c->rules) {
		if (w->begins)
			w->begins(w->ctx, &r->item);
		r->item.unsaid = !put_rule(w, r);
		if (r->item.unsaid)
			text_list_unknown(w, &r->item);
	}
}

/* ---- blocks ---- */

/* `set s {`; false: the item cannot be written, and is a comment. */
static bool open_item(struct text_lister *w, struct state_item *item,
		      const struct ast_cmd *cmd, bool can)
{
	item->unsaid |= !can || !item->name;
	if (item->unsaid) {
		text_list_unknown(w, item);
		return false;
	}
	text_open(w->out, word_name(words_objects, cmd->kind),
		  cmd->ref.name.name, item->handle);
	return true;
}

/* Of a chain that is a comment itself. */
static void put_unknown_rules(struct text_lister *w,
			      const struct state_chain *c)
{
	const struct state_rule *r;

	if (!c)
		return;
	state_each(r, &c->rules)
		text_list_unknown(w, &r->item);
}

static void put_chain(struct text_lister *w, struct state_item *item,
		      bool content)
{
	const struct state_chain *c = (const void *)item;
	struct ast_cmd cmd;

	if (!open_item(w, item, &cmd, lift_chain(w->lift, c, &cmd))) {
		put_unknown_rules(w, content ? c : NULL);
		return;
	}
	text_chain(w->out, cmd.chain);
	lift_rewind(w->lift);
	if (content)
		put_rules(w, c);
	text_close(w->out);
}

static void put_object(struct text_lister *w, struct state_item *item,
		       bool content)
{
	const struct state_obj *obj = (const void *)item;
	struct ast_cmd cmd;

	(void)content;
	if (open_item(w, item, &cmd, lift_object(w->lift, obj, &cmd))) {
		text_object(w->out, cmd.kind, cmd.object);
		text_close(w->out);
	}
	lift_rewind(w->lift);
}

static void put_flowtable(struct text_lister *w, struct state_item *item,
			  bool content)
{
	const struct state_flowtable *f = (const void *)item;
	struct ast_cmd cmd;

	(void)content;
	if (open_item(w, item, &cmd, lift_flowtable(w->lift, f, &cmd))) {
		text_flowtable(w->out, cmd.flowtable);
		text_close(w->out);
	}
	lift_rewind(w->lift);
}

/* ---- sets ---- */

/* How many values of a type nft lists on a line; 0: one. */
static const uint8_t on_line[DT_COUNT] = {
	[DT_NFPROTO] = 5,      [DT_INTEGER] = 5,   [DT_ARPOP] = 5,
	[DT_INET_PROTOCOL] = 5, [DT_INET_SERVICE] = 5, [DT_TCP_FLAG] = 5,
	[DT_DCCP_PKTTYPE] = 5, [DT_MARK] = 5,	   [DT_IFINDEX] = 5,
	[DT_CLASSID] = 5,      [DT_UID] = 5,	   [DT_GID] = 5,
	[DT_CT_DIR] = 5,       [DT_IPADDR] = 2,	   [DT_CT_STATE] = 2,
	[DT_CT_STATUS] = 2,    [DT_PKTTYPE] = 2,
};

static bool has_comment(const struct elems *e)
{
	for (size_t i = 0; i < e->count; i++) {
		const struct nlattr *item = elems_item(e, &e->list[i]);
		uint32_t len, n;
		const uint8_t *udata = decode_elem_udata(item, &len);

		if (udata && udata_find(udata, len, UDATA_COMMENT, &n))
			return true;
	}
	return false;
}

static uint32_t elems_on_line(const struct lift_set *t)
{
	const struct low_set *low = t->set->item.low->set;
	uint32_t n;

	if (t->is_map || t->key_type.concat || low->exprs ||
	    (low->flags & NFT_SET_TIMEOUT))
		return 1;
	n = on_line[t->key_type.f[0].dt->id];
	return n && !has_comment(&t->set->elems) ? n : 1;
}

static void put_elems(struct text_lister *w, const struct lift_set *types)
{
	struct lift_elems *walk = lift_elems_begin(w->lift, types);
	struct text_elems list = { .a_line = elems_on_line(types) };
	uint64_t missing = 0;
	struct ast_elem *e;
	int found;

	while ((found = lift_elems_next(walk, &e)) != 0) {
		if (found > 0)
			text_elems_next(w->out, &list, e);
		else
			missing++;
		lift_rewind(w->lift);
	}
	text_elems_end(w->out, &list);
	lift_elems_end(walk);
	if (!missing)
		return;
	text_put_indent(w->out);
	text_put(w->out, "# elements that cannot be written in this language: ");
	text_put_number(w->out, missing);
	text_put_char(w->out, '\n');
	w->cannot_elems += missing;
}

/* Kernels since 6.16 tell the number; of a file's set, it is counted. */
static uint32_t count_of(const struct state_set *set)
{
	uint32_t n = 0;

	if (!set->item.msg)
		return set->item.low->set->count;
	for (size_t i = 0; i < set->elems.count; i++)
		n += !(decode_key(elems_item(&set->elems, &set->elems.list[i]))
			       .flags &
		       NFT_SET_ELEM_INTERVAL_END);
	return n;
}

static bool open_set(struct text_lister *w, struct state_set *set,
		     struct lift_set *ret_types)
{
	struct ast_cmd cmd;
	bool can = lift_set_types(w->lift, set, ret_types) &&
		   lift_set(w->lift, ret_types, &cmd);

	elems_settle(&set->elems);
	if (open_item(w, &set->item, &cmd, can)) {
		text_set(w->out, cmd.set, count_of(set));
		return true;
	}
	lift_rewind(w->lift);
	return false;
}

static void put_set(struct text_lister *w, struct state_item *item,
		    bool content)
{
	struct lift_set types;

	if (!open_set(w, (void *)item, &types))
		return;
	if (content && !w->out->options->terse)
		put_elems(w, &types);
	lift_rewind(w->lift);
	text_close(w->out);
}

static void put_pick(struct text_lister *w, const struct lift_set *types,
		     const struct lift_pick *pick, struct text_elems *list)
{
	const struct ast_elem *e = lift_picked(w->lift, types, pick);

	if (e)
		text_elems_next(w->out, list, e);
	else
		w->cannot_elems++;
}

void text_list_picked(struct text_lister *w, struct state_set *set,
		      const struct lift_pick *picks, size_t n)
{
	struct text_elems list;
	struct lift_set types;

	if (!open_set(w, set, &types))
		return;
	list = (struct text_elems){ .a_line = elems_on_line(&types) };
	for (size_t i = 0; i < n && !w->out->options->terse; i++)
		put_pick(w, &types, &picks[i], &list);
	text_elems_end(w->out, &list);
	lift_rewind(w->lift);
	text_close(w->out);
}

/* ---- tables ---- */

void text_list_item(struct text_lister *w, struct state_item *item,
		    bool content)
{
	static void (*const kinds[])(struct text_lister *, struct state_item *,
				     bool) = {
		[LOW_CHAIN] = put_chain,
		[LOW_SET] = put_set,
		[LOW_OBJ] = put_object,
		[LOW_FLOWTABLE] = put_flowtable,
	};

	if (w->begins)
		w->begins(w->ctx, item);
	kinds[item->kind](w, item, content);
}

static void put_head(struct text_lister *w, const struct state_table *t,
		     uint64_t handle)
{
	struct text_out *o = w->out;

	text_put(o, "table ");
	text_put(o, family_name((enum family)t->family));
	text_put_char(o, ' ');
	text_put(o, t->item.name);
	text_put(o, " {");
	text_handle(o, handle);
	text_put_char(o, '\n');
	o->depth++;
}

void text_list_head(struct text_lister *w, const struct state_table *t)
{
	put_head(w, t, 0);
}

/* Whether it belongs to a rule, which shows it. */
static bool is_inside(const struct state_item *item)
{
	return (item->kind == LOW_CHAIN &&
		((const struct state_chain *)item)->bound) ||
	       (item->kind == LOW_SET &&
		((const struct state_set *)item)->anonymous);
}

static bool put_list(struct text_lister *w, const struct state_list *list,
		     bool apart)
{
	struct state_item *item;

	state_each(item, list) {
		if (is_inside(item))
			continue;
		if (apart)
			text_put_char(w->out, '\n');
		text_list_item(w, item, true);
		apart = true;
	}
	return apart;
}

void text_list_table(struct text_lister *w, struct state_table *t)
{
	const struct state_list *const lists[] = { &t->objs, &t->sets,
						   &t->flowtables, &t->chains };
	struct ast_cmd cmd;
	bool apart;

	put_head(w, t, t->item.handle);
	lift_table(w->lift, t, &cmd);
	text_table(w->out, cmd.table);
	/* As nft has it: flags stand apart from what follows, a comment does
	 * not. */
	apart = cmd.table->flags != 0;
	lift_rewind(w->lift);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		apart = put_list(w, lists[i], apart);
	text_close(w->out);
}

void text_list_ruleset(struct text_lister *w, struct state *s, uint8_t family)
{
	struct state_table *t;

	state_each(t, &s->tables)
		if (t->declared && (!family || t->family == family))
			text_list_table(w, t);
}
