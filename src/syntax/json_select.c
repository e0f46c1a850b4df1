#include "config.h"

#include "syntax/hints.h"
#include "syntax/json_read.h"
#include "text/suggest.h"

#include <string.h>

/* ---- headers ---- */

static const struct word raw_bases[] = {
	{ "ll", BASE_LL },
	{ "nh", BASE_NH },
	{ "th", BASE_TH },
	{ "ih", BASE_INNER },
	{ NULL, 0 },
};

struct in_payload {
	struct ast_name tunnel, protocol, field;
	struct ast_num base;
	uint32_t offset, len;
};

enum { PAYLOAD_FIELD = 1, PAYLOAD_RAW = 2 };

static const struct json_member payload_members[] = {
	WORDS(in_payload, "protocol", NAME, PAYLOAD_FIELD, protocol, NULL),
	WORDS(in_payload, "field", NAME, PAYLOAD_FIELD, field, NULL),
	MEMBER(in_payload, "tunnel", NAME, tunnel),
	WORDS(in_payload, "base", WORD, PAYLOAD_RAW, base, raw_bases),
	WORDS(in_payload, "offset", U32, PAYLOAD_RAW, offset, NULL),
	WORDS(in_payload, "len", U32, PAYLOAD_RAW, len, NULL),
	MEMBERS_END,
};

static int read_proto(struct json_reader *r, const struct ast_name *name,
		      const struct proto **ret_proto)
{
	*ret_proto = proto_by_name(name->name);
	if (!*ret_proto)
		return json_unknown(r, name->at, "protocol", name->name,
				    proto_each_name);
	return 0;
}

static int unknown_field(struct json_reader *r, const struct ast_name *field,
			 const char *owner, const struct suggest *s)
{
	diag_error(r->diags, DIAG_UNKNOWN_NAME, field->at,
		   "unknown field '%s' of '%s'", field->name, owner);
	if (hint_word(r->diags, "field", field->name, strlen(field->name)))
		return -1;
	suggest_hint(s, r->diags);
	return -1;
}

static int read_field(struct json_reader *r, const struct ast_name *name,
		      const struct proto *proto,
		      const struct proto_field **ret_field)
{
	struct suggest s;

	*ret_field = proto_field_by_json(proto, name->name);
	if (*ret_field)
		return 0;
	suggest_init(&s, name->name, strlen(name->name));
	for (unsigned int i = 0; i < proto->nfields; i++) {
		const struct proto_field *f = &proto->fields[i];

		suggest_try(&s, f->json_name ? f->json_name : f->name);
	}
	return unknown_field(r, name, proto->name, &s);
}

static int read_tunnel(struct json_reader *r, const struct in_payload *in,
		       struct ast_expr *e)
{
	const struct proto *tunnel;

	if (!in->tunnel.name)
		return 0;
	if (read_proto(r, &in->tunnel, &tunnel) < 0)
		return -1;
	if (!tunnel->inner_type)
		return diag_error(r->diags, DIAG_CONTEXT, in->tunnel.at,
				  "'%s' is not a tunnel", tunnel->name);
	/* Its own fields are not inside of it. */
	if (e->payload.proto == tunnel)
		return 0;
	e->small = tunnel->id;
	if (!proto_inside_tunnel(tunnel, e->payload.proto))
		return diag_error(r->diags, DIAG_CONTEXT, in->protocol.at,
				  "'%s' cannot be matched inside '%s'",
				  e->payload.proto->name, tunnel->name);
	return 0;
}

static int read_raw(struct json_reader *r, const struct in_payload *in,
		    uint32_t n, struct ast_expr *e)
{
	if (in->len < 1 || in->len > 512)
		return diag_error(r->diags, DIAG_RANGE,
				  json_where(r, json_find(r, n, "len")),
				  "length %u is out of range, expected 1 to 512 bits",
				  in->len);
	e->kind = AST_RAW;
	e->raw.base = (uint32_t)in->base.val;
	e->raw.off_bits = in->offset;
	e->raw.len_bits = in->len;
	return 0;
}

/* A part of a header or option by its place; name: what the other form has. */
static bool is_raw(const struct json_reader *r, uint32_t n, const char *name)
{
	if (json_find(r, n, "base"))
		return true;
	return !json_find(r, n, name) && !json_find(r, n, "field") &&
	       json_find(r, n, "offset") && json_find(r, n, "len");
}

