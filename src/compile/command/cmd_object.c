#include "config.h"

#include "compile/command/cmd.h"

#include "compile/scope/differs.h"
#include "compile/scope/scope.h"
#include "compile/value/stateful.h"
#include "compile/value/value.h"
#include "text/diag.h"

#include <linux/netfilter/nf_synproxy.h>
#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>

#define SECMARK_MAX 255 /* NFT_SECMARK_CTX_MAXLEN - 1 */

static int counter_data(struct cctx *c, const struct ast_cmd *cmd,
			struct low_obj *obj)
{
	(void)c;
	object_num(obj, NFTA_COUNTER_BYTES, cmd->object->counter.bytes);
	object_num(obj, NFTA_COUNTER_PACKETS, cmd->object->counter.packets);
	return 0;
}

static int quota_data(struct cctx *c, const struct ast_cmd *cmd,
		      struct low_obj *obj)
{
	const struct ast_quota *q = &cmd->object->quota;

	(void)c;
	object_num(obj, NFTA_QUOTA_BYTES, q->bytes);
	object_num(obj, NFTA_QUOTA_CONSUMED, q->used);
	object_num(obj, NFTA_QUOTA_FLAGS, q->over ? NFT_QUOTA_F_INV : 0);
	return 0;
}

static int limit_data(struct cctx *c, const struct ast_cmd *cmd,
		      struct low_obj *obj)
{
	const struct ast_limit *l = &cmd->object->limit;
	uint32_t burst;

	if (stateful_limit_burst(c, l, true, &burst) < 0)
		return -1;
	object_num(obj, NFTA_LIMIT_RATE, l->rate);
	object_num(obj, NFTA_LIMIT_UNIT, l->unit_s);
	object_num(obj, NFTA_LIMIT_BURST, burst);
	object_num(obj, NFTA_LIMIT_TYPE,
		l->bytes ? NFT_LIMIT_PKT_BYTES : NFT_LIMIT_PKTS);
	object_num(obj, NFTA_LIMIT_FLAGS, l->over ? NFT_LIMIT_F_INV : 0);
	return 0;
}

static int helper_data(struct cctx *c, const struct ast_cmd *cmd,
		       struct low_obj *obj)
{
	const struct ast_object *o = cmd->object;

	if (!o->helper.type.text)
		return diag_error(c->diags, DIAG_MISSING, cmd->ref.name.at,
				  "ct helper '%s' needs a line 'type \"NAME\" "
				  "protocol tcp' (or udp)",
				  cmd->ref.name.name);
	obj->data_at = value_text_at(o->helper.type.at, o->helper.type.len);
	object_text(c, obj, NFTA_CT_HELPER_NAME, &o->helper.type);
	if (o->helper.l3proto)
		object_num(obj, NFTA_CT_HELPER_L3PROTO, o->helper.l3proto);
	object_num(obj, NFTA_CT_HELPER_L4PROTO, o->helper.l4proto);
	return 0;
}

/* ---- ct timeout ---- */

/* Seconds by attribute number; what is not written keeps these, which are the
 * kernel's own defaults (net/netfilter/nf_conntrack_proto_tcp.c, _udp.c). */
static const uint32_t tcp_defaults[] = { 0,  120, 60,  432000, 120, 60,
					 30, 120, 10,  120,    300, 300 };
static const uint32_t udp_defaults[] = { 0, 30, 120 };

static int timeout_data(struct cctx *c, const struct ast_cmd *cmd,
			struct low_obj *obj)
{
	const struct ast_object *o = cmd->object;
	bool tcp = o->timeout.l4proto == IPPROTO_TCP;
	size_t n = tcp ? ARRAY_SIZE(tcp_defaults) : ARRAY_SIZE(udp_defaults);
	struct wire list = object_list(c);

	if (!o->timeout.l4proto)
		return diag_error(c->diags, DIAG_MISSING, cmd->ref.name.at,
				  "ct timeout '%s' needs 'protocol tcp' or "
				  "'protocol udp'",
				  cmd->ref.name.name);
	for (size_t i = 1; i < n; i++) {
		uint32_t val = tcp ? tcp_defaults[i] : udp_defaults[i];

		if (o->timeout.given & (UINT32_C(1) << i))
			val = o->timeout.values[i];
		wire_be32(&list, (uint16_t)i, val);
	}
	if (o->timeout.l3proto)
		object_num(obj, NFTA_CT_TIMEOUT_L3PROTO, o->timeout.l3proto);
	object_num(obj, NFTA_CT_TIMEOUT_L4PROTO, o->timeout.l4proto);
	object_put_list(obj, NFTA_CT_TIMEOUT_DATA, &list);
	return 0;
}

/* ---- ct expectation ---- */

static int expect_timeout(struct cctx *c, const struct ast_num *ms)
{
	if (ms->val <= UINT32_MAX)
		return 0;
	return diag_error(c->diags, DIAG_RANGE, ms->at,
			  "this time is too long: the kernel takes up to 4294967295 ms, that is 49d17h");
}

/* The reference takes 256, too, for none. */
static int expect_size(struct cctx *c, const struct ast_num *size,
		       uint64_t *ret_size)
{
	if ((uint8_t)size->val == 0)
		return diag_error(c->diags, DIAG_RANGE, size->at,
				  "size must be between 1 and %u", UINT8_MAX);
	*ret_size = ctx_num_cut(c, size, 8, "size");
	return 0;
}

