#include "config.h"

#include "print/json/print_json_object.h"

#include "print/json/json_put.h"
#include "print/json/print_json.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>

typedef void put_fn(json_t *obj, const struct ast_object *o);

static void put_counter(json_t *obj, const struct ast_object *o)
{
	json_put_number(obj, "packets", o->counter.packets);
	json_put_number(obj, "bytes", o->counter.bytes);
}

static void put_quota(json_t *obj, const struct ast_object *o)
{
	json_put_number(obj, "bytes", o->quota.bytes);
	json_put_number(obj, "used", o->quota.used);
	json_put(obj, "inv", json_boolean(o->quota.over));
}

static void put_limit(json_t *obj, const struct ast_object *o)
{
	json_put_rate(obj, &o->limit);
	if (o->limit.burst.val)
		json_put_burst(obj, &o->limit);
}

/* ---- ct objects ---- */

static void put_l3proto(json_t *obj, uint16_t l3proto)
{
	if (l3proto)
		json_put_row(obj, "l3proto", words_l3protos, l3proto);
}

static void put_helper(json_t *obj, const struct ast_object *o)
{
	json_put_text(obj, "type", &o->helper.type);
	json_put_row(obj, "protocol", words_l4protos, o->helper.l4proto);
	put_l3proto(obj, o->helper.l3proto);
}

static void put_timeout(json_t *obj, const struct ast_object *o)
{
	const struct word *state = o->timeout.l4proto == IPPROTO_TCP ?
					   words_tcp_timeouts :
					   words_udp_timeouts;
	json_t *policy = json_object();

	json_put_row(obj, "protocol", words_l4protos, o->timeout.l4proto);
	put_l3proto(obj, o->timeout.l3proto);
	for (; state->name; state++)
		if (o->timeout.given & UINT32_C(1) << state->value)
			json_put_number(policy, state->name,
					o->timeout.values[state->value]);
	json_put(obj, "policy", policy);
}

static void put_expect(json_t *obj, const struct ast_object *o)
{
	json_put_row(obj, "protocol", words_l4protos, o->expect.l4proto.val);
	json_put_num(obj, "dport", &o->expect.dport);
	json_put_num(obj, "timeout", &o->expect.timeout_ms);
	json_put_num(obj, "size", &o->expect.size);
	put_l3proto(obj, o->expect.l3proto);
}

static void put_secmark(json_t *obj, const struct ast_object *o)
{
	json_put_text(obj, "context", &o->secmark);
}

static void put_synproxy(json_t *obj, const struct ast_object *o)
{
	json_put_synproxy(obj, o->synproxy.mss, o->synproxy.wscale,
			  o->synproxy.flags);
}

/* ---- tunnels ---- */

static json_t *geneve_option(const struct ast_tunnel_opt *opt)
{
	char data[2 + 2 * UINT8_MAX + 1] = "0x";
	json_t *obj = json_object();

	for (unsigned int i = 0; i < opt->len; i++)
		snprintf(data + 2 + 2 * (size_t)i, 3, "%02x", opt->data[i]);
	json_put_number(obj, "class", opt->class);
	json_put_number(obj, "opt-type", opt->type);
	json_put_word(obj, "data", data);
	return obj;
}

static json_t *geneve_options(const struct ast_object *o)
{
	json_t *list = json_array();

	for (const struct ast_tunnel_opt *opt = o->tunnel.geneve; opt;
	     opt = opt->next)
		json_array_append_new(list, geneve_option(opt));
	return list;
}

static json_t *erspan_options(const struct ast_object *o)
{
	json_t *obj = json_object();

	json_put_number(obj, "version", o->tunnel.erspan_version);
	if (o->tunnel.erspan_version == 1) {
		json_put_number(obj, "index", o->tunnel.erspan_index);
		return obj;
	}
	json_put_row(obj, "dir", words_erspan_dirs, o->tunnel.erspan_dir);
	json_put_number(obj, "hwid", o->tunnel.erspan_hwid);
	return obj;
}

static json_t *tunnel_options(const struct ast_object *o)
{
	if (o->tunnel.opts == OPTS_GENEVE)
		return geneve_options(o);
	if (o->tunnel.opts == OPTS_ERSPAN)
		return erspan_options(o);
	return json_pair_of("gbp", json_number_of(o->tunnel.gbp));
}

static void put_address(json_t *obj, const char *key, const struct ast_expr *e)
{
	if (e)
		json_put(obj, key, print_json_expr(e));
}

static void put_tunnel(json_t *obj, const struct ast_object *o)
{
	json_put_num(obj, "id", &o->tunnel.id);
	put_address(obj, "src-ipv4", o->tunnel.ip_src);
	put_address(obj, "dst-ipv4", o->tunnel.ip_dst);
	put_address(obj, "src-ipv6", o->tunnel.ip6_src);
	put_address(obj, "dst-ipv6", o->tunnel.ip6_dst);
	json_put_num(obj, "sport", &o->tunnel.sport);
	json_put_num(obj, "dport", &o->tunnel.dport);
	json_put_num(obj, "tos", &o->tunnel.tos);
	json_put_num(obj, "ttl", &o->tunnel.ttl);
	if (!o->tunnel.opts)
		return;
	json_put_row(obj, "type", words_tunnel_opts, o->tunnel.opts);
	json_put(obj, "tunnel", tunnel_options(o));
}

static put_fn *const putters[] = {
	[OBJ_COUNTER] = put_counter,	[OBJ_QUOTA] = put_quota,
	[OBJ_CT_HELPER] = put_helper,	[OBJ_LIMIT] = put_limit,
	[OBJ_TUNNEL] = put_tunnel,	[OBJ_CT_TIMEOUT] = put_timeout,
	[OBJ_SECMARK] = put_secmark,	[OBJ_CT_EXPECT] = put_expect,
	[OBJ_SYNPROXY] = put_synproxy,
};

void print_json_object(json_t *obj, uint8_t kind, const struct ast_object *o)
{
	putters[kind](obj, o);
}
