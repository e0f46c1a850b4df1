#include "config.h"

#include "sync/declared.h"

#include "tables/abi.h"

#include <linux/netfilter/nf_tables.h>

/* A chain, set, object or flow table that some command declares. */
struct thing {
	uint32_t epoch; /* of its table when it was declared */
	bool is_there;
};

struct reader {
	struct declared *d;
	struct diags *diags;
	const struct ast_cmd *cmd;
};

/* ---- what is declared ---- */

struct declared_table *declared_table(const struct declared *d, uint8_t family,
				      const char *name)
{
	return map_get(&d->tables, (struct map_key){ family, name, NULL });
}

static struct declared_table *table_of(struct declared *d,
				       const struct ast_ref *ref)
{
	struct declared_table *t =
		declared_table(d, ref->family, ref->table.name);

	if (t)
		return t;
	t = arena_new(&d->arena, struct declared_table);
	t->family = ref->family;
	t->name = ref->table.name;
	t->at = ref->table.at;
	*d->last = t;
	d->last = &t->next;
	map_put(&d->tables, (struct map_key){ t->family, t->name, NULL }, t);
	return t;
}

/* Sets, maps and meters share their names; an object's are those of its type. */
static struct map_key key_of(const struct ast_cmd *cmd, const char *name)
{
	uint32_t kind = cmd->kind;

	if (kind == OBJ_MAP || kind == OBJ_METER || kind == OBJ_ELEMENT)
		kind = OBJ_SET;
	if (kind == OBJ_RULE)
		kind = OBJ_CHAIN;
	return (struct map_key){ cmd->ref.family | kind << 8,
				 cmd->ref.table.name, name };
}

static struct thing *thing_of(struct declared *d, const struct ast_cmd *cmd,
			      const char *name)
{
	struct map_key key = key_of(cmd, name);
	struct thing *t = map_get(&d->things, key);

	if (!t) {
		t = arena_new(&d->arena, struct thing);
		map_put(&d->things, key, t);
	}
	return t;
}

static bool is_there(struct reader *r, const char *name)
{
	const struct declared_table *table =
		declared_table(r->d, r->cmd->ref.family, r->cmd->ref.table.name);
	const struct thing *t = map_get(&r->d->things, key_of(r->cmd, name));

	return table && table->wanted && t && t->is_there &&
	       t->epoch == table->epoch;
}

static void declare(struct declared *d, const struct ast_cmd *cmd,
		    const char *name)
{
	struct thing *t = thing_of(d, cmd, name);

	t->epoch = table_of(d, &cmd->ref)->epoch;
	t->is_there = true;
}

static bool is_declaration(const struct ast_cmd *cmd)
{
	return (cmd->verb == VERB_ADD || cmd->verb == VERB_CREATE) &&
	       cmd->kind != OBJ_RULE && cmd->kind != OBJ_ELEMENT;
}

/* ---- what is wrong ---- */

static const char *kind_of(const struct ast_cmd *cmd)
{
	return word_name(words_objects, cmd->kind);
}

static int refuse(const struct reader *r, struct span at, const char *why)
{
	(void)diag_error(r->diags, DIAG_IMPERATIVE, at, "not declarative: %s",
			 why);
	diag_hint(r->diags,
		  "'nftload load' takes commands that depend on the kernel's ruleset");
	return -1;
}

static int refuse_handle(const struct reader *r, struct span at)
{
	return refuse(r, at,
		      "a handle names an object of the kernel, not an object of the input");
}

static int refuse_table(struct reader *r)
{
	const struct ast_ref *ref = &r->cmd->ref;
	const char *why = arena_printf(&r->diags->arena,
				       "the input does not declare table %s '%s'",
				       family_name(ref->family),
				       ref->table.name);

	return refuse(r, ref->table.at, why);
}