static int expect_data(struct cctx *c, const struct ast_cmd *cmd,
		       struct low_obj *obj)
{
	const struct ast_object *o = cmd->object;
	const char *missing = !o->expect.l4proto.set	? "protocol" :
			      !o->expect.dport.set	? "dport" :
			      !o->expect.timeout_ms.set ? "timeout" :
			      !o->expect.size.set	? "size" :
							  NULL;
	uint64_t size = 0;

	if (missing)
		return diag_error(c->diags, DIAG_MISSING, cmd->ref.name.at,
				  "ct expectation '%s' needs '%s'",
				  cmd->ref.name.name, missing);
	if (expect_timeout(c, &o->expect.timeout_ms) < 0 ||
	    expect_size(c, &o->expect.size, &size) < 0)
		return -1;
	if (o->expect.l3proto)
		object_num(obj, NFTA_CT_EXPECT_L3PROTO, o->expect.l3proto);
	object_num(obj, NFTA_CT_EXPECT_L4PROTO, o->expect.l4proto.val);
	object_num(obj, NFTA_CT_EXPECT_DPORT, o->expect.dport.val);
	object_num(obj, NFTA_CT_EXPECT_TIMEOUT, o->expect.timeout_ms.val);
	object_num(obj, NFTA_CT_EXPECT_SIZE, size);
	return 0;
}

static int secmark_data(struct cctx *c, const struct ast_cmd *cmd,
			struct low_obj *obj)
{
	const struct ast_text *ctx = &cmd->object->secmark;

	if (!ctx->text || !ctx->len)
		return diag_error(c->diags, DIAG_MISSING, cmd->ref.name.at,
				  "secmark '%s' needs a security context",
				  cmd->ref.name.name);
	if (ctx->len > SECMARK_MAX)
		return diag_error(c->diags, DIAG_RANGE, ctx->at,
				  "the security context has %u characters: at most %d are allowed",
				  ctx->len, SECMARK_MAX);
	object_text(c, obj, NFTA_SECMARK_CTX, ctx);
	return 0;
}

/* An object without any option is one that changes nothing; half of the two
 * numbers would have the kernel answer clients with a made up one. */
static int synproxy_check(struct cctx *c, const struct ast_cmd *cmd)
{
	uint32_t flags = cmd->object->synproxy.flags;
	const char *missing = !(flags & NF_SYNPROXY_OPT_MSS)	? "mss" :
			      !(flags & NF_SYNPROXY_OPT_WSCALE) ? "wscale" :
								  NULL;

	if (!flags || !missing)
		return 0;
	return diag_error(c->diags, DIAG_MISSING, cmd->object->synproxy.at,
			  "synproxy '%s' has no '%s': mss and wscale belong together",
			  cmd->ref.name.name, missing);
}

static int synproxy_data(struct cctx *c, const struct ast_cmd *cmd,
			 struct low_obj *obj)
{
	const struct ast_object *o = cmd->object;

	if (synproxy_check(c, cmd) < 0)
		return -1;
	if (o->synproxy.one_line)
		differs_say(c, DIFFERS_SYNPROXY, o->synproxy.at);
	object_num(obj, NFTA_SYNPROXY_MSS, o->synproxy.mss);
	object_num(obj, NFTA_SYNPROXY_WSCALE, o->synproxy.wscale);
	object_num(obj, NFTA_SYNPROXY_FLAGS, o->synproxy.flags);
	return 0;
}

static int tunnel_object(struct cctx *c, const struct ast_cmd *cmd,
			 struct low_obj *obj)
{
	return tunnel_data(c, cmd->object, obj);
}

static int (*const kinds[])(struct cctx *c, const struct ast_cmd *cmd,
			    struct low_obj *obj) = {
	[OBJ_COUNTER] = counter_data,	 [OBJ_QUOTA] = quota_data,
	[OBJ_CT_HELPER] = helper_data,	 [OBJ_LIMIT] = limit_data,
	[OBJ_TUNNEL] = tunnel_object,	 [OBJ_CT_TIMEOUT] = timeout_data,
	[OBJ_SECMARK] = secmark_data,	 [OBJ_CT_EXPECT] = expect_data,
	[OBJ_SYNPROXY] = synproxy_data,
};

static int add_object(struct cctx *c, const struct ast_cmd *cmd,
		      struct low_msg *msg, struct low_obj *obj)
{
	struct ast_object none = { .comment = { .text = NULL } };
	struct ast_cmd bare = *cmd;

	/* `add counter t c`: an object that says nothing more. */
	if (!cmd->object)
		bare.object = &none;
	if (scope_need_table(c, cmd->ref.family, &cmd->ref.table) < 0 ||
	    kinds[cmd->kind](c, &bare, obj) < 0 ||
	    cmd_comment(c, &bare.object->comment, msg) < 0)
		return -1;
	return ctx_emit(c, msg);
}

int object_cmd(struct cctx *c, const struct ast_cmd *cmd)
{
	struct low_msg msg = cmd_msg(cmd, LOW_OBJ);
	struct low_obj obj = { .type = cmd->kind };

	if (cmd->kind >= ARRAY_SIZE(kinds) || !kinds[cmd->kind])
		BUG("object of kind %u", cmd->kind);
	msg.obj = &obj;
	return cmd_is_new(cmd) ? add_object(c, cmd, &msg, &obj) :
				 ctx_emit(c, &msg);
}
