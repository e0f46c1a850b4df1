#include "config.h"

#include "print/json/json_state.h"

#include "base/mem.h"
#include "object/print.h"
#include "print/json/json_put.h"
#include "print/json/print_json.h"
#include "print/lift/lift_decl.h"

#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA_VERSION 1

/* ---- the document ---- */

/* A string may stand alone, as an element does. */
static void dump(struct json_lister *w, json_t *value)
{
	(void)json_dumpf(value, w->out, JSON_ENCODE_ANY);
	json_decref(value);
}

static void begin(struct json_lister *w)
{
	w->begun = true;
	fputs("{\"nftables\": [", w->out);
	dump(w, json_pack("{s:{s:s, s:s, s:i}}", "metainfo", "version",
			  PACKAGE_VERSION, "release_name", PACKAGE_NAME,
			  "json_schema_version", SCHEMA_VERSION));
}

static void separate(struct json_lister *w)
{
	if (!w->begun)
		begin(w);
	fputs(", ", w->out);
}

/* One more item of the document, which the function takes over. */
static void write_one(struct json_lister *w, json_t *item)
{
	separate(w);
	dump(w, item);
}

void json_lister_init(struct json_lister *w, FILE *out, struct state *s,
		      const struct print_options *options)
{
	*w = (struct json_lister){ .out = out, .options = options,
				   .lift = lift_new(s, options) };
}

void json_lister_end(struct json_lister *w)
{
	if (!w->begun)
		begin(w);
	fputs("]}\n", w->out);
}

void json_lister_release(struct json_lister *w)
{
	lift_free(w->lift);
}

/* ---- what cannot be written ---- */

static json_t *bytecode_of(const struct low_msg *m)
{
	size_t len;
	char *text = print_command_text(m, &len);
	json_t *json = json_text_of(text, len);

	free(text);
	return json;
}

/* The object with its names and its bytecode. */
static json_t *unknown_item(struct json_lister *w,
			    const struct state_item *item,
			    const struct ast_cmd *cmd)
{
	json_t *obj = print_json_head(cmd);

	json_put(obj, "bytecode", bytecode_of(lift_low(w->lift, item)));
	w->cannot++;
	return json_pair_of(word_name(words_objects, cmd->kind), obj);
}

/* ---- items ---- */

json_t *json_item_of(struct json_lister *w, struct state_item *item)
{
	struct ast_cmd cmd;
	json_t *json;

	if (lift_item(w->lift, item, &cmd))
		json = print_json_cmd(&cmd);
	else
		json = unknown_item(w, item, &cmd);
	/* As nft has it: those of named objects stay. */
	if (w->options->stateless && item->kind != LOW_OBJ)
		json_forget_counts(json);
	lift_rewind(w->lift);
	return json;
}

void json_list_rules(struct json_lister *w, const struct state_chain *c)
{
	struct state_item *r;

	state_each(r, &c->rules)
		write_one(w, json_item_of(w, r));
}

/* ---- sets ---- */

static json_t *element(struct json_lister *w, const struct ast_elem *e)
{
	json_t *json = print_json_elem(e);

	if (w->options->stateless)
		json_forget_counts(json);
	return json;
}

/* NULL: cannot be written. */
static void write_elem(struct json_lister *w, const struct ast_elem *e,
		       uint64_t *count)
{
	fputs((*count)++ ? ", " : ", \"elem\": [", w->out);
	dump(w, e ? element(w, e) : json_null());
	w->cannot_elems += !e;
	lift_rewind(w->lift);
}

static void write_elems(struct json_lister *w, const struct lift_set *types)
{
	struct lift_elems *walk = lift_elems_begin(w->lift, types);
	uint64_t count = 0;
	struct ast_elem *e;
	int found;

	while ((found = lift_elems_next(walk, &e)) != 0)
		write_elem(w, found > 0 ? e : NULL, &count);
	fputs(count ? "]" : "", w->out);
	lift_elems_end(walk);
}

static void write_picked(struct json_lister *w, const struct lift_set *types,
			 const struct lift_pick *picks, size_t n)
{
	uint64_t count = 0;

	for (size_t i = 0; i < n; i++)
		write_elem(w, lift_picked(w->lift, types, &picks[i]), &count);
	fputs(count ? "]" : "", w->out);
}

/* The object is written open at its end, for elements to follow. */
static void write_open(struct json_lister *w, json_t *set)
{
	char *text = json_dumps(set, 0);
	size_t len = strlen(text);

	separate(w);
	fwrite(text, 1, len - strlen("}}"), w->out);
	mem_free(text);
	json_decref(set);
}

static void put_count(json_t *set, const struct low_set *low)
{
	const char *key = json_object_iter_key(json_object_iter(set));

	if (low->count && low->size)
		json_put_number(json_object_get(set, key), "count", low->count);
}

/* False: the set cannot be written. */
static bool open_set(struct json_lister *w, struct state_set *set,
		     struct lift_set *ret_types)
{
	const uint64_t cannot = w->cannot;
	json_t *json = json_item_of(w, &set->item);

	if (w->cannot > cannot) {
		write_one(w, json);
		return false;
	}
	elems_settle(&set->elems);
	put_count(json, set->item.low->set);
	write_open(w, json);
	(void)lift_set_types(w->lift, set, ret_types);
	return true;
}

static void write_set(struct json_lister *w, struct state_item *item,
		      bool content)
{
	struct lift_set types;

	if (!open_set(w, (void *)item, &types))
		return;
	if (content && !w->options->terse)
		write_elems(w, &types);
	fputs("}}", w->out);
	lift_rewind(w->lift);
}

void json_list_picked(struct json_lister *w, struct state_set *set,
		      const struct lift_pick *picks, size_t n)
{
	struct lift_set types;

	if (!open_set(w, set, &types))
		return;
	write_picked(w, &types, picks, n);
	fputs("}}", w->out);
	lift_rewind(w->lift);
}

/* ---- tables ---- */

void json_list_item(struct json_lister *w, struct state_item *item,
		    bool content)
{
	if (item->kind == LOW_SET)
		write_set(w, item, content);
	else
		write_one(w, json_item_of(w, item));
}

void json_list_head(struct json_lister *w, const struct state_table *t)
{
	write_one(w, json_item_of(w, (struct state_item *)&t->item));
}

/* Whether it belongs to a rule, which shows it. */
static bool is_inside(const struct state_item *item)
{
	return (item->kind == LOW_CHAIN &&
		((const struct state_chain *)item)->bound) ||
	       (item->kind == LOW_SET &&
		((const struct state_set *)item)->anonymous);
}

void json_list_table(struct json_lister *w, struct state_table *t)
{
	const struct state_list *const lists[] = { &t->chains, &t->objs,
						   &t->sets, &t->flowtables };
	const struct state_chain *c;
	struct state_item *item;

	json_list_head(w, t);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		state_each(item, lists[i])
			if (!is_inside(item))
				json_list_item(w, item, true);
	state_each(c, &t->chains)
		if (!c->bound)
			json_list_rules(w, c);
}

void json_list_ruleset(struct json_lister *w, struct state *s, uint8_t family)
{
	struct state_table *t;

	state_each(t, &s->tables)
		if (t->declared && (!family || t->family == family))
			json_list_table(w, t);
}
