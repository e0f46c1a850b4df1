#include "config.h"

#include "cli/undo/undone.h"

#include "cli/user/messages.h"
#include "history/unconfirmed.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

static void warn(const struct options *o, int err)
{
	messages_sayf(o, SAY_WARNING,
		      "the next start may load the change that is taken back: '%s" STATE_FOLDER "': %s",
		      o->root ? o->root : "", history_folder_why(err));
}

/* Without the folder there is no last good state, which could be loaded instead. */
void undone_open(struct noting *n, const struct options *o)
{
	int err = noting_open(n, o->root, false);

	if (err && err != -ENOENT && err != -EACCES)
		warn(o, err);
}

static bool is_here(const struct undone *u, const struct entry *x)
{
	return !x->err && x->e.netns == u->netns;
}

static bool is_undone(const struct undone *u, const struct entry *x)
{
	return is_here(u, x) && x->number >= u->number;
}

static void put_files(const struct entry *x, struct pack *to)
{
	for (const struct history_file *f = x->e.files; f; f = f->next)
		unconfirmed_line(to, f->hash, f->name);
}

/* Whether the last good state was made of the files of one of the changes. */
static bool is_of_undone(const struct undone *u, const struct pack *good)
{
	bool is = false;

	for (size_t i = 0; i < u->all->count && !is; i++) {
		struct pack lines = { 0 }, rest = { 0 };

		if (!is_undone(u, &u->all->list[i]))
			continue;
		put_files(&u->all->list[i], &lines);
		unconfirmed_without(&lines, good, &rest);
		is = lines.len && !rest.len;
		pack_release(&lines);
		pack_release(&rest);
	}
	return is;
}

/* The files that are good without these changes. */
static const struct pack *good_of(const struct undone *u,
				  const struct noting *n)
{
	static const struct pack none;

	if (!is_of_undone(u, &n->good))
		return &n->good;
	return is_of_undone(u, &n->good_before) ? &none : &n->good_before;
}

/* Puts the files of changes that come back, since the undo that took them back is
 * taken back itself. */
static void put_redone(const struct undone *u, const struct entry *undo,
		       struct pack *to)
{
	uint64_t from;

	if (sscanf(undo->e.verb, "undo %" SCNu64, &from) != 1)
		return;
	for (size_t i = 0; i < u->all->count; i++) {
		const struct entry *x = &u->all->list[i];

		if (is_here(u, x) && x->number >= from &&
		    x->number < u->number)
			put_files(x, to);
	}
}

void undone_note(const struct undone *u, struct noting *n)
{
	struct pack all = { 0 }, lines = { 0 }, redone = { 0 };
	int err;

	for (size_t i = 0; i < u->all->count; i++) {
		const struct entry *x = &u->all->list[i];

		if (!is_undone(u, x))
			continue;
		put_files(x, &all);
		put_redone(u, x, &redone);
	}
	unconfirmed_without(&all, good_of(u, n), &lines);
	err = noting_change(n, &lines, &redone);
	if (err)
		warn(u->opt, err);
	pack_release(&all);
	pack_release(&lines);
	pack_release(&redone);
}
