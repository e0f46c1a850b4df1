#include "config.h"

#include "object/print.h"

#include "base/mem.h"
#include "object/member.h"
#include "tables/family.h"

#include <ctype.h>
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>
#include <string.h>

/* ---- values ---- */

static void put_bytes(const struct print *p, const uint8_t *bytes, size_t len)
{
	fputs("0x", p->f);
	for (size_t i = 0; i < len; i++)
		fprintf(p->f, "%02x", bytes[i]);
}

/* A name may hold anything when it comes from elsewhere. */
static void put_string(const struct print *p, const char *s)
{
	fputc('"', p->f);
	for (; *s; s++) {
		if (isprint((unsigned char)*s) && *s != '"' && *s != '\\')
			fputc(*s, p->f);
		else
			fprintf(p->f, "\\x%02x", (unsigned char)*s);
	}
	fputc('"', p->f);
}

/* True when bytes hold nothing but whole triples of type, length, value. */
static bool is_udata(const uint8_t *bytes, size_t len)
{
	while (len >= 2 && len - 2 >= bytes[1]) {
		size_t step = 2u + bytes[1];

		bytes += step;
		len -= step;
	}
	return len == 0;
}

static void put_udata(const struct print *p, const uint8_t *bytes, size_t len)
{
	if (!is_udata(bytes, len)) {
		put_bytes(p, bytes, len);
		return;
	}
	for (size_t at = 0; at < len; at += 2u + bytes[at + 1]) {
		fprintf(p->f, "{%u:", bytes[at]);
		for (size_t i = 0; i < bytes[at + 1]; i++)
			fprintf(p->f, "%02x", bytes[at + 2 + i]);
		fputc('}', p->f);
	}
}

static void put_number(const struct print *p, const struct row *row,
		       uint64_t num)
{
	const char *word = p->plain ? NULL : rows_word(row, num);

	if (word)
		fputs(word, p->f);
	else if (row->form == ROW_HEX)
		fprintf(p->f, "0x%" PRIx64, num);
	else if (row->form == ROW_SIGNED)
		fprintf(p->f, "%" PRId32, (int32_t)num);
	else
		fprintf(p->f, "%" PRIu64, num);
}

static void put_verdict(const struct print *p, const struct low_verdict *v)
{
	const char *word = rows_verdict_word(v->code);

	if (word)
		fprintf(p->f, " %s", word);
	else
		fprintf(p->f, " %" PRId32, v->code);
	if (v->chain) {
		fputc(' ', p->f);
		put_string(p, v->chain);
	} else if (v->chain_id) {
		fprintf(p->f, " chain_id %" PRIu32, v->chain_id);
	}
}

/* ---- layout ---- */

static void open_attr(const struct print *p, const char *name)
{
	if (!p->lines) {
		fprintf(p->f, " %s", name);
		return;
	}
	fputc('\n', p->f);
	for (unsigned int i = 0; i < p->depth; i++)
		fputc('\t', p->f);
	fputs(name, p->f);
}

static void open_nest(struct print *p)
{
	p->depth++;
	if (!p->lines)
		fputs(" {", p->f);
}

static void close_nest(struct print *p)
{
	p->depth--;
	if (!p->lines)
		fputs(" }", p->f);
}

static void put_unknown(const struct print *p, const struct low_attr *a)
{
	char name[16];

	snprintf(name, sizeof(name), "attr_%u", a->number);
	open_attr(p, name);
	fputc(' ', p->f);
	put_bytes(p, a->bytes, a->len);
}

/* ---- attributes ---- */

static void put_expr(struct print *p, const struct low_expr *x);

static void put_exprs(struct print *p, const struct low_expr *first, bool one)
{
	open_nest(p);
	for (const struct low_expr *x = first; x; x = one ? NULL : x->next)
		put_expr(p, x);
	close_nest(p);
}

/* What holds no attributes of other rows. */
static void put_attr(struct print *p, const struct row *row,
		     const struct low_attr *a)
{
	open_attr(p, row->name);
	switch ((enum wire_type)row->type) {
	case WIRE_DATA:
		if (!a->len) {
			put_verdict(p, a->verdict);
			break;
		}
		fputc(' ', p->f);
		put_bytes(p, a->bytes, a->len);
		break;
	case WIRE_EXPR:
	case WIRE_EXPRS:
		put_exprs(p, a->exprs, row->type == WIRE_EXPR);
		break;
	case WIRE_BYTES:
		fputc(' ', p->f);
		put_bytes(p, a->bytes, a->len);
		break;
	case WIRE_UDATA:
		fputc(' ', p->f);
		put_udata(p, a->bytes, a->len);
		break;
	case WIRE_STRING:
	case WIRE_NAME:
		fputc(' ', p->f);
		put_string(p, a->str);
		break;
	default:
		fputc(' ', p->f);
		put_number(p, row, a->num);
	}
}