static int read_payload(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	bool raw = is_raw(r, n, "protocol");
	struct in_payload in = { .base.set = false };

	if (json_bind(r, n, payload_members, raw ? PAYLOAD_RAW : PAYLOAD_FIELD,
		      &in) < 0)
		return -1;
	if (raw)
		return read_raw(r, &in, n, e);
	e->kind = AST_PAYLOAD;
	if (read_proto(r, &in.protocol, &e->payload.proto) < 0 ||
	    read_tunnel(r, &in, e) < 0)
		return -1;
	return read_field(r, &in.field, e->payload.proto, &e->payload.field);
}

/* ---- extension headers, options, chunks ---- */

struct in_exthdr {
	struct ast_name name, field;
	struct ast_num base, offset, len;
};

static const struct json_member exthdr_members[] = {
	NEEDED(in_exthdr, "name", NAME, name),
	MEMBER(in_exthdr, "field", NAME, field),
	MEMBER(in_exthdr, "offset", NUM, offset),
	MEMBERS_END,
};

static const struct json_member option_members[] = {
	NEEDED(in_exthdr, "name", NAME, name),
	MEMBER(in_exthdr, "field", NAME, field),
	MEMBERS_END,
};

static const struct json_member raw_option_members[] = {
	NEEDED(in_exthdr, "base", NUM, base),
	NEEDED(in_exthdr, "offset", NUM, offset),
	NEEDED(in_exthdr, "len", NUM, len),
	MEMBERS_END,
};

static int unknown_header(struct json_reader *r, enum exthdr_op op,
			  const char *what, const struct ast_name *name)
{
	struct suggest s;

	diag_error(r->diags, DIAG_UNKNOWN_NAME, name->at, "unknown %s '%s'",
		   what, name->name);
	suggest_init(&s, name->name, strlen(name->name));
	exthdr_each_name(op, suggest_try, &s);
	suggest_hint(&s, r->diags);
	return -1;
}

static int read_header_field(struct json_reader *r, const struct ast_name *name,
			     struct ast_expr *e)
{
	const struct exthdr *h = e->exthdr.hdr;
	struct suggest s;

	if (!name->name)
		return 0;
	e->exthdr.field = exthdr_field_by_name(h, name->name);
	if (e->exthdr.field)
		return 0;
	suggest_init(&s, name->name, strlen(name->name));
	suggest_try_rows(&s, h->fields, h->nfields, sizeof(h->fields[0]));
	return unknown_field(r, name, h->name, &s);
}

static int read_header(struct json_reader *r, uint32_t n, enum exthdr_op op,
		       const char *what, struct ast_expr *e)
{
	struct in_exthdr in = { .name.name = NULL };

	if (json_bind(r, n, op == EXTHDR_IPV6 ? exthdr_members : option_members,
		      JSON_NEEDED, &in) < 0)
		return -1;
	e->kind = AST_EXTHDR;
	e->exthdr.hdr = exthdr_by_name(op, in.name.name);
	if (!e->exthdr.hdr)
		return unknown_header(r, op, what, &in.name);
	e->small = e->exthdr.hdr->type;
	return read_header_field(r, &in.field, e);
}

static int read_exthdr(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	return read_header(r, n, EXTHDR_IPV6, "extension header", e);
}

static int read_ip_option(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	return read_header(r, n, EXTHDR_IPOPT, "IP option", e);
}

static int read_sctp_chunk(struct json_reader *r, uint32_t n,
			   struct ast_expr *e)
{
	return read_header(r, n, EXTHDR_SCTP, "SCTP chunk", e);
}

static int out_of_range(struct json_reader *r, const struct ast_num *num,
			uint64_t max)
{
	if (num->val <= max)
		return 0;
	return diag_error(r->diags, DIAG_RANGE, num->at,
			  "%lu is out of range, expected at most %lu",
			  (unsigned long)num->val, (unsigned long)max);
}

/* Options without a name are listed by their number. */
static void unnamed_option(struct ast_expr *e, const struct in_exthdr *in)
{
	const struct exthdr *h = exthdr_by_type(EXTHDR_TCPOPT,
						(uint8_t)in->base.val);

	e->kind = AST_EXTHDR;
	e->exthdr.hdr = h ? h : &exthdr_tcp_unknown;
	e->small = (int16_t)in->base.val;
}

