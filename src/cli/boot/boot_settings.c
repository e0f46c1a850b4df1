#include "config.h"

#include "cli/boot/boot_settings.h"

#include "base/mem.h"
#include "cli/boot/boot_files.h"
#include "cli/user/messages.h"
#include "kernel/talk/uring.h"
#include "syntax/text/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLANKS " \t\r\n"

/* ---- the files ---- */

/* The value behind NAME=, without what is around it. */
static const char *value_of(struct boot_settings *s, char *text)
{
	size_t len;

	text += strspn(text, BLANKS);
	len = strlen(text);
	while (len > 0 && strchr(BLANKS, text[len - 1]))
		len--;
	if (len > 1 && strchr("\"'", *text) && text[len - 1] == *text)
		return arena_strndup(&s->arena, text + 1, len - 2);
	return arena_strndup(&s->arena, text, len);
}

static void take_line(struct boot_settings *s, char *line, const char *name,
		      const char **ret_value)
{
	size_t len = strlen(name);

	line += strspn(line, BLANKS);
	if (strncmp(line, name, len) == 0 && line[len] == '=')
		*ret_value = value_of(s, line + len + 1);
}

/* A FIFO would hold up the start, and a device might never end; a link to
 * /dev/null stands for no settings.  NULL: nothing to read, or errno is set. */
static FILE *open_settings(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && !S_ISREG(st.st_mode) &&
	    !boot_is_null(&st)) {
		close(fd);
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		return NULL;
	}
	return fd < 0 ? NULL : fdopen(fd, "r");
}

static void read_file(struct boot_settings *s, const char *path)
{
	FILE *in = open_settings(path);
	char *line = NULL;
	size_t room = 0;

	if (!in && errno != ENOENT && errno != ENOTDIR) {
		messages_tellf("cannot read the settings '%s': %s", path,
			       errno == EINVAL ? "it is not a file" :
						 strerror(errno));
		s->wrong = true;
	}
	if (!in)
		return;
	while (getline(&line, &room, in) >= 0) {
		take_line(s, line, "NFTLOAD_FILE", &s->file);
		take_line(s, line, "NFTLOAD_OPTS", &s->opts);
	}
	free(line);
	fclose(in);
}

static const char *unless_blank(const char *text)
{
	return text && text[strspn(text, BLANKS)] ? text : NULL;
}

/* systemd has read the files, and who starts the boot by hand has not. */
static void find_values(struct boot_settings *s, const char *root)
{
	static const char *const paths[] = { "/etc/default/nftload",
					     "/etc/sysconfig/nftload" };
	const char *file = getenv("NFTLOAD_FILE");
	const char *opts = getenv("NFTLOAD_OPTS");

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		read_file(s, arena_printf(&s->arena, "%s%s", root, paths[i]));
	s->file = unless_blank(file ? file : s->file);
	s->opts = unless_blank(opts ? opts : s->opts);
}

/* ---- the options ---- */

/* Words of a command line; the first is the program's name.  There is room for
 * more behind them. */
static int split(struct boot_settings *s, int more, char ***ret_words)
{
	const char *opts = s->opts ? s->opts : "";
	char *text = arena_strndup(&s->arena, opts, strlen(opts)), *rest = NULL;
	char **words = arena_zalloc(&s->arena, (strlen(opts) + 2 + (size_t)more) *
						       sizeof(*words));
	char name[] = "boot";
	int n = 0;

	words[n++] = arena_strndup(&s->arena, name, strlen(name));
	for (char *word = strtok_r(text, BLANKS, &rest); word;
	     word = strtok_r(NULL, BLANKS, &rest))
		words[n++] = word;
	*ret_words = words;
	return n;
}

/* Wherever they are read, the ruleset or the fallback, they would be wrong. */
static bool definitions_read(const struct options *o)
{
	struct source_set sources;
	struct diags diags;
	struct ast ast;
	struct parse_ctx ctx = { .ast = &ast, .sources = &sources,
				 .diags = &diags,
				 .opt = { .defines = o->defines.list } };
	bool fine;

	source_set_init(&sources);
	diags_init(&diags);
	ast_init(&ast);
	fine = parse_text(&ctx, source_add_text(&sources, SOURCE_ARGV, "boot",
						"", 0)) == 0;
	messages_print(o, &sources, &diags);
	ast_release(&ast);
	diags_release(&diags);
	source_set_release(&sources);
	return fine;
}

static bool transport_is_here(const struct options *o)
{
	struct uring *ring = NULL;
	const char *missing;
	bool fine;

	if (o->transport != USE_URING)
		return true;
	fine = uring_open(&ring, &missing) == 0;
	uring_close(ring);
	return fine;
}

/* What is wrong with options that load has; NULL: nothing. */
static const char *misuse(const struct options *o)
{
	if (o->answer || o->dump || o->check)
		return "loads nothing";
	if (o->name || o->root || o->detailed)
		return "has an option that is not for the boot";
	if (o->files.count > 0)
		return "names a file: NFTLOAD_FILE is for that";
	if (o->netns.count > 0)
		return "names another namespace: the boot loads into its own";
	if (!transport_is_here(o))
		return "names a transport that this system lacks";
	return definitions_read(o) ? NULL : "has a wrong definition";
}

void boot_settings_read(struct boot_settings *s, const char *root)
{
	const char *why = NULL;
	char **words;
	int n;

	memset(s, 0, sizeof(*s));
	arena_init(&s->arena);
	find_values(s, root);
	n = split(s, 0, &words);
	if (options_parse(&s->load, FORM_SETTINGS, n, words) != 0)
		why = "is wrong";
	else
		why = misuse(&s->load);
	if (why)
		messages_tellf("NFTLOAD_OPTS %s: %s", why, s->opts);
	s->wrong |= why != NULL;
}

int boot_settings_add(struct boot_settings *s, const struct options *o)
{
	char **words;
	int n = split(s, o->argc, &words);

	for (int i = 1; i < o->argc; i++)
		words[n++] = o->argv[i];
	options_release(&s->load);
	return options_parse(&s->load, FORM_SETTINGS, n, words);
}

void boot_settings_release(struct boot_settings *s)
{
	options_release(&s->load);
	arena_release(&s->arena);
}
