#include "config.h"

#include "print/text/text_expr.h"

#include "print/text/text_stmt.h"
#include "tables/proto.h"
#include "text/source.h"

/* ---- values ---- */

static void put_value(struct text_out *o, const struct ast_expr *e)
{
	if (e->flags & AST_QUOTED) {
		text_put_quoted(o, e->value.text, e->value.len);
		return;
	}
	if (e->flags & AST_NEGATIVE)
		text_put_char(o, '-');
	text_put_bytes(o, e->value.text, e->value.len);
}

static void put_bool(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, e->num ? "exists" : "missing");
}

static void put_catchall(struct text_out *o, const struct ast_expr *e)
{
	(void)e;
	text_put_char(o, '*');
}

static void put_variable(struct text_out *o, const struct ast_expr *e)
{
	text_put_char(o, '$');
	text_put(o, e->var.name);
}

static void put_setref(struct text_out *o, const struct ast_expr *e)
{
	text_put_char(o, '@');
	text_put(o, e->name);
}

static void put_prefix(struct text_out *o, const struct ast_expr *e)
{
	text_expr(o, e->prefix.expr);
	text_put_char(o, '/');
	text_put_number(o, e->prefix.len);
}

/* Whether a '-' behind the value would become a part of it. */
static bool takes_dash(const struct ast_expr *e)
{
	char c = *e->value.text;

	return e->kind == AST_VAR ||
	       (e->kind == AST_VALUE && !(e->flags & AST_QUOTED) &&
		((c | 0x20) >= 'a' && (c | 0x20) <= 'z') &&
		!memchr(e->value.text, ':', e->value.len));
}

static void put_range(struct text_out *o, const struct ast_expr *e)
{
	text_expr(o, e->pair.left);
	text_put(o, takes_dash(e->pair.left) ? " - " : "-");
	text_expr(o, e->pair.right);
}

static void put_joined(struct text_out *o, const struct ast_expr *e,
		       const char *sign)
{
	for (const struct ast_expr *i = e->list.first; i; i = i->next) {
		if (i != e->list.first)
			text_put(o, sign);
		text_expr(o, i);
	}
}

static void put_list(struct text_out *o, const struct ast_expr *e)
{
	put_joined(o, e, ",");
}

static void put_concat(struct text_out *o, const struct ast_expr *e)
{
	put_joined(o, e, " . ");
}

static void put_raw_elem(struct text_out *o, const struct ast_elems *list,
			 const struct ast_elem_ref *ref)
{
	text_put_bytes(o, source_at(o->sources, list->file)->text + ref->off,
		       ref->len);
}

static void put_set(struct text_out *o, const struct ast_expr *e)
{
	const char *sign = "{ ";

	for (const struct ast_elems *l = e->elems; l; l = l->more)
		for (size_t i = 0; i < l->refs.count; i++) {
			const struct ast_elem_ref *ref = chunks_at(&l->refs, i);

			text_put(o, sign);
			sign = ", ";
			if (ref->node)
				text_elem(o, ref->node);
			else
				put_raw_elem(o, l, ref);
		}
	text_put(o, *sign == '{' ? "{ }" : " }");
}

/* ---- operators ---- */

static const struct {
	const char *sign;
	int level; /* the higher binds more */
} operators[] = {
	[OP_OR] = { " | ", 1 },
	[OP_XOR] = { " ^ ", 2 },
	[OP_AND] = { " & ", 3 },
	[OP_LSHIFT] = { " << ", 4 },
	[OP_RSHIFT] = { " >> ", 4 },
};

static void put_operand(struct text_out *o, const struct ast_expr *e, int level)
{
	bool parens = e->kind == AST_BINOP && operators[e->op].level < level;

	if (parens)
		text_put_char(o, '(');
	text_expr(o, e);
	if (parens)
		text_put_char(o, ')');
}

static void put_binop(struct text_out *o, const struct ast_expr *e)
{
	int level = operators[e->op].level;

	put_operand(o, e->pair.left, level);
	text_put(o, operators[e->op].sign);
	put_operand(o, e->pair.right, level + 1);
}

