#include "config.h"

#include "syntax/grammar.h"

#include "spec/words.h"

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
		key = rt_key_by_name(tok_text(next, buf));
	if (!key && !family)
		return sel_exthdr(p);
	tok_advance(p);
	tok_advance(p);
	if (family) {
		if (tok_expect_word(p, "nexthop", "'nexthop'") < 0)
			return NULL;
		key = rt_key_by_name(family == FAMILY_IP ? "ip nexthop" :
							   "ip6 nexthop");
	}
	e = ast_expr_new(p, AST_RT, tok_since(p, start));
	e->key = key;
	e->small = (int16_t)family;
	return e;
}

static int err_fib_flag(struct parser *p)
{
	static const char *const flags[] = { "saddr", "daddr", "mark", "iif",
					     "oif" };
	struct candidates c;

	candidates_init(p, &c);
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		candidates_add(&c, flags[i]);
	return err_unknown(p, &c, "key", "fib");
}

static int err_fib_result(struct parser *p)
{
	static const char *const results[] = { "oif", "oifname", "type",
					       "check" };
	struct candidates c;

	candidates_init(p, &c);
	for (size_t i = 0; i < ARRAY_SIZE(results); i++)
		candidates_add(&c, results[i]);
	return err_unknown(p, &c, "result", "fib");
}

/* fib = 'fib' flag { '.' flag } ( 'oif' | 'oifname' | 'type' | 'check' ),
 * flag = 'saddr' | 'daddr' | 'mark' | 'iif' | 'oif' */
struct ast_expr *sel_fib(struct parser *p)
{
	struct ast_expr *e = ast_expr_new(p, AST_FIB, p->t.at);
	char buf[PARSE_NAME_MAX];
	uint32_t flag;

	tok_advance(p);
	do {
		flag = p->t.kind == TOKEN_WORD ?
			       fib_flag_by_name(tok_text(&p->t, buf)) :
			       0;
		if (!flag) {
			err_fib_flag(p);
			return NULL;
		}
		e->fib.flags |= flag;
		tok_advance(p);
	} while (tok_accept(p, '.'));
	if (p->t.kind == TOKEN_WORD)
		e->fib.result = fib_result_by_name(tok_text(&p->t, buf));
	if (!e->fib.result) {
		err_fib_result(p);
		return NULL;
	}
	tok_advance(p);
	e->at = tok_since(p, e->at);
	return e;
}

/* osf = 'osf' [ 'ttl' ( 'loose' | 'skip' ) ] ( 'name' | 'version' ) */
struct ast_expr *sel_osf(struct parser *p)
{
	static const struct word modes[] = { { "loose", 1 },
					     { "skip", 2 },
					     { NULL, 0 } };
	struct ast_expr *e = ast_expr_new(p, AST_OSF, p->t.at);
	const struct word *mode;

	tok_advance(p);
	if (tok_accept_word(p, "ttl")) {
		mode = parse_word(p, modes, "'loose' or 'skip' after ttl");
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
	const char *family = tok_is(p, "ip") ? "ip" :
			     tok_is(p, "ip6") ? "ip6" :
						NULL;
	const char *name = tok_is(p, "reqid") ? "reqid" : "spi";
	static const struct word addresses[] = { { "saddr", 0 },
						 { "daddr", 1 },
						 { NULL, 0 } };
	const struct word *w;

	if (!family) {
		if (!tok_is(p, name)) {
			err_expected(p, "reqid, spi, or ip or ip6 and saddr "
					"or daddr");
			return NULL;
		}
		tok_advance(p);
		return ipsec_key_by_name(name);
	}
	tok_advance(p);
	w = parse_word(p, addresses, "saddr or daddr");
	if (!w)
		return NULL;
	if (family[2])
		return ipsec_key_by_name(w->value ? "ip6 daddr" : "ip6 saddr");
	return ipsec_key_by_name(w->value ? "ip daddr" : "ip saddr");
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
	e->ipsec.dir = tok_is(p, "out");
	tok_advance(p);
	if (tok_accept_word(p, "spnum") &&
	    parse_number(p, "a number after spnum", 255, &spnum) < 0)
		return NULL;
	e->ipsec.spnum = (uint32_t)spnum;
	e->ipsec.key = ipsec_key(p);
	e->at = tok_since(p, e->at);
	return e->ipsec.key ? e : NULL;
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
