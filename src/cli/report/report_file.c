#include "config.h"

#include "cli/report/report_file.h"

#include "base/mem.h"
#include "cli/user/pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TEMP_NAME_MAX 64
#define TEMP_NAMES 100
#define FIRST_READ 16384
#define WAIT_MS 10000 /* for who reads a FIFO */
#define WAIT_STEP_MS 10

/* Where it goes. */
struct target {
	char *path, *folder;
	const char *name; /* in the folder; NULL: no regular file */
	int fd;		  /* the folder's, or the file that is no regular one */
};

struct text {
	char *bytes;
	size_t len, room;
};

/* ---- the target ---- */

static bool is_plain(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 || S_ISREG(st.st_mode);
}

/* Who owns a folder on the way can put another one in its place later. */
static int open_folder(struct target *t)
{
	if (!*t->name)
		return *t->path ? -EISDIR : -ENOENT;
	t->fd = open(t->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (t->fd < 0 || faccessat(t->fd, ".", W_OK | X_OK, 0) < 0)
		return -errno;
	return 0;
}

/* A FIFO waits for its reader: here, where nothing is done yet, and where a
 * signal can end it. */
static int open_special(struct target *t)
{
	static const struct timespec step = { 0, WAIT_STEP_MS * 1000000 };

	t->name = NULL;
	for (int ms = 0; ms < WAIT_MS; ms += WAIT_STEP_MS) {
		t->fd = open(t->path, O_WRONLY | O_CLOEXEC | O_NOCTTY |
					      O_NONBLOCK);
		if (t->fd >= 0 || errno != ENXIO)
			return t->fd < 0 ? -errno : 0;
		nanosleep(&step, NULL);
	}
	return -ETIMEDOUT;
}

/* Sets folder and name. */
static void split_path(struct target *t)
{
	char *slash = strrchr(t->path, '/');

	t->folder = mem_strdup(t->path);
	t->name = slash ? slash + 1 : t->path;
	if (slash)
		t->folder[MAX(slash - t->path, 1)] = '\0';
	else
		strcpy(t->folder, *t->path ? "." : "");
}

static void target_release(struct target *t)
{
	mem_free(t->path);
	mem_free(t->folder);
	if (t->fd >= 0)
		close(t->fd);
}

/* A link that another user put into a folder that all may write to: following
 * it would let them choose the file that is replaced.  The kernel's rule
 * (fs.protected_symlinks), which realpath() is not subject to. */
static bool is_planted(const struct target *t, const struct stat *link)
{
	struct stat folder;

	return stat(t->folder, &folder) == 0 && folder.st_mode & S_ISVTX &&
	       folder.st_mode & S_IWOTH && link->st_uid != folder.st_uid &&
	       link->st_uid != geteuid();
}

/* A link is kept: what it leads to is replaced.  Nothing else is resolved: what
 * becomes a link afterwards, or is one on the way, stays the kernel's business. */
static int follow_link(struct target *t)
{
	struct stat st;
	char *real;

	if (lstat(t->path, &st) < 0 || !S_ISLNK(st.st_mode))
		return 0;
	if (is_planted(t, &st))
		return -EACCES;
	real = realpath(t->path, NULL);
	if (!real)
		return 0;
	target_release(t);
	t->path = mem_strdup(real);
	free(real);
	split_path(t);
	return 0;
}

static int target_init(struct target *t, const char *path)
{
	int err;

	*t = (struct target){ .path = mem_strdup(path), .fd = -1 };
	split_path(t);
	err = follow_link(t);
	if (err)
		return err;
	if (is_plain(t->path))
		return open_folder(t);
	return open_special(t);
}

/* ---- the process that writes the file ---- */

/* A reader that does not read is not waited for any longer than one that does
 * not come. */
static int wait_for_room(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int n = poll(&p, 1, WAIT_MS);

	if (n < 0 && errno != EINTR)
		return -errno;
	return n == 0 ? -ETIMEDOUT : 0;
}

static int write_all(int fd, const struct text *text)
{
	int err = 0;

	for (size_t at = 0; at < text->len && !err;) {
		ssize_t n = write(fd, text->bytes + at, text->len - at);

		if (n < 0 && errno == EAGAIN)
			err = wait_for_room(fd);
		else if (n < 0 && errno != EINTR)
			err = -errno;
		at += n > 0 ? (size_t)n : 0;
	}
	return err;
}

/* Closes the descriptor. */
static int write_and_close(int fd, const struct text *text)
{
	int err = fd < 0 ? -errno : write_all(fd, text);

	if (fd >= 0 && close(fd) < 0 && !err)
		err = -errno;
	return err;
}

/* In containers many programs have the same id: the name may be taken. */
static int open_temp(int folder, mode_t mode, char name[TEMP_NAME_MAX])
{
	int fd = -1;

	for (unsigned int i = 0; fd < 0 && i < TEMP_NAMES; i++) {
		snprintf(name, TEMP_NAME_MAX, ".nftload.%ld.%u",
			 (long)getpid(), i);
		fd = openat(folder, name,
			    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

/* A report that others could not read is replaced by one of the same kind; from
 * the file of another user nothing is taken over. */
static int open_like(int folder, const char *old, char name[TEMP_NAME_MAX])
{
	struct stat st;
	int fd;

	if (fstatat(folder, old, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(st.st_mode) || st.st_uid != geteuid())
		return open_temp(folder, 0666, name);
	fd = open_temp(folder, 0600, name);
	/* Where its group cannot be kept, the group's rights are not given. */
	if (fd >= 0 && fchown(fd, (uid_t)-1, st.st_gid) < 0)
		st.st_mode &= ~(mode_t)S_IRWXG;
	if (fd >= 0)
		(void)fchmod(fd, st.st_mode & 0777);
	return fd;
}

static int replace(const struct target *t, const struct text *text)
{
	char temp[TEMP_NAME_MAX];
	int fd = open_like(t->fd, t->name, temp);
	int err = write_and_close(fd, text);

	if (!err && renameat(t->fd, temp, t->fd, t->name) < 0)
		err = -errno;
	if (err && fd >= 0)
		unlinkat(t->fd, temp, 0);
	return err;
}

static int put(const struct target *t, const struct text *text)
{
	if (t->name)
		return replace(t, text);
	return write_all(t->fd, text);
}

/* True when the text is complete: a NUL ends it, which is not kept. */
static bool take_all(int fd, struct text *text)
{
	for (;;) {
		ssize_t n;

		if (text->len == text->room) {
			text->room = text->room ? text->room * 2 : FIRST_READ;
			text->bytes = mem_realloc(text->bytes, text->room);
		}
		n = read(fd, text->bytes + text->len, text->room - text->len);
		if (n < 0 && errno != EINTR)
			return false;
		if (n == 0)
			break;
		text->len += n > 0 ? (size_t)n : 0;
	}
	return text->len > 0 && text->bytes[--text->len] == '\0';
}

static bool answer_run(int answer, int err)
{
	return write(answer, &err, sizeof(err)) == sizeof(err);
}

/* Signals are the run's business: without it, nothing comes. */
static _Noreturn void keep(struct target *t, int in, int answer)
{
	struct text text = { 0 };
	sigset_t all;
	bool fine;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	fine = !take_all(in, &text) || answer_run(answer, put(t, &text));
	mem_free(text.bytes);
	target_release(t);
	_exit(fine ? 0 : 1);
}

/* ---- the run's side ---- */

static int start(struct report_file *f, struct target *t)
{
	struct pipe_ends ends;
	pid_t pid = pipes_fork(&ends);
	int err;

	if (pid < 0)
		return (int)pid;
	if (pid == 0)
		keep(t, ends.from, ends.to);
	f->out = fdopen(ends.to, "w");
	f->answer = ends.from;
	if (f->out)
		return 0;
	err = -errno;
	close(ends.to);
	close(ends.from);
	return err;
}

int report_file_start(struct report_file *f, const char *path)
{
	struct target t;
	int err;

	*f = (struct report_file){ .out = NULL };
	err = target_init(&t, path);
	if (!err)
		err = start(f, &t);
	target_release(&t);
	return err;
}

void report_file_drop(struct report_file *f)
{
	if (!f->out)
		return;
	fclose(f->out);
	close(f->answer);
	f->out = NULL;
}

int report_file_end(struct report_file *f)
{
	int err = -EIO;
	bool sent;

	/* A process that was killed is an error, not the end. */
	signal(SIGPIPE, SIG_IGN);
	sent = fputc('\0', f->out) != EOF && fflush(f->out) == 0;
	fclose(f->out);
	if (!sent || read(f->answer, &err, sizeof(err)) != sizeof(err))
		err = -EIO;
	close(f->answer);
	f->out = NULL;
	return err;
}
