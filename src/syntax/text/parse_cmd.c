#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"
#include "text/suggest.h"

#include <string.h>

struct ast_cmd *ast_cmd_new(struct parser *p, enum ast_verb verb,
			    enum obj_kind kind, struct span at)
{
	struct ast_cmd *cmd = arena_new(p->arena, struct ast_cmd);

	cmd->verb = (uint8_t)verb;
	cmd->kind = (uint8_t)kind;
	cmd->at = at;
	cmd->word = at;
	return cmd;
}

#define ADD (1u << VERB_ADD)
#define CREATE (1u << VERB_CREATE)
#define REMOVE (1u << VERB_DELETE | 1u << VERB_DESTROY)
#define FLUSH (1u << VERB_FLUSH)
#define OBJECT (ADD | CREATE | REMOVE)

/* Which verbs go with which kinds; the rest are objects. */
static const struct {
	const char *word;
	enum obj_kind kind;
	unsigned int verbs;
} kinds[] = {
	{ "table", OBJ_TABLE, OBJECT | FLUSH },
	{ "chain", OBJ_CHAIN, OBJECT | FLUSH | 1u << VERB_RENAME },
	{ "rule", OBJ_RULE,
	  ADD | REMOVE | 1u << VERB_INSERT | 1u << VERB_REPLACE },
	{ "set", OBJ_SET, OBJECT | FLUSH },
	{ "map", OBJ_MAP, OBJECT | FLUSH },
	{ "meter", OBJ_METER, FLUSH },
	{ "element", OBJ_ELEMENT, OBJECT },
	{ "flowtable", OBJ_FLOWTABLE, OBJECT },
	{ "flow", OBJ_METER, FLUSH }, /* flush flow table */
	{ "ruleset", OBJ_RULESET, FLUSH },
};

static int err_verb(struct parser *p, const char *verb, struct span at)
{
	const char *text = p->in->lx.src->text + at.off;

	return diag_error(p->diags, DIAG_SYNTAX, at,
			  "'%s' does not go with '%.*s'", verb, (int)at.len,
			  text);
}

/* kind = 'table' | 'chain' ... | object kind; 0: none, -1: reported */
static int parse_kind(struct parser *p, enum ast_verb verb)
{
	struct span at = p->t.at;
	int kind;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!tok_accept_word(p, kinds[i].word))
			continue;
		if (!(kinds[i].verbs & 1u << verb))
			return err_verb(p, word_name(words_verbs, verb), at);
		if (strcmp(kinds[i].word, "flow") == 0 &&
		    tok_expect_word(p, "table", "'table'") < 0)
			return -1;
		return (int)kinds[i].kind;
	}
	kind = parse_object_kind(p);
	if (kind > 0 && !(OBJECT & 1u << verb))
		return err_verb(p, word_name(words_verbs, verb), tok_since(p, at));
	return kind;
}

/* family = [ 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev' ] */
uint8_t parse_family(struct parser *p, uint8_t otherwise)
{
	char buf[PARSE_NAME_MAX];
	int family = -1;

	if (p->t.kind == TOKEN_WORD)
		family = family_by_name(tok_text(&p->t, buf));
	p->family_read = family >= 0;
	if (family < 0)
		return otherwise;
	tok_advance(p);
	return (uint8_t)family;
}

/* handle = 'handle' NUMBER */
static int parse_handle(struct parser *p, struct ast_ref *ref)
{
	if (!tok_accept_word(p, "handle")) {
		err_expected(p, "'handle' and a number");
		diag_hint(p->diags, "'nftload -a list ruleset' shows handles");
		return -1;
	}
	ref->place = arena_new(p->arena, struct ast_place);
	return parse_num(p, "the number of a handle", UINT64_MAX,
			 &ref->place->handle);
}

/* table spec = family identifier */
int parse_table_spec(struct parser *p, struct ast_ref *ref)
{
	ref->family = parse_family(p, FAMILY_IP);
	return parse_identifier(p, "the name of a table", &ref->table);
}

static const char *name_wanted(enum obj_kind kind)
{
	switch (kind) {
	case OBJ_CHAIN:
	case OBJ_RULE:
		return "the name of a chain";
	case OBJ_SET:
	case OBJ_ELEMENT:
		return "the name of a set";
	case OBJ_MAP:
		return "the name of a map";
	default:
		return "a name";
	}
}

/* spec = table spec [ identifier ], the second but for tables */
int parse_spec(struct parser *p, struct ast_cmd *cmd)
{
	if (parse_table_spec(p, &cmd->ref) < 0)
		return -1;
	if (cmd->kind == OBJ_TABLE)
		return 0;
	return parse_identifier(p, name_wanted(cmd->kind), &cmd->ref.name);
}

