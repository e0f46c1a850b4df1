#include "config.h"

#include "syntax/text/grammar.h"

#include "text/utf8.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

#define DEPTH_MAX 16
#define INCLUDES_MAX 16384 /* files of a run */

/* A folder that was looked into. */
struct folder {
	struct folder *next;
	dev_t dev;
	ino_t ino;
};

struct search {
	const char *pattern; /* as written */
	struct span at;
	struct input *first; /* files found, in order */
	struct input **last;
	bool directory; /* one was found and left out */
	struct folder *folders;
};

void input_push(struct parser *p, const struct source *src)
{
	struct input *in = arena_new(p->arena, struct input);

	lex_init(&in->lx, src);
	in->up = p->in;
	p->in = in;
	if (!utf8_is_utf16(src->text, src->len))
		return;
	(void)diag_error(p->diags, DIAG_SYNTAX,
			 (struct span){ src->index, 0, 1 }, UTF8_NOT_UTF16);
	in->lx.at = in->lx.end;
}

static const char *root_dir(const struct parser *p)
{
	const struct input *in = p->in;

	while (in->up)
		in = in->up;
	return in->lx.src->dir;
}

/* The file that is its own ancestor would never end. */
static bool is_open(const struct parser *p, const struct stat *st)
{
	uint32_t depth = UINT32_MAX;

	for (const struct input *in = p->in; in; in = in->up) {
		if (in->depth >= depth)
			continue;
		depth = in->depth;
		if (in->ino == st->st_ino && in->dev == st->st_dev)
			return true;
	}
	return false;
}

/* A file that is too long by itself is told of when it is opened.  No other is
 * mapped beyond the limit: 32 bits have no room for it. */
static bool too_many_bytes(const struct parser *p, const struct stat *st)
{
	return st->st_size <= SOURCE_MAX &&
	       p->included_bytes + (uint64_t)st->st_size > SOURCE_MAX;
}

static int err_limits(struct parser *p, const struct search *s,
		      const struct stat *st)
{
	if (p->in->depth >= DEPTH_MAX)
		return diag_error(p->diags, DIAG_LIMIT, s->at,
				  "includes are nested more than %d deep",
				  DEPTH_MAX);
	if (p->includes >= INCLUDES_MAX)
		return diag_error(p->diags, DIAG_LIMIT, s->at,
				  "more than %d files are included",
				  INCLUDES_MAX);
	if (too_many_bytes(p, st))
		return diag_error(p->diags, DIAG_LIMIT, s->at,
				  "the included files hold more than 2 GiB");
	return 0;
}

/* NULL: a file. */
static const char *kind_of(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return NULL;
	if (S_ISREG(st.st_mode))
		return source_is_virtual(path) ? "a virtual file of the kernel" :
						 NULL;
	if (S_ISFIFO(st.st_mode))
		return "a FIFO";
	return S_ISSOCK(st.st_mode) ? "a socket" : "a device";
}

static int err_open(struct parser *p, const struct search *s, const char *path,
		    int err)
{
	const char *kind = kind_of(path);

	if (kind)
		return diag_error(p->diags, DIAG_FILE, s->at,
				  "'%s' is %s, not a regular file", path, kind);
	if (err == -EFBIG)
		return diag_error(p->diags, DIAG_LIMIT, s->at,
				  "'%s' is longer than %u bytes", path,
				  SOURCE_MAX);
	return diag_error(p->diags, DIAG_FILE, s->at, "cannot read '%s': %s",
			  path, strerror(-err));
}

/* Opens one file and puts it behind those found before. */
static int add_file(struct parser *p, struct search *s, const char *path,
		    const struct stat *st)
{
	struct source *src;
	struct input *in;
	int err;

	if (S_ISDIR(st->st_mode)) {
		s->directory = true;
		return 0;
	}
	/* To open a device may set something off: a watchdog, a tape. */
	if (!S_ISREG(st->st_mode) || source_is_virtual(path))
		return err_open(p, s, path, -EINVAL);
	if (is_open(p, st))
		return diag_error(p->diags, DIAG_FILE, s->at,
				  "'%s' includes itself", path);
	if (err_limits(p, s, st) < 0)
		return -1;
	err = source_add_file(p->ctx->sources, path, true, &src);
	if (err < 0)
		return err_open(p, s, path, err);
	src->from = s->at;
	in = arena_new(p->arena, struct input);
	lex_init(&in->lx, src);
	in->depth = p->in->depth + 1;
	in->dev = st->st_dev;
	in->ino = st->st_ino;
	*s->last = in;
	s->last = &in->up;
	p->includes++;
	p->included_bytes += src->len;
	return 0;
}

static int add_matches(struct parser *p, struct search *s,
		       const struct chunks *found)
{
	struct stat st;

	for (size_t i = 0; i < found->count; i++) {
		const char *path = *(char **)chunks_at(found, i);

		if (stat(path, &st) < 0)
			return err_open(p, s, path, -errno);
		if (add_file(p, s, path, &st) < 0)
			return -1;
	}
	return 0;
}

static int err_pattern(struct parser *p, const struct search *s,
		       const char *path, int err)
{
	if (err != -E2BIG)
		return err_open(p, s, path, err);
	return diag_error(p->diags, DIAG_LIMIT, s->at,
			  "patterns search more than %d names, %d folders or %d bytes of paths",
			  PATTERN_NAMES_MAX, PATTERN_FOLDERS_MAX,
			  PATTERN_BYTES_MAX);
}