static void put_attrs(struct print *p, const struct rows *rows,
		      const struct low_attr *attrs, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		const struct row *row = rows_attr(rows, attrs[i].number);

		if (row)
			put_attr(p, row, &attrs[i]);
		else
			put_unknown(p, &attrs[i]);
	}
}

/* One that no row describes: its name and its data. */
static void put_unknown_expr(struct print *p, const struct low_expr *x)
{
	const struct low_attr *name = low_attr_of(x, NFTA_EXPR_NAME);
	const struct low_attr *data = low_attr_of(x, NFTA_EXPR_DATA);

	if (name) {
		fputc(' ', p->f);
		put_string(p, name->str);
	}
	p->depth++;
	if (data)
		put_unknown(p, data);
	p->depth--;
}

static void put_expr(struct print *p, const struct low_expr *x)
{
	const struct rows *rows = nfexpr_by_kind((enum nfexpr_kind)x->kind);
	const char *word = rows ? rows->name : "expression";

	if (p->lines)
		open_attr(p, word);
	else
		fprintf(p->f, " [ %s", word);
	if (rows) {
		p->depth++;
		put_attrs(p, rows, x->attrs, x->nattrs);
		p->depth--;
	} else {
		put_unknown_expr(p, x);
	}
	if (!p->lines)
		fputs(" ]", p->f);
}

static void put_device(const struct print *p, const struct row *row,
		       const struct low_device *d)
{
	open_attr(p, row->name);
	fputc(' ', p->f);
	put_string(p, d->name);
}

static void put_devices(struct print *p, const struct row *row,
			const struct low_device *first)
{
	open_attr(p, row->name);
	open_nest(p);
	for (const struct low_device *d = first; d; d = d->next)
		put_device(p, &row->inside->attrs[d->wildcard], d);
	close_nest(p);
}

static void put_fields(struct print *p, const struct row *row,
		       const struct low_attr *a)
{
	const uint32_t *len = a->inside;

	for (uint32_t i = 0; i < a->len; i++) {
		open_attr(p, row->name);
		open_nest(p);
		open_attr(p, row->inside->attrs[0].name);
		fprintf(p->f, " %" PRIu32, len[i]);
		close_nest(p);
	}
}

static void put_object(struct print *p, const struct row *row,
		       const struct low_obj *o)
{
	const struct rows *x = nfobj_by_type(o->type);

	open_attr(p, row->name);
	open_nest(p);
	p->plain = true;
	if (x)
		put_attrs(p, x, o->attrs, o->nattrs);
	p->plain = false;
	close_nest(p);
}

/* ---- by rows of a structure ---- */

static void put_rows(struct print *p, const struct rows *rows,
		     const struct bases *b);

static bool has_rows(const struct rows *rows, const void *body)
{
	const struct bases b = { NULL, body };
	struct low_attr a;

	for (size_t i = 0; i < rows->nattrs; i++)
		if (member_get(&rows->attrs[i], &b, &a))
			return true;
	return false;
}

static void put_nest(struct print *p, const struct row *row, const void *body)
{
	const struct bases b = { NULL, body };

	if (!has_rows(row->inside, body))
		return;
	open_attr(p, row->name);
	open_nest(p);
	put_rows(p, row->inside, &b);
	close_nest(p);
}

static void put_row(struct print *p, const struct row *row,
		    const struct low_attr *a)
{
	switch ((enum wire_type)row->type) {
	case WIRE_NEST:
		put_nest(p, row, a->inside);
		break;
	case WIRE_OBJECT:
		put_object(p, row, a->inside);
		break;
	case WIRE_DEVICES:
		put_devices(p, row, a->devices);
		break;
	case WIRE_DEVICE:
		put_device(p, row, a->devices);
		break;
	case WIRE_FIELDS:
		put_fields(p, row, a);
		break;
	default:
		put_attr(p, row, a);
	}
}

/* What is not sent is not shown. */
static bool is_shown(const struct print *p, const struct row *row,
		     const struct bases *b, struct low_attr *ret)
{
	return (row->when != ROW_MAKES || p->makes) && member_get(row, b, ret);
}

