#include "config.h"

#include "syntax/json/json_read.h"

#include <linux/netfilter/nf_synproxy.h>
#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>
#include <string.h>

/* One structure for all kinds: each table of members uses its part. */
struct in_object {
	struct json_head head;
	struct ast_object obj; /* what needs no second look */
	struct json_limit limit;
	struct json_synproxy synproxy;
	uint32_t policy;
};

#define OBJECT_MEMBERS          \
	HEAD_MEMBERS(in_object), \
	MEMBER(in_object, "comment", COMMENT, obj.comment)
#define NEW(key, type, field) \
	WORDS(in_object, key, type, JSON_NEW, obj.field, NULL)
#define PROTOCOLS(of)                                                      \
	WORDS(in_object, "protocol", WORD, JSON_NEW, obj.of.l4proto,       \
	      words_l4protos),                                                   \
	WORDS(in_object, "l3proto", WORD, 0, obj.of.l3proto, words_l3protos)

static const struct json_member counter_members[] = {
	OBJECT_MEMBERS,
	MEMBER(in_object, "packets", U64, obj.counter.packets),
	MEMBER(in_object, "bytes", U64, obj.counter.bytes),
	MEMBERS_END,
};

static const struct json_member quota_members[] = {
	OBJECT_MEMBERS,
	NEW("bytes", U64, quota.bytes),
	MEMBER(in_object, "used", U64, obj.quota.used),
	MEMBER(in_object, "inv", BOOL, obj.quota.over),
	MEMBERS_END,
};

static const struct json_member limit_members[] = {
	OBJECT_MEMBERS,
	LIMIT_MEMBERS(in_object, JSON_NEW, limit),
	MEMBERS_END,
};

static const struct json_member helper_members[] = {
	OBJECT_MEMBERS,
	NEW("type", TEXT, helper.type),
	PROTOCOLS(helper),
	MEMBERS_END,
};

static const struct json_member timeout_members[] = {
	OBJECT_MEMBERS,
	PROTOCOLS(timeout),
	MEMBER(in_object, "policy", NODE, policy),
	MEMBERS_END,
};

static const struct json_member expect_members[] = {
	OBJECT_MEMBERS,
	WORDS(in_object, "l3proto", WORD, 0, obj.expect.l3proto,
	      words_l3protos),
	WORDS(in_object, "protocol", WORD, JSON_NEW, obj.expect.l4proto,
	      words_l4protos),
	NEW("dport", NUM16, expect.dport),
	NEW("timeout", NUM, expect.timeout_ms),
	NEW("size", NUM, expect.size),
	MEMBERS_END,
};

static const struct json_member secmark_members[] = {
	OBJECT_MEMBERS,
	NEW("context", TEXT, secmark),
	MEMBERS_END,
};

static const struct json_member synproxy_members[] = {
	OBJECT_MEMBERS,
	SYNPROXY_MEMBERS(in_object, JSON_NEW, synproxy),
	MEMBERS_END,
};

/* A synproxy that sets nothing. */
static const struct json_member idle_synproxy_members[] = {
	OBJECT_MEMBERS,
	SYNPROXY_MEMBERS(in_object, 0, synproxy),
	MEMBERS_END,
};

static int fill_limit(struct json_reader *r, uint32_t object,
		      const struct in_object *in, struct ast_object *obj)
{
	(void)object;
	return json_limit(r, &in->limit, &obj->limit);
}

static int read_state(struct json_reader *r, uint32_t n,
		      const struct word *states, struct ast_object *obj)
{
	const struct word *state = word_find(states, json_key(r, n));
	uint64_t seconds;

	if (!state) {
		diag_error(r->diags, DIAG_UNKNOWN_NAME, json_key_span(r->t, n),
			   "unknown state '%s'", json_key(r, n));
		word_hint(r->diags, states, json_key(r, n),
			  strlen(json_key(r, n)));
		return -1;
	}
	if (json_number(r, n, UINT32_MAX, &seconds) < 0)
		return -1;
	obj->timeout.values[state->value] = (uint32_t)seconds;
	obj->timeout.given |= UINT32_C(1) << state->value;
	return 0;
}

