#include "config.h"

#include "history/folder.h"

#include "base/mem.h"
#include "history/entry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NAME_LEN 8 /* digits */
#define TEMP_PREFIX ".new-"
#define LOCK_TRIES 200
#define LOCK_WAIT_MS 10
#define FILE_MAX (INT64_C(1) << 31)

/* ---- the folder ---- */

/* Stands for each user that this user namespace does not know. */
#define UID_UNKNOWN 65534

static bool is_unknown(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_uid == UID_UNKNOWN &&
	       geteuid() != UID_UNKNOWN;
}

/* Nobody else can have put something there. */
static bool is_ours(int fd, mode_t type)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (st.st_mode & S_IFMT) == type &&
	       st.st_uid == geteuid() &&
	       !(st.st_mode & (S_IWGRP | S_IWOTH)) &&
	       (type == S_IFDIR || st.st_nlink == 1);
}

/* The descriptor around is closed, whatever comes. */
static int open_below(int around, const char *name, bool make)
{
	int fd, err;

	if (make && mkdirat(around, name, S_IRWXU) < 0 && errno != EEXIST)
		fd = -1;
	else
		fd = openat(around, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
						  O_CLOEXEC);
	err = fd < 0 ? errno == ELOOP || errno == ENOTDIR ? -EPERM : -errno :
		       0;
	close(around);
	if (fd < 0 || is_ours(fd, S_IFDIR))
		return fd < 0 ? err : fd;
	err = is_unknown(fd) ? -EACCES : -EPERM;
	close(fd);
	return err;
}

/* The folder around it must be ours, too. */
int history_folder_open(const char *path, bool make)
{
	char *parent = mem_strdup(path), *name = strrchr(parent, '/'), *above;
	int fd = -EINVAL;

	while (name && name > parent && !name[1]) {
		*name = '\0';
		name = strrchr(parent, '/');
	}
	if (name && name > parent) {
		*name++ = '\0';
		above = strrchr(parent, '/');
		if (above)
			*above++ = '\0';
		fd = open(above && *parent ? parent : above ? "/" : ".",
			  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		fd = fd < 0 ? -errno :
			      open_below(fd, above ? above : parent, make);
		if (fd >= 0)
			fd = open_below(fd, name, make);
	}
	mem_free(parent);
	return fd;
}

void history_folder_close(int folder)
{
	if (folder >= 0)
		close(folder);
}

const char *history_folder_why(int err)
{
	return err == -EPERM   ? "other users could have changed it" :
	       err == -ETXTBSY ? "another process holds it" :
				 strerror(-err);
}

/* ---- what is in it ---- */

static uint64_t number_of(const char *name)
{
	if (strlen(name) != NAME_LEN ||
	    strspn(name, "0123456789") != NAME_LEN)
		return 0;
	return strtoull(name, NULL, 10);
}

static void name_of(uint64_t number, char name[NAME_LEN + 1])
{
	snprintf(name, NAME_LEN + 1, "%08u", (unsigned int)number);
}

static DIR *open_list(int folder)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

int history_folder_list(int folder, struct history_numbers *ret)
{
	DIR *dir = open_list(folder);
	const struct dirent *d;
	size_t room = 0;

	*ret = (struct history_numbers){ .list = NULL };
	if (!dir)
		return -errno;
	while ((d = readdir(dir))) {
		uint64_t number = number_of(d->d_name);

		if (!number)
			continue;
		if (ret->count == room) {
			room = room ? room * 2 : 32;
			ret->list = mem_recalloc(ret->list, room,
						 sizeof(*ret->list));
		}
		ret->list[ret->count++] = number;
	}
	closedir(dir);
	if (ret->count)
		qsort(ret->list, ret->count, sizeof(*ret->list), by_number);
	return 0;
}

void history_numbers_release(struct history_numbers *n)
{
	mem_free(n->list);
}

static int read_up_to(int fd, size_t len, struct pack *ret)
{
	uint8_t buf[65536];
	ssize_t n;

	while (len > 0 && (n = read(fd, buf, MIN(len, sizeof(buf)))) != 0) {
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n < 0)
			continue;
		pack_add(ret, buf, (size_t)n);
		len -= (size_t)n;
	}
	return 0;
}

static int open_file(int folder, const char *name)
{
	int fd = openat(folder, name,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return errno == ELOOP ? -EPERM : -errno;
	if (is_ours(fd, S_IFREG))
		return fd;
	close(fd);
	return -EPERM;
}

int history_folder_begin(int folder, const char *name, size_t len,
			 struct pack *ret)
{
	int fd = open_file(folder, name), err;

	if (fd < 0)
		return fd;
	err = read_up_to(fd, len, ret);
	close(fd);
	return err;
}

int history_folder_read(int folder, uint64_t number, struct pack *ret)
{
	char name[NAME_LEN + 1];
	struct stat st;
	int fd, err;

	*ret = (struct pack){ .bytes = NULL };
	name_of(number, name);
	fd = open_file(folder, name);
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0 || st.st_size > FILE_MAX)
		err = -EFBIG;
	else
		err = read_up_to(fd, FILE_MAX, ret);
	close(fd);
	return err;
}

