#include "config.h"

#include "compile/command/cmd.h"

#include "compile/value/value.h"
#include "text/diag.h"

#include <linux/netfilter/nf_tables.h>

/* ---- addresses ---- */

static int put_address(struct cctx *c, struct wire *list, unsigned int number,
		       const struct ast_expr *e, enum dtype_id type)
{
	uint16_t len_bits = type == DT_IPADDR ? 32 : 128;
	struct vtype want = { dtype_by_id(type), len_bits, ORDER_BIG };
	struct tx *tx;

	if (!e)
		return 0;
	if (value_eval(c, e, want, &tx) < 0)
		return -1;
	if (tx->kind != TX_VALUE)
		return diag_error(c->diags, DIAG_TYPE, e->at,
				  "expected one address");
	wire_put(list, (uint16_t)number, tx->bytes, len_bits / 8);
	return 0;
}

static int put_addresses(struct cctx *c, const struct ast_object *o,
			 struct low_obj *obj)
{
	const struct ast_expr *ip = o->tunnel.ip_src ? o->tunnel.ip_src :
						       o->tunnel.ip_dst;
	const struct ast_expr *ip6 = o->tunnel.ip6_src ? o->tunnel.ip6_src :
							 o->tunnel.ip6_dst;
	struct wire list;

	if (ip && ip6)
		return diag_error(c->diags, DIAG_CONFLICT, ip6->at,
				  "a tunnel has either ip or ip6 addresses");
	if (!ip && !ip6)
		return 0;
	list = object_list(c);
	if (ip && (put_address(c, &list, NFTA_TUNNEL_KEY_IP_SRC, o->tunnel.ip_src,
			       DT_IPADDR) < 0 ||
		   put_address(c, &list, NFTA_TUNNEL_KEY_IP_DST, o->tunnel.ip_dst,
			       DT_IPADDR) < 0))
		return -1;
	if (ip6 &&
	    (put_address(c, &list, NFTA_TUNNEL_KEY_IP6_SRC, o->tunnel.ip6_src,
			 DT_IP6ADDR) < 0 ||
	     put_address(c, &list, NFTA_TUNNEL_KEY_IP6_DST, o->tunnel.ip6_dst,
			 DT_IP6ADDR) < 0))
		return -1;
	object_put_list(obj, ip ? NFTA_TUNNEL_KEY_IP : NFTA_TUNNEL_KEY_IP6,
			&list);
	return 0;
}

/* ---- options ---- */

/* The kernel wants the flag of a nest for what newer releases added (geneve). */
static void put_vxlan(struct wire *w, const struct ast_object *o)
{
	uint32_t nest = wire_nest(w, NFTA_TUNNEL_KEY_OPTS_VXLAN);

	wire_be32(w, NFTA_TUNNEL_KEY_VXLAN_GBP, o->tunnel.gbp);
	wire_nest_end(w, nest);
}

static void put_erspan(struct wire *w, const struct ast_object *o)
{
	uint32_t nest = wire_nest(w, NFTA_TUNNEL_KEY_OPTS_ERSPAN);

	wire_be32(w, NFTA_TUNNEL_KEY_ERSPAN_VERSION, o->tunnel.erspan_version);
	if (o->tunnel.erspan_version == 1) {
		wire_be32(w, NFTA_TUNNEL_KEY_ERSPAN_V1_INDEX,
			  o->tunnel.erspan_index);
	} else {
		wire_number(w, NFTA_TUNNEL_KEY_ERSPAN_V2_HWID,
			    o->tunnel.erspan_hwid, 1);
		wire_number(w, NFTA_TUNNEL_KEY_ERSPAN_V2_DIR,
			    o->tunnel.erspan_dir, 1);
	}
	wire_nest_end(w, nest);
}

static void put_geneve(struct wire *w, const struct ast_object *o)
{
	for (const struct ast_tunnel_opt *g = o->tunnel.geneve; g; g = g->next) {
		uint32_t nest = wire_nest(w, NFTA_TUNNEL_KEY_OPTS_GENEVE);

		wire_number(w, NFTA_TUNNEL_KEY_GENEVE_CLASS, g->class, 2);
		wire_number(w, NFTA_TUNNEL_KEY_GENEVE_TYPE, g->type, 1);
		wire_put(w, NFTA_TUNNEL_KEY_GENEVE_DATA, g->data, g->len);
		wire_nest_end(w, nest);
	}
}

static int put_options(struct cctx *c, const struct ast_object *o,
		       struct low_obj *obj)
{
	static void (*const put[])(struct wire *, const struct ast_object *) = {
		[OPTS_VXLAN] = put_vxlan,
		[OPTS_ERSPAN] = put_erspan,
		[OPTS_GENEVE] = put_geneve,
	};
	struct wire list;

	if (o->tunnel.opts == OPTS_NONE)
		return 0;
	list = object_list(c);
	put[o->tunnel.opts](&list, o);
	if (list.overflow)
		return diag_error(c->diags, DIAG_LIMIT, o->tunnel.id.at,
				  "the options of this tunnel are too long: at most %d bytes are possible",
				  OBJECT_LIST_MAX);
	object_put_list(obj, NFTA_TUNNEL_KEY_OPTS, &list);
	return 0;
}

/* ---- the rest ---- */

static void put_given(struct low_obj *obj, unsigned int number, uint64_t num)
{
	if (num)
		object_num(obj, number, num);
}

int tunnel_data(struct cctx *c, const struct ast_object *o,
		struct low_obj *ret_obj)
{
	object_num(ret_obj, NFTA_TUNNEL_KEY_ID, o->tunnel.id.val);
	if (put_addresses(c, o, ret_obj) < 0)
		return -1;
	put_given(ret_obj, NFTA_TUNNEL_KEY_SPORT, o->tunnel.sport.val);
	put_given(ret_obj, NFTA_TUNNEL_KEY_DPORT, o->tunnel.dport.val);
	put_given(ret_obj, NFTA_TUNNEL_KEY_TOS,
		  ctx_num_cut(c, &o->tunnel.tos, 8, "tos"));
	put_given(ret_obj, NFTA_TUNNEL_KEY_TTL,
		  ctx_num_cut(c, &o->tunnel.ttl, 8, "ttl"));
	return put_options(c, o, ret_obj);
}
