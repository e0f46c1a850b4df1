#include "config.h"

#include "cli/sync/wording.h"

#include "object/print.h"
#include "print/json/print_json.h"
#include "print/lift/lift_decl.h"
#include "print/text/text_cmd.h"
#include "print/text/text_expr.h"
#include "print/text/text_stmt.h"
#include "tables/words.h"

#include <ctype.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>

void wording_init(struct wording *w, struct state *s)
{
	*w = (struct wording){ .json_options = { .json = true } };
	text_init(&w->out, &w->plain);
	text_lister_init(&w->text, &w->out, s);
	json_lister_init(&w->json, NULL, s, &w->json_options);
}

void wording_release(struct wording *w)
{
	json_lister_release(&w->json);
	text_lister_release(&w->text);
	text_release(&w->out);
}

char *wording_squeezed(const char *text, size_t len, struct arena *a)
{
	char *out = arena_alloc(a, len + 1), *at = out;

	for (size_t i = 0; i < len; i++) {
		bool blank = isspace((unsigned char)text[i]) ||
			     (text[i] == '\\' && i + 1 < len &&
			      text[i + 1] == '\n');

		if (!blank)
			*at++ = text[i];
		else if (at > out && at[-1] != ' ')
			*at++ = ' ';
	}
	if (at > out && at[-1] == ' ')
		at--;
	*at = '\0';
	return out;
}

/* ---- items ---- */

/* Of a rule what stands behind the first line: its expressions. */
static const char *bytecode(struct wording *w, const struct state_item *item,
			    struct arena *a)
{
	char *all = print_command_text(lift_low(w->text.lift, item), NULL);
	const char *from, *text;

	from = item->kind == LOW_RULE ? strchr(all, '\n') : all;
	text = from ? wording_squeezed(from, strlen(from), a) : "";
	text = arena_printf(a, "# cannot be written in this language: %s",
			    text);
	free(all);
	return text;
}

static void put_item(struct wording *w, const struct ast_cmd *cmd)
{
	struct text_out *o = &w->out;

	if (cmd->kind != OBJ_RULE) {
		text_put(o, word_name(words_objects, cmd->kind));
		text_put_char(o, ' ');
		text_put(o, cmd->kind == OBJ_TABLE ? cmd->ref.table.name :
						     cmd->ref.name.name);
	}
	text_cmd_body(o, cmd);
}

const char *wording_item(struct wording *w, const struct state_item *item,
			 struct arena *a)
{
	const char *text;
	struct ast_cmd cmd;

	w->plain.stateless = item->kind == LOW_RULE;
	w->out.len = 0;
	if (!lift_item(w->text.lift, (void *)item, &cmd)) {
		text = bytecode(w, item, a);
	} else {
		put_item(w, &cmd);
		text = wording_squeezed(w->out.buf, w->out.len, a);
	}
	lift_rewind(w->text.lift);
	return text;
}

json_t *wording_item_json(struct wording *w, const struct state_item *item)
{
	return json_item_of(&w->json, (void *)item);
}

/* ---- elements ---- */

static const struct ast_elem *lift_one(struct lift *l,
				       const struct state_set *set,
				       const struct state_elem *e)
{
	const struct elems *all = &set->elems;
	struct lift_pick pick = { (size_t)(e - all->list), -1 };
	struct lift_set types;

	if (pick.start + 1 < all->count &&
	    decode_key(elems_item(all, e + 1)).flags &
		    NFT_SET_ELEM_INTERVAL_END)
		pick.end = (ssize_t)pick.start + 1;
	return lift_set_types(l, (void *)set, &types) ?
		       lift_picked(l, &types, &pick) :
		       NULL;
}

static const char *hex(struct wording *w, const struct state_set *set,
		       const struct state_elem *e, struct arena *a)
{
	struct low_elem low;
	char *text;

	elems_low(&set->elems, e, lift_arena(w->text.lift), &low);
	text = arena_alloc(a, 2 * low.key_len + 3);
	strcpy(text, "0x");
	for (uint32_t k = 0; k < low.key_len; k++)
		sprintf(text + 2 + 2 * k, "%02x", low.key[k]);
	return text;
}

const char *wording_elem(struct wording *w, const struct state_set *set,
			 const struct state_elem *e, struct arena *a)
{
	const struct ast_elem *node = lift_one(w->text.lift, set, e);
	const char *text;

	w->plain.stateless = true;
	w->out.len = 0;
	if (node) {
		text_elem(&w->out, node);
		text = arena_strndup(a, w->out.buf, w->out.len);
	} else {
		text = hex(w, set, e, a);
	}
	lift_rewind(w->text.lift);
	return text;
}

json_t *wording_elem_json(struct wording *w, const struct state_set *set,
			  const struct state_elem *e)
{
	const struct ast_elem *node = lift_one(w->json.lift, set, e);
	json_t *json = node ? print_json_elem(node) : json_null();

	lift_rewind(w->json.lift);
	return json;
}
