#include "config.h"

#include "syntax/hints.h"
#include "syntax/text/grammar.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>

void candidates_init(const struct parser *p, struct candidates *c)
{
	suggest_init(&c->nearest, p->t.text, p->t.len);
	c->len = 0;
	c->list[0] = '\0';
}

void candidates_add(void *candidates, const char *name)
{
	struct candidates *c = candidates;
	size_t left = sizeof(c->list) - c->len;
	int n;

	suggest_try(&c->nearest, name);
	n = snprintf(c->list + c->len, left, "%s%s", c->len ? ", " : "", name);
	if (n > 0 && (size_t)n < left)
		c->len += (size_t)n;
	else
		c->list[c->len] = '\0';
}

/* Addresses, times and the like are words too, but none that could be meant
 * for a name. */
static bool is_name(const struct token *t)
{
	return t->kind == TOKEN_WORD && (*t->text < '0' || *t->text > '9') &&
	       !memchr(t->text, ':', t->len);
}

static void hint_names(struct parser *p, const struct candidates *c,
		       const char *expected)
{
	if ((p->after_nat &&
	     hint_word(p->diags, "nat", p->t.text, p->t.len)) ||
	    hint_word(p->diags, expected, p->t.text, p->t.len) ||
	    suggest_hint(&c->nearest, p->diags))
		return;
	if (p->t.len > 2 && memcmp(p->t.text, "..", 2) == 0)
		diag_hint(p->diags, "a range is written with '-'");
	else if (*p->t.text == '.')
		return; /* the rest of a number: whoever read that knows */
	else if (memchr(p->t.text, '.', p->t.len))
		diag_hint(p->diags, "'.' may be part of a word: put blanks "
			  "around it to join two words");
	else if (c->len)
		diag_hint(p->diags, "known are: %s", c->list);
}

static bool has_ports(const char *header)
{
	const struct proto *proto = header ? proto_by_name(header) : NULL;

	return proto && proto_field_by_name(proto, "dport");
}

int err_unknown(struct parser *p, const struct candidates *c,
		const char *field, const char *owner)
{
	char what[PARSE_NAME_MAX], shown[PARSE_NAME_MAX];

	if (err_joined(p))
		return -1;
	/* Half of the word, maybe: a letter is the mistake then. */
	if (p->t.kind == TOKEN_WORD && tok_peek(p)->kind == TOKEN_BAD &&
	    p->ahead.glued) {
		tok_advance(p);
		return err_bad(p);
	}
	if (!is_name(&p->t)) {
		snprintf(what, sizeof(what), "%s %s%s%s", util_article(field),
			 field, owner ? " of " : "", owner ? owner : "");
		err_expected(p, what);
		if (p->t.kind == TOKEN_NUMBER && has_ports(owner))
			hint_word(p->diags, field, "port", 4);
		return -1;
	}
	if (suggest_best(&c->nearest) && tok_is(p, suggest_best(&c->nearest)))
		return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
				  "%s is not allowed here",
				  err_token(&p->t, shown));
	diag_error(p->diags, DIAG_UNKNOWN_NAME, p->t.at, "unknown %s %s%s%s",
		   field, err_token(&p->t, shown), owner ? " of " : "",
		   owner ? owner : "");
	hint_names(p, c, field);
	return -1;
}

int err_unknown_word(struct parser *p, const struct word *words,
		     const char *field, const char *owner)
{
	struct candidates c;

	candidates_init(p, &c);
	word_each(words, candidates_add, &c);
	return err_unknown(p, &c, field, owner);
}

/* 'icmp echo-request': the value of a field, without the field. */
static bool err_value(struct parser *p, const struct proto *proto)
{
	char buf[PARSE_NAME_MAX], shown[PARSE_NAME_MAX];
	const char *word = tok_text(&p->t, buf);
	uint64_t value;

	for (unsigned int i = 0; p->t.kind == TOKEN_WORD && i < proto->nfields;
	     i++) {
		if (!proto->fields[i].dtype ||
		    !dtype_symbol(proto->fields[i].dtype, word, &value))
			continue;
		diag_error(p->diags, DIAG_UNKNOWN_NAME, p->t.at,
			   "unknown field %s of %s", err_token(&p->t, shown),
			   proto->name);
		diag_hint(p->diags, "write '%s %s %s'", proto->name,
			  proto->fields[i].name, word);
		return true;
	}
	return false;
}

static int err_field(struct parser *p, const struct proto *proto)
{
	struct candidates c;

	if (err_value(p, proto))
		return -1;
	candidates_init(p, &c);
	for (unsigned int i = 0; i < proto->nfields; i++)
		candidates_add(&c, proto->fields[i].name);
	return err_unknown(p, &c, "field", proto->name);
}

static const struct proto_field *field_here(struct parser *p,
					    const struct proto *proto)
{
	char buf[PARSE_NAME_MAX];

	if (p->t.kind != TOKEN_WORD)
		return NULL;
	return proto_field_by_name(proto, tok_text(&p->t, buf));
}