/* what: the kind of the thing, whose name is missing in the table. */
static int refuse_thing(struct reader *r, const char *what)
{
	const struct ast_ref *ref = &r->cmd->ref;
	const char *why = arena_printf(
		&r->diags->arena,
		"the input does not declare %s '%s' in table %s '%s'", what,
		ref->name.name, family_name(ref->family), ref->table.name);

	return refuse(r, ref->name.at, why);
}

static bool table_is_wanted(const struct reader *r)
{
	const struct declared_table *t = declared_table(
		r->d, r->cmd->ref.family, r->cmd->ref.table.name);

	return t && t->wanted;
}

/* The place of a handle that the command names, NULL: none. */
static const struct ast_num *handle_in(const struct ast_cmd *cmd)
{
	const struct ast_place *p = cmd->ref.place;

	return p && p->handle.set ? &p->handle : NULL;
}

/* ---- one function for each kind ---- */

static int needs(struct reader *r, const char *what)
{
	if (!table_is_wanted(r))
		return refuse_table(r);
	return is_there(r, r->cmd->ref.name.name) ? 0 : refuse_thing(r, what);
}

static void empty(struct declared_table *t, bool wanted, struct span at)
{
	t->epoch++;
	t->wanted = wanted;
	t->closed = true;
	t->at = at;
}

/* Its rules go. What is declared later is flushed to be filled anew. */
static int flush_table(struct reader *r)
{
	struct declared_table *t = table_of(r->d, &r->cmd->ref);

	if (!t->declared)
		return refuse_table(r);
	t->closed = true;
	return 0;
}

static void add_members(struct reader *r)
{
	const struct ast_table *table = r->cmd->table;

	for (const struct ast_cmd *c = table ? table->cmds : NULL; c;
	     c = c->next)
		if (c->kind != OBJ_ELEMENT)
			declare(r->d, c, c->ref.name.name);
}

static void add_table(struct reader *r)
{
	struct declared_table *t = table_of(r->d, &r->cmd->ref);

	t->wanted = true;
	t->at = r->cmd->word.len ? r->cmd->word : r->cmd->at;
	add_members(r);
}

/* The owner is a socket, which is closed when this program ends. */
static int refuse_owner(struct reader *r)
{
	return refuse(r, r->cmd->ref.table.at,
		      "with the flag 'owner' a table lasts as long as the program that made it");
}

static int read_table(struct reader *r)
{
	const struct ast_cmd *cmd = r->cmd;

	if (is_declaration(cmd) && cmd->table &&
	    cmd->table->flags & NFT_TABLE_F_OWNER)
		return refuse_owner(r);
	if (cmd->verb == VERB_FLUSH)
		return flush_table(r);
	if (cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY)
		empty(table_of(r->d, &cmd->ref), false, cmd->ref.table.at);
	else
		add_table(r);
	return 0;
}

static int read_ruleset(struct reader *r)
{
	uint8_t family = r->cmd->ref.family;

	r->d->flushed |= 1u << family;
	for (struct declared_table *t = r->d->first; t; t = t->next)
		if (family == FAMILY_UNSPEC || t->family == family)
			empty(t, false, r->cmd->at);
	return 0;
}

static int rename_thing(struct reader *r)
{
	if (needs(r, kind_of(r->cmd)) < 0)
		return -1;
	thing_of(r->d, r->cmd, r->cmd->ref.name.name)->is_there = false;
	declare(r->d, r->cmd, r->cmd->newname->name);
	return 0;
}

/* As with a table, it may be declared later. */
static int flush_thing(struct reader *r)
{
	const struct ast_cmd *cmd = r->cmd;

	if (map_get(&r->d->things, key_of(cmd, cmd->ref.name.name)))
		return 0;
	return needs(r, kind_of(cmd));
}

/* A part of a thing goes: devices of a chain or a flow table. */
static bool takes_part(const struct ast_cmd *cmd)
{
	return (cmd->kind == OBJ_CHAIN && cmd->chain) ||
	       (cmd->kind == OBJ_FLOWTABLE && cmd->flowtable);
}

