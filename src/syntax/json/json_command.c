#include "config.h"

#include "syntax/json/json_read.h"

#include "text/suggest.h"

#include <inttypes.h>
#include <string.h>

#define SCHEMA_VERSION 1

/* Understood, but they print: value 1 where they change something as well. */
static const struct word other_verbs[] = {
	{ "get", 0 },
	{ "monitor", 0 },
	{ "export", 0 },
	{ "reset", 1 },
	{ NULL, 0 },
};

static const struct json_kind *find_kind(const char *name)
{
	static const struct json_kind *const tables[] = { json_containers,
							  json_objects };

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		for (const struct json_kind *k = tables[i]; k->name; k++)
			if (json_same(k->name, name))
				return k;
	return NULL;
}

static void each_kind(void (*fn)(void *, const char *), void *ctx)
{
	for (const struct json_kind *k = json_containers; k->name; k++)
		fn(ctx, k->name);
	for (const struct json_kind *k = json_objects; k->name; k++)
		fn(ctx, k->name);
}

static void each_command(void (*fn)(void *, const char *), void *ctx)
{
	word_each(words_verbs, fn, ctx);
	fn(ctx, "list");
	each_kind(fn, ctx);
}

/* ---- metainfo ---- */

struct in_metainfo {
	struct ast_num version;
};

static const struct json_member metainfo_members[] = {
	IGNORED("version"),
	IGNORED("release_name"),
	MEMBER(in_metainfo, "json_schema_version", NUM, version),
	MEMBERS_END,
};

static void read_metainfo(struct json_reader *r, uint32_t n)
{
	struct in_metainfo in = { .version.set = false };

	if (json_bind(r, n, metainfo_members, 0, &in) < 0)
		return;
	if (in.version.val > SCHEMA_VERSION)
		diag_error(r->diags, DIAG_UNSUPPORTED, in.version.at,
			   "schema version %" PRIu64
			   ", only version %d is understood",
			   in.version.val, SCHEMA_VERSION);
}

/* ---- one command ---- */

/* A name is needed where no handle stands for it: without either, the kernel
 * deletes all tables.  So a handle that is no number is not ignored there. */
static uint16_t cases_of(const struct json_reader *r, enum ast_verb verb,
			 uint32_t n)
{
	uint16_t cases = JSON_CASE(verb);

	if (cases & JSON_GONE && !json_given(r, n, "handle"))
		cases |= JSON_BY_NAME;
	else if (cases & JSON_GONE && !json_given(r, n, "name"))
		cases |= JSON_BY_HANDLE;
	if (!(cases & (JSON_NEW | JSON_CASE(VERB_INSERT) |
		       JSON_CASE(VERB_REPLACE))))
		cases |= JSON_HEAD_ONLY;
	return cases;
}

static bool is_named(const struct ast_cmd *cmd)
{
	return cmd->ref.table.name &&
	       (cmd->kind == OBJ_TABLE || cmd->ref.name.name);
}

/* Listings of nft 1.0 have a table's maps before the chains that these jump
 * to.  Such chains go where the first of the maps stands. */
static void append(struct json_reader *r, struct ast_cmd *cmd, bool listed)
{
	if (listed && cmd->kind == OBJ_CHAIN && r->before_maps) {
		cmd->next = *r->before_maps;
		*r->before_maps = cmd;
		r->before_maps = &cmd->next;
		return;
	}
	if (!listed || cmd->kind == OBJ_TABLE || cmd->kind == OBJ_RULE)
		r->before_maps = NULL;
	else if (cmd->kind == OBJ_MAP && !r->before_maps)
		r->before_maps = r->ast->last;
	*r->ast->last = cmd;
	r->ast->last = &cmd->next;
}

/* What was understood in part is kept so far as it has a name: nobody shall
 * be told that it does not exist. */
static void read_command(struct json_reader *r, const struct json_kind *kind,
			 enum ast_verb verb, bool listed, uint32_t n)
{
	struct ast_cmd *cmd = arena_new(&r->ast->arena, struct ast_cmd);
	int ret;

	cmd->verb = (uint8_t)verb;
	cmd->kind = kind->kind;
	cmd->at = json_where(r, 0);
	cmd->word = json_key_span(r->t, n);
	ret = kind->read(r, n, cases_of(r, verb, n), cmd);
	cmd->poisoned = ret < 0;
	if (ret > 0)
		return;
	r->last = NULL;
	if (cmd->poisoned && !is_named(cmd))
		return;
	r->last = cmd;
	append(r, cmd, listed);
	ast_note_cmd(r->ast, cmd);
}

