#include "config.h"

#include "syntax/hints.h"
#include "syntax/json/json_read.h"
#include "text/suggest.h"

#include <stdio.h>
#include <string.h>

/* ---- headers ---- */

struct in_payload {
	struct ast_name tunnel, protocol, field;
	struct ast_expr e; /* what needs no second look */
};

enum { PAYLOAD_FIELD = 1, PAYLOAD_RAW = 2 };

static const struct json_member payload_members[] = {
	WORDS(in_payload, "protocol", NAME, PAYLOAD_FIELD, protocol, NULL),
	WORDS(in_payload, "field", NAME, PAYLOAD_FIELD, field, NULL),
	MEMBER(in_payload, "tunnel", NAME, tunnel),
	WORDS(in_payload, "base", WORD, PAYLOAD_RAW, e.raw.base,
	      words_raw_bases),
	WORDS(in_payload, "offset", NUM, PAYLOAD_RAW, e.raw.off_bits, NULL),
	WORDS(in_payload, "len", NUM, PAYLOAD_RAW, e.raw.len_bits, NULL),
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
	e->tunnel = tunnel->id;
	if (!proto_inside_tunnel(tunnel, e->payload.proto))
		return diag_error(r->diags, DIAG_CONTEXT, in->protocol.at,
				  "'%s' cannot be matched inside '%s'",
				  e->payload.proto->name, tunnel->name);
	return 0;
}

