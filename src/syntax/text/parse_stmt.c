#include "config.h"

#include "syntax/text/grammar.h"

#include <string.h>

struct ast_stmt *ast_stmt_new(struct parser *p, enum ast_stmt_kind kind,
			      struct span at)
{
	struct ast_stmt *s = arena_new(p->arena, struct ast_stmt);

	s->kind = (uint8_t)kind;
	s->at = at;
	return s;
}

static const struct {
	const char *word;
	enum ast_verdict_code code;
} verdicts[] = {
	{ "accept", VERDICT_ACCEPT }, { "drop", VERDICT_DROP },
	{ "continue", VERDICT_CONTINUE }, { "return", VERDICT_RETURN },
	{ "jump", VERDICT_JUMP }, { "goto", VERDICT_GOTO },
};

/* It is asked for each element of a map. */
bool stmt_verdict_code(const struct token *t, enum ast_verdict_code *ret_code)
{
	if (t->kind != TOKEN_WORD)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++) {
		if (*t->text != *verdicts[i].word ||
		    !token_is(t, verdicts[i].word))
			continue;
		*ret_code = verdicts[i].code;
		return true;
	}
	return false;
}

bool stmt_verdict_begins(const struct parser *p)
{
	enum ast_verdict_code code;

	return stmt_verdict_code(&p->t, &code);
}

/* target = identifier | variable | inline chain */
static int parse_target(struct parser *p, struct ast_expr *verdict)
{
	struct token name = p->t;
	struct ast_name chain;

	if (p->t.kind == '{') {
		verdict->verdict.block = parse_inline_chain(p);
		return verdict->verdict.block ? 0 : -1;
	}
	if (p->t.kind == '$') {
		verdict->verdict.chain = parse_variable(p);
		return verdict->verdict.chain ? 0 : -1;
	}
	if (parse_identifier(p, "the name of a chain", &chain) < 0)
		return -1;
	verdict->verdict.chain = ast_value_new(p, &name);
	return 0;
}

/* verdict = 'accept' | 'drop' | 'continue' | 'return'
 *         | ( 'jump' | 'goto' ) target */
struct ast_expr *parse_verdict(struct parser *p)
{
	struct ast_expr *e = ast_expr_new(p, AST_VERDICT, p->t.at);
	enum ast_verdict_code code = VERDICT_DROP;

	(void)stmt_verdict_code(&p->t, &code);
	e->code = (int16_t)code;
	tok_advance(p);
	if ((e->code == VERDICT_JUMP || e->code == VERDICT_GOTO) &&
	    parse_target(p, e) < 0)
		return NULL;
	e->at = tok_since(p, e->at);
	return e;
}

/* verdict statement = verdict */
struct ast_stmt *stmt_verdict(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_VERDICT, p->t.at);

	s->expr = parse_verdict(p);
	return s->expr ? s : NULL;
}

/* objref = stmt expr: a name, or a map of names */
struct ast_stmt *parse_objref(struct parser *p, enum obj_kind type,
			      struct span at)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_OBJREF, at);

	s->objref.type = type;
	s->objref.expr = parse_stmt_expr(p);
	return s->objref.expr ? s : NULL;
}

static bool key_is(const struct ast_expr *e, enum ast_kind kind,
		   const char *name)
{
	return e->kind == kind && strcmp(e->key->name, name) == 0;
}

/* assignment = target 'set' stmt expr */
static struct ast_stmt *parse_assignment(struct parser *p,
					 struct ast_expr *target)
{
	struct ast_stmt *s;

	if (!ast_is_settable(target)) {
		diag_error(p->diags, DIAG_SYNTAX, target->at,
			   "this expression cannot be set");
		return NULL;
	}
	tok_advance(p);
	if (key_is(target, AST_CT, "helper"))
		return parse_objref(p, OBJ_CT_HELPER, target->at);
	s = ast_stmt_new(p, STMT_SET, target->at);
	s->set.target = target;
	s->set.value = parse_stmt_expr(p);
	if (!s->set.value)
		return NULL;
	if (key_is(target, AST_META, "secmark") &&
	    s->set.value->kind != AST_CT) {
		struct ast_expr *object = s->set.value;

		s->kind = STMT_OBJREF;
		s->objref.type = OBJ_SECMARK;
		s->objref.expr = object;
	}
	return s;
}

/* vmap = lhs 'vmap' set operand */
static struct ast_stmt *parse_vmap(struct parser *p, struct ast_expr *key)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_VERDICT, key->at);
	struct ast_expr *map;

	tok_advance(p);
	map = ast_expr_new(p, AST_MAP, key->at);
	map->flags = AST_VMAP;
	map->pair.left = key;
	map->pair.right = parse_set_operand(p);
	if (!map->pair.right)
		return NULL;
	map->at = tok_since(p, key->at);
	s->expr = map;
	return s;
}

