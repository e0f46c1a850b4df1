#include "config.h"

#include "cli/list/listing.h"

#include "cli/list/listing_choice.h"
#include "cli/list/listing_get.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/outcome.h"
#include "print/text/text_decl.h"
#include "print/text/text_state.h"
#include "sync/present.h"
#include "text/suggest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The answer to one command. */
struct listing {
	const struct ast_cmd *cmd;
	struct state *state;
	struct text_lister writer;
	struct diags *diags;
	const struct transaction *t;
};

bool listing_wanted(const struct load *l)
{
	for (size_t i = 0; i < l->ninputs; i++)
		if (l->inputs[i].ast.listings)
			return true;
	return false;
}

/* ---- what is not there ---- */

static int err_missing_table(struct listing *l)
{
	const struct ast_ref *ref = &l->cmd->ref;
	const struct state_table *t;
	struct suggest near;

	diag_error(l->diags, DIAG_UNKNOWN_NAME, ref->table.at,
		   "no table '%s' in family %s", ref->table.name,
		   family_name((enum family)ref->family));
	diag_words(l->diags, ENOENT);
	suggest_init(&near, ref->table.name, strlen(ref->table.name));
	state_each(t, &l->state->tables)
		suggest_try(&near, t->item.name);
	(void)suggest_hint(&near, l->diags);
	return EXIT_INPUT;
}

static int err_missing(struct listing *l, const struct state_table *t)
{
	const struct ast_cmd *cmd = l->cmd;
	const struct ast_name *name = &cmd->ref.name;
	const struct state_item *item, *other = NULL;
	struct suggest near;

	diag_error(l->diags, DIAG_UNKNOWN_NAME, name->at,
		   "no %s '%s' in table %s '%s'",
		   word_name(words_objects, cmd->kind == OBJ_ELEMENT ?
						    OBJ_SET :
						    cmd->kind),
		   name->name, family_name((enum family)t->family),
		   t->item.name);
	diag_words(l->diags, ENOENT);
	suggest_init(&near, name->name, strlen(name->name));
	state_each(item, listing_list(cmd, t)) {
		if (listing_shows_kind(cmd, item))
			suggest_try(&near, item->name);
		else if (item->name && strcmp(item->name, name->name) == 0)
			other = item;
	}
	if (other && other->kind == LOW_SET)
		diag_hint(l->diags, "'%s' is a %s", name->name,
			  cmd->kind == OBJ_SET ? "map" : "set");
	else
		(void)suggest_hint(&near, l->diags);
	return EXIT_INPUT;
}

/* ---- answers ---- */

static struct state_table *table_of(struct listing *l)
{
	const struct ast_ref *ref = &l->cmd->ref;
	struct state_table *t;

	state_each(t, &l->state->tables)
		if (listing_shows_table(l->cmd, t->family, t->item.name) &&
		    ref->family == t->family)
			return t;
	return NULL;
}

static struct state_item *item_of(struct listing *l,
				  const struct state_table *t)
{
	const char *name = l->cmd->ref.name.name;
	struct state_item *item;

	state_each(item, listing_list(l->cmd, t))
		if (item->name && strcmp(item->name, name) == 0 &&
		    listing_shows_kind(l->cmd, item))
			return item;
	return NULL;
}

static int get_elements(struct listing *l, const struct state_table *t,
			struct state_set *set)
{
	struct listing_get get = { .t = l->t, .cmd = l->cmd, .set = set,
				   .diags = l->diags };
	bool found;

	elems_settle(&set->elems);
	found = listing_get_find(&get);
	if (found) {
		text_list_head(&l->writer, t);
		text_list_picked(&l->writer, set, get.picks, get.npicks);
		text_close(l->writer.out);
	}
	listing_get_release(&get);
	return found ? EXIT_DONE : EXIT_INPUT;
}

static int list_one(struct listing *l)
{
	struct state_table *t = table_of(l);
	struct state_item *item = t ? item_of(l, t) : NULL;

	if (!t)
		return err_missing_table(l);
	if (!item)
		return err_missing(l, t);
	if (l->cmd->verb == VERB_GET)
		return get_elements(l, t, (void *)item);
	text_list_head(&l->writer, t);
	text_list_item(&l->writer, item, true);
	text_close(l->writer.out);
	return EXIT_DONE;
}

static int list_table(struct listing *l)
{
	struct state_table *t = table_of(l);

	if (!t)
		return err_missing_table(l);
	text_list_table(&l->writer, t);
	return EXIT_DONE;
}

static void list_names(struct listing *l)
{
	struct state_table *t;

	state_each(t, &l->state->tables) {
		text_put(l->writer.out, "table ");
		text_put(l->writer.out, family_name((enum family)t->family));
		text_put_char(l->writer.out, ' ');
		text_put(l->writer.out, t->item.name);
		text_put_char(l->writer.out, '\n');
	}
}