static void put_map(struct text_out *o, const struct ast_expr *e)
{
	text_expr(o, e->pair.left);
	text_put(o, e->flags & AST_VMAP ? " vmap " : " map ");
	text_expr(o, e->pair.right);
}

static void put_verdict(struct text_out *o, const struct ast_expr *e)
{
	static const struct word verdicts[] = {
		{ "accept", VERDICT_ACCEPT },
		{ "drop", VERDICT_DROP },
		{ "continue", (uint64_t)VERDICT_CONTINUE },
		{ "return", (uint64_t)VERDICT_RETURN },
		{ "jump ", (uint64_t)VERDICT_JUMP },
		{ "goto ", (uint64_t)VERDICT_GOTO },
		{ NULL, 0 },
	};

	text_put(o, word_name(verdicts, (uint64_t)(int64_t)e->code));
	if (e->verdict.block)
		text_rules(o, e->verdict.block);
	else if (e->verdict.chain)
		text_expr(o, e->verdict.chain);
}

/* ---- selectors ---- */

static void put_payload(struct text_out *o, const struct ast_expr *e)
{
	if (e->tunnel) {
		text_put(o, proto_by_id((enum proto_id)e->tunnel)->name);
		text_put_char(o, ' ');
	}
	text_put(o, e->payload.proto->name);
	text_put_char(o, ' ');
	text_put(o, e->payload.field->name);
}

static void put_bits(struct text_out *o, const struct ast_expr *e)
{
	text_put_char(o, ',');
	text_put_number(o, e->raw.off_bits);
	text_put_char(o, ',');
	text_put_number(o, e->raw.len_bits);
}

static void put_raw(struct text_out *o, const struct ast_expr *e)
{
	text_put_char(o, '@');
	text_put(o, word_name(words_raw_bases, e->raw.base));
	put_bits(o, e);
}

static void put_raw_option(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, "tcp option @");
	text_put_number(o, e->number);
	put_bits(o, e);
}

static void put_exthdr(struct text_out *o, const struct ast_expr *e)
{
	static const char *const words[] = {
		[EXTHDR_IPV6] = "",
		[EXTHDR_TCPOPT] = "tcp option ",
		[EXTHDR_IPOPT] = "ip option ",
		[EXTHDR_SCTP] = "sctp chunk ",
		[EXTHDR_DCCP] = "dccp option ",
	};
	const struct exthdr *h = e->exthdr.hdr;
	const struct exthdr_field *field = e->exthdr.field;

	text_put(o, h->op == EXTHDR_IPV6 && !field ? "exthdr " : words[h->op]);
	if (h == &exthdr_tcp_unknown || h == &exthdr_dccp_option)
		text_put_number(o, e->number);
	else
		text_put(o, h->name);
	if (field) {
		text_put_char(o, ' ');
		text_put(o, field->name);
	}
}

static void put_meta(struct text_out *o, const struct ast_expr *e)
{
	if (!(e->key->flags & KEY_LISTED_BARE))
		text_put(o, "meta ");
	text_put(o, e->key->name);
}

static void put_ct(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, "ct ");
	if (e->dir) {
		text_put(o, word_name(words_ct_dirs, e->dir));
		text_put_char(o, ' ');
	}
	text_put(o, e->key->name);
}

static void put_rt(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, "rt ");
	text_put(o, e->key->name);
}

static void put_socket(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, "socket ");
	text_put(o, e->key->name);
	if (e->key->flags & KEY_LEVEL)
		text_put_named(o, "level", e->level);
}

static void put_fib(struct text_out *o, const struct ast_expr *e)
{
	const char *sign = "fib ";

	for (const struct word *w = words_fib_flags; w->name; w++) {
		if (!(e->fib_flags & w->value))
			continue;
		text_put(o, sign);
		text_put(o, w->name);
		sign = " . ";
	}
	text_put_char(o, ' ');
	text_put(o, e->key->name);
}

