#include "config.h"

#include "compile/set/set_elems.h"

#include "base/map.h"
#include "compile/value/value.h"

#include <string.h>

/* Lists inside lists, and what variables may multiply a list out to. */
#define DEPTH_MAX 32
#define SPLICED_MAX (1u << 24)
#define STEPS_MAX 4096u

struct walk {
	struct cctx *c;
	elem_fn *fn;
	void *ctx;
	struct span at;
	bool variable; /* the list as a whole is one's */
	bool quiet;    /* what is wrong is told when elements are read */
	const struct ast_elem *giver; /* `$list : data`: of the data; or NULL */
	struct map had; /* lists behind variables, with their givers */
	unsigned int depth;
	size_t spliced; /* elements that came from lists inside the list */
	bool failed;
	bool spoiled; /* the other elements would fail alike */
};

static void walk_list(struct walk *w, const struct ast_elems *list);

static bool stop(const struct walk *w)
{
	return w->c->err || w->spoiled || (w->failed && diags_full(w->c->diags));
}

static bool has_options(const struct ast_elem *e)
{
	return e->stmts || e->comment.text || e->timeout_ms.set ||
	       e->timeout_never || e->expires_ms.set;
}

/* nft loads a list behind a variable so. */
static void warn_of_options(const struct walk *w, const struct ast_elem *e,
			    const char *what)
{
	if (!w->quiet && has_options(e))
		diag_warn(w->c->diags, DIAG_OBSOLETE, e->at, "%s", what);
}

/* Reads the element's text if it has no node. */
static const struct ast_elem *node_of(const struct walk *w,
				      const struct elem_src *src)
{
	struct cctx *c = w->c;

	if (w->quiet)
		return elem_peek(c, src);
	return ctx_elem(c, src->list, src->ref, c->diags);
}

static void data_twice(struct walk *w, const struct ast_elem *own)
{
	w->spoiled = true;
	if (w->quiet)
		return;
	diag_error(w->c->diags, DIAG_CONFLICT, w->giver->at,
		   "this list has data already: 'key : data' cannot be a key");
	diag_note(w->c->diags, own->at, "the key has data here");
}

/* A key of `$list : data`, with these data; NULL: it is wrong. */
static struct ast_elem *given_data(struct walk *w, const struct elem_src *src)
{
	const struct ast_elem *own = node_of(w, src);
	struct ast_elem *elem;

	if (!own)
		return NULL;
	if (own->data) {
		data_twice(w, own);
		return NULL;
	}
	warn_of_options(w, own,
			"these options are dropped where the list is the key of data");
	elem = arena_new(&w->c->scratch, struct ast_elem);
	elem->key = own->key;
	elem->data = w->giver->data;
	elem->at = own->at;
	return elem;
}

/* Whether the last error is about the data that keys of a list share. */
static bool blames_data(const struct walk *w)
{
	const struct diag *last = w->c->diags->current;
	struct span data;

	if (!w->giver || !last)
		return false;
	data = w->giver->data->at;
	return last->at.file == data.file && last->at.off >= data.off &&
	       last->at.off < data.off + data.len;
}

static void call(struct walk *w, const struct elem_src *src)
{
	int ret = w->fn(w->ctx, src);

	if (ret == 0)
		return;
	w->failed |= ret < 0;
	w->spoiled |= ret == ELEM_SPOILS || (ret < 0 && blames_data(w));
}

/* Apart from walk_one(), which a million plain elements go through. */
static void walk_given(struct walk *w, const struct elem_src *src)
{
	struct ast_elem_ref ref = *src->ref;
	struct elem_src given = { src->list, &ref, src->at };

	ref.node = given_data(w, src);
	if (ref.node)
		call(w, &given);
	else
		w->failed |= !w->quiet;
}

static void walk_one(struct walk *w, const struct elem_src *src)
{
	if (w->giver)
		walk_given(w, src);
	else
		call(w, src);
}

