#include "config.h"

#include "syntax/text/grammar.h"

#include <stdio.h>

static const char *const op_names[] = {
	[EXTHDR_IPV6] = "extension header", [EXTHDR_TCPOPT] = "tcp option",
	[EXTHDR_IPOPT] = "ip option",	    [EXTHDR_SCTP] = "sctp chunk",
	[EXTHDR_DCCP] = "dccp option",
};

static const struct exthdr *exthdr_here(struct parser *p, enum exthdr_op op)
{
	const struct exthdr *h = NULL;
	struct candidates c;
	char buf[PARSE_NAME_MAX];

	if (p->t.kind == TOKEN_WORD)
		h = exthdr_by_name(op, tok_text(&p->t, buf));
	if (h)
		return h;
	candidates_init(p, &c);
	exthdr_each_name(op, candidates_add, &c);
	err_unknown(p, &c, op_names[op], NULL);
	return NULL;
}

static void fields_of(const struct parser *p, const struct exthdr *h,
		      struct candidates *c)
{
	candidates_init(p, c);
	for (unsigned int i = 0; i < h->nfields; i++)
		candidates_add(c, h->fields[i].name);
}

static int err_field(struct parser *p, const struct exthdr *h)
{
	struct candidates c;

	fields_of(p, h, &c);
	return err_unknown(p, &c, "field", h->name);
}

/* index = '[' NUMBER ']', behind name */
static const struct exthdr_field *indexed_field(struct parser *p,
						const struct exthdr *h,
						const char *name)
{
	char indexed[PARSE_NAME_MAX + 24];
	const struct exthdr_field *field;
	struct candidates c;

	if (p->t.kind != TOKEN_NUMBER) {
		err_expected(p, "an index");
		return NULL;
	}
	snprintf(indexed, sizeof(indexed), "%s[%llu]", name,
		 (unsigned long long)p->t.num);
	field = exthdr_field_by_name(h, indexed);
	if (!field) {
		diag_error(p->diags, DIAG_UNKNOWN_NAME, p->t.at,
			   "%s has no field '%s'", h->name, indexed);
		fields_of(p, h, &c);
		diag_hint(p->diags, "known are: %s", c.list);
		return NULL;
	}
	tok_advance(p);
	return tok_expect(p, ']', "']'") < 0 ? NULL : field;
}

/* Reads `addr[1]` as the one name that the tables have for it. */
static const struct exthdr_field *field_here(struct parser *p,
					     const struct exthdr *h)
{
	const struct exthdr_field *field = NULL;
	char name[PARSE_NAME_MAX];

	if (p->t.kind != TOKEN_WORD) {
		err_field(p, h);
		return NULL;
	}
	tok_text(&p->t, name);
	field = exthdr_field_by_name(h, name);
	if (tok_peek(p)->kind == '[') {
		tok_advance(p);
		tok_advance(p);
		return indexed_field(p, h, name);
	}
	if (field)
		tok_advance(p);
	else
		err_field(p, h);
	return field;
}

static struct ast_expr *exthdr_new(struct parser *p, struct span start,
				   const struct exthdr *h,
				   const struct exthdr_field *field)
{
	struct ast_expr *e = ast_expr_new(p, AST_EXTHDR, tok_since(p, start));

	e->exthdr.hdr = h;
	e->exthdr.field = field;
	e->number = h->type;
	return e;
}

/* Whether a field follows an option: a word, and none that a match, a
 * statement or a lookup goes on with. */
static bool field_follows(struct parser *p, const struct exthdr *h)
{
	static const char *const others[] = { "exists", "missing", "map",
					      "vmap",	"set",	   "timeout" };

	char buf[PARSE_NAME_MAX];

	if (p->t.kind != TOKEN_WORD)
		return false;
	if (exthdr_field_by_name(h, tok_text(&p->t, buf)))
		return true;
	if (keyword_at_hand(p))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (tok_is(p, others[i]))
			return false;
	return true;
}

/* The first byte of an IP option is its number, which the name gives already:
 * to ask for it is to ask whether the option is there. */
static bool is_own_number(const struct exthdr *h,
			  const struct exthdr_field *field)
{
	return h->op == EXTHDR_IPOPT && field == &h->fields[0];
}

static struct ast_expr *option_rest(struct parser *p, struct span start,
				    const struct exthdr *h, int number)
{
	const struct exthdr_field *field = NULL;
	struct ast_expr *e;

	if (field_follows(p, h)) {
		field = field_here(p, h);
		if (!field)
			return NULL;
		if (is_own_number(h, field))
			field = NULL;
	}
	e = exthdr_new(p, start, h, field);
	if (number >= 0)
		e->number = (uint16_t)number;
	return e;
}

/* option number = NUMBER up to 255 */
static int option_number(struct parser *p)
{
	uint64_t number;

	if (parse_number(p, "the number of an option", 255, &number) < 0)
		return -1;
	return (int)number;
}