int json_read_tcp_option(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	struct in_exthdr in = { .name.name = NULL };

	if (!is_raw(r, n, "name"))
		return read_header(r, n, EXTHDR_TCPOPT, "TCP option", e);
	if (json_bind(r, n, raw_option_members, JSON_NEEDED, &in) < 0 ||
	    out_of_range(r, &in.base, 255) < 0 ||
	    out_of_range(r, &in.offset, 320) < 0 ||
	    out_of_range(r, &in.len, 512) < 0)
		return -1;
	if (in.offset.val == 0 && (in.len.val == 0 || in.len.val == 8)) {
		unnamed_option(e, &in);
		return 0;
	}
	if (!in.len.val)
		return diag_error(r->diags, DIAG_RANGE, in.len.at,
				  "length 0 is out of range, expected 1 to 512 bits");
	e->kind = AST_TCPOPT_RAW;
	e->small = (int16_t)in.base.val;
	e->raw.off_bits = (uint32_t)in.offset.val;
	e->raw.len_bits = (uint32_t)in.len.val;
	return 0;
}

struct in_dccp {
	uint8_t type;
};

static const struct json_member dccp_members[] = {
	NEEDED(in_dccp, "type", U8, type),
	MEMBERS_END,
};

static int read_dccp_option(struct json_reader *r, uint32_t n,
			    struct ast_expr *e)
{
	struct in_dccp in = { 0 };

	if (json_bind(r, n, dccp_members, JSON_NEEDED, &in) < 0)
		return -1;
	e->kind = AST_EXTHDR;
	e->exthdr.hdr = &exthdr_dccp_option;
	e->small = in.type;
	return 0;
}

/* ---- keys ---- */

static const struct word directions[] = {
	{ "original", DIR_ORIGINAL },
	{ "reply", DIR_REPLY },
	{ NULL, 0 },
};

static const struct word ipsec_directions[] = {
	{ "in", 0 },
	{ "out", 1 },
	{ NULL, 0 },
};

static const struct word address_families[] = {
	{ "ip", FAMILY_IP },
	{ "ip6", FAMILY_IP6 },
	{ NULL, 0 },
};

static const struct word osf_keys[] = {
	{ "name", 0 },
	{ "version", 1 },
	{ NULL, 0 },
};

static const struct word osf_ttls[] = {
	{ "loose", 1 },
	{ "skip", 2 },
	{ NULL, 0 },
};

static const struct word fib_flags[] = {
	{ "saddr", 1 },
	{ "daddr", 2 },
	{ "mark", 4 },
	{ "iif", 8 },
	{ "oif", 16 },
	{ NULL, 0 },
};

struct in_key {
	struct ast_name key;
	struct ast_num dir, family, ttl, word, flags;
	uint32_t spnum;
};

static const struct json_member key_members[] = {
	NEEDED(in_key, "key", NAME, key),
	MEMBERS_END,
};

enum { KEY_ALWAYS = 1, KEY_DIRECTED = 2, KEY_OF_FAMILY = 4 };

static const struct json_member ct_members[] = {
	NEEDED(in_key, "key", NAME, key),
	WORDS(in_key, "dir", WORD, KEY_DIRECTED, dir, directions),
	WORDS(in_key, "family", WORD, 0, family, address_families),
	MEMBERS_END,
};

static const struct json_member rt_members[] = {
	NEEDED(in_key, "key", NAME, key),
	WORDS(in_key, "family", WORD, 0, family, address_families),
	MEMBERS_END,
};

static const struct json_member ipsec_members[] = {
	NEEDED(in_key, "key", NAME, key),
	WORDS(in_key, "dir", WORD, 0, dir, ipsec_directions),
	WORDS(in_key, "family", WORD, KEY_OF_FAMILY, family, address_families),
	MEMBER(in_key, "spnum", U32, spnum),
	MEMBERS_END,
};

static const struct json_member osf_members[] = {
	WORDS(in_key, "key", WORD, JSON_NEEDED, word, osf_keys),
	WORDS(in_key, "ttl", WORD, 0, ttl, osf_ttls),
	MEMBERS_END,
};

static const struct json_member fib_members[] = {
	NEEDED(in_key, "result", NAME, key),
	WORDS(in_key, "flags", FLAGS, JSON_NEEDED, flags, fib_flags),
	MEMBERS_END,
};

static void each_word(const char *const *words,
		      void (*fn)(void *, const char *), void *ctx)
{
	for (; *words; words++)
		fn(ctx, *words);
}

static void each_rt(void (*fn)(void *, const char *), void *ctx)
{
	static const char *const words[] = { "classid", "nexthop", "mtu",
					     "ipsec", NULL };

	each_word(words, fn, ctx);
}

