#include "config.h"

#include "syntax/json/json_tree.h"

#include <string.h>

#include "base/mem.h"

/* An open array or object on the way to a place. */
struct level {
	uint32_t key, key_end; /* of the member at hand; key_end 0: none yet */
	uint32_t index;	       /* of the item at hand */
	bool object;
};

#define LEVELS_MAX (JSON_MAX_DEPTH + 1)
#define LEVELS_KEPT 16

/*
 * How far the last search came: errors are mostly looked up in the order of
 * the text, and the next one need not go through all before it again.
 */
struct json_places {
	uint32_t at, depth;
	struct level levels[LEVELS_KEPT];
	struct {
		uint32_t slice, n; /* the node found last; n 0: none */
		uint32_t at, depth, cut;
		bool command;
		struct level levels[LEVELS_KEPT];
	} node;
};

/* Goes through a text by tokens; at is the one to be read. */
struct walk {
	struct json_text text;
	uint32_t at, depth;
	struct level *levels; /* LEVELS_MAX of them */
};

static struct level *top(const struct walk *w)
{
	return w->depth ? &w->levels[w->depth - 1] : NULL;
}

static bool at_key(const struct walk *w)
{
	const struct level *l = top(w);

	return json_char(&w->text, w->at) == '"' && l && l->object &&
	       !l->key_end;
}

static bool at_value(const struct walk *w)
{
	char c = json_char(&w->text, w->at);

	return c && !strchr("}],:", c) && !at_key(w);
}

static void take_key(struct walk *w)
{
	struct level *l = top(w);

	l->key = w->at;
	l->key_end = json_skip_value(&w->text, w->at);
}

static void next_item(struct walk *w)
{
	struct level *l = top(w);

	if (!l)
		return;
	l->index++;
	l->key_end = 0;
}

/* Goes past one token unless it reaches beyond an offset. */
static bool pass(struct walk *w, uint32_t off)
{
	char c = json_char(&w->text, w->at);
	uint32_t end = w->at + 1;

	if (strchr("{[", c)) {
		if (w->depth == LEVELS_MAX)
			return false;
		w->levels[w->depth++] = (struct level){ .object = c == '{' };
	} else if (strchr("}]", c)) {
		w->depth -= w->depth > 0;
	} else if (c == ',') {
		next_item(w);
	} else if (c != ':') {
		if (at_key(w))
			take_key(w);
		end = json_skip_value(&w->text, w->at);
	}
	if (end > off)
		return false;
	w->at = json_skip_blank(&w->text, end);
	return true;
}

/* To the token that begins at an offset or holds it; true: a value begins. */
static bool walk_to(struct walk *w, uint32_t off)
{
	w->at = json_skip_blank(&w->text, w->at);
	while (w->at < off)
		if (!pass(w, off))
			return false;
	if (w->at != off)
		return false;
	if (!at_key(w))
		return at_value(w);
	take_key(w);
	return false;
}

/* ---- nodes of a slice, counted ---- */

static bool key_is(const struct walk *w, const struct level *l,
		   const char *word)
{
	size_t len = strlen(word);

	return l->key_end == l->key + len + 2 &&
	       memcmp(w->text.text + l->key + 1, word, len) == 0;
}

static bool has_elements(const struct walk *w, const struct level *l)
{
	return key_is(w, l, "element") || key_is(w, l, "set") ||
	       key_is(w, l, "map");
}

/* Whether the array that begins here is the one that json_slice_command()
 * cuts out. */
static bool is_cut(const struct walk *w)
{
	const struct level *l = w->levels;

	if (json_char(&w->text, w->at) != '[' || w->depth < 2 ||
	    !l[w->depth - 1].object || !key_is(w, top(w), "elem"))
		return false;
	if (w->depth == 2)
		return l[0].object && has_elements(w, &l[0]);
	return w->depth == 3 && l[0].object && l[1].object &&
	       !has_elements(w, &l[0]) && has_elements(w, &l[1]);
}

/* A search among the nodes of a slice. */
struct search {
	uint32_t slice, n; /* n: of the node at hand or the next one */
	uint32_t cut;	   /* depth around the array left out */
	bool command;	   /* such an array may come */
};

static void keep_node(const struct walk *w, const struct search *s,
		      struct json_places *p)
{
	if (!p || !s->n || w->depth > LEVELS_KEPT)
		return;
	p->node.slice = s->slice;
	p->node.n = s->n;
	p->node.cut = s->cut;
	p->node.command = s->command;
	p->node.at = w->at;
	p->node.depth = w->depth;
	memcpy(p->node.levels, w->levels, sizeof(p->node.levels));
}

