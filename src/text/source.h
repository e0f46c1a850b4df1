/*
 * source — the inputs of a run, kept in memory until its end.
 *
 * In:     files, standard input, words of the command line.
 * Out:    struct source, found by the file index that spans carry.
 * Owns:   text and names; source_set_release() frees them.  Texts never move.
 * Units:  offsets and lengths in bytes (at most SOURCE_MAX), lines and columns
 *         from 1, columns in code points.
 * Errors: -errno of the system call; -EFBIG beyond SOURCE_MAX; -ETIMEDOUT for a
 *         FIFO that nobody opens for writing.
 */
#ifndef NFTLOAD_TEXT_SOURCE_H
#define NFTLOAD_TEXT_SOURCE_H

#include "base/arena.h"
#include "base/chunks.h"
#include "base/sha256.h"
#include "text/span.h"

#define SOURCE_MAX UINT32_C(0x7fffffff)
#define SOURCE_NONE UINT32_MAX

enum source_kind {
	SOURCE_FILE,
	SOURCE_STDIN,
	SOURCE_ARGV,	/* the command line's words: no position prefix */
	SOURCE_DEFINE,	/* -D name=value */
};

/* A place as a diagnostic shows it: a range of bytes, and for JSON a
 * pointer. */
struct located {
	uint32_t off, len;
	const char *pointer; /* JSON pointer, or NULL for text */
};

struct source {
	const char *name; /* as given; "<stdin>" for standard input */
	const char *dir;  /* folder of the file, or NULL */
	const char *text; /* len bytes, then a NUL that is not part of it */
	uint32_t len;
	uint32_t index;
	enum source_kind kind;
	struct span from; /* the include statement; file SOURCE_NONE: none */
	size_t mapped;	  /* bytes mapped, 0 when text is heap memory */
	uint32_t *lines;  /* start of each line, made on first use */
	uint32_t nlines;
	/* Columns at certain places of long lines, so that columns need not be
	 * counted from the line's start each time; made on first use. */
	uint32_t *columns;
	/* Turns an opaque span into bytes; NULL where spans are bytes. */
	struct located (*locate)(const struct source *, struct span,
				 struct arena *);
	void *locate_ctx;
};

struct source_set {
	struct arena arena;
	struct chunks list; /* of struct source */
};

struct place {
	uint32_t line, column, end_column; /* end_column is inclusive */
};

void source_set_init(struct source_set *set);
void source_set_release(struct source_set *set);
/* Gives back the memory of a part of a mapped file, from..to in bytes; a later
 * access reads it from the page cache again. */
void source_forget(const struct source *s, size_t from, size_t to);
/* That of all mapped files. */
void source_set_forget(const struct source_set *set);
/* The hash of a text, whose memory is given back, too. */
void source_hash(const struct source *s, uint8_t ret_hash[SHA256_BYTES]);
struct source *source_at(const struct source_set *set, uint32_t file);
uint32_t source_count(const struct source_set *set);

/* Adds a copy of a text. */
struct source *source_add_text(struct source_set *set, enum source_kind kind,
			       const char *name, const char *text, size_t len);
/* Whether the kernel generates the file's content during the read, as in /proc.
 * Such a file may have no end, and reading it may take the data from others
 * (/proc/kmsg). */
bool source_is_virtual(const char *path);
/* Whether a path stands for standard input: "-" or "/dev/stdin"; the latter
 * counts even where no such file exists. */
bool source_is_stdin(const char *path);
/* Reads a whole file, or standard input. regular_only: -EINVAL for
 * anything but a regular file (includes). Large files are mapped. */
int source_add_file(struct source_set *set, const char *path,
		    bool regular_only, struct source **ret_source) must_check;
/* Reads all of an open descriptor; the caller closes it. */
int source_add_fd(struct source_set *set, int fd, enum source_kind kind,
		  const char *name, struct source **ret_source) must_check;

/* The byte range of a span, whatever the kind of its source. */
struct located source_locate(const struct source *s, struct span at,
			     struct arena *a);
struct place source_place(struct source *s, uint32_t off, uint32_t len);
/* Returns the line's text, and its length without the newline. */
const char *source_line(struct source *s, uint32_t line, uint32_t *ret_len);

#endif
