#include "config.h"

#include "syntax/json/json_read.h"

#include <linux/netfilter/nf_synproxy.h>

static bool is_null(const struct json_reader *r, uint32_t n)
{
	return json_is_null(json_at(r, n));
}

/* ---- nat ---- */

enum { NO_PORT = 1 };

struct in_nat {
	struct ast_nat nat; /* what needs no second look */
	struct ast_num family, flags, type_flags;
};

static const struct json_member nat_members[] = {
	OPERAND(in_nat, "addr", PLACE_ARG, NO_PORT, nat.addr),
	WORDS(in_nat, "family", WORD, 0, family, words_address_families),
	OPERAND(in_nat, "port", PLACE_ARG, 0, nat.port),
	WORDS(in_nat, "flags", FLAGS, 0, flags, json_nat_flags),
	WORDS(in_nat, "type_flags", FLAGS, 0, type_flags, json_nat_types),
	MEMBERS_END,
};

static const struct json_member redirect_members[] = {
	OPERAND(in_nat, "port", PLACE_ARG, 0, nat.port),
	WORDS(in_nat, "flags", FLAGS, 0, flags, json_nat_flags),
	MEMBERS_END,
};

static enum ast_nat_form nat_form(const struct in_nat *in)
{
	if (in->type_flags.val & JSON_NAT_PREFIX || in->flags.val & JSON_NETMAP)
		return NAT_PREFIX;
	if (in->type_flags.val & JSON_NAT_CONCAT)
		return NAT_CONCAT;
	return in->type_flags.val & JSON_NAT_INTERVAL ? NAT_INTERVAL : NAT_PLAIN;
}

static int read_nat(struct json_reader *r, uint32_t n,
		    const struct json_stmt *row, struct ast_stmt *s)
{
	bool address = row->arg == NAT_SNAT || row->arg == NAT_DNAT;
	struct in_nat in = { .nat.addr = NULL };

	if ((address || !is_null(r, n)) &&
	    json_bind(r, n, address ? nat_members : redirect_members,
		      address && !json_find(r, n, "port") ? NO_PORT : 0,
		      &in) < 0)
		return -1;
	in.nat.kind = (uint8_t)row->arg;
	in.nat.form = (uint8_t)nat_form(&in);
	in.nat.family = (uint8_t)in.family.val;
	in.nat.family_at = in.family.at;
	in.nat.flags = (uint32_t)in.flags.val & ~(uint32_t)JSON_NETMAP;
	s->kind = STMT_NAT;
	s->nat = arena_memdup(&r->ast->arena, &in.nat, sizeof(in.nat));
	return 0;
}

/* ---- tproxy, dup, fwd ---- */

enum { FWD_TO = 1, TPROXY_PORT = 1, REJECT_TYPE = 1 };

static const struct json_member tproxy_members[] = {
	WORDS(ast_stmt, "family", WORD, 0, family, words_address_families),
	OPERAND(ast_stmt, "addr", PLACE_ARG, 0, tproxy.addr),
	OPERAND(ast_stmt, "port", PLACE_ARG, TPROXY_PORT, tproxy.port),
	MEMBERS_END,
};

static const struct json_member dup_members[] = {
	OPERAND(ast_stmt, "addr", PLACE_ARG, JSON_NEEDED, dup.addr),
	OPERAND(ast_stmt, "dev", PLACE_ARG, 0, dup.dev),
	MEMBERS_END,
};

static const struct json_member fwd_members[] = {
	OPERAND(ast_stmt, "dev", PLACE_ARG, JSON_NEEDED, dup.dev),
	WORDS(ast_stmt, "family", WORD, FWD_TO, family, words_address_families),
	OPERAND(ast_stmt, "addr", PLACE_ARG, FWD_TO, dup.addr),
	MEMBERS_END,
};

static int read_tproxy(struct json_reader *r, uint32_t n,
		       const struct json_stmt *row, struct ast_stmt *s)
{
	return json_bind_stmt(r, n, row,
			      json_find(r, n, "addr") ? 0 : TPROXY_PORT, s);
}

static int read_fwd(struct json_reader *r, uint32_t n,
		    const struct json_stmt *row, struct ast_stmt *s)
{
	bool to = json_find(r, n, "family") || json_find(r, n, "addr");

	return json_bind_stmt(r, n, row,
			      to ? JSON_NEEDED : JSON_NEEDED & ~FWD_TO, s);
}

/* ---- log ---- */

static const struct json_member log_members[] = {
	MEMBER(ast_log, "prefix", TEXT, prefix),
	MEMBER(ast_log, "group", NUM, group),
	MEMBER(ast_log, "snaplen", NUM32, snaplen),
	MEMBER(ast_log, "queue-threshold", NUM, qthreshold),
	WORDS(ast_log, "level", WORD, 0, level, words_log_levels),
	WORDS(ast_log, "flags", FLAGS, 0, flags, json_log_flags),
	MEMBERS_END,
};

