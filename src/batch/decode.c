#include "config.h"

#include "batch/decode.h"

#include "base/bytes.h"
#include "object/schema.h"
#include "spec/family.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>

#include <libmnl/libmnl.h>

/*
 * Two layouts of the same walk.  In the long one every attribute stands on a
 * line of its own, indented by its depth; in the short one they follow each
 * other on one line, nests in braces.
 */
struct out {
	FILE *f;
	bool lines;
	unsigned int depth;
	uint32_t obj_type; /* of the message: what an object's data means */
};

static void put_bytes(const struct out *o, const uint8_t *p, size_t len)
{
	fputs("0x", o->f);
	for (size_t i = 0; i < len; i++)
		fprintf(o->f, "%02x", p[i]);
}

/* A name may hold anything when it comes from elsewhere. */
static void put_string(const struct out *o, const struct nlattr *a)
{
	const uint8_t *p = mnl_attr_get_payload(a);
	size_t len = mnl_attr_get_payload_len(a);

	if (len && !p[len - 1])
		len--;
	fputc('"', o->f);
	for (size_t i = 0; i < len; i++) {
		if (isprint(p[i]) && p[i] != '"' && p[i] != '\\')
			fputc(p[i], o->f);
		else
			fprintf(o->f, "\\x%02x", p[i]);
	}
	fputc('"', o->f);
}

/* True when p holds nothing but whole triples of type, length, value. */
static bool is_udata(const uint8_t *p, size_t len)
{
	while (len >= 2 && len - 2 >= p[1]) {
		size_t step = 2u + p[1];

		p += step;
		len -= step;
	}
	return len == 0;
}

static void put_udata(const struct out *o, const uint8_t *p, size_t len)
{
	if (!is_udata(p, len)) {
		put_bytes(o, p, len);
		return;
	}
	for (size_t at = 0; at < len; at += 2u + p[at + 1]) {
		fprintf(o->f, "{%u:", p[at]);
		for (size_t i = 0; i < p[at + 1]; i++)
			fprintf(o->f, "%02x", p[at + 2 + i]);
		fputc('}', o->f);
	}
}

static void open_attr(struct out *o, const char *name)
{
	if (!o->lines) {
		fprintf(o->f, " %s", name);
		return;
	}
	fputc('\n', o->f);
	for (unsigned int i = 0; i < o->depth; i++)
		fputc('\t', o->f);
	fputs(name, o->f);
}

static void open_nest(struct out *o)
{
	o->depth++;
	if (!o->lines)
		fputs(" {", o->f);
}

static void close_nest(struct out *o)
{
	o->depth--;
	if (!o->lines)
		fputs(" }", o->f);
}

static void put_unknown(struct out *o, const struct nlattr *a)
{
	char name[16];

	snprintf(name, sizeof(name), "attr_%u", mnl_attr_get_type(a));
	open_attr(o, name);
	fputc(' ', o->f);
	put_bytes(o, mnl_attr_get_payload(a), mnl_attr_get_payload_len(a));
}

static const char *name_in(const struct word *w, uint64_t val)
{
	for (; w && w->name; w++)
		if (w->value == val)
			return w->name;
	return NULL;
}

/* A number of another length than 1, 2, 4 or 8 shows as bytes. */
static void put_number(const struct out *o, const struct nlattr *a,
		       enum schema_type type, const char *name)
{
	const uint8_t *p = mnl_attr_get_payload(a);
	size_t len = mnl_attr_get_payload_len(a);
	uint64_t val;

	if (!len || len > sizeof(val)) {
		put_bytes(o, p, len);
		return;
	}
	val = type == SCHEMA_HOST ? bytes_get_host(p, len) :
				    bytes_get_be(p, len);
	if (name)
		fputs(name, o->f);
	else if (type == SCHEMA_HEX)
		fprintf(o->f, "0x%" PRIx64, val);
	else if (type == SCHEMA_SIGNED && len == 4)
		fprintf(o->f, "%" PRId32, (int32_t)val);
	else
		fprintf(o->f, "%" PRIu64, val);
}

static uint64_t value_of(const struct nlattr *a)
{
	size_t len = mnl_attr_get_payload_len(a);

	return len <= 8 ? bytes_get_be(mnl_attr_get_payload(a), len) : 0;
}

