#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

#define CHAIN_OFFLOAD 0x2 /* NFT_CHAIN_HW_OFFLOAD */

/* device list = '{' device { ',' device } [ ',' ] '}' */
static int device_list(struct parser *p, struct ast_devices *devices)
{
	struct ast_expr **last = &devices->first;
	struct span open = p->t.at;

	*last = NULL;
	do {
		tok_advance(p);
		while (tok_accept(p, TOKEN_NEWLINE))
			;
		if (p->t.kind == '}' && devices->first)
			break;
		if (p->t.kind == TOKEN_EOF)
			return err_unclosed(p, open);
		*last = parse_device(p);
		if (!*last)
			return -1;
		last = &(*last)->next;
		while (tok_accept(p, TOKEN_NEWLINE))
			;
	} while (p->t.kind == ',');
	if (p->t.kind == TOKEN_EOF)
		return err_unclosed(p, open);
	return tok_expect(p, '}', "',' or '}'");
}

/* devices = 'devices' '=' ( device list | variable ) */
int parse_devices(struct parser *p, struct ast_devices *devices)
{
	devices->at = p->t.at;
	tok_advance(p);
	if (tok_expect(p, '=', "'=' and a list of devices") < 0)
		return -1;
	if (p->t.kind == '$') {
		devices->first = parse_variable(p);
		if (!devices->first)
			return -1;
		devices->is_variable = true;
	} else if (p->t.kind != '{') {
		return err_expected(p, "'{' or a variable");
	} else if (device_list(p, devices) < 0) {
		return -1;
	}
	devices->at = tok_since(p, devices->at);
	return 0;
}

/* offset = [ ( '+' | '-' ) NUMBER ] */
static int parse_prio_offset(struct parser *p, struct ast_hook *hook)
{
	bool minus = p->t.kind == '-';
	uint64_t num;

	if (p->t.kind != '+' && !minus)
		return 0;
	tok_advance(p);
	if (parse_number(p, "a number", INT64_MAX, &num) < 0)
		return -1;
	hook->prio_offset = minus ? -(int64_t)num : (int64_t)num;
	return 0;
}

/* priority name = WORD offset */
static int parse_prio_name(struct parser *p, struct ast_hook *hook)
{
	const char *minus = memchr(p->t.text, '-', p->t.len);

	if (minus) {
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "'%.*s' is one word: '-' may be part of a name",
			   (int)p->t.len, p->t.text);
		diag_hint(p->diags, "leave a blank before '-'");
		return -1;
	}
	hook->prio = ast_value_new(p, &p->t);
	tok_advance(p);
	return parse_prio_offset(p, hook);
}

/* priority = 'priority' ( [ '-' ] NUMBER | variable | priority name ) */
int parse_priority(struct parser *p, struct ast_hook *hook)
{
	struct span start;
	bool minus;

	if (tok_expect_word(p, "priority", "'priority'") < 0)
		return -1;
	start = p->t.at;
	if (p->t.kind == '$') {
		hook->prio = parse_variable(p);
		return hook->prio ? 0 : -1;
	}
	if (p->t.kind == TOKEN_WORD)
		return parse_prio_name(p, hook);
	minus = tok_accept(p, '-');
	if (p->t.kind != TOKEN_NUMBER)
		return err_expected(p, minus ? "a number after '-'" :
					       "a priority: a number, a name "
					       "or a variable");
	hook->prio = ast_value_new(p, &p->t);
	tok_advance(p);
	if (minus)
		hook->prio->flags |= AST_NEGATIVE;
	hook->prio->at = tok_since(p, start);
	return 0;
}

static int parse_any_word(struct parser *p, const char *what,
			  struct ast_name *ret_name)
{
	if (p->t.kind != TOKEN_WORD)
		return err_expected(p, what);
	ret_name->name = strpool_intern(p->strings, p->t.text, p->t.len);
	ret_name->at = p->t.at;
	tok_advance(p);
	return 0;
}

/* hook = 'hook' WORD [ 'device' device | devices ] priority */
int parse_hook(struct parser *p, struct ast_hook *hook)
{
	struct span start = p->t.at;

	if (tok_expect_word(p, "hook", "'hook'") < 0 ||
	    parse_any_word(p, "the name of a hook", &hook->hook) < 0)
		return -1;
	if (tok_is(p, "device")) {
		hook->devices.at = p->t.at;
		tok_advance(p);
		hook->devices.first = parse_device(p);
		if (!hook->devices.first)
			return -1;
		hook->devices.at = tok_since(p, hook->devices.at);
	} else if (tok_is(p, "devices")) {
		if (parse_devices(p, &hook->devices) < 0)
			return -1;
	}
	if (parse_priority(p, hook) < 0)
		return -1;
	hook->at = tok_since(p, start);
	return 0;
}

/* type line = 'type' WORD hook */
static int chain_type(struct parser *p, struct ast_chain *chain)
{
	struct span start = p->t.at;

	tok_advance(p);
	chain->hook = (struct ast_hook){ .type.name = NULL };
	if (parse_any_word(p, "the type of the chain: filter, nat or route",
			   &chain->hook.type) < 0 ||
	    parse_hook(p, &chain->hook) < 0)
		return -1;
	chain->hook.at = tok_since(p, start);
	return 0;
}

