#include "config.h"

#include "cli/inputs.h"

#include "base/mem.h"
#include "cli/messages.h"
#include "cli/meter.h"
#include "syntax/json.h"

#include <errno.h>
#include <inttypes.h>
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
		return "is a view of the kernel, not a ruleset";
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

const struct source *input_hold(const char *path, struct source_set *sources)
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

static void add_words(const struct words *words, struct source_set *sources)
{
	size_t len = 0, at = 0;
	char *text;

	for (size_t i = 0; i < words->count; i++)
		len += strlen(words->list[i]) + 1;
	text = mem_alloc(len);
	for (size_t i = 0; i < words->count; i++) {
		size_t n = strlen(words->list[i]);

		memcpy(text + at, words->list[i], n);
		at += n;
		text[at++] = ' ';
	}
	source_add_text(sources, SOURCE_ARGV, "<cmdline>", text, len - 1);
	mem_free(text);
}

int inputs_read(const struct options *o, struct source_set *sources,
		struct diags *diags)
{
	int ret = 0;

	if (o->text.count > 0)
		add_words(&o->text, sources);
	if (o->held)
		add_held(o->held, sources);
	for (size_t i = o->held ? 1 : 0; i < o->files.count; i++)
		if (read_file(o->files.list[i], sources, diags) < 0)
			ret = -1;
	return ret;
}

void inputs_tell(const struct options *o, const struct source_set *sources)
{
	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);
		uint64_t lines = meter_lines(s);

		if (s->kind == SOURCE_FILE || s->kind == SOURCE_STDIN)
			messages_sayf(o, SAY_NOTE,
				      "read '%s': %" PRIu64 " line%s, %" PRIu32
				      " bytes",
				      s->name, lines, lines == 1 ? "" : "s",
				      s->len);
	}
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

/* As nft does, -j leaves text that no JSON document begins with to the parser
 * of text: `nftload -je add rule ...` is text, and its echo JSON. */
bool input_is_json(const struct options *o, const struct source *src)
{
	static const char openings[] = "{[\"0123456789-";
	size_t at = strspn(src->text, " \t\r\n");

	if (json_is_document(src))
		return true;
	return o->json && at < src->len &&
	       (strchr(openings, src->text[at]) ||
		is_json_word(src->text + at));
}
