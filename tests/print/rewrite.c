/*
 * rewrite — parses text, writes its tree as text, and parses that again: both
 * trees must be the same.
 *
 *   rewrite [-v] [FILE...]
 *
 * Without FILE, standard input holds texts that end with a NUL byte each.
 * -v prints what was written.  Texts that do not parse, use variables or list,
 * are counted, no more.
 *
 * The trees are compared by their dumps, without places and without what has
 * no meaning: quotes around words, the policy that is the default, and when a
 * rule was last used.
 * Exit status: 0, 1: trees differ, 2: bad usage.
 */
#include "config.h"

#include "print/text/text_decl.h"
#include "print/text/text_expr.h"
#include "print/text/text_stmt.h"
#include "syntax/text/parse.h"

#include <stdio.h>
#include <stdlib.h>

struct parsed {
	struct source_set sources;
	struct diags diags;
	struct ast ast;
	bool good;
	char *dump; /* what the trees are compared by */
};

struct counts {
	unsigned int same, differ, unread;
};

static const struct print_options options;

/* The length of a line without its place. */
static size_t without_place(const char *line, size_t len)
{
	for (size_t i = len; i-- > 1;) {
		if (line[i] == '@' && line[i - 1] == ' ')
			return i - 1;
		if (!strchr("0123456789:-", line[i]))
			break;
	}
	return len;
}

static bool ends_with(const char *line, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && memcmp(line + len - n, end, n) == 0;
}

/* A template lists no time of use. */
static size_t without_use(const char *line, size_t len)
{
	size_t blanks = strspn(line, " ");

	return strncmp(line + blanks, "last used ", 10) == 0 ? blanks + 4 : len;
}

static void cut_places(char *dump)
{
	char *to = dump;

	for (char *line = dump, *end; *line; line = end) {
		size_t len = strcspn(line, "\n");

		end = line + len + (line[len] == '\n');
		len = without_use(line, without_place(line, len));
		if (ends_with(line, len, " quoted"))
			len -= strlen(" quoted");
		if (ends_with(line, len, " starred"))
			len -= strlen(" starred");
		if (ends_with(line, len, " policy 0"))
			continue;
		memmove(to, line, len);
		to += len;
		*to++ = '\n';
	}
	*to = '\0';
}

static bool has_variable(const char *dump)
{
	for (const char *at = dump; (at = strchr(at, '$')); at++) {
		const char *before = at;

		while (before > dump && before[-1] == ' ')
			before--;
		if (before == dump || before[-1] == '\n')
			return true;
	}
	return false;
}

static void parse(struct parsed *p, const char *text, size_t len)
{
	struct parse_ctx ctx = { .ast = &p->ast, .sources = &p->sources,
				 .diags = &p->diags };
	size_t size;
	FILE *out;

	source_set_init(&p->sources);
	diags_init(&p->diags);
	ast_init(&p->ast);
	p->good = parse_text(&ctx, source_add_text(&p->sources, SOURCE_FILE,
						   "x", text, len)) == 0;
	out = open_memstream(&p->dump, &size);
	if (p->good)
		ast_dump(out, &p->ast, &p->sources);
	fclose(out);
	cut_places(p->dump);
}

static void release(struct parsed *p)
{
	free(p->dump);
	ast_release(&p->ast);
	diags_release(&p->diags);
	source_set_release(&p->sources);
}

/* ---- commands ---- */

static void write_elements(struct text_out *o, const struct ast_expr *e)
{
	if (!e)
		return;
	text_put_indent(o);
	text_put(o, "elements = ");
	text_expr(o, e);
	text_put_char(o, '\n');
}

static void write_cmd(struct text_out *o, const struct ast_cmd *cmd);

static void write_rules(struct text_out *o, const struct ast_rules *rules)
{
	for (const struct ast_rule *r = rules ? rules->first : NULL; r;
	     r = r->next) {
		text_put_indent(o);
		text_rule(o, r);
		text_put_char(o, '\n');
	}
}

/* Whether the body is written in braces. */
static bool write_body(struct text_out *o, const struct ast_cmd *cmd)
{
	switch (cmd->kind) {
	case OBJ_TABLE:
		text_table(o, cmd->table);
		for (const struct ast_cmd *c = cmd->table->cmds; c; c = c->next)
			write_cmd(o, c);
		break;
	case OBJ_CHAIN:
		text_chain(o, cmd->chain);
		write_rules(o, cmd->chain->rules);
		break;
	case OBJ_SET:
	case OBJ_MAP:
		text_set(o, cmd->set, 0);
		write_elements(o, cmd->set->elements);
		break;
	case OBJ_FLOWTABLE:
		text_flowtable(o, cmd->flowtable);
		break;
	default:
		text_object(o, cmd->kind, cmd->object);
	}
	return true;
}