#define PREFIX_MAX 127 /* NF_LOG_PREFIXLEN less the NUL */

static int check_prefix(struct json_reader *r, const struct ast_text *prefix)
{
	if (!prefix->text || prefix->len <= PREFIX_MAX)
		return 0;
	return diag_error(r->diags, DIAG_RANGE, prefix->at,
			  "a log prefix has at most %d bytes, not %u", PREFIX_MAX,
			  prefix->len);
}

static int read_log(struct json_reader *r, uint32_t n,
		    const struct json_stmt *row, struct ast_stmt *s)
{
	if (json_bind_stmt(r, n, row, 0, s) < 0)
		return -1;
	return check_prefix(r, &s->log->prefix);
}

/* ---- reject ---- */

static const struct json_member reject_members[] = {
	WORDS(ast_stmt, "type", WORD, REJECT_TYPE, reject.type, json_reject_types),
	OPERAND(ast_stmt, "expr", PLACE_ARG, 0, reject.code),
	MEMBERS_END,
};

/* A type without a code means the first one, not the default of the text. */
static struct ast_expr *first_code(struct json_reader *r, uint32_t n)
{
	struct ast_expr *e = json_expr_new(r, AST_VALUE, n);

	e->flags = AST_NUMBER;
	e->value.text = "0";
	e->value.len = 1;
	return e;
}

static int read_reject(struct json_reader *r, uint32_t n,
		       const struct json_stmt *row, struct ast_stmt *s)
{
	if (json_bind_stmt(r, n, row, json_find(r, n, "expr") ? REJECT_TYPE : 0,
			   s) < 0)
		return -1;
	if (s->reject.type != REJECT_DEFAULT &&
	    s->reject.type != REJECT_TCP_RESET && !s->reject.code)
		s->reject.code = first_code(r, n);
	return 0;
}

/* ---- queue, synproxy ---- */

static const struct json_member queue_members[] = {
	OPERAND(ast_queue, "num", PLACE_ARG, 0, num),
	WORDS(ast_queue, "flags", FLAGS, 0, flags, words_queue_flags),
	MEMBERS_END,
};

static int read_queue(struct json_reader *r, uint32_t n,
		      const struct json_stmt *row, struct ast_stmt *s)
{
	const struct ast_expr *num;

	if (json_bind_stmt(r, n, row, 0, s) < 0)
		return -1;
	num = s->queue->num;
	s->queue->expr = num && num->kind != AST_VALUE &&
			 num->kind != AST_RANGE;
	return 0;
}

struct in_synproxy {
	struct json_synproxy synproxy;
};

static const struct json_member synproxy_members[] = {
	SYNPROXY_MEMBERS(in_synproxy, 0, synproxy),
	MEMBERS_END,
};

static int read_synproxy(struct json_reader *r, uint32_t n,
			 const struct json_stmt *row, struct ast_stmt *s)
{
	struct in_synproxy in = { .synproxy.mss = 0 };
	struct json_synproxy *p = &in.synproxy;

	(void)row;
	if (!is_null(r, n) && json_bind(r, n, synproxy_members, 0, &in) < 0)
		return -1;
	s->kind = STMT_SYNPROXY;
	s->synproxy.mss = (uint16_t)p->mss.val;
	s->synproxy.wscale = p->wscale.val;
	s->synproxy.flags = (uint32_t)p->flags.val |
			    (p->mss.set ? NF_SYNPROXY_OPT_MSS : 0) |
			    (p->wscale.set ? NF_SYNPROXY_OPT_WSCALE : 0);
	return 0;
}

const struct json_stmt json_actions[] = {
	JSON_STMT("snat", read_nat, NAT_SNAT),
	JSON_STMT("dnat", read_nat, NAT_DNAT),
	JSON_STMT("masquerade", read_nat, NAT_MASQ),
	JSON_STMT("redirect", read_nat, NAT_REDIR),
	{ "tproxy", read_tproxy, 0, STMT_TPROXY, 0, 0, tproxy_members },
	{ "dup", NULL, 0, STMT_DUP, 0, 0, dup_members },
	{ "fwd", read_fwd, 0, STMT_FWD, 0, 0, fwd_members },
	{ "log", read_log, 0, STMT_LOG, JSON_MAY_BE_NULL,
	  sizeof(struct ast_log), log_members },
	{ "reject", read_reject, 0, STMT_REJECT, JSON_MAY_BE_NULL, 0,
	  reject_members },
	{ "queue", read_queue, 0, STMT_QUEUE, JSON_MAY_BE_NULL,
	  sizeof(struct ast_queue), queue_members },
	{ "synproxy", read_synproxy, OBJ_SYNPROXY, STMT_SYNPROXY,
	  JSON_MAY_NAME, 0, NULL },
	{ .name = NULL },
};