/* One word too many where no family was read: the first is taken for one.
 * Its true name is the second then. */
static int err_family(struct parser *p, struct ast_ref *ref)
{
	struct candidates c;
	struct token name = p->t;
	char buf[PARSE_NAME_MAX];

	if (p->family_read || name.kind != TOKEN_WORD)
		return 0;
	tok_text(&name, buf);
	candidates_init(p, &c);
	suggest_init(&c.nearest, ref->table.name, strlen(ref->table.name));
	family_each_name(candidates_add, &c);
	if (!suggest_best(&c.nearest) && word_is_reserved(buf))
		return 0;
	diag_error(p->diags, DIAG_UNKNOWN_NAME, ref->table.at,
		   "unknown family '%s'", ref->table.name);
	if (!suggest_hint(&c.nearest, p->diags))
		diag_hint(p->diags, "known are: %s", c.list);
	mend_lost(p, &name);
	return -1;
}

/* removal spec = table spec ( identifier | handle ), family handle */
static int parse_removal_spec(struct parser *p, struct ast_cmd *cmd)
{
	bool by_handle = cmd->kind != OBJ_RULE && cmd->kind != OBJ_ELEMENT;

	if (cmd->kind == OBJ_TABLE) {
		cmd->ref.family = parse_family(p, FAMILY_IP);
		if (tok_is(p, "handle"))
			return parse_handle(p, &cmd->ref);
		if (parse_identifier(p, "the name of a table",
				     &cmd->ref.table) < 0)
			return -1;
		return err_family(p, &cmd->ref);
	}
	if (parse_table_spec(p, &cmd->ref) < 0)
		return -1;
	if (by_handle && tok_is(p, "handle"))
		return parse_handle(p, &cmd->ref);
	return parse_identifier(p, name_wanted(cmd->kind), &cmd->ref.name);
}

/* elements = set literal | variable */
int parse_elements_operand(struct parser *p, struct ast_cmd *cmd,
			   struct ast_elems *into)
{
	if (p->t.kind == '$') {
		cmd->elements = parse_variable(p);
		return cmd->elements ? 0 : -1;
	}
	if (p->t.kind != '{')
		return err_expected(p, "'{' and elements, or a variable");
	cmd->elements = parse_set_literal(p, into);
	return cmd->elements && cmd->elements->kind != AST_POISON ? 0 : -1;
}

/* Behind the name of a chain, set ... that is taken for the table's.  A label
 * for secmark may be a word without quotes. */
static int check_family(struct parser *p, struct ast_cmd *cmd)
{
	int next;

	if (cmd->kind == OBJ_SECMARK)
		return 0;
	if (p->t.kind != TOKEN_WORD || strchr("0123456789", *p->t.text))
		return 0;
	next = tok_peek(p)->kind;
	if (next != '{' && next != TOKEN_NEWLINE && next != TOKEN_EOF &&
	    next != ';')
		return 0;
	return err_family(p, &cmd->ref);
}

/* Behind the name of a table; with a wrong family the block is read all the
 * same. */
static int parse_table_rest(struct parser *p, struct ast_cmd *cmd)
{
	bool known = p->family_read || p->t.kind == '{';
	int ret = err_family(p, &cmd->ref);

	if (ret < 0)
		tok_advance(p);
	if (ret < 0 && p->t.kind != '{')
		return -1;
	if (parse_table_block(p, cmd, false) < 0)
		ret = -1;
	/* Of which family the members are nobody knows. */
	if (!known)
		cmd->table->cmds = NULL;
	return ret;
}

/* What follows the name: blocks, and for objects their values.  Inside a
 * table everything is a block. */
