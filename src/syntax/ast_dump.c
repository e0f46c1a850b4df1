#include "config.h"

#include "syntax/ast_dump.h"

/* Every line: two blanks a level, a word for the kind, its values, its place. */

void dump_line(struct dump *d, const char *fmt, ...)
{
	va_list ap;

	fprintf(d->out, "%*s", (int)d->depth * 2, "");
	va_start(ap, fmt);
	vfprintf(d->out, fmt, ap);
	va_end(ap);
}

void dump_place(struct dump *d, struct span at)
{
	struct source *src = NULL;
	struct place place;

	if (d->sources && at.file < source_count(d->sources))
		src = source_at(d->sources, at.file);
	if (src && !src->locate) {
		place = source_place(src, at.off, at.len);
		fprintf(d->out, " @%u:%u-%u", place.line, place.column,
			place.end_column);
	}
	fputc('\n', d->out);
}

void dump_bytes(struct dump *d, const char *text, uint32_t len)
{
	fputs(" \"", d->out);
	for (uint32_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];

		if (c < ' ' || c == 0x7f || c == '"' || c == '\\')
			fprintf(d->out, "\\x%02x", c);
		else
			fputc(c, d->out);
	}
	fputc('"', d->out);
}

void dump_text(struct dump *d, const char *name, const struct ast_text *t)
{
	if (!t->text)
		return;
	dump_line(d, "%s", name);
	dump_bytes(d, t->text, t->len);
	dump_place(d, t->at);
}

void dump_num(struct dump *d, const char *name, const struct ast_num *n)
{
	if (!n->set)
		return;
	dump_line(d, "%s %" PRIu64, name, n->val);
	dump_place(d, n->at);
}

static const struct {
	uint32_t kind;
	const char *name;
} kinds[] = {
	{ OBJ_COUNTER, "counter" },	    { OBJ_QUOTA, "quota" },
	{ OBJ_CT_HELPER, "ct-helper" },	    { OBJ_LIMIT, "limit" },
	{ OBJ_TUNNEL, "tunnel" },	    { OBJ_CT_TIMEOUT, "ct-timeout" },
	{ OBJ_SECMARK, "secmark" },	    { OBJ_CT_EXPECT, "ct-expectation" },
	{ OBJ_SYNPROXY, "synproxy" },	    { OBJ_TABLE, "table" },
	{ OBJ_CHAIN, "chain" },		    { OBJ_RULE, "rule" },
	{ OBJ_SET, "set" },		    { OBJ_MAP, "map" },
	{ OBJ_METER, "meter" },		    { OBJ_ELEMENT, "element" },
	{ OBJ_FLOWTABLE, "flowtable" },	    { OBJ_RULESET, "ruleset" },
};

const char *dump_kind(uint32_t kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].kind == kind)
			return kinds[i].name;
	return "none";
}

static void dump_devices(struct dump *d, const struct ast_devices *devices)
{
	if (!devices->first)
		return;
	dump_line(d, "devices");
	dump_place(d, devices->at);
	d->depth++;
	for (const struct ast_expr *e = devices->first; e; e = e->next)
		dump_expr(d, e);
	d->depth--;
}

static void dump_hook(struct dump *d, const struct ast_hook *hook)
{
	if (hook->hook.name) {
		dump_line(d, "hook %s", hook->hook.name);
		if (hook->type.name)
			fprintf(d->out, " type %s", hook->type.name);
		if (hook->prio_offset)
			fprintf(d->out, " offset %" PRId64,
				hook->prio_offset);
		dump_place(d, hook->at);
	}
	d->depth++;
	if (hook->prio)
		dump_expr(d, hook->prio);
	d->depth--;
	dump_devices(d, &hook->devices);
}

static void dump_rule(struct dump *d, const struct ast_rule *rule)
{
	dump_line(d, "rule");
	dump_place(d, rule->at);
	d->depth++;
	for (const struct ast_stmt *s = rule->stmts; s; s = s->next)
		dump_stmt(d, s);
	if (rule->comment)
		dump_text(d, "comment", rule->comment);
	d->depth--;
}

void dump_rules(struct dump *d, const struct ast_rules *rules)
{
	for (const struct ast_rule *r = rules ? rules->first : NULL; r;
	     r = r->next)
		dump_rule(d, r);
}

static void dump_chain(struct dump *d, const struct ast_chain *chain)
{
	if (!chain)
		return;
	dump_hook(d, &chain->hook);
	if (chain->flags)
		dump_line(d, "flags 0x%x\n", chain->flags);
	if (chain->policy) {
		dump_line(d, "policy\n");
		d->depth++;
		dump_expr(d, chain->policy);
		d->depth--;
	}
	dump_text(d, "comment", &chain->comment);
	dump_rules(d, chain->rules);
}