/* What keeps a folder from being read must not pass for an empty one. */
static int add_pattern(struct parser *p, struct search *s, const char *path)
{
	struct chunks found;
	struct arena paths;
	bool denied;
	int ret;

	arena_init(&paths);
	ret = pattern_find(&paths, path, &p->patterns, &found, &denied);
	if (ret)
		ret = err_pattern(p, s, path, ret);
	else
		ret = add_matches(p, s, &found);
	if (denied)
		diag_warn(p->diags, DIAG_FILE, s->at,
			  "some folders of '%s' may not be read", path);
	chunks_release(&found);
	arena_release(&paths);
	return ret;
}

static int try_path(struct parser *p, struct search *s, const char *path)
{
	struct stat st;

	if (pattern_is(s->pattern))
		return add_pattern(p, s, path);
	if (stat(path, &st) < 0)
		return errno == ENOENT || errno == ENOTDIR ?
			       0 :
			       err_open(p, s, path, -errno);
	return add_file(p, s, path, &st);
}

/* The folder that a path's matches lie in, as far as it has a name. */
static const char *folder_of(struct parser *p, const char *dir,
			     const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder =
		arena_strndup(p->arena, path, (size_t)(slash - path) + 1);

	return pattern_is(folder + strlen(dir)) ? dir : folder;
}

/* The folder of the main file may be one of -I as well, by another name, too:
 * its matches would be read twice. */
static bool is_new_folder(struct parser *p, struct search *s,
			  const char *folder)
{
	struct folder *new;
	struct stat st;

	if (stat(folder, &st) < 0)
		return true;
	for (const struct folder *f = s->folders; f; f = f->next)
		if (f->ino == st.st_ino && f->dev == st.st_dev)
			return false;
	new = arena_new(p->arena, struct folder);
	*new = (struct folder){ s->folders, st.st_dev, st.st_ino };
	s->folders = new;
	return true;
}

static int try_dir(struct parser *p, struct search *s, const char *dir)
{
	const char *path;

	if (!dir || (s->first && !pattern_is(s->pattern)))
		return 0;
	path = arena_printf(p->arena, "%s/%s", dir, s->pattern);
	if (!is_new_folder(p, s, folder_of(p, dir, path)))
		return 0;
	return try_path(p, s, path);
}

static bool is_rooted(const char *path)
{
	return path[0] == '/' || strncmp(path, "./", 2) == 0 ||
	       strncmp(path, "../", 3) == 0;
}

static int search_dirs(struct parser *p, struct search *s)
{
	const struct parse_options *opt = &p->ctx->opt;

	for (const char *const *dir = opt->include_dirs; dir && *dir; dir++)
		if (try_dir(p, s, *dir) < 0)
			return -1;
	if (try_dir(p, s, root_dir(p)) < 0)
		return -1;
	return try_dir(p, s, opt->default_dir);
}

static void hint_dirs(struct parser *p, const struct search *s)
{
	const struct parse_options *opt = &p->ctx->opt;

	if (is_rooted(s->pattern))
		return;
	for (const char *const *dir = opt->include_dirs; dir && *dir; dir++)
		diag_hint(p->diags, "looked for in '%s'", *dir);
	if (root_dir(p))
		diag_hint(p->diags, "looked for in '%s'", root_dir(p));
	if (opt->default_dir)
		diag_hint(p->diags, "looked for in '%s'", opt->default_dir);
}

static int find_files(struct parser *p, struct search *s)
{
	int ret = is_rooted(s->pattern) ? try_path(p, s, s->pattern) :
					  search_dirs(p, s);

	if (ret < 0 || s->first || pattern_is(s->pattern))
		return ret;
	if (s->directory) {
		diag_warn(p->diags, DIAG_FILE, s->at,
			  "'%s' is a directory: nothing is included",
			  s->pattern);
		diag_hint(p->diags, "for the files in it write \"%s%s*\"",
			  s->pattern,
			  s->pattern[strlen(s->pattern) - 1] == '/' ? "" :
								      "/");
		return 0;
	}
	diag_error(p->diags, DIAG_FILE, s->at, "file '%s' does not exist",
		   s->pattern);
	hint_dirs(p, s);
	return -1;
}

/* include = 'include' STRING */
static int err_path(struct parser *p)
{
	int len = (int)strcspn(p->t.text, " \t\r\n;}\"");

	err_expected(p, "the path of a file in quotes");
	if (p->t.kind != TOKEN_WORD && *p->t.text && strchr("/.~", *p->t.text))
		diag_hint(p->diags, "write \"%.*s\"", MIN(len, 64),
			  p->t.text);
	return -1;
}

int parse_include(struct parser *p)
{
	struct search s = { .at = p->t.at };

	s.last = &s.first;
	if (p->t.kind != TOKEN_STRING)
		return err_path(p);
	if (!p->t.len)
		return diag_error(p->diags, DIAG_FILE, p->t.at,
				  "the path is empty");
	s.pattern = arena_strndup(p->arena, p->t.text, p->t.len);
	tok_advance(p);
	if (!tok_at_end(p) || p->t.kind == '}')
		return err_expected(p, "a newline or ';' after the path");
	if (find_files(p, &s) < 0)
		return -1;
	/* What follows the include is read when they are through. */
	if (s.first && p->t.kind == TOKEN_EOF)
		p->t.kind = TOKEN_NEWLINE;
	*s.last = p->in;
	p->in = s.first ? s.first : p->in;
	return 0;
}
