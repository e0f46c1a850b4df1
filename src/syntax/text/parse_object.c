#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

#include <netinet/in.h>

#include <linux/netfilter/nf_synproxy.h>

struct object_ctx {
	struct ast_object *obj;
	enum obj_kind kind;
	/* states of timeout policies: they must be of the protocol */
	struct token tcp_state, udp_state;
};

/* object kind = 'counter' | 'quota' | 'limit' | 'secmark' | 'synproxy'
 *             | 'tunnel' | 'ct' ( 'helper' | 'timeout' | 'expectation' ) */
int parse_object_kind(struct parser *p)
{
	static const struct word ct_kinds[] = {
		{ "helper", OBJ_CT_HELPER },
		{ "timeout", OBJ_CT_TIMEOUT },
		{ "expectation", OBJ_CT_EXPECT },
		{ NULL, 0 },
	};
	const struct word *w;
	char buf[PARSE_NAME_MAX];

	if (p->t.kind != TOKEN_WORD)
		return 0;
	if (tok_accept_word(p, "ct")) {
		w = parse_word(p, ct_kinds, "helper, timeout or expectation");
		return w ? (int)w->value : -1;
	}
	w = word_find(words_objects, tok_text(&p->t, buf));
	if (!w || w->value > OBJ_LAST_STATEFUL)
		return 0;
	tok_advance(p);
	return (int)w->value;
}

/* counter body = 'packets' NUMBER 'bytes' NUMBER */
static int counter_body(struct parser *p, struct object_ctx *c)
{
	struct ast_object *obj = c->obj;

	if (tok_expect_word(p, "packets", "'packets' and a number") < 0 ||
	    parse_number(p, "a number", UINT64_MAX, &obj->counter.packets) <
		    0 ||
	    tok_expect_word(p, "bytes", "'bytes' and a number") < 0 ||
	    parse_number(p, "a number", UINT64_MAX, &obj->counter.bytes) < 0)
		return -1;
	return ITEM_FREE;
}

static int quota_body(struct parser *p, struct object_ctx *c)
{
	return parse_quota(p, &c->obj->quota) < 0 ? -1 : ITEM_FREE;
}

static int limit_body(struct parser *p, struct object_ctx *c)
{
	return parse_limit(p, &c->obj->limit) < 0 ? -1 : ITEM_FREE;
}

/* secmark body = string */
static int secmark_body(struct parser *p, struct object_ctx *c)
{
	if (parse_string(p, "a security context in quotes",
			 &c->obj->secmark) < 0)
		return -1;
	return ITEM_FREE;
}

/* synproxy body = { 'mss' NUMBER | 'wscale' NUMBER | 'timestamp'
 *                 | 'sack-perm' } */
static int synproxy_body(struct parser *p, struct object_ctx *c)
{
	struct span at = p->t.at;
	struct ast_stmt *s = parse_synproxy_options(p);

	if (!s)
		return -1;
	if (!s->synproxy.flags)
		return err_expected(p, "mss, wscale, timestamp or sack-perm");
	/* The lines of a block give one option each. */
	if (s->synproxy.mss)
		c->obj->synproxy.mss = s->synproxy.mss;
	if (s->synproxy.wscale)
		c->obj->synproxy.wscale = s->synproxy.wscale;
	if (s->synproxy.flags & NF_SYNPROXY_OPT_MSS &&
	    s->synproxy.flags & NF_SYNPROXY_OPT_WSCALE)
		c->obj->synproxy.one_line = true;
	if (!c->obj->synproxy.flags)
		c->obj->synproxy.at = at;
	c->obj->synproxy.flags |= s->synproxy.flags;
	return ITEM_FREE;
}

/* l4 protocol = 'protocol' ( 'tcp' | 'udp' ) */
static int parse_l4proto(struct parser *p, uint8_t *ret_proto)
{
	const struct word *w;

	if (tok_expect_word(p, "protocol", "'protocol'") < 0)
		return -1;
	w = parse_word(p, words_l4protos, "tcp or udp");
	if (!w)
		return -1;
	*ret_proto = (uint8_t)w->value;
	return ITEM_SEP;
}

