#include "config.h"

#include "syntax/json/json_read.h"

struct in_listing {
	struct json_head head;
};

static const struct json_member all_members[] = {
	MEMBER(in_listing, "family", FAMILY, head.family),
	MEMBER(in_listing, "table", NAME, head.table),
	IGNORED("name"),
	IGNORED("handle"),
	MEMBERS_END,
};

static const struct json_member table_members[] = {
	NEEDED(in_listing, "family", FAMILY, head.family),
	NEEDED(in_listing, "name", NAME, head.table),
	IGNORED("handle"),
	MEMBERS_END,
};

static const struct json_member one_members[] = {
	NEEDED(in_listing, "family", FAMILY, head.family),
	NEEDED(in_listing, "table", NAME, head.table),
	NEEDED(in_listing, "name", NAME, head.name),
	IGNORED("handle"),
	MEMBERS_END,
};

static void each_listed(void (*fn)(void *, const char *), void *ctx)
{
	word_each(words_listed, fn, ctx);
}

static const struct json_member *members_of(const struct word *what)
{
	if (what->value & WORDS_ALL)
		return all_members;
	return what->value == OBJ_TABLE ? table_members : one_members;
}

static void link_listing(struct json_reader *r, const struct word *what,
			 const struct json_head *head, uint32_t n)
{
	struct ast_cmd *cmd = arena_new(&r->ast->arena, struct ast_cmd);

	cmd->verb = VERB_LIST;
	cmd->kind = (uint8_t)what->value;
	cmd->at = json_where(r, 0);
	cmd->word = json_key_span(r->t, n);
	json_take_head(r, head, cmd);
	*r->ast->last_listing = cmd;
	r->ast->last_listing = &cmd->next;
}

void json_listing(struct json_reader *r, uint32_t n)
{
	struct in_listing in = { .head.family = 0 };
	const struct word *what;
	uint32_t m;

	if (json_only_member(r, n, "what is to be listed", &m) < 0)
		return;
	what = word_find(words_listed, json_key(r, m));
	if (!what) {
		json_unknown(r, json_key_span(r->t, m), "kind of object",
			     json_key(r, m), each_listed);
		return;
	}
	if (!json_is_null(json_at(r, m)) || !(what->value & WORDS_ALL))
		if (json_bind(r, m, members_of(what), JSON_NEEDED, &in) < 0)
			return;
	link_listing(r, what, &in.head, m);
}
