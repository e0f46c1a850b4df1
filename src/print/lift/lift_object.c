#include "config.h"

#include "print/lift/lift_decl.h"

#include "compile/scope/udata.h"
#include "object/decode.h"
#include "print/lift/lift_in.h"
#include "tables/words.h"

#include <linux/netfilter/nf_synproxy.h>
#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>
#include <string.h>

#define BURST_PACKETS_DEFAULT 5 /* which an object does not list */

/* The data of one object. */
struct object {
	struct lift *l;
	const struct low_obj *low;
	uint8_t family; /* of its table */
};

static const struct low_attr *attr(const struct object *o, unsigned int number)
{
	return low_attr_in(o->low->attrs, o->low->nattrs, number);
}

static uint64_t number(const struct object *o, unsigned int which)
{
	const struct low_attr *a = attr(o, which);

	return a ? a->num : 0;
}

static struct ast_text text(const struct object *o, unsigned int which)
{
	const struct low_attr *a = attr(o, which);

	return (struct ast_text){
		.text = a ? a->str : "",
		.len = a ? (uint32_t)strlen(a->str) : 0,
	};
}

static struct ast_num given(uint64_t val)
{
	return (struct ast_num){ .val = val, .set = true };
}

static bool lift_counter(const struct object *o, struct ast_object *ret)
{
	ret->counter.packets = number(o, NFTA_COUNTER_PACKETS);
	ret->counter.bytes = number(o, NFTA_COUNTER_BYTES);
	return true;
}

static bool lift_quota(const struct object *o, struct ast_object *ret)
{
	ret->quota.bytes = number(o, NFTA_QUOTA_BYTES);
	ret->quota.used = number(o, NFTA_QUOTA_CONSUMED);
	ret->quota.over = number(o, NFTA_QUOTA_FLAGS) & NFT_QUOTA_F_INV;
	return true;
}

static bool lift_limit(const struct object *o, struct ast_object *ret)
{
	bool bytes = number(o, NFTA_LIMIT_TYPE) == NFT_LIMIT_PKT_BYTES;
	uint64_t burst = number(o, NFTA_LIMIT_BURST);

	ret->limit = (struct ast_limit){
		.rate = number(o, NFTA_LIMIT_RATE),
		.unit_s = number(o, NFTA_LIMIT_UNIT),
		.bytes = bytes,
		.over = number(o, NFTA_LIMIT_FLAGS) & NFT_LIMIT_F_INV,
		.burst = lift_given(burst),
	};
	if (!bytes && burst == BURST_PACKETS_DEFAULT)
		ret->limit.burst.set = false;
	return word_name(words_time_units, ret->limit.unit_s);
}

static bool lift_secmark(const struct object *o, struct ast_object *ret)
{
	ret->secmark = text(o, NFTA_SECMARK_CTX);
	return true;
}

/* ---- of connections ---- */

/* The network protocol of an object; the kernel takes that of the table for
 * none. */
static uint16_t l3proto(const struct object *o, unsigned int which)
{
	uint64_t num = number(o, which);

	return num ? (uint16_t)num : o->family;
}

static bool lift_helper(const struct object *o, struct ast_object *ret)
{
	ret->helper.type = text(o, NFTA_CT_HELPER_NAME);
	ret->helper.l4proto = (uint8_t)number(o, NFTA_CT_HELPER_L4PROTO);
	ret->helper.l3proto = l3proto(o, NFTA_CT_HELPER_L3PROTO);
	return word_name(words_l4protos, ret->helper.l4proto) &&
	       word_name(words_l3protos, ret->helper.l3proto);
}

/* Only times other than the default are listed. */
static bool lift_timeout(const struct object *o, struct ast_object *ret)
{
	const struct low_attr *data = attr(o, NFTA_CT_TIMEOUT_DATA);
	bool tcp = number(o, NFTA_CT_TIMEOUT_L4PROTO) == IPPROTO_TCP;
	const struct word *state = tcp ? words_tcp_timeouts :
					 words_udp_timeouts;
	const struct word *usual = tcp ? words_tcp_timeout_defaults :
					 words_udp_timeout_defaults;

	ret->timeout.l4proto = (uint8_t)number(o, NFTA_CT_TIMEOUT_L4PROTO);
	ret->timeout.l3proto = l3proto(o, NFTA_CT_TIMEOUT_L3PROTO);
	for (; data && state->name; state++, usual++) {
		uint64_t val = decode_number_in(data,
						(unsigned int)state->value);

		ret->timeout.values[state->value] = (uint32_t)val;
		if (val != usual->value)
			ret->timeout.given |= UINT32_C(1) << state->value;
	}
	return word_name(words_l4protos, ret->timeout.l4proto) &&
	       word_name(words_l3protos, ret->timeout.l3proto);
}

