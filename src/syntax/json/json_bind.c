#include "config.h"

#include "syntax/json/json_bind.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "syntax/json/json_read.h"
#include "text/suggest.h"

#define COMMENT_MAX 128 /* bytes */

uint32_t json_find(const struct json_reader *r, uint32_t n, const char *key)
{
	if (!json_is_object(json_at(r, n)))
		return 0;
	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i))
		if (json_same(json_key(r, i), key))
			return i;
	return 0;
}

bool json_given(const struct json_reader *r, uint32_t n, const char *key)
{
	uint32_t m = json_find(r, n, key);

	return m && !json_is_null(json_at(r, m));
}

const char *json_kind(const struct json_reader *r, uint32_t n)
{
	static const char *const kinds[] = {
		[JSON_OBJECT] = "an object",  [JSON_ARRAY] = "an array",
		[JSON_STRING] = "a string",   [JSON_INTEGER] = "a number",
		[JSON_REAL] = "a number with a fraction",
		[JSON_TRUE] = "'true'",	      [JSON_FALSE] = "'false'",
		[JSON_NULL] = "'null'",
	};

	return kinds[json_typeof(json_at(r, n))];
}

int json_wrong(struct json_reader *r, uint32_t n, const char *expected)
{
	const char *key = json_key(r, n);

	if (key)
		return diag_error(r->diags, DIAG_TYPE, json_where(r, n),
				  "'%s' is %s, expected %s", key,
				  json_kind(r, n), expected);
	return diag_error(r->diags, DIAG_TYPE, json_where(r, n),
			  "expected %s, not %s", expected, json_kind(r, n));
}

int json_only_member(struct json_reader *r, uint32_t n, const char *what,
		     uint32_t *ret_member)
{
	uint32_t first = json_first(n), second;

	if (!json_is_object(json_at(r, n)))
		return json_wrong(r, n, what);
	if (first == json_end(r, n))
		return diag_error(r->diags, DIAG_MISSING, json_where(r, n),
				  "an empty object, expected %s", what);
	second = json_next(r, first);
	if (second < json_end(r, n))
		return diag_error(r->diags, DIAG_SYNTAX,
				  json_key_span(r->t, second),
				  "%s has only one key: '%s' is a second one", what,
				  json_key(r, second));
	*ret_member = first;
	return 0;
}

/* ---- scalars ---- */

int json_number(struct json_reader *r, uint32_t n, uint64_t max,
		uint64_t *ret_num)
{
	json_t *v = json_at(r, n);
	json_int_t num;

	if (!json_is_integer(v))
		return json_wrong(r, n, "a whole number");
	num = json_integer_value(v);
	if (num < 0 || (uint64_t)num > max)
		return diag_error(r->diags, DIAG_RANGE, json_where(r, n),
				  "%" JSON_INTEGER_FORMAT
				  " is out of range, expected 0 to %" PRIu64,
				  num, max);
	*ret_num = (uint64_t)num;
	return 0;
}

int json_text(struct json_reader *r, uint32_t n, struct ast_text *ret_text)
{
	json_t *v = json_at(r, n);
	size_t len;

	if (!json_is_string(v))
		return json_wrong(r, n, "a string");
	len = json_string_length(v);
	ret_text->text = arena_strndup(&r->ast->arena, json_string_value(v),
				       len);
	ret_text->len = (uint32_t)len;
	ret_text->at = json_where(r, n);
	return 0;
}

static void list_words(const struct word *words, char *buf, size_t room)
{
	size_t at = 0;

	buf[0] = '\0';
	for (const struct word *w = words; w->name && at < room; w++)
		at += (size_t)snprintf(buf + at, room - at, "%s%s",
				       w == words ? "" :
				       w[1].name ? ", " : " or ", w->name);
}

static int unknown_word(struct json_reader *r, uint32_t n,
			const struct word *words)
{
	const char *name = json_string_value(json_at(r, n));
	char list[256];

	list_words(words, list, sizeof(list));
	diag_error(r->diags, DIAG_UNKNOWN_NAME, json_where(r, n),
		   "unknown word '%s', expected %s", name, list);
	word_hint(r->diags, words, name, strlen(name));
	return -1;
}

int json_word(struct json_reader *r, uint32_t n, const struct word *words,
	      uint64_t *ret_value)
{
	const struct word *w;

	if (!json_is_string(json_at(r, n)))
		return json_wrong(r, n, "a string");
	w = word_find(words, json_string_value(json_at(r, n)));
	if (!w)
		return unknown_word(r, n, words);
	*ret_value = w->value;
	return 0;
}

