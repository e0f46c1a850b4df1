#include "config.h"

#include "compile/expr/by_name.h"

#include "compile/set/set_elems.h"
#include "compile/value/literal.h"
#include "tables/keys.h"

#include <errno.h>
#include <linux/if.h>
#include <stdio.h>
#include <string.h>

/* A field of the key that holds the number of an interface. */
struct field {
	const struct ast_expr *selector; /* NULL: another type */
	const struct key *key, *by_name;
	bool relaxed;
};

struct by_name {
	struct cctx *c;
	struct field f[KTYPE_FIELDS];
	bool telling; /* the second walk: what is relaxed is known */
};

/* NULL: it does not load the number of an interface. */
static const struct key *index_key(const struct ast_expr *e)
{
	if (e->kind != AST_META && e->kind != AST_FIB)
		return NULL;
	return e->key->dtype && e->key->dtype->id == DT_IFINDEX ? e->key : NULL;
}

/* "iif" and "iifname", "sdif" and "sdifname". */
static void field_init(struct field *f, const struct ast_expr *e)
{
	const struct key *key;
	char name[32];

	e = ast_behind(e, NULL);
	key = index_key(e);
	if (!key)
		return;
	snprintf(name, sizeof(name), "%sname", key->name);
	f->key = key;
	f->by_name = key_by_name(e->kind == AST_FIB ? KEYS_FIB : KEYS_META,
				 name);
	f->selector = f->by_name ? e : NULL;
}

static bool fields_init(struct by_name *b, const struct ast_expr *key)
{
	unsigned int n = 0;
	bool found = false;

	if (key->kind != AST_CONCAT) {
		field_init(&b->f[0], key);
		return b->f[0].selector;
	}
	for (key = key->list.first; key && n < KTYPE_FIELDS; key = key->next) {
		field_init(&b->f[n], key);
		found |= b->f[n++].selector != NULL;
	}
	return found;
}

/* What the kernel takes as a name, without those that the language would not
 * take literally. `exists` and `missing` are words of `fib`. */
static bool is_name(const struct field *f, const struct ast_expr *e,
		    char *ret_name)
{
	uint32_t len = e->value.len;

	if (e->kind != AST_VALUE || !len || len >= IFNAMSIZ)
		return false;
	memcpy(ret_name, e->value.text, len);
	ret_name[len] = '\0';
	if (strcspn(ret_name, "/: \t\r\n\v\f*\\") != len ||
	    strcmp(ret_name, ".") == 0 || strcmp(ret_name, "..") == 0)
		return false;
	return f->selector->kind != AST_FIB || e->flags & AST_QUOTED ||
	       (strcmp(ret_name, "exists") != 0 &&
		strcmp(ret_name, "missing") != 0);
}

static bool is_index(const struct ast_expr *e)
{
	uint64_t num;

	return literal_u64(e->value.text, e->value.len, &num);
}

static int look_up(const struct by_name *b, const char *name)
{
	const struct resolver *r = b->c->resolver;
	uint32_t index;

	return r->ifindex(r->ctx, name, &index);
}

static void tell(const struct by_name *b, const struct field *f,
		 const struct ast_expr *e, const char *name)
{
	struct diags *d = b->c->diags;
	struct span def;

	ast_behind(e, &def);
	diag_warn(d, DIAG_RESOLVE, e->at,
		  "interface '%s' does not exist yet: '%s' is loaded as '%s'",
		  name, f->key->name, f->by_name->name);
	if (def.file != SOURCE_NONE)
		diag_note(d, def, "the variable's value is here");
}

static int no_name(const struct by_name *b, const struct field *f,
		   const struct ast_expr *e)
{
	return diag_error(b->c->diags, DIAG_TYPE, e->at,
			  "only plain names of interfaces are possible beside a missing interface: '%s' is to be loaded as '%s'",
			  f->key->name, f->by_name->name);
}

static int visit_field(struct by_name *b, struct field *f,
		       const struct ast_expr *e)
{
	const struct ast_expr *value = ast_behind(e, NULL);
	char name[IFNAMSIZ];
	bool missing, named;

	if (!f->selector || value->kind == AST_POISON ||
	    value->kind == AST_CATCHALL)
		return 0;
	named = is_name(f, value, name);
	missing = named && look_up(b, name) == -ENOENT;
	if (missing && is_index(value))
		missing = named = false;
	if (!b->telling)
		f->relaxed |= missing;
	else if (f->relaxed && !named)
		return no_name(b, f, e);
	else if (f->relaxed && missing)
		tell(b, f, e, name);
	return 0;
}

static int visit(struct by_name *b, const struct ast_expr *e)
{
	const struct ast_expr *value = ast_behind(e, NULL);
	unsigned int n = 0;
	int ret = 0;

	if (value->kind != AST_CONCAT)
		return visit_field(b, &b->f[0], e);
	for (e = value->list.first; e && n < KTYPE_FIELDS; e = e->next)
		ret |= visit_field(b, &b->f[n++], e);
	return ret;
}

static int visit_elem(void *ctx, const struct elem_src *src)
{
	struct by_name *b = ctx;
	struct arena_mark mark = arena_mark(&b->c->scratch);
	const struct ast_elem *elem = elem_peek(b->c, src);
	int ret = elem ? visit(b, elem->key) : 0;

	arena_rewind(&b->c->scratch, mark);
	return ret;
}

static int visit_all(struct by_name *b, const struct ast_expr *constants)
{
	if (ast_behind(constants, NULL)->kind == AST_SET)
		return elems_look(b->c, constants, visit_elem, b);
	return visit(b, constants);
}

static struct ast_expr *named_field(struct cctx *c, const struct field *f,
				    const struct ast_expr *e)
{
	struct ast_expr *copy;

	if (!f->relaxed)
		return arena_memdup(&c->scratch, e, sizeof(*e));
	copy = arena_memdup(&c->scratch, f->selector, sizeof(*copy));
	copy->at = e->at;
	copy->key = f->by_name;
	return copy;
}

static const struct ast_expr *named_key(const struct by_name *b,
					const struct ast_expr *key)
{
	struct ast_expr *copy, **last;
	const struct field *f = b->f;

	if (key->kind != AST_CONCAT)
		return named_field(b->c, f, key);
	copy = arena_memdup(&b->c->scratch, key, sizeof(*key));
	last = &copy->list.first;
	for (key = *last; key && f < b->f + KTYPE_FIELDS; key = key->next) {
		*last = named_field(b->c, f++, key);
		last = &(*last)->next;
	}
	*last = NULL;
	return copy;
}

static bool any_relaxed(const struct by_name *b)
{
	for (size_t i = 0; i < ARRAY_SIZE(b->f); i++)
		if (b->f[i].relaxed)
			return true;
	return false;
}

static int relax(struct cctx *c, const struct ast_expr *key,
		 const struct ast_expr *constants,
		 const struct ast_expr **ret_key)
{
	struct by_name b = { .c = c };

	if (!fields_init(&b, key))
		return 0;
	if (visit_all(&b, constants) < 0)
		return -1;
	if (!any_relaxed(&b))
		return 0;
	b.telling = true;
	if (visit_all(&b, constants) < 0)
		return -1;
	*ret_key = named_key(&b, key);
	return 0;
}

int by_name_key(struct cctx *c, const struct ast_expr *key,
		const struct ast_expr *constants,
		const struct ast_expr **ret_key)
{
	const struct ast_expr *real = ast_behind(key, NULL);

	*ret_key = key;
	if (!c->opt->by_name || (real->kind != AST_CONCAT && !index_key(real)))
		return 0;
	return relax(c, real, constants, ret_key);
}
