#include "config.h"

#include "syntax/grammar.h"

#include "base/mem.h"
#include "syntax/hints.h"

/*
 * Variables by name.  A name has at most one visible binding; redefine in an
 * inner block hides the outer one until the block ends.  Names are interned,
 * so that the table hashes their addresses.
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

struct slot {
	const char *name;
	struct binding *binding;
};

struct level {
	struct binding *first;
	struct level *up;
	uint32_t depth;
};

struct scopes {
	struct slot *slots; /* open addressing, a power of two of them */
	size_t nslots, used;
	struct level *level;
};

#define FIRST_SLOTS 64
/* A few lines may stand for 2^64 elements, or for a value that is nested as
 * deep as there are lines. */
#define VARIABLE_DEPTH_MAX 64
#define VARIABLE_ELEMENTS_MAX (UINT64_C(1) << 24)

static struct slot *slot_of(const struct scopes *s, const char *name)
{
	size_t at = ((uintptr_t)name >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 32;

	at &= s->nslots - 1;
	while (s->slots[at].name && s->slots[at].name != name)
		at = (at + 1) & (s->nslots - 1);
	return &s->slots[at];
}

static void grow(struct scopes *s)
{
	struct slot *old = s->slots;
	size_t nold = s->nslots;

	s->nslots = nold ? nold * 2 : FIRST_SLOTS;
	s->slots = mem_calloc(s->nslots, sizeof(*s->slots));
	for (size_t i = 0; i < nold; i++)
		if (old[i].name)
			*slot_of(s, old[i].name) = old[i];
	mem_free(old);
}

void scopes_open(struct parser *p)
{
	struct level *level = arena_new(p->arena, struct level);

	if (!p->scopes) {
		p->scopes = mem_zalloc(sizeof(*p->scopes));
		grow(p->scopes);
	}
	level->up = p->scopes->level;
	level->depth = level->up ? level->up->depth + 1 : 0;
	p->scopes->level = level;
}

static void unbind(struct scopes *s, struct binding *b)
{
	struct binding **at = &slot_of(s, b->name)->binding;

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
	mem_free(p->scopes->slots);
	mem_free(p->scopes);
	p->scopes = NULL;
}

static struct binding *visible(struct parser *p, const char *name)
{
	return p->scopes ? slot_of(p->scopes, name)->binding : NULL;
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
	for (size_t i = 0; i < scopes->nslots; i++) {
		if (!scopes->slots[i].binding)
			continue;
		if (!diags_may_compare(p->diags))
			return;
		suggest_try(&s, scopes->slots[i].name);
	}
	if (suggest_best(&s))
		diag_hint(p->diags, "did you mean '$%s'?", suggest_best(&s));
	else
		hint_named(p->diags, p->ast, '$', p->table, name,
			   strlen(name));
}

static void bind(struct parser *p, const struct ast_name *name,
		 const struct ast_expr *def)
{
	struct scopes *s = p->scopes;
	struct binding *b = visible(p, name->name);
	struct slot *slot;

	if (!b || b->level != s->level->depth) {
		if ((s->used + 1) * 2 > s->nslots)
			grow(s);
		slot = slot_of(s, name->name);
		s->used += !slot->name;
		slot->name = name->name;
		b = arena_new(p->arena, struct binding);
		b->name = name->name;
		b->level = s->level->depth;
		b->hidden = slot->binding;
		b->sibling = s->level->first;
		s->level->first = b;
		slot->binding = b;
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
	if (verdict_begins(p))
		diag_hint(p->diags, "for a policy write it in quotes");
	return -1;
}

/* init = negative | rhs list | '{' '}' */
static const struct ast_expr *parse_init(struct parser *p)
{
	const struct keyword *kw = NULL;
	struct ast_expr *e;

	if (p->t.kind == '-')
		return parse_negative(p);
	if (p->t.kind == TOKEN_WORD)
		kw = keyword_find(&p->t);
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
	diag_note(p->diags, b->at, "the first definition stands here");
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
				  "variables are built upon variables more "
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
