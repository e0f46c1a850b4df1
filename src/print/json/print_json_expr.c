#include "config.h"

#include "print/json/print_json.h"

#include "print/json/json_put.h"
#include "syntax/json/json_words.h"

#include <stdlib.h>
#include <string.h>

typedef json_t *write_fn(const struct ast_expr *e);

/* ---- values ---- */

static json_t *number_of(const struct ast_expr *e)
{
	char digits[24], *end;
	uint64_t number;

	if (e->value.len >= sizeof(digits))
		return NULL;
	memcpy(digits, e->value.text, e->value.len);
	digits[e->value.len] = '\0';
	number = strtoull(digits, &end, 0);
	if (*end || end == digits)
		return NULL;
	return json_number_of(e->flags & AST_NEGATIVE ? 0 - number : number);
}

static json_t *write_value(const struct ast_expr *e)
{
	json_t *number = e->flags & AST_NUMBER ? number_of(e) : NULL;

	return number ? number : json_text_of(e->value.text, e->value.len);
}

static json_t *write_bool(const struct ast_expr *e)
{
	return json_boolean(e->num);
}

static json_t *write_catchall(const struct ast_expr *e)
{
	(void)e;
	return json_word_of("*");
}

static json_t *write_setref(const struct ast_expr *e)
{
	size_t len = strlen(e->name);
	char name[AST_NAME_MAX + 2] = "@";

	memcpy(name + 1, e->name, MIN(len, (size_t)AST_NAME_MAX));
	return json_word_of(name);
}

/* ---- what is made of others ---- */

static json_t *array_of(const struct ast_expr *first)
{
	json_t *list = json_array();

	for (const struct ast_expr *e = first; e; e = e->next)
		json_array_append_new(list, print_json_expr(e));
	return list;
}

static json_t *write_list(const struct ast_expr *e)
{
	return array_of(e->list.first);
}

static json_t *write_concat(const struct ast_expr *e)
{
	return json_pair_of("concat", array_of(e->list.first));
}

static json_t *write_prefix(const struct ast_expr *e)
{
	json_t *obj = json_object();

	json_put(obj, "addr", print_json_expr(e->prefix.expr));
	json_put_number(obj, "len", e->prefix.len);
	return json_pair_of("prefix", obj);
}

static json_t *write_range(const struct ast_expr *e)
{
	json_t *list = json_array();

	json_array_append_new(list, print_json_expr(e->pair.left));
	json_array_append_new(list, print_json_expr(e->pair.right));
	return json_pair_of("range", list);
}

static json_t *write_set(const struct ast_expr *e)
{
	return json_pair_of("set", print_json_elems(e));
}

/* Operands of the same operator on the left side join its list. */
static void put_operands(json_t *list, const struct ast_expr *e, uint16_t op)
{
	if (e->kind == AST_BINOP && e->op == op) {
		put_operands(list, e->pair.left, op);
		json_array_append_new(list, print_json_expr(e->pair.right));
	} else {
		json_array_append_new(list, print_json_expr(e));
	}
}

static json_t *write_binop(const struct ast_expr *e)
{
	static const char *const ops[] = {
		[OP_AND] = "&", [OP_OR] = "|", [OP_XOR] = "^",
		[OP_LSHIFT] = "<<", [OP_RSHIFT] = ">>",
	};
	json_t *list = json_array();

	put_operands(list, e, e->op);
	return json_pair_of(ops[e->op], list);
}

static json_t *write_map(const struct ast_expr *e)
{
	json_t *obj = json_object();

	json_put(obj, "key", print_json_expr(e->pair.left));
	json_put(obj, "data", print_json_expr(e->pair.right));
	return json_pair_of(e->flags & AST_VMAP ? "vmap" : "map", obj);
}

static const struct {
	int16_t code;
	const char *name;
} verdicts[] = {
	{ VERDICT_ACCEPT, "accept" }, { VERDICT_DROP, "drop" },
	{ VERDICT_CONTINUE, "continue" }, { VERDICT_RETURN, "return" },
	{ VERDICT_JUMP, "jump" }, { VERDICT_GOTO, "goto" },
};

/* nft lists a chain without a name as a string, and cannot read it. */
static json_t *write_block(const struct ast_rules *block)
{
	json_t *list = json_array(), *obj;

	for (const struct ast_rule *r = block->first; r; r = r->next) {
		obj = json_pair_of("expr", print_json_stmts(r->stmts));
		if (r->comment)
			json_put_text(obj, "comment", r->comment);
		json_array_append_new(list, obj);
	}
	return json_pair_of("rules", list);
}

