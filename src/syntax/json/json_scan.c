#include "config.h"

#include "syntax/json/json_scan.h"

#include "text/utf8.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* at is behind the opening quote */
static uint32_t skip_string(const struct json_text *t, uint32_t at)
{
	for (; at < t->end; at++) {
		if (t->text[at] == '"')
			return at + 1;
		if (t->text[at] == '\\')
			at++;
	}
	return JSON_OPEN;
}

static bool ends_word(char c)
{
	return is_blank(c) || (c && strchr(",:]}[{\"", c));
}

static uint32_t skip_word(const struct json_text *t, uint32_t at)
{
	uint32_t start = at;

	while (at < t->end && !ends_word(t->text[at]))
		at++;
	return at > start ? at : start + 1;
}

/*
 * Brackets of both kinds are counted alike: where they do not match, jansson
 * finds the mistake before the place where this goes astray.
 */
static uint32_t skip_brackets(const struct json_text *t, uint32_t at)
{
	uint32_t depth = 0;

	while (at < t->end) {
		switch (t->text[at++]) {
		case '"':
			at = skip_string(t, at);
			if (at == JSON_OPEN)
				return JSON_OPEN;
			break;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			if (--depth == 0)
				return at;
			break;
		default:
			break;
		}
	}
	return JSON_OPEN;
}

uint32_t json_skip_blank(const struct json_text *t, uint32_t at)
{
	if (!at)
		at = (uint32_t)utf8_mark(t->text, t->end);
	while (at < t->end && is_blank(t->text[at]))
		at++;
	return at;
}

uint32_t json_skip_value(const struct json_text *t, uint32_t at)
{
	switch (json_char(t, at)) {
	case '"':
		return skip_string(t, at + 1);
	case '{':
	case '[':
		return skip_brackets(t, at);
	default:
		return at < t->end ? skip_word(t, at) : JSON_OPEN;
	}
}

static uint32_t skip_char(const struct json_text *t, uint32_t at, char c)
{
	at = json_skip_blank(t, at);
	if (json_char(t, at) != c)
		return JSON_OPEN;
	return json_skip_blank(t, at + 1);
}

uint32_t json_skip_colon(const struct json_text *t, uint32_t at)
{
	return skip_char(t, at, ':');
}

uint32_t json_skip_comma(const struct json_text *t, uint32_t at)
{
	return skip_char(t, at, ',');
}

static bool is_key(const struct json_text *t, uint32_t at, const char *word)
{
	size_t len = strlen(word);

	return t->end - at > len + 2 && t->text[at] == '"' &&
	       memcmp(t->text + at + 1, word, len) == 0 &&
	       t->text[at + 1 + len] == '"';
}

static bool has_elements(const struct json_text *t, uint32_t key)
{
	return is_key(t, key, "element") || is_key(t, key, "set") ||
	       is_key(t, key, "map");
}

/* Where in a command an object stands. */
enum level { LEVEL_COMMAND, LEVEL_VERB, LEVEL_KIND };

static uint32_t cut_members(const struct json_text *t, uint32_t at,
			    enum level level, struct json_slice *slice);

static uint32_t cut_value(const struct json_text *t, uint32_t key, uint32_t at,
			  enum level level, struct json_slice *slice)
{
	char first = json_char(t, at);
	uint32_t end;

	if (level != LEVEL_KIND && first == '{' && has_elements(t, key))
		return cut_members(t, at, LEVEL_KIND, slice);
	if (level == LEVEL_COMMAND && first == '{')
		return cut_members(t, at, LEVEL_VERB, slice);
	end = json_skip_value(t, at);
	if (level == LEVEL_KIND && first == '[' && end != JSON_OPEN &&
	    !slice->cut && is_key(t, key, "elem")) {
		slice->cut = at + 1;
		slice->cut_end = end - 1;
	}
	return end;
}

/* {"add": {"element": {"elem": [...]}}}, or {"set": {"elem": [...]}} */
static uint32_t cut_members(const struct json_text *t, uint32_t at,
			    enum level level, struct json_slice *slice)
{
	uint32_t key, end;

	at = json_skip_blank(t, at + 1);
	while (json_char(t, at) == '"') {
		key = at;
		end = json_skip_value(t, at);
		at = end == JSON_OPEN ? end : json_skip_colon(t, end);
		if (at != JSON_OPEN)
			at = cut_value(t, key, at, level, slice);
		if (at == JSON_OPEN)
			return JSON_OPEN;
		end = json_skip_comma(t, at);
		if (end == JSON_OPEN)
			break;
		at = end;
	}
	at = json_skip_blank(t, at);
	return json_char(t, at) == '}' ? at + 1 : JSON_OPEN;
}

/*
 * Where the members cannot be told apart there is a mistake, and it may hide
 * the end of the command too: then jansson gets the rest of the text.
 */
bool json_slice_command(const struct json_text *t, uint32_t at,
			struct json_slice *ret_slice)
{
	struct json_slice slice = { .off = at };

	slice.end = json_char(t, at) == '{' ? cut_members(t, at, LEVEL_COMMAND, &slice) :
					      json_skip_value(t, at);
	if (slice.end == JSON_OPEN) {
		slice = (struct json_slice){ .off = at };
		slice.end = json_skip_value(t, at);
	}
	*ret_slice = slice;
	return slice.end != JSON_OPEN;
}

bool json_is_uncut(const struct json_text *t, uint32_t at)
{
	uint32_t key, value = at;

	for (int level = 0; level < 2 && json_char(t, value) == '{'; level++) {
		key = json_skip_blank(t, value + 1);
		if (json_char(t, key) != '"')
			return true;
		if (has_elements(t, key))
			return false;
		value = json_skip_colon(t, skip_string(t, key + 1));
	}
	return true;
}

uint32_t json_too_deep(const struct json_text *t, uint32_t at, uint32_t max)
{
	uint32_t depth = 0;

	for (; at < t->end; at++) {
		char c = t->text[at];

		if (c == '"') {
			at = skip_string(t, at + 1) - 1;
			if (at >= t->end)
				return JSON_OPEN;
		} else if ((c == '{' || c == '[') && ++depth > max) {
			return at;
		} else if ((c == '}' || c == ']') && depth-- <= 1) {
			return JSON_OPEN;
		}
	}
	return JSON_OPEN;
}
