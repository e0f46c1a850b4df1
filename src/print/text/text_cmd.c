#include "config.h"

#include "print/text/text_cmd.h"

#include "print/text/text_decl.h"
#include "print/text/text_stmt.h"
#include "tables/family.h"
#include "tables/words.h"

static void put_word(struct text_out *o, const char *word)
{
	text_put(o, word);
	text_put_char(o, ' ');
}

void text_cmd_head(struct text_out *o, const char *verb,
		   const struct ast_cmd *cmd)
{
	put_word(o, verb);
	put_word(o, word_name(words_objects, cmd->kind));
	put_word(o, family_name((enum family)cmd->ref.family));
	text_put(o, cmd->ref.table.name);
	if (!cmd->ref.name.name)
		return;
	text_put_char(o, ' ');
	text_put(o, cmd->ref.name.name);
}

static void put_lines(struct text_out *o, const struct ast_cmd *cmd)
{
	switch (cmd->kind) {
	case OBJ_TABLE:
		text_table(o, cmd->table);
		break;
	case OBJ_CHAIN:
		text_chain(o, cmd->chain);
		break;
	case OBJ_SET:
	case OBJ_MAP:
		text_set(o, cmd->set, 0);
		break;
	case OBJ_FLOWTABLE:
		text_flowtable(o, cmd->flowtable);
		break;
	default:
		text_object(o, cmd->kind, cmd->object);
	}
}

static void put_block(struct text_out *o, const struct ast_cmd *cmd)
{
	size_t before = o->len, inside;

	text_put_char(o, ' ');
	text_open_block(o);
	inside = o->len;
	put_lines(o, cmd);
	text_close_block(o);
	if (o->len == inside + 1 &&
	    (cmd->kind == OBJ_TABLE || cmd->kind == OBJ_CHAIN))
		o->len = before;
}

void text_cmd_body(struct text_out *o, const struct ast_cmd *cmd)
{
	const bool one_line = o->one_line;

	o->one_line = true;
	if (cmd->kind == OBJ_RULE) {
		text_put_char(o, ' ');
		text_rule(o, cmd->rule);
	} else {
		put_block(o, cmd);
	}
	o->one_line = one_line;
}