static json_t *write_verdict(const struct ast_expr *e)
{
	json_t *value = json_null();
	size_t i = 0;

	if (e->verdict.block)
		value = write_block(e->verdict.block);
	else if (e->verdict.chain)
		value = json_pair_of("target",
				     print_json_expr(e->verdict.chain));
	while (verdicts[i].code != e->code)
		i++;
	return json_pair_of(verdicts[i].name, value);
}

/* ---- headers and options ---- */

static json_t *write_payload(const struct ast_expr *e)
{
	const struct proto *p = e->payload.proto;
	const struct proto_field *f = e->payload.field;
	/* A tunnel above UDP is named twice for its own fields. */
	const struct proto *tunnel =
		e->tunnel ? proto_by_id((enum proto_id)e->tunnel) :
			    p->base == BASE_TUN ? p : NULL;
	json_t *obj = json_object();

	if (tunnel)
		json_put_word(obj, "tunnel", tunnel->name);
	json_put_word(obj, "protocol", p->name);
	json_put_word(obj, "field", f->json_name ? f->json_name : f->name);
	return json_pair_of("payload", obj);
}

static void put_bits(json_t *obj, uint32_t off, uint32_t len)
{
	json_put_number(obj, "offset", off);
	json_put_number(obj, "len", len);
}

static json_t *write_raw(const struct ast_expr *e)
{
	json_t *obj = json_object();

	json_put_row(obj, "base", words_raw_bases, e->raw.base);
	put_bits(obj, e->raw.off_bits, e->raw.len_bits);
	return json_pair_of("payload", obj);
}

static json_t *raw_option(const struct ast_expr *e, uint32_t off, uint32_t len)
{
	json_t *obj = json_object();

	json_put_number(obj, "base", e->number);
	put_bits(obj, off, len);
	return json_pair_of("tcp option", obj);
}

static json_t *write_tcpopt_raw(const struct ast_expr *e)
{
	return raw_option(e, e->raw.off_bits, e->raw.len_bits);
}

static json_t *write_exthdr(const struct ast_expr *e)
{
	static const char *const words[] = {
		[EXTHDR_IPV6] = "exthdr", [EXTHDR_TCPOPT] = "tcp option",
		[EXTHDR_IPOPT] = "ip option", [EXTHDR_SCTP] = "sctp chunk",
	};
	const struct exthdr *h = e->exthdr.hdr;
	const struct exthdr_field *f = e->exthdr.field;
	json_t *obj;

	if (h == &exthdr_tcp_unknown)
		return raw_option(e, f ? f->off_bits : 0, f ? f->len_bits : 8);
	obj = json_object();
	if (h->op == EXTHDR_DCCP) {
		json_put_number(obj, "type", e->number);
		return json_pair_of("dccp option", obj);
	}
	json_put_word(obj, "name", h->name);
	json_put_word(obj, "field", f ? f->name : NULL);
	return json_pair_of(words[h->op], obj);
}

/* ---- keys ---- */

static json_t *write_meta(const struct ast_expr *e)
{
	return json_pair_of("meta",
			    json_pair_of("key", json_word_of(e->key->name)));
}

static json_t *write_tunnel(const struct ast_expr *e)
{
	return json_pair_of("tunnel",
			    json_pair_of("key", json_word_of(e->key->name)));
}

/* The level of a cgroup, which nft does not list. */
static json_t *write_socket(const struct ast_expr *e)
{
	json_t *obj = json_pair_of("key", json_word_of(e->key->name));

	if (e->key->flags & KEY_LEVEL)
		json_put_number(obj, "level", e->level);
	return json_pair_of("socket", obj);
}

static json_t *write_ct(const struct ast_expr *e)
{
	json_t *obj = json_pair_of("key", json_word_of(e->key->name));

	if (e->dir)
		json_put_row(obj, "dir", words_ct_dirs, e->dir);
	return json_pair_of("ct", obj);
}

/* The key "ip saddr" is "saddr" with a family. */
static void put_key_of_family(json_t *obj, const struct key *key)
{
	const char *behind = strchr(key->name, ' ');

	json_put_word(obj, "key", behind ? behind + 1 : key->name);
	if (behind)
		json_put(obj, "family",
			 json_text_of(key->name, (size_t)(behind - key->name)));
}

static json_t *write_rt(const struct ast_expr *e)
{
	json_t *obj = json_object();

	put_key_of_family(obj, e->key);
	return json_pair_of("rt", obj);
}

static json_t *write_ipsec(const struct ast_expr *e)
{
	json_t *obj = json_object();

	put_key_of_family(obj, e->key);
	json_put_row(obj, "dir", words_ipsec_dirs, e->dir);
	json_put_number(obj, "spnum", e->spnum);
	return json_pair_of("ipsec", obj);
}

