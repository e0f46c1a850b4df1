#include "config.h"

#include "cli/sync/verb_sync.h"

#include "cli/sync/items.h"
#include "cli/sync/session.h"
#include "cli/sync/show.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "state/state_canon.h"
#include "sync/retold.h"
#include "sync/sync.h"
#include "tables/family.h"

#include <stdio.h>
#include <unistd.h>

#define SCHEMA 1

/* ---- what is printed ---- */

static void print_text(const struct options *o, const struct plan *p,
		       const struct source_set *sources)
{
	const struct show_how how = {
		.colour = messages_colour(o, STDOUT_FILENO),
	};
	char counts[256];

	show_text(stdout, p, sources, &how);
	if (!items_differ(p))
		return;
	show_counts(counts, sizeof(counts), &p->counts, true);
	puts(counts);
}

static void print_json(const struct plan *p, const struct source_set *sources)
{
	json_t *doc;

	doc = json_pack("{s:i, s:b, s:o, s:o}", "schema", SCHEMA, "differs",
			items_differ(p), "changes", show_counts_json(&p->counts),
			"items", show_items(p, sources));
	json_dumpf(doc, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(doc);
}

static void check_state(const struct options *o, struct state *s)
{
	if (options_check_print(o, retold_is_cheap(s)) && !retold_mark(s))
		messages_say(o, SAY_NOTE,
			     "what differs cannot be compiled again, so that it was not compared");
}

/* Of the desired state only JSON has what is not its source text. */
static void check_print(const struct options *o, const struct plan *p)
{
	if (!items_differ(p))
		return;
	check_state(o, p->present);
	if (o->show == SHOW_JSON)
		check_state(o, p->desired);
}

static int print(const struct options *o, const struct plan *p,
		 const struct source_set *sources)
{
	check_print(o, p);
	if (o->show == SHOW_JSON)
		print_json(p, sources);
	else
		print_text(o, p, sources);
	return items_differ(p) ? EXIT_CHANGED : EXIT_DONE;
}

/* ---- two files ---- */

static int compare(const struct session *s, struct wanted *a, struct wanted *b)
{
	const struct plan_options how = {
		.abilities = KERNEL_ALL,
		.exact = true,
		.removes = plan_always,
	};
	struct plan p;
	int code;

	wanted_apply(a);
	wanted_apply(b);
	canon_state(&a->state);
	canon_state(&b->state);
	plan_make(&p, &a->state, &b->state, &how);
	code = print(s->opt, &p, &b->load.inputs[0].sources);
	plan_release(&p);
	return code;
}

static int build(struct session *s, struct wanted *w, size_t file)
{
	s->work.files = &s->opt->files.list[file];
	s->work.nfiles = 1;
	wanted_init(w, &s->work, &s->events);
	s->wanted = w;
	wanted_build(w);
	s->wanted = NULL;
	return session_say(s, w, NULL);
}

static int between(struct session *s)
{
	struct wanted a, b;
	int code, other;

	s->more = 1;
	code = build(s, &a, 0);
	s->more = 0;
	other = build(s, &b, 1);
	code = code ? code : other;
	if (code == EXIT_DONE)
		code = compare(s, &a, &b);
	wanted_release(&b);
	wanted_release(&a);
	return code;
}

/* ---- files and the kernel ---- */

static bool is_named(const struct sync *s, uint32_t file)
{
	return file < s->opt->load->nfiles;
}

static bool declares(const struct sync *s, const struct ast_cmd *cmd)
{
	return cmd->kind == OBJ_TABLE && cmd->verb == VERB_ADD &&
	       is_named(s, cmd->at.file);
}

static void warn_of(const struct session *s, const struct load_input *in,
		    const struct ast_cmd *a, const struct ast_cmd *b)
{
	messages_sayf(s->opt, SAY_WARNING,
		      "'%s' and '%s' both declare table %s '%s': they are one ruleset here; 'nftload diff --between' compares two files",
		      source_at(&in->sources, a->at.file)->name,
		      source_at(&in->sources, b->at.file)->name,
		      family_name(a->ref.family), a->ref.table.name);
}

/* `diff A B` looks like a comparison of the two. */
static void warn_of_two(const struct session *s, const struct sync *y)
{
	const struct load_input *in = &y->wanted.load.inputs[0];
	struct map first = { 0 };

	for (struct ast_cmd *cmd = in->ast.first; cmd; cmd = cmd->next) {
		struct map_key key = ast_key(&cmd->ref);
		const struct ast_cmd *other;

		if (!declares(y, cmd))
			continue;
		other = map_get(&first, key);
		if (other && other->at.file != cmd->at.file) {
			warn_of(s, in, other, cmd);
			break;
		}
		map_put(&first, key, cmd);
	}
	map_release(&first);
}

static int with_kernel(struct session *s)
{
	struct sync_options how = session_sync(s, SYNC_COMPARE);
	struct sync y;
	int code;

	sync_init(&y, &how, &s->events);
	s->wanted = &y.wanted;
	(void)sync_run(&y);
	s->wanted = NULL;
	code = session_say(s, &y.wanted, &y);
	if (code == EXIT_DONE) {
		warn_of_two(s, &y);
		code = print(s->opt, &y.plan, &y.t->input->sources);
	}
	sync_release(&y);
	return code;
}

int verb_diff(struct options *o)
{
	struct session s;
	int code;

	if (o->between && o->files.count != 2)
		return options_error("--between compares two files");
	code = session_start(&s, o);
	s.prints = true;
	if (code == GO_ON)
		code = o->between ? between(&s) : with_kernel(&s);
	session_end(&s);
	return code;
}
