#include "config.h"

#include "syntax/json/json_read.h"

#include <inttypes.h>
#include <string.h>

static int multiply(struct json_reader *r, const struct ast_num *num,
		    uint64_t factor, uint64_t *ret_product)
{
	if (num->val > UINT64_MAX / factor)
		return diag_error(r->diags, DIAG_RANGE, num->at,
				  "%" PRIu64 " times %" PRIu64
				  " is more than 2^64 bytes",
				  num->val, factor);
	*ret_product = num->val * factor;
	return 0;
}

static int byte_limit(struct json_reader *r, const struct json_limit *in,
		      struct ast_limit *limit)
{
	uint64_t factor = MAX(in->burst_unit.val, 1u);

	limit->bytes = true;
	if (multiply(r, &in->rate, in->rate_unit.val, &limit->rate) < 0 ||
	    multiply(r, &in->burst, factor, &limit->burst.val) < 0)
		return -1;
	if (limit->burst.val > UINT32_MAX)
		return diag_error(r->diags, DIAG_RANGE, in->burst.at,
				  "a burst has at most 2^32 - 1 bytes");
	return 0;
}

int json_limit(struct json_reader *r, const struct json_limit *in,
	       struct ast_limit *limit)
{
	limit->unit_s = in->per.val;
	limit->over = in->inv;
	limit->burst = in->burst;
	limit->rate = in->rate.val;
	if (in->rate_unit.val)
		return byte_limit(r, in, limit);
	/* Listings print a burst of 0 for none. */
	limit->burst.set = in->burst.val > 0;
	return 0;
}

bool json_is_objref(const struct json_reader *r, uint32_t n)
{
	json_t *v = json_at(r, n);

	return json_is_string(v) || json_is_integer(v) ||
	       json_find(r, n, "map");
}

int json_read_objref(struct json_reader *r, uint32_t n,
		     const struct json_stmt *row, struct ast_stmt *s)
{
	s->kind = STMT_OBJREF;
	s->objref.type = (uint32_t)row->arg;
	s->objref.expr = json_expr(r, n, PLACE_NAME);
	return 0;
}

int json_bind_stmt(struct json_reader *r, uint32_t n,
		   const struct json_stmt *row, uint16_t cases,
		   struct ast_stmt *s)
{
	void *fields = s;

	s->kind = row->kind;
	if (row->size) {
		fields = arena_alloc(&r->ast->arena, row->size);
		memset(fields, 0, row->size);
		/* The pointers of all statements are one. */
		s->log = fields;
	}
	if (row->flags & JSON_MAY_BE_NULL && json_is_null(json_at(r, n)))
		return 0;
	return json_bind(r, n, row->members, cases, fields);
}

static const struct json_member counter_members[] = {
	NEEDED(ast_stmt, "packets", U64, counter.packets),
	NEEDED(ast_stmt, "bytes", U64, counter.bytes),
	MEMBERS_END,
};

/* ---- limit ---- */

struct in_limit {
	struct json_limit limit;
};

static const struct json_member limit_members[] = {
	LIMIT_MEMBERS(in_limit, JSON_NEEDED, limit),
	MEMBERS_END,
};

static int read_limit(struct json_reader *r, uint32_t n,
		      const struct json_stmt *row, struct ast_stmt *s)
{
	struct in_limit in = { .limit.inv = false };

	(void)row;
	if (json_bind(r, n, limit_members, JSON_NEEDED, &in) < 0)
		return -1;
	s->kind = STMT_LIMIT;
	s->limit = arena_new(&r->ast->arena, struct ast_limit);
	return json_limit(r, &in.limit, s->limit);
}

/* ---- quota ---- */

static const struct json_member quota_members[] = {
	NEEDED(json_quota, "val", NUM, val),
	WORDS(json_quota, "val_unit", WORD, 0, val_unit, words_byte_units),
	MEMBER(json_quota, "used", NUM, used),
	WORDS(json_quota, "used_unit", WORD, 0, used_unit, words_byte_units),
	MEMBER(json_quota, "inv", BOOL, inv),
	MEMBERS_END,
};

static int read_quota(struct json_reader *r, uint32_t n,
		      const struct json_stmt *row, struct ast_stmt *s)
{
	struct json_quota in = { .inv = false };

	(void)row;
	if (json_bind(r, n, quota_members, JSON_NEEDED, &in) < 0)
		return -1;
	s->kind = STMT_QUOTA;
	s->quota = arena_new(&r->ast->arena, struct ast_quota);
	s->quota->over = in.inv;
	if (multiply(r, &in.val, MAX(in.val_unit.val, 1u), &s->quota->bytes) <
	    0)
		return -1;
	return multiply(r, &in.used, MAX(in.used_unit.val, 1u),
			&s->quota->used);
}

/* ---- ct count, last ---- */

static const struct json_member count_members[] = {
	NEEDED(ast_stmt, "val", NUM, connlimit.count),
	MEMBER(ast_stmt, "inv", BOOL, connlimit.over),
	MEMBERS_END,
};

static const struct json_member last_members[] = {
	MEMBER(ast_stmt, "used", NUM, last.used_ms),
	MEMBERS_END,
};

static int read_last(struct json_reader *r, uint32_t n,
		     const struct json_stmt *row, struct ast_stmt *s)
{
	s->last.used = json_given(r, n, "used");
	return json_bind_stmt(r, n, row, 0, s);
}

const struct json_stmt json_stateful[] = {
	{ "counter", NULL, OBJ_COUNTER, STMT_COUNTER,
	  JSON_MAY_NAME | JSON_MAY_BE_NULL, 0, counter_members },
	{ "limit", read_limit, OBJ_LIMIT, STMT_LIMIT, JSON_MAY_NAME, 0, NULL },
	{ "quota", read_quota, OBJ_QUOTA, STMT_QUOTA, JSON_MAY_NAME, 0, NULL },
	{ "ct count", NULL, 0, STMT_CONNLIMIT, 0, 0, count_members },
	{ "last", read_last, 0, STMT_LAST, JSON_MAY_BE_NULL, 0, last_members },
	{ .name = NULL },
};