int parse_declaration(struct parser *p, struct ast_cmd *cmd, bool in_table)
{
	if (cmd->kind != OBJ_TABLE && !in_table && check_family(p, cmd) < 0)
		return -1;
	switch (cmd->kind) {
	case OBJ_TABLE:
		cmd->table = arena_new(p->arena, struct ast_table);
		if (tok_at_end(p) || block_foreign_to_table(p))
			return 0;
		return parse_table_rest(p, cmd);
	case OBJ_CHAIN:
		p->family = cmd->ref.family;
		p->table = cmd->ref.table.name;
		cmd->chain = arena_new(p->arena, struct ast_chain);
		if (tok_at_end(p) && !in_table)
			return 0;
		return parse_chain_block(p, cmd->chain);
	case OBJ_SET:
	case OBJ_MAP:
		cmd->set = arena_new(p->arena, struct ast_set);
		ast_note_named(p->ast, '@', cmd->ref.table.name,
			       cmd->ref.name.name);
		cmd->set->is_map = cmd->kind == OBJ_MAP;
		return parse_set_block(p, cmd->set);
	case OBJ_FLOWTABLE:
		cmd->flowtable = arena_new(p->arena, struct ast_flowtable);
		return parse_flowtable_block(p, cmd->flowtable);
	case OBJ_ELEMENT:
		return parse_elements_operand(p, cmd, NULL);
	}
	cmd->object = arena_new(p->arena, struct ast_object);
	if (cmd->kind == OBJ_COUNTER && !in_table && tok_at_end(p))
		return 0;
	return parse_object(p, cmd->kind,
			    in_table || cmd->kind == OBJ_TUNNEL ||
				    cmd->kind == OBJ_CT_HELPER ||
				    cmd->kind == OBJ_CT_TIMEOUT ||
				    cmd->kind == OBJ_CT_EXPECT,
			    cmd->object);
}

/* rule = rule [ comment ] */
static int parse_rule_cmd(struct parser *p, struct ast_cmd *cmd)
{
	p->family = cmd->ref.family;
	p->table = cmd->ref.table.name;
	cmd->rule = arena_new(p->arena, struct ast_rule);
	return parse_rule(p, cmd->rule);
}

/* position = [ ( 'position' | 'handle' | 'index' ) NUMBER ] */
static int parse_position(struct parser *p, struct ast_ref *ref)
{
	if (tok_is(p, "handle"))
		return parse_handle(p, ref);
	if (!tok_is(p, "index") && !tok_is(p, "position"))
		return 0;
	ref->place = arena_new(p->arena, struct ast_place);
	if (tok_accept_word(p, "index")) {
		p->ast->indexed = true;
		return parse_num(p, "the index of a rule", UINT32_MAX - 1,
				 &ref->place->index);
	}
	tok_advance(p);
	return parse_num(p, "the handle of a rule", UINT64_MAX,
			 &ref->place->handle);
}

/* True when the command before adds literal elements to the same set. */
static bool is_adjacent(const struct parser *p, const struct ast_cmd *cmd)
{
	const struct ast_cmd *last = p->last_cmd;

	return last && p->t.kind == '{' && last->kind == OBJ_ELEMENT &&
	       last->verb == cmd->verb && !last->poisoned &&
	       last->ref.family == cmd->ref.family &&
	       last->ref.table.name == cmd->ref.table.name &&
	       last->ref.name.name == cmd->ref.name.name &&
	       last->elements->kind == AST_SET;
}

#define COLLAPSED 1

/* add element = spec elements; adjacent lists for one set become one, but a
 * list holds elements of one file */
static int parse_add_elements(struct parser *p, struct ast_cmd *cmd)
{
	struct ast_elems *list = NULL, *into;

	if (parse_spec(p, cmd) < 0 || check_family(p, cmd) < 0)
		return -1;
	if (is_adjacent(p, cmd))
		list = p->last_list;
	into = list && list->file == p->t.at.file ? list : NULL;
	if (parse_elements_operand(p, cmd, into) < 0)
		return -1;
	if (cmd->elements->kind == AST_SET)
		p->last_list = cmd->elements->elems;
	if (list && !into)
		list->more = p->last_list;
	return list ? COLLAPSED : 0;
}

/* add = spec declaration | spec position rule */
static int parse_add(struct parser *p, struct ast_cmd *cmd)
{
	if (cmd->kind == OBJ_ELEMENT)
		return parse_add_elements(p, cmd);
	if (parse_spec(p, cmd) < 0)
		return -1;
	if (cmd->kind != OBJ_RULE)
		return parse_declaration(p, cmd, false);
	if (parse_position(p, &cmd->ref) < 0)
		return -1;
	return parse_rule_cmd(p, cmd);
}

/* replace = spec handle rule */
static int parse_replace(struct parser *p, struct ast_cmd *cmd)
{
	if (parse_spec(p, cmd) < 0 || parse_handle(p, &cmd->ref) < 0)
		return -1;
	return parse_rule_cmd(p, cmd);
}

/* remove = removal spec [ elements | chain block | flowtable block ] */
static int parse_remove(struct parser *p, struct ast_cmd *cmd)
{
	if (parse_removal_spec(p, cmd) < 0)
		return -1;
	if (cmd->kind == OBJ_RULE)
		return parse_handle(p, &cmd->ref);
	if (cmd->kind == OBJ_ELEMENT)
		return parse_declaration(p, cmd, false);
	if (p->t.kind != '{' ||
	    (cmd->kind != OBJ_CHAIN && cmd->kind != OBJ_FLOWTABLE))
		return 0;
	if (cmd->kind == OBJ_CHAIN && cmd->verb == VERB_DESTROY)
		return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
				  "'destroy chain' takes no block: devices "
				  "are removed with 'delete chain'");
	return parse_declaration(p, cmd, false);
}