static void each_socket(void (*fn)(void *, const char *), void *ctx)
{
	static const char *const words[] = { "transparent", "mark", "wildcard",
					     NULL };

	each_word(words, fn, ctx);
}

static void each_tunnel(void (*fn)(void *, const char *), void *ctx)
{
	static const char *const words[] = { "path", "id", NULL };

	each_word(words, fn, ctx);
}

static void each_ipsec(void (*fn)(void *, const char *), void *ctx)
{
	static const char *const words[] = { "reqid", "spi", "saddr", "daddr",
					     NULL };

	each_word(words, fn, ctx);
}

static void each_fib(void (*fn)(void *, const char *), void *ctx)
{
	static const char *const words[] = { "oif", "oifname", "type", "check",
					     NULL };

	each_word(words, fn, ctx);
}

/* "saddr" with a family is the key "ip saddr". */
static const char *key_of_family(struct json_reader *r, const struct in_key *in)
{
	const char *family;

	if (!in->family.set)
		return in->key.name;
	family = family_name((enum family)in->family.val);
	return arena_printf(&r->ast->arena, "%s %s", family, in->key.name);
}

static int read_meta(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	struct in_key in = { .spnum = 0 };

	if (json_bind(r, n, key_members, JSON_NEEDED, &in) < 0)
		return -1;
	e->kind = AST_META;
	e->key = meta_key_by_name(in.key.name);
	return e->key ? 0 : json_unknown(r, in.key.at, "meta key", in.key.name,
					 meta_key_each_name);
}

static const char *key_word(const struct json_reader *r, uint32_t n)
{
	uint32_t key = json_find(r, n, "key");
	const char *s = key ? json_string_value(json_at(r, key)) : NULL;

	return s ? s : "";
}

/* The addresses have different ones in the two directions. */
static uint16_t ct_cases(const struct json_reader *r, uint32_t n)
{
	const struct key *k = ct_key_by_name(key_word(r, n));

	if (k && (k->flags & KEY_DIR_REQUIRED) && k->dtype)
		return KEY_ALWAYS | KEY_DIRECTED;
	return KEY_ALWAYS;
}

static int read_ct(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	struct in_key in = { .spnum = 0 };

	if (json_bind(r, n, ct_members, ct_cases(r, n), &in) < 0)
		return -1;
	e->kind = AST_CT;
	e->small = (int16_t)in.dir.val;
	e->key = ct_key_by_name(key_of_family(r, &in));
	if (!e->key)
		e->key = ct_key_by_name(in.key.name);
	if (!e->key)
		return json_unknown(r, in.key.at, "ct key", in.key.name,
				    ct_key_each_name);
	if (in.dir.set &&
	    !(e->key->flags & (KEY_DIR_OPTIONAL | KEY_DIR_REQUIRED)))
		return diag_error(r->diags, DIAG_CONTEXT, in.dir.at,
				  "'ct %s' has no direction", e->key->name);
	return 0;
}

static int read_rt(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	struct in_key in = { .spnum = 0 };

	if (json_bind(r, n, rt_members, JSON_NEEDED, &in) < 0)
		return -1;
	e->kind = AST_RT;
	e->small = (int16_t)in.family.val;
	e->key = rt_key_by_name(key_of_family(r, &in));
	if (!e->key)
		e->key = rt_key_by_name(in.key.name);
	return e->key ? 0 : json_unknown(r, in.key.at, "rt key", in.key.name,
					 each_rt);
}

static int read_socket(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	struct in_key in = { .spnum = 0 };

	if (json_bind(r, n, key_members, JSON_NEEDED, &in) < 0)
		return -1;
	e->kind = AST_SOCKET;
	e->socket.key = socket_key_by_name(in.key.name);
	/* The level of a cgroup has no place in the schema. */
	if (!e->socket.key || json_same(in.key.name, "cgroupv2"))
		return json_unknown(r, in.key.at, "socket key", in.key.name,
				    each_socket);
	return 0;
}

static int read_tunnel_key(struct json_reader *r, uint32_t n,
			   struct ast_expr *e)
{
	struct in_key in = { .spnum = 0 };

	if (json_bind(r, n, key_members, JSON_NEEDED, &in) < 0)
		return -1;
	e->kind = AST_TUNNEL;
	e->key = tunnel_key_by_name(in.key.name);
	return e->key ? 0 : json_unknown(r, in.key.at, "tunnel key",
					 in.key.name, each_tunnel);
}