static bool lift_expect(const struct object *o, struct ast_object *ret)
{
	uint64_t l4proto = number(o, NFTA_CT_EXPECT_L4PROTO);

	ret->expect.l4proto = given(l4proto);
	ret->expect.l3proto = l3proto(o, NFTA_CT_EXPECT_L3PROTO);
	ret->expect.dport = given(number(o, NFTA_CT_EXPECT_DPORT));
	ret->expect.timeout_ms = given(number(o, NFTA_CT_EXPECT_TIMEOUT));
	ret->expect.size = given(number(o, NFTA_CT_EXPECT_SIZE));
	return word_name(words_l4protos, l4proto) &&
	       word_name(words_l3protos, ret->expect.l3proto);
}

static bool lift_synproxy(const struct object *o, struct ast_object *ret)
{
	ret->synproxy.mss = (uint16_t)number(o, NFTA_SYNPROXY_MSS);
	ret->synproxy.wscale = (uint8_t)number(o, NFTA_SYNPROXY_WSCALE);
	ret->synproxy.flags = (uint32_t)number(o, NFTA_SYNPROXY_FLAGS);
	return true;
}

/* ---- tunnels ---- */

static struct ast_expr *address(const struct object *o, unsigned int nest,
				unsigned int which, enum dtype_id type)
{
	const struct low_attr *outer = attr(o, nest);
	const struct dtype *dt = dtype_by_id(type);
	struct ktype key = ktype_single((struct vtype){ dt, dt->len_bits,
							ORDER_BIG });
	struct low_attr in = { .bytes = NULL };

	if (!outer || !decode_next_in(outer, which, &in) ||
	    in.len * 8 != dt->len_bits)
		return NULL;
	return lift_value(o->l, &key, in.bytes, in.len);
}

static void lift_addresses(const struct object *o, struct ast_object *ret)
{
	ret->tunnel.ip_src = address(o, NFTA_TUNNEL_KEY_IP,
				     NFTA_TUNNEL_KEY_IP_SRC, DT_IPADDR);
	ret->tunnel.ip_dst = address(o, NFTA_TUNNEL_KEY_IP,
				     NFTA_TUNNEL_KEY_IP_DST, DT_IPADDR);
	ret->tunnel.ip6_src = address(o, NFTA_TUNNEL_KEY_IP6,
				      NFTA_TUNNEL_KEY_IP6_SRC, DT_IP6ADDR);
	ret->tunnel.ip6_dst = address(o, NFTA_TUNNEL_KEY_IP6,
				      NFTA_TUNNEL_KEY_IP6_DST, DT_IP6ADDR);
}

static bool lift_vxlan(struct lift *l, const struct low_attr *in,
		       struct ast_object *ret)
{
	(void)l;
	ret->tunnel.gbp = (uint32_t)decode_number_in(in,
						     NFTA_TUNNEL_KEY_VXLAN_GBP);
	return true;
}

static bool lift_erspan(struct lift *l, const struct low_attr *in,
			struct ast_object *ret)
{
	(void)l;
	ret->tunnel.erspan_version = (uint32_t)decode_number_in(
		in, NFTA_TUNNEL_KEY_ERSPAN_VERSION);
	ret->tunnel.erspan_index = (uint32_t)decode_number_in(
		in, NFTA_TUNNEL_KEY_ERSPAN_V1_INDEX);
	ret->tunnel.erspan_hwid = (uint8_t)decode_number_in(
		in, NFTA_TUNNEL_KEY_ERSPAN_V2_HWID);
	ret->tunnel.erspan_dir = (uint8_t)decode_number_in(
		in, NFTA_TUNNEL_KEY_ERSPAN_V2_DIR);
	return true;
}

/* False: an option without data. */
static bool lift_geneve(struct lift *l, const struct low_attr *in,
			struct ast_object *ret)
{
	struct ast_tunnel_opt *opt = arena_new(lift_arena(l),
					       struct ast_tunnel_opt);
	struct ast_tunnel_opt **last = &ret->tunnel.geneve;
	struct low_attr data = { .bytes = NULL };

	if (!decode_next_in(in, NFTA_TUNNEL_KEY_GENEVE_DATA, &data))
		return false;
	opt->class = (uint16_t)decode_number_in(in,
						NFTA_TUNNEL_KEY_GENEVE_CLASS);
	opt->type = (uint8_t)decode_number_in(in, NFTA_TUNNEL_KEY_GENEVE_TYPE);
	opt->data = data.bytes;
	opt->len = (uint8_t)data.len;
	while (*last)
		last = &(*last)->next;
	*last = opt;
	return true;
}

/* False: options that this program does not know. */
static bool lift_options(const struct object *o, struct ast_object *ret)
{
	static const struct {
		uint8_t number, opts;
		bool (*lift)(struct lift *, const struct low_attr *,
			     struct ast_object *);
	} rows[] = {
		{ NFTA_TUNNEL_KEY_OPTS_VXLAN, OPTS_VXLAN, lift_vxlan },
		{ NFTA_TUNNEL_KEY_OPTS_ERSPAN, OPTS_ERSPAN, lift_erspan },
		{ NFTA_TUNNEL_KEY_OPTS_GENEVE, OPTS_GENEVE, lift_geneve },
	};
	const struct low_attr *opts = attr(o, NFTA_TUNNEL_KEY_OPTS);

	for (size_t i = 0; opts && i < ARRAY_SIZE(rows); i++) {
		struct low_attr in = { .bytes = NULL };

		while (decode_next_in(opts, rows[i].number, &in)) {
			ret->tunnel.opts = rows[i].opts;
			if (!rows[i].lift(o->l, &in, ret))
				return false;
		}
	}
	return !opts || !opts->len || ret->tunnel.opts != OPTS_NONE;
}

