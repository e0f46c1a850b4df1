#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

/* A set that rules write to is declared dynamic: note which. */
static void note_dynset(struct parser *p, const struct ast_expr *set)
{
	struct ast_dynset_use *use;

	while (set && set->kind == AST_VAR)
		set = set->var.def;
	if (!set || set->kind != AST_SETREF || !p->table)
		return;
	use = p->ast->dynsets;
	if (use && use->set == set->name && use->table == p->table &&
	    use->family == p->family)
		return;
	use = arena_new(p->arena, struct ast_dynset_use);
	use->family = p->family;
	use->table = p->table;
	use->set = set->name;
	use->next = p->ast->dynsets;
	p->ast->dynsets = use;
}

/* dynamic element = lhs elem options */
static struct ast_elem *dynamic_element(struct parser *p)
{
	struct ast_elem *el = arena_new(p->arena, struct ast_elem);

	el->at = p->t.at;
	el->key = parse_lhs(p);
	if (!el->key || parse_elem_options(p, el) < 0)
		return NULL;
	el->at = tok_since(p, el->at);
	return el;
}

static struct ast_expr *set_position(struct parser *p)
{
	if (p->t.kind == '@')
		return parse_setref(p);
	if (p->t.kind == '$')
		return parse_variable(p);
	err_expected(p, "'@' and the name of a set");
	if (p->t.kind == TOKEN_WORD)
		diag_hint(p->diags, "write '@%.*s'", (int)MIN(p->t.len, 64u),
			  p->t.text);
	return NULL;
}

/* dynset data = ':' stmt concat */
static int dynset_data(struct parser *p, struct ast_stmt *s)
{
	if (!tok_accept(p, ':'))
		return 0;
	s->map = true;
	if (stmt_verdict_begins(p))
		return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
				  "rules cannot store verdicts in a map");
	s->dynset.elem->data = parse_stmt_expr(p);
	return s->dynset.elem->data ? 0 : -1;
}

/* dynset = ( 'add' | 'update' | 'delete' ) ( setref | variable )
 *          '{' dynamic element [ dynset data ] '}' */
struct ast_stmt *stmt_dynset(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_DYNSET, p->t.at);
	const struct word *verb = parse_word(p, words_dynset_ops, "a verb");
	struct span open;

	if (!verb)
		return NULL;
	s->op = (uint8_t)verb->value;
	s->dynset.set = set_position(p);
	open = p->t.at;
	if (!s->dynset.set || tok_expect(p, '{', "'{' and a key") < 0)
		return NULL;
	s->dynset.elem = dynamic_element(p);
	if (!s->dynset.elem || dynset_data(p, s) < 0)
		return NULL;
	if (p->t.kind == TOKEN_EOF) {
		err_unclosed(p, open);
		return NULL;
	}
	if (p->t.kind != '}' && err_joined(p))
		return NULL;
	if (tok_expect(p, '}', "'}'") < 0) {
		diag_note(p->diags, open, "this '{' has no matching '}'");
		return NULL;
	}
	note_dynset(p, s->dynset.set);
	return s;
}

/* set = 'set' ( 'add' | 'update' | 'delete' ) dynamic element setref */
struct ast_stmt *stmt_set(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_DYNSET, p->t.at);
	const struct word *verb;

	tok_advance(p);
	verb = parse_word(p, words_dynset_ops, "add, update or delete");
	if (!verb)
		return NULL;
	s->op = (uint8_t)verb->value;
	s->dynset.elem = dynamic_element(p);
	if (!s->dynset.elem)
		return NULL;
	s->dynset.set = set_position(p);
	if (!s->dynset.set)
		return NULL;
	note_dynset(p, s->dynset.set);
	return s;
}

/* meter block = '{' dynamic element '}', with one statement */
static int meter_block(struct parser *p, struct ast_meter *m)
{
	struct span open = p->t.at;

	if (tok_expect(p, '{', "'{' and a key") < 0)
		return -1;
	m->elem = dynamic_element(p);
	if (!m->elem)
		return -1;
	if (p->t.kind == TOKEN_EOF)
		return err_unclosed(p, open);
	if (!m->elem->stmts && p->t.kind == '}')
		return err_expected(p, "counter, limit, quota, last or ct "
				       "count");
	if (m->elem->stmts && m->elem->stmts->next)
		return diag_error(p->diags, DIAG_SYNTAX,
				  m->elem->stmts->next->at,
				  "a meter holds a single statement");
	return tok_expect(p, '}', "'}'");
}

/* meter = 'meter' identifier [ 'size' NUMBER ] meter block */
struct ast_stmt *stmt_meter(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_METER, p->t.at);
	struct ast_meter *m = arena_new(p->arena, struct ast_meter);

	s->meter = m;
	tok_advance(p);
	if (parse_identifier(p, "the name of a meter", &m->name) < 0)
		return NULL;
	if (tok_accept_word(p, "size") &&
	    parse_num(p, "a number of elements", UINT32_MAX, &m->size) < 0)
		return NULL;
	return meter_block(p, m) < 0 ? NULL : s;
}