static uint16_t ipsec_cases(const struct json_reader *r, uint32_t n)
{
	const char *key = key_word(r, n);

	if (json_same(key, "saddr") || json_same(key, "daddr"))
		return KEY_ALWAYS | KEY_OF_FAMILY;
	return KEY_ALWAYS;
}

static int read_ipsec(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	struct in_key in = { .spnum = 0 };

	if (json_bind(r, n, ipsec_members, ipsec_cases(r, n), &in) < 0)
		return -1;
	e->kind = AST_IPSEC;
	e->ipsec.dir = (uint8_t)in.dir.val;
	e->ipsec.spnum = in.spnum;
	e->ipsec.key = ipsec_key_by_name(key_of_family(r, &in));
	if (!e->ipsec.key)
		e->ipsec.key = ipsec_key_by_name(in.key.name);
	return e->ipsec.key ? 0 : json_unknown(r, in.key.at, "ipsec key",
					       in.key.name, each_ipsec);
}

static int read_osf(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	struct in_key in = { .spnum = 0 };

	if (json_bind(r, n, osf_members, JSON_NEEDED, &in) < 0)
		return -1;
	e->kind = AST_OSF;
	e->osf.version = in.word.val;
	e->osf.ttl = (uint8_t)in.ttl.val;
	return 0;
}

static int read_fib(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	struct in_key in = { .spnum = 0 };

	if (json_bind(r, n, fib_members, JSON_NEEDED, &in) < 0)
		return -1;
	e->kind = AST_FIB;
	e->fib.flags = (uint32_t)in.flags.val;
	e->fib.result = fib_result_by_name(in.key.name);
	return e->fib.result ? 0 : json_unknown(r, in.key.at, "fib result",
						in.key.name, each_fib);
}

/* ---- numbers made up on the way ---- */

static const struct word numgen_modes[] = {
	{ "inc", 0 },
	{ "random", 1 },
	{ NULL, 0 },
};

struct in_gen {
	struct ast_num mode, seed;
	uint32_t mod, offset;
	struct ast_expr *expr;
};

#define GEN_MEMBERS                         \
	NEEDED(in_gen, "mod", U32, mod),    \
	MEMBER(in_gen, "offset", U32, offset)

static const struct json_member numgen_members[] = {
	WORDS(in_gen, "mode", WORD, JSON_NEEDED, mode, numgen_modes),
	GEN_MEMBERS,
	MEMBERS_END,
};

static const struct json_member jhash_members[] = {
	GEN_MEMBERS,
	OPERAND(in_gen, "expr", PLACE_LEFT, JSON_NEEDED, expr),
	MEMBER(in_gen, "seed", NUM, seed),
	MEMBERS_END,
};

static const struct json_member symhash_members[] = {
	GEN_MEMBERS,
	MEMBERS_END,
};

static int read_gen(struct json_reader *r, uint32_t n, enum ast_kind kind,
		    const struct json_member *members, struct ast_expr *e)
{
	struct ast_gen *gen = arena_new(&r->ast->arena, struct ast_gen);
	struct in_gen in = { .mod = 0 };

	if (json_bind(r, n, members, JSON_NEEDED, &in) < 0 ||
	    out_of_range(r, &in.seed, UINT32_MAX) < 0)
		return -1;
	e->kind = (uint8_t)kind;
	e->gen = gen;
	gen->expr = in.expr;
	gen->mod = in.mod;
	gen->offset = in.offset;
	gen->seed = (uint32_t)in.seed.val;
	gen->have_seed = in.seed.set;
	gen->random = in.mode.val;
	return 0;
}

static int read_numgen(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	return read_gen(r, n, AST_NUMGEN, numgen_members, e);
}

static int read_jhash(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	return read_gen(r, n, AST_JHASH, jhash_members, e);
}

static int read_symhash(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	return read_gen(r, n, AST_SYMHASH, symhash_members, e);
}

const struct json_selector json_selectors[] = {
	{ "payload", read_payload },
	{ "meta", read_meta },
	{ "ct", read_ct },
	{ "exthdr", read_exthdr },
	{ "tcp option", json_read_tcp_option },
	{ "ip option", read_ip_option },
	{ "sctp chunk", read_sctp_chunk },
	{ "dccp option", read_dccp_option },
	{ "osf", read_osf },
	{ "ipsec", read_ipsec },
	{ "socket", read_socket },
	{ "rt", read_rt },
	{ "fib", read_fib },
	{ "tunnel", read_tunnel_key },
	{ "numgen", read_numgen },
	{ "jhash", read_jhash },
	{ "symhash", read_symhash },
	{ NULL, NULL },
};
