#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

/* reject code = [ 'type' ] ( WORD | NUMBER ) */
static struct ast_expr *reject_code(struct parser *p)
{
	struct ast_expr *e;

	(void)tok_accept_word(p, "type");
	if (p->t.kind != TOKEN_WORD && p->t.kind != TOKEN_NUMBER) {
		err_expected(p, "the reason as a word or a number");
		return NULL;
	}
	if (p->t.kind == TOKEN_NUMBER && p->t.num > 255) {
		diag_error(p->diags, DIAG_RANGE, p->t.at,
			   "a reason is a number from 0 to 255");
		return NULL;
	}
	e = ast_value_new(p, &p->t);
	tok_advance(p);
	return e;
}

/* reject = 'reject' [ 'with' ( ( 'icmp' | 'icmpv6' | 'icmpx' ) reject code
 *                            | 'tcp' 'reset' ) ] */
struct ast_stmt *stmt_reject(struct parser *p)
{
	static const struct word types[] = { { "icmp", REJECT_ICMP },
					     { "icmpv6", REJECT_ICMPV6 },
					     { "icmpx", REJECT_ICMPX },
					     { "tcp", REJECT_TCP_RESET },
					     { NULL, 0 } };
	static const char *const options[] = { "with", NULL };
	struct ast_stmt *s = ast_stmt_new(p, STMT_REJECT, p->t.at);
	const struct word *type;

	tok_advance(p);
	s->reject.type = REJECT_DEFAULT;
	stmt_options(p, options);
	if (!tok_accept_word(p, "with"))
		return s;
	type = parse_word(p, types, "icmp, icmpv6, icmpx or tcp reset");
	if (!type)
		return NULL;
	s->reject.type = (uint8_t)type->value;
	if (s->reject.type == REJECT_TCP_RESET)
		return tok_expect_word(p, "reset", "'reset'") < 0 ? NULL : s;
	s->reject.code = reject_code(p);
	return s->reject.code ? s : NULL;
}

#define SYNPROXY_MSS 0x01 /* linux/netfilter/nf_synproxy.h */
#define SYNPROXY_WSCALE 0x02
#define SYNPROXY_WSCALE_MAX 14 /* RFC 7323 2.3 */

static int synproxy_number(struct parser *p, uint64_t max, uint64_t *ret_num)
{
	tok_advance(p);
	return parse_number(p, "a number", max, ret_num);
}

/* synproxy options = { ( 'mss' | 'maxseg' ) NUMBER | 'wscale' NUMBER
 *                    | 'timestamp' | 'sack-perm' | 'sack-permitted' } */
struct ast_stmt *parse_synproxy_options(struct parser *p)
{
	static const char *const options[] = { "mss", "wscale", "timestamp",
					       "sack-perm", "name", NULL };
	struct ast_stmt *s = ast_stmt_new(p, STMT_SYNPROXY, p->t.at);
	const struct word *flag;
	char buf[PARSE_NAME_MAX];
	uint64_t num;

	while (p->t.kind == TOKEN_WORD) {
		flag = word_find(words_synproxy_flags, tok_text(&p->t, buf));
		if (flag) {
			tok_advance(p);
			s->synproxy.flags |= (uint32_t)flag->value;
		} else if (tok_is(p, "mss") || tok_is(p, "maxseg")) {
			if (synproxy_number(p, UINT16_MAX, &num) < 0)
				return NULL;
			s->synproxy.mss = (uint16_t)num;
			s->synproxy.flags |= SYNPROXY_MSS;
		} else if (tok_is(p, "wscale")) {
			if (synproxy_number(p, SYNPROXY_WSCALE_MAX, &num) < 0)
				return NULL;
			s->synproxy.wscale = (uint8_t)num;
			s->synproxy.flags |= SYNPROXY_WSCALE;
		} else {
			break;
		}
	}
	stmt_options(p, options);
	return s;
}

/* synproxy = 'synproxy' ( synproxy options | 'name' objref ) */
struct ast_stmt *stmt_synproxy(struct parser *p)
{
	struct span at = p->t.at;

	tok_advance(p);
	if (tok_accept_word(p, "name"))
		return parse_objref(p, OBJ_SYNPROXY, at);
	return parse_synproxy_options(p);
}