static int read_raw(struct json_reader *r, const struct in_payload *in,
		    uint32_t n, struct ast_expr *e)
{
	uint32_t len = in->e.raw.len_bits;

	if (len < 1 || len > 512)
		return diag_error(r->diags, DIAG_RANGE,
				  json_where(r, json_find(r, n, "len")),
				  "length %u is out of range, expected 1 to 512 bits",
				  len);
	*e = in->e;
	e->kind = AST_RAW;
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

static int read_payload(struct json_reader *r, uint32_t n,
			const struct json_expr_row *row, struct ast_expr *e)
{
	bool raw = is_raw(r, n, "protocol");
	struct in_payload in = { .e = *e };

	if (json_bind(r, n, row->members, raw ? PAYLOAD_RAW : PAYLOAD_FIELD,
		      &in) < 0)
		return -1;
	if (raw)
		return read_raw(r, &in, n, e);
	e->kind = row->kind;
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
		       struct ast_expr *e)
{
	static const char *const kinds[] = {
		[EXTHDR_IPV6] = "extension header",
		[EXTHDR_TCPOPT] = "TCP option", [EXTHDR_IPOPT] = "IP option",
		[EXTHDR_SCTP] = "SCTP chunk",
	};
	struct in_exthdr in = { .name.name = NULL };

	if (json_bind(r, n, op == EXTHDR_IPV6 ? exthdr_members : option_members,
		      JSON_NEEDED, &in) < 0)
		return -1;
	e->kind = AST_EXTHDR;
	e->exthdr.hdr = exthdr_by_name(op, in.name.name);
	if (!e->exthdr.hdr)
		return unknown_header(r, op, kinds[op], &in.name);
	e->number = e->exthdr.hdr->type;
	return read_header_field(r, &in.field, e);
}

static int read_exthdr(struct json_reader *r, uint32_t n,
		       const struct json_expr_row *row, struct ast_expr *e)
{
	return read_header(r, n, (enum exthdr_op)row->arg, e);
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
	e->number = (uint16_t)in->base.val;
}

int json_read_tcp_option(struct json_reader *r, uint32_t n,
			 const struct json_expr_row *row, struct ast_expr *e)
{
	struct in_exthdr in = { .name.name = NULL };

	(void)row;
	if (!is_raw(r, n, "name"))
		return read_header(r, n, EXTHDR_TCPOPT, e);
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
	e->number = (uint16_t)in.base.val;
	e->raw.off_bits = (uint32_t)in.offset.val;
	e->raw.len_bits = (uint32_t)in.len.val;
	return 0;
}

static const struct json_member dccp_members[] = {
	NEEDED(ast_expr, "type", NUM8, number),
	MEMBERS_END,
};

/* What the members say is all there is to it. */
static int read_plain(struct json_reader *r, uint32_t n,
		      const struct json_expr_row *row, struct ast_expr *e)
{
	e->kind = row->kind;
	if (e->kind == AST_EXTHDR)
		e->exthdr.hdr = &exthdr_dccp_option;
	return json_bind(r, n, row->members, JSON_NEEDED, e);
}

/* ---- keys ---- */

struct in_key {
	struct ast_name key;
	struct ast_num dir, family;
	struct ast_expr e; /* what needs no second look */
};

enum { KEY_ALWAYS = 1, KEY_DIRECTED = 2, KEY_OF_FAMILY = 4, KEY_LEVELLED = 8 };

static const struct json_member key_members[] = {
	NEEDED(in_key, "key", NAME, key),
	MEMBERS_END,
};

static const struct json_member socket_members[] = {
	NEEDED(in_key, "key", NAME, key),
	WORDS(in_key, "level", NUM, KEY_LEVELLED, e.level, NULL),
	MEMBERS_END,
};

static const struct json_member ct_members[] = {
	NEEDED(in_key, "key", NAME, key),
	WORDS(in_key, "dir", WORD, KEY_DIRECTED, dir, words_ct_dirs),
	WORDS(in_key, "family", WORD, 0, family, words_address_families),
	MEMBERS_END,
};

static const struct json_member rt_members[] = {
	NEEDED(in_key, "key", NAME, key),
	WORDS(in_key, "family", WORD, 0, family, words_address_families),
	MEMBERS_END,
};

static const struct json_member ipsec_members[] = {
	NEEDED(in_key, "key", NAME, key),
	WORDS(in_key, "dir", WORD, 0, dir, words_ipsec_dirs),
	WORDS(in_key, "family", WORD, KEY_OF_FAMILY, family,
	      words_address_families),
	MEMBER(in_key, "spnum", NUM, e.spnum),
	MEMBERS_END,
};

static const struct json_member fib_members[] = {
	NEEDED(in_key, "result", NAME, key),
	WORDS(in_key, "flags", FLAGS, JSON_NEEDED, e.fib_flags,
	      words_fib_flags),
	MEMBERS_END,
};

static const struct json_member osf_members[] = {
	WORDS(ast_expr, "key", WORD, JSON_NEEDED, osf.version, words_osf_keys),
	WORDS(ast_expr, "ttl", WORD, 0, osf.ttl, words_osf_ttls),
	MEMBERS_END,
};

/* "saddr" with a family is the key "ip saddr". */
static const struct key *key_of_family(enum key_set set, const char *family,
				       const char *name)
{
	char buf[AST_NAME_MAX + 8];

	snprintf(buf, sizeof(buf), "%s %s", family, name);
	return key_by_name(set, buf);
}

/* The addresses of ct have different ones in the two directions; those of
 * ipsec have no key without a family; a socket has a cgroup at each level. */
static uint16_t key_cases(const struct json_reader *r, uint32_t n,
			  enum key_set set)
{
	uint32_t at = json_find(r, n, "key");
	const char *name = at ? json_string_value(json_at(r, at)) : NULL;
	const struct key *k = name ? key_by_name(set, name) : NULL;

	if (k && (k->flags & KEY_DIR_REQUIRED) && k->dtype)
		return KEY_ALWAYS | KEY_DIRECTED;
	if (k && k->flags & KEY_LEVEL)
		return KEY_ALWAYS | KEY_LEVELLED;
	if (name && !k && key_of_family(set, "ip", name))
		return KEY_ALWAYS | KEY_OF_FAMILY;
	return KEY_ALWAYS;
}

static void try_key(void *suggest, const struct key *k)
{
	const char *behind = strchr(k->name, ' ');

	suggest_try(suggest, k->name);
	if (behind)
		suggest_try(suggest, behind + 1);
}

static int unknown_key(struct json_reader *r, const struct ast_name *name,
		       enum key_set set)
{
	struct suggest s;

	diag_error(r->diags, DIAG_UNKNOWN_NAME, name->at, "unknown %s %s '%s'",
		   key_set_word(set), set == KEYS_FIB ? "result" : "key",
		   name->name);
	suggest_init(&s, name->name, strlen(name->name));
	key_each(set, try_key, &s);
	suggest_hint(&s, r->diags);
	return -1;
}

static int read_key(struct json_reader *r, uint32_t n,
		    const struct json_expr_row *row, struct ast_expr *e)
{
	enum key_set set = (enum key_set)row->arg;
	struct in_key in = { .e = *e };
	const struct key *key = NULL;

	if (json_bind(r, n, row->members, key_cases(r, n, set), &in) < 0)
		return -1;
	if (in.family.set)
		key = key_of_family(set, family_name((enum family)in.family.val),
				    in.key.name);
	if (!key)
		key = key_by_name(set, in.key.name);
	if (!key)
		return unknown_key(r, &in.key, set);
	if (in.dir.set && set == KEYS_CT &&
	    !(key->flags & (KEY_DIR_OPTIONAL | KEY_DIR_REQUIRED)))
		return diag_error(r->diags, DIAG_CONTEXT, in.dir.at,
				  "'ct %s' has no direction", key->name);
	*e = in.e;
	e->kind = row->kind;
	e->key = key;
	if (set == KEYS_RT)
		e->family = (uint16_t)in.family.val;
	else
		e->dir = (uint16_t)in.dir.val;
	return 0;
}

/* ---- numbers made up on the way ---- */

struct in_gen {
	struct ast_gen gen;
	struct ast_num seed;
};

#define GEN_MEMBERS                          \
	NEEDED(in_gen, "mod", NUM, gen.mod), \
	MEMBER(in_gen, "offset", NUM, gen.offset)

static const struct json_member numgen_members[] = {
	WORDS(in_gen, "mode", WORD, JSON_NEEDED, gen.random,
	      words_numgen_modes),
	GEN_MEMBERS,
	MEMBERS_END,
};

static const struct json_member jhash_members[] = {
	GEN_MEMBERS,
	OPERAND(in_gen, "expr", PLACE_LEFT, JSON_NEEDED, gen.expr),
	MEMBER(in_gen, "seed", NUM, seed),
	MEMBERS_END,
};

static const struct json_member symhash_members[] = {
	GEN_MEMBERS,
	MEMBERS_END,
};

static int read_gen(struct json_reader *r, uint32_t n,
		    const struct json_expr_row *row, struct ast_expr *e)
{
	struct in_gen in = { .seed.set = false };

	if (json_bind(r, n, row->members, JSON_NEEDED, &in) < 0 ||
	    out_of_range(r, &in.seed, UINT32_MAX) < 0)
		return -1;
	e->kind = row->kind;
	in.gen.seed = (uint32_t)in.seed.val;
	in.gen.have_seed = in.seed.set;
	e->gen = arena_memdup(&r->ast->arena, &in.gen, sizeof(in.gen));
	return 0;
}

#define ROW(name, read, kind, arg, members) \
	{ name, read, kind, arg, members, 0 }

const struct json_expr_row json_selectors[] = {
	ROW("payload", read_payload, AST_PAYLOAD, 0, payload_members),
	ROW("meta", read_key, AST_META, KEYS_META, key_members),
	ROW("ct", read_key, AST_CT, KEYS_CT, ct_members),
	ROW("exthdr", read_exthdr, AST_EXTHDR, EXTHDR_IPV6, NULL),
	ROW("tcp option", json_read_tcp_option, AST_EXTHDR, 0, NULL),
	ROW("ip option", read_exthdr, AST_EXTHDR, EXTHDR_IPOPT, NULL),
	ROW("sctp chunk", read_exthdr, AST_EXTHDR, EXTHDR_SCTP, NULL),
	ROW("dccp option", read_plain, AST_EXTHDR, 0, dccp_members),
	ROW("osf", read_plain, AST_OSF, 0, osf_members),
	ROW("ipsec", read_key, AST_IPSEC, KEYS_IPSEC, ipsec_members),
	ROW("socket", read_key, AST_SOCKET, KEYS_SOCKET, socket_members),
	ROW("rt", read_key, AST_RT, KEYS_RT, rt_members),
	ROW("fib", read_key, AST_FIB, KEYS_FIB, fib_members),
	ROW("tunnel", read_key, AST_TUNNEL, KEYS_TUNNEL, key_members),
	ROW("numgen", read_gen, AST_NUMGEN, 0, numgen_members),
	ROW("jhash", read_gen, AST_JHASH, 0, jhash_members),
	ROW("symhash", read_gen, AST_SYMHASH, 0, symhash_members),
	{ .name = NULL },
};
