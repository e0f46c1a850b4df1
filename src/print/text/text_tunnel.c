#include "config.h"

#include "print/text/text_tunnel.h"

#include "print/text/text_expr.h"
#include "tables/words.h"

static void put_number(struct text_out *o, const char *word, uint64_t num)
{
	text_put_indent(o);
	text_put(o, word);
	text_put_char(o, ' ');
	text_put_number(o, num);
	text_end_line(o);
}

static void put_given(struct text_out *o, const char *word,
		      const struct ast_num *num)
{
	if (num->set)
		put_number(o, word, num->val);
}

static void put_address(struct text_out *o, const char *words,
			const struct ast_expr *address)
{
	if (!address)
		return;
	text_put_indent(o);
	text_put(o, words);
	text_expr(o, address);
	text_end_line(o);
}

static void put_vxlan(struct text_out *o, const struct ast_object *obj)
{
	put_number(o, "gbp", obj->tunnel.gbp);
}

static void put_erspan(struct text_out *o, const struct ast_object *obj)
{
	put_number(o, "version", obj->tunnel.erspan_version);
	if (obj->tunnel.erspan_version == 1) {
		put_number(o, "index", obj->tunnel.erspan_index);
		return;
	}
	text_put_indent(o);
	text_put(o, "direction ");
	text_put(o, word_name(words_erspan_dirs, obj->tunnel.erspan_dir));
	text_end_line(o);
	put_number(o, "id", obj->tunnel.erspan_hwid);
}

static void put_geneve(struct text_out *o, const struct ast_object *obj)
{
	static const char digits[] = "0123456789abcdef";

	for (const struct ast_tunnel_opt *opt = obj->tunnel.geneve; opt;
	     opt = opt->next) {
		text_put_indent(o);
		text_put(o, "class ");
		text_put_hex(o, opt->class);
		text_put(o, " opt-type ");
		text_put_hex(o, opt->type);
		text_put(o, " data \"0x");
		for (unsigned int i = 0; i < opt->len; i++) {
			text_put_char(o, digits[opt->data[i] >> 4]);
			text_put_char(o, digits[opt->data[i] & 0xf]);
		}
		text_put_char(o, '"');
		text_end_line(o);
	}
}

static void put_options(struct text_out *o, const struct ast_object *obj)
{
	static void (*const bodies[])(struct text_out *,
				      const struct ast_object *) = {
		[OPTS_VXLAN] = put_vxlan,
		[OPTS_ERSPAN] = put_erspan,
		[OPTS_GENEVE] = put_geneve,
	};

	if (obj->tunnel.opts == OPTS_NONE)
		return;
	text_put_indent(o);
	text_put(o, word_name(words_tunnel_opts, obj->tunnel.opts));
	text_put_char(o, ' ');
	text_open_block(o);
	bodies[obj->tunnel.opts](o, obj);
	text_close_block(o);
	text_end_line(o);
}

void text_tunnel(struct text_out *o, const struct ast_object *obj)
{
	put_given(o, "id", &obj->tunnel.id);
	put_address(o, "ip saddr ", obj->tunnel.ip_src);
	put_address(o, "ip daddr ", obj->tunnel.ip_dst);
	put_address(o, "ip6 saddr ", obj->tunnel.ip6_src);
	put_address(o, "ip6 daddr ", obj->tunnel.ip6_dst);
	put_given(o, "sport", &obj->tunnel.sport);
	put_given(o, "dport", &obj->tunnel.dport);
	put_given(o, "tos", &obj->tunnel.tos);
	put_given(o, "ttl", &obj->tunnel.ttl);
	put_options(o, obj);
}
