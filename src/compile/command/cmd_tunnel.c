#include "config.h"

#include "compile/command/cmd.h"

#include "base/bytes.h"
#include "compile/value/value.h"
#include "text/diag.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>
#include <string.h>

#define OPTS_MAX 4096 /* the kernel takes 255 bytes of geneve data in all */
#define ATTR_HEAD 4

/* A sequence of attributes, in the scratch arena. */
struct stream {
	uint8_t *bytes;
	uint32_t len;
	bool full;
};

static uint8_t *put_room(struct stream *s, unsigned int number, uint32_t len)
{
	uint8_t *at = s->bytes + s->len;

	if (s->len + ATTR_HEAD + ROUND_UP(len, 4u) > OPTS_MAX) {
		s->full = true;
		return NULL;
	}
	bytes_put_host(at, 2, ATTR_HEAD + len);
	bytes_put_host(at + 2, 2, number);
	s->len += ATTR_HEAD + ROUND_UP(len, 4u);
	return at + ATTR_HEAD;
}

static void put_bytes(struct stream *s, unsigned int number,
		      const uint8_t *bytes, uint32_t len)
{
	uint8_t *at = put_room(s, number, len);

	if (at)
		memcpy(at, bytes, len);
}

static void put_be(struct stream *s, unsigned int number, uint32_t len,
		   uint64_t val)
{
	uint8_t *at = put_room(s, number, len);

	if (at)
		bytes_put_be(at, len, val);
}

/* The kernel wants the flag for what newer releases added (geneve). */
static void put_stream(struct stream *s, unsigned int number,
		       const struct stream *inner)
{
	put_bytes(s, number | NLA_F_NESTED, inner->bytes, inner->len);
}

static struct stream stream_new(struct cctx *c)
{
	return (struct stream){ .bytes = arena_zalloc(&c->scratch, OPTS_MAX) };
}

static void put_nest(struct low_obj *obj, unsigned int number,
		     const struct stream *s)
{
	obj->attrs[obj->nattrs++] = (struct low_attr){
		.number = (uint8_t)number,
		.len = (uint16_t)s->len,
		.bytes = s->bytes,
	};
}

/* ---- addresses ---- */

static int put_address(struct cctx *c, struct stream *s, unsigned int number,
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
	put_bytes(s, number, tx->bytes, len_bits / 8);
	return 0;
}

static int put_addresses(struct cctx *c, const struct ast_object *o,
			 struct low_obj *obj)
{
	const struct ast_expr *ip = o->tunnel.ip_src ? o->tunnel.ip_src :
						       o->tunnel.ip_dst;
	const struct ast_expr *ip6 = o->tunnel.ip6_src ? o->tunnel.ip6_src :
							 o->tunnel.ip6_dst;
	struct stream s;

	if (ip && ip6)
		return diag_error(c->diags, DIAG_CONFLICT, ip6->at,
				  "a tunnel has either ip or ip6 addresses");
	if (!ip && !ip6)
		return 0;
	s = stream_new(c);
	if (ip && (put_address(c, &s, NFTA_TUNNEL_KEY_IP_SRC, o->tunnel.ip_src,
			       DT_IPADDR) < 0 ||
		   put_address(c, &s, NFTA_TUNNEL_KEY_IP_DST, o->tunnel.ip_dst,
			       DT_IPADDR) < 0))
		return -1;
	if (ip6 &&
	    (put_address(c, &s, NFTA_TUNNEL_KEY_IP6_SRC, o->tunnel.ip6_src,
			 DT_IP6ADDR) < 0 ||
	     put_address(c, &s, NFTA_TUNNEL_KEY_IP6_DST, o->tunnel.ip6_dst,
			 DT_IP6ADDR) < 0))
		return -1;
	put_nest(obj, ip ? NFTA_TUNNEL_KEY_IP : NFTA_TUNNEL_KEY_IP6, &s);
	return 0;
}

/* ---- options ---- */

static void put_erspan(struct stream *s, const struct ast_object *o)
{
	put_be(s, NFTA_TUNNEL_KEY_ERSPAN_VERSION, 4, o->tunnel.erspan_version);
	if (o->tunnel.erspan_version == 1) {
		put_be(s, NFTA_TUNNEL_KEY_ERSPAN_V1_INDEX, 4,
		       o->tunnel.erspan_index);
		return;
	}
	put_be(s, NFTA_TUNNEL_KEY_ERSPAN_V2_HWID, 1, o->tunnel.erspan_hwid);
	put_be(s, NFTA_TUNNEL_KEY_ERSPAN_V2_DIR, 1, o->tunnel.erspan_dir);
}

static void put_geneve(struct cctx *c, struct stream *opts,
		       const struct ast_tunnel_opt *first)
{
	for (const struct ast_tunnel_opt *g = first; g; g = g->next) {
		struct stream s = stream_new(c);

		put_be(&s, NFTA_TUNNEL_KEY_GENEVE_CLASS, 2, g->class);
		put_be(&s, NFTA_TUNNEL_KEY_GENEVE_TYPE, 1, g->type);
		put_bytes(&s, NFTA_TUNNEL_KEY_GENEVE_DATA, g->data, g->len);
		put_stream(opts, NFTA_TUNNEL_KEY_OPTS_GENEVE, &s);
	}
}

static int put_options(struct cctx *c, const struct ast_object *o,
		       struct low_obj *obj)
{
	struct stream opts = stream_new(c), s = stream_new(c);

	switch (o->tunnel.opts) {
	case OPTS_NONE:
		return 0;
	case OPTS_VXLAN:
		put_be(&s, NFTA_TUNNEL_KEY_VXLAN_GBP, 4, o->tunnel.gbp);
		put_stream(&opts, NFTA_TUNNEL_KEY_OPTS_VXLAN, &s);
		break;
	case OPTS_ERSPAN:
		put_erspan(&s, o);
		put_stream(&opts, NFTA_TUNNEL_KEY_OPTS_ERSPAN, &s);
		break;
	default:
		put_geneve(c, &opts, o->tunnel.geneve);
		break;
	}
	if (opts.full)
		return diag_error(c->diags, DIAG_LIMIT, o->tunnel.id.at,
				  "the options of this tunnel are too long: at most %d bytes are possible",
				  OPTS_MAX);
	put_nest(obj, NFTA_TUNNEL_KEY_OPTS, &opts);
	return 0;
}

/* ---- the rest ---- */

static void put_given(struct low_obj *obj, unsigned int number, uint64_t num)
{
	if (!num)
		return;
	obj->attrs[obj->nattrs++] = (struct low_attr){
		.number = (uint8_t)number,
		.num = num,
	};
}

int tunnel_data(struct cctx *c, const struct ast_object *o,
		struct low_obj *ret_obj)
{
	ret_obj->attrs[ret_obj->nattrs++] = (struct low_attr){
		.number = NFTA_TUNNEL_KEY_ID,
		.num = o->tunnel.id.val,
	};
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
