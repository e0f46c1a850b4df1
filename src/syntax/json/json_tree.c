#include "config.h"

#include "syntax/json/json_tree.h"

#include "base/mem.h"
#include "syntax/hints.h"
#include "syntax/json/json_plain.h"

#include <string.h>

/* The range of the token that ends at or holds an offset. */
static struct span token_before(const struct json_tree *t, uint32_t off)
{
	struct json_text text = { t->src->text, t->src->len };
	struct span at = { t->src->index, off, 1 };
	uint32_t pos = t->slice.off, end;

	while (pos < off) {
		end = strchr("{}[],:", text.text[pos]) ?
			      pos + 1 :
			      json_skip_value(&text, pos);
		if (end >= off && end != JSON_OPEN) {
			at.off = pos;
			at.len = end - pos;
			return at;
		}
		if (end == JSON_OPEN)
			break;
		pos = json_skip_blank(&text, end);
	}
	at.off = off > t->slice.off ? off - 1 : off;
	return at;
}

/* jansson counts in the text without the cut. */
static uint32_t file_offset(const struct json_tree *t, int position)
{
	uint32_t off = t->slice.off + (uint32_t)MAX(position, 0);

	if (t->slice.cut && off > t->slice.cut)
		off += t->slice.cut_end - t->slice.cut;
	return MIN(off, t->slice.end);
}

static int too_deep(const struct json_tree *t, unsigned int depth,
		    struct diags *d)
{
	struct json_text text = { t->src->text, t->slice.end };
	struct span at = { t->src->index, t->slice.off, 1 };
	uint32_t off;

	off = json_too_deep(&text, t->slice.off, JSON_MAX_DEPTH - depth);
	if (off != JSON_OPEN)
		at.off = off;
	return diag_error(d, DIAG_LIMIT, at,
			  "arrays and objects nest deeper than %d",
			  JSON_MAX_DEPTH);
}

struct jansson_error {
	enum json_error_code code;
	enum diag_code diag;
	bool fatal; /* the rest of the text cannot be told apart */
	const char *text; /* NULL: jansson's own */
};

static const struct jansson_error *error_row(enum json_error_code code)
{
	static const struct jansson_error rows[] = {
		{ json_error_duplicate_key, DIAG_DUPLICATE, false,
		  "this key was given before in the same object" },
		{ json_error_numeric_overflow, DIAG_RANGE, false,
		  "number out of range" },
		{ json_error_null_character, DIAG_SYNTAX, false,
		  "a NUL character is not allowed in a string" },
		{ json_error_null_byte_in_key, DIAG_SYNTAX, false,
		  "a NUL character is not allowed in a key" },
		{ json_error_invalid_utf8, DIAG_SYNTAX, false,
		  "invalid UTF-8" },
		{ json_error_premature_end_of_input, DIAG_SYNTAX, true,
		  "the document ends too early" },
		{ json_error_unknown, DIAG_SYNTAX, true, NULL },
	};
	const struct jansson_error *row = rows;

	while (row->code != code && row->code != json_error_unknown)
		row++;
	return row;
}

/* What other languages allow. */
static void hint_at(const struct json_tree *t, uint32_t off, struct diags *d)
{
	const char *text = t->src->text;
	uint32_t before = off;

	while (before && strchr(" \t\r\n", text[before - 1]))
		before--;
	if (text[off] == '\'')
		diag_hint(d, "write '\"'");
	else if (before && text[before - 1] == ',' && text[off] &&
		 strchr("}]", text[off]))
		diag_hint(d, "no comma may follow the last one");
}

static int report(const struct json_tree *t, const json_error_t *err,
		  unsigned int depth, struct diags *d, bool *ret_fatal)
{
	enum json_error_code code = json_error_code(err);
	const struct jansson_error *row = error_row(code);
	struct span at;

	*ret_fatal = row->fatal;
	if (code == json_error_stack_overflow)
		return too_deep(t, depth, d);
	at = token_before(t, file_offset(t, err->position));
	if (code == json_error_premature_end_of_input)
		at = (struct span){ t->src->index, t->slice.end, 0 };
	diag_error(d, row->diag, at, "%s", row->text ? row->text : err->text);
	hint_at(t, at.off, d);
	/* The slice may be the document's first command. */
	if (t->slice.off && t->src->text[t->slice.off - 1] == '{')
		hint_habit(d, t->src->text + t->slice.off - 1, false);
	return -1;
}

static struct json_node *node_new(struct json_tree *t)
{
	if (t->count == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->nodes = mem_recalloc(t->nodes, t->room, sizeof(*t->nodes));
	}
	return &t->nodes[t->count++];
}

static bool lay_out(struct json_tree *t, const char *key, json_t *v,
		    unsigned int depth);

static bool lay_out_items(struct json_tree *t, json_t *v, unsigned int depth)
{
	json_t *item;
	size_t i;

	json_array_foreach(v, i, item)
		if (!lay_out(t, NULL, item, depth))
			return false;
	return true;
}

static bool lay_out_members(struct json_tree *t, json_t *v, unsigned int depth)
{
	for (void *at = json_object_iter(v); at;
	     at = json_object_iter_next(v, at))
		if (!lay_out(t, json_object_iter_key(at),
			     json_object_iter_value(at), depth))
			return false;
	return true;
}

