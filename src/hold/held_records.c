#include "config.h"

#include "hold/held_records.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK "confirm-lock"
#define PREFIX "confirm-"
#define NAME_BYTES 32
#define LISTED_MAX 1024

static const char *const state_names[RECORD_STATES] = {
	[RECORD_PENDING] = "pending",	[RECORD_CONFIRMED] = "confirmed",
	[RECORD_REVERTED] = "reverted", [RECORD_REJECTED] = "rejected",
	[RECORD_FAILED] = "revert-failed",
};

const char *record_state_name(enum record_state state)
{
	return state_names[state];
}

/* ---- the folder ---- */

/* Nobody else can have put something there. */
static int open_dir(bool make)
{
	struct stat st;
	int fd;

	if (make && mkdir(RECORDS_DIR, S_IRWXU) < 0 && errno != EEXIST)
		return -errno;
	fd = open(RECORDS_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
	    !(st.st_mode & (S_IWGRP | S_IWOTH)))
		return fd;
	close(fd);
	return -EPERM;
}

enum record_file { FILE_RECORD, FILE_ASK, FILE_SAVED, RECORD_FILES };

static const char *name_of(char name[NAME_BYTES], const char *id,
			   enum record_file file)
{
	static const char *const ends[RECORD_FILES] = { "", ".ask", ".saved" };

	snprintf(name, NAME_BYTES, PREFIX "%s%s", id, ends[file]);
	return name;
}

static void drop(int dir, const char *id, enum record_file file)
{
	char name[NAME_BYTES];

	(void)unlinkat(dir, name_of(name, id, file), 0);
}

static bool is_id(const char *text)
{
	return strlen(text) == RECORD_ID_LEN &&
	       strspn(text, "0123456789abcdef") == RECORD_ID_LEN;
}

/* ---- the lock ---- */

static struct flock byte_of(uint64_t netns)
{
	return (struct flock){ .l_type = F_WRLCK,
			       .l_whence = SEEK_SET,
			       .l_start = (off_t)(netns & INT32_MAX),
			       .l_len = 1 };
}