/* As nft has it: tables without a named object are left out, those without
 * chains or sets are not. */
static void list_of_table(struct listing *l, struct state_table *t)
{
	const struct state_list *list = listing_list(l->cmd, t);
	bool open = l->cmd->kind > OBJ_LAST_STATEFUL;
	struct state_item *item;

	if (open)
		text_list_head(&l->writer, t);
	state_each(item, list) {
		if (!listing_shows_kind(l->cmd, item))
			continue;
		if (!open)
			text_list_head(&l->writer, t);
		open = true;
		text_list_item(&l->writer, item, l->cmd->kind != OBJ_CHAIN);
	}
	if (open)
		text_close(l->writer.out);
}

static int list_all(struct listing *l)
{
	struct state_table *t;

	if (l->cmd->ref.table.name) {
		t = table_of(l);
		if (!t)
			return err_missing_table(l);
		list_of_table(l, t);
		return EXIT_DONE;
	}
	state_each(t, &l->state->tables)
		list_of_table(l, t);
	return EXIT_DONE;
}

static int list(struct listing *l)
{
	const struct ast_cmd *cmd = l->cmd;

	if (cmd->ref.name.name)
		return list_one(l);
	if (cmd->kind == OBJ_RULESET)
		text_list_ruleset(&l->writer, l->state, cmd->ref.family);
	else if (cmd->kind != OBJ_TABLE)
		return list_all(l);
	else if (cmd->ref.table.name)
		return list_table(l);
	else
		list_names(l);
	return EXIT_DONE;
}

/* ---- the way there ---- */

struct print_options listing_options(const struct options *o)
{
	return (struct print_options){
		.stateless = o->stateless,
		.terse = o->terse,
		.handle = o->handle,
		.numeric = o->numeric,
		.numeric_priority = o->numeric_priority,
		.numeric_proto = o->numeric_proto,
		.numeric_time = o->numeric_time,
		.service = o->service,
		.reversedns = o->reversedns,
		.guid = o->guid,
	};
}

static void write_out(void *ctx, const char *bytes, size_t len)
{
	(void)ctx;
	(void)!fwrite(bytes, 1, len, stdout); /* main() looks at the stream */
}

static void say_cannot(const struct options *o, const struct text_lister *w)
{
	if (w->cannot)
		messages_sayf(o, SAY_NOTE,
			      "%" PRIu64 " of the rules and objects cannot be written in this language: comments have their bytecode",
			      w->cannot);
	if (w->cannot_elems)
		messages_sayf(o, SAY_NOTE,
			      "%" PRIu64 " elements cannot be written in this language",
			      w->cannot_elems);
}

static int answer_from(const struct options *o, const struct transaction *t,
		       const struct ast_cmd *cmd, struct state *state,
		       struct diags *diags)
{
	const struct print_options print = listing_options(o);
	struct listing l = { .cmd = cmd, .state = state, .diags = diags,
			     .t = t };
	struct text_out out;
	int code;

	text_init(&out, &print);
	out.flush = write_out;
	text_lister_init(&l.writer, &out, state);
	code = list(&l);
	text_flush(&out);
	say_cannot(o, &l.writer);
	text_lister_release(&l.writer);
	text_release(&out);
	return code;
}

static int err_reading(const struct options *o, int err)
{
	const struct load_failure why = { .err = err,
					  .doing = "reading the ruleset" };
	struct closing c = { "" };

	outcome_failure(&c, &why);
	messages_say(o, SAY_ERROR, c.text);
	return load_code_of(err);
}

static int answer(const struct options *o, const struct transaction *t,
		  const struct ast_cmd *cmd, struct diags *diags)
{
	struct listing_choice choice = {
		cmd, o->terse && cmd->verb == VERB_LIST
	};
	const struct read_choice reads = listing_reads(&choice);
	struct present p;
	int err = present_read(&p, t->sock, &reads), code;

	if (err < 0)
		return err_reading(o, err);
	code = answer_from(o, t, cmd, &p.state, diags);
	present_release(&p);
	return code;
}

int listing_answer(const struct options *o, const struct transaction *t)
{
	const struct ast_cmd *cmd = t->input->ast.listings;
	struct diags diags;
	int code = EXIT_DONE;

	/* Without a socket, as for a mere check, nothing can be read. */
	if (!cmd || !t->sock->t)
		return EXIT_DONE;
	if (o->json) {
		messages_say(o, SAY_ERROR,
			     "no listing as JSON yet: use 'nft -j list'");
		return EXIT_USAGE;
	}
	diags_init(&diags);
	for (; cmd && code == EXIT_DONE; cmd = cmd->next)
		code = answer(o, t, cmd, &diags);
	messages_print(o, &t->input->sources, &diags);
	diags_release(&diags);
	return code;
}