/* flush = 'ruleset' family | kind spec */
static int parse_flush(struct parser *p, struct ast_cmd *cmd)
{
	if (cmd->kind != OBJ_RULESET)
		return parse_spec(p, cmd);
	cmd->ref.family = parse_family(p, FAMILY_UNSPEC);
	return 0;
}

/* rename = 'chain' spec identifier */
static int parse_rename(struct parser *p, struct ast_cmd *cmd)
{
	cmd->newname = arena_new(p->arena, struct ast_name);
	if (parse_spec(p, cmd) < 0)
		return -1;
	return parse_identifier(p, "the new name of the chain", cmd->newname);
}

static const char *const objects[] = { "counter", "quota", "limit" };
static const char *const definitions[] = { "define", "redefine", "undefine",
					   "include" };

static int err_kind(struct parser *p, const char *what, enum ast_verb verb)
{
	bool names_value = p->t.kind == TOKEN_WORD && !what &&
			   tok_peek(p)->kind == '=';
	struct candidates c;

	candidates_init(p, &c);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].verbs & 1u << verb)
			candidates_add(&c, kinds[i].word);
	for (size_t i = 0; i < ARRAY_SIZE(objects); i++)
		if (OBJECT & 1u << verb)
			candidates_add(&c, objects[i]);
	if (!what)
		word_each(words_verbs, candidates_add, &c);
	for (size_t i = 0; i < ARRAY_SIZE(definitions) && !what; i++)
		candidates_add(&c, definitions[i]);
	if (p->t.kind != TOKEN_WORD)
		return err_expected(p, what ? what : "a command");
	c.len = 0;
	p->lost_file |= suggest_best(&c.nearest) &&
			strcmp(suggest_best(&c.nearest), "include") == 0;
	err_unknown(p, &c, what ? "kind of object" : "command", NULL);
	if (names_value && !suggest_best(&c.nearest))
		diag_hint(p->diags, "to give a name a value write 'define'");
	return -1;
}