/* mask = '/' value { ',' value }: E V / M stands for E & M == V */
static int parse_mask(struct parser *p, struct ast_stmt *s)
{
	struct ast_expr *v = s->match.right, *mask = NULL, *masked;

	if (s->op > REL_NEQ)
		return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
				  "a mask goes only with '==' and '!='");
	if (v->kind == AST_PREFIX) {
		mask = ast_expr_new(p, AST_VALUE, v->at);
		mask->flags = AST_NUMBER;
		mask->value.text = arena_printf(p->arena, "%u", v->prefix.len);
		mask->value.len = (uint32_t)strlen(mask->value.text);
		s->match.right = v->prefix.expr;
	} else {
		tok_advance(p);
	}
	mask = parse_values(p, mask);
	if (!mask)
		return -1;
	masked = ast_expr_new(p, AST_BINOP,
			      span_join(s->match.left->at, mask->at));
	masked->op = OP_AND;
	masked->pair.left = s->match.left;
	masked->pair.right = mask;
	s->match.left = masked;
	s->masked = true;
	if (s->op == REL_IMPLICIT)
		s->op = REL_EQ;
	return 0;
}

/* match = lhs ( [ relop ] rhs list [ mask ] | vmap | assignment ) */
struct ast_stmt *parse_match(struct parser *p)
{
	struct ast_expr *left = parse_lhs(p);
	struct ast_stmt *s;

	if (!left)
		return NULL;
	if (tok_is(p, "vmap"))
		return parse_vmap(p, left);
	if (tok_is(p, "set"))
		return parse_assignment(p, left);
	s = ast_stmt_new(p, STMT_MATCH, left->at);
	s->match.left = left;
	s->op = (uint8_t)parse_relop(p);
	s->match.right = parse_rhs_list(p);
	if (!s->match.right)
		return NULL;
	if (p->t.kind == '/' || (p->t.kind == ',' &&
				 s->match.right->kind == AST_PREFIX))
		if (parse_mask(p, s) < 0)
			return NULL;
	s->at = tok_since(p, left->at);
	return s;
}

void stmt_options(struct parser *p, const char *const words[])
{
	p->options = words;
	p->options_at = p->t.at.off;
}

/* What cannot begin a statement, but could be one value more. */
static bool is_second_value(const struct token *t)
{
	return t->kind == TOKEN_NUMBER || t->kind == TOKEN_STRING ||
	       t->kind == ',' ||
	       (t->kind == TOKEN_WORD && ((*t->text >= '0' && *t->text <= '9') ||
					  memchr(t->text, ':', t->len)));
}

bool stmt_hint_address(struct parser *p)
{
	const char *text = p->t.text;
	size_t digits;

	if (*text != '.' || text[1] == '.' || !p->t.glued)
		return false;
	/* Cisco's 0011.2233.4455 is another address. */
	digits = strspn(text + 1, "0123456789");
	if (digits > 3)
		return false;
	diag_hint(p->diags,
		  "an address has four numbers, a network is written 192.0.2.0/24");
	return true;
}

/* ':22' is a port, ':22:33' and the last of ':::1' are parts of addresses. */
static void hint_port(struct parser *p)
{
	const char *text = p->t.text;
	size_t digits = strspn(text + 1, "0123456789");
	char next = text[1 + digits];

	if (!digits || (next && strchr(":abcdefABCDEF", next)) ||
	    (p->t.at.off && text[-1] == ':'))
		return;
	diag_hint(p->diags, "a port needs a match of its own: tcp dport 22");
}

/* What the token may be the rest of. */
static void hint_rest(struct parser *p)
{
	const char *text = p->t.text;

	if (p->t.kind == TOKEN_STRING && !p->after_match)
		diag_hint(p->diags,
			  "write the word 'comment' before a comment");
	else if (stmt_hint_address(p))
		return;
	else if (p->t.kind == ':' && p->t.glued && p->after_match)
		hint_port(p);
	else if (p->t.kind == ':' && p->t.glued)
		diag_hint(p->diags, "a text with ':' needs quotes");
	else if (p->t.kind == ':')
		diag_hint(p->diags, "write 'to' before a port");
	else if (p->after_nat && p->t.kind == TOKEN_NUMBER)
		diag_hint(p->diags,
			  "a port is written ':%.*s', after 'to' or the address",
			  (int)p->t.len, text);
	else if (p->t.kind == '+' && p->t.glued && p->after_match)
		diag_hint(p->diags,
			  "all names that begin alike are written with '*': eth*");
	else if (p->after_match && strncmp(text, "255.", 4) == 0)
		diag_hint(p->diags, "a network is written 192.0.2.0/24");
	else if (p->after_match && is_second_value(&p->t))
		diag_hint(p->diags, "for any of several values write { a, b }");
}

static int err_statement(struct parser *p)
{
	const char *const *word = p->options;
	struct candidates c;

	if (err_foreign(p))
		return -1;
	candidates_init(p, &c);
	keyword_each(candidates_add, &c);
	for (; word && p->options_at == p->t.at.off && *word; word++)
		candidates_add(&c, *word);
	c.len = 0; /* too many to show */
	err_unknown(p, &c, "statement", NULL);
	hint_rest(p);
	return -1;
}

/* statement = match | any of the statements, each with a word of its own */
struct ast_stmt *parse_stmt(struct parser *p)
{
	const struct keyword *kw = keyword_at_hand(p);
	struct span start = p->t.at;
	struct ast_stmt *s = NULL;

	p->operators = 0;
	if (kw && kw->stmt)
		s = kw->stmt(p);
	else if ((kw && kw->sel) || p->t.kind == '(' || p->t.kind == '@')
		s = parse_match(p);
	else
		err_statement(p);
	if (s)
		s->at = tok_since(p, start);
	p->after_match = s && s->kind == STMT_MATCH;
	p->after_nat = s && s->kind == STMT_NAT;
	return s;
}
