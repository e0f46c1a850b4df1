#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

struct table_ctx {
	struct ast_cmd *cmd; /* of the table */
	struct ast_cmd **last;
	bool rule; /* one that stands here was reported */
};

/* table flags = 'flags' flag { ',' flag } */
static int table_flags(struct parser *p, struct ast_table *table)
{
	uint32_t bits;

	tok_advance(p);
	if (parse_word_list(p, words_table_flags,
			    "a table flag: dormant, owner or persist",
			    &bits) < 0)
		return -1;
	table->flags |= bits;
	table->have_flags = true;
	return ITEM_SEP;
}

/* member kind = 'chain' | 'set' | 'map' | 'flowtable' | object kind */
static int member_kind(struct parser *p)
{
	static const struct word kinds[] = {
		{ "chain", OBJ_CHAIN },
		{ "set", OBJ_SET },
		{ "map", OBJ_MAP },
		{ "flowtable", OBJ_FLOWTABLE },
		{ NULL, 0 },
	};
	const struct word *w;
	char buf[PARSE_NAME_MAX];

	if (p->t.kind != TOKEN_WORD)
		return 0;
	w = word_find(kinds, tok_text(&p->t, buf));
	if (!w)
		return parse_object_kind(p);
	tok_advance(p);
	return (int)w->value;
}

/* *ret_rule: a rule that stands here was reported; said once. */
static int err_member(struct parser *p, bool *ret_rule)
{
	static const char *const words[] = {
		"chain",   "set",     "map",	  "flowtable", "counter",
		"quota",   "limit",   "secmark",  "synproxy",  "tunnel",
		"ct",	   "flags",   "comment",  "include",   "define",
	};
	const struct keyword *kw = keyword_at_hand(p);
	struct candidates c;

	candidates_init(p, &c);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		candidates_add(&c, words[i]);
	if (kw && (kw->stmt || kw->sel)) {
		if (!*ret_rule)
			err_expected(p, "a member of a table");
		if (!*ret_rule)
			diag_hint(p->diags, "rules belong in chains");
		*ret_rule = true;
		return -1;
	}
	err_unknown(p, &c, "member", "a table");
	if (p->t.kind == TOKEN_WORD && tok_peek(p)->kind == '{')
		diag_hint(p->diags,
			  "write the kind before the name: chain %.*s {",
			  (int)MIN(p->t.len, 64u), p->t.text);
	return -1;
}

static struct ast_cmd *member_new(struct parser *p, struct table_ctx *c,
				  enum obj_kind kind, struct span start)
{
	struct ast_cmd *cmd = ast_cmd_new(p, VERB_ADD, kind, start);

	cmd->word = tok_since(p, start);
	cmd->ref.family = c->cmd->ref.family;
	cmd->ref.table = c->cmd->ref.table;
	return cmd;
}

/* table item = table flags | comment | member kind identifier declaration */
static int table_item(struct parser *p, void *ctx)
{
	struct table_ctx *c = ctx;
	struct token first = p->t;
	struct ast_cmd *cmd;
	int kind;

	if (tok_is(p, "flags"))
		return table_flags(p, c->cmd->table);
	if (tok_is(p, "comment"))
		return parse_comment(p, &c->cmd->table->comment) < 0 ?
			       -1 :
			       ITEM_SEP;
	kind = member_kind(p);
	if (kind == 0)
		err_member(p, &c->rule);
	if (kind > 0)
		cmd = member_new(p, c, (enum obj_kind)kind, first.at);
	if (kind <= 0 || parse_identifier(p, "a name", &cmd->ref.name) < 0) {
		mend_lost(p, &first);
		return ITEM_CONTAINED;
	}
	cmd->poisoned = parse_declaration(p, cmd, true) < 0;
	cmd->at = tok_since(p, first.at);
	*c->last = cmd;
	c->last = &cmd->next;
	return cmd->poisoned ? ITEM_CONTAINED : ITEM_SEP;
}

/* table block = '{' { table item sep } '}'; rest: the '{' is missing */
int parse_table_block(struct parser *p, struct ast_cmd *cmd, bool rest)
{
	struct table_ctx ctx = { .cmd = cmd, .last = &cmd->table->cmds };
	struct block b = { .item = table_item,
			   .ctx = &ctx,
			   .foreign = block_foreign_to_table };

	cmd->table->have_block = true;
	return rest ? parse_block_rest(p, &b) : parse_block(p, &b);
}