static json_t *write_fib(const struct ast_expr *e)
{
	json_t *obj = json_pair_of("result", json_word_of(e->key->name));

	json_put_flags(obj, "flags", words_fib_flags, e->fib_flags);
	return json_pair_of("fib", obj);
}

static json_t *write_osf(const struct ast_expr *e)
{
	json_t *obj = json_object();

	json_put_row(obj, "key", words_osf_keys, e->osf.version);
	if (e->osf.ttl)
		json_put_row(obj, "ttl", words_osf_ttls, e->osf.ttl);
	return json_pair_of("osf", obj);
}

/* ---- numbers made up on the way ---- */

static void put_offset(json_t *obj, const struct ast_gen *gen)
{
	if (gen->offset)
		json_put_number(obj, "offset", gen->offset);
}

static json_t *write_numgen(const struct ast_expr *e)
{
	json_t *obj = json_object();

	json_put_row(obj, "mode", words_numgen_modes, e->gen->random);
	json_put_number(obj, "mod", e->gen->mod);
	json_put_number(obj, "offset", e->gen->offset);
	return json_pair_of("numgen", obj);
}

static json_t *write_jhash(const struct ast_expr *e)
{
	json_t *obj = json_object();

	json_put_number(obj, "mod", e->gen->mod);
	if (e->gen->have_seed)
		json_put_number(obj, "seed", e->gen->seed);
	put_offset(obj, e->gen);
	json_put(obj, "expr", print_json_expr(e->gen->expr));
	return json_pair_of("jhash", obj);
}

static json_t *write_symhash(const struct ast_expr *e)
{
	json_t *obj = json_object();

	json_put_number(obj, "mod", e->gen->mod);
	put_offset(obj, e->gen);
	return json_pair_of("symhash", obj);
}

static write_fn *const writers[] = {
	[AST_VALUE] = write_value,	[AST_BOOL] = write_bool,
	[AST_CATCHALL] = write_catchall, [AST_SETREF] = write_setref,
	[AST_PREFIX] = write_prefix,	[AST_RANGE] = write_range,
	[AST_LIST] = write_list,	[AST_CONCAT] = write_concat,
	[AST_SET] = write_set,		[AST_BINOP] = write_binop,
	[AST_MAP] = write_map,		[AST_VERDICT] = write_verdict,
	[AST_PAYLOAD] = write_payload,	[AST_RAW] = write_raw,
	[AST_EXTHDR] = write_exthdr,	[AST_TCPOPT_RAW] = write_tcpopt_raw,
	[AST_META] = write_meta,	[AST_CT] = write_ct,
	[AST_RT] = write_rt,		[AST_SOCKET] = write_socket,
	[AST_FIB] = write_fib,		[AST_OSF] = write_osf,
	[AST_IPSEC] = write_ipsec,	[AST_TUNNEL] = write_tunnel,
	[AST_NUMGEN] = write_numgen,	[AST_JHASH] = write_jhash,
	[AST_SYMHASH] = write_symhash,
};

json_t *print_json_expr(const struct ast_expr *e)
{
	if (e->kind >= ARRAY_SIZE(writers) || !writers[e->kind])
		BUG("an expression of kind %u has no form in JSON", e->kind);
	return writers[e->kind](e);
}

/* ---- elements ---- */

static bool has_attributes(const struct ast_elem *el)
{
	return el->timeout_ms.set || el->timeout_never || el->expires_ms.set ||
	       el->comment.text || el->stmts;
}

static json_t *key_of(const struct ast_elem *el)
{
	json_t *obj, *stmt;

	if (!has_attributes(el))
		return print_json_expr(el->key);
	obj = json_pair_of("val", print_json_expr(el->key));
	if (el->timeout_never)
		json_put_number(obj, "timeout", JSON_NEVER_MS / 1000);
	else
		json_put_time(obj, "timeout", &el->timeout_ms, true);
	json_put_time(obj, "expires", &el->expires_ms, false);
	json_put_text(obj, "comment", &el->comment);
	for (const struct ast_stmt *s = el->stmts; s; s = s->next) {
		stmt = print_json_stmt(s);
		json_object_update(obj, stmt);
		json_decref(stmt);
	}
	return json_pair_of("elem", obj);
}

json_t *print_json_elem(const struct ast_elem *el)
{
	json_t *key = key_of(el), *pair;

	if (!el->data)
		return key;
	pair = json_array();
	json_array_append_new(pair, key);
	json_array_append_new(pair, print_json_expr(el->data));
	return pair;
}

json_t *print_json_elems(const struct ast_expr *set)
{
	const struct chunks *refs = &set->elems->refs;
	json_t *list = json_array();

	for (size_t i = 0; i < refs->count; i++) {
		const struct ast_elem_ref *ref = chunks_at(refs, i);

		json_array_append_new(list, print_json_elem(ref->node));
	}
	return list;
}