/* l3 protocol = 'l3proto' FAMILY */
static int parse_l3proto(struct parser *p, uint16_t *ret_proto)
{
	const struct word *w;

	tok_advance(p);
	w = parse_word(p, words_l3protos, "the name of a family");
	if (!w)
		return -1;
	*ret_proto = (uint16_t)w->value;
	return ITEM_SEP;
}

/* helper item = 'type' STRING l4 protocol | l3 protocol */
static int helper_body(struct parser *p, struct object_ctx *c)
{
	struct ast_object *obj = c->obj;

	if (tok_is(p, "l3proto"))
		return parse_l3proto(p, &obj->helper.l3proto);
	if (tok_expect_word(p, "type", "type or l3proto") < 0)
		return -1;
	if (obj->helper.type.text) {
		diag_error(p->diags, DIAG_DUPLICATE, p->t.at,
			   "the type is given twice");
		diag_note(p->diags, obj->helper.type.at, "first given here");
		return -1;
	}
	if (p->t.kind != TOKEN_STRING)
		return err_expected(p, "the name of the helper in quotes");
	if (parse_string(p, "a name", &obj->helper.type) < 0)
		return -1;
	return parse_l4proto(p, &obj->helper.l4proto);
}

/* state = WORD of the protocol's states */
static const struct word *timeout_state(struct parser *p, struct object_ctx *c)
{
	char buf[PARSE_NAME_MAX];
	const struct word *w;

	if (p->t.kind == TOKEN_WORD) {
		w = word_find(words_udp_timeouts, tok_text(&p->t, buf));
		if (w) {
			c->udp_state = p->t;
			tok_advance(p);
			return w;
		}
	}
	c->tcp_state = p->t;
	return parse_word(p, words_tcp_timeouts,
			  "the name of a connection state");
}

/* seconds = NUMBER | TIME */
static int parse_seconds(struct parser *p, uint32_t *ret_seconds)
{
	struct span at = p->t.at;
	struct ast_num ms;
	uint64_t seconds;

	if (p->t.kind == TOKEN_NUMBER) {
		if (parse_number(p, "seconds", UINT32_MAX, &seconds) < 0)
			return -1;
	} else {
		if (parse_time_ms(p, &ms) < 0)
			return -1;
		seconds = ms.val / 1000;
	}
	if (seconds > UINT32_MAX)
		return diag_error(p->diags, DIAG_RANGE, at,
				  "a timeout has at most 2^32 - 1 seconds");
	*ret_seconds = (uint32_t)seconds;
	return 0;
}

/* timeout policy = 'policy' '=' '{' state ':' seconds { ',' ... } '}' */
static int timeout_policy(struct parser *p, struct object_ctx *c)
{
	struct span open;

	tok_advance(p);
	if (tok_expect(p, '=', "'='") < 0)
		return -1;
	open = p->t.at;
	if (p->t.kind != '{')
		return err_expected(p, "'{'");
	do {
		const struct word *state;

		tok_advance(p);
		while (tok_accept(p, TOKEN_NEWLINE))
			;
		if (p->t.kind == '}' && c->obj->timeout.given)
			break;
		state = timeout_state(p, c);
		if (!state || tok_expect(p, ':', "':' and seconds") < 0 ||
		    parse_seconds(p, &c->obj->timeout.values[state->value]) <
			    0)
			return -1;
		c->obj->timeout.given |= UINT32_C(1) << state->value;
		while (tok_accept(p, TOKEN_NEWLINE))
			;
	} while (p->t.kind == ',');
	if (p->t.kind == TOKEN_EOF)
		return err_unclosed(p, open);
	return tok_expect(p, '}', "',' or '}'") < 0 ? -1 : ITEM_SEP;
}