/* Many mistakes in one command are not counted from its start each. */
static void resume_node(struct walk *w, struct search *s,
			const struct json_places *p, uint32_t n)
{
	if (!p || !p->node.n || p->node.slice != s->slice || p->node.n > n)
		return;
	s->n = p->node.n;
	s->cut = p->node.cut;
	s->command = p->node.command;
	w->at = p->node.at;
	w->depth = p->node.depth;
	memcpy(w->levels, p->node.levels, sizeof(p->node.levels));
}

/* From the node at hand to the n-th one of the slice. */
static bool walk_to_node(struct walk *w, struct search *s, uint32_t n)
{
	while (w->at < w->text.end) {
		if (at_value(w) && w->depth <= s->cut) {
			if (s->n == n)
				return true;
			s->n++;
			if (s->command && is_cut(w)) {
				s->cut = w->depth;
				s->command = false;
			}
		}
		if (!pass(w, w->text.end) || w->depth == 0)
			return false;
		if (w->depth == s->cut)
			s->cut = UINT32_MAX;
	}
	return false;
}

/* ---- the pointer (RFC 6901) ---- */

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

static const char *pointer(const struct walk *w, const char *before,
			   struct arena *a)
{
	for (uint32_t i = 0; i < w->depth; i++) {
		const struct level *l = &w->levels[i];

		if (!l->object)
			before = arena_printf(a, "%s/%u", before, l->index);
		else if (l->key_end && l->key_end != JSON_OPEN)
			before = arena_printf(
				a, "%s/%s", before,
				key_text(a, w->text.text + l->key,
					 l->key_end - l->key));
	}
	return before;
}

/* ---- all together ---- */

static void resume(struct walk *w, const struct json_places *p, uint32_t off)
{
	w->at = w->depth = 0;
	if (!p || p->at > off)
		return;
	w->at = p->at;
	w->depth = p->depth;
	memcpy(w->levels, p->levels, sizeof(p->levels));
}

static void keep(const struct walk *w, struct json_places *p)
{
	if (!p || w->at < p->at || w->depth > LEVELS_KEPT)
		return;
	p->at = w->at;
	p->depth = w->depth;
	memcpy(p->levels, w->levels, sizeof(p->levels));
}

static uint32_t value_len(struct walk *w)
{
	uint32_t end = json_skip_value(&w->text, w->at);

	return (end == JSON_OPEN ? w->text.end : end) - w->at;
}

/* w stands at the beginning of a slice; the node is in there. */
static struct located locate_node(struct walk *w, struct span at,
				  struct json_places *p, const char *before,
				  struct arena *a)
{
	struct search s = { .slice = at.off, .cut = UINT32_MAX,
			    .command = w->depth == 2 };
	uint32_t n = (at.len & ~JSON_SPAN) >> 1;
	struct located l;

	w->depth = 0;
	resume_node(w, &s, p, n);
	if (walk_to_node(w, &s, n)) {
		keep_node(w, &s, p);
	} else {
		w->at = at.off;
		w->depth = 0;
	}
	l.pointer = pointer(w, before, a);
	l.off = w->at;
	l.len = value_len(w);
	if ((at.len & 1) && w->depth && top(w)->key_end) {
		l.off = top(w)->key;
		l.len = top(w)->key_end - l.off;
	}
	return l;
}

static struct located locate_bytes(const struct walk *w, struct span at,
				   const char *before)
{
	struct located l = { .off = MIN(at.off, w->text.end) };
	struct walk here = { .text = w->text, .at = l.off };

	l.pointer = before;
	l.len = MIN(at.len ? at.len : value_len(&here), w->text.end - l.off);
	return l;
}

struct located json_locate(const struct source *src, struct span at,
			   struct arena *a)
{
	struct json_places *p = src->locate_ctx;
	struct walk w = { .text = { src->text, src->len } };
	const char *before;
	struct located l;
	bool value;

	w.levels = mem_calloc(LEVELS_MAX, sizeof(*w.levels));
	resume(&w, p, at.off);
	value = walk_to(&w, at.off);
	keep(&w, p);
	before = pointer(&w, "", a);
	if ((at.len & JSON_SPAN) && value)
		l = locate_node(&w, at, p, before, a);
	else
		l = locate_bytes(&w, (struct span){ at.file, at.off,
				 at.len & JSON_SPAN ? 0 : at.len }, before);
	/* What is outside of any value has no pointer. */
	if (!*l.pointer)
		l.pointer = NULL;
	mem_free(w.levels);
	return l;
}

struct json_places *json_places_new(struct arena *a)
{
	return arena_new(a, struct json_places);
}