static void put_verdict(const struct out *o, const struct nlattr *nest)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest) {
		const char *name;

		fputc(' ', o->f);
		switch (mnl_attr_get_type(a)) {
		case NFTA_VERDICT_CODE:
			name = schema_verdict_name((int32_t)value_of(a));
			put_number(o, a, SCHEMA_SIGNED, name);
			break;
		case NFTA_VERDICT_CHAIN:
			put_string(o, a);
			break;
		case NFTA_VERDICT_CHAIN_ID:
			fputs("chain_id ", o->f);
			put_number(o, a, SCHEMA_NUM, NULL);
			break;
		default:
			put_bytes(o, mnl_attr_get_payload(a),
				  mnl_attr_get_payload_len(a));
		}
	}
}

static void put_data(const struct out *o, const struct nlattr *nest)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest) {
		if (mnl_attr_get_type(a) == NFTA_DATA_VERDICT) {
			put_verdict(o, a);
			continue;
		}
		fputc(' ', o->f);
		put_bytes(o, mnl_attr_get_payload(a),
			  mnl_attr_get_payload_len(a));
	}
}

static void put_expr(struct out *o, const struct nlattr *nest);

static void put_exprs(struct out *o, const struct nlattr *list)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, list)
		put_expr(o, a);
}

/* What a row of object/nfexpr.h says, in the words of a schema. */
static const uint8_t type_of_wire[] = {
	[WIRE_U8] = SCHEMA_NUM,	       [WIRE_BE16] = SCHEMA_NUM,
	[WIRE_BE32] = SCHEMA_NUM,      [WIRE_BE64] = SCHEMA_NUM,
	[WIRE_HOST32] = SCHEMA_HOST,   [WIRE_STRING] = SCHEMA_STR,
	[WIRE_NAME] = SCHEMA_STR,      [WIRE_DATA] = SCHEMA_DATA,
	[WIRE_EXPR] = SCHEMA_EXPR,     [WIRE_EXPRS] = SCHEMA_EXPRS,
	[WIRE_BYTES] = SCHEMA_BYTES,
};

static void put_attr(struct out *o, const struct nlattr *a,
		     const struct schema_attr *row, const char *value);

/* kind: of an expression, NFX_COUNT: of an object. */
static void put_rows(struct out *o, const struct nlattr *nest,
		     const struct nfexpr *x, unsigned int kind)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest) {
		const struct nfexpr_attr *row =
			nfexpr_attr(x, mnl_attr_get_type(a));
		struct schema_attr as;

		if (!row) {
			put_unknown(o, a);
			continue;
		}
		as = (struct schema_attr){ row->number,
					   type_of_wire[row->type], row->name,
					   NULL, NULL };
		put_attr(o, a, &as,
			 schema_value_name(kind, row->number, value_of(a)));
	}
}

static void open_expr(struct out *o, const struct nfexpr *x,
		      const struct nlattr *name)
{
	const char *word = x ? x->name : "expression";

	if (o->lines)
		open_attr(o, word);
	else
		fprintf(o->f, " [ %s", word);
	if (!x && name) {
		fputc(' ', o->f);
		put_string(o, name);
	}
}

static void put_expr(struct out *o, const struct nlattr *nest)
{
	const struct nlattr *a, *data = NULL, *name = NULL;
	const struct nfexpr *x = NULL;

	mnl_attr_for_each_nested(a, nest) {
		if (mnl_attr_get_type(a) == NFTA_EXPR_NAME &&
		    mnl_attr_validate(a, MNL_TYPE_NUL_STRING) >= 0)
			name = a;
		else if (mnl_attr_get_type(a) == NFTA_EXPR_DATA)
			data = a;
	}
	if (name)
		x = nfexpr_by_name(mnl_attr_get_str(name));
	open_expr(o, x, name);
	o->depth++;
	if (data && x)
		put_rows(o, data, x, (unsigned int)(x - nfexpr_by_kind(0)));
	else if (data)
		put_unknown(o, data);
	o->depth--;
	if (!o->lines)
		fputs(" ]", o->f);
}

