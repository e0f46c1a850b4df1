#include "config.h"

#include "syntax/text/grammar.h"

#include "base/map.h"
#include "base/mem.h"
#include "syntax/hints.h"

/*
 * Variables by name.  A name has at most one visible binding; redefine in an
 * inner block hides the outer one until the block ends.
 */
struct binding {
	const struct ast_expr *def; /* NULL: undefined again */
	struct binding *hidden;	    /* of the same name, further out */
	struct binding *sibling;    /* of the same block */
	const char *name;
	struct span at;
	uint32_t level;
	struct extent extent;
};

/* Of a name, as long as the text is read. */
struct variable {
	struct binding *visible; /* NULL: none, out of its block */
	const char *name;
	struct variable *next;
};

struct level {
	struct binding *first;
	struct level *up;
	uint32_t depth;
};

struct scopes {
	struct map map; /* of struct variable, by name */
	struct map unknown; /* names that were reported as unknown */
	struct variable *first;
	struct level *level;
};

/* A few lines may stand for 2^64 elements, or for a value that is nested as
 * deep as there are lines. */
#define VARIABLE_DEPTH_MAX 64
#define VARIABLE_ELEMENTS_MAX (UINT64_C(1) << 24)

static struct variable *variable_of(const struct scopes *s, const char *name)
{
	return map_get(&s->map, (struct map_key){ .name = name });
}

void scopes_open(struct parser *p)
{
	struct level *level = arena_new(p->arena, struct level);

	if (!p->scopes)
		p->scopes = mem_zalloc(sizeof(*p->scopes));
	level->up = p->scopes->level;
	level->depth = level->up ? level->up->depth + 1 : 0;
	p->scopes->level = level;
}

static void unbind(struct scopes *s, struct binding *b)
{
	struct binding **at = &variable_of(s, b->name)->visible;

	while (*at && *at != b)
		at = &(*at)->hidden;
	if (*at)
		*at = b->hidden;
}

void scopes_close(struct parser *p)
{
	struct level *level = p->scopes->level;

	for (struct binding *b = level->first; b; b = b->sibling)
		unbind(p->scopes, b);
	p->scopes->level = level->up;
}

void scopes_release(struct parser *p)
{
	if (!p->scopes)
		return;
	map_release(&p->scopes->map);
	map_release(&p->scopes->unknown);
	mem_free(p->scopes);
	p->scopes = NULL;
}

static struct binding *visible(struct parser *p, const char *name)
{
	struct variable *v = p->scopes ? variable_of(p->scopes, name) : NULL;

	return v ? v->visible : NULL;
}

const struct ast_expr *scopes_find(struct parser *p, const char *name)
{
	struct binding *b = visible(p, name);

	if (!b)
		return NULL;
	p->extent.depth = MAX(p->extent.depth, b->extent.depth);
	p->extent.elements += MIN(b->extent.elements, VARIABLE_ELEMENTS_MAX);
	/* A mere other name for a variable adds nothing. */
	return b->def->kind == AST_VAR ? b->def->var.def : b->def;
}

void scopes_suggest(struct parser *p, const char *name)
{
	struct scopes *scopes = p->scopes;
	struct suggest s;

	if (!scopes)
		return;
	suggest_init(&s, name, strlen(name));
	for (const struct variable *v = scopes->first; v; v = v->next) {
		if (!v->visible)
			continue;
		if (!diags_may_compare(p->diags))
			return;
		suggest_try(&s, v->name);
	}
	if (suggest_best(&s))
		diag_hint(p->diags, "did you mean '$%s'?", suggest_best(&s));
	else
		hint_named(p->diags, p->ast, '$', p->table, name,
			   strlen(name));
}

bool scopes_said_unknown(struct parser *p, const char *name)
{
	struct map_key key = { .name = name };

	if (!p->scopes)
		return false;
	if (map_get(&p->scopes->unknown, key))
		return true;
	map_put(&p->scopes->unknown, key, p);
	return false;
}

static struct variable *variable_new(struct parser *p, const char *name)
{
	struct variable *v = arena_new(p->arena, struct variable);

	v->name = name;
	v->next = p->scopes->first;
	p->scopes->first = v;
	map_put(&p->scopes->map, (struct map_key){ .name = name }, v);
	return v;
}

static void bind(struct parser *p, const struct ast_name *name,
		 const struct ast_expr *def)
{
	struct scopes *s = p->scopes;
	struct binding *b = visible(p, name->name);
	struct variable *v;

	if (!b || b->level != s->level->depth) {
		v = variable_of(s, name->name);
		if (!v)
			v = variable_new(p, name->name);
		b = arena_new(p->arena, struct binding);
		b->name = name->name;
		b->level = s->level->depth;
		b->hidden = v->visible;
		b->sibling = s->level->first;
		s->level->first = b;
		v->visible = b;
	}
	b->at = name->at;
	b->def = def;
	b->extent = p->extent;
	ast_note_named(p->ast, '$', NULL, name->name);
}

