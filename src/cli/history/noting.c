#include "config.h"

#include "cli/history/noting.h"

#include "base/mem.h"
#include "cli/user/messages.h"
#include "history/unconfirmed.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int noting_folder(const char *root, bool make)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s%s", root ? root : "",
		     STATE_FOLDER) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	return history_folder_open(path, make);
}

void noting_init(struct noting *n)
{
	*n = (struct noting){ .clerk = { -1, -1 } };
}

static int begin(struct noting *n, int folder)
{
	char path[PATH_MAX];
	int err = unconfirmed_read_good(folder, LAST_GOOD_FILE, &n->good);

	if (!err)
		err = unconfirmed_read_good(folder, LAST_GOOD_BEFORE,
					    &n->good_before);
	if (!err)
		err = unconfirmed_read(folder, &n->before);
	if (!err)
		err = clerk_start(&n->clerk, folder, 1);
	if (!err && getcwd(path, sizeof(path)))
		n->around = mem_strdup(path);
	return err;
}

int noting_open(struct noting *n, const char *root, bool make)
{
	int folder = noting_folder(root, make), err;

	if (folder < 0)
		return folder;
	err = begin(n, folder);
	history_folder_close(folder);
	return err;
}

int noting_write(struct noting *n, const struct source_set *sources)
{
	struct pack all = { 0 };
	int err;

	if (n->noted || n->clerk.ask < 0)
		return 0;
	unconfirmed_lines(sources, "", n->around, &all);
	unconfirmed_without(&all, &n->good, &n->lines);
	pack_release(&all);
	err = n->lines.len ? clerk_note(&n->clerk, &n->lines) : 0;
	n->noted = !err;
	return err;
}

int noting_strike(struct noting *n)
{
	return n->noted && n->lines.len ? clerk_strike(&n->clerk, &n->lines) :
					  0;
}

/* What was noted before stays so. */
void noting_drop(struct noting *n)
{
	struct pack fresh = { 0 };

	if (!n->noted)
		return;
	unconfirmed_without(&n->lines, &n->before, &fresh);
	if (fresh.len)
		(void)!clerk_strike(&n->clerk, &fresh);
	pack_release(&fresh);
}

int noting_change(struct noting *n, const struct pack *add,
		  const struct pack *strike)
{
	int err = 0;

	if (n->clerk.ask < 0)
		return 0;
	if (strike->len)
		err = clerk_strike(&n->clerk, strike);
	if (add->len && !err)
		err = clerk_note(&n->clerk, add);
	return err;
}

void noting_close(struct noting *n)
{
	clerk_end(&n->clerk);
	mem_free(n->around);
	pack_release(&n->good);
	pack_release(&n->good_before);
	pack_release(&n->before);
	pack_release(&n->lines);
	noting_init(n);
}

bool noting_passes(const struct options *o, const struct source_set *sources)
{
	const struct source *s =
		o->passed ? unconfirmed_find(o->passed, sources) : NULL;
	bool passes = o->fallback.count > 0;

	if (!s)
		return false;
	messages_sayf(o, passes ? SAY_ERROR : SAY_WARNING,
		      "'%s' asks for a change that nobody has confirmed%s",
		      s->name,
		      passes ? ": the files are passed over" :
			       ", and is loaded all the same: there is nothing to load in its place");
	return passes;
}
