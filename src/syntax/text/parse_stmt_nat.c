#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

/* nat flags = nat flag { ',' nat flag }, nat flag = 'random'
 *           | 'fully-random' | 'persistent'; a later group replaces */
static int parse_nat_flags(struct parser *p, struct ast_nat *nat,
			   bool repeated)
{
	static const char *const options[] = { "random", "fully-random",
					       "persistent", "to", NULL };
	char buf[PARSE_NAME_MAX];

	while (p->t.kind == TOKEN_WORD &&
	       word_find(words_nat_flags, tok_text(&p->t, buf))) {
		if (parse_word_list(p, words_nat_flags,
				    "random, fully-random or persistent",
				    &nat->flags) < 0)
			return -1;
		if (!repeated)
			break;
	}
	stmt_options(p, options);
	return 0;
}

static struct ast_stmt *nat_new(struct parser *p, enum ast_nat_kind kind)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_NAT, p->t.at);

	s->nat = arena_new(p->arena, struct ast_nat);
	s->nat->kind = (uint8_t)kind;
	tok_advance(p);
	return s;
}

/* nat family = [ 'ip' | 'ip6' ], when no selector begins so */
static uint8_t nat_family(struct parser *p, struct span *ret_at)
{
	static const char *const follow[] = { "to", "addr", "interval",
					      "prefix" };
	const struct token *next;
	uint8_t family = tok_is(p, "ip6") ? FAMILY_IP6 : FAMILY_IP;

	if (!tok_is(p, "ip") && !tok_is(p, "ip6"))
		return FAMILY_UNSPEC;
	next = tok_peek(p);
	for (size_t i = 0; i < ARRAY_SIZE(follow); i++) {
		if (!token_is(next, follow[i]))
			continue;
		*ret_at = p->t.at;
		tok_advance(p);
		return family;
	}
	return FAMILY_UNSPEC;
}

/* nat form = [ 'interval' | 'prefix' | 'addr' '.' 'port' ] */
static int parse_nat_form(struct parser *p, struct ast_nat *nat)
{
	if (tok_accept_word(p, "interval"))
		nat->form = NAT_INTERVAL;
	else if (tok_accept_word(p, "prefix"))
		nat->form = NAT_PREFIX;
	else if (tok_accept_word(p, "addr"))
		nat->form = NAT_CONCAT;
	if (nat->form != NAT_CONCAT)
		return 0;
	if (tok_expect(p, '.', "'. port' after 'addr'") < 0)
		return -1;
	return tok_expect_word(p, "port", "'port'");
}

/* A word and then what may be an address: no address stands alone. */
static bool misspells_to(struct parser *p)
{
	const struct token *next;
	bool word = p->t.kind == TOKEN_WORD && !keyword_at_hand(p) &&
		    !memchr(p->t.text, '.', p->t.len) &&
		    !memchr(p->t.text, ':', p->t.len);

	if (!word)
		return false;
	next = tok_peek(p);
	return next->kind == TOKEN_NUMBER || next->kind == '$' ||
	       token_is(next, "to") ||
	       (next->kind == TOKEN_WORD && strchr("0123456789", *next->text));
}

/* nat = ( 'snat' | 'dnat' ) [ nat family ] [ nat form ] [ 'to' ]
 *       ( stmt expr [ ':' stmt expr ] | ':' stmt expr ) { nat flags } */
static struct ast_stmt *parse_nat(struct parser *p, enum ast_nat_kind kind)
{
	struct ast_stmt *s = nat_new(p, kind);
	struct ast_nat *nat = s->nat;

	nat->family = nat_family(p, &nat->family_at);
	if (parse_nat_form(p, nat) < 0)
		return NULL;
	if (!tok_accept_word(p, "to") && (nat->family || nat->form ||
					  misspells_to(p))) {
		err_expected(p, nat->family ? "'to'" :
					      "'to', or ip or ip6 and 'to'");
		return NULL;
	}
	if (p->t.kind != ':') {
		nat->addr = parse_stmt_expr(p);
		if (!nat->addr)
			return NULL;
	}
	if (tok_accept(p, ':')) {
		nat->port = parse_stmt_expr(p);
		if (!nat->port)
			return NULL;
	}
	return parse_nat_flags(p, nat, true) < 0 ? NULL : s;
}

