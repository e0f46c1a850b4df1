#include "config.h"

#include "cli/echo/echo_write.h"

#include "print/json/json_put.h"
#include "print/json/print_json.h"
#include "print/lift/lift_decl.h"
#include "print/text/text_cmd.h"
#include "print/text/text_decl.h"
#include "print/text/text_stmt.h"

#include <stdio.h>
#include <string.h>

#define TEXT_ENOUGH 32768 /* bytes that are written together */

static void write_out(struct text_out *o)
{
	if (o->len)
		(void)!fwrite(o->buf, 1, o->len, stdout);
	o->len = 0;
}

void echo_write_begin(struct echo_writer *w, struct state *s,
		      const struct print_options *options)
{
	*w = (struct echo_writer){ .options = options };
	json_lister_init(&w->json_lister, stdout, s, options);
	text_init(&w->text, options);
	text_lister_init(&w->text_lister, &w->text, s);
}

void echo_write_grown(struct echo_writer *w)
{
	lift_grown(w->json_lister.lift);
	lift_grown(w->text_lister.lift);
}

uint64_t echo_write_cannot(const struct echo_writer *w)
{
	return w->json_lister.cannot + w->text_lister.cannot;
}

void echo_write_end(struct echo_writer *w)
{
	write_out(&w->text);
	json_lister_release(&w->json_lister);
	text_lister_release(&w->text_lister);
	text_release(&w->text);
}

/* ---- text ---- */

static void end_line(struct echo_writer *w)
{
	text_put_char(&w->text, '\n');
	lift_rewind(w->text_lister.lift);
	if (w->text.len > TEXT_ENOUGH)
		write_out(&w->text);
}

static void text_item(struct echo_writer *w, const char *verb,
		      const struct echo_place *place, struct state_item *item)
{
	struct ast_cmd cmd;

	if (!lift_item(w->text_lister.lift, item, &cmd)) {
		text_list_unknown(&w->text_lister, item);
		return;
	}
	text_cmd_head(&w->text, verb, &cmd);
	if (place->word)
		text_put_named(&w->text, place->word, place->number);
	text_cmd_body(&w->text, &cmd);
	text_handle(&w->text, item->handle);
	end_line(w);
}

static void text_element(struct echo_writer *w, const struct ast_cmd *cmd,
			 const struct ast_elem *e)
{
	text_cmd_head(&w->text, "add", cmd);
	text_put(&w->text, " { ");
	text_elem(&w->text, e);
	text_put(&w->text, " }");
	end_line(w);
}

/* ---- JSON ---- */

static void put_json(struct echo_writer *w, const char *verb, json_t *value)
{
	json_t *all = json_pair_of(verb, value);

	fputs(w->count ? ", " : "{\"nftables\": [", stdout);
	(void)json_dumpf(all, stdout, 0);
	json_decref(all);
}

/* A handle is the rule's own. */
static void json_put_item(struct echo_writer *w, const char *verb,
			  const struct echo_place *place,
			  struct state_item *item)
{
	json_t *json = json_item_of(&w->json_lister, item);

	if (place->word && strcmp(place->word, "index") == 0)
		json_put_number(json_object_get(json, "rule"), "index",
				place->number);
	put_json(w, verb, json);
}

/* As nft has it: the list is a set. */
static void json_element(struct echo_writer *w, const struct ast_cmd *cmd,
			 const struct ast_elem *e)
{
	json_t *obj = print_json_head(cmd), *list = json_array();

	json_array_append_new(list, print_json_elem(e));
	if (w->options->stateless)
		json_forget_counts(list);
	json_put(obj, "elem", json_pair_of("set", list));
	put_json(w, "add", json_pair_of("element", obj));
	lift_rewind(w->json_lister.lift);
}

/* ---- either ---- */

void echo_write_item(struct echo_writer *w, const char *verb,
		     const struct echo_place *place, struct state_item *item)
{
	if (w->options->json)
		json_put_item(w, verb, place, item);
	else
		text_item(w, verb, place, item);
	w->count++;
}

void echo_write_elem(struct echo_writer *w, struct state_set *set,
		     const struct low_elem *start, const struct low_elem *end)
{
	struct lift *l = w->options->json ? w->json_lister.lift :
					    w->text_lister.lift;
	const struct state_item plain = { .name = set->item.name };
	struct lift_set types;
	const struct ast_elem *e;
	struct ast_cmd cmd;

	e = lift_set_types(l, set, &types) ? lift_elem(l, &types, start, end) :
					     NULL;
	if (!e) {
		w->text_lister.cannot++;
		return;
	}
	lift_cmd(l, set->table, &plain, OBJ_ELEMENT, &cmd);
	if (w->options->json)
		json_element(w, &cmd, e);
	else
		text_element(w, &cmd, e);
	w->count++;
}
