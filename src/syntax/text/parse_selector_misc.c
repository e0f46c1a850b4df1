#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

#include <stdio.h>

/* rt = 'rt' ( 'classid' | [ 'ip' | 'ip6' ] 'nexthop' | 'mtu' | 'ipsec' )
 *    | exthdr */
struct ast_expr *sel_rt(struct parser *p)
{
	struct span start = p->t.at;
	const struct token *next = tok_peek(p);
	enum family family = FAMILY_UNSPEC;
	const struct key *key = NULL;
	struct ast_expr *e;
	char buf[PARSE_NAME_MAX];

	if (token_is(next, "ip"))
		family = FAMILY_IP;
	else if (token_is(next, "ip6"))
		family = FAMILY_IP6;
	else if (next->kind == TOKEN_WORD)
		key = key_by_name(KEYS_RT, tok_text(next, buf));
	if (!key && !family)
		return sel_exthdr(p);
	tok_advance(p);
	tok_advance(p);
	if (family) {
		if (tok_expect_word(p, "nexthop", "'nexthop'") < 0)
			return NULL;
		key = key_by_name(KEYS_RT, family == FAMILY_IP ? "ip nexthop" :
							   "ip6 nexthop");
	}
	e = ast_expr_new(p, AST_RT, tok_since(p, start));
	e->key = key;
	e->family = (uint16_t)family;
	return e;
}

/* fib = 'fib' flag { '.' flag } ( 'oif' | 'oifname' | 'type' | 'check' ),
 * flag = 'saddr' | 'daddr' | 'mark' | 'iif' | 'oif' */
struct ast_expr *sel_fib(struct parser *p)
{
	struct ast_expr *e = ast_expr_new(p, AST_FIB, p->t.at);
	const struct word *flag;
	char buf[PARSE_NAME_MAX];

	tok_advance(p);
	do {
		flag = p->t.kind == TOKEN_WORD ?
			       word_find(words_fib_flags,
					 tok_text(&p->t, buf)) :
			       NULL;
		if (!flag) {
			err_unknown_word(p, words_fib_flags, "key", "fib");
			return NULL;
		}
		e->fib_flags |= (uint32_t)flag->value;
		tok_advance(p);
	} while (tok_accept(p, '.'));
	e->key = sel_key(p, KEYS_FIB);
	e->at = tok_since(p, e->at);
	return e->key ? e : NULL;
}

/* osf = 'osf' [ 'ttl' ( 'loose' | 'skip' ) ] ( 'name' | 'version' ) */
struct ast_expr *sel_osf(struct parser *p)
{
	struct ast_expr *e = ast_expr_new(p, AST_OSF, p->t.at);
	const struct word *mode;

	tok_advance(p);
	if (tok_accept_word(p, "ttl")) {
		mode = parse_word(p, words_osf_ttls,
				  "'loose' or 'skip' after ttl");
		if (!mode)
			return NULL;
		e->osf.ttl = (uint8_t)mode->value;
	}
	e->osf.version = tok_accept_word(p, "version");
	if (!e->osf.version &&
	    tok_expect_word(p, "name", "'name' or 'version'") < 0)
		return NULL;
	e->at = tok_since(p, e->at);
	return e;
}

/* ipsec key = 'reqid' | 'spi' | ( 'ip' | 'ip6' ) ( 'saddr' | 'daddr' ) */
static const struct key *ipsec_key(struct parser *p)
{
	static const struct word addresses[] = { { "saddr", 0 },
						 { "daddr", 0 },
						 { NULL, 0 } };
	bool alone = tok_is(p, "reqid") || tok_is(p, "spi");
	char family[PARSE_NAME_MAX], name[2 * PARSE_NAME_MAX];
	const struct word *w;

	if (alone)
		return sel_key(p, KEYS_IPSEC);
	if (!tok_is(p, "ip") && !tok_is(p, "ip6")) {
		err_expected(p, "reqid, spi, or ip or ip6 and saddr or daddr");
		return NULL;
	}
	tok_text(&p->t, family);
	tok_advance(p);
	w = parse_word(p, addresses, "saddr or daddr");
	if (!w)
		return NULL;
	snprintf(name, sizeof(name), "%s %s", family, w->name);
	return key_by_name(KEYS_IPSEC, name);
}

