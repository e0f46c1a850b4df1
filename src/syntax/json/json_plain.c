#include "config.h"

#include "syntax/json/json_plain.h"

#include "base/util.h"

#include <string.h>

#define DIGITS_MAX 18 /* json_int_t has room for all of them */

struct plain {
	const char *at, *end;
	unsigned int depth;
};

/* What a character may be: a blank, a part of a plain string, a digit, or the
 * first one behind a value. */
enum { BLANK = 1, TEXT = 2, DIGIT = 4, BEHIND = 8 };

static const uint8_t classes[256] = {
	['\t'] = BLANK | BEHIND,
	['\n'] = BLANK | BEHIND,
	['\r'] = BLANK | BEHIND,
	[' '] = BLANK | TEXT | BEHIND,
	['!'] = TEXT,
	['#' ... '+'] = TEXT,
	[','] = TEXT | BEHIND,
	['-' ... '/'] = TEXT,
	['0' ... '9'] = TEXT | DIGIT,
	[':' ... '['] = TEXT,
	[']'] = TEXT | BEHIND,
	['^' ... '|'] = TEXT,
	['}'] = TEXT | BEHIND,
	['~' ... 127] = TEXT,
};

static bool is_at(const struct plain *p, uint8_t class)
{
	return p->at < p->end && classes[(uint8_t)*p->at] & class;
}

/* NUL at the end, which begins nothing and is wanted nowhere. */
static char peek(const struct plain *p)
{
	return p->at < p->end ? *p->at : '\0';
}

static void skip_blank(struct plain *p)
{
	while (is_at(p, BLANK))
		p->at++;
}

/* ---- scalars ---- */

/* Goes past a string and returns its text; NULL: not plain. */
static const char *take_string(struct plain *p, size_t *ret_len)
{
	const char *start = ++p->at;

	while (is_at(p, TEXT))
		p->at++;
	if (peek(p) != '"')
		return NULL;
	*ret_len = (size_t)(p->at++ - start);
	return start;
}

static json_t *read_string(struct plain *p)
{
	size_t len = 0;
	const char *text = take_string(p, &len);

	return text ? json_stringn_nocheck(text, len) : NULL;
}

static json_t *read_digits(struct plain *p, int sign)
{
	const char *start = p->at;
	json_int_t num = 0;

	while (is_at(p, DIGIT) && p->at - start < DIGITS_MAX)
		num = num * 10 + (*p->at++ - '0');
	if (p->at == start || (*start == '0' && (sign < 0 || p->at > start + 1)))
		return NULL;
	return json_integer(sign * num);
}

static json_t *read_positive(struct plain *p)
{
	return read_digits(p, 1);
}

static json_t *read_negative(struct plain *p)
{
	p->at++;
	return read_digits(p, -1);
}

static json_t *read_word(struct plain *p)
{
	static const struct {
		char text[6];
		uint8_t len;
		json_t *(*make)(void);
	} words[] = {
		{ "null", 4, json_null },
		{ "true", 4, json_true },
		{ "false", 5, json_false },
	};
	size_t left = (size_t)(p->end - p->at);

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (left >= words[i].len &&
		    memcmp(p->at, words[i].text, words[i].len) == 0) {
			p->at += words[i].len;
			return words[i].make();
		}
	return NULL;
}

/* ---- arrays and objects ---- */

static json_t *read_value(struct plain *p);

/* What comes next in an array or object. */
enum next { NEXT_ITEM, NEXT_END, NEXT_NOT_PLAIN };

static enum next open_bracket(struct plain *p, char close)
{
	if (p->depth++ == PLAIN_DEPTH)
		return NEXT_NOT_PLAIN;
	p->at++;
	skip_blank(p);
	return peek(p) == close ? NEXT_END : NEXT_ITEM;
}

static enum next pass_item(struct plain *p, char close)
{
	skip_blank(p);
	if (peek(p) != ',')
		return peek(p) == close ? NEXT_END : NEXT_NOT_PLAIN;
	p->at++;
	skip_blank(p);
	return NEXT_ITEM;
}

static json_t *close_bracket(struct plain *p, json_t *v, enum next next)
{
	if (next == NEXT_NOT_PLAIN) {
		json_decref(v);
		return NULL;
	}
	p->at++;
	p->depth--;
	return v;
}

static json_t *read_array(struct plain *p)
{
	enum next next = open_bracket(p, ']');
	json_t *v = json_array();

	while (next == NEXT_ITEM)
		next = json_array_append_new(v, read_value(p)) == 0 ?
			       pass_item(p, ']') :
			       NEXT_NOT_PLAIN;
	return close_bracket(p, v, next);
}

/* jansson 2.14 needs no copy of the key. */
static int add_member(json_t *v, const char *key, size_t len, json_t *value)
{
#if JANSSON_VERSION_HEX >= 0x020e00
	return json_object_setn_new_nocheck(v, key, len, value);
#else
	char copy[256];

	if (len >= sizeof(copy)) {
		json_decref(value);
		return -1;
	}
	memcpy(copy, key, len);
	copy[len] = '\0';
	return json_object_set_new_nocheck(v, copy, value);
#endif
}

static int read_member(struct plain *p, json_t *v)
{
	const char *key;
	size_t len = 0;

	if (peek(p) != '"')
		return -1;
	key = take_string(p, &len);
	skip_blank(p);
	if (!key || peek(p) != ':')
		return -1;
	p->at++;
	skip_blank(p);
	return add_member(v, key, len, read_value(p));
}

/* Of a key that is there twice, jansson keeps one member. */
static json_t *read_object(struct plain *p)
{
	enum next next = open_bracket(p, '}');
	json_t *v = json_object();
	size_t members = 0;

	for (; next == NEXT_ITEM; members++)
		next = read_member(p, v) == 0 ? pass_item(p, '}') :
						NEXT_NOT_PLAIN;
	if (json_object_size(v) != members)
		next = NEXT_NOT_PLAIN;
	return close_bracket(p, v, next);
}

static json_t *read_value(struct plain *p)
{
	static json_t *(*const readers[256])(struct plain *) = {
		['"'] = read_string,  ['-'] = read_negative,
		['0' ... '9'] = read_positive,
		['['] = read_array,   ['f'] = read_word,
		['n'] = read_word,    ['t'] = read_word,
		['{'] = read_object,
	};
	json_t *(*read)(struct plain *) = readers[(uint8_t)peek(p)];

	return read ? read(p) : NULL;
}

json_t *json_plain_read(const char *text, size_t len, size_t *ret_len)
{
	struct plain p = { text, text + len, 0 };
	json_t *v = read_value(&p);

	if (v && p.at < p.end && !is_at(&p, BEHIND)) {
		json_decref(v);
		return NULL;
	}
	*ret_len = (size_t)(p.at - text);
	return v;
}
