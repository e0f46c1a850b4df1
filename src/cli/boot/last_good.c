#include "config.h"

#include "cli/boot/last_good.h"

#include "cli/history/noting.h"
#include "cli/run/told.h"
#include "cli/sync/session.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "history/unconfirmed.h"
#include "print/text/text_state.h"
#include "sync/retold.h"
#include "tables/family.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Whether it is of files that nobody has confirmed, as the change that made it the
 * last good state was undone. */
static bool is_passed(int folder, const char *name, const struct pack *passed)
{
	struct pack lines = { 0 }, rest = { 0 };
	bool is = false;

	if (passed->len && !unconfirmed_read_good(folder, name, &lines)) {
		unconfirmed_without(&lines, passed, &rest);
		is = rest.len < lines.len;
	}
	pack_release(&lines);
	pack_release(&rest);
	return is;
}

static int find_in(int folder, const struct pack *passed,
		   const char **ret_name)
{
	struct pack none = { 0 };
	int err;

	*ret_name = LAST_GOOD_FILE;
	err = history_folder_begin(folder, *ret_name, 0, &none);
	if (err || !is_passed(folder, *ret_name, passed))
		return err;
	*ret_name = LAST_GOOD_BEFORE;
	err = history_folder_begin(folder, *ret_name, 0, &none);
	return !err && is_passed(folder, *ret_name, passed) ? -ENOENT : err;
}

const char *last_good_find(struct arena *a, const char *root,
			   const struct pack *passed)
{
	int folder = noting_folder(root, false), err;
	const char *name;

	if (folder < 0)
		return NULL;
	err = find_in(folder, passed, &name);
	history_folder_close(folder);
	if (err == -EPERM)
		messages_tellf("the last good state '%s" STATE_FOLDER "/%s' is not used: %s",
			       root, name, history_folder_why(err));
	return err ? NULL : arena_printf(a, "%s" STATE_FOLDER "/%s", root,
					 name);
}

void last_good_read_passed(const char *root, struct pack *ret)
{
	int folder = noting_folder(root, false);
	int err = folder < 0 ? 0 : unconfirmed_read(folder, ret);

	history_folder_close(folder);
	if (err)
		messages_tellf("'%s" STATE_FOLDER "/" UNCONFIRMED_FILE "' is not used: %s",
			       root, history_folder_why(err));
}

/* ---- keeping it ---- */

struct keeper {
	struct clerk clerk;
	struct pack old; /* the bytes that are there */
};

/* It takes the place of the table that is there. */
static void put_table(struct text_lister *w, struct state_table *t)
{
	static const char *const commands[] = { "table ", "delete table " };

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		text_put(w->out, commands[i]);
		text_put(w->out, family_name(t->family));
		text_put_char(w->out, ' ');
		text_put(w->out, t->item.name);
		text_put_char(w->out, '\n');
	}
	text_list_table(w, t);
}

#define HEAD "# What the files of this machine asked for when they were synced last; the digest of all, and of each:\n" LAST_GOOD_MARK
#define HEAD_BYTES (sizeof(HEAD) + 2 * SHA256_BYTES)

static void put_head(const struct options *o, struct pack *ret)
{
	char hex[SHA256_TEXT];

	sha256_text(o->told->inputs, hex);
	pack_text(ret, HEAD "%s\n", hex);
}

/* False: something cannot be written, or would say something else. */
static bool put_state(const struct options *o, struct state *s,
		      const struct source_set *sources, struct pack *ret)
{
	static const struct print_options plain;
	struct text_lister w;
	struct text_out out;
	struct state_table *t;
	bool fine = retold_mark(s);

	text_init(&out, &plain);
	text_lister_init(&w, &out, s);
	put_head(o, ret);
	unconfirmed_lines(sources, LAST_GOOD_MARK, NULL, ret);
	state_each(t, &s->tables)
		put_table(&w, t);
	fine = fine && !w.cannot && !w.cannot_elems;
	pack_add(ret, out.buf, out.len);
	text_lister_release(&w);
	text_release(&out);
	return fine;
}

