#include "config.h"

#include "record.h"

#include "spec/family.h"
#include "object/rows.h"
#include "syntax/parse.h"
#include "text/source.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void format_printf(2, 3) put(struct record *r, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(r->text + r->len, RECORD_MAX - r->len, fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && r->len + (size_t)n < RECORD_MAX);
	r->len += (size_t)n;
}

/* ---- expressions ---- */

static void put_exprs(struct record *r, const struct low_expr *x);

static void put_hex(struct record *r, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		put(r, "%02x", bytes[i]);
}

static void put_data(struct record *r, const struct low_attr *a)
{
	if (a->len) {
		put_hex(r, a->bytes, a->len);
		return;
	}
	put(r, "%d", a->verdict->code);
	if (a->verdict->chain)
		put(r, ":%s", a->verdict->chain);
	if (a->verdict->chain_id)
		put(r, ":#%u", a->verdict->chain_id);
}

static void put_attr(struct record *r, const struct row *row,
		     const struct low_attr *a)
{
	put(r, " %s=", row->name);
	switch (row->type) {
	case WIRE_STRING:
	case WIRE_NAME:
		put(r, "%s", a->str);
		break;
	case WIRE_DATA:
		put_data(r, a);
		break;
	case WIRE_BYTES:
		put_hex(r, a->bytes, a->len);
		break;
	case WIRE_EXPR:
	case WIRE_EXPRS:
		put(r, "(");
		put_exprs(r, a->exprs);
		put(r, ")");
		break;
	default:
		put(r, "%" PRIu64, a->num);
		break;
	}
}

static void put_attrs(struct record *r, const struct rows *x,
		      const struct low_attr *attrs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct row *row = rows_attr(x,
							    attrs[i].number);

		assert_non_null(row);
		put_attr(r, row, &attrs[i]);
	}
}

static void put_exprs(struct record *r, const struct low_expr *x)
{
	for (; x; x = x->next) {
		const struct rows *row = nfexpr_by_kind(x->kind);

		put(r, "%s", row->name);
		put_attrs(r, row, x->attrs, x->nattrs);
		if (x->next)
			put(r, "; ");
	}
}

/* ---- messages ---- */

static void put_name(struct record *r, const struct low_name *n)
{
	if (n->by_handle || n->handle)
		put(r, " handle %" PRIu64, n->handle);
	if (n->name && !n->by_handle)
		put(r, " %s", n->name);
}

static void put_hook(struct record *r, const struct low_hook *h)
{
	if (h->type)
		put(r, " type %s", h->type);
	if (h->present)
		put(r, " hook %u prio %d", h->num, h->priority);
	for (const struct low_device *d = h->devices; d; d = d->next)
		put(r, " dev %s%s", d->name, d->wildcard ? "*" : "");
}

static void put_chain(struct record *r, const struct low_chain *c)
{
	if (c->id)
		put(r, " #%u", c->id);
	if (c->flags)
		put(r, " flags %u", c->flags);
	if (c->have_policy)
		put(r, " policy %u", c->policy);
	put_hook(r, &c->hook);
}

static void put_rule(struct record *r, const struct low_rule *rule)
{
	if (rule->chain_id)
		put(r, " #%u", rule->chain_id);
	if (rule->handle)
		put(r, " handle %" PRIu64, rule->handle);
	if (rule->position)
		put(r, " at %" PRIu64, rule->position);
	if (rule->position_id)
		put(r, " at id %u", rule->position_id);
	if (rule->id)
		put(r, " id %u", rule->id);
	if (rule->exprs)
		put(r, ": ");
	put_exprs(r, rule->exprs);
}

static void put_object(struct record *r, const struct low_msg *m)
{
	switch ((enum low_kind)m->kind) {
	case LOW_CHAIN:
		put_chain(r, m->chain);
		break;
	case LOW_RULE:
		put_rule(r, m->rule);
		break;
	case LOW_SET:
		put(r, " flags %#x", m->set->flags);
		break;
	case LOW_OBJ:
		put(r, " type %u", m->obj->type);
		put_attrs(r, nfobj_by_type(m->obj->type), m->obj->attrs,
			  m->obj->nattrs);
		break;
	case LOW_FLOWTABLE:
		if (m->flowtable->have_flags)
			put(r, " flags %u", m->flowtable->flags);
		put_hook(r, &m->flowtable->hook);
		break;
	case LOW_TABLE:
	case LOW_ELEMS:
	case LOW_GEN:
		break;
	}
}

static int record_msg(void *ctx, const struct low_msg *m)
{
	static const char *const verbs[] = { "new", "del", "destroy" };
	static const char *const kinds[] = { "table", "chain", "rule", "set",
					     "obj", "flowtable", "elems" };
	struct record *r = ctx;

	put(r, "%s", verbs[m->verb]);
	if (m->create_flags)
		put(r, "+%x", m->create_flags);
	put(r, " %s", kinds[m->kind]);
	if (m->family)
		put(r, " %s", family_name(m->family));
	put_name(r, &m->table);
	put_name(r, &m->name);
	if (m->udata_flags_set && m->table_flags)
		put(r, " flags %u", m->table_flags);
	if (m->chain)
		put_object(r, m);
	if (m->udata_len)
		put(r, " udata %u", m->udata_len);
	put(r, "\n");
	return 0;
}

