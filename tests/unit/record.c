#include "config.h"

#include "record.h"

#include "object/print.h"
#include "syntax/text/parse.h"
#include "text/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void format_printf(2, 3) put(struct record *r, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(r->text + r->len, RECORD_MAX - r->len, fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && r->len + (size_t)n < RECORD_MAX);
	r->len += (size_t)n;
}

/* ---- messages, as --dump=bytecode prints them ---- */

char *record_print(const struct low_msg *m, const struct low_elem *e)
{
	struct print p = { 0 };
	char *text = NULL;
	size_t len = 0;

	p.f = open_memstream(&text, &len);
	assert_non_null(p.f);
	if (m)
		print_command(&p, m);
	else
		print_elem(&p, e);
	fclose(p.f);
	return text;
}

static int record_msg(void *ctx, const struct low_msg *m)
{
	char *text = record_print(m, NULL);

	put(ctx, "%s\n", text);
	free(text);
	return 0;
}

static int record_begin(void *ctx, const struct low_elems *head)
{
	put(ctx, "elements \"%s\"", head->set.name);
	return 0;
}

static int record_elem(void *ctx, const struct low_elem *e)
{
	char *text = record_print(NULL, e);

	put(ctx, "%s", text);
	free(text);
	return 0;
}

static int record_end(void *ctx)
{
	put(ctx, "\n");
	return 0;
}

/* ---- the kernel ---- */

static int no_set(void *ctx, uint8_t family, const char *table,
		  const char *name, struct arena *a, struct low_msg *ret)
{
	struct record *r = ctx;

	(void)family, (void)table, (void)name, (void)a, (void)ret;
	r->asked++;
	return r->offline ? -EOPNOTSUPP : -ENOENT;
}

static int has_table(void *ctx, uint8_t family, const char *table)
{
	struct record *r = ctx;

	(void)family, (void)table;
	r->asked++;
	if (r->offline)
		return -EOPNOTSUPP;
	return r->has_tables ? 0 : -ENOENT;
}

static int chain_rules(void *ctx, uint8_t family, const char *table,
		       const char *chain, struct arena *a,
		       struct resolver_rules *ret_rules)
{
	struct record *r = ctx;

	(void)family, (void)table, (void)chain;
	r->asked++;
	if (r->offline)
		return -EOPNOTSUPP;
	ret_rules->handles = arena_zalloc(a, (r->nrules + 1) * sizeof(uint64_t));
	for (size_t i = 0; i < r->nrules; i++)
		ret_rules->handles[i] = r->rules[i];
	ret_rules->count = r->nrules;
	return 0;
}

static int chain_handle(void *ctx, uint8_t family, const char *table,
			const char *chain, uint64_t *ret_handle)
{
	struct record *r = ctx;

	(void)family, (void)table, (void)chain;
	r->asked++;
	if (r->offline)
		return -EOPNOTSUPP;
	*ret_handle = r->chain_handle;
	return r->chain_handle ? 0 : -ENOENT;
}

static int no_flowtable(void *ctx, uint8_t family, const char *table,
			const char *name)
{
	struct record *r = ctx;

	(void)family, (void)table, (void)name;
	r->asked++;
	return r->offline ? -EOPNOTSUPP : -ENOENT;
}

static int no_sets(void *ctx, uint8_t family, const char *table,
		   void (*fn)(void *, const char *), void *fn_ctx)
{
	(void)ctx, (void)family, (void)table, (void)fn, (void)fn_ctx;
	return 0;
}

static int ifindex(void *ctx, const char *name, uint32_t *ret_index)
{
	(void)ctx;
	*ret_index = 1;
	return strcmp(name, "lo") == 0 ? 0 : -ENOENT;
}

/* A user and a group of one name. */
static int user(void *ctx, const char *name, uint32_t *ret_id)
{
	(void)ctx;
	*ret_id = 5;
	return strcmp(name, "games") == 0 ? 0 : -ENOENT;
}

static int group(void *ctx, const char *name, uint32_t *ret_id)
{
	(void)ctx;
	*ret_id = 60;
	return strcmp(name, "games") == 0 ? 0 : -ENOENT;
}

/* ---- running ---- */

static void put_diags(struct record *r, const struct diags *d,
		      const struct source_set *set)
{
	for (const struct diag *i = d->first; i; i = i->next) {
		struct place at = source_place(source_at(set, i->at.file),
					       i->at.off, i->at.len);

		put(r, "%u:%u %s%s [%s]\n", at.line, at.column,
		    i->level == DIAG_LEVEL_WARNING ? "warning: " : "", i->text,
		    diag_code_name(i->code));
	}
}

static void run(struct record *r, struct parse_ctx *ctx, const char *text,
		const struct low_sink *sink)
{
	struct resolver resolver = {
		.ctx = r, .ifindex = ifindex, .set = no_set,
		.table = has_table, .rules = chain_rules,
		.chain_handle = chain_handle, .flowtable = no_flowtable,
		.each_set = no_sets, .user = user, .group = group,
	};
	struct compile_options opt = { .offline = r->offline };
	struct source *src = source_add_text(ctx->sources, SOURCE_ARGV, "test",
					     text, strlen(text));

	r->ret = parse_text(ctx, src);
	r->ret |= compile_ast(ctx->ast, ctx->sources, &resolver, &opt, sink,
			      ctx->diags);
}

void record_into(struct record *r, const char *text,
		 const struct low_sink *sink)
{
	struct source_set sources;
	struct diags diags;
	struct ast ast;
	struct parse_ctx ctx = { .ast = &ast, .sources = &sources,
				 .diags = &diags };
	size_t len;

	source_set_init(&sources);
	diags_init(&diags);
	ast_init(&ast);
	run(r, &ctx, text, sink);
	diags_sort(&diags);
	len = r->len;
	put_diags(r, &diags, &sources);
	strcpy(r->diags, r->text + len);
	r->text[len] = '\0';
	r->len = len;
	ast_release(&ast);
	diags_release(&diags);
	source_set_release(&sources);
}

void record_compile(struct record *r, const char *text)
{
	const struct low_sink sink = { r, record_msg, record_begin,
				       record_elem, record_end };

	record_into(r, text, &sink);
}

void assert_messages(const char *text, const char *expected)
{
	struct record r = { .has_tables = true };

	record_compile(&r, text);
	assert_string_equal(r.diags, "");
	assert_string_equal(r.text, expected);
	assert_int_equal(r.ret, 0);
}

void assert_refused(const char *text, const char *expected)
{
	struct record r = { .has_tables = true };

	record_compile(&r, text);
	assert_string_equal(r.diags, expected);
	assert_true(r.ret < 0);
}
