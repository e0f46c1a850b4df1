#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"
#include "text/suggest.h"

#include <string.h>

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
	for (const struct word *w = words_listed; w->name; w++)
		if (!strchr(w->name, ' '))
			candidates_add(&c, w->name);
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
	for (const struct word *w = words_listed; w->name; w++) {
		if (!tok_accept_word(p, w->name))
			continue;
		cmd->kind = (uint8_t)w->value;
		return w->value & WORDS_ALL ? listed_all(p, cmd) :
					      parse_spec(p, cmd);
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