static bool lay_out(struct json_tree *t, const char *key, json_t *v,
		    unsigned int depth)
{
	uint32_t n = t->count;

	*node_new(t) = (struct json_node){ key, v, n + 1 };
	if (!json_is_array(v) && !json_is_object(v))
		return true;
	if (depth >= JSON_MAX_DEPTH ||
	    !(json_is_array(v) ? lay_out_items(t, v, depth + 1) :
				 lay_out_members(t, v, depth + 1)))
		return false;
	t->nodes[n].end = t->count;
	return true;
}

/* The text of the slice, in one piece. */
static const char *slice_text(struct json_tree *t, size_t *ret_len)
{
	const struct json_slice *s = &t->slice;
	const char *text = t->src->text;
	size_t head = s->cut - s->off, tail = s->end - s->cut_end;

	if (!s->cut) {
		*ret_len = s->end - s->off;
		return text + s->off;
	}
	t->joined = mem_realloc(t->joined, head + tail);
	memcpy(t->joined, text + s->off, head);
	memcpy(t->joined + head, text + s->cut_end, tail);
	*ret_len = head + tail;
	return t->joined;
}

static void clear(struct json_tree *t)
{
	json_memory_drop(&t->memory, t->root);
	t->root = NULL;
	t->count = 0;
}

/* Whether nothing but blanks follows. */
static bool ends_at(const char *text, size_t at, size_t len)
{
	struct json_text t = { text, (uint32_t)len };

	return at == len || json_skip_blank(&t, (uint32_t)at) == len;
}

static json_t *parse_plain(const char *text, size_t len, size_t flags,
			   json_error_t *err)
{
	size_t end;
	json_t *v = json_plain_read(text, len, &end);

	if (!v)
		return NULL;
	if (!(flags & JSON_DISABLE_EOF_CHECK) && !ends_at(text, end, len)) {
		json_decref(v);
		return NULL;
	}
	err->position = (int)end;
	return v;
}

static json_t *parse_any(const char *text, size_t len, size_t flags,
			 json_error_t *err)
{
	json_t *v;

	flags |= JSON_DECODE_ANY | JSON_REJECT_DUPLICATES;
	v = json_loadb(text, len, flags, err);
	if (!v && json_error_code(err) == json_error_out_of_memory)
		mem_exhausted(len);
	return v;
}

static bool parse(struct json_tree *t, const char *text, size_t len,
		  size_t flags, json_error_t *err)
{
	json_memory_begin(&t->memory);
	t->root = parse_plain(text, len, flags, err);
	json_memory_end();
	if (t->root)
		return true;
	json_memory_drop(&t->memory, NULL);
	json_memory_begin(&t->memory);
	t->root = parse_any(text, len, flags, err);
	json_memory_end();
	return t->root;
}

int json_tree_load(struct json_tree *t, const struct json_slice *slice,
		   unsigned int depth, struct diags *d, bool *ret_fatal)
{
	json_error_t err;
	const char *text;
	size_t len;

	clear(t);
	t->slice = *slice;
	*ret_fatal = false;
	text = slice_text(t, &len);
	if (!parse(t, text, len, 0, &err))
		return report(t, &err, depth, d, ret_fatal);
	if (!lay_out(t, NULL, t->root, depth))
		return too_deep(t, depth, d);
	return 0;
}

static bool has_elements(const struct json_tree *t, uint32_t n)
{
	const char *key = t->nodes[n].key;

	return key && json_is_object(t->nodes[n].v) &&
	       (strcmp(key, "element") == 0 || strcmp(key, "set") == 0 ||
		strcmp(key, "map") == 0);
}

/* Whether json_slice_command() looks for an array to cut out: in a member of
 * the command, or in a member of that. */
static bool may_be_cut(const struct json_tree *t)
{
	const struct json_node *nodes = t->nodes;

	for (uint32_t i = 1; i < t->count; i = nodes[i].end) {
		if (has_elements(t, i))
			return true;
		if (!json_is_object(nodes[i].v))
			continue;
		for (uint32_t j = i + 1; j < nodes[i].end; j = nodes[j].end)
			if (has_elements(t, j))
				return true;
	}
	return false;
}

bool json_tree_load_command(struct json_tree *t, uint32_t off,
			    unsigned int depth)
{
	struct json_text text = { t->src->text, t->src->len };
	size_t len = t->src->len - off;
	json_error_t err;

	clear(t);
	if (!json_is_uncut(&text, off) ||
	    !parse(t, t->src->text + off, len, JSON_DISABLE_EOF_CHECK, &err) ||
	    !lay_out(t, NULL, t->root, depth))
		return false;
	t->slice = (struct json_slice){ off, off + (uint32_t)err.position, 0, 0 };
	return !may_be_cut(t);
}

void json_tree_init(struct json_tree *t, const struct source *src)
{
	*t = (struct json_tree){ .src = src };
}

void json_tree_release(struct json_tree *t)
{
	clear(t);
	json_memory_release(&t->memory);
	mem_free(t->nodes);
	mem_free(t->joined);
}

struct span json_span(const struct json_tree *t, uint32_t n)
{
	return (struct span){ t->src->index, t->slice.off, JSON_SPAN | n << 1 };
}

struct span json_key_span(const struct json_tree *t, uint32_t n)
{
	struct span at = json_span(t, n);

	at.len |= t->nodes[n].key != NULL;
	return at;
}
