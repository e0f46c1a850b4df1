#include "config.h"

#include "base/mem.h"
#include "text/source.h"
#include "text/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define FIFO_SECONDS 10 /* waited for who opens it to write to */

/* Small test constants, so that small files take every path. */
#ifdef NFTLOAD_DEVELOPER
#define MAP_FROM 4097
#define FIRST_READ 16
#define COLUMNS_STEP 16
#else
#define MAP_FROM (1024 * 1024)
#define FIRST_READ 65536
#define COLUMNS_STEP 1024
#endif

void source_set_init(struct source_set *set)
{
	arena_init(&set->arena);
	chunks_init(&set->list, sizeof(struct source));
}

static void release_source(struct source *s)
{
	if (s->mapped)
		munmap((void *)(uintptr_t)s->text, s->mapped);
	else
		mem_free((void *)(uintptr_t)s->text);
	mem_free(s->lines);
	mem_free(s->columns);
}

void source_set_release(struct source_set *set)
{
	for (uint32_t i = 0; i < source_count(set); i++)
		release_source(source_at(set, i));
	chunks_release(&set->list);
	arena_release(&set->arena);
}

/* The last page, which is our own, stays: see map_file(). */
void source_forget(const struct source *s, size_t from, size_t to)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (!s->mapped)
		return;
	from = from / page * page;
	to = MIN(to, s->mapped - 1) / page * page;
	if (from < to)
		madvise((void *)(uintptr_t)(s->text + from), to - from,
			MADV_DONTNEED);
}

void source_set_forget(const struct source_set *set)
{
	for (uint32_t i = 0; i < source_count(set); i++)
		source_forget(source_at(set, i), 0, SIZE_MAX);
}

void source_hash(const struct source *s, uint8_t ret_hash[SHA256_BYTES])
{
	struct sha256 h;
	size_t len;

	sha256_begin(&h);
	for (size_t at = 0; at < s->len; at += len) {
		len = MIN((size_t)s->len - at, (size_t)MAP_FROM);
		sha256_add(&h, s->text + at, len);
		source_forget(s, at, at + len);
	}
	sha256_end(&h, ret_hash);
}

struct source *source_at(const struct source_set *set, uint32_t file)
{
	return file < set->list.count ? chunks_at(&set->list, file) : NULL;
}

uint32_t source_count(const struct source_set *set)
{
	return (uint32_t)set->list.count;
}

/* What is read, before it becomes a source. */
struct loaded {
	char *text;
	size_t len, mapped;
};

static struct source *add(struct source_set *set, enum source_kind kind,
			  const char *name, const struct loaded *in)
{
	uint32_t index = source_count(set);
	struct source *s = chunks_push(&set->list);

	s->name = arena_strndup(&set->arena, name, strlen(name));
	s->text = in->text;
	s->len = (uint32_t)in->len;
	s->mapped = in->mapped;
	s->index = index;
	s->kind = kind;
	s->from.file = SOURCE_NONE;
	return s;
}

struct source *source_add_text(struct source_set *set, enum source_kind kind,
			       const char *name, const char *text, size_t len)
{
	struct loaded in = { .len = MIN(len, SOURCE_MAX) };

	in.text = mem_alloc(in.len + 1);
	memcpy(in.text, text, in.len);
	in.text[in.len] = '\0';
	return add(set, kind, name, &in);
}

/*
 * Maps a whole file.  The NUL after the end lies in the last page, which the
 * write makes our own: the text ends there even if the file grows meanwhile.
 * A file that fills its last page has no room for it.
 */
static bool map_file(int fd, size_t len, struct loaded *ret_in)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *text;

	if (len < MAP_FROM || len % page == 0)
		return false;
	text = mmap(NULL, len + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED)
		return false;
	text[len] = '\0';
	*ret_in = (struct loaded){ text, len, len + 1 };
	return true;
}