/* queue flags = queue flag { [ ',' ] queue flag } */
static void queue_flags(struct parser *p, struct ast_queue *q)
{
	const struct word *w;
	char buf[PARSE_NAME_MAX];

	while (p->t.kind == TOKEN_WORD) {
		w = word_find(words_queue_flags, tok_text(&p->t, buf));
		if (!w)
			return;
		q->flags |= (uint32_t)w->value;
		tok_advance(p);
		if (p->t.kind == ',' &&
		    word_find(words_queue_flags, tok_text(tok_peek(p), buf)))
			tok_advance(p);
	}
}

/* queue num = NUMBER | variable, or a range of those */
static struct ast_expr *queue_num(struct parser *p)
{
	if (p->t.kind == TOKEN_NUMBER || p->t.kind == '$')
		return parse_rhs_concat(p);
	err_expected(p, "the number of a queue");
	return NULL;
}

/* queue = 'queue' [ 'flags' queue flags ] [ 'num' queue num ] [ queue flags ]
 *       | 'queue' [ 'flags' queue flags ] 'to' stmt expr */
struct ast_stmt *stmt_queue(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_QUEUE, p->t.at);
	static const char *const options[] = { "num", "to", "flags", "bypass",
					       "fanout", NULL };
	struct ast_queue *q = arena_new(p->arena, struct ast_queue);
	const struct word *flag;

	s->queue = q;
	tok_advance(p);
	if (tok_accept_word(p, "flags")) {
		flag = parse_word(p, words_queue_flags, "bypass or fanout");
		if (!flag)
			return NULL;
		q->flags = (uint32_t)flag->value;
		(void)tok_accept(p, ',');
		queue_flags(p, q);
	}
	if (tok_accept_word(p, "to")) {
		q->expr = true;
		q->num = parse_stmt_expr(p);
		return q->num ? s : NULL;
	}
	if (tok_accept_word(p, "num")) {
		q->num = queue_num(p);
		if (!q->num)
			return NULL;
	}
	queue_flags(p, q);
	stmt_options(p, options);
	return s;
}

/* flow table = 'flow' 'table' NAME ..., the old spelling of meter;
 * flow = 'flow' ( 'add' | 'offload' ) '@' identifier */
struct ast_stmt *stmt_flow(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_FLOW, p->t.at);
	struct ast_name *name = arena_new(p->arena, struct ast_name);

	s->name = name;

	if (token_is(tok_peek(p), "table")) {
		tok_advance(p);
		return stmt_meter(p);
	}
	tok_advance(p);
	if (!tok_accept_word(p, "offload") &&
	    tok_expect_word(p, "add", "'add' and '@' and a flowtable") < 0)
		return NULL;
	if (tok_expect(p, '@', "'@' and the name of a flowtable") < 0 ||
	    parse_identifier(p, "the name of a flowtable", name) < 0)
		return NULL;
	return s;
}

/* notrack = 'notrack' */
struct ast_stmt *stmt_notrack(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_NOTRACK, p->t.at);

	tok_advance(p);
	return s;
}

/* reset = 'reset' 'tcp' 'option' ( OPTION | NUMBER ) */
struct ast_stmt *stmt_reset(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_RESET, p->t.at);

	tok_advance(p);
	if (!tok_is(p, "tcp") || !token_is(tok_peek(p), "option")) {
		err_expected(p, "'tcp option'");
		return NULL;
	}
	s->expr = sel_tcp(p);
	if (!s->expr)
		return NULL;
	if (s->expr->kind == AST_EXTHDR && !s->expr->exthdr.field)
		return s;
	diag_error(p->diags, DIAG_SYNTAX, s->expr->at,
		   "an option can only be reset as a whole");
	return NULL;
}

/* xt = 'xt' TYPE NAME: a rule of iptables that has no other form */
struct ast_stmt *stmt_xt(struct parser *p)
{
	diag_error(p->diags, DIAG_UNSUPPORTED, p->t.at,
		   "a match or target of xtables cannot be loaded from text: "
		   "use iptables-nft");
	return NULL;
}

/* tunnel statement = 'tunnel' 'name' objref | match */
struct ast_stmt *stmt_tunnel(struct parser *p)
{
	struct span at = p->t.at;

	if (!token_is(tok_peek(p), "name"))
		return parse_match(p);
	tok_advance(p);
	tok_advance(p);
	return parse_objref(p, OBJ_TUNNEL, at);
}