static void walk_nested(struct walk *w, const struct ast_elems *list,
			struct span at)
{
	if (w->depth >= DEPTH_MAX || w->spliced >= SPLICED_MAX) {
		diag_error(w->c->diags, DIAG_LIMIT, at,
			   "nested sets have too many elements or levels");
		w->failed = true;
		return;
	}
	w->depth++;
	walk_list(w, list);
	w->depth--;
}

/* A list that a variable gives twice adds nothing the second time: so a few
 * lines that build variables upon variables stand for a few elements. */
static bool is_new(struct walk *w, const struct ast_expr *list)
{
	struct map_key key = { .table = list->elems,
				  .name = w->giver };

	if (map_get(&w->had, key))
		return false;
	map_put(&w->had, key, (void *)list);
	return true;
}

/* Elements of a list inside the list, which may be one of keys. */
static void walk_inner(struct walk *w, const struct ast_elem *elem,
		       const struct ast_expr *list)
{
	const struct ast_elem *around = w->giver;

	if (elem->key->kind != AST_VAR && (elem->data || has_options(elem))) {
		if (!w->quiet)
			diag_error(w->c->diags, DIAG_SYNTAX, elem->at,
				   "a list inside a list has neither options nor data");
		w->failed |= !w->quiet;
		return;
	}
	warn_of_options(w, elem,
			"the elements of this list do not get its options, as in nft: write them in the list");
	if (elem->data)
		w->giver = elem;
	if (elem->key->kind != AST_VAR || is_new(w, list))
		walk_nested(w, list->elems, elem->key->at);
	w->giver = around;
}

static void walk_node(struct walk *w, const struct elem_src *src)
{
	const struct ast_expr *key = ast_behind(src->ref->node->key, NULL);

	if (key->kind == AST_SET)
		walk_inner(w, src->ref->node, key);
	else if (key->kind == AST_POISON)
		w->failed = true;
	else
		walk_one(w, src);
}

static void count(struct walk *w, size_t n)
{
	if (w->depth)
		w->spliced += n;
	if (w->depth || w->variable)
		ctx_count_spliced(w->c, n, w->at);
}

static void walk_list(struct walk *w, const struct ast_elems *list)
{
	for (; list && !stop(w); list = list->more) {
		count(w, list->refs.count);
		for (size_t i = 0; i < list->refs.count && !stop(w); i++) {
			const struct ast_elem_ref *ref =
				chunks_at(&list->refs, i);
			struct elem_src src = { list, ref,
				{ list->file, ref->off, ref->len } };

			ctx_pass(w->c);
			if (ref->node) {
				src.at = ref->node->at;
				walk_node(w, &src);
			} else {
				walk_one(w, &src);
			}
		}
	}
}

static int walk(struct cctx *c, const struct ast_expr *set, elem_fn *fn,
		void *ctx, bool quiet)
{
	struct walk w = { .c = c, .fn = fn, .ctx = ctx, .at = set->at,
			  .quiet = quiet, .variable = set->kind == AST_VAR };
	const struct ast_expr *real = ast_behind(set, NULL);

	if (real->kind == AST_POISON || real->kind == AST_VAR)
		return -1;
	if (real->kind != AST_SET)
		return diag_error(c->diags, DIAG_TYPE, set->at,
				  "expected a list of elements: '{ ... }'");
	walk_list(&w, real->elems);
	map_release(&w.had);
	return w.failed || c->err ? -1 : 0;
}

int elems_walk(struct cctx *c, const struct ast_expr *set, elem_fn *fn,
	       void *ctx)
{
	return walk(c, set, fn, ctx, false);
}

int elems_look(struct cctx *c, const struct ast_expr *set, elem_fn *fn,
	       void *ctx)
{
	return walk(c, set, fn, ctx, true);
}

/* ---- what a list holds ---- */

/* steps: of concatenations in concatenations, by variables; what is longer than
 * any key is an error when it is read. */
