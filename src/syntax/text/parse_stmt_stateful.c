#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

/* counter = 'counter' { 'packets' NUMBER | 'bytes' NUMBER }
 *         | 'counter' 'name' objref */
struct ast_stmt *stmt_counter(struct parser *p)
{
	static const char *const options[] = { "packets", "bytes", "name",
					       NULL };
	struct ast_stmt *s = ast_stmt_new(p, STMT_COUNTER, p->t.at);
	uint64_t *val;

	tok_advance(p);
	if (tok_accept_word(p, "name"))
		return parse_objref(p, OBJ_COUNTER, s->at);
	for (;;) {
		if (tok_accept_word(p, "packets"))
			val = &s->counter.packets;
		else if (tok_accept_word(p, "bytes"))
			val = &s->counter.bytes;
		else
			break;
		if (parse_number(p, "a number", UINT64_MAX, val) < 0)
			return NULL;
	}
	stmt_options(p, options);
	return s;
}

/* limit body = rate; the bursts of statements and objects are alike */
int parse_limit(struct parser *p, struct ast_limit *limit)
{
	if (tok_is(p, "rate"))
		return parse_rate(p, limit);
	return err_expected(p, "'rate'");
}

/* limit = 'limit' ( limit body | 'name' objref ) */
struct ast_stmt *stmt_limit(struct parser *p)
{
	static const char *const options[] = { "burst", NULL };
	struct ast_stmt *s = ast_stmt_new(p, STMT_LIMIT, p->t.at);

	tok_advance(p);
	if (tok_accept_word(p, "name"))
		return parse_objref(p, OBJ_LIMIT, s->at);
	s->limit = arena_new(p->arena, struct ast_limit);
	if (parse_limit(p, s->limit) < 0)
		return NULL;
	stmt_options(p, options);
	return s;
}

/* quota body = [ 'over' | 'until' ] bytes [ 'used' bytes ] */
int parse_quota(struct parser *p, struct ast_quota *quota)
{
	/* Of several in an object's block the last one counts. */
	*quota = (struct ast_quota){ .over = tok_accept_word(p, "over") };
	if (!quota->over)
		(void)tok_accept_word(p, "until");
	if (parse_bytes(p, "a number of bytes", &quota->bytes) < 0)
		return -1;
	if (!tok_accept_word(p, "used"))
		return 0;
	return parse_bytes(p, "a number of bytes", &quota->used);
}

/* quota = 'quota' ( quota body | 'name' objref ) */
struct ast_stmt *stmt_quota(struct parser *p)
{
	static const char *const options[] = { "used", NULL };
	struct ast_stmt *s = ast_stmt_new(p, STMT_QUOTA, p->t.at);

	tok_advance(p);
	if (tok_accept_word(p, "name"))
		return parse_objref(p, OBJ_QUOTA, s->at);
	s->quota = arena_new(p->arena, struct ast_quota);
	if (parse_quota(p, s->quota) < 0)
		return NULL;
	stmt_options(p, options);
	return s;
}

/* last = 'last' [ 'used' ( 'never' | TIME ) ] */
struct ast_stmt *stmt_last(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_LAST, p->t.at);
	struct ast_num used;

	tok_advance(p);
	if (!tok_accept_word(p, "used") || tok_accept_word(p, "never"))
		return s;
	if (parse_time_ms(p, &used) < 0)
		return NULL;
	s->last.used = true;
	s->last.used_ms = used.val;
	return s;
}

/* ct count = 'ct' 'count' [ 'over' ] NUMBER */
static struct ast_stmt *parse_ct_count(struct parser *p)
{
	struct ast_stmt *s = ast_stmt_new(p, STMT_CONNLIMIT, p->t.at);
	uint64_t count;

	tok_advance(p);
	tok_advance(p);
	s->connlimit.over = tok_accept_word(p, "over");
	if (parse_number(p, "a number of connections", UINT32_MAX, &count) < 0)
		return NULL;
	s->connlimit.count = (uint32_t)count;
	return s;
}

/* ct object = 'ct' ( 'timeout' | 'expectation' ) 'set' objref */
static struct ast_stmt *parse_ct_object(struct parser *p, enum obj_kind type)
{
	struct span at = p->t.at;

	tok_advance(p);
	tok_advance(p);
	if (tok_expect_word(p, "set", "'set' and the name of an object") < 0)
		return NULL;
	return parse_objref(p, type, at);
}

/* ct statement = ct count | ct object | match */
struct ast_stmt *stmt_ct(struct parser *p)
{
	const struct token *next = tok_peek(p);

	if (token_is(next, "count"))
		return parse_ct_count(p);
	if (token_is(next, "timeout"))
		return parse_ct_object(p, OBJ_CT_TIMEOUT);
	if (token_is(next, "expectation"))
		return parse_ct_object(p, OBJ_CT_EXPECT);
	return parse_match(p);
}

bool stmt_is_stateful(const struct parser *p)
{
	return tok_is(p, "counter") || tok_is(p, "limit") ||
	       tok_is(p, "quota") || tok_is(p, "last") || tok_is(p, "ct");
}

/* stateful = counter | limit | quota | last | ct count */
struct ast_stmt *parse_stateful(struct parser *p)
{
	struct span at = p->t.at;
	struct ast_stmt *s = parse_stmt(p);

	if (!s)
		return NULL;
	if (s->kind >= STMT_COUNTER && s->kind <= STMT_LAST)
		return s;
	diag_error(p->diags, DIAG_SYNTAX, at,
		   "only counter, limit, quota, last and ct count, without a "
		   "name, are possible here");
	return NULL;
}
