#include "config.h"

#include "cli/list/listing_write.h"

#include "print/text/text_decl.h"
#include "tables/family.h"

#include <stdio.h>

/* ---- text ---- */

static void text_head(struct listing_out *w, const struct state_table *t)
{
	text_list_head(&w->text_lister, t);
}

static void text_tail(struct listing_out *w)
{
	text_close(&w->text);
}

static void text_item(struct listing_out *w, struct state_item *item,
		      bool content)
{
	text_list_item(&w->text_lister, item, content);
}

static void text_picked(struct listing_out *w, struct state_set *set,
			const struct lift_pick *picks, size_t n)
{
	text_list_picked(&w->text_lister, set, picks, n);
}

static void text_table_of(struct listing_out *w, struct state_table *t)
{
	text_list_table(&w->text_lister, t);
}

static void text_name(struct listing_out *w, const struct state_table *t)
{
	text_put(&w->text, "table ");
	text_put(&w->text, family_name((enum family)t->family));
	text_put_char(&w->text, ' ');
	text_put(&w->text, t->item.name);
	text_put_char(&w->text, '\n');
}

static void text_ruleset(struct listing_out *w, struct state *s,
			 uint8_t family)
{
	text_list_ruleset(&w->text_lister, s, family);
}

static const struct listing_form text_form = {
	text_head, text_tail, text_item, text_picked,
	text_table_of, text_name, text_ruleset,
};

/* ---- JSON, in which nothing is around an item ---- */

static void json_head(struct listing_out *w, const struct state_table *t)
{
	(void)w;
	(void)t;
}

static void json_tail(struct listing_out *w)
{
	(void)w;
}

static void json_item(struct listing_out *w, struct state_item *item,
		      bool content)
{
	json_list_item(&w->json_lister, item, content);
	if (content && item->kind == LOW_CHAIN)
		json_list_rules(&w->json_lister, (const void *)item);
}

static void json_picked(struct listing_out *w, struct state_set *set,
			const struct lift_pick *picks, size_t n)
{
	json_list_picked(&w->json_lister, set, picks, n);
}

static void json_table(struct listing_out *w, struct state_table *t)
{
	json_list_table(&w->json_lister, t);
}

static void json_name(struct listing_out *w, const struct state_table *t)
{
	json_list_head(&w->json_lister, t);
}

static void json_ruleset(struct listing_out *w, struct state *s,
			 uint8_t family)
{
	json_list_ruleset(&w->json_lister, s, family);
}

static const struct listing_form json_form = {
	json_head, json_tail, json_item, json_picked,
	json_table, json_name, json_ruleset,
};

/* ---- either ---- */

static void put_bytes(void *ctx, const char *bytes, size_t len)
{
	(void)ctx;
	(void)!fwrite(bytes, 1, len, stdout);
}

void listing_out_init(struct listing_out *w, struct state *s,
		      const struct print_options *options)
{
	*w = (struct listing_out){ .options = options };
	if (options->json) {
		w->form = &json_form;
		json_lister_init(&w->json_lister, stdout, s, options);
		return;
	}
	w->form = &text_form;
	text_init(&w->text, options);
	w->text.flush = put_bytes;
	text_lister_init(&w->text_lister, &w->text, s);
}

void listing_out_end(struct listing_out *w)
{
	if (w->options->json)
		json_lister_end(&w->json_lister);
	else
		text_flush(&w->text);
}

uint64_t listing_out_cannot(const struct listing_out *w)
{
	return w->options->json ? w->json_lister.cannot :
				  w->text_lister.cannot;
}

uint64_t listing_out_cannot_elems(const struct listing_out *w)
{
	return w->options->json ? w->json_lister.cannot_elems :
				  w->text_lister.cannot_elems;
}

void listing_out_release(struct listing_out *w)
{
	if (w->options->json) {
		json_lister_release(&w->json_lister);
		return;
	}
	text_lister_release(&w->text_lister);
	text_release(&w->text);
}