/* The two words of `arp saddr ip`, `ct ip saddr` as the tables spell them. */
static const char *two_words(struct parser *p, char buf[static PARSE_NAME_MAX])
{
	const struct token *next = tok_peek(p);

	if (next->kind != TOKEN_WORD || p->t.len + next->len > 40)
		return "";
	snprintf(buf, PARSE_NAME_MAX, "%.*s %.*s", (int)p->t.len, p->t.text,
		 (int)next->len, next->text);
	return buf;
}

static struct ast_expr *payload_new(struct parser *p, struct span start,
				    const struct proto *proto,
				    const struct proto_field *field)
{
	struct ast_expr *e;

	tok_advance(p);
	e = ast_expr_new(p, AST_PAYLOAD, tok_since(p, start));
	e->payload.proto = proto;
	e->payload.field = field;
	return e;
}

/* arp = 'arp' ( field | ( 'saddr' | 'daddr' ) ( 'ether' | 'ip' ) ) */
static struct ast_expr *arp_field(struct parser *p, const struct proto *proto,
				  struct span start)
{
	char buf[PARSE_NAME_MAX];
	const struct proto_field *field = field_here(p, proto);

	if (!field && p->t.kind == TOKEN_WORD) {
		field = proto_field_by_name(proto, two_words(p, buf));
		if (field)
			tok_advance(p);
	}
	if (field)
		return payload_new(p, start, proto, field);
	err_field(p, proto);
	return NULL;
}

/* header field = FIELD */
struct ast_expr *sel_proto_field(struct parser *p, const struct proto *proto,
				 const struct proto *tunnel, struct span start)
{
	const struct proto_field *field;
	struct ast_expr *e;

	if (proto->id == PROTO_ARP) {
		e = arp_field(p, proto, start);
	} else {
		field = field_here(p, proto);
		if (!field) {
			err_field(p, proto);
			return NULL;
		}
		e = payload_new(p, start, proto, field);
	}
	if (e && tunnel)
		e->tunnel = tunnel->id;
	return e;
}

static const struct proto *proto_here(const struct parser *p)
{
	char buf[PARSE_NAME_MAX];

	if (p->t.kind != TOKEN_WORD)
		return NULL;
	return proto_by_name(tok_text(&p->t, buf));
}

/* payload = HEADER field */
struct ast_expr *sel_payload(struct parser *p)
{
	const struct keyword *kw = keyword_at_hand(p);
	const struct proto *proto = proto_by_id((enum proto_id)kw->proto);
	struct span start = p->t.at;

	tok_advance(p);
	return sel_proto_field(p, proto, NULL, start);
}

/* tunnelled = ( 'vxlan' | 'geneve' | 'gre' | 'gretap' )
 *             ( field | HEADER field ) */
struct ast_expr *sel_tunnelled(struct parser *p)
{
	const struct proto *tunnel = proto_here(p), *inner;
	struct span start = p->t.at;
	char buf[PARSE_NAME_MAX];

	tok_advance(p);
	inner = proto_here(p);
	if (!inner || field_here(p, tunnel))
		return sel_proto_field(p, tunnel, NULL, start);
	if (!proto_inside_tunnel(tunnel, inner)) {
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "%s cannot be matched inside %s",
			   err_token(&p->t, buf), tunnel->name);
		return NULL;
	}
	tok_advance(p);
	return sel_proto_field(p, inner, tunnel, start);
}

/* raw place = ',' NUMBER ',' NUMBER, in bits */
int sel_raw_place(struct parser *p, struct ast_expr *e)
{
	uint64_t off, len;

	if (tok_expect(p, ',', "',' and an offset in bits") < 0 ||
	    parse_number(p, "an offset in bits", UINT32_MAX, &off) < 0 ||
	    tok_expect(p, ',', "',' and a length in bits") < 0)
		return -1;
	if (p->t.kind == TOKEN_NUMBER && (!p->t.num || p->t.num > 512))
		return diag_error(p->diags, DIAG_RANGE, p->t.at,
				  "a raw field has 1 to 512 bits");
	if (parse_number(p, "a length in bits", 512, &len) < 0)
		return -1;
	e->raw.off_bits = (uint32_t)off;
	e->raw.len_bits = (uint32_t)len;
	return 0;
}

/* raw = '@' ( 'll' | 'nh' | 'th' | 'ih' ) raw place */
struct ast_expr *sel_raw(struct parser *p)
{
	struct ast_expr *e = ast_expr_new(p, AST_RAW, p->t.at);
	const struct word *base = NULL;
	char buf[PARSE_NAME_MAX];

	tok_advance(p);
	if (p->t.kind == TOKEN_WORD)
		base = word_find(words_raw_bases, tok_text(&p->t, buf));
	if (!base) {
		err_unknown_word(p, words_raw_bases, "base for raw payload",
				 NULL);
		return NULL;
	}
	tok_advance(p);
	e->raw.base = (uint32_t)base->value;
	if (sel_raw_place(p, e) < 0)
		return NULL;
	e->at = tok_since(p, e->at);
	return e;
}