/* Reads on until the end; room is what is there for it, a NUL included. */
static int read_all(int fd, size_t room, struct loaded *in)
{
	in->text = mem_alloc(room);
	for (;;) {
		ssize_t n = read(fd, in->text + in->len, room - in->len - 1);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			break;
		in->len += n > 0 ? (size_t)n : 0;
		if (in->len > SOURCE_MAX)
			return -EFBIG;
		if (in->len + 1 == room)
			in->text = mem_realloc(in->text, room *= 2);
	}
	in->text[in->len] = '\0';
	return 0;
}

static int load(int fd, const struct stat *st, struct loaded *ret_in)
{
	struct loaded in = { 0 };
	size_t room = FIRST_READ;
	int err;

	if (S_ISDIR(st->st_mode))
		return -EISDIR;
	if (S_ISREG(st->st_mode)) {
		if (st->st_size > (off_t)SOURCE_MAX)
			return -EFBIG;
		if (lseek(fd, 0, SEEK_CUR) == 0 &&
		    map_file(fd, (size_t)st->st_size, ret_in))
			return 0;
		/* one byte for the NUL, one that tells the end */
		room = MAX((size_t)st->st_size + 2, FIRST_READ);
	}
	err = read_all(fd, room, &in);
	if (err < 0) {
		mem_free(in.text);
		return err;
	}
	*ret_in = in;
	return 0;
}

int source_add_fd(struct source_set *set, int fd, enum source_kind kind,
		  const char *name, struct source **ret_source)
{
	struct loaded in;
	struct stat st;
	int err;

	if (fstat(fd, &st) < 0)
		return -errno;
	err = load(fd, &st, &in);
	if (err < 0)
		return err;
	*ret_source = add(set, kind, name, &in);
	return 0;
}

static const char *folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return arena_strndup(a, path, MAX((size_t)(slash - path), (size_t)1));
}

bool source_is_virtual(const char *path)
{
	static const unsigned long types[] = {
		PROC_SUPER_MAGIC,
		TRACEFS_MAGIC,
		DEBUGFS_MAGIC,
	};
	struct statfs fs;

	if (statfs(path, &fs) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if ((unsigned long)fs.f_type == types[i])
			return true;
	return false;
}

static void nothing(int signum)
{
	(void)signum;
}

/* To open a FIFO waits for who writes to it; here, not for ever. */
static int open_fifo(const char *path)
{
	struct sigaction wake = { .sa_handler = nothing }, old;
	sigset_t alarms, before;
	int fd;

	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	sigaction(SIGALRM, &wake, &old);
	sigprocmask(SIG_UNBLOCK, &alarms, &before);
	alarm(FIFO_SECONDS);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	fd = fd < 0 ? -errno : fd;
	alarm(0);
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigaction(SIGALRM, &old, NULL);
	return fd == -EINTR ? -ETIMEDOUT : fd;
}

static bool is_fifo(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* Opened without waiting for a writer where only a regular file will do. */
static int open_input(const char *path, bool regular_only)
{
	int fd, err;
	struct stat st;

	if (!regular_only && is_fifo(path))
		return open_fifo(path);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY |
				(regular_only ? O_NONBLOCK : 0));
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		err = -errno;
	else if (regular_only && S_ISDIR(st.st_mode))
		err = -EISDIR;
	else
		err = regular_only && !S_ISREG(st.st_mode) ? -EINVAL : 0;
	if (err < 0)
		close(fd);
	return err < 0 ? err : fd;
}

bool source_is_stdin(const char *path)
{
	return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdin") == 0;
}

int source_add_file(struct source_set *set, const char *path,
		    bool regular_only, struct source **ret_source)
{
	int fd, err;

	if (source_is_stdin(path) && !regular_only)
		return source_add_fd(set, STDIN_FILENO, SOURCE_STDIN,
				     path[0] == '-' ? "<stdin>" : path,
				     ret_source);
	fd = open_input(path, regular_only);
	if (fd < 0)
		return fd;
	err = source_add_fd(set, fd, SOURCE_FILE, path, ret_source);
	close(fd);
	if (err < 0)
		return err;
	(*ret_source)->dir = folder_of(&set->arena, path);
	return 0;
}

struct located source_locate(const struct source *s, struct span at,
			     struct arena *a)
{
	struct located found = { at.off, at.len, NULL };

	if (s->locate)
		found = s->locate(s, at, a);
	found.off = MIN(found.off, s->len);
	found.len = MIN(found.len, s->len - found.off);
	return found;
}

/* A mapped file may be written to meanwhile: it may have fewer lines the second
 * time. */
static void find_lines(struct source *s)
{
	const char *end = s->text + s->len, *at = s->text;
	uint32_t n = 1;

	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		at++;
		n++;
	}
	s->lines = mem_calloc(n, sizeof(*s->lines));
	s->nlines = 1;
	for (at = s->text; s->nlines < n; s->nlines++) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			break;
		at++;
		s->lines[s->nlines] = (uint32_t)(at - s->text);
	}
}