static void dump_type(struct dump *d, const char *name,
		      const struct ast_type *type)
{
	if (!type->expr)
		return;
	dump_line(d, "%s%s", name, type->is_typeof ? " typeof" : "");
	dump_place(d, type->at);
	d->depth++;
	dump_expr(d, type->expr);
	d->depth--;
}

static void dump_set(struct dump *d, const struct ast_set *set)
{
	dump_type(d, "key", &set->key);
	dump_type(d, set->data_interval ? "data interval" : "data",
		  &set->data);
	if (set->data_obj)
		dump_line(d, "data object %s\n", dump_kind(set->data_obj));
	dump_num(d, "flags", &set->flags);
	dump_num(d, "policy", &set->policy);
	dump_num(d, "size", &set->size);
	dump_num(d, "timeout", &set->timeout_ms);
	dump_num(d, "gc-interval", &set->gc_ms);
	if (set->auto_merge) {
		dump_line(d, "auto-merge");
		dump_place(d, set->auto_merge_at);
	}
	for (const struct ast_stmt *s = set->stmts; s; s = s->next)
		dump_stmt(d, s);
	dump_text(d, "comment", &set->comment);
	if (set->elements)
		dump_expr(d, set->elements);
}

static void dump_flowtable(struct dump *d, const struct ast_flowtable *ft)
{
	if (!ft)
		return;
	dump_hook(d, &ft->hook);
	dump_line(d, "flags 0x%x\n", ft->flags);
}

static void dump_table(struct dump *d, const struct ast_table *table)
{
	if (!table)
		return;
	if (table->have_flags)
		dump_line(d, "flags 0x%x\n", table->flags);
	dump_text(d, "comment", &table->comment);
	for (const struct ast_cmd *c = table->cmds; c; c = c->next)
		dump_cmd(d, c);
}

static void dump_body(struct dump *d, const struct ast_cmd *cmd)
{
	switch (cmd->kind) {
	case OBJ_TABLE:
		dump_table(d, cmd->table);
		break;
	case OBJ_CHAIN:
		if (cmd->verb != VERB_RENAME)
			dump_chain(d, cmd->chain);
		break;
	case OBJ_RULE:
		if (cmd->rule)
			dump_rule(d, cmd->rule);
		break;
	case OBJ_SET:
	case OBJ_MAP:
		if (cmd->set)
			dump_set(d, cmd->set);
		break;
	case OBJ_ELEMENT:
		if (cmd->elements)
			dump_expr(d, cmd->elements);
		break;
	case OBJ_FLOWTABLE:
		dump_flowtable(d, cmd->flowtable);
		break;
	default:
		if (cmd->object)
			dump_object(d, cmd->kind, cmd->object);
	}
}

static void dump_name(struct dump *d, const char *what,
		      const struct ast_name *name)
{
	if (!name->name)
		return;
	dump_line(d, "%s %s", what, name->name);
	dump_place(d, name->at);
}

void dump_cmd(struct dump *d, const struct ast_cmd *cmd)
{
	static const char *const verbs[] = {
		[VERB_ADD] = "add",	    [VERB_CREATE] = "create",
		[VERB_INSERT] = "insert",   [VERB_REPLACE] = "replace",
		[VERB_DELETE] = "delete",   [VERB_DESTROY] = "destroy",
		[VERB_FLUSH] = "flush",	    [VERB_RENAME] = "rename",
	};
	const char *family = family_name(cmd->ref.family);

	dump_line(d, "%s %s%s family %s", verbs[cmd->verb],
		  dump_kind(cmd->kind), cmd->poisoned ? " poisoned" : "",
		  family ? family : "any");
	dump_place(d, cmd->at);
	d->depth++;
	dump_name(d, "table", &cmd->ref.table);
	dump_name(d, "name", &cmd->ref.name);
	if (cmd->ref.place) {
		dump_num(d, "handle", &cmd->ref.place->handle);
		dump_num(d, "index", &cmd->ref.place->index);
	}
	if (cmd->verb == VERB_RENAME && cmd->newname)
		dump_name(d, "newname", cmd->newname);
	dump_body(d, cmd);
	d->depth--;
}

void ast_dump(FILE *out, const struct ast *ast, const struct source_set *set)
{
	struct dump d = { .out = out, .sources = set };

	for (const struct ast_cmd *c = ast->first; c; c = c->next)
		dump_cmd(&d, c);
	for (const struct ast_dynset_use *u = ast->dynsets; u; u = u->next)
		dump_line(&d, "written by rules: %s %s %s\n",
			  family_name(u->family), u->table, u->set);
}