static void put_osf(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, "osf ");
	if (e->osf.ttl) {
		text_put(o, "ttl ");
		text_put(o, word_name(words_osf_ttls, e->osf.ttl));
		text_put_char(o, ' ');
	}
	text_put(o, word_name(words_osf_keys, e->osf.version));
}

static void put_ipsec(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, "ipsec ");
	text_put(o, word_name(words_ipsec_dirs, e->dir));
	if (e->spnum)
		text_put_named(o, "spnum", e->spnum);
	text_put_char(o, ' ');
	text_put(o, e->key->name);
}

static void put_tunnel(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, "tunnel ");
	text_put(o, e->key->name);
}

static void put_gen_rest(struct text_out *o, const struct ast_gen *gen)
{
	text_put_named(o, "mod", gen->mod);
	if (gen->have_seed) {
		text_put(o, " seed ");
		text_put_hex(o, gen->seed);
	}
	if (gen->offset)
		text_put_named(o, "offset", gen->offset);
}

static void put_numgen(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, "numgen ");
	text_put(o, word_name(words_numgen_modes, e->gen->random));
	put_gen_rest(o, e->gen);
}

static void put_jhash(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, "jhash ");
	text_expr(o, e->gen->expr);
	put_gen_rest(o, e->gen);
}

static void put_symhash(struct text_out *o, const struct ast_expr *e)
{
	text_put(o, "symhash");
	put_gen_rest(o, e->gen);
}

/* ---- all ---- */

static void (*const writers[])(struct text_out *, const struct ast_expr *) = {
	[AST_VALUE] = put_value,     [AST_BOOL] = put_bool,
	[AST_CATCHALL] = put_catchall, [AST_VAR] = put_variable,
	[AST_SETREF] = put_setref,   [AST_PREFIX] = put_prefix,
	[AST_RANGE] = put_range,     [AST_LIST] = put_list,
	[AST_CONCAT] = put_concat,   [AST_SET] = put_set,
	[AST_BINOP] = put_binop,     [AST_MAP] = put_map,
	[AST_VERDICT] = put_verdict, [AST_PAYLOAD] = put_payload,
	[AST_RAW] = put_raw,	     [AST_EXTHDR] = put_exthdr,
	[AST_TCPOPT_RAW] = put_raw_option, [AST_META] = put_meta,
	[AST_CT] = put_ct,	     [AST_RT] = put_rt,
	[AST_SOCKET] = put_socket,   [AST_FIB] = put_fib,
	[AST_OSF] = put_osf,	     [AST_IPSEC] = put_ipsec,
	[AST_TUNNEL] = put_tunnel,   [AST_NUMGEN] = put_numgen,
	[AST_JHASH] = put_jhash,     [AST_SYMHASH] = put_symhash,
};

void text_expr(struct text_out *o, const struct ast_expr *e)
{
	if (!writers[e->kind])
		BUG("an expression of kind %u is written", e->kind);
	writers[e->kind](o, e);
}

static bool is_ipv6(const struct ast_expr *e)
{
	return e->kind == AST_VALUE && !(e->flags & AST_QUOTED) &&
	       memchr(e->value.text, ':', e->value.len);
}

void text_host(struct text_out *o, const struct ast_expr *e)
{
	if (e->kind == AST_RANGE) {
		text_host(o, e->pair.left);
		text_put_char(o, '-');
		text_host(o, e->pair.right);
	} else if (is_ipv6(e)) {
		text_put_char(o, '[');
		text_expr(o, e);
		text_put_char(o, ']');
	} else {
		text_expr(o, e);
	}
}

void text_object_name(struct text_out *o, const struct ast_expr *e)
{
	if (e->kind == AST_VALUE)
		text_put_quoted(o, e->value.text, e->value.len);
	else
		text_expr(o, e);
}

void text_flags(struct text_out *o, const struct word *words, uint64_t flags)
{
	bool first = true;

	for (; words->name; words++) {
		if (!(flags & words->value))
			continue;
		if (!first)
			text_put_char(o, ',');
		first = false;
		text_put(o, words->name);
		flags &= ~words->value;
	}
}