static void start_command(struct json_reader *r, const struct json_kind *kind,
			  uint32_t verb_key, enum ast_verb verb, uint32_t n)
{
	const char *name = verb_key ? json_key(r, verb_key) : "add";

	if (kind->verbs & JSON_CASE(verb)) {
		read_command(r, kind, verb, !verb_key, n);
		return;
	}
	diag_error(r->diags, DIAG_CONTEXT, json_key_span(r->t, n),
		   "'%s' does not work on '%s'", name, kind->name);
}

static void warn_ignored(struct json_reader *r, uint32_t n)
{
	diag_warn(r->diags, DIAG_UNKNOWN_NAME, json_key_span(r->t, n),
		  "unknown key '%s' is ignored", json_key(r, n));
}

static void report_second(struct json_reader *r, uint32_t n)
{
	diag_error(r->diags, DIAG_DUPLICATE, json_key_span(r->t, n),
		   "a command has only one key: '%s' is a second one",
		   json_key(r, n));
}

/* The one member of n that names a kind; 0 after an error. */
static uint32_t only_kind(struct json_reader *r, uint32_t n)
{
	uint32_t found = 0, first = json_first(n);

	if (!json_is_object(json_at(r, n))) {
		json_wrong(r, n, "an object that names a kind of object");
		return 0;
	}
	for (uint32_t i = first; i < json_end(r, n); i = json_next(r, i)) {
		bool kind = find_kind(json_key(r, i)) != NULL;

		if (kind && found)
			report_second(r, i);
		else if (kind)
			found = i;
		else if (json_next(r, first) != json_end(r, n))
			warn_ignored(r, i);
	}
	if (found)
		return found;
	if (first == json_end(r, n))
		diag_error(r->diags, DIAG_MISSING, json_where(r, n),
			   "an empty object, expected a kind of object for '%s'",
			   json_key(r, n));
	else
		json_unknown(r, json_key_span(r->t, first), "kind of object",
			     json_key(r, first), each_kind);
	return 0;
}

static void read_verb(struct json_reader *r, const struct word *verb,
		      uint32_t n)
{
	uint32_t inner = only_kind(r, n);

	if (inner)
		start_command(r, find_kind(json_key(r, inner)), n,
			      (enum ast_verb)verb->value, inner);
}

static void refuse_verb(struct json_reader *r, const struct word *verb,
			uint32_t n)
{
	diag_error(r->diags, DIAG_UNSUPPORTED, json_key_span(r->t, n),
		   verb->value ?
			   "'%s' prints and resets at once, outside any transaction: it cannot be loaded" :
			   "'%s' only prints: it cannot be loaded",
		   verb->name);
}

static bool is_command_key(const char *key)
{
	return json_same(key, "metainfo") || json_same(key, "list") ||
	       word_find(words_verbs, key) ||
	       word_find(other_verbs, key) || find_kind(key);
}

static void dispatch(struct json_reader *r, uint32_t n)
{
	const char *key = json_key(r, n);
	const struct word *verb = word_find(words_verbs, key);
	const struct json_kind *kind = verb ? NULL : find_kind(key);

	if (verb)
		read_verb(r, verb, n);
	else if (kind)
		start_command(r, kind, 0, VERB_ADD, n);
	else if (json_same(key, "list"))
		json_listing(r, n);
	else if (json_same(key, "metainfo"))
		read_metainfo(r, n);
	else if (word_find(other_verbs, key))
		refuse_verb(r, word_find(other_verbs, key), n);
	else
		json_unknown(r, json_key_span(r->t, n), "command", key,
			     each_command);
}

/* Of several members one is a command; 0: none is. */
static uint32_t find_command(struct json_reader *r)
{
	uint32_t found = 0;

	for (uint32_t i = json_first(0); i < json_end(r, 0);
	     i = json_next(r, i)) {
		bool known = is_command_key(json_key(r, i));

		if (known && found)
			report_second(r, i);
		else if (known)
			found = i;
	}
	for (uint32_t i = json_first(0); found && i < json_end(r, 0);
	     i = json_next(r, i))
		if (!is_command_key(json_key(r, i)))
			warn_ignored(r, i);
	return found;
}

void json_command(struct json_reader *r)
{
	uint32_t n = json_first(0);

	if (!json_is_object(json_at(r, 0))) {
		json_wrong(r, 0, "a command, which is an object");
		return;
	}
	if (n == json_end(r, 0)) {
		diag_error(r->diags, DIAG_MISSING, json_where(r, 0),
			   "an empty object, expected a command");
		return;
	}
	if (json_next(r, n) < json_end(r, 0))
		n = MAX(find_command(r), n);
	dispatch(r, n);
}