static void write_number(struct text_out *o, const char *word,
			 struct ast_num num)
{
	if (num.set)
		text_put_named(o, word, num.val);
}

static void write_rest(struct text_out *o, const struct ast_cmd *cmd)
{
	if (cmd->kind == OBJ_RULE && cmd->verb <= VERB_REPLACE) {
		text_put_char(o, ' ');
		text_rule(o, cmd->rule);
	} else if (cmd->kind == OBJ_ELEMENT) {
		text_put_char(o, ' ');
		text_expr(o, cmd->elements);
	} else if (cmd->verb == VERB_RENAME) {
		text_put_char(o, ' ');
		text_put(o, cmd->newname->name);
	} else if (cmd->kind < OBJ_RULESET && cmd->kind != OBJ_RULE &&
		   cmd->object && cmd->verb != VERB_FLUSH) {
		text_put(o, " {\n");
		o->depth++;
		write_body(o, cmd);
		o->depth--;
		text_put_indent(o);
		text_put_char(o, '}');
	}
	text_put_char(o, '\n');
}

static void write_ref(struct text_out *o, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;

	if (ref->family) {
		text_put_char(o, ' ');
		text_put(o, family_name((enum family)ref->family));
	}
	if (ref->table.name) {
		text_put_char(o, ' ');
		text_put(o, ref->table.name);
	}
	if (ref->name.name) {
		text_put_char(o, ' ');
		text_put(o, ref->name.name);
	}
	write_number(o, "handle", ast_handle(ref));
	write_number(o, "index", ast_index(ref));
}

static void write_cmd(struct text_out *o, const struct ast_cmd *cmd)
{
	if (o->depth) {
		text_put_indent(o);
		text_put(o, word_name(words_objects, cmd->kind));
		text_put_char(o, ' ');
		text_put(o, cmd->ref.name.name);
	} else {
		text_put(o, word_name(words_verbs, cmd->verb));
		text_put_char(o, ' ');
		text_put(o, word_name(words_objects, cmd->kind));
		write_ref(o, cmd);
	}
	write_rest(o, cmd);
}

/* ---- comparing ---- */

static void check(const char *text, size_t len, bool verbose, struct counts *n)
{
	struct parsed a, b = { .good = true };
	struct text_out o;

	parse(&a, text, len);
	if (!a.good || has_variable(a.dump) || a.ast.listings) {
		n->unread++;
		release(&a);
		return;
	}
	text_init(&o, &options);
	o.sources = &a.sources;
	for (const struct ast_cmd *c = a.ast.first; c; c = c->next)
		write_cmd(&o, c);
	parse(&b, o.buf ? o.buf : "", o.len);
	if (verbose)
		printf("%.*s", (int)o.len, o.buf ? o.buf : "");
	if (b.good && strcmp(a.dump, b.dump) == 0) {
		n->same++;
	} else {
		n->differ++;
		printf("--- read\n%.*s\n--- written\n%.*s\n--- was\n%s--- is\n%s",
		       (int)len, text, (int)o.len, o.buf ? o.buf : "", a.dump,
		       b.good ? b.dump : "not parsed\n");
	}
	text_release(&o);
	release(&b);
	release(&a);
}

/* Reads to the end of the file, or to a NUL. */
static char *read_text(FILE *f, int end, size_t *ret_len)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t len = getdelim(&text, &room, end, f);

	if (len <= 0) {
		free(text);
		return NULL;
	}
	*ret_len = (size_t)len - (text[len - 1] == '\0');
	return text;
}

static void check_all(FILE *f, bool verbose, struct counts *n)
{
	size_t len;
	char *text;

	while ((text = read_text(f, '\0', &len))) {
		check(text, len, verbose, n);
		free(text);
	}
}

int main(int argc, char **argv)
{
	bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	struct counts n = { 0 };
	int first = 1 + verbose;
	FILE *f;

	if (first == argc)
		check_all(stdin, verbose, &n);
	for (int i = first; i < argc; i++) {
		f = fopen(argv[i], "r");
		if (!f) {
			perror(argv[i]);
			return 2;
		}
		check_all(f, verbose, &n);
		fclose(f);
	}
	printf("%u same, %u differ, %u not read\n", n.same, n.differ, n.unread);
	return n.differ ? 1 : 0;
}