static bool is_any_locked(int dir, struct flock byte)
{
	int fd = openat(dir, LOCK, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bool locked;

	if (fd < 0)
		return false;
	locked = fcntl(fd, F_OFD_GETLK, &byte) == 0 && byte.l_type != F_UNLCK;
	close(fd);
	return locked;
}

static bool is_locked(int dir, uint64_t netns)
{
	return is_any_locked(dir, byte_of(netns));
}

static int take_lock(int dir, uint64_t netns)
{
	struct flock byte = byte_of(netns);
	int fd = openat(dir, LOCK,
			O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
			S_IRUSR | S_IWUSR);
	int err;

	if (fd < 0)
		return -errno;
	if (fcntl(fd, F_OFD_SETLK, &byte) == 0)
		return fd;
	err = errno == EACCES || errno == EAGAIN ? -EBUSY : -errno;
	close(fd);
	return err;
}

/* ---- a record as text ---- */

int records_write(const struct claim *c)
{
	const struct record *r = &c->now;
	char text[RECORD_BYTES];
	ssize_t n;
	int len;

	memset(text, '\n', sizeof(text));
	len = snprintf(text, sizeof(text),
		       "nftload-confirm 1\nid %s\nstate %d\nnetns %" PRIu64
		       "\ndeadline %" PRIu64 "\nuntil %" PRId64 "\nat %" PRId64
		       "\nuid %" PRIu32 "\nseconds %" PRIu32 "\nfiles\n%s",
		       r->id, r->state, r->netns, r->deadline_ms, r->until,
		       r->at, r->uid, r->seconds, r->files);
	text[len] = '\n';
	/* Readers see all of a page or nothing of it. */
	n = pwrite(c->record, text, sizeof(text), 0);
	return n < 0 ? -errno : n < RECORD_BYTES ? -EIO : 0;
}

static bool parse(const char *text, struct record *ret)
{
	struct record r;
	int state, at = 0;
	size_t len;

	memset(&r, 0, sizeof(r));
	if (sscanf(text,
		   "nftload-confirm 1\nid %8[0-9a-f]\nstate %d\nnetns %" SCNu64
		   "\ndeadline %" SCNu64 "\nuntil %" SCNd64 "\nat %" SCNd64
		   "\nuid %" SCNu32 "\nseconds %" SCNu32 "\nfiles%n",
		   r.id, &state, &r.netns, &r.deadline_ms, &r.until, &r.at,
		   &r.uid, &r.seconds, &at) != 8 ||
	    !at || !is_id(r.id) || state < 0 || state >= RECORD_STATES)
		return false;
	r.state = (enum record_state)state;
	text += at + 1;
	len = strlen(text);
	while (len > 1 && text[len - 1] == '\n' && text[len - 2] == '\n')
		len--;
	len = MIN(len, sizeof(r.files) - 1);
	memcpy(r.files, text, len);
	*ret = r;
	return true;
}

static int read_file(int dir, const char *id, struct record *ret)
{
	char name[NAME_BYTES], text[RECORD_BYTES + 1];
	ssize_t got;
	int fd = openat(dir, name_of(name, id, FILE_RECORD),
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	got = read(fd, text, RECORD_BYTES);
	close(fd);
	if (got != RECORD_BYTES)
		return -ENOENT;
	text[got] = '\0';
	return parse(text, ret) && strcmp(ret->id, id) == 0 ? 0 : -ENOENT;
}

static int read_record(int dir, const char *id, struct record *ret)
{
	int err = read_file(dir, id, ret);

	if (err || ret->state != RECORD_PENDING || is_locked(dir, ret->netns))
		return err;
	/* It has ended since, or was killed and left the change as it is. */
	err = read_file(dir, id, ret);
	if (!err && ret->state == RECORD_PENDING)
		ret->state = RECORD_FAILED;
	return err;
}

/* ---- all of them ---- */

struct listed {
	char id[RECORD_ID_LEN + 1];
	struct timespec at;
};

struct listing {
	struct listed list[LISTED_MAX];
	size_t count;
};

static int newest_first(const void *va, const void *vb)
{
	const struct listed *a = va, *b = vb;

	if (a->at.tv_sec != b->at.tv_sec)
		return a->at.tv_sec > b->at.tv_sec ? -1 : 1;
	if (a->at.tv_nsec != b->at.tv_nsec)
		return a->at.tv_nsec > b->at.tv_nsec ? -1 : 1;
	return strcmp(a->id, b->id);
}

static void note(struct listing *l, int dir, const char *name)
{
	struct listed *to = &l->list[l->count];
	struct stat st;

	if (strncmp(name, PREFIX, strlen(PREFIX)) != 0 ||
	    !is_id(name + strlen(PREFIX)) || l->count == LISTED_MAX ||
	    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	memcpy(to->id, name + strlen(PREFIX), sizeof(to->id));
	to->at = st.st_mtim;
	l->count++;
}

static void list_all(struct listing *l, int dir)
{
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *e;

	l->count = 0;
	if (!d)
		return;
	while ((e = readdir(d)))
		note(l, dir, e->d_name);
	closedir(d);
	qsort(l->list, l->count, sizeof(*l->list), newest_first);
}

/* Nobody holds it, as the lock of its namespace was free. */
static void bury(int dir, struct record *r)
{
	char name[NAME_BYTES];
	struct claim c = { .now = *r };

	c.now.state = r->state = RECORD_FAILED;
	c.record = openat(dir, name_of(name, r->id, FILE_RECORD),
			  O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (c.record < 0)
		return;
	(void)records_write(&c);
	close(c.record);
}

/* What waits stays, and of the others the last ones. */
static void prune(int dir, uint64_t netns)
{
	struct listing l;
	size_t kept = 0;

	list_all(&l, dir);
	for (size_t i = 0; i < l.count; i++) {
		struct record r;
		int err = read_record(dir, l.list[i].id, &r);

		if (err == 0 && r.state == RECORD_PENDING && r.netns == netns)
			bury(dir, &r);
		if (err == 0 && r.state != RECORD_PENDING)
			drop(dir, l.list[i].id, FILE_SAVED);
		if (err == 0 && (r.state == RECORD_PENDING ||
				 kept++ < RECORDS_KEPT - 1))
			continue;
		for (int file = 0; file < RECORD_FILES; file++)
			drop(dir, l.list[i].id, (enum record_file)file);
	}
}

void records_each(bool (*take)(void *ctx, const struct record *r), void *ctx)
{
	int dir = open_dir(false);
	struct listing l;
	struct record r;

	if (dir < 0)
		return;
	list_all(&l, dir);
	for (size_t i = 0; i < l.count; i++)
		if (read_record(dir, l.list[i].id, &r) == 0 && !take(ctx, &r))
			break;
	close(dir);
}

int records_find(const char *id, struct record *ret)
{
	int dir, err;

	if (!is_id(id))
		return -ENOENT;
	dir = open_dir(false);
	if (dir < 0)
		return dir;
	err = read_record(dir, id, ret);
	close(dir);
	return err;
}

bool records_any_waits(void)
{
	const struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int dir = open_dir(false);
	bool waits;

	if (dir < 0)
		return false;
	waits = is_any_locked(dir, all);
	close(dir);
	return waits;
}

/* As the taker of records_each(): ends the search at the record that was sought. */
static bool is_other(void *ctx, const struct record *r)
{
	struct record *sought = ctx;

	if (r->state != RECORD_PENDING || r->netns != sought->netns)
		return true;
	*sought = *r;
	return false;
}

bool records_waiting(uint64_t netns, struct record *ret)
{
	int dir = open_dir(false);
	bool waits;

	if (dir < 0)
		return false;
	waits = is_locked(dir, netns);
	close(dir);
	if (!waits)
		return false;
	/* A record without an id: the change has only just begun. */
	memset(ret, 0, sizeof(*ret));
	ret->netns = netns;
	records_each(is_other, ret);
	return true;
}

/* ---- a new one ---- */

static const struct claim no_claim = { .lock = -1, .record = -1, .ask = -1,
				       .saved = -1 };

static int make_files(struct claim *c, int dir)
{
	char name[NAME_BYTES];
	uint32_t random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return -EIO;
	snprintf(c->now.id, sizeof(c->now.id), "%08" PRIx32, random);
	c->record = openat(dir, name_of(name, c->now.id, FILE_RECORD),
			   O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
			   S_IRUSR | S_IWUSR);
	if (c->record < 0 ||
	    mkfifoat(dir, name_of(name, c->now.id, FILE_ASK), S_IRUSR | S_IWUSR) < 0)
		return -errno;
	/* For writing, too: it has no end when one has asked. */
	c->ask = openat(dir, name,
			O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (c->ask < 0)
		return -errno;
	c->saved = openat(dir, name_of(name, c->now.id, FILE_SAVED),
			  O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
			  S_IRUSR | S_IWUSR);
	return c->saved < 0 ? -errno : 0;
}

int records_claim(struct claim *c, uint64_t netns)
{
	int dir = open_dir(true), err = 0;

	*c = no_claim;
	c->now.netns = netns;
	if (dir < 0)
		return dir;
	c->lock = take_lock(dir, netns);
	if (c->lock < 0)
		err = c->lock;
	if (!err) {
		prune(dir, netns);
		err = make_files(c, dir);
	}
	close(dir);
	if (err)
		records_release(c);
	return err;
}

void records_release(struct claim *c)
{
	const int fds[] = { c->lock, c->record, c->ask, c->saved };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	c->lock = c->record = c->ask = c->saved = -1;
}

void records_let_go(struct claim *c)
{
	if (c->lock >= 0)
		close(c->lock);
	c->lock = -1;
}

int records_ask(const char *id, enum record_ask what)
{
	char name[NAME_BYTES], byte = (char)what;
	int dir = open_dir(false), fd, err = 0;

	if (dir < 0)
		return dir;
	fd = openat(dir, name_of(name, id, FILE_ASK),
		    O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		err = -errno;
	else if (write(fd, &byte, 1) != 1)
		err = -errno;
	if (fd >= 0)
		close(fd);
	close(dir);
	return err;
}

/* ---- one whose holder was killed ---- */

static int open_orphan(struct claim *c, int dir)
{
	char name[NAME_BYTES];

	c->record = openat(dir, name_of(name, c->now.id, FILE_RECORD),
			   O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	c->saved = openat(dir, name_of(name, c->now.id, FILE_SAVED),
			  O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return c->record < 0 || c->saved < 0 ? -errno : 0;
}

static int seize(struct claim *c, int dir, const char *id)
{
	int err = read_file(dir, id, &c->now);

	if (err)
		return -ENOENT;
	if (c->now.state != RECORD_PENDING)
		return -EALREADY;
	c->lock = take_lock(dir, c->now.netns);
	if (c->lock < 0)
		return c->lock;
	/* It may have been decided just before. */
	err = read_file(dir, id, &c->now);
	if (!err && c->now.state != RECORD_PENDING)
		err = -EALREADY;
	return err ? err : open_orphan(c, dir);
}

int records_seize(struct claim *c, const char *id)
{
	int dir = open_dir(false), err;

	*c = no_claim;
	if (dir < 0)
		return dir;
	err = is_id(id) ? seize(c, dir, id) : -ENOENT;
	close(dir);
	if (err)
		records_release(c);
	return err;
}

/* Until the holder has ended, in whichever way. */
static void wait_for_lock(int dir, uint64_t netns)
{
	struct flock byte = byte_of(netns);
	int fd = openat(dir, LOCK, O_RDWR | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	while (fcntl(fd, F_OFD_SETLKW, &byte) < 0 && errno == EINTR)
		;
	close(fd);
}

/* Whether the change is one that nobody will ever decide. */
static bool is_orphan(int dir, const char *id, uint64_t netns,
		      struct record *ret)
{
	if (read_file(dir, id, ret) || ret->state != RECORD_PENDING)
		return false;
	wait_for_lock(dir, ret->netns);
	if (read_file(dir, id, ret) || ret->state != RECORD_PENDING)
		return false;
	if (ret->netns == netns)
		return true;
	bury(dir, ret);
	return false;
}

bool records_next_orphan(uint64_t netns, struct record *ret)
{
	int dir = open_dir(false);
	bool found = false;
	struct listing l;

	if (dir < 0)
		return false;
	list_all(&l, dir);
	for (size_t i = 0; i < l.count && !found; i++) {
		found = is_orphan(dir, l.list[i].id, netns, ret);
		if (!found)
			drop(dir, l.list[i].id, FILE_SAVED);
	}
	close(dir);
	return found;
}
