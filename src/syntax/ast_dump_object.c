#include "config.h"

#include "syntax/ast_dump.h"

static void dump_helper(struct dump *d, const struct ast_object *o)
{
	dump_text(d, "type", &o->helper.type);
	dump_line(d, "l4proto %u l3proto %u\n", o->helper.l4proto,
		  o->helper.l3proto);
}

static void dump_timeout(struct dump *d, const struct ast_object *o)
{
	dump_line(d, "l4proto %u l3proto %u\n", o->timeout.l4proto,
		  o->timeout.l3proto);
	for (unsigned int i = 0; i < ARRAY_SIZE(o->timeout.values); i++)
		if (o->timeout.given & 1u << i)
			dump_line(d, "state %u seconds %u\n", i,
				  o->timeout.values[i]);
}

static void dump_expect(struct dump *d, const struct ast_object *o)
{
	dump_num(d, "l4proto", &o->expect.l4proto);
	if (o->expect.l3proto)
		dump_line(d, "l3proto %u\n", o->expect.l3proto);
	dump_num(d, "dport", &o->expect.dport);
	dump_num(d, "timeout", &o->expect.timeout_ms);
	dump_num(d, "size", &o->expect.size);
}

static void dump_address(struct dump *d, const char *name,
			 const struct ast_expr *e)
{
	if (!e)
		return;
	dump_line(d, "%s\n", name);
	d->depth++;
	dump_expr(d, e);
	d->depth--;
}

static void dump_options(struct dump *d, const struct ast_object *o)
{
	static const char *const names[] = { "none", "vxlan", "erspan",
					     "geneve" };

	dump_line(d, "options %s gbp %u version %u index %u dir %u hwid %u\n",
		  names[o->tunnel.opts], o->tunnel.gbp,
		  o->tunnel.erspan_version, o->tunnel.erspan_index,
		  o->tunnel.erspan_dir, o->tunnel.erspan_hwid);
	for (const struct ast_tunnel_opt *g = o->tunnel.geneve; g;
	     g = g->next) {
		dump_line(d, "geneve class %u type %u data ", g->class,
			  g->type);
		for (unsigned int i = 0; i < g->len; i++)
			fprintf(d->out, "%02x", g->data[i]);
		fputc('\n', d->out);
	}
}

static void dump_tunnel(struct dump *d, const struct ast_object *o)
{
	dump_num(d, "id", &o->tunnel.id);
	dump_num(d, "sport", &o->tunnel.sport);
	dump_num(d, "dport", &o->tunnel.dport);
	dump_num(d, "ttl", &o->tunnel.ttl);
	dump_num(d, "tos", &o->tunnel.tos);
	dump_address(d, "ip saddr", o->tunnel.ip_src);
	dump_address(d, "ip daddr", o->tunnel.ip_dst);
	dump_address(d, "ip6 saddr", o->tunnel.ip6_src);
	dump_address(d, "ip6 daddr", o->tunnel.ip6_dst);
	if (o->tunnel.opts)
		dump_options(d, o);
}

void dump_object(struct dump *d, enum obj_kind kind,
		 const struct ast_object *o)
{
	dump_text(d, "comment", &o->comment);
	switch (kind) {
	case OBJ_COUNTER:
		dump_line(d, "packets %" PRIu64 " bytes %" PRIu64 "\n",
			  o->counter.packets, o->counter.bytes);
		break;
	case OBJ_QUOTA:
		dump_line(d, "quota%s %" PRIu64 " used %" PRIu64 "\n",
			  o->quota.over ? " over" : "", o->quota.bytes,
			  o->quota.used);
		break;
	case OBJ_LIMIT:
		dump_line(d, "limit");
		dump_limit(d, &o->limit);
		fputc('\n', d->out);
		break;
	case OBJ_CT_HELPER:
		dump_helper(d, o);
		break;
	case OBJ_CT_TIMEOUT:
		dump_timeout(d, o);
		break;
	case OBJ_CT_EXPECT:
		dump_expect(d, o);
		break;
	case OBJ_SECMARK:
		dump_text(d, "context", &o->secmark);
		break;
	case OBJ_SYNPROXY:
		dump_line(d, "mss %u wscale %u flags 0x%x\n", o->synproxy.mss,
			  o->synproxy.wscale, o->synproxy.flags);
		break;
	default:
		dump_tunnel(d, o);
	}
}