int json_unknown(struct json_reader *r, struct span at, const char *what,
		 const char *name,
		 void (*each)(void (*fn)(void *, const char *), void *ctx))
{
	struct suggest s;

	diag_error(r->diags, DIAG_UNKNOWN_NAME, at, "unknown %s '%s'", what,
		   name);
	suggest_init(&s, name, strlen(name));
	each(suggest_try, &s);
	suggest_hint(&s, r->diags);
	return -1;
}

/* ---- one function for each enum json_bind ---- */

static int bind_ignore(struct json_reader *r, uint32_t n,
		       const struct json_member *m, void *field)
{
	(void)r, (void)n, (void)m, (void)field;
	return 0;
}

static int bind_node(struct json_reader *r, uint32_t n,
		     const struct json_member *m, void *field)
{
	(void)r, (void)m;
	*(uint32_t *)field = n;
	return 0;
}

static int bind_bool(struct json_reader *r, uint32_t n,
		     const struct json_member *m, void *field)
{
	(void)m;
	if (!json_is_boolean(json_at(r, n)))
		return json_wrong(r, n, "true or false");
	*(bool *)field = json_is_true(json_at(r, n));
	return 0;
}

static int bind_u64(struct json_reader *r, uint32_t n,
		    const struct json_member *m, void *field)
{
	(void)m;
	/* Listings print those from 2^63 on as negative ones. */
	if (json_is_integer(json_at(r, n))) {
		*(uint64_t *)field =
			(uint64_t)json_integer_value(json_at(r, n));
		return 0;
	}
	return json_number(r, n, INT64_MAX, field);
}

static int set_number(struct json_reader *r, uint32_t n,
		      const struct json_member *m, void *field, uint64_t val)
{
	if (m->size == sizeof(struct ast_num))
		*(struct ast_num *)field = (struct ast_num){
			.val = val, .at = json_where(r, n), .set = true
		};
	else if (m->size == sizeof(uint8_t))
		*(uint8_t *)field = (uint8_t)val;
	else if (m->size == sizeof(uint16_t))
		*(uint16_t *)field = (uint16_t)val;
	else if (m->size == sizeof(uint32_t))
		*(uint32_t *)field = (uint32_t)val;
	else
		*(uint64_t *)field = val;
	return 0;
}

static uint64_t largest(const struct json_member *m)
{
	unsigned int bits = m->type == BIND_NUM8  ? 8 :
			    m->type == BIND_NUM16 ? 16 :
			    m->type != BIND_NUM	  ? 32 :
						    MIN(8u * m->size, 63u);

	return (UINT64_C(1) << bits) - 1;
}

static int bind_num(struct json_reader *r, uint32_t n,
		    const struct json_member *m, void *field)
{
	uint64_t val;

	if (json_number(r, n, largest(m), &val) < 0)
		return -1;
	return set_number(r, n, m, field, val);
}

/* Listings print sizes from 2^31 on as negative ones. */
static int bind_size(struct json_reader *r, uint32_t n,
		     const struct json_member *m, void *field)
{
	json_int_t val = json_integer_value(json_at(r, n));

	if (val >= 0 || val < INT32_MIN)
		return bind_num(r, n, m, field);
	return set_number(r, n, m, field, (uint32_t)val);
}

static int bind_seconds(struct json_reader *r, uint32_t n,
			const struct json_member *m, void *field)
{
	uint64_t val;

	if (json_number(r, n, UINT64_MAX / 1000, &val) < 0)
		return -1;
	return set_number(r, n, m, field, val * 1000);
}

int json_name_fits(struct json_reader *r, uint32_t n, size_t len)
{
	if (len <= AST_NAME_MAX)
		return 0;
	return diag_error(r->diags, DIAG_RANGE, json_where(r, n),
			  "a name of %zu bytes is too long: at most %d are allowed",
			  len, AST_NAME_MAX);
}

static int bind_name(struct json_reader *r, uint32_t n,
		     const struct json_member *m, void *field)
{
	struct ast_name *name = field;
	json_t *v = json_at(r, n);

	(void)m;
	if (!json_is_string(v))
		return json_wrong(r, n, "a string");
	if (!json_string_length(v))
		return diag_error(r->diags, DIAG_RANGE, json_where(r, n),
				  "'%s' is empty", json_key(r, n));
	if (json_name_fits(r, n, json_string_length(v)) < 0)
		return -1;
	name->name = strpool_intern(&r->ast->strings, json_string_value(v),
				    json_string_length(v));
	name->at = json_where(r, n);
	return 0;
}

static int bind_text(struct json_reader *r, uint32_t n,
		     const struct json_member *m, void *field)
{
	(void)m;
	return json_text(r, n, field);
}