/* To destroy what a declared table lacks says no more than the table does. */
static int remove_thing(struct reader *r)
{
	const struct ast_cmd *cmd = r->cmd;
	const char *name = cmd->ref.name.name;

	if (cmd->verb == VERB_DESTROY && table_is_wanted(r) &&
	    !is_there(r, name))
		return 0;
	if (needs(r, kind_of(cmd)) < 0) {
		if (table_is_wanted(r))
			diag_hint(r->diags,
				  "'destroy' also works if the object does not exist");
		return -1;
	}
	if (!takes_part(cmd))
		thing_of(r->d, cmd, name)->is_there = false;
	return 0;
}

static int read_thing(struct reader *r)
{
	const struct ast_cmd *cmd = r->cmd;

	if (cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY)
		return remove_thing(r);
	if (cmd->verb == VERB_FLUSH)
		return flush_thing(r);
	if (cmd->verb == VERB_RENAME)
		return rename_thing(r);
	if (!table_is_wanted(r))
		return refuse_table(r);
	declare(r->d, cmd, cmd->ref.name.name);
	return 0;
}

static int read_rule(struct reader *r)
{
	return needs(r, "chain");
}

/* To destroy an element that nobody declares would leave it in the kernel
 * where the set is open to others. */
static int read_element(struct reader *r)
{
	if (r->cmd->verb == VERB_DESTROY)
		return refuse(r, r->cmd->word,
			      "'destroy element' is about elements that the input does not declare");
	return needs(r, "set");
}

static int read_command(struct reader *r)
{
	const struct ast_num *handle = handle_in(r->cmd);

	if (handle)
		return refuse_handle(r, handle->at);
	switch (r->cmd->kind) {
	case OBJ_TABLE:
		return read_table(r);
	case OBJ_RULESET:
		return read_ruleset(r);
	case OBJ_RULE:
		return read_rule(r);
	case OBJ_ELEMENT:
		return read_element(r);
	default:
		return read_thing(r);
	}
}

/* What is declared anywhere. */
static void read_ahead(struct reader *r, const struct ast *ast)
{
	for (r->cmd = ast->first; r->cmd; r->cmd = r->cmd->next) {
		if (!is_declaration(r->cmd))
			continue;
		if (r->cmd->kind == OBJ_TABLE) {
			table_of(r->d, &r->cmd->ref)->declared = true;
			add_members(r);
		} else {
			declare(r->d, r->cmd, r->cmd->ref.name.name);
		}
	}
	for (struct declared_table *t = r->d->first; t; t = t->next)
		t->epoch = 1;
}

/* A table that is declared behind a flush of all says all that is in it. */
static void close_flushed(struct declared *d)
{
	for (struct declared_table *t = d->first; t; t = t->next)
		t->closed |= !!(d->flushed &
				(1u << FAMILY_UNSPEC | 1u << t->family));
}

/* A generator that died, a file that a crash left empty: it must not look like
 * a ruleset that is there already. */
static int refuse_nothing(const struct reader *r)
{
	return diag_error(r->diags, DIAG_MISSING, (struct span){ 0 },
			  "the input declares, deletes and flushes nothing");
}

void declared_init(struct declared *d)
{
	*d = (struct declared){ .last = &d->first };
	arena_init(&d->arena);
}

int declared_read(struct declared *d, const struct ast *ast,
		  struct diags *diags)
{
	struct reader r = { .d = d, .diags = diags };
	int ret = 0;

	read_ahead(&r, ast);
	for (r.cmd = ast->first; r.cmd && !diags_full(diags);
	     r.cmd = r.cmd->next)
		if (read_command(&r) < 0)
			ret = -1;
	close_flushed(d);
	if (!ast->first)
		ret = refuse_nothing(&r);
	return ret;
}

void declared_release(struct declared *d)
{
	map_release(&d->tables);
	map_release(&d->things);
	arena_release(&d->arena);
}