/* Index of the line that holds the byte at off. */
static uint32_t line_of(struct source *s, uint32_t off)
{
	uint32_t low = 0, high;

	if (!s->lines)
		find_lines(s);
	high = s->nlines;
	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;

		if (s->lines[mid] <= off)
			low = mid;
		else
			high = mid;
	}
	return low;
}

const char *source_line(struct source *s, uint32_t line, uint32_t *ret_len)
{
	uint32_t start, end;

	if (!s->lines)
		find_lines(s);
	line = line ? MIN(line, s->nlines) : 1;
	start = s->lines[line - 1];
	end = line == s->nlines ? s->len : s->lines[line] - 1;
	*ret_len = end - start;
	return s->text + start;
}

/* Step k begins where a code point does: no sequence has more than three
 * continuation bytes. */
static uint32_t step_at(const struct source *s, uint32_t k)
{
	uint32_t at = k * COLUMNS_STEP;

	for (int i = 0; i < 3 && ((uint8_t)s->text[at] & 0xc0) == 0x80; i++)
		at++;
	return at;
}

/* The column at step k, which lies in the line that begins at start.  What is
 * counted on the way there is kept: the steps known of a line are its first. */
static uint32_t column_at_step(struct source *s, uint32_t start, uint32_t k)
{
	uint32_t first = start / COLUMNS_STEP, from = k, at, column;

	if (!s->columns)
		s->columns = mem_calloc(s->len / COLUMNS_STEP + 1,
					sizeof(*s->columns));
	while (from > first && !s->columns[from])
		from--;
	at = from > first ? step_at(s, from) : start;
	column = from > first ? s->columns[from] : 1;
	while (from < k) {
		uint32_t next = step_at(s, ++from);

		column += utf8_count(s->text + at, next - at);
		s->columns[from] = column;
		at = next;
	}
	return column;
}

static uint32_t column_of(struct source *s, uint32_t start, uint32_t off)
{
	uint32_t k = off / COLUMNS_STEP, at = start, column = 1;

	if (k && step_at(s, k) > off)
		k--;
	if (k > start / COLUMNS_STEP) {
		column = column_at_step(s, start, k);
		at = step_at(s, k);
	}
	return column + utf8_count(s->text + at, off - at);
}

struct place source_place(struct source *s, uint32_t off, uint32_t len)
{
	uint32_t line, line_len, start, end;
	struct place p;

	off = MIN(off, s->len);
	line = line_of(s, off);
	start = s->lines[line];
	source_line(s, line + 1, &line_len);
	end = MIN(start + line_len, off + MIN(len, s->len - off));
	p.line = line + 1;
	p.column = column_of(s, start, off);
	p.end_column = p.column;
	if (end > off)
		p.end_column += utf8_count(s->text + off, end - off) - 1;
	return p;
}