static int bind_comment(struct json_reader *r, uint32_t n,
			const struct json_member *m, void *field)
{
	size_t len = json_string_length(json_at(r, n));

	(void)m;
	if (len > COMMENT_MAX)
		return diag_error(r->diags, DIAG_RANGE, json_where(r, n),
				  "a comment has at most %d bytes, not %zu",
				  COMMENT_MAX, len);
	return json_text(r, n, field);
}

static void each_family(void (*fn)(void *, const char *), void *ctx)
{
	family_each_name(fn, ctx);
}

static int bind_family(struct json_reader *r, uint32_t n,
		       const struct json_member *m, void *field)
{
	json_t *v = json_at(r, n);
	int family;

	(void)m;
	if (!json_is_string(v))
		return json_wrong(r, n, "a string");
	family = family_by_name(json_string_value(v));
	if (family < 0)
		return json_unknown(r, json_where(r, n), "family",
				    json_string_value(v), each_family);
	*(uint8_t *)field = (uint8_t)family;
	return 0;
}

static int bind_word(struct json_reader *r, uint32_t n,
		     const struct json_member *m, void *field)
{
	uint64_t val;

	if (json_word(r, n, m->words, &val) < 0)
		return -1;
	return set_number(r, n, m, field, val);
}

static int bind_flags(struct json_reader *r, uint32_t n,
		      const struct json_member *m, void *field)
{
	uint64_t bit = 0, bits = 0;
	int ret = 0;

	if (json_is_string(json_at(r, n)))
		return bind_word(r, n, m, field);
	if (!json_is_array(json_at(r, n)))
		return json_wrong(r, n, "a string or an array of strings");
	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i)) {
		if (json_word(r, i, m->words, &bit) < 0)
			ret = -1;
		else
			bits |= bit;
	}
	set_number(r, n, m, field, bits);
	return ret;
}

static int bind_expr(struct json_reader *r, uint32_t n,
		     const struct json_member *m, void *field)
{
	*(struct ast_expr **)field = json_expr(r, n, m->place);
	return 0;
}

/* ---- whole objects ---- */

static int bind_member(struct json_reader *r, uint32_t n,
		       const struct json_member *m, void *fields)
{
	static int (*const binds[])(struct json_reader *, uint32_t,
				    const struct json_member *, void *) = {
		[BIND_IGNORE] = bind_ignore, [BIND_NODE] = bind_node,
		[BIND_BOOL] = bind_bool,
		[BIND_U64] = bind_u64,	     [BIND_NUM] = bind_num,
		[BIND_NUM8] = bind_num,	     [BIND_NUM16] = bind_num,
		[BIND_NUM32] = bind_num,     [BIND_SIZE] = bind_size,
		[BIND_SECONDS] = bind_seconds, [BIND_NAME] = bind_name,
		[BIND_TEXT] = bind_text,     [BIND_COMMENT] = bind_comment,
		[BIND_FAMILY] = bind_family,
		[BIND_WORD] = bind_word,     [BIND_FLAGS] = bind_flags,
		[BIND_EXPR] = bind_expr,
	};

	return binds[m->type](r, n, m, (char *)fields + m->offset);
}

static const struct json_member *member_by_key(const struct json_member *m,
					       const char *key)
{
	for (; m->key; m++)
		if (json_same(m->key, key))
			return m;
	return NULL;
}

static const char *nearest_key(const struct json_member *m, const char *key)
{
	struct suggest s;

	suggest_init(&s, key, strlen(key));
	for (; m->key; m++)
		suggest_try(&s, m->key);
	return suggest_best(&s);
}

/* Where the wanted key is missing, less is enough than for a hint: of short
 * ones, that the other begins with it. */
static bool looks_like(const char *key, const char *wanted)
{
	return (strncmp(key, wanted, strlen(wanted)) == 0 &&
		strlen(key) == strlen(wanted) + 1) ||
	       suggest_is_near(key, wanted);
}

bool json_means(const struct json_reader *r, uint32_t n, const char *key)
{
	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i))
		if (looks_like(json_key(r, i), key))
			return true;
	return false;
}

/* The unknown key that was meant for a missing one, 0: none. */
static uint32_t misspelt(const struct json_reader *r, uint32_t n,
			 const struct json_member *members, const char *key)
{
	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i))
		if (!member_by_key(members, json_key(r, i)) &&
		    looks_like(json_key(r, i), key))
			return i;
	return 0;
}