static void put_nest(struct out *o, const struct nlattr *nest,
		     const struct schema *s)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest) {
		const struct schema_attr *row =
			schema_attr(s, mnl_attr_get_type(a));

		if (row)
			put_attr(o, a, row, name_in(row->words, value_of(a)));
		else
			put_unknown(o, a);
	}
}

static void put_list(struct out *o, const struct nlattr *list,
		     const struct schema_attr *row)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, list) {
		open_attr(o, row->name);
		open_nest(o);
		put_nest(o, a, row->inside);
		close_nest(o);
	}
}

static void put_object(struct out *o, const struct nlattr *nest)
{
	const struct nfexpr *x = nfobj_by_type(o->obj_type);

	if (x)
		put_rows(o, nest, x, NFX_COUNT);
	else if (mnl_attr_get_payload_len(nest))
		put_unknown(o, nest);
}

/* The attributes of nests; false: a is no nest. */
static bool put_inside(struct out *o, const struct nlattr *a,
		       const struct schema_attr *row)
{
	if (row->type != SCHEMA_EXPR && row->type != SCHEMA_EXPRS &&
	    row->type != SCHEMA_NEST && row->type != SCHEMA_OBJECT)
		return false;
	open_nest(o);
	if (row->type == SCHEMA_EXPR)
		put_expr(o, a);
	else if (row->type == SCHEMA_EXPRS)
		put_exprs(o, a);
	else if (row->type == SCHEMA_NEST)
		put_nest(o, a, row->inside);
	else
		put_object(o, a);
	close_nest(o);
	return true;
}

/* value: the word for the attribute's number, or NULL. */
static void put_attr(struct out *o, const struct nlattr *a,
		     const struct schema_attr *row, const char *value)
{
	const uint8_t *p = mnl_attr_get_payload(a);
	size_t len = mnl_attr_get_payload_len(a);

	if (row->type == SCHEMA_LIST) {
		put_list(o, a, row);
		return;
	}
	open_attr(o, row->name);
	if (row->type == SCHEMA_DATA) {
		put_data(o, a);
		return;
	}
	if (put_inside(o, a, row))
		return;
	fputc(' ', o->f);
	if (row->type == SCHEMA_STR)
		put_string(o, a);
	else if (row->type == SCHEMA_BYTES)
		put_bytes(o, p, len);
	else if (row->type == SCHEMA_UDATA)
		put_udata(o, p, len);
	else
		put_number(o, a, (enum schema_type)row->type, value);
}

static uint32_t obj_type_of(const struct nlmsghdr *nlh,
			    const struct schema_msg *msg)
{
	const struct nlattr *a;
	uint32_t type = 0;

	if (msg->kind != LOW_OBJ)
		return 0;
	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(a) == NFTA_OBJ_TYPE)
			type = (uint32_t)value_of(a);
	return type;
}

/* NLM_F_* as they are named for a message that makes something. */
static const struct word flag_words[] = {
	{ "request", NLM_F_REQUEST }, { "ack", NLM_F_ACK },
	{ "echo", NLM_F_ECHO },	      { "replace", NLM_F_REPLACE },
	{ "excl", NLM_F_EXCL },	      { "create", NLM_F_CREATE },
	{ "append", NLM_F_APPEND },   { NULL, 0 },
};

static void put_flags(FILE *f, uint16_t flags)
{
	const char *sep = "";

	for (const struct word *w = flag_words; w->name; w++) {
		if (!(flags & w->value))
			continue;
		fprintf(f, "%s%s", sep, w->name);
		sep = ",";
	}
}

static const char *name_of_type(const struct nlmsghdr *nlh,
				const struct schema_msg *msg)
{
	if (nlh->nlmsg_type == NFNL_MSG_BATCH_BEGIN)
		return "BATCH_BEGIN";
	if (nlh->nlmsg_type == NFNL_MSG_BATCH_END)
		return "BATCH_END";
	return msg ? msg->name : "UNKNOWN";
}

static const struct schema_msg *msg_of(const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES)
		return NULL;
	return schema_msg(nlh->nlmsg_type & 0xff);
}

static void put_family(FILE *f, const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const char *family = family_name((enum family)nfg->nfgen_family);

	if (family && nfg->nfgen_family)
		fprintf(f, " %s", family);
	else if (nfg->nfgen_family)
		fprintf(f, " family_%u", nfg->nfgen_family);
}

