#include "config.h"

#include "load/input.h"

#include "base/mem.h"
#include "syntax/json/json.h"
#include "syntax/text/parse.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const struct span nowhere = { .file = SOURCE_NONE };

/* Endless devices would be read up to the size limit; a terminal and
 * /dev/null end. */
static bool endless(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev != makedev(1, 3) &&
	       major(st->st_rdev) == 1;
}

/* What a path that cannot be a ruleset is; NULL: it may be one. */
static const char *unreadable_kind(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return NULL;
	if (S_ISDIR(st.st_mode))
		return "is a directory, not a ruleset";
	if (S_ISBLK(st.st_mode))
		return "is a block device, not a ruleset";
	if (S_ISSOCK(st.st_mode))
		return "is a socket, not a ruleset";
	if (endless(&st))
		return "is a device that never ends, not a ruleset";
	if (S_ISREG(st.st_mode) && source_is_virtual(path))
		return "is a virtual file of the kernel, not a ruleset";
	return NULL;
}

static int read_file(const char *path, struct source_set *sources,
		     struct diags *diags)
{
	bool is_stdin = strcmp(path, "-") == 0;
	const char *kind = is_stdin ? NULL : unreadable_kind(path);
	struct source *src;
	int err;

	if (kind)
		return diag_error(diags, DIAG_FILE, nowhere,
				  "cannot read '%s': it %s", path, kind);
	err = source_add_file(sources, path, false, &src);
	if (err == -EFBIG)
		return diag_error(diags, DIAG_LIMIT, nowhere,
				  "cannot read '%s': it is longer than %u bytes",
				  path, SOURCE_MAX);
	if (err == -ETIMEDOUT)
		return diag_error(diags, DIAG_FILE, nowhere,
				  "cannot read '%s': nobody writes to this FIFO",
				  path);
	if (err < 0)
		return diag_error(diags, DIAG_FILE, nowhere,
				  "cannot read %s%s%s: %s",
				  is_stdin ? "standard input" : "'",
				  is_stdin ? "" : path, is_stdin ? "" : "'",
				  strerror(-err));
	return 0;
}

const struct source *load_hold(const char *path, struct source_set *sources)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct source *src;

	if (!is_stdin && unreadable_kind(path))
		return NULL;
	return source_add_file(sources, path, false, &src) < 0 ? NULL : src;
}

static void add_held(const struct source *held, struct source_set *sources)
{
	source_add_text(sources, held->kind, held->name, held->text,
			held->len)->dir = held->dir;
}

static void add_words(const char *const *words, struct source_set *sources)
{
	size_t len = 0, at = 0;
	char *text;

	for (size_t i = 0; words[i]; i++)
		len += strlen(words[i]) + 1;
	text = mem_alloc(len);
	for (size_t i = 0; words[i]; i++) {
		size_t n = strlen(words[i]);

		memcpy(text + at, words[i], n);
		at += n;
		text[at++] = ' ';
	}
	source_add_text(sources, SOURCE_ARGV, "<cmdline>", text, len - 1);
	mem_free(text);
}

static bool has_words(const struct load_options *o)
{
	return o->words && o->words[0];
}

void input_read(struct load_input *in, const struct load_options *o,
		size_t first, size_t nfiles)
{
	bool held = o->held && first == 0;

	if (has_words(o))
		add_words(o->words, &in->sources);
	if (held)
		add_held(o->held, &in->sources);
	for (size_t i = held ? 1 : 0; i < nfiles; i++)
		if (read_file(o->files[first + i], &in->sources,
			      &in->diags) < 0)
			in->code = LOAD_WRONG;
}

/* null, true and false are documents, too, if not of any use. */
static bool is_json_word(const char *text)
{
	static const char *const words[] = { "null", "true", "false" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t len = strlen(words[i]);

		if (strncmp(text, words[i], len) == 0 &&
		    strchr(" \t\r\n", text[len])) /* the final NUL, too */
			return true;
	}
	return false;
}

static bool begins_as_json(const struct source *src)
{
	static const char openings[] = "{[\"0123456789-";
	size_t at = strspn(src->text, " \t\r\n");

	return at < src->len && (strchr(openings, src->text[at]) ||
				 is_json_word(src->text + at));
}

/* As nft does, -j leaves text that no JSON document begins with to the parser
 * of text: `nftload -je add rule ...` is text, and its echo JSON. */
static bool is_json(const struct load_options *o, const struct source *src)
{
	return json_is_document(src) || (o->json && begins_as_json(src));
}

static int parse_one(const struct load_options *o, struct parse_ctx *ctx,
		     struct source *src)
{
	return is_json(o, src) ? parse_json(ctx, src) : parse_text(ctx, src);
}

/* Whether what else is wrong can no longer be told: too much is, or a file
 * that may declare anything is missing. */
static bool hides_others(const struct diags *diags)
{
	for (const struct diag *d = diags->first; d; d = d->next)
		if (d->level == DIAG_LEVEL_ERROR && d->code == DIAG_FILE)
			return true;
	return diags_full(diags);
}

/* A generator that died, a file that a crash left empty: they would look like
 * success.  Words on the command line are nobody's output. */
static void miss_commands(struct load_input *in, const struct load_options *o)
{
	static const char what[] = "the input asks for nothing";
	struct span at = { 0, 0, 0 };

	if (in->ast.first || in->ast.listings || o->until || has_words(o))
		return;
	if (o->must_ask)
		diag_error(&in->diags, DIAG_MISSING, at, what);
	else
		diag_warn(&in->diags, DIAG_MISSING, at, what);
}

void input_parse(struct load_input *in, const struct load_options *o,
		 struct meter *m)
{
	struct parse_ctx ctx = {
		.ast = &in->ast,
		.sources = &in->sources,
		.diags = &in->diags,
		.opt = { .include_dirs = o->includes,
			 .default_dir = SYSCONFDIR,
			 .defines = o->defines },
		.place = m ? meter_place(m) : NULL,
	};
	uint32_t count = source_count(&in->sources); /* includes come later */
	int err = 0;

	for (uint32_t i = 0; i < count && !diags_full(&in->diags); i++) {
		struct source *src = source_at(&in->sources, i);

		if (m)
			meter_phase(m, PHASE_PARSE, src->len);
		err |= parse_one(o, &ctx, src);
	}
	if (err == 0)
		miss_commands(in, o);
	else if (o->until == LOAD_UNTIL_PARSED || hides_others(&in->diags))
		in->code = LOAD_WRONG;
}

void input_init(struct load_input *in, const struct load_options *o)
{
	source_set_init(&in->sources);
	diags_init(&in->diags);
	in->diags.max_errors = o->max_errors;
	ast_init(&in->ast);
	in->code = LOAD_GOES_ON;
}

void input_release(struct load_input *in)
{
	ast_release(&in->ast);
	diags_release(&in->diags);
	source_set_release(&in->sources);
}