static bool has_range(const struct ast_expr *e, unsigned int *steps)
{
	e = ast_behind(e, NULL);
	if (++*steps > STEPS_MAX)
		return false;
	if (e->kind == AST_PREFIX || ast_is_range(e))
		return true;
	if (e->kind == AST_VALUE)
		return e->value.len > 1 &&
		       e->value.text[e->value.len - 1] == '*' &&
		       e->value.text[e->value.len - 2] != '\\';
	if (e->kind != AST_CONCAT)
		return false;
	for (e = e->list.first; e; e = e->next)
		if (has_range(e, steps))
			return true;
	return false;
}

const struct ast_elem *elem_peek(struct cctx *c, const struct elem_src *src)
{
	const struct ast_elem *elem;
	struct diags quiet;

	if (src->ref->node)
		return src->ref->node;
	diags_init(&quiet);
	elem = ctx_elem(c, src->list, src->ref, &quiet);
	diags_release(&quiet);
	return elem;
}

struct shaping {
	struct cctx *c;
	struct elems_shape *shape;
};

static void shape_of(struct elems_shape *shape, const struct ast_elem *elem)
{
	unsigned int steps = 0;

	shape->key_ranges |= has_range(elem->key, &steps);
	shape->catchall |= ast_behind(elem->key, NULL)->kind == AST_CATCHALL;
	steps = 0;
	if (elem->data)
		shape->data_ranges |= has_range(elem->data, &steps);
}

/* The length of the part that may hold a range: the name of a chain, which may
 * have dashes, is none. */
static size_t len_before_chain(const char *text, size_t len)
{
	static const char *const marks[] = { " : goto ", " : jump " };

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const char *mark = memmem(text, len, marks[i], 8);

		if (mark && !memchr(text, '"', (size_t)(mark - text)))
			return (size_t)(mark - text);
	}
	return len;
}

/* Without one of these a text cannot hold a range. */
static bool text_is_plain(struct cctx *c, const struct elem_src *src)
{
	const char *text = source_at(c->sources, src->list->file)->text +
			   src->ref->off;
	size_t len = src->ref->len;

	if (memchr(text, ':', len))
		len = len_before_chain(text, len);
	return !memchr(text, '-', len) && !memchr(text, '/', len) &&
	       !memchr(text, '*', len);
}

static int shape_elem(void *ctx, const struct elem_src *src)
{
	struct shaping *s = ctx;
	struct cctx *c = s->c;
	struct arena_mark mark = arena_mark(&c->scratch);
	const struct ast_elem *elem;

	s->shape->count++;
	if (!src->ref->node && text_is_plain(c, src))
		return 0;
	elem = elem_peek(c, src);
	if (elem)
		shape_of(s->shape, elem);
	arena_rewind(&c->scratch, mark);
	return 0;
}

int elems_shape(struct cctx *c, const struct ast_expr *set,
		struct elems_shape *ret_shape)
{
	struct shaping s = { c, ret_shape };

	*ret_shape = (struct elems_shape){ 0 };
	return elems_look(c, set, shape_elem, &s);
}

/* ---- sets of one element ---- */

/* What a list of one element has at most, empty lists and all. */
#define SINGLE_REFS_MAX 8

struct single {
	struct cctx *c;
	const struct ast_elem *elem;
	size_t count;
};

static int single_elem(void *ctx, const struct elem_src *src)
{
	struct single *s = ctx;

	if (s->count++)
		return -1;
	s->elem = elem_peek(s->c, src);
	return s->elem ? 0 : -1;
}

const struct ast_elem *set_single_elem(struct cctx *c,
				       const struct ast_expr *set)
{
	struct single s = { .c = c };
	const struct ast_expr *real = ast_behind(set, NULL);

	/* A long list needs no walk; in a short one may be empty lists. */
	if (real->kind != AST_SET || real->elems->more ||
	    real->elems->refs.count > SINGLE_REFS_MAX ||
	    elems_look(c, real, single_elem, &s) < 0 || s.count != 1)
		return NULL;
	if (s.elem->stmts || s.elem->data || ast_behind(s.elem->key, NULL)->kind == AST_CATCHALL)
		return NULL;
	return s.elem;
}