static void put_rows(struct print *p, const struct rows *rows,
		     const struct bases *b)
{
	struct low_attr a;

	for (size_t i = 0; i < rows->nattrs; i++)
		if (is_shown(p, &rows->attrs[i], b, &a))
			put_row(p, &rows->attrs[i], &a);
}

static void put_unknowns(const struct print *p, const struct low_msg *m)
{
	for (uint32_t i = 0; i < m->nunknown; i++)
		put_unknown(p, &m->unknown[i]);
}

void print_attrs(struct print *p, const struct low_msg *m)
{
	const struct bases b = { m, m->body };

	p->makes = m->verb == LOW_NEW;
	put_rows(p, &rows_of_kind[m->kind], &b);
	put_unknowns(p, m);
}

void print_elem(struct print *p, const struct low_elem *e)
{
	const struct bases b = { NULL, e };

	if (p->lines)
		open_attr(p, "element");
	else
		fputs("\n  element", p->f);
	p->depth++;
	put_rows(p, &rows_of_elem, &b);
	p->depth--;
}

/* ---- messages ---- */

void print_family(FILE *f, uint8_t family)
{
	const char *word = family_name((enum family)family);

	if (word && family)
		fprintf(f, " %s", word);
	else if (family)
		fprintf(f, " family_%u", family);
}

void print_flags(FILE *f, uint16_t flags, const char *sep)
{
	static const struct word words[] = {
		{ "request", NLM_F_REQUEST }, { "ack", NLM_F_ACK },
		{ "echo", NLM_F_ECHO },	      { "replace", NLM_F_REPLACE },
		{ "excl", NLM_F_EXCL },	      { "create", NLM_F_CREATE },
		{ "append", NLM_F_APPEND },   { NULL, 0 },
	};
	const char *lead = *sep == ',' ? "" : sep;

	for (const struct word *w = words; w->name; w++) {
		if (!(flags & w->value))
			continue;
		fprintf(f, "%s%s", lead, w->name);
		lead = sep;
	}
}

static const char *const verb_words[] = {
	[LOW_NEW] = "new",
	[LOW_DEL] = "del",
	[LOW_DESTROY] = "destroy",
};

/* Flags that change what a message means. */
#define HEAD_FLAGS (NLM_F_REPLACE | NLM_F_EXCL | NLM_F_APPEND)

static bool is_name(const struct rows_msg *type, const struct row *row)
{
	return row->number == type->table_attr || row->number == type->name_attr;
}

static void put_head(struct print *p, const struct low_msg *m,
		     const struct rows_msg *type)
{
	const struct rows *rows = &rows_of_kind[m->kind];
	const struct bases b = { m, m->body };
	struct low_attr a;

	fprintf(p->f, "%s %s", verb_words[m->verb], type->word);
	print_family(p->f, m->family);
	print_flags(p->f, m->create_flags & HEAD_FLAGS, " ");
	for (const struct row *row = rows->attrs;
	     row < rows->attrs + rows->nattrs; row++) {
		if (row->type == WIRE_EXPRS || !is_shown(p, row, &b, &a))
			continue;
		if (!is_name(type, row)) {
			put_row(p, row, &a);
			continue;
		}
		fputc(' ', p->f);
		put_string(p, a.str);
	}
	put_unknowns(p, m);
}

void print_command(struct print *p, const struct low_msg *m)
{
	const struct rows *rows = &rows_of_kind[m->kind];
	const struct bases b = { m, m->body };
	struct low_attr a;

	p->makes = m->verb == LOW_NEW;
	put_head(p, m, rows_msg(rows_msg_type(m->kind, m->verb)));
	for (const struct row *row = rows->attrs;
	     row < rows->attrs + rows->nattrs; row++) {
		if (row->type != WIRE_EXPRS || !member_get(row, &b, &a))
			continue;
		for (const struct low_expr *x = a.exprs; x; x = x->next) {
			fputs("\n ", p->f);
			put_expr(p, x);
		}
	}
}

char *print_command_text(const struct low_msg *m, size_t *ret_len)
{
	struct print p = { .f = NULL };
	char *text = NULL;
	size_t len;

	p.f = open_memstream(&text, &len);
	if (!p.f)
		mem_exhausted(BUFSIZ);
	print_command(&p, m);
	if (fclose(p.f) != 0 || !text)
		mem_exhausted(len);
	if (ret_len)
		*ret_len = len;
	return text;
}