/* Words of the command line that only show: nft itself does that. */
static int refuse_listing(struct parser *p)
{
	static const char *const words[] = { "reset",  "monitor", "export",
					     "import", "describe" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (tok_is(p, words[i]))
			return diag_error(p->diags, DIAG_UNSUPPORTED, p->t.at,
					  "'%s' loads nothing: run it with nft",
					  words[i]);
	return 0;
}

static int (*const handlers[])(struct parser *p, struct ast_cmd *cmd) = {
	[VERB_ADD] = parse_add,		[VERB_CREATE] = parse_add,
	[VERB_INSERT] = parse_add,	[VERB_REPLACE] = parse_replace,
	[VERB_DELETE] = parse_remove,	[VERB_DESTROY] = parse_remove,
	[VERB_FLUSH] = parse_flush,	[VERB_RENAME] = parse_rename,
};

/* The token behind the next one. */
static bool third_is(struct parser *p, int kind)
{
	struct lexer lx;
	struct token t;

	(void)tok_peek(p);
	lx = p->in->lx;
	lex_next(&lx, &t);
	return t.kind == kind;
}

/* True when the word at hand is no command, but nearly one. */
static bool misspelt(struct parser *p)
{
	const struct token *next = tok_peek(p);
	struct candidates c;
	char buf[PARSE_NAME_MAX];

	if (p->t.kind != TOKEN_WORD)
		return true;
	tok_text(&p->t, buf);
	if (word_is_reserved(buf) && family_by_name(buf) < 0)
		return true;
	if (next->kind != TOKEN_WORD || third_is(p, '='))
		return true;
	candidates_init(p, &c);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		candidates_add(&c, kinds[i].word);
	word_each(words_verbs, candidates_add, &c);
	return suggest_best(&c.nearest) &&
	       word_is_reserved(tok_text(next, buf));
}

/* A rule without the word may be a misspelt command of another kind. */
static void hint_kind(struct parser *p, const struct ast_cmd *cmd)
{
	const struct ast_stmt *s = cmd->rule ? cmd->rule->stmts : NULL;
	struct suggest near;

	if (!cmd->ref.table.name || (s && s->kind != STMT_POISON))
		return;
	suggest_init(&near, cmd->ref.table.name,
		     strlen(cmd->ref.table.name));
	suggest_try_rows(&near, kinds, ARRAY_SIZE(kinds), sizeof(kinds[0]));
	if (suggest_best(&near))
		diag_hint(p->diags, "'%s' was taken for the name of a table: "
			  "did you mean '%s'?", cmd->ref.table.name,
			  suggest_best(&near));
}

static void link_cmd(struct parser *p, struct ast_cmd *cmd)
{
	*p->ast->last = cmd;
	p->ast->last = &cmd->next;
	p->last_cmd = cmd;
	ast_note_cmd(p->ast, cmd);
}

/* verb = [ 'add' | 'create' | 'insert' | 'replace' | 'delete' | 'destroy'
 *        | 'flush' | 'rename' ] */
static bool parse_verb(struct parser *p, enum ast_verb *ret_verb)
{
	const struct word *w = NULL;
	char buf[PARSE_NAME_MAX];

	if (p->t.kind == TOKEN_WORD)
		w = word_find(words_verbs, tok_text(&p->t, buf));
	*ret_verb = w ? (enum ast_verb)w->value : VERB_ADD;
	if (w)
		tok_advance(p);
	return w;
}

/* Whether what a command that failed declares is known all the same. */
static bool is_named(const struct ast_cmd *cmd, bool with_kind)
{
	if (!with_kind || !cmd->ref.table.name)
		return cmd->verb != VERB_ADD && cmd->verb != VERB_CREATE;
	return cmd->kind == OBJ_TABLE || cmd->ref.name.name;
}

static int run_handler(struct parser *p, struct ast_cmd *cmd,
		       const struct token *start, bool with_kind)
{
	int ret = handlers[cmd->verb](p, cmd);

	if (ret == COLLAPSED)
		return 0;
	if (ret < 0 && !with_kind)
		hint_kind(p, cmd);
	if (ret < 0 && !is_named(cmd, with_kind))
		mend_lost(p, start);
	cmd->poisoned = ret < 0;
	cmd->at = tok_since(p, start->at);
	if (cmd->ref.table.name || ret == 0)
		link_cmd(p, cmd);
	return ret;
}

/* command = listing | [ verb ] kind ..., see the rule of each verb */
int parse_command(struct parser *p)
{
	struct token start = p->t;
	struct ast_cmd *cmd;
	enum ast_verb verb;
	bool with_verb;
	int kind;

	if (refuse_listing(p) < 0)
		return -1;
	if (tok_is(p, "list") || tok_is(p, "get"))
		return parse_listing(p);
	with_verb = parse_verb(p, &verb);
	kind = parse_kind(p, verb);
	if (kind < 0)
		return -1;
	if (kind == 0 && !with_verb && err_foreign(p))
		return -1;
	if (kind == 0 && (verb != VERB_ADD || misspelt(p))) {
		mend_lost(p, &start);
		return err_kind(p, with_verb ? "the kind of object" : NULL,
				verb);
	}
	cmd = ast_cmd_new(p, verb, kind ? (enum obj_kind)kind : OBJ_RULE,
			  start.at);
	if (with_verb || kind)
		cmd->word = tok_since(p, start.at);
	return run_handler(p, cmd, &start, kind);
}

/* `chain x {` at the top level, of a table whose own braces are wrong. */
static bool member_begins(struct parser *p)
{
	return p->t.kind == TOKEN_WORD && p->last_cmd &&
	       p->last_cmd->ref.table.name && !tok_is(p, "table") &&
	       tok_peek(p)->kind == TOKEN_WORD && third_is(p, '{') &&
	       mend_extra(p);
}

static void err_member(struct parser *p, const struct ast_cmd *table)
{
	struct span at = table->at;
	char buf[PARSE_NAME_MAX];

	at.off += at.len;
	at.len = 1;
	if (table->kind == OBJ_TABLE && table->table &&
	    !table->table->have_block)
		diag_error(p->diags, DIAG_SYNTAX, at,
			   "'{' is missing after table '%s'",
			   table->ref.table.name);
	else
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "%s is not inside a table: there is a '}' too many above",
			   err_token(&p->t, buf));
}

bool parse_stranded(struct parser *p)
{
	struct ast_cmd *cmd;

	if (!member_begins(p))
		return false;
	err_member(p, p->last_cmd);
	cmd = ast_cmd_new(p, VERB_ADD, OBJ_TABLE, p->t.at);
	cmd->ref.family = p->last_cmd->ref.family;
	cmd->ref.table = p->last_cmd->ref.table;
	cmd->table = arena_new(p->arena, struct ast_table);
	cmd->poisoned = parse_table_block(p, cmd, true) < 0;
	cmd->at = tok_since(p, cmd->at);
	link_cmd(p, cmd);
	return true;
}
