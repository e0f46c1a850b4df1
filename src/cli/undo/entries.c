#include "config.h"

#include "cli/undo/entries.h"

#include "base/mem.h"
#include "cli/history/keeping.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "history/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int say_none(const struct options *o, int err)
{
	if (err == -ENOENT)
		messages_sayf(o, SAY_ERROR,
			      "there is no history '%s': 'nftload sync --history' begins one",
			      keeping_folder(o));
	else
		messages_sayf(o, SAY_ERROR, "the history '%s' is not used: %s",
			      keeping_folder(o), history_folder_why(err));
	return err == -EACCES || err == -EPERM ? EXIT_PERMISSION :
	       err == -ENOENT ? EXIT_INPUT : EXIT_SYSTEM;
}

static void read_files(struct entries *all, int folder,
		       const struct history_numbers *n)
{
	all->list = mem_calloc(MAX(n->count, (size_t)1), sizeof(*all->list));
	for (size_t i = 0; i < n->count; i++) {
		struct entry *x = &all->list[all->count];

		*x = (struct entry){ .number = n->list[i] };
		x->err = history_folder_read(folder, x->number, &x->bytes);
		/* It has gone while we looked. */
		if (x->err != -ENOENT)
			all->count++;
	}
}

int entries_open(struct entries *all, const struct options *o)
{
	int folder = history_folder_open(keeping_folder(o), false), err;
	struct history_numbers n;

	*all = (struct entries){ .list = NULL };
	if (folder < 0)
		return say_none(o, folder);
	err = history_folder_list(folder, &n);
	if (!err)
		read_files(all, folder, &n);
	history_numbers_release(&n);
	history_folder_close(folder);
	return err ? say_none(o, err) : GO_ON;
}

void entries_read(struct entries *all)
{
	for (size_t i = 0; i < all->count; i++) {
		struct entry *x = &all->list[i];

		if (x->err)
			continue;
		x->read = true;
		x->err = history_entry_read(&x->e, x->bytes.bytes,
					    x->bytes.len);
	}
}

void entries_release(struct entries *all)
{
	for (size_t i = 0; i < all->count; i++) {
		if (all->list[i].read)
			history_entry_release(&all->list[i].e);
		pack_release(&all->list[i].bytes);
	}
	mem_free(all->list);
}

const char *entry_wrong(const struct entry *e)
{
	switch (e->err) {
	case -EINVAL:
		return "it is damaged";
	case -EPROTO:
		return "another version has written it";
	case -ENOSYS:
		return "it is compressed, and this build has no zlib";
	default:
		return history_folder_why(e->err);
	}
}

int entries_number(const struct options *o, uint64_t *ret)
{
	const char *word = o->files.count ? o->files.list[0] : NULL;
	char *end;

	*ret = 0;
	if (!word)
		return GO_ON;
	if (o->files.count > 1)
		return options_error("one number at a time: not both '%s' and '%s'",
				     word, o->files.list[1]);
	errno = 0;
	*ret = strtoull(word, &end, 10);
	if (*word < '0' || *word > '9' || *end || errno || !*ret)
		return options_error("'%s' is no number of the history", word);
	return GO_ON;
}

struct entry *entries_find(const struct entries *all, uint64_t number)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].number == number)
			return &all->list[i];
	return NULL;
}