static void say(const struct options *o, const char *why)
{
	messages_sayf(o, SAY_WARNING, "the last good state is not kept: %s",
		      why);
}

/* The last good state that is replaced is kept, in case the change is undone. */
static int replace(struct clerk *c, const struct pack *old,
		   const struct pack *bytes)
{
	int err = old->len ? clerk_put(c, LAST_GOOD_BEFORE, old) : 0;

	return err ? err : clerk_put(c, LAST_GOOD_FILE, bytes);
}

static void write_state(const struct options *o, struct keeper *k,
			struct state *s, const struct source_set *sources)
{
	struct pack bytes = { 0 };
	int err = 0;

	if (put_state(o, s, sources, &bytes))
		err = replace(&k->clerk, &k->old, &bytes);
	else
		say(o, "the ruleset holds something that cannot be written in the language");
	pack_release(&bytes);
	if (err)
		say(o, strerror(-err));
}

/* Files that were changed since the sync are none that were seen to be good. */
static bool is_same(const struct options *o, const struct source_set *sources)
{
	uint8_t digest[SHA256_BYTES];

	told_digest(sources, digest);
	return o->told && memcmp(digest, o->told->inputs, sizeof(digest)) == 0;
}

static bool is_there_already(const struct options *o, int folder)
{
	struct pack want = { 0 }, has = { 0 };
	bool same = !history_folder_begin(folder, LAST_GOOD_FILE, HEAD_BYTES, &has);

	put_head(o, &want);
	same = same && has.len >= want.len &&
	       memcmp(has.bytes, want.bytes, want.len) == 0;
	pack_release(&want);
	pack_release(&has);
	return same;
}

/* Whoever syncs them without --confirm is sure of them. */
static void strike(const struct options *o, struct clerk *c,
		   const struct source_set *sources)
{
	struct pack lines = { 0 };
	int err;

	unconfirmed_lines(sources, "", NULL, &lines);
	err = clerk_strike(c, &lines);
	pack_release(&lines);
	if (err)
		messages_sayf(o, SAY_WARNING,
			      "'%s" STATE_FOLDER "/" UNCONFIRMED_FILE
			      "' still names files that are synced now: %s",
			      o->root, history_folder_why(err));
}

static void compile(const struct options *o, struct session *s,
		    struct keeper *k)
{
	const struct source_set *sources;
	struct wanted w;

	wanted_init(&w, &s->work, &s->events);
	sources = &w.load.inputs[0].sources;
	s->wanted = &w;
	wanted_build(&w);
	s->wanted = NULL;
	if (w.t->code == LOAD_DONE && is_same(o, sources)) {
		wanted_apply(&w);
		write_state(o, k, &w.state, sources);
		strike(o, &k->clerk, sources);
	}
	wanted_release(&w);
}

bool last_good_is_due(const struct options *o)
{
	static const uint8_t none[SHA256_BYTES];
	int folder = noting_folder(o->root, false);
	bool due;

	if (folder < 0)
		return false;
	/* What was loaded, and not synced, is no state. */
	due = memcmp(o->told->inputs, none, sizeof(none)) != 0 &&
	      !is_there_already(o, folder);
	history_folder_close(folder);
	return due;
}

static int open_keeper(struct keeper *k, int folder)
{
	*k = (struct keeper){ .clerk = { -1, -1 } };
	if (folder < 0)
		return folder;
	/* A last good state that cannot be used is replaced, and not kept. */
	if (history_folder_begin(folder, LAST_GOOD_FILE, SIZE_MAX, &k->old))
		pack_release(&k->old);
	return clerk_start(&k->clerk, folder, 1);
}

int last_good_keep(const struct options *o, enum load_goal goal)
{
	int folder = noting_folder(o->root, false), err;
	struct keeper k;
	struct session s;

	(void)goal;
	err = open_keeper(&k, folder);
	history_folder_close(folder);
	if (err) {
		say(o, history_folder_why(err));
	} else {
		if (session_start(&s, o) == GO_ON)
			compile(o, &s, &k);
		session_end(&s);
	}
	clerk_end(&k.clerk);
	pack_release(&k.old);
	return EXIT_DONE;
}