/* ipsec = 'ipsec' ( 'in' | 'out' ) [ 'spnum' NUMBER ] ipsec key
 *       | 'ipsec', the meta key */
struct ast_expr *sel_ipsec(struct parser *p)
{
	struct ast_expr *e = ast_expr_new(p, AST_IPSEC, p->t.at);
	const struct token *next = tok_peek(p);
	uint64_t spnum = 0;

	if (next->kind != TOKEN_WORD || keyword_find(next) ||
	    token_is(next, "exists") || token_is(next, "missing"))
		return sel_meta_bare(p);
	tok_advance(p);
	if (!tok_is(p, "in") && !tok_is(p, "out")) {
		err_expected(p, "in, out, exists or missing");
		return NULL;
	}
	e->dir = tok_is(p, "out");
	tok_advance(p);
	if (tok_accept_word(p, "spnum") &&
	    parse_number(p, "a number after spnum", 255, &spnum) < 0)
		return NULL;
	e->spnum = (uint32_t)spnum;
	e->key = ipsec_key(p);
	e->at = tok_since(p, e->at);
	return e->key ? e : NULL;
}

/* mod = 'mod' NUMBER */
static int parse_mod(struct parser *p, struct ast_gen *gen)
{
	uint64_t mod;

	if (tok_expect_word(p, "mod", "'mod' and a number") < 0)
		return -1;
	if (p->t.kind == TOKEN_NUMBER && !p->t.num)
		return diag_error(p->diags, DIAG_RANGE, p->t.at,
				  "the modulus must be at least 1");
	if (parse_number(p, "a number after mod", UINT32_MAX, &mod) < 0)
		return -1;
	gen->mod = (uint32_t)mod;
	return 0;
}

/* offset = [ 'offset' NUMBER ] */
static int parse_offset(struct parser *p, struct ast_gen *gen)
{
	uint64_t offset = 0;

	if (tok_accept_word(p, "offset") &&
	    parse_number(p, "a number after offset", UINT32_MAX, &offset) < 0)
		return -1;
	gen->offset = (uint32_t)offset;
	return 0;
}

static struct ast_expr *gen_new(struct parser *p, enum ast_kind kind)
{
	struct ast_expr *e = ast_expr_new(p, kind, p->t.at);

	e->gen = arena_new(p->arena, struct ast_gen);
	tok_advance(p);
	return e;
}

/* numgen = 'numgen' ( 'inc' | 'random' ) mod offset */
struct ast_expr *sel_numgen(struct parser *p)
{
	struct ast_expr *e = gen_new(p, AST_NUMGEN);

	e->gen->random = tok_accept_word(p, "random");
	if (!e->gen->random &&
	    tok_expect_word(p, "inc", "'inc' or 'random'") < 0)
		return NULL;
	if (parse_mod(p, e->gen) < 0 || parse_offset(p, e->gen) < 0)
		return NULL;
	e->at = tok_since(p, e->at);
	return e;
}

/* jhash = 'jhash' stmt concat mod [ 'seed' NUMBER ] offset */
struct ast_expr *sel_jhash(struct parser *p)
{
	struct ast_expr *e = gen_new(p, AST_JHASH);
	uint64_t seed = 0;

	if (!parse_enter(p))
		return NULL;
	e->gen->expr = parse_stmt_concat(p);
	parse_leave(p);
	if (!e->gen->expr || parse_mod(p, e->gen) < 0)
		return NULL;
	e->gen->have_seed = tok_accept_word(p, "seed");
	if (e->gen->have_seed &&
	    parse_number(p, "a number after seed", UINT32_MAX, &seed) < 0)
		return NULL;
	e->gen->seed = (uint32_t)seed;
	if (parse_offset(p, e->gen) < 0)
		return NULL;
	e->at = tok_since(p, e->at);
	return e;
}

/* symhash = 'symhash' mod offset */
struct ast_expr *sel_symhash(struct parser *p)
{
	struct ast_expr *e = gen_new(p, AST_SYMHASH);

	if (parse_mod(p, e->gen) < 0 || parse_offset(p, e->gen) < 0)
		return NULL;
	e->at = tok_since(p, e->at);
	return e;
}
