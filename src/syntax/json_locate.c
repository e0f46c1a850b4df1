#include "config.h"

#include "syntax/json_tree.h"

#include <string.h>

/* A range of the text; len 0: not found. */
struct range {
	uint32_t off, len;
};

/* Counts nodes in the order of the text until the wanted one comes. */
struct counter {
	struct json_text text;
	uint32_t left;	/* nodes still to pass */
	uint32_t cut, cut_end;
	struct range key, value;
};

static uint32_t count_value(struct counter *c, uint32_t at);

static uint32_t count_member(struct counter *c, uint32_t at)
{
	uint32_t end = json_skip_value(&c->text, at);

	c->key = (struct range){ at, end - at };
	return json_skip_colon(&c->text, end);
}

static uint32_t count_items(struct counter *c, uint32_t at)
{
	bool object = json_char(&c->text, at) == '{';
	uint32_t next;

	at = json_skip_blank(&c->text, at + 1);
	if (c->cut && at >= c->cut && at <= c->cut_end)
		at = c->cut_end;
	while (!json_char(&c->text, at) || !strchr("]}", c->text.text[at])) {
		c->key.len = 0;
		if (object)
			at = count_member(c, at);
		at = count_value(c, at);
		if (c->value.len || at == JSON_OPEN)
			return at;
		next = json_skip_comma(&c->text, at);
		at = next == JSON_OPEN ? json_skip_blank(&c->text, at) : next;
	}
	return at + 1;
}

/* The text was read before: brackets, colons and commas are where they
 * belong. */
static uint32_t count_value(struct counter *c, uint32_t at)
{
	char first = json_char(&c->text, at);

	if (at >= c->text.end)
		return JSON_OPEN;
	if (c->left-- == 0) {
		c->value.off = at;
		c->value.len = json_skip_value(&c->text, at) - at;
		return at;
	}
	if (first == '{' || first == '[')
		return count_items(c, at);
	return json_skip_value(&c->text, at);
}

static struct range find_node(const struct json_slice *s,
			      const struct json_text *text, struct span at)
{
	struct counter c = {
		.text = { text->text, s->end },
		.left = (at.len & ~JSON_SPAN) >> 1,
		.cut = s->cut,
		.cut_end = s->cut_end,
	};

	count_value(&c, s->off);
	if (!c.value.len)
		return (struct range){ s->off, s->end - s->off };
	return (at.len & 1) && c.key.len ? c.key : c.value;
}

/* ---- the pointer (RFC 6901) ---- */

struct path {
	struct arena *a; /* NULL: only the depth is wanted */
	const char *text_so_far;
	const struct json_text *text;
	uint32_t off;	    /* what the path leads to */
	unsigned int depth; /* of the value that begins at off */
};

static const char *escaped(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, 2 * len + 1), *at = copy;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '~' || s[i] == '/') {
			*at++ = '~';
			*at++ = s[i] == '/' ? '1' : '0';
		} else {
			*at++ = s[i];
		}
	}
	*at = '\0';
	return copy;
}

/* raw is a key with its quotes */
static const char *key_text(struct arena *a, const char *raw, size_t len)
{
	const char *text = "";
	json_t *key;

	if (!memchr(raw, '\\', len))
		return escaped(a, raw + 1, len - 2);
	key = json_loadb(raw, len, JSON_DECODE_ANY, NULL);
	if (key)
		text = escaped(a, json_string_value(key),
			       json_string_length(key));
	json_decref(key);
	return text;
}

static void add_key(struct path *p, uint32_t key, uint32_t end)
{
	if (p->a)
		p->text_so_far = arena_printf(
			p->a, "%s/%s", p->text_so_far,
			key_text(p->a, p->text->text + key, end - key));
}

static void add_index(struct path *p, unsigned int index)
{
	if (p->a)
		p->text_so_far = arena_printf(p->a, "%s/%u", p->text_so_far,
					      index);
}

/* True when a value that begins here holds the offset; else *at moves behind
 * it. */
static bool holds(const struct path *p, uint32_t *at)
{
	struct json_text text = { p->text->text, p->off + 1 };
	uint32_t end;

	if (*at > p->off)
		return true;
	end = json_skip_value(&text, *at);
	if (end > p->off)
		return true;
	*at = end;
	return false;
}

static uint32_t step_object(struct path *p, uint32_t at)
{
	uint32_t key, end;

	while (at <= p->off && json_char(p->text, at) == '"') {
		key = at;
		end = json_skip_value(p->text, at);
		if (end == JSON_OPEN)
			return JSON_OPEN;
		at = json_skip_colon(p->text, end);
		if (at == JSON_OPEN || holds(p, &at)) {
			add_key(p, key, end);
			return at;
		}
		at = json_skip_comma(p->text, at);
	}
	return JSON_OPEN;
}

static uint32_t step_array(struct path *p, uint32_t at)
{
	for (unsigned int i = 0; at <= p->off; i++) {
		if (holds(p, &at)) {
			add_index(p, i);
			return at;
		}
		at = json_skip_comma(p->text, at);
	}
	return JSON_OPEN;
}

/* Goes down to the value that begins at the offset, or holds it; true when it
 * begins there. */
static bool walk(struct path *p)
{
	uint32_t at = json_skip_blank(p->text, 0);

	while (at < p->off) {
		uint32_t inside = json_skip_blank(p->text, at + 1);

		if (inside > p->off)
			return false;
		if (json_char(p->text, at) == '{')
			at = step_object(p, inside);
		else if (json_char(p->text, at) == '[')
			at = step_array(p, inside);
		else
			return false;
		p->depth++;
	}
	return at == p->off;
}

/* What is outside of any value has no pointer. */
static const char *pointer(const struct json_text *text, uint32_t off,
			   struct arena *a)
{
	struct path p = { .a = a, .text_so_far = "", .text = text, .off = off };

	walk(&p);
	return *p.text_so_far ? p.text_so_far : NULL;
}

/* An item of the array of commands stands two steps below the root. */
static bool is_command(const struct json_text *text, uint32_t off)
{
	struct path p = { .text = text, .off = off };

	return walk(&p) && p.depth == 2;
}

static struct range plain_range(const struct json_text *text, struct span at)
{
	struct range r = { MIN(at.off, text->end), at.len };
	uint32_t end;

	if (!r.len) {
		end = json_skip_value(text, r.off);
		r.len = end == JSON_OPEN ? 0 : end - r.off;
	}
	r.len = MIN(r.len, text->end - r.off);
	return r;
}

static struct range node_range(const struct json_text *text, struct span at)
{
	struct json_slice s = { .off = at.off };

	if (!is_command(text, at.off) ||
	    !json_slice_command(text, at.off, &s))
		s.end = json_skip_value(text, at.off);
	if (s.end == JSON_OPEN)
		s.end = text->end;
	return find_node(&s, text, at);
}

struct located json_locate(const struct source *src, struct span at,
			   struct arena *a)
{
	struct json_text text = { src->text, src->len };
	struct range r = (at.len & JSON_SPAN) ? node_range(&text, at) :
						plain_range(&text, at);
	struct located l = { .off = r.off, .len = r.len };

	l.pointer = pointer(&text, r.off, a);
	return l;
}