static int fill_timeout(struct json_reader *r, uint32_t object,
			const struct in_object *in, struct ast_object *obj)
{
	const struct word *states = obj->timeout.l4proto == IPPROTO_TCP ?
					    words_tcp_timeouts :
					    words_udp_timeouts;
	uint32_t n = in->policy;
	int ret = 0;

	(void)object;
	if (!n)
		return 0;
	if (!json_is_object(json_at(r, n)))
		return json_wrong(r, n, "an object of states and seconds");
	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i))
		if (read_state(r, i, states, obj) < 0)
			ret = -1;
	return ret;
}

static int fill_synproxy(struct json_reader *r, uint32_t object,
			 const struct in_object *in, struct ast_object *obj)
{
	bool mss = in->synproxy.mss.set, wscale = in->synproxy.wscale.set;

	obj->synproxy.at = json_where(r, object);
	obj->synproxy.mss = (uint16_t)in->synproxy.mss.val;
	obj->synproxy.wscale = (uint8_t)in->synproxy.wscale.val;
	obj->synproxy.flags = (uint32_t)in->synproxy.flags.val |
			      (mss ? NF_SYNPROXY_OPT_MSS : 0) |
			      (wscale ? NF_SYNPROXY_OPT_WSCALE : 0);
	return 0;
}

static const struct fill {
	const struct json_member *members;
	/* Reads what is left; NULL: nothing is. */
	int (*fill)(struct json_reader *r, uint32_t object,
		    const struct in_object *in, struct ast_object *obj);
} fills[] = {
	[OBJ_COUNTER] = { counter_members, NULL },
	[OBJ_QUOTA] = { quota_members, NULL },
	[OBJ_LIMIT] = { limit_members, fill_limit },
	[OBJ_CT_HELPER] = { helper_members, NULL },
	[OBJ_CT_TIMEOUT] = { timeout_members, fill_timeout },
	[OBJ_CT_EXPECT] = { expect_members, NULL },
	[OBJ_SECMARK] = { secmark_members, NULL },
	[OBJ_SYNPROXY] = { synproxy_members, fill_synproxy },
};

static const struct json_member *members_of(const struct json_reader *r,
					    uint32_t n, uint8_t kind)
{
	bool idle = kind == OBJ_SYNPROXY && !json_means(r, n, "mss") &&
		    !json_means(r, n, "wscale");

	return idle ? idle_synproxy_members : fills[kind].members;
}

static int read_object(struct json_reader *r, uint32_t n, uint16_t cases,
		       struct ast_cmd *cmd)
{
	const struct fill *f = &fills[cmd->kind];
	struct in_object in = { .policy = 0 };
	int ret = json_bind(r, n, members_of(r, n, cmd->kind), cases,
			    &in);

	json_take_head(r, &in.head, cmd);
	if (ret < 0 || cases & JSON_HEAD_ONLY)
		return ret;
	cmd->object = arena_memdup(&r->ast->arena, &in.obj, sizeof(in.obj));
	return f->fill ? f->fill(r, n, &in, cmd->object) : 0;
}

#define VERBS (JSON_NEW | JSON_GONE)

const struct json_kind json_objects[] = {
	{ "counter", OBJ_COUNTER, VERBS, read_object },
	{ "quota", OBJ_QUOTA, VERBS, read_object },
	{ "limit", OBJ_LIMIT, VERBS, read_object },
	{ "ct helper", OBJ_CT_HELPER, VERBS, read_object },
	{ "ct timeout", OBJ_CT_TIMEOUT, VERBS, read_object },
	{ "ct expectation", OBJ_CT_EXPECT, VERBS, read_object },
	{ "secmark", OBJ_SECMARK, VERBS, read_object },
	{ "synproxy", OBJ_SYNPROXY, VERBS, read_object },
	{ "tunnel", OBJ_TUNNEL, VERBS, json_read_tunnel },
	{ NULL, 0, 0, NULL },
};