struct ast_stmt *stmt_snat(struct parser *p)
{
	return parse_nat(p, NAT_SNAT);
}

struct ast_stmt *stmt_dnat(struct parser *p)
{
	return parse_nat(p, NAT_DNAT);
}

/* masquerade = 'masquerade' [ 'to' ':' stmt expr ] [ nat flags ] */
struct ast_stmt *stmt_masquerade(struct parser *p)
{
	struct ast_stmt *s = nat_new(p, NAT_MASQ);

	if (tok_accept_word(p, "to")) {
		if (tok_expect(p, ':', "':' and a port") < 0)
			return NULL;
		s->nat->port = parse_stmt_expr(p);
		if (!s->nat->port)
			return NULL;
	}
	return parse_nat_flags(p, s->nat, false) < 0 ? NULL : s;
}

/* redirect = 'redirect' [ 'to' [ ':' ] stmt expr ] [ nat flags ] */
struct ast_stmt *stmt_redirect(struct parser *p)
{
	struct ast_stmt *s = nat_new(p, NAT_REDIR);

	if (tok_accept_word(p, "to")) {
		(void)tok_accept(p, ':');
		s->nat->port = parse_stmt_expr(p);
		if (!s->nat->port)
			return NULL;
	}
	return parse_nat_flags(p, s->nat, false) < 0 ? NULL : s;
}

/* tproxy = 'tproxy' [ 'ip' | 'ip6' ] 'to'
 *          ( stmt expr [ ':' stmt expr ] | ':' stmt expr ) */
struct ast_stmt *stmt_tproxy(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_TPROXY, p->t.at);
	struct span unused;

	tok_advance(p);
	s->family = nat_family(p, &unused);
	if (tok_expect_word(p, "to", "'to', or ip or ip6 and 'to'") < 0)
		return NULL;
	if (p->t.kind != ':') {
		s->tproxy.addr = parse_stmt_expr(p);
		if (!s->tproxy.addr)
			return NULL;
	}
	if (tok_accept(p, ':')) {
		s->tproxy.port = parse_stmt_expr(p);
		if (!s->tproxy.port)
			return NULL;
	}
	return s;
}

/* dup = 'dup' 'to' stmt expr [ 'device' stmt expr ] */
struct ast_stmt *stmt_dup(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_DUP, p->t.at);

	tok_advance(p);
	if (tok_expect_word(p, "to", "'to' and an address or a device") < 0)
		return NULL;
	s->dup.addr = parse_stmt_expr(p);
	if (!s->dup.addr)
		return NULL;
	if (!tok_accept_word(p, "device"))
		return s;
	s->dup.dev = parse_stmt_expr(p);
	return s->dup.dev ? s : NULL;
}

/* fwd = 'fwd' 'to' stmt expr
 *     | 'fwd' ( 'ip' | 'ip6' ) 'to' stmt expr 'device' stmt expr */
struct ast_stmt *stmt_fwd(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_FWD, p->t.at);
	struct span unused;

	tok_advance(p);
	s->family = nat_family(p, &unused);
	if (tok_expect_word(p, "to", "'to', or ip or ip6 and 'to'") < 0)
		return NULL;
	if (!s->family) {
		s->dup.dev = parse_stmt_expr(p);
		return s->dup.dev ? s : NULL;
	}
	s->dup.addr = parse_stmt_expr(p);
	if (!s->dup.addr ||
	    tok_expect_word(p, "device", "'device' and its name") < 0)
		return NULL;
	s->dup.dev = parse_stmt_expr(p);
	return s->dup.dev ? s : NULL;
}
