#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"
#include "text/suggest.h"

/* What can be listed: one by its name, or all. */
static const struct {
	const char *word;
	enum obj_kind kind;
	bool all;
} listed[] = {
	{ "ruleset", OBJ_RULESET, true },
	{ "tables", OBJ_TABLE, true },
	{ "table", OBJ_TABLE, false },
	{ "chains", OBJ_CHAIN, true },
	{ "chain", OBJ_CHAIN, false },
	{ "sets", OBJ_SET, true },
	{ "set", OBJ_SET, false },
	{ "maps", OBJ_MAP, true },
	{ "map", OBJ_MAP, false },
	{ "meters", OBJ_METER, true },
	{ "meter", OBJ_METER, false },
	{ "flowtables", OBJ_FLOWTABLE, true },
	{ "flowtable", OBJ_FLOWTABLE, false },
	{ "counters", OBJ_COUNTER, true },
	{ "counter", OBJ_COUNTER, false },
	{ "quotas", OBJ_QUOTA, true },
	{ "quota", OBJ_QUOTA, false },
	{ "limits", OBJ_LIMIT, true },
	{ "limit", OBJ_LIMIT, false },
	{ "secmarks", OBJ_SECMARK, true },
	{ "secmark", OBJ_SECMARK, false },
	{ "synproxys", OBJ_SYNPROXY, true },
	{ "synproxy", OBJ_SYNPROXY, false },
	{ "tunnels", OBJ_TUNNEL, true },
	{ "tunnel", OBJ_TUNNEL, false },
};

static const struct word of_connections[] = {
	{ "helper", OBJ_CT_HELPER },
	{ "helpers", OBJ_CT_HELPER },
	{ "timeout", OBJ_CT_TIMEOUT },
	{ "timeouts", OBJ_CT_TIMEOUT },
	{ "expectation", OBJ_CT_EXPECT },
	{ "expectations", OBJ_CT_EXPECT },
	{ NULL, 0 },
};

static int err_listed(struct parser *p)
{
	struct candidates c;

	candidates_init(p, &c);
	for (size_t i = 0; i < ARRAY_SIZE(listed); i++)
		candidates_add(&c, listed[i].word);
	c.len = 0;
	if (tok_is(p, "hooks"))
		return diag_error(p->diags, DIAG_UNSUPPORTED, p->t.at,
				  "'list hooks' is run with nft");
	return err_unknown(p, &c, "kind of object", NULL);
}

/* listed all = 'table' table spec | [ FAMILY ] */
static int listed_all(struct parser *p, struct ast_cmd *cmd)
{
	if (cmd->kind < OBJ_RULESET && cmd->kind != OBJ_TABLE &&
	    tok_accept_word(p, "table"))
		return parse_table_spec(p, &cmd->ref);
	cmd->ref.family = parse_family(p, FAMILY_UNSPEC);
	return 0;
}

/* listed of connections = ( 'helper' | 'timeout' | 'expectation' )
 *                         ( 'table' table spec | spec ) */
static int listed_of_connections(struct parser *p, struct ast_cmd *cmd)
{
	const struct word *w = parse_word(p, of_connections,
					  "helper, timeout or expectation");

	if (!w)
		return -1;
	cmd->kind = (uint8_t)w->value;
	if (tok_is(p, "table") || tok_at_end(p))
		return listed_all(p, cmd);
	return parse_spec(p, cmd);
}

/* list = 'list' ( 'ruleset' | 'tables' | KINDS ) listed all, KINDS: 'chains',
 *        'sets', 'counters' ...
 *      | 'list' ( 'table' | KIND ) spec
 *      | 'list' 'ct' listed of connections */
static int parse_list(struct parser *p, struct ast_cmd *cmd)
{
	if (tok_accept_word(p, "ct"))
		return listed_of_connections(p, cmd);
	for (size_t i = 0; i < ARRAY_SIZE(listed); i++) {
		if (!tok_accept_word(p, listed[i].word))
			continue;
		cmd->kind = (uint8_t)listed[i].kind;
		return listed[i].all ? listed_all(p, cmd) : parse_spec(p, cmd);
	}
	return err_listed(p);
}

/* get = 'get' 'element' spec elements */
static int parse_get(struct parser *p, struct ast_cmd *cmd)
{
	if (tok_expect_word(p, "element", "'element'") < 0)
		return -1;
	cmd->kind = OBJ_ELEMENT;
	if (parse_spec(p, cmd) < 0)
		return -1;
	return parse_elements_operand(p, cmd, NULL);
}

/* listing = list | get */
int parse_listing(struct parser *p)
{
	struct span start = p->t.at;
	bool get = tok_is(p, word_name(words_listings, VERB_GET));
	struct ast_cmd *cmd = ast_cmd_new(p, get ? VERB_GET : VERB_LIST,
					  OBJ_RULESET, start);
	int ret;

	tok_advance(p);
	ret = get ? parse_get(p, cmd) : parse_list(p, cmd);
	if (ret < 0)
		return -1;
	cmd->at = tok_since(p, start);
	*p->ast->last_listing = cmd;
	p->ast->last_listing = &cmd->next;
	return 0;
}
