#include "config.h"

#include "compile/value/meant.h"

#include "syntax/hints.h"
#include "text/diag.h"
#include "text/suggest.h"

#include <stdio.h>
#include <string.h>

/* '{{ admin }}' */
static bool in_template(const struct cctx *c, const struct ast_expr *e)
{
	const struct source *src = source_at(c->sources, e->at.file);
	uint32_t at = e->at.off;

	if (!src || src->locate)
		return false;
	while (at && (src->text[at - 1] == ' ' || src->text[at - 1] == '\t'))
		at--;
	return at > 1 && src->text[at - 1] == '{' && src->text[at - 2] == '{';
}

/* '8000:8100' and '8000..8100' */
static bool hint_range(struct cctx *c, const struct ast_expr *e)
{
	const char *s = e->value.text;
	uint32_t len = e->value.len, n = 0, sign, rest;

	while (n < len && s[n] >= '0' && s[n] <= '9')
		n++;
	sign = n < len && (s[n] == ':' || s[n] == '.') ? n + 1 : len;
	sign += sign < len && s[n] == '.' && s[sign] == '.';
	for (rest = sign; rest < len && s[rest] >= '0' && s[rest] <= '9';)
		rest++;
	if (!n || sign >= len || rest < len)
		return false;
	diag_hint(c->diags, "a range is written '%.*s-%.*s'", (int)n, s,
		  (int)(len - sign), s + sign);
	return true;
}

/* Words for all there is, where no match is needed. */
static bool hint_word_of(struct cctx *c, const struct ast_expr *e)
{
	static const char *const all[] = { "any", "all", "anywhere",
					   "everywhere" };
	const char *s = e->value.text;
	uint32_t len = e->value.len;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (strlen(all[i]) == len && memcmp(s, all[i], len) == 0) {
			diag_hint(c->diags,
				  "to match all of them leave the match out");
			return true;
		}
	return false;
}

/* A word with a slash that has become part of it. */
static bool hint_slash(struct cctx *c, const struct ast_expr *e)
{
	const struct source *src = source_at(c->sources, e->at.file);
	const char *s = e->value.text, *slash = memchr(s, '/', e->value.len);
	bool json = src && src->locate;

	if (!slash || slash == s || (e->flags & AST_QUOTED && !json))
		return false;
	if (json)
		diag_hint(c->diags,
			  "write {\"prefix\": {\"addr\": \"%.*s\", \"len\": %.*s}}",
			  (int)(slash - s), s,
			  (int)(s + e->value.len - slash - 1), slash + 1);
	else
		diag_hint(c->diags,
			  "'/' may be part of a word: leave blanks around it");
	return true;
}

/* "$P": in quotes it is a text. */
static bool hint_quoted(struct cctx *c, const struct ast_expr *e)
{
	if (e->value.len < 2 || *e->value.text != '$')
		return false;
	diag_hint(c->diags, "write a variable without quotes: %.*s",
		  (int)MIN(e->value.len, 64u), e->value.text);
	return true;
}

bool meant_value(struct cctx *c, const struct ast_expr *e)
{
	const char *table = c->cmd ? c->cmd->ref.table.name : NULL;

	if (e->kind != AST_VALUE || !c->ast || !c->sources)
		return false;
	if (in_template(c, e)) {
		diag_hint(c->diags, "a template was not filled in here");
		return true;
	}
	return hint_range(c, e) || hint_word_of(c, e) || hint_slash(c, e) ||
	       hint_quoted(c, e) ||
	       hint_named(c->diags, c->ast, '\0', table, e->value.text,
			  e->value.len);
}

#define SHOWN_MAX 8 /* interfaces */

struct interfaces {
	struct suggest near;
	char best[64], list[400];
	size_t len;
	unsigned int count;
};

static bool add_interface(void *ctx, const char *name)
{
	struct interfaces *i = ctx;
	int n;

	suggest_try(&i->near, name);
	if (i->near.best == name) {
		snprintf(i->best, sizeof(i->best), "%s", name);
		i->near.best = i->best;
	}
	if (i->count++ >= SHOWN_MAX)
		return true;
	n = snprintf(i->list + i->len, sizeof(i->list) - i->len, "%s%s",
		     i->len ? ", " : "", name);
	i->len = MIN(i->len + (size_t)MAX(n, 0), sizeof(i->list) - 1);
	return true;
}

void meant_interface(struct cctx *c, const struct ast_expr *e)
{
	const struct resolver *r = c->resolver;
	struct interfaces i = { .len = 0 };

	suggest_init(&i.near, e->value.text, e->value.len);
	if (r->each_interface && diags_may_compare(c->diags))
		r->each_interface(r->ctx, add_interface, &i);
	if (suggest_hint(&i.near, c->diags))
		; /* one is enough */
	else if (i.count > SHOWN_MAX)
		diag_hint(c->diags, "the interfaces here are %s and %u more", i.list,
			  i.count - SHOWN_MAX);
	else if (i.count)
		diag_hint(c->diags, "the interface%s %s",
			  i.count == 1 ? " here is" : "s here are", i.list);
	if (!c->opt->by_name)
		diag_hint(c->diags,
			  "'iifname' and 'oifname' match by the name (--missing-interface=by-name uses them)");
}
