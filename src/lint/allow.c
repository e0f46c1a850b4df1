#include "config.h"

#include "lint/allow.h"

#include <string.h>

static const char word[] = "nftload: allow ";

/* A piece of text of len bytes. */
struct piece {
	const char *at;
	uint32_t len;
};

static struct piece trimmed(struct piece p)
{
	while (p.len && (*p.at == ' ' || *p.at == '\t')) {
		p.at++;
		p.len--;
	}
	return p;
}

/* The codes that a line allows; len 0: it allows none. */
static struct piece codes_of(const char *line, uint32_t len)
{
	const char *hash = memchr(line, '#', len);
	const char *found;
	struct piece p = { NULL, 0 };

	if (!hash)
		return p;
	found = memmem(hash, (size_t)(line + len - hash), word,
		       sizeof(word) - 1);
	if (!found)
		return p;
	p.at = found + sizeof(word) - 1;
	p.len = (uint32_t)(line + len - p.at);
	return p;
}

static bool is_end(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '\r';
}

/* Takes the next code from a list of codes; false: there is none. */
static bool next_code(struct piece *list, struct piece *ret)
{
	while (list->len && is_end(*list->at)) {
		list->at++;
		list->len--;
	}
	*ret = (struct piece){ list->at, 0 };
	while (list->len && !is_end(*list->at)) {
		list->at++;
		list->len--;
		ret->len++;
	}
	return ret->len > 0;
}

static bool is_code(struct piece p, const char *code)
{
	return strlen(code) == p.len && memcmp(code, p.at, p.len) == 0;
}

static bool line_allows(const char *line, uint32_t len, const char *code)
{
	struct piece list = codes_of(line, len), one;

	while (next_code(&list, &one))
		if (is_code(one, code))
			return true;
	return false;
}

static bool is_comment(const char *line, uint32_t len)
{
	const struct piece p = trimmed((struct piece){ line, len });

	return p.len && *p.at == '#';
}

bool allow_has(const struct source_set *sources, struct span at,
	       const char *code)
{
	struct source *s = source_at(sources, at.file);
	const char *text;
	uint32_t line, len;

	if (s->locate)
		return false;
	line = source_place(s, at.off, at.len).line;
	text = source_line(s, line, &len);
	if (line_allows(text, len, code))
		return true;
	while (--line) {
		text = source_line(s, line, &len);
		if (!is_comment(text, len))
			return false;
		if (line_allows(text, len, code))
			return true;
	}
	return false;
}

/* ---- unknown codes ---- */

static bool is_lint_code(struct piece p)
{
	static const enum diag_code codes[] = {
#define ALLOW_CODE(name, text, meaning) DIAG_##name,
		DIAG_LINT_CODES(ALLOW_CODE)
#undef ALLOW_CODE
	};

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		if (is_code(p, diag_code_name(codes[i])))
			return true;
	return false;
}

static void check_line(struct source *s, const char *line, uint32_t len,
		       struct diags *diags)
{
	struct piece list = codes_of(line, len), one;

	while (next_code(&list, &one))
		if (!is_lint_code(one))
			diag_warn(diags, DIAG_UNKNOWN_NAME,
				  (struct span){ s->index,
						 (uint32_t)(one.at - s->text),
						 one.len },
				  "no finding has the code '%.*s'",
				  (int)one.len, one.at);
}

static void check_source(struct source *s, struct diags *diags)
{
	const char *at = s->text, *end = s->text + s->len;

	while ((at = memmem(at, (size_t)(end - at), word, sizeof(word) - 1))) {
		const uint32_t off = (uint32_t)(at - s->text);
		uint32_t len;
		const char *line = source_line(s, source_place(s, off, 1).line,
					       &len);

		check_line(s, line, len, diags);
		at = line + len;
	}
}

void allow_check(const struct source_set *sources, struct diags *diags)
{
	for (uint32_t i = 0; i < source_count(sources); i++)
		if (!source_at(sources, i)->locate)
			check_source(source_at(sources, i), diags);
}
