#include "config.h"

#include "cli/boot/boot_files.h"

#include "base/chunks.h"
#include "base/mem.h"
#include "text/source.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct drop_in {
	const char *name, *path;
	uint32_t rank; /* of its folder */
};

/* A link that leads nowhere is there: what it should lead to is missed. */
static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static const char *below(struct boot_files *f, const char *root,
			 const char *path)
{
	return arena_printf(&f->arena, "%s%s", root, path);
}

static const char *main_file(struct boot_files *f, const char *root,
			     const char *named)
{
	static const char *const paths[] = {
		"/etc/nftables.conf",
		"/etc/sysconfig/nftables.conf",
	};

	/* The unit's folder is the root, and so it is by hand. */
	if (named)
		return below(f, root,
			     arena_printf(&f->arena, "%s%s",
					  *named == '/' ? "" : "/", named));
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		const char *path = below(f, root, paths[i]);

		if (is_there(path))
			return path;
	}
	return NULL;
}

/* Hidden ones, and what editors and package managers leave behind, are not. */
static bool is_drop_in(const char *name)
{
	const char *dot = strrchr(name, '.');

	return *name != '.' && dot &&
	       (strcmp(dot, ".nft") == 0 || strcmp(dot, ".json") == 0);
}

static int list_folder(struct boot_files *f, struct chunks *list,
		       const char *folder, uint32_t rank)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int err = 0;

	if (!dir)
		return errno == ENOENT && !is_there(folder) ? 0 : -errno;
	errno = 0;
	while ((entry = readdir(dir))) {
		struct drop_in *d;

		if (!is_drop_in(entry->d_name))
			continue;
		d = chunks_push(list);
		d->rank = rank;
		d->path = arena_printf(&f->arena, "%s/%s", folder,
				       entry->d_name);
		d->name = d->path + strlen(folder) + 1;
	}
	if (errno)
		err = -errno;
	closedir(dir);
	return err;
}

static int list_folders(struct boot_files *f, struct chunks *list,
			const char *root)
{
	static const char *const folders[] = {
		"/usr/lib/nftload.d",
		"/usr/local/lib/nftload.d",
		"/run/nftload.d",
		"/etc/nftload.d",
	};

	for (uint32_t i = 0; i < ARRAY_SIZE(folders); i++) {
		int err;

		f->bad = below(f, root, folders[i]);
		err = list_folder(f, list, f->bad, i);
		if (err < 0)
			return err;
	}
	return 0;
}

/* By name; of one name, the last folder's first. */
static int by_name(const void *one, const void *other)
{
	const struct drop_in *a = one, *b = other;
	int order = strcmp(a->name, b->name);

	return order ? order : a->rank < b->rank ? 1 : -1;
}

static bool masks(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	return boot_is_null(&st) || (S_ISREG(st.st_mode) && !st.st_size &&
				     !source_is_virtual(path));
}

static void add(struct words *to, const char *path)
{
	to->list[to->count++] = path;
}

static void add_drop_ins(struct boot_files *f, struct drop_in *list, size_t n)
{
	const char *last = "";

	qsort(list, n, sizeof(*list), by_name);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].name, last) != 0 && !masks(list[i].path))
			add(&f->all, list[i].path);
		last = list[i].name;
	}
}

static struct words room_for(struct boot_files *f, size_t n)
{
	return (struct words){ .list = arena_zalloc(
				       &f->arena, (n + 1) * sizeof(char *)) };
}

int boot_files_find(struct boot_files *f, const char *root, const char *named)
{
	const char *fallback;
	struct drop_in *flat;
	struct chunks list;
	size_t n;
	int err;

	memset(f, 0, sizeof(*f));
	arena_init(&f->arena);
	f->fallback = room_for(f, 1);
	fallback = below(f, root, "/etc/nftload/fallback.nft");
	if (is_there(fallback))
		add(&f->fallback, fallback);
	chunks_init(&list, sizeof(struct drop_in));
	err = list_folders(f, &list, root);
	n = list.count;
	f->all = room_for(f, n + 1);
	f->main = main_file(f, root, named);
	if (f->main)
		add(&f->all, f->main);
	flat = mem_calloc(n, sizeof(*flat));
	for (size_t i = 0; i < n; i++)
		flat[i] = *(struct drop_in *)chunks_at(&list, i);
	if (!err)
		add_drop_ins(f, flat, n);
	mem_free(flat);
	chunks_release(&list);
	return err;
}

void boot_files_release(struct boot_files *f)
{
	arena_release(&f->arena);
}