/* Whether what follows an ambiguous word is a field of that header. */
bool selector_begins(struct parser *p, const struct keyword *kw)
{
	const struct token *next;
	const struct proto *proto;
	char buf[PARSE_NAME_MAX];

	if (!(kw->flags & KW_VALUE))
		return true;
	next = tok_peek(p);
	if (next->kind != TOKEN_WORD || token_is(next, "comment"))
		return false;
	if (token_is(next, "option") || token_is(next, "chunk"))
		return true;
	if (kw->proto) {
		proto = proto_by_id((enum proto_id)kw->proto);
		if (proto_field_by_name(proto, tok_text(next, buf)))
			return true;
		if (proto->inner_type && proto_by_name(buf))
			return true;
	}
	return !keyword_find(next);
}

static int err_key(struct parser *p, enum key_set set)
{
	struct candidates c;

	candidates_init(p, &c);
	key_each_name(set, candidates_add, &c);
	return err_unknown(p, &c, set == KEYS_FIB ? "result" : "key",
			   key_set_word(set));
}

const struct key *sel_key(struct parser *p, enum key_set set)
{
	const struct key *key = NULL;
	char buf[PARSE_NAME_MAX];

	if (p->t.kind == TOKEN_WORD)
		key = key_by_name(set, tok_text(&p->t, buf));
	if (key)
		tok_advance(p);
	else
		err_key(p, set);
	return key;
}

static struct ast_expr *key_new(struct parser *p, enum ast_kind kind,
				struct span start, const struct key *key)
{
	struct ast_expr *e;

	if (!key)
		return NULL;
	e = ast_expr_new(p, kind, tok_since(p, start));
	e->key = key;
	return e;
}

/* meta = 'meta' KEY */
struct ast_expr *sel_meta(struct parser *p)
{
	struct span start = p->t.at;

	tok_advance(p);
	return key_new(p, AST_META, start, sel_key(p, KEYS_META));
}

/* meta bare = KEY, one of those that need no word 'meta' */
struct ast_expr *sel_meta_bare(struct parser *p)
{
	struct span start = p->t.at;

	return key_new(p, AST_META, start, sel_key(p, KEYS_META));
}

static const struct key *ct_key_here(struct parser *p)
{
	const struct key *key;
	char buf[PARSE_NAME_MAX];

	if (p->t.kind != TOKEN_WORD)
		return NULL;
	key = key_by_name(KEYS_CT, tok_text(&p->t, buf));
	if (key || (!tok_is(p, "ip") && !tok_is(p, "ip6")))
		return key;
	key = key_by_name(KEYS_CT, two_words(p, buf));
	if (key)
		tok_advance(p);
	return key;
}

static int ct_check_dir(struct parser *p, const struct key *key,
			enum ast_dir dir, struct span at)
{
	uint8_t may = key->flags & (KEY_DIR_OPTIONAL | KEY_DIR_REQUIRED);

	if (dir != DIR_NONE && !may)
		return diag_error(p->diags, DIAG_SYNTAX, at,
				  "'ct %s' takes no direction", key->name);
	if (dir == DIR_NONE && (key->flags & KEY_DIR_REQUIRED))
		return diag_error(p->diags, DIAG_MISSING, p->t.at,
				  "'ct %s' needs a direction: write 'ct "
				  "original %s' or 'ct reply %s'",
				  key->name, key->name, key->name);
	return 0;
}

/* ct = 'ct' [ 'original' | 'reply' ] ( KEY | ( 'ip' | 'ip6' ) KEY ) */
struct ast_expr *sel_ct(struct parser *p)
{
	struct span start = p->t.at, dir_at;
	enum ast_dir dir = DIR_NONE;
	const struct key *key;
	struct ast_expr *e;

	tok_advance(p);
	dir_at = p->t.at;
	if (tok_accept_word(p, "original"))
		dir = DIR_ORIGINAL;
	else if (tok_accept_word(p, "reply"))
		dir = DIR_REPLY;
	key = ct_key_here(p);
	if (!key) {
		err_key(p, KEYS_CT);
		return NULL;
	}
	if (ct_check_dir(p, key, dir, dir_at) < 0)
		return NULL;
	tok_advance(p);
	e = key_new(p, AST_CT, start, key);
	e->dir = (uint16_t)dir;
	return e;
}

/* tunnel = 'tunnel' ( 'id' | 'path' ) */
struct ast_expr *sel_tunnel(struct parser *p)
{
	struct span start = p->t.at;

	tok_advance(p);
	return key_new(p, AST_TUNNEL, start, sel_key(p, KEYS_TUNNEL));
}

/* socket = 'socket' ( KEY | 'cgroupv2' 'level' NUMBER ) */
struct ast_expr *sel_socket(struct parser *p)
{
	struct span start = p->t.at;
	const struct key *key;
	struct ast_expr *e;
	uint64_t level = 0;

	tok_advance(p);
	key = sel_key(p, KEYS_SOCKET);
	if (!key)
		return NULL;
	if (key->number == NFT_SOCKET_CGROUPV2 &&
	    (tok_expect_word(p, "level", "'level' and a number") < 0 ||
	     parse_number(p, "the level of the cgroup", UINT32_MAX, &level) <
		     0))
		return NULL;
	e = key_new(p, AST_SOCKET, start, key);
	e->level = (uint32_t)level;
	return e;
}