static void dump_message(FILE *f, uint32_t index, const struct batch_msg *m)
{
	const struct nlmsghdr *nlh = (const void *)m->bytes;
	const struct schema_msg *msg = msg_of(nlh);
	struct out o = { .f = f, .lines = true, .depth = 1 };
	const struct nlattr *a;

	fprintf(f, "%" PRIu32 " %s", index, name_of_type(nlh, msg));
	put_family(f, nlh);
	fputs(" flags ", f);
	put_flags(f, nlh->nlmsg_flags);
	fprintf(f, " len %" PRIu32, m->len);
	if (m->at.len)
		fprintf(f, " at %" PRIu32 ":%" PRIu32 "+%" PRIu32, m->at.file,
			m->at.off, m->at.len);
	if (msg)
		o.obj_type = obj_type_of(nlh, msg);
	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg)) {
		const struct schema_attr *row =
			msg ? schema_attr(msg->schema, mnl_attr_get_type(a)) :
			      NULL;

		if (row)
			put_attr(&o, a, row, name_in(row->words, value_of(a)));
		else
			put_unknown(&o, a);
	}
	fputc('\n', f);
}

void decode_messages(FILE *out, const struct batch *b)
{
	for (uint32_t i = 0; i < batch_count(b); i++)
		dump_message(out, i, batch_msg_by_seq(b, b->seq0 + i));
}

static const char *const verb_words[] = {
	[LOW_NEW] = "new",
	[LOW_DEL] = "del",
	[LOW_DESTROY] = "destroy",
};

/* Expressions and elements stand on lines of their own, after the others. */
static bool has_lines(const struct schema_attr *row)
{
	return row && (row->type == SCHEMA_EXPRS || row->type == SCHEMA_LIST);
}

static void put_expr_lines(struct out *o, const struct nlattr *list)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, list) {
		fputs("\n ", o->f);
		put_expr(o, a);
	}
}

static void put_item_lines(struct out *o, const struct nlattr *list,
			   const struct schema_attr *row)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, list) {
		fprintf(o->f, "\n  %s", row->name);
		put_nest(o, a, row->inside);
	}
}

/* Flags that change what a message means. */
#define HEAD_FLAGS (NLM_F_REPLACE | NLM_F_EXCL | NLM_F_APPEND)

static void put_head(struct out *o, const struct nlmsghdr *nlh,
		     const struct schema_msg *msg)
{
	const struct nlattr *a;

	fprintf(o->f, "%s %s", verb_words[msg->verb], msg->word);
	put_family(o->f, nlh);
	for (const struct word *w = flag_words; w->name; w++)
		if (nlh->nlmsg_flags & w->value & HEAD_FLAGS)
			fprintf(o->f, " %s", w->name);
	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg)) {
		unsigned int type = mnl_attr_get_type(a);
		const struct schema_attr *row = schema_attr(msg->schema, type);

		if (has_lines(row))
			continue;
		if (type == msg->table_attr || type == msg->name_attr) {
			fputc(' ', o->f);
			put_string(o, a);
		} else if (row) {
			put_attr(o, a, row, name_in(row->words, value_of(a)));
		} else {
			put_unknown(o, a);
		}
	}
}

static void dump_object(FILE *f, const struct nlmsghdr *nlh,
			const struct schema_msg *msg)
{
	struct out o = { .f = f, .obj_type = obj_type_of(nlh, msg) };
	const struct nlattr *a;

	put_head(&o, nlh, msg);
	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg)) {
		const struct schema_attr *row =
			schema_attr(msg->schema, mnl_attr_get_type(a));

		if (!has_lines(row))
			continue;
		if (row->type == SCHEMA_EXPRS)
			put_expr_lines(&o, a);
		else
			put_item_lines(&o, a, row);
	}
	fputc('\n', f);
}

void decode_bytecode(FILE *out, const struct batch *b)
{
	for (uint32_t i = 0; i < batch_count(b); i++) {
		const struct batch_msg *m = batch_msg_by_seq(b, b->seq0 + i);
		const struct schema_msg *msg = msg_of((const void *)m->bytes);

		if (msg)
			dump_object(out, (const void *)m->bytes, msg);
	}
}
