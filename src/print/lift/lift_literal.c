#include "config.h"

#include "print/lift/lift_in.h"

static struct ast_elems *new_list(struct lift *l)
{
	struct ast_elems *list = arena_new(&l->arena, struct ast_elems);

	chunks_init(&list->refs, sizeof(struct ast_elem_ref));
	list->allocated = l->lists;
	l->lists = list;
	return list;
}

static bool is_interval(const struct ast_expr *key)
{
	bool joined = key->kind == AST_CONCAT;

	for (const struct ast_expr *f = joined ? key->list.first : key; f;
	     f = joined ? f->next : NULL)
		if (f->kind == AST_RANGE || f->kind == AST_PREFIX ||
		    lift_has_star(f))
			return true;
	return false;
}

/* One value as an interval: a prefix of all its bits. */
static struct ast_expr *as_interval(struct lift *l, struct ast_expr *value,
				    struct vtype t)
{
	struct ast_expr *e = lift_node(l, AST_PREFIX);

	if (value->kind != AST_VALUE || dtype_is_a(t.dt, DT_STRING))
		return value;
	e->prefix.expr = value;
	e->prefix.len = t.len_bits;
	e->next = value->next;
	value->next = NULL;
	return e;
}

/* A literal of single values is no set of intervals: the last one is written
 * as an interval. */
static void keep_intervals(struct lift *l, const struct lift_set *types,
			   struct chunks *refs)
{
	struct ast_elem *last = NULL;

	for (size_t i = 0; i < refs->count; i++) {
		const struct ast_elem_ref *ref = chunks_at(refs, i);

		if (ref->node->key->kind == AST_CATCHALL)
			continue;
		if (is_interval(ref->node->key))
			return;
		last = ref->node;
	}
	if (!last || !types->key_type.n)
		return;
	if (last->key->kind == AST_CONCAT)
		last->key->list.first = as_interval(
			l, last->key->list.first, types->key_type.f[0]);
	else
		last->key = as_interval(l, last->key, types->key_type.f[0]);
}

struct ast_expr *lift_literal(struct lift *l, const struct lift_set *types)
{
	struct lift_elems *w = lift_elems_begin(l, types);
	struct ast_elems *list = new_list(l);
	struct ast_expr *e = lift_node(l, AST_SET);
	struct ast_elem *elem;
	int found;

	list->has_data = types->is_map;
	e->elems = list;
	while ((found = lift_elems_next(w, &elem)) > 0)
		((struct ast_elem_ref *)chunks_push(&list->refs))->node = elem;
	lift_elems_end(w);
	if (types->intervals)
		keep_intervals(l, types, &list->refs);
	return found < 0 ? NULL : e;
}