/* negative = '-' NUMBER */
static struct ast_expr *parse_negative(struct parser *p)
{
	struct span start = p->t.at;
	struct ast_expr *e;

	tok_advance(p);
	if (p->t.kind != TOKEN_NUMBER) {
		err_expected(p, "a number after '-'");
		return NULL;
	}
	e = ast_value_new(p, &p->t);
	tok_advance(p);
	e->flags |= AST_NEGATIVE;
	e->at = tok_since(p, start);
	return e;
}

static int err_init(struct parser *p)
{
	char buf[PARSE_NAME_MAX];

	diag_error(p->diags, DIAG_SYNTAX, p->t.at,
		   "a variable holds a value, not the keyword %s",
		   err_token(&p->t, buf));
	if (stmt_verdict_begins(p))
		diag_hint(p->diags, "for a policy write it in quotes");
	return -1;
}

/* init = negative | rhs list | '{' '}' */
static const struct ast_expr *parse_init(struct parser *p)
{
	const struct keyword *kw = keyword_at_hand(p);
	struct ast_expr *e;

	if (p->t.kind == '-')
		return parse_negative(p);
	if (kw && (!(kw->flags & KW_VALUE) ||
		   (kw->sel && selector_begins(p, kw)))) {
		err_init(p);
		return NULL;
	}
	p->empty_ok = true;
	e = parse_rhs_list(p);
	p->empty_ok = false;
	return e;
}

static const struct ast_expr *parse_value_of(struct parser *p)
{
	if (tok_expect(p, '=', "'=' and a value") < 0)
		return NULL;
	return parse_init(p);
}

static int check_new(struct parser *p, const struct ast_name *name)
{
	struct binding *b = visible(p, name->name);

	if (!b)
		return 0;
	diag_error(p->diags, DIAG_DUPLICATE, name->at,
		   "variable '%s' is defined already", name->name);
	diag_note(p->diags, b->at, "the first definition is here");
	diag_hint(p->diags, "to give it a new value write 'redefine'");
	return -1;
}

/*
 * Which of its values was meant is not known: neither is held against a use.
 * The second name may be wrong as well, and the right one then has no value.
 */
static void poison(struct parser *p, const struct ast_name *name)
{
	struct ast_name first = *name;

	p->unnamed++;
	first.at = visible(p, name->name)->at;
	p->extent = (struct extent){ 0 };
	bind(p, &first, ast_expr_new(p, AST_POISON, name->at));
}

static int check_extent(struct parser *p, const struct ast_name *name,
			const struct ast_expr *def)
{
	if (def->kind != AST_VAR)
		p->extent.depth++;
	if (p->extent.depth > VARIABLE_DEPTH_MAX)
		return diag_error(p->diags, DIAG_LIMIT, name->at,
				  "variables are nested in variables more "
				  "than %d deep", VARIABLE_DEPTH_MAX);
	if (p->extent.depth > 1 && p->extent.elements > VARIABLE_ELEMENTS_MAX)
		return diag_error(p->diags, DIAG_LIMIT, name->at,
				  "the variables in this value stand for more "
				  "than 2^24 elements");
	return 0;
}

static int parse_undefine(struct parser *p, const struct ast_name *name)
{
	struct binding *b = visible(p, name->name);

	if (b)
		unbind(p->scopes, b);
	return 0;
}

/* definition = ( 'define' | 'redefine' ) NAME '=' init | 'undefine' NAME */
int parse_definition(struct parser *p, const char *verb)
{
	const struct ast_expr *def;
	struct ast_name name;
	int ret = 0;

	if (p->t.kind != TOKEN_WORD) {
		p->unnamed++;
		return err_expected(p, "the name of a variable");
	}
	name.name = strpool_intern(p->strings, p->t.text, p->t.len);
	name.at = p->t.at;
	tok_advance(p);
	if (strcmp(verb, "undefine") == 0)
		return parse_undefine(p, &name);
	if (strcmp(verb, "define") == 0)
		ret = check_new(p, &name);
	p->operators = 0;
	p->extent = (struct extent){ 0 };
	def = parse_value_of(p);
	if (ret < 0) {
		poison(p, &name);
		return -1;
	}
	if (!def || check_extent(p, &name, def) < 0) {
		def = NULL;
		p->extent = (struct extent){ 0 };
	}
	/* Its uses are not to be reported for want of a value. */
	bind(p, &name, def ? def : ast_expr_new(p, AST_POISON, name.at));
	return def ? 0 : -1;
}