static bool lift_tunnel(const struct object *o, struct ast_object *ret)
{
	ret->tunnel.id = given(number(o, NFTA_TUNNEL_KEY_ID));
	lift_addresses(o, ret);
	ret->tunnel.sport = lift_given(number(o, NFTA_TUNNEL_KEY_SPORT));
	ret->tunnel.dport = lift_given(number(o, NFTA_TUNNEL_KEY_DPORT));
	ret->tunnel.tos = lift_given(number(o, NFTA_TUNNEL_KEY_TOS));
	ret->tunnel.ttl = lift_given(number(o, NFTA_TUNNEL_KEY_TTL));
	return lift_options(o, ret);
}

/* ---- all ---- */

static bool (*const kinds[])(const struct object *, struct ast_object *) = {
	[OBJ_COUNTER] = lift_counter,	 [OBJ_QUOTA] = lift_quota,
	[OBJ_CT_HELPER] = lift_helper,	 [OBJ_LIMIT] = lift_limit,
	[OBJ_TUNNEL] = lift_tunnel,	 [OBJ_CT_TIMEOUT] = lift_timeout,
	[OBJ_SECMARK] = lift_secmark,	 [OBJ_CT_EXPECT] = lift_expect,
	[OBJ_SYNPROXY] = lift_synproxy,
};

bool lift_object(struct lift *l, const struct state_obj *obj,
		 struct ast_cmd *ret_cmd)
{
	const struct low_msg *m = obj->item.low;
	struct object o = { l, m->obj, obj->table->family };
	struct ast_object *node = arena_new(lift_arena(l), struct ast_object);

	lift_cmd(l, obj->table, &obj->item, (enum obj_kind)obj->type, ret_cmd);
	ret_cmd->object = node;
	node->comment = lift_comment(m->udata, m->udata_len, UDATA_COMMENT);
	return obj->type < ARRAY_SIZE(kinds) && kinds[obj->type] && m->obj &&
	       m->obj->type == obj->type && kinds[obj->type](&o, node);
}

/* ---- any item ---- */

static enum obj_kind kind_of(const struct state_item *item)
{
	static const uint8_t item_kinds[] = {
		[LOW_TABLE] = OBJ_TABLE, [LOW_CHAIN] = OBJ_CHAIN,
		[LOW_RULE] = OBJ_RULE, [LOW_FLOWTABLE] = OBJ_FLOWTABLE,
	};
	const struct low_set *set;

	if (item->kind == LOW_OBJ)
		return (enum obj_kind)((const struct state_obj *)item)->type;
	if (item->kind != LOW_SET)
		return (enum obj_kind)item_kinds[item->kind];
	set = item->low->set;
	return set && set->flags & (NFT_SET_MAP | NFT_SET_OBJECT) ? OBJ_MAP :
								    OBJ_SET;
}

static bool item_rule(struct lift *l, struct state_item *item,
		      struct ast_cmd *cmd)
{
	cmd->rule = lift_rule(l, (const void *)item);
	return cmd->rule;
}

static bool item_table(struct lift *l, struct state_item *item,
		       struct ast_cmd *cmd)
{
	lift_table(l, (const void *)item, cmd);
	return true;
}

static bool item_chain(struct lift *l, struct state_item *item,
		       struct ast_cmd *cmd)
{
	return lift_chain(l, (const void *)item, cmd);
}

static bool item_set(struct lift *l, struct state_item *item,
		     struct ast_cmd *cmd)
{
	struct lift_set types;

	return item->low->set && lift_set_types(l, (void *)item, &types) &&
	       lift_set(l, &types, cmd);
}

static bool item_object(struct lift *l, struct state_item *item,
			struct ast_cmd *cmd)
{
	return item->low->obj && lift_object(l, (const void *)item, cmd);
}

static bool item_flowtable(struct lift *l, struct state_item *item,
			   struct ast_cmd *cmd)
{
	return item->low->flowtable && lift_flowtable(l, (const void *)item,
						      cmd);
}

bool lift_item(struct lift *l, struct state_item *item,
	       struct ast_cmd *ret_cmd)
{
	static bool (*const lifts[])(struct lift *, struct state_item *,
				     struct ast_cmd *) = {
		[LOW_TABLE] = item_table, [LOW_CHAIN] = item_chain,
		[LOW_RULE] = item_rule,	  [LOW_SET] = item_set,
		[LOW_OBJ] = item_object,  [LOW_FLOWTABLE] = item_flowtable,
	};

	lift_cmd(l, state_table_of(item), item, kind_of(item), ret_cmd);
	return !item->unsaid && lifts[item->kind](l, item, ret_cmd);
}
