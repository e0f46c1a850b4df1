#include "config.h"

#include "syntax/json/json_read.h"

#include <string.h>

#define GENEVE_DATA_MAX 126 /* bytes of one option */

struct in_tunnel {
	struct json_head head;
	struct ast_object obj; /* what needs no second look */
	uint32_t opts;
};

#define TUNNEL(field) obj.tunnel.field
#define TUNNEL_TYPED UINT16_C(0x400)

static const struct json_member tunnel_members[] = {
	HEAD_MEMBERS(in_tunnel),
	MEMBER(in_tunnel, "comment", COMMENT, obj.comment),
	MEMBER(in_tunnel, "id", NUM, TUNNEL(id)),
	OPERAND(in_tunnel, "src-ipv4", PLACE_BOUND, 0, TUNNEL(ip_src)),
	OPERAND(in_tunnel, "dst-ipv4", PLACE_BOUND, 0, TUNNEL(ip_dst)),
	OPERAND(in_tunnel, "src-ipv6", PLACE_BOUND, 0, TUNNEL(ip6_src)),
	OPERAND(in_tunnel, "dst-ipv6", PLACE_BOUND, 0, TUNNEL(ip6_dst)),
	MEMBER(in_tunnel, "sport", NUM16, TUNNEL(sport)),
	MEMBER(in_tunnel, "dport", NUM16, TUNNEL(dport)),
	MEMBER(in_tunnel, "ttl", NUM, TUNNEL(ttl)),
	MEMBER(in_tunnel, "tos", NUM, TUNNEL(tos)),
	WORDS(in_tunnel, "type", WORD, 0, TUNNEL(opts),
	      words_tunnel_opts),
	WORDS(in_tunnel, "tunnel", NODE, TUNNEL_TYPED, opts, NULL),
	MEMBERS_END,
};

/* ---- options of each type ---- */

static const struct json_member vxlan_members[] = {
	NEEDED(ast_object, "gbp", NUM, tunnel.gbp),
	MEMBERS_END,
};

enum { ERSPAN_1 = 1, ERSPAN_2 = 2 };

static const struct json_member erspan_members[] = {
	NEEDED(ast_object, "version", NUM, tunnel.erspan_version),
	WORDS(ast_object, "index", NUM, ERSPAN_1, tunnel.erspan_index, NULL),
	WORDS(ast_object, "dir", WORD, ERSPAN_2, tunnel.erspan_dir,
	      words_erspan_dirs),
	WORDS(ast_object, "hwid", NUM, ERSPAN_2, tunnel.erspan_hwid, NULL),
	MEMBERS_END,
};

struct in_geneve {
	struct ast_tunnel_opt opt;
	uint32_t class;
	struct ast_text data;
};

static const struct json_member geneve_members[] = {
	NEEDED(in_geneve, "class", NUM, class),
	NEEDED(in_geneve, "opt-type", NUM, opt.type),
	NEEDED(in_geneve, "data", TEXT, data),
	MEMBERS_END,
};

static int read_vxlan(struct json_reader *r, uint32_t n,
		      struct ast_object *obj)
{
	return json_bind(r, n, vxlan_members, JSON_NEEDED, obj);
}

static int read_erspan(struct json_reader *r, uint32_t n,
		       struct ast_object *obj)
{
	uint32_t at = json_find(r, n, "version"), version;
	bool first = at && json_integer_value(json_at(r, at)) == ERSPAN_1;

	/* Bits that are always needed, and those of the version. */
	if (json_bind(r, n, erspan_members,
		      (JSON_NEEDED & ~(ERSPAN_1 | ERSPAN_2)) |
			      (first ? ERSPAN_1 : ERSPAN_2), obj) < 0)
		return -1;
	version = obj->tunnel.erspan_version;
	if (version == ERSPAN_1 || version == ERSPAN_2)
		return 0;
	return diag_error(r->diags, DIAG_RANGE, json_where(r, at),
			  "erspan version %u, expected 1 or 2", version);
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) % 16 : -1;
}

static int read_data(struct json_reader *r, const struct ast_text *text,
		     struct ast_tunnel_opt *opt)
{
	bool hex = text->len > 2 && text->text[0] == '0' &&
		   (text->text[1] | 0x20) == 'x';
	uint32_t digits = text->len - 2;
	uint8_t *bytes;

	if (!hex || digits % 4 || digits / 2 > GENEVE_DATA_MAX)
		return diag_error(r->diags, DIAG_SYNTAX, text->at,
				  "expected '0x' and a multiple of 4 hexadecimal digits, at most %d",
				  2 * GENEVE_DATA_MAX);
	bytes = arena_alloc(&r->ast->arena, digits / 2);
	for (uint32_t i = 0; i < digits; i++) {
		int digit = hex_digit(text->text[2 + i]);

		if (digit < 0)
			return diag_error(r->diags, DIAG_SYNTAX, text->at,
					  "'%c' is not a hexadecimal digit",
					  text->text[2 + i]);
		bytes[i / 2] = (uint8_t)(i % 2 ? bytes[i / 2] << 4 | digit :
						 digit);
	}
	opt->data = bytes;
	opt->len = (uint8_t)(digits / 2);
	return 0;
}

static struct ast_tunnel_opt *read_geneve_opt(struct json_reader *r,
					      uint32_t n)
{
	struct in_geneve in = { .class = 0 };
	struct ast_tunnel_opt *opt;

	if (json_bind(r, n, geneve_members, JSON_NEEDED, &in) < 0)
		return NULL;
	if (in.class > UINT16_MAX) {
		diag_error(r->diags, DIAG_RANGE,
			   json_where(r, json_find(r, n, "class")),
			   "%u is out of range, expected 0 to 65535",
			   in.class);
		return NULL;
	}
	in.opt.class = (uint16_t)in.class;
	opt = arena_memdup(&r->ast->arena, &in.opt, sizeof(in.opt));
	return read_data(r, &in.data, opt) < 0 ? NULL : opt;
}

static int read_geneve(struct json_reader *r, uint32_t n,
		       struct ast_object *obj)
{
	struct ast_tunnel_opt **last = &obj->tunnel.geneve;
	int ret = 0;

	if (!json_is_array(json_at(r, n)))
		return json_wrong(r, n, "an array of options");
	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i)) {
		*last = read_geneve_opt(r, i);
		if (*last)
			last = &(*last)->next;
		else
			ret = -1;
	}
	return ret;
}

int json_read_tunnel(struct json_reader *r, uint32_t n, uint16_t cases,
		     struct ast_cmd *cmd)
{
	static int (*const reads[])(struct json_reader *, uint32_t,
				    struct ast_object *) = {
		[OPTS_VXLAN] = read_vxlan,
		[OPTS_ERSPAN] = read_erspan,
		[OPTS_GENEVE] = read_geneve,
	};
	struct in_tunnel in = { .opts = 0 };
	int ret;

	if (json_given(r, n, "type") && !(cases & JSON_HEAD_ONLY))
		cases |= TUNNEL_TYPED;
	ret = json_bind(r, n, tunnel_members, cases, &in);
	json_take_head(r, &in.head, cmd);
	if (ret < 0 || cases & JSON_HEAD_ONLY)
		return ret;
	cmd->object = arena_memdup(&r->ast->arena, &in.obj, sizeof(in.obj));
	if (!in.obj.tunnel.opts)
		return 0;
	return reads[in.obj.tunnel.opts](r, in.opts, cmd->object);
}