/* The same for all keys that would do: a handle stands for a name. */
static uint32_t misspelt_member(const struct json_reader *r, uint32_t n,
				const struct json_member *members,
				const struct json_member *m, uint16_t cases,
				const char **ret_key)
{
	uint32_t found = misspelt(r, n, members, m->key);

	*ret_key = m->key;
	if (found || m->need == JSON_NEEDED ||
	    !(m->need & cases & JSON_BY_NAME))
		return found;
	*ret_key = "handle";
	return misspelt(r, n, members, "handle");
}

static int report_missing(struct json_reader *r, uint32_t n,
			  const struct json_member *members,
			  const struct json_member *m, uint16_t cases)
{
	const char *key;
	uint32_t i = misspelt_member(r, n, members, m, cases, &key);

	if (!i)
		return diag_error(r->diags, DIAG_MISSING, json_where(r, n),
				  "key '%s' is missing", m->key);
	diag_error(r->diags, DIAG_UNKNOWN_NAME, json_key_span(r->t, i),
		   "unknown key '%s'", json_key(r, i));
	diag_hint(r->diags, "did you mean '%s'?", key);
	return -1;
}

static void warn_unknown(struct json_reader *r, uint32_t n,
			 const struct json_member *members)
{
	const char *near = nearest_key(members, json_key(r, n));

	diag_warn(r->diags, DIAG_UNKNOWN_NAME, json_key_span(r->t, n),
		  "unknown key '%s' is ignored", json_key(r, n));
	if (near)
		diag_hint(r->diags, "did you mean '%s'?", near);
}

/* Whether a key stands for a missing one, which is reported as such. */
static bool stands_in(const uint32_t *found, unsigned int count, uint32_t n)
{
	for (unsigned int i = 0; i < count; i++)
		if (found[i] == n)
			return true;
	return false;
}

/* seen: the members that are there, as bits. */
static void warn_unknowns(struct json_reader *r, uint32_t n,
			  const struct json_member *members, uint16_t cases,
			  uint64_t seen)
{
	unsigned int count = 0;
	uint32_t found[64];
	const char *key;

	for (const struct json_member *m = members; m->key; m++)
		if ((m->need & cases) && !(seen >> (m - members) & 1))
			found[count++] = misspelt_member(r, n, members, m,
							 cases, &key);
	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i))
		if (!member_by_key(members, json_key(r, i)) &&
		    !stands_in(found, count, i))
			warn_unknown(r, i, members);
}

/* Programs write null for what they leave out.  Not so a family: without one,
 * "flush ruleset" means all of them. */
static bool is_left_out(const struct json_reader *r, uint32_t n,
			const struct json_member *m, uint16_t cases)
{
	return json_is_null(json_at(r, n)) && m->type != BIND_EXPR &&
	       m->type != BIND_FAMILY && !(m->need & cases);
}

static bool is_number(uint8_t type)
{
	return type >= BIND_U64 && type <= BIND_SECONDS;
}

/* nft ignores a number in quotes where it can do without, and programs that
 * write some have never noticed. */
static bool is_quoted(struct json_reader *r, uint32_t n,
		      const struct json_member *m, uint16_t cases)
{
	const json_t *v = json_at(r, n);

	if (!is_number(m->type) || m->need & cases || !json_is_string(v))
		return false;
	diag_warn(r->diags, DIAG_TYPE, json_where(r, n),
		  "'%s' is a string, not a number: it is ignored, as in nft",
		  m->key);
	if (json_string_length(v) &&
	    strspn(json_string_value(v), "0123456789") == json_string_length(v))
		diag_hint(r->diags, "a number has no quotes: \"%s\": %s", m->key,
			  json_string_value(v));
	return true;
}

static bool is_read(struct json_reader *r, uint32_t n,
		    const struct json_member *m, uint16_t cases)
{
	if (cases & JSON_HEAD_ONLY && m->offset >= sizeof(struct json_head))
		return false;
	return !is_left_out(r, n, m, cases) && !is_quoted(r, n, m, cases);
}

int json_bind(struct json_reader *r, uint32_t n,
	      const struct json_member *members, uint16_t cases, void *fields)
{
	const struct json_member *m;
	bool unknown = false;
	uint64_t seen = 0;
	int ret = 0;

	if (!json_is_object(json_at(r, n)))
		return json_wrong(r, n, "an object");
	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i)) {
		m = member_by_key(members, json_key(r, i));
		if (m) {
			seen |= UINT64_C(1) << (m - members);
			if (is_read(r, i, m, cases) &&
			    bind_member(r, i, m, fields) < 0)
				ret = -1;
		}
		unknown |= !m;
	}
	if (unknown)
		warn_unknowns(r, n, members, cases, seen);
	for (m = members; m->key; m++)
		if ((m->need & cases) && !(seen >> (m - members) & 1))
			ret = report_missing(r, n, members, m, cases);
	return ret;
}
