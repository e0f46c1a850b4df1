#include "config.h"

#include "syntax/json_read.h"

#include <inttypes.h>
#include <string.h>

/* packets: no unit */
const struct word json_rate_units[] = {
	{ "packets", 0 },
	{ "bytes", 1 },
	{ "kbytes", 1024 },
	{ "mbytes", 1024 * 1024 },
	{ NULL, 0 },
};

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

/* ---- counter ---- */

struct in_counter {
	uint64_t packets, bytes;
};

static const struct json_member counter_members[] = {
	NEEDED(in_counter, "packets", U64, packets),
	NEEDED(in_counter, "bytes", U64, bytes),
	MEMBERS_END,
};

static int read_counter(struct json_reader *r, uint32_t n,
			const struct json_stmt *row, struct ast_stmt *s)
{
	struct in_counter in = { 0, 0 };

	if (json_is_objref(r, n))
		return json_read_objref(r, n, row, s);
	if (!json_is_null(json_at(r, n)) &&
	    json_bind(r, n, counter_members, JSON_NEEDED, &in) < 0)
		return -1;
	s->kind = STMT_COUNTER;
	s->counter.packets = in.packets;
	s->counter.bytes = in.bytes;
	return 0;
}

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

	if (json_is_objref(r, n))
		return json_read_objref(r, n, row, s);
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

	if (json_is_objref(r, n))
		return json_read_objref(r, n, row, s);
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

struct in_count {
	uint32_t val;
	bool inv;
};

static const struct json_member count_members[] = {
	NEEDED(in_count, "val", NUM, val),
	MEMBER(in_count, "inv", BOOL, inv),
	MEMBERS_END,
};

static int read_count(struct json_reader *r, uint32_t n,
		      const struct json_stmt *row, struct ast_stmt *s)
{
	struct in_count in = { 0, false };

	(void)row;
	if (json_bind(r, n, count_members, JSON_NEEDED, &in) < 0)
		return -1;
	s->kind = STMT_CONNLIMIT;
	s->connlimit.count = in.val;
	s->connlimit.over = in.inv;
	return 0;
}

struct in_last {
	struct ast_num used;
};

static const struct json_member last_members[] = {
	MEMBER(in_last, "used", NUM, used),
	MEMBERS_END,
};

static int read_last(struct json_reader *r, uint32_t n,
		     const struct json_stmt *row, struct ast_stmt *s)
{
	struct in_last in = { .used.set = false };

	(void)row;
	if (!json_is_null(json_at(r, n)) &&
	    json_bind(r, n, last_members, 0, &in) < 0)
		return -1;
	s->kind = STMT_LAST;
	s->last.used = in.used.set;
	s->last.used_ms = in.used.val;
	return 0;
}

const struct json_stmt json_stateful[] = {
	{ "counter", read_counter, OBJ_COUNTER },
	{ "limit", read_limit, OBJ_LIMIT },
	{ "quota", read_quota, OBJ_QUOTA },
	{ "ct count", read_count, 0 },
	{ "last", read_last, 0 },
	{ NULL, NULL, 0 },
};
