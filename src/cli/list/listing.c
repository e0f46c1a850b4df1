#include "config.h"

#include "cli/list/listing.h"

#include "cli/list/listing_choice.h"
#include "cli/list/listing_get.h"
#include "cli/list/listing_write.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/outcome.h"
#include "sync/present.h"
#include "sync/retold.h"
#include "text/suggest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The answer to one command. */
struct listing {
	const struct ast_cmd *cmd;
	struct state *state;
	struct listing_out out;
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
		l->out.form->head(&l->out, t);
		l->out.form->picked(&l->out, set, get.picks, get.npicks);
		l->out.form->tail(&l->out);
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
	l->out.form->head(&l->out, t);
	l->out.form->item(&l->out, item, true);
	l->out.form->tail(&l->out);
	return EXIT_DONE;
}

static int list_table(struct listing *l)
{
	struct state_table *t = table_of(l);

	if (!t)
		return err_missing_table(l);
	l->out.form->table(&l->out, t);
	return EXIT_DONE;
}

static void list_names(struct listing *l)
{
	struct state_table *t;

	state_each(t, &l->state->tables)
		l->out.form->name(&l->out, t);
}

/* As nft has it: tables without a named object are left out, those without
 * chains or sets are not. */
static void list_of_table(struct listing *l, struct state_table *t)
{
	const struct state_list *list = listing_list(l->cmd, t);
	bool open = l->cmd->kind > OBJ_LAST_STATEFUL;
	struct state_item *item;

	if (open)
		l->out.form->head(&l->out, t);
	state_each(item, list) {
		if (!listing_shows_kind(l->cmd, item))
			continue;
		if (!open)
			l->out.form->head(&l->out, t);
		open = true;
		l->out.form->item(&l->out, item, l->cmd->kind != OBJ_CHAIN);
	}
	if (open)
		l->out.form->tail(&l->out);
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
		l->out.form->ruleset(&l->out, l->state, cmd->ref.family);
	else if (cmd->kind != OBJ_TABLE)
		return list_all(l);
	else if (cmd->ref.table.name)
		return list_table(l);
	else
		list_names(l);
	return EXIT_DONE;
}

/* ---- the way there ---- */

static void say_cannot(const struct options *o, const struct listing_out *w)
{
	const uint64_t items = listing_out_cannot(w);
	const uint64_t elems = listing_out_cannot_elems(w);

	if (items)
		messages_sayf(o, SAY_NOTE,
			      "%" PRIu64 " of the rules and objects cannot be written in this language: their bytecode stands instead",
			      items);
	if (elems)
		messages_sayf(o, SAY_NOTE,
			      "%" PRIu64 " elements cannot be written in this language",
			      elems);
}

static int answer_from(const struct options *o, const struct transaction *t,
		       const struct ast_cmd *cmd, struct state *state,
		       struct diags *diags)
{
	const struct print_options print = options_print(o);
	struct listing l = { .cmd = cmd, .state = state, .diags = diags,
			     .t = t };
	int code;

	listing_out_init(&l.out, state, &print);
	code = list(&l);
	if (code == EXIT_DONE)
		listing_out_end(&l.out);
	say_cannot(o, &l.out);
	listing_out_release(&l.out);
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

/* Whether the answer has all that its rules need. */
static bool is_whole(const struct ast_cmd *cmd)
{
	return cmd->verb == VERB_LIST &&
	       (cmd->kind == OBJ_RULESET ||
		(cmd->kind == OBJ_TABLE && cmd->ref.table.name));
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
	if (is_whole(cmd) &&
	    options_check_print(o, retold_is_cheap(&p.state)) &&
	    !retold_mark(&p.state))
		messages_say(o, SAY_NOTE,
			     "the listing cannot be compiled again, so that it was not compared");
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
	diags_init(&diags);
	for (; cmd && code == EXIT_DONE; cmd = cmd->next)
		code = answer(o, t, cmd, &diags);
	messages_print(o, &t->input->sources, &diags);
	diags_release(&diags);
	return code;
}