static int record_begin(void *ctx, const struct low_elems *head)
{
	put(ctx, "elements %s", head->set.name);
	return 0;
}

static int record_elem(void *ctx, const struct low_elem *e)
{
	put(ctx, " ");
	put_hex(ctx, e->key, e->key_len);
	return 0;
}

static int record_end(void *ctx)
{
	put(ctx, "\n");
	return 0;
}

/* ---- the kernel ---- */

static int no_set(void *ctx, uint8_t family, const char *table,
		  const char *name, struct arena *a, struct kernel_set *ret)
{
	struct record *r = ctx;

	(void)family, (void)table, (void)name, (void)a, (void)ret;
	r->asked++;
	return r->offline ? -EOPNOTSUPP : -ENOENT;
}

static int has_table(void *ctx, uint8_t family, const char *table)
{
	struct record *r = ctx;

	(void)family, (void)table;
	r->asked++;
	if (r->offline)
		return -EOPNOTSUPP;
	return r->has_tables ? 0 : -ENOENT;
}

static int chain_rules(void *ctx, uint8_t family, const char *table,
		       const char *chain, struct arena *a,
		       struct kernel_rule **ret_rules, size_t *ret_count)
{
	struct record *r = ctx;

	(void)family, (void)table, (void)chain;
	r->asked++;
	if (r->offline)
		return -EOPNOTSUPP;
	*ret_rules = arena_zalloc(a, (r->nrules + 1) * sizeof(**ret_rules));
	for (size_t i = 0; i < r->nrules; i++)
		(*ret_rules)[i].handle = r->rules[i];
	*ret_count = r->nrules;
	return 0;
}

static int chain_handle(void *ctx, uint8_t family, const char *table,
			const char *chain, uint64_t *ret_handle)
{
	struct record *r = ctx;

	(void)family, (void)table, (void)chain;
	r->asked++;
	if (r->offline)
		return -EOPNOTSUPP;
	*ret_handle = r->chain_handle;
	return r->chain_handle ? 0 : -ENOENT;
}

static int no_flowtable(void *ctx, uint8_t family, const char *table,
			const char *name)
{
	struct record *r = ctx;

	(void)family, (void)table, (void)name;
	r->asked++;
	return r->offline ? -EOPNOTSUPP : -ENOENT;
}

static int no_sets(void *ctx, uint8_t family, const char *table,
		   void (*fn)(void *, const char *), void *fn_ctx)
{
	(void)ctx, (void)family, (void)table, (void)fn, (void)fn_ctx;
	return 0;
}

static int ifindex(void *ctx, const char *name, uint32_t *ret_index)
{
	(void)ctx;
	*ret_index = 1;
	return strcmp(name, "lo") == 0 ? 0 : -ENOENT;
}

/* ---- running ---- */

static void put_diags(struct record *r, const struct diags *d,
		      const struct source_set *set)
{
	for (const struct diag *i = d->first; i; i = i->next) {
		struct place at = source_place(source_at(set, i->at.file),
					       i->at.off, i->at.len);

		put(r, "%u:%u %s%s [%s]\n", at.line, at.column,
		    i->level == DIAG_LEVEL_WARNING ? "warning: " : "", i->text,
		    diag_code_name(i->code));
	}
}

static void run(struct record *r, struct parse_ctx *ctx, const char *text)
{
	struct resolver resolver = {
		.ctx = r, .ifindex = ifindex, .set = no_set,
		.table = has_table, .rules = chain_rules,
		.chain_handle = chain_handle, .flowtable = no_flowtable,
		.each_set = no_sets,
	};
	struct compile_options opt = { .offline = r->offline };
	struct low_sink sink = { r, record_msg, record_begin, record_elem,
				 record_end };
	struct source *src = source_add_text(ctx->sources, SOURCE_ARGV, "test",
					     text, strlen(text));

	r->ret = parse_text(ctx, src);
	r->ret |= compile(ctx->ast, ctx->sources, &resolver, &opt, &sink,
			  ctx->diags);
}

void record_compile(struct record *r, const char *text)
{
	struct source_set sources;
	struct diags diags;
	struct ast ast;
	struct parse_ctx ctx = { .ast = &ast, .sources = &sources,
				 .diags = &diags };
	size_t len;

	source_set_init(&sources);
	diags_init(&diags);
	ast_init(&ast);
	run(r, &ctx, text);
	diags_sort(&diags);
	len = r->len;
	put_diags(r, &diags, &sources);
	strcpy(r->diags, r->text + len);
	r->text[len] = '\0';
	r->len = len;
	ast_release(&ast);
	diags_release(&diags);
	source_set_release(&sources);
}

void assert_messages(const char *text, const char *expected)
{
	struct record r = { .has_tables = true };

	record_compile(&r, text);
	assert_string_equal(r.diags, "");
	assert_string_equal(r.text, expected);
	assert_int_equal(r.ret, 0);
}

void assert_refused(const char *text, const char *expected)
{
	struct record r = { .has_tables = true };

	record_compile(&r, text);
	assert_string_equal(r.diags, expected);
	assert_true(r.ret < 0);
}
