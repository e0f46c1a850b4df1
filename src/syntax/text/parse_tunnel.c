#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

#define GENEVE_HEX_MAX 252 /* digits: 126 bytes */
#define GENEVE_OPTS_MAX 64 /* more than a header of 255 bytes holds */

/* vxlan item = 'gbp' NUMBER */
static int vxlan_item(struct parser *p, void *ctx)
{
	struct ast_object *obj = ctx;
	uint64_t num;

	if (tok_expect_word(p, "gbp", "'gbp' and a number") < 0 ||
	    parse_number(p, "a number", UINT32_MAX, &num) < 0)
		return -1;
	obj->tunnel.gbp = (uint32_t)num;
	return ITEM_SEP;
}

/* erspan item = 'version' NUMBER | 'index' NUMBER | 'id' NUMBER
 *             | 'direction' ( 'ingress' | 'egress' ) */
static int erspan_item(struct parser *p, void *ctx)
{
	struct ast_object *obj = ctx;
	const struct word *w;
	uint64_t num = 0;
	bool index = tok_is(p, "index"), id = tok_is(p, "id");

	if (tok_accept_word(p, "direction")) {
		w = parse_word(p, words_erspan_dirs, "ingress or egress");
		if (!w)
			return -1;
		obj->tunnel.erspan_dir = (uint8_t)w->value;
		return ITEM_SEP;
	}
	if (!index && !id && !tok_is(p, "version"))
		return err_expected(p, "version, index, direction or id");
	tok_advance(p);
	if (parse_number(p, "a number", id ? UINT8_MAX : UINT32_MAX, &num) < 0)
		return -1;
	if (index)
		obj->tunnel.erspan_index = (uint32_t)num;
	else if (id)
		obj->tunnel.erspan_hwid = (uint8_t)num;
	else
		obj->tunnel.erspan_version = (uint32_t)num;
	return ITEM_SEP;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* geneve data = STRING of '0x' and digits, a multiple of four */
static int geneve_data(struct parser *p, struct ast_tunnel_opt *opt)
{
	const char *hex = p->t.text + 2;
	uint32_t n = p->t.len - 2;
	bool good;
	uint8_t *data;

	if (p->t.kind != TOKEN_STRING)
		return err_expected(p, "data such as \"0x12345678\"");
	good = p->t.len > 2 && p->t.text[0] == '0' &&
	       (p->t.text[1] | 0x20) == 'x' && n % 4 == 0 &&
	       n <= GENEVE_HEX_MAX;
	for (uint32_t i = 0; good && i < n; i++)
		good = hex_digit(hex[i]) >= 0;
	if (!good)
		return diag_error(p->diags, DIAG_RANGE, p->t.at,
				  "expected \"0x\" and hexadecimal digits, a "
				  "multiple of 4 and at most %d of them",
				  GENEVE_HEX_MAX);
	data = arena_alloc(p->arena, n / 2);
	for (uint32_t i = 0; i < n; i += 2)
		data[i / 2] = (uint8_t)(hex_digit(hex[i]) << 4 |
					hex_digit(hex[i + 1]));
	opt->data = data;
	opt->len = (uint8_t)(n / 2);
	tok_advance(p);
	return 0;
}

/* geneve item = 'class' NUMBER 'opt-type' NUMBER 'data' geneve data */
static int geneve_item(struct parser *p, void *ctx)
{
	struct ast_object *obj = ctx;
	struct ast_tunnel_opt *opt = arena_new(p->arena,
					       struct ast_tunnel_opt);
	struct ast_tunnel_opt **last = &obj->tunnel.geneve;
	uint64_t class, type;
	int count = 0;

	for (; *last; last = &(*last)->next)
		count++;
	if (count == GENEVE_OPTS_MAX)
		return diag_error(p->diags, DIAG_LIMIT, p->t.at,
				  "more than %d geneve options",
				  GENEVE_OPTS_MAX);
	if (tok_expect_word(p, "class", "'class' and a number") < 0 ||
	    parse_number(p, "a number", UINT16_MAX, &class) < 0 ||
	    tok_expect_word(p, "opt-type", "'opt-type' and a number") < 0 ||
	    parse_number(p, "a number", UINT8_MAX, &type) < 0 ||
	    tok_expect_word(p, "data", "'data'") < 0 ||
	    geneve_data(p, opt) < 0)
		return -1;
	opt->class = (uint16_t)class;
	opt->type = (uint8_t)type;
	*last = opt;
	return ITEM_SEP;
}

/* tunnel options = ( 'vxlan' | 'erspan' | 'geneve' ) '{' { item sep } '}' */
static int tunnel_options(struct parser *p, struct ast_object *obj)
{
	static int (*const items[])(struct parser *p, void *ctx) = {
		[OPTS_VXLAN] = vxlan_item,
		[OPTS_ERSPAN] = erspan_item,
		[OPTS_GENEVE] = geneve_item,
	};
	struct block b = { .ctx = obj,
			   .foreign = block_foreign_to_table,
			   .bare = true };
	struct span at = p->t.at;
	const struct word *w = NULL;
	char buf[PARSE_NAME_MAX];

	if (p->t.kind == TOKEN_WORD)
		w = word_find(words_tunnel_opts, tok_text(&p->t, buf));
	if (!w)
		return err_expected(p, "id, ip, ip6, sport, dport, ttl, tos, "
				       "vxlan, erspan or geneve");
	tok_advance(p);
	if (obj->tunnel.opts)
		return diag_error(p->diags, DIAG_DUPLICATE, at,
				  "a tunnel has one block of options");
	obj->tunnel.opts = (uint8_t)w->value;
	b.item = items[w->value];
	return parse_block(p, &b);
}

/* tunnel address = ( 'ip' | 'ip6' ) ( 'saddr' | 'daddr' ) VALUE */
static int tunnel_address(struct parser *p, struct ast_object *obj)
{
	bool six = tok_is(p, "ip6"), source;
	struct ast_expr **at;

	tok_advance(p);
	source = tok_accept_word(p, "saddr");
	if (!source && tok_expect_word(p, "daddr", "saddr or daddr") < 0)
		return -1;
	if (six)
		at = source ? &obj->tunnel.ip6_src : &obj->tunnel.ip6_dst;
	else
		at = source ? &obj->tunnel.ip_src : &obj->tunnel.ip_dst;
	if (*at) {
		diag_error(p->diags, DIAG_DUPLICATE, p->t.at,
			   "the address is given twice");
		diag_note(p->diags, (*at)->at, "first given here");
		return -1;
	}
	*at = parse_rhs_concat(p);
	if (!*at)
		return -1;
	if ((obj->tunnel.ip6_src || obj->tunnel.ip6_dst) &&
	    (obj->tunnel.ip_src || obj->tunnel.ip_dst))
		return diag_error(p->diags, DIAG_CONFLICT, (*at)->at,
				  "a tunnel has either ip or ip6 addresses");
	return 0;
}

/* tunnel item = ( 'id' | 'sport' | 'dport' | 'ttl' | 'tos' ) NUMBER
 *             | tunnel address | tunnel options */
int parse_tunnel_item(struct parser *p, struct ast_object *obj)
{
	const struct {
		const char *word;
		struct ast_num *num;
		uint64_t max;
	} numbers[] = {
		{ "id", &obj->tunnel.id, UINT32_MAX },
		{ "sport", &obj->tunnel.sport, UINT16_MAX },
		{ "dport", &obj->tunnel.dport, UINT16_MAX },
		{ "ttl", &obj->tunnel.ttl, UINT64_MAX },
		{ "tos", &obj->tunnel.tos, UINT64_MAX },
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (tok_accept_word(p, numbers[i].word))
			return parse_num(p, "a number", numbers[i].max,
					 numbers[i].num);
	if (tok_is(p, "ip") || tok_is(p, "ip6"))
		return tunnel_address(p, obj);
	return tunnel_options(p, obj);
}
