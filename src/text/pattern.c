#include "config.h"

#include "text/pattern.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct walk {
	struct arena *a;
	struct pattern_use *use;
	const char *part; /* between two slashes */
	const char *rest; /* behind it: slashes, then the next part */
	const char *tail; /* the slashes */
	bool last;	  /* nothing follows them */
	bool denied;
	struct chunks *to; /* of char *: paths up to here */
};

bool pattern_is(const char *path)
{
	return strpbrk(path, "*?[");
}

/* NULL: paths have used up their bytes. */
static char *joined(const struct walk *w, const char *path, const char *name)
{
	w->use->bytes += strlen(path) + strlen(name) + strlen(w->tail);
	if (w->use->bytes > PATTERN_BYTES_MAX)
		return NULL;
	return arena_printf(w->a, "%s%s%s", path, name, w->tail);
}

static void add(struct walk *w, char *path)
{
	*(char **)chunks_push(w->to) = path;
}

/* ---- a part with wildcards ---- */

static bool may_be_folder(const struct dirent *d)
{
	return d->d_type == DT_DIR || d->d_type == DT_LNK ||
	       d->d_type == DT_UNKNOWN;
}

/* A slash at the end of the pattern leaves folders alone. */
static int take_name(struct walk *w, const char *path, const char *name)
{
	char *to = joined(w, path, name);
	struct stat st;

	if (!to)
		return -E2BIG;
	if (!w->last || !*w->tail || stat(to, &st) == 0)
		add(w, to);
	return 0;
}

/* A folder that is not there holds nothing, and nft is blind to one that is
 * forbidden. */
static int cannot_read(struct walk *w, int err)
{
	if (err == ENOMEM)
		mem_exhausted(0);
	w->denied |= err == EACCES;
	return err == ENOENT || err == ENOTDIR || err == EACCES ? 0 : -err;
}

static int read_names(struct walk *w, const char *path, DIR *dir)
{
	const bool folders = !w->last || *w->tail;
	const struct dirent *d;

	for (errno = 0; (d = readdir(dir)); errno = 0) {
		if (++w->use->names > PATTERN_NAMES_MAX)
			return -E2BIG;
		if ((!folders || may_be_folder(d)) &&
		    fnmatch(w->part, d->d_name,
			    FNM_NOESCAPE | FNM_PERIOD) == 0 &&
		    take_name(w, path, d->d_name) < 0)
			return -E2BIG;
	}
	return cannot_read(w, errno);
}

static int match_names(struct walk *w, const char *path)
{
	DIR *dir;
	int err;

	if (++w->use->folders > PATTERN_FOLDERS_MAX)
		return -E2BIG;
	dir = opendir(*path ? path : ".");
	if (!dir)
		return cannot_read(w, errno);
	err = read_names(w, path, dir);
	closedir(dir);
	return err;
}

/* ---- a part without ---- */

static int append_name(struct walk *w, const char *path)
{
	char *to = joined(w, path, w->part);
	struct stat st;

	if (!to)
		return -E2BIG;
	if (!w->last || lstat(to, &st) == 0)
		add(w, to);
	return 0;
}

/* ---- part after part ---- */

static void next_part(struct walk *w)
{
	size_t len = strcspn(w->rest, "/");
	size_t slashes = strspn(w->rest + len, "/");

	w->part = arena_strndup(w->a, w->rest, len);
	w->tail = arena_strndup(w->a, w->rest + len, slashes);
	w->rest += len + slashes;
	w->last = !*w->rest;
}

static int walk_part(struct walk *w, const struct chunks *from)
{
	int (*step)(struct walk *, const char *) =
		pattern_is(w->part) ? match_names : append_name;
	int err = 0;

	for (size_t i = 0; i < from->count && !err; i++)
		err = step(w, *(char **)chunks_at(from, i));
	return err;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted here: the order must not follow the locale. */
static void sort(struct arena *a, struct chunks *paths)
{
	char **all = arena_alloc(a, (paths->count + 1) * sizeof(*all));

	for (size_t i = 0; i < paths->count; i++)
		all[i] = *(char **)chunks_at(paths, i);
	qsort(all, paths->count, sizeof(*all), compare);
	for (size_t i = 0; i < paths->count; i++)
		*(char **)chunks_at(paths, i) = all[i];
}

int pattern_find(struct arena *a, const char *pattern, struct pattern_use *use,
		 struct chunks *ret_paths, bool *ret_denied)
{
	struct walk w = { .a = a, .use = use, .rest = pattern };
	struct chunks from, to;
	int err = 0;

	chunks_init(&to, sizeof(char *));
	w.to = &to;
	*(char **)chunks_push(&to) =
		arena_strndup(a, pattern, strspn(pattern, "/"));
	w.rest += strspn(pattern, "/");
	while (!err && *w.rest) {
		from = to;
		chunks_init(&to, sizeof(char *));
		next_part(&w);
		err = walk_part(&w, &from);
		chunks_release(&from);
	}
	sort(a, &to);
	*ret_paths = to;
	*ret_denied = w.denied;
	return err;
}