/* ---- adding to it ---- */

/* Two writers take turns. */
static int lock(int folder)
{
	static const struct timespec wait = { 0, LOCK_WAIT_MS * 1000000 };

	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(folder, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		nanosleep(&wait, NULL);
	}
	return -ETXTBSY;
}

/* With the lock held, nobody is writing them. */
static void sweep(int folder)
{
	DIR *dir = open_list(folder);
	const struct dirent *d;

	while (dir && (d = readdir(dir)))
		if (strncmp(d->d_name, TEMP_PREFIX, strlen(TEMP_PREFIX)) == 0)
			(void)unlinkat(folder, d->d_name, 0);
	if (dir)
		closedir(dir);
}

static int write_all(int fd, const struct pack *bytes)
{
	for (size_t at = 0; at < bytes->len;) {
		ssize_t n = write(fd, bytes->bytes + at, bytes->len - at);

		if (n < 0 && errno != EINTR)
			return -errno;
		at += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int write_temp(int folder, const char *name, const struct pack *bytes)
{
	int fd = openat(folder, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			S_IRUSR | S_IWUSR);
	int err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, bytes);
	if (!err && fsync(fd) < 0)
		err = -errno;
	if (close(fd) < 0 && !err)
		err = -errno;
	return err;
}

/* The lock is held. */
static int place(int folder, const char *name, const struct pack *bytes)
{
	char temp[sizeof(TEMP_PREFIX) + 64];
	int err;

	snprintf(temp, sizeof(temp), TEMP_PREFIX "%s", name);
	err = write_temp(folder, temp, bytes);
	if (!err && renameat(folder, temp, folder, name) < 0)
		err = -errno;
	if (err)
		(void)unlinkat(folder, temp, 0);
	else if (fsync(folder) < 0)
		err = -errno;
	return err;
}

int history_folder_put(int folder, const char *name, const struct pack *bytes)
{
	int err = lock(folder);

	if (err)
		return err;
	sweep(folder);
	err = place(folder, name, bytes);
	(void)flock(folder, LOCK_UN);
	return err;
}

static int remove_file(int folder, const char *name)
{
	if (unlinkat(folder, name, 0) < 0 && errno != ENOENT)
		return -errno;
	return fsync(folder) < 0 ? -errno : 0;
}

static int replace(int folder, const char *name, const struct pack *old,
		   const struct pack *bytes)
{
	if (bytes->len == old->len &&
	    (!old->len || memcmp(bytes->bytes, old->bytes, old->len) == 0))
		return 0;
	return bytes->len ? place(folder, name, bytes) :
			    remove_file(folder, name);
}

int history_folder_edit(int folder, const char *name, history_edit_fn *edit,
			const void *ctx)
{
	struct pack old = { 0 }, bytes = { 0 };
	int err = lock(folder);

	if (err)
		return err;
	sweep(folder);
	err = history_folder_begin(folder, name, FILE_MAX, &old);
	if (!err || err == -ENOENT) {
		edit(&old, &bytes, ctx);
		err = replace(folder, name, &old, &bytes);
	}
	(void)flock(folder, LOCK_UN);
	pack_release(&old);
	pack_release(&bytes);
	return err;
}

/* What is damaged, or not ours, is for somebody to look at. */
static bool may_go(int folder, uint64_t number)
{
	struct history_entry e;
	struct pack bytes;
	int err = history_folder_read(folder, number, &bytes);

	if (!err) {
		err = history_entry_read(&e, bytes.bytes, bytes.len);
		history_entry_release(&e);
	}
	pack_release(&bytes);
	return !err;
}

static void prune(int folder, const struct history_numbers *n, size_t max)
{
	for (size_t i = 0; i + max < n->count; i++) {
		char name[NAME_LEN + 1];

		if (!may_go(folder, n->list[i]))
			continue;
		name_of(n->list[i], name);
		(void)unlinkat(folder, name, 0);
	}
}

static int add(int folder, const struct pack *entry, size_t max,
	       uint64_t *ret_number)
{
	struct history_numbers n;
	char name[NAME_LEN + 1];
	int err = history_folder_list(folder, &n);

	if (err)
		return err;
	*ret_number = n.count ? n.list[n.count - 1] + 1 : 1;
	name_of(*ret_number, name);
	err = *ret_number > HISTORY_NUMBER_MAX ? -EOVERFLOW :
						 place(folder, name, entry);
	if (!err)
		prune(folder, &n, max - 1);
	history_numbers_release(&n);
	return err;
}

int history_folder_add(int folder, const struct pack *entry, size_t max,
		       uint64_t *ret_number)
{
	int err = lock(folder);

	if (err)
		return err;
	sweep(folder);
	err = add(folder, entry, max, ret_number);
	(void)flock(folder, LOCK_UN);
	return err;
}