/* exthdr = ( 'hbh' | 'rt' | 'rt0' | 'rt2' | 'srh' | 'frag' | 'dst' | 'mh' )
 *          FIELD [ '[' NUMBER ']' ] */
struct ast_expr *sel_exthdr(struct parser *p)
{
	const struct exthdr *h = exthdr_here(p, EXTHDR_IPV6);
	const struct exthdr_field *field;
	struct span start = p->t.at;

	tok_advance(p);
	field = field_here(p, h);
	return field ? exthdr_new(p, start, h, field) : NULL;
}

/* exthdr exists = 'exthdr' HEADER */
struct ast_expr *sel_exthdr_exists(struct parser *p)
{
	struct span start = p->t.at;
	const struct exthdr *h;

	tok_advance(p);
	h = exthdr_here(p, EXTHDR_IPV6);
	if (!h)
		return NULL;
	if (h != exthdr_by_type(EXTHDR_IPV6, h->type)) {
		diag_error(p->diags, DIAG_UNKNOWN_NAME, p->t.at,
			   "'exthdr' knows routing headers as 'rt' only, whatever their type");
		return NULL;
	}
	tok_advance(p);
	return exthdr_new(p, start, h, NULL);
}

/* raw option = '@' ( OPTION | NUMBER ) raw place */
static struct ast_expr *tcp_raw_option(struct parser *p, struct span start)
{
	struct ast_expr *e = ast_expr_new(p, AST_TCPOPT_RAW, start);
	const struct exthdr *h;
	int number;

	tok_advance(p);
	if (p->t.kind == TOKEN_NUMBER) {
		number = option_number(p);
		if (number < 0)
			return NULL;
	} else {
		h = exthdr_here(p, EXTHDR_TCPOPT);
		if (!h)
			return NULL;
		number = h->type;
		tok_advance(p);
	}
	e->number = (uint16_t)number;
	if (sel_raw_place(p, e) < 0)
		return NULL;
	e->at = tok_since(p, start);
	return e;
}

/* tcp option = 'tcp' 'option' ( raw option | ( OPTION | NUMBER ) [ FIELD ] ) */
static struct ast_expr *tcp_option(struct parser *p, struct span start)
{
	const struct exthdr *h;
	int number;

	if (p->t.kind == '@')
		return tcp_raw_option(p, start);
	if (p->t.kind == TOKEN_NUMBER) {
		number = option_number(p);
		if (number < 0)
			return NULL;
		return option_rest(p, start, &exthdr_tcp_unknown, number);
	}
	h = exthdr_here(p, EXTHDR_TCPOPT);
	if (!h)
		return NULL;
	tok_advance(p);
	return option_rest(p, start, h, h->type);
}

/* tcp = 'tcp' FIELD | tcp option */
struct ast_expr *sel_tcp(struct parser *p)
{
	struct span start = p->t.at;

	tok_advance(p);
	if (tok_accept_word(p, "option"))
		return tcp_option(p, start);
	return sel_proto_field(p, proto_by_id(PROTO_TCP), NULL, start);
}

static struct ast_expr *named_option(struct parser *p, struct span start,
				     enum exthdr_op op)
{
	const struct exthdr *h = exthdr_here(p, op);

	if (!h)
		return NULL;
	tok_advance(p);
	return option_rest(p, start, h, h->type);
}

/* ip = 'ip' ( FIELD | 'option' OPTION [ FIELD ] ) */
struct ast_expr *sel_ip(struct parser *p)
{
	struct span start = p->t.at;

	tok_advance(p);
	if (tok_accept_word(p, "option"))
		return named_option(p, start, EXTHDR_IPOPT);
	return sel_proto_field(p, proto_by_id(PROTO_IP), NULL, start);
}

/* sctp = 'sctp' ( FIELD | 'chunk' CHUNK [ FIELD ] ) */
struct ast_expr *sel_sctp(struct parser *p)
{
	struct span start = p->t.at;

	tok_advance(p);
	if (tok_accept_word(p, "chunk"))
		return named_option(p, start, EXTHDR_SCTP);
	return sel_proto_field(p, proto_by_id(PROTO_SCTP), NULL, start);
}

/* dccp = 'dccp' ( FIELD | 'option' NUMBER ) */
struct ast_expr *sel_dccp(struct parser *p)
{
	struct span start = p->t.at;
	struct ast_expr *e;
	int number;

	tok_advance(p);
	if (!tok_accept_word(p, "option"))
		return sel_proto_field(p, proto_by_id(PROTO_DCCP), NULL,
				       start);
	number = option_number(p);
	if (number < 0)
		return NULL;
	e = exthdr_new(p, start, &exthdr_dccp_option, NULL);
	e->number = (uint16_t)number;
	return e;
}