/* timeout item = l4 protocol | l3 protocol | timeout policy */
static int timeout_body(struct parser *p, struct object_ctx *c)
{
	if (tok_is(p, "protocol"))
		return parse_l4proto(p, &c->obj->timeout.l4proto);
	if (tok_is(p, "l3proto"))
		return parse_l3proto(p, &c->obj->timeout.l3proto);
	if (tok_is(p, "policy"))
		return timeout_policy(p, c);
	return err_expected(p, "protocol, l3proto or policy");
}

static int expect_number(struct parser *p, uint64_t max, struct ast_num *num)
{
	tok_advance(p);
	return parse_num(p, "a number", max, num) < 0 ? -1 : ITEM_SEP;
}

/* expectation item = l4 protocol | l3 protocol | 'dport' NUMBER
 *                  | 'timeout' TIME | 'size' NUMBER */
static int expect_body(struct parser *p, struct object_ctx *c)
{
	struct ast_object *obj = c->obj;
	struct span at = p->t.at;
	uint8_t proto;

	if (tok_is(p, "l3proto"))
		return parse_l3proto(p, &obj->expect.l3proto);
	if (tok_is(p, "dport"))
		return expect_number(p, UINT16_MAX, &obj->expect.dport);
	if (tok_is(p, "size"))
		return expect_number(p, UINT64_MAX, &obj->expect.size);
	if (tok_accept_word(p, "timeout"))
		return parse_time_ms(p, &obj->expect.timeout_ms) < 0 ?
			       -1 :
			       ITEM_SEP;
	if (!tok_is(p, "protocol"))
		return err_expected(p, "protocol, l3proto, dport, timeout or "
				       "size");
	if (parse_l4proto(p, &proto) < 0)
		return -1;
	obj->expect.l4proto = (struct ast_num){ .val = proto, .at = at,
						.set = true };
	return ITEM_SEP;
}

static int tunnel_body(struct parser *p, struct object_ctx *c)
{
	return parse_tunnel_item(p, c->obj) < 0 ? -1 : ITEM_SEP;
}

/* body = what stands in the block of an object of that kind */
static int parse_body(struct parser *p, struct object_ctx *c)
{
	static int (*const bodies[])(struct parser *, struct object_ctx *) = {
		[OBJ_COUNTER] = counter_body,	[OBJ_QUOTA] = quota_body,
		[OBJ_CT_HELPER] = helper_body,	[OBJ_LIMIT] = limit_body,
		[OBJ_TUNNEL] = tunnel_body,	[OBJ_CT_TIMEOUT] = timeout_body,
		[OBJ_SECMARK] = secmark_body,	[OBJ_CT_EXPECT] = expect_body,
		[OBJ_SYNPROXY] = synproxy_body,
	};

	return bodies[c->kind](p, c);
}

/* object item = comment | the body of its kind */
static int object_item(struct parser *p, void *ctx)
{
	struct object_ctx *c = ctx;

	if (tok_is(p, "comment"))
		return parse_comment(p, &c->obj->comment) < 0 ? -1 : ITEM_FREE;
	return parse_body(p, c);
}

static int check_states(struct parser *p, const struct object_ctx *c)
{
	uint8_t proto = c->obj->timeout.l4proto;
	const struct token *t = proto == IPPROTO_UDP ? &c->tcp_state :
							&c->udp_state;

	if (c->kind != OBJ_CT_TIMEOUT || !proto || !t->len)
		return 0;
	return diag_error(p->diags, DIAG_CONFLICT, t->at,
			  "%s has no state '%.*s'",
			  proto == IPPROTO_UDP ? "udp" : "tcp", (int)t->len,
			  t->text);
}

/* object = '{' { object item sep } '}' | body */
int parse_object(struct parser *p, enum obj_kind kind, bool block_only,
		 struct ast_object *obj)
{
	struct object_ctx ctx = { .obj = obj, .kind = kind };
	struct block b = { .item = object_item,
			   .ctx = &ctx,
			   .foreign = block_foreign_to_object,
			   .whole = true };

	if (p->t.kind == '{' || block_only)
		return parse_block(p, &b) < 0 ? -1 : check_states(p, &ctx);
	return parse_body(p, &ctx) < 0 ? -1 : 0;
}