/* policy = 'policy' ( 'accept' | 'drop' | variable ) */
static int chain_policy(struct parser *p, struct ast_chain *chain)
{
	struct span start = p->t.at;
	struct token word;

	tok_advance(p);
	if (chain->policy)
		return diag_error(p->diags, DIAG_DUPLICATE, start,
				  "the policy is given twice");
	if (p->t.kind == '$') {
		chain->policy = parse_variable(p);
		return chain->policy ? 0 : -1;
	}
	word = p->t;
	if (!parse_word(p, words_chain_policy, "'accept' or 'drop'"))
		return -1;
	chain->policy = ast_value_new(p, &word);
	return 0;
}

/* chain flags = 'flags' 'offload' */
static int chain_flags(struct parser *p, struct ast_chain *chain)
{
	tok_advance(p);
	chain->flags |= CHAIN_OFFLOAD;
	return tok_expect_word(p, "offload", "'offload'");
}

static int chain_comment(struct parser *p, struct ast_chain *chain)
{
	return parse_comment(p, &chain->comment);
}

struct chain_ctx {
	struct ast_chain *chain;
	struct ast_devices devices; /* of lines of their own */
	struct ast_rule **last;
};

/* The devices of a later line stand before those of the lines above it: each
 * line is sent from its end, but the lines in their order. */
static void put_before(struct ast_devices *above, const struct ast_devices *more)
{
	struct ast_expr *first = more->first;
	struct ast_expr **last = &first;

	if (!more->first)
		return;
	while (*last)
		last = &(*last)->next;
	*last = above->first;
	if (!above->first)
		above->at = more->at;
	above->is_variable = more->is_variable && !above->first;
	above->first = first;
}

static int devices_line(struct parser *p, struct chain_ctx *c)
{
	struct ast_devices more = { .first = NULL };

	if (parse_devices(p, &more) < 0)
		return -1;
	put_before(&c->devices, &more);
	return 0;
}

/* chain item = type line | policy | chain flags | devices | comment | rule */
static int chain_item(struct parser *p, void *ctx)
{
	static const struct {
		const char *word;
		int (*parse)(struct parser *p, struct ast_chain *chain);
	} items[] = {
		{ "type", chain_type },	      { "policy", chain_policy },
		{ "flags", chain_flags },     { "comment", chain_comment },
	};
	const struct keyword *kw = keyword_at_hand(p);
	bool is_rule = kw && (kw->stmt || kw->sel);
	struct chain_ctx *c = ctx;
	struct ast_rule *rule;

	for (size_t i = 0; !is_rule && i < ARRAY_SIZE(items); i++)
		if (tok_is(p, items[i].word))
			return items[i].parse(p, c->chain) < 0 ? -1 : ITEM_SEP;
	if (!is_rule && tok_is(p, "devices"))
		return devices_line(p, c) < 0 ? -1 : ITEM_SEP;
	rule = arena_new(p->arena, struct ast_rule);
	*c->last = rule;
	c->last = &rule->next;
	return parse_rule(p, rule) < 0 ? ITEM_CONTAINED : ITEM_SEP;
}

/* chain block = '{' { chain item sep } '}' */
int parse_chain_block(struct parser *p, struct ast_chain *chain)
{
	struct chain_ctx ctx = { .chain = chain };
	struct block b = { .item = chain_item,
			   .ctx = &ctx,
			   .foreign = block_foreign_to_chain };

	int ret;

	chain->rules = arena_new(p->arena, struct ast_rules);
	ctx.last = &chain->rules->first;
	ret = parse_block(p, &b);
	/* The hook's own go with its line if another one follows; these
	 * stay. */
	put_before(&chain->hook.devices, &ctx.devices);
	return ret;
}

/* flowtable item = hook | devices | 'counter' | 'flags' 'offload' */
static int flowtable_item(struct parser *p, void *ctx)
{
	struct ast_flowtable *ft = ctx;
	uint32_t flags;

	if (tok_is(p, "hook"))
		return parse_hook(p, &ft->hook) < 0 ? -1 : ITEM_SEP;
	if (tok_is(p, "devices"))
		return parse_devices(p, &ft->hook.devices) < 0 ? -1 : ITEM_SEP;
	if (tok_accept_word(p, "counter")) {
		ft->flags |= 0x2; /* NFT_FLOWTABLE_COUNTER */
		return ITEM_FREE;
	}
	if (!tok_accept_word(p, "flags"))
		return err_expected(p, "hook, devices, counter or flags");
	if (parse_word_list(p, words_flowtable_flags, "'offload'", &flags) < 0)
		return -1;
	ft->flags |= flags;
	return ITEM_SEP;
}

/* flowtable block = '{' { flowtable item sep } '}' */
int parse_flowtable_block(struct parser *p, struct ast_flowtable *ft)
{
	struct block b = { .item = flowtable_item,
			   .ctx = ft,
			   .foreign = block_foreign_to_chain };
	struct span start = p->t.at;
	int ret = parse_block(p, &b);

	ft->at = tok_since(p, start);
	return ret;
}
