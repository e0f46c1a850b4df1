#include "config.h"

#include "object/decode.h"

#include "base/bytes.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stddef.h>
#include <string.h>

#define UNKNOWN_MAX 8 /* kept of each message */

struct decoder {
	const uint8_t *start; /* of the message */
	struct arena *a;
	uint32_t unknown; /* attributes of nests */
	bool brief;	  /* without expressions */
	uint32_t obj_type; /* by whose rows an object's data were read */
};

static struct span place_of(const struct decoder *d, const struct nlattr *nla)
{
	return (struct span){
		.off = (uint32_t)((const uint8_t *)nla - d->start),
		.len = nla->nla_len,
	};
}

/* ---- values ---- */

static const char *string_of(const struct decoder *d, const struct nlattr *nla)
{
	const char *s = (const char *)attr_data(nla);
	uint32_t len = attr_len(nla);

	return memchr(s, '\0', len) ? s : arena_strndup(d->a, s, len);
}

static uint64_t number_of(const struct nlattr *nla, bool host)
{
	uint32_t len = attr_len(nla);

	if (!len || len > sizeof(uint64_t))
		return 0;
	return host ? bytes_get_host(attr_data(nla), len) :
		      bytes_get_be(attr_data(nla), len);
}

static const struct low_verdict *verdict_of(struct decoder *d,
					    const struct nlattr *nest)
{
	struct low_verdict *v = arena_new(d->a, struct low_verdict);
	struct attrs in = attrs_of_nest(nest);
	const struct nlattr *nla;

	while ((nla = attrs_next(&in))) {
		switch (attr_number(nla)) {
		case NFTA_VERDICT_CODE:
			v->code = (int32_t)number_of(nla, false);
			break;
		case NFTA_VERDICT_CHAIN:
			v->chain = string_of(d, nla);
			break;
		case NFTA_VERDICT_CHAIN_ID:
			v->chain_id = (uint32_t)number_of(nla, false);
			break;
		default:
			d->unknown++;
		}
	}
	return v;
}

/* False: neither a value nor a verdict. */
static bool take_data(struct decoder *d, const struct nlattr *nest,
		      struct low_attr *ret)
{
	struct attrs in = attrs_of_nest(nest);
	const struct nlattr *nla = attrs_next(&in);

	ret->len = 0;
	if (!nla)
		return false;
	if (attr_number(nla) == NFTA_DATA_VERDICT) {
		ret->verdict = verdict_of(d, nla);
		return true;
	}
	ret->bytes = attr_data(nla);
	ret->len = attr_len(nla);
	return attr_number(nla) == NFTA_DATA_VALUE && ret->len;
}

static const struct low_expr *expr_of(struct decoder *d,
				      const struct nlattr *nest);

static const struct low_expr *exprs_of(struct decoder *d,
				       const struct nlattr *list)
{
	struct attrs in = attrs_of_nest(list);
	struct low_expr *first = NULL, **last = &first;
	const struct nlattr *nla;

	while ((nla = attrs_next(&in))) {
		*last = (struct low_expr *)expr_of(d, nla);
		last = &(*last)->next;
	}
	return first;
}

/* The value of an attribute that holds no attributes of other rows; false: it
 * is not of the row's type. */
static bool take_value(struct decoder *d, const struct row *row,
		       const struct nlattr *nla, struct low_attr *ret)
{
	ret->number = row->number;
	ret->len = 0;
	switch ((enum wire_type)row->type) {
	case WIRE_U8:
	case WIRE_BE16:
	case WIRE_BE32:
	case WIRE_BE64:
	case WIRE_HOST32:
		ret->num = number_of(nla, row->type == WIRE_HOST32);
		return attr_len(nla) - 1 < sizeof(ret->num);
	case WIRE_STRING:
	case WIRE_NAME:
		ret->str = string_of(d, nla);
		return true;
	case WIRE_DATA:
		return take_data(d, nla, ret);
	case WIRE_EXPR:
		ret->exprs = expr_of(d, nla);
		return true;
	case WIRE_EXPRS:
		ret->exprs = d->brief ? NULL : exprs_of(d, nla);
		return true;
	case WIRE_BYTES:
	case WIRE_UDATA:
		ret->bytes = attr_data(nla);
		ret->len = attr_len(nla);
		return true;
	default:
		return false;
	}
}

/* ---- expressions and the data of objects ---- */

static void take_unknown(const struct nlattr *nla, struct low_attr *ret)
{
	/* A larger number must not look like one of a row. */
	ret->number = (uint8_t)MIN(attr_number(nla), (unsigned int)UINT8_MAX);
	ret->bytes = attr_data(nla);
	ret->len = attr_len(nla);
}

/* Of those that there is no room for, none is known. */
static uint8_t take_attrs(struct decoder *d, const struct rows *rows,
			  const struct nlattr *nest, struct low_attr *attrs,
			  uint8_t room)
{
	struct attrs in = attrs_of_nest(nest);
	const struct nlattr *nla;
	uint8_t n = 0;

	while ((nla = attrs_next(&in))) {
		const struct row *row = rows_attr(rows, attr_number(nla));

		if (n < room && row && take_value(d, row, nla, &attrs[n])) {
			n++;
			continue;
		}
		d->unknown++;
		if (n < room && !row)
			take_unknown(nla, &attrs[n++]);
	}
	return n;
}

static void take_unknown_expr(struct decoder *d, struct low_expr *x,
			      const char *name, const struct nlattr *data)
{
	d->unknown++;
	x->kind = NFX_COUNT;
	if (name)
		x->attrs[x->nattrs++] = (struct low_attr){
			.number = NFTA_EXPR_NAME, .str = name };
	if (data)
		take_unknown(data, &x->attrs[x->nattrs++]);
}

static const struct low_expr *expr_of(struct decoder *d,
				      const struct nlattr *nest)
{
	struct low_expr *x = arena_new(d->a, struct low_expr);
	struct attrs in = attrs_of_nest(nest);
	const struct nlattr *nla, *data = NULL;
	const struct rows *rows;
	const char *name = NULL;

	x->at = place_of(d, nest);
	while ((nla = attrs_next(&in))) {
		if (attr_number(nla) == NFTA_EXPR_NAME)
			name = string_of(d, nla);
		else if (attr_number(nla) == NFTA_EXPR_DATA)
			data = nla;
	}
	rows = name ? nfexpr_by_name(name) : NULL;
	if (!rows) {
		take_unknown_expr(d, x, name, data);
		return x;
	}
	x->kind = (uint8_t)(rows - nfexpr_by_kind(0));
	if (data)
		x->nattrs = take_attrs(d, rows, data, x->attrs, LOW_ATTRS_MAX);
	return x;
}

/* ---- by rows of a structure ---- */

/* Where members of rows are: those of the head, and all others. */
struct target {
	struct low_msg *m;
	uint8_t *body;
	bool filled; /* the body has something */
};

static void put_number(uint8_t *to, uint8_t size, uint64_t num)
{
	uint32_t word = (uint32_t)num;

	switch (size) {
	case sizeof(num):
		memcpy(to, &num, sizeof(num));
		break;
	case sizeof(word):
		memcpy(to, &word, sizeof(word));
		break;
	default:
		*to = (uint8_t)num;
	}
}

static void put_pointer(uint8_t *to, const void *p)
{
	memcpy(to, &p, sizeof(p));
}

static void put_length(uint8_t *to, uint32_t len)
{
	memcpy(to, &len, sizeof(len));
}

static void put_value(const struct row *row, uint8_t *base,
		      const struct low_attr *a)
{
	uint8_t *to = base + row->offset;

	switch ((enum wire_type)row->type) {
	case WIRE_U8:
	case WIRE_BE16:
	case WIRE_BE32:
	case WIRE_BE64:
	case WIRE_HOST32:
		put_number(to, row->size, a->num);
		break;
	case WIRE_DATA:
		if (!a->len && row->verdict)
			put_pointer(base + row->verdict, a->verdict);
		if (!a->len)
			break;
		put_pointer(to, a->bytes);
		put_length(base + row->aux, a->len);
		break;
	case WIRE_BYTES:
	case WIRE_UDATA:
		put_pointer(to, a->bytes);
		put_length(base + row->aux, a->len);
		break;
	default:
		put_pointer(to, a->str);
	}
	if (row->when == ROW_HAVE || row->when == ROW_MAKES)
		base[row->aux] = true;
}

static void put_name(const struct row *row, uint8_t *base, struct span at,
		     const struct low_attr *a)
{
	struct low_name *n = (void *)(base + row->offset);

	if (row->when == ROW_NAMED)
		n->name = a->str;
	else
		n->handle = a->num;
	n->by_handle = !n->name;
	if (row->when == ROW_NAMED || !n->name)
		n->at = at;
}

static const struct low_device *device_of(const struct decoder *d,
					  const struct nlattr *nla,
					  bool wildcard)
{
	struct low_device *device = arena_new(d->a, struct low_device);

	device->name = string_of(d, nla);
	device->wildcard = wildcard;
	device->at = place_of(d, nla);
	return device;
}

static const struct low_device *devices_of(struct decoder *d,
					   const struct row *row,
					   const struct nlattr *nest)
{
	struct attrs in = attrs_of_nest(nest);
	const struct low_device *first = NULL, **last = &first;
	const struct nlattr *nla;

	while ((nla = attrs_next(&in))) {
		const struct row *name = rows_attr(row->inside,
						   attr_number(nla));

		if (!name) {
			d->unknown++;
			continue;
		}
		*last = device_of(d, nla, name != row->inside->attrs);
		last = (const struct low_device **)&(*last)->next;
	}
	return first;
}

static void take_fields(struct decoder *d, const struct row *row,
			const struct nlattr *list, uint8_t *base)
{
	uint32_t max = row->size / (uint32_t)sizeof(uint32_t), n = 0;
	uint8_t *to = base + row->offset;
	struct attrs in = attrs_of_nest(list);
	const struct nlattr *nest, *nla;

	while ((nest = attrs_next(&in))) {
		struct attrs one = attrs_of_nest(nest);

		while ((nla = attrs_next(&one))) {
			if (!rows_attr(row->inside, attr_number(nla)) ||
			    n == max) {
				d->unknown++;
				continue;
			}
			put_number(to + n++ * sizeof(uint32_t),
				   sizeof(uint32_t), number_of(nla, false));
		}
	}
	put_length(base + row->aux, n);
}

static void take_rows(struct decoder *d, const struct rows *rows,
		      struct attrs in, struct target *t);

/* The type stands before the data, in all that is known to send them. */
static void take_object(struct decoder *d, const struct nlattr *nest,
			struct low_obj *o)
{
	const struct rows *x = nfobj_by_type(o->type);

	d->obj_type = o->type;
	if (x)
		o->nattrs = take_attrs(d, x, nest, o->attrs,
				       LOW_OBJ_ATTRS_MAX);
	else if (attr_len(nest))
		d->unknown++;
}

/* Data that were read by the rows of another type. */
static void drop_foreign(struct decoder *d, struct low_obj *o)
{
	if (!o->nattrs || o->type == d->obj_type)
		return;
	o->nattrs = 0;
	d->unknown++;
}

static void take_row(struct decoder *d, const struct row *row,
		     const struct nlattr *nla, uint8_t *base)
{
	struct target inside = { .body = base + row->offset };
	struct low_attr a;

	switch ((enum wire_type)row->type) {
	case WIRE_NEST:
		take_rows(d, row->inside, attrs_of_nest(nla), &inside);
		break;
	case WIRE_OBJECT:
		take_object(d, nla, (void *)(base + row->offset));
		break;
	case WIRE_FIELDS:
		take_fields(d, row, nla, base);
		break;
	case WIRE_DEVICE:
		put_pointer(base + row->offset, device_of(d, nla, false));
		break;
	case WIRE_DEVICES:
		put_pointer(base + row->offset, devices_of(d, row, nla));
		break;
	case WIRE_ELEMS:
		break;
	default:
		if (!take_value(d, row, nla, &a))
			d->unknown++;
		else if (row->when == ROW_NAMED || row->when == ROW_HANDLED)
			put_name(row, base, place_of(d, nla), &a);
		else
			put_value(row, base, &a);
	}
}

/* Some of the message itself are kept. */
static void keep_unknown(struct decoder *d, const struct target *t,
			 const struct nlattr *nla)
{
	struct low_msg *m = t->m;
	struct low_attr *more;

	if (!m || m->nunknown == UNKNOWN_MAX) {
		d->unknown++;
		return;
	}
	more = arena_alloc(d->a, (m->nunknown + 1) * sizeof(*more));
	if (m->nunknown)
		memcpy(more, m->unknown, m->nunknown * sizeof(*more));
	more[m->nunknown] = (struct low_attr){ .number = 0 };
	take_unknown(nla, &more[m->nunknown++]);
	m->unknown = more;
}

static void take_rows(struct decoder *d, const struct rows *rows,
		      struct attrs in, struct target *t)
{
	const struct row *end = rows->attrs + rows->nattrs;
	const struct row *row = rows->attrs;
	const struct nlattr *nla;

	while ((nla = attrs_next(&in))) {
		uint8_t *base;
		struct span at;

		/* Most stand in the order of the rows. */
		if (row == end || row->number != attr_number(nla))
			row = rows_search(rows, attr_number(nla));
		if (!row) {
			keep_unknown(d, t, nla);
			row = end;
			continue;
		}
		base = row->head ? (uint8_t *)t->m : t->body;
		t->filled |= !row->head;
		take_row(d, row, nla, base);
		if (row->at && row->at != ROW_AT_COMMAND &&
		    row->when != ROW_NAMED && row->when != ROW_HANDLED) {
			at = place_of(d, nla);
			memcpy(base + row->at, &at, sizeof(at));
		}
		row++;
	}
}

/* ---- messages ---- */

static const uint16_t body_sizes[] = {
	[LOW_TABLE] = 0,
	[LOW_CHAIN] = sizeof(struct low_chain),
	[LOW_RULE] = sizeof(struct low_rule),
	[LOW_SET] = sizeof(struct low_set),
	[LOW_OBJ] = sizeof(struct low_obj),
	[LOW_FLOWTABLE] = sizeof(struct low_flowtable),
	[LOW_ELEMS] = 0,
	[LOW_GEN] = sizeof(struct low_gen),
};

#define CREATE_FLAGS (NLM_F_REPLACE | NLM_F_EXCL | NLM_F_CREATE | NLM_F_APPEND)

const struct rows_msg *decode_type(const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES ||
	    nlh->nlmsg_len < NLMSG_HDRLEN + sizeof(struct nfgenmsg))
		return NULL;
	return rows_msg(nlh->nlmsg_type & 0xff);
}

static bool take_msg(struct low_msg *ret, const struct nlmsghdr *nlh,
		     struct arena *a, bool brief)
{
	const struct rows_msg *type = decode_type(nlh);
	const struct nfgenmsg *nfg = NLMSG_DATA(nlh);
	struct decoder d = { .start = (const uint8_t *)nlh, .a = a,
			     .brief = brief };
	struct target t = { .m = ret };

	*ret = (struct low_msg){ .verb = LOW_NEW };
	if (!type)
		return false;
	ret->verb = type->verb;
	ret->kind = type->kind;
	ret->family = nfg->nfgen_family;
	ret->create_flags = nlh->nlmsg_flags & CREATE_FLAGS;
	ret->at = (struct span){ .len = nlh->nlmsg_len };
	t.body = arena_zalloc(a, body_sizes[type->kind]);
	take_rows(&d, &rows_of_kind[type->kind],
		  attrs_of_message(nlh, sizeof(*nfg)), &t);
	ret->body = t.filled && body_sizes[type->kind] ? t.body : NULL;
	if (type->kind == LOW_OBJ)
		drop_foreign(&d, (void *)t.body);
	ret->nhidden = d.unknown;
	return true;
}

bool decode_msg(struct low_msg *ret, const struct nlmsghdr *nlh,
		struct arena *a)
{
	return take_msg(ret, nlh, a, false);
}

bool decode_head(struct low_msg *ret, const struct nlmsghdr *nlh,
		 struct arena *a)
{
	return take_msg(ret, nlh, a, true);
}

/* ---- elements ---- */

struct decode_elems decode_elems(const struct nlmsghdr *nlh)
{
	struct attrs in = attrs_of_message(nlh, sizeof(struct nfgenmsg));
	const struct nlattr *nla;

	while ((nla = attrs_next(&in)))
		if (attr_number(nla) == NFTA_SET_ELEM_LIST_ELEMENTS)
			return (struct decode_elems){ (const uint8_t *)nlh,
						      attrs_of_nest(nla), 0 };
	return (struct decode_elems){ .start = NULL };
}

static const struct nlattr *next_item(struct decode_elems *e,
				      struct span *ret_at)
{
	const struct decoder d = { .start = e->start };
	const struct nlattr *item = attrs_next(&e->items);

	if (item)
		*ret_at = place_of(&d, item);
	return item;
}

bool decode_skip_elem(struct decode_elems *e, struct span *ret_at)
{
	return next_item(e, ret_at);
}

const struct nlattr *decode_item(struct decode_elems *e)
{
	return attrs_next(&e->items);
}

/* How many of its attributes no row describes. */
static uint32_t take_elem(const struct nlattr *item, const void *start,
			  struct low_elem *ret, struct arena *a)
{
	struct decoder d = { .start = start, .a = a };
	struct target t = { .body = (uint8_t *)ret };
	struct span at = place_of(&d, item);

	*ret = (struct low_elem){ .off = at.off, .len = at.len };
	take_rows(&d, &rows_of_elem, attrs_of_nest(item), &t);
	return d.unknown;
}

bool decode_elem(struct decode_elems *e, struct low_elem *ret, struct arena *a)
{
	const struct nlattr *item = attrs_next(&e->items);

	if (!item)
		return false;
	e->unknown += take_elem(item, e->start, ret, a);
	return true;
}

void decode_one_elem(const struct nlattr *item, const void *start,
		     struct low_elem *ret, struct arena *a)
{
	take_elem(item, start, ret, a);
}

/* The value in a nest; NULL: it holds none. */
static const uint8_t *value_in(const struct nlattr *nest, uint32_t *ret_len)
{
	struct attrs in = attrs_of_nest(nest);
	const struct nlattr *nla = attrs_next(&in);

	if (!nla || attr_number(nla) != NFTA_DATA_VALUE)
		return NULL;
	*ret_len = attr_len(nla);
	return attr_data(nla);
}

struct decoded_key decode_key(const struct nlattr *item)
{
	struct attrs in = attrs_of_nest(item);
	struct decoded_key k = { .key = NULL };
	const struct nlattr *nla;

	while ((nla = attrs_next(&in))) {
		switch (attr_number(nla)) {
		case NFTA_SET_ELEM_KEY:
			k.key = value_in(nla, &k.len);
			break;
		case NFTA_SET_ELEM_KEY_END:
			k.end = value_in(nla, &k.end_len);
			break;
		case NFTA_SET_ELEM_FLAGS:
			k.flags = (uint32_t)number_of(nla, false);
			break;
		case NFTA_SET_ELEM_TIMEOUT:
			k.timed = true;
			break;
		}
	}
	return k;
}

/* ---- expressions of a rule ---- */

struct decode_exprs decode_exprs(const struct nlmsghdr *nlh)
{
	struct attrs in = attrs_of_message(nlh, sizeof(struct nfgenmsg));
	const struct nlattr *nla;

	while ((nla = attrs_next(&in)))
		if (attr_number(nla) == NFTA_RULE_EXPRESSIONS)
			return (struct decode_exprs){ (const uint8_t *)nlh,
						      attrs_of_nest(nla) };
	return (struct decode_exprs){ .start = (const uint8_t *)nlh };
}

static unsigned int kind_of(const struct nlattr *expr)
{
	struct attrs in = attrs_of_nest(expr);
	const struct nlattr *nla;
	const struct rows *rows = NULL;

	while ((nla = attrs_next(&in)) && attr_number(nla) != NFTA_EXPR_NAME)
		;
	if (nla && attr_len(nla) && !attr_data(nla)[attr_len(nla) - 1])
		rows = nfexpr_by_name((const char *)attr_data(nla));
	return rows ? (unsigned int)(rows - nfexpr_by_kind(0)) : NFX_COUNT;
}

const struct nlattr *decode_expr_kind(struct decode_exprs *d,
				      unsigned int *ret_kind)
{
	const struct nlattr *item = attrs_next(&d->items);

	if (item)
		*ret_kind = kind_of(item);
	return item;
}

static const struct nlattr *find_in(const struct nlattr *nest,
				    unsigned int number)
{
	struct attrs in = attrs_of_nest(nest);
	const struct nlattr *nla;

	while ((nla = attrs_next(&in)))
		if (attr_number(nla) == number)
			return nla;
	return NULL;
}

const uint8_t *decode_elem_udata(const struct nlattr *item, uint32_t *ret_len)
{
	const struct nlattr *nla = find_in(item, NFTA_SET_ELEM_USERDATA);

	if (!nla)
		return NULL;
	*ret_len = attr_len(nla);
	return attr_data(nla);
}

bool decode_expr_number(const struct nlattr *item, unsigned int number,
			uint64_t *ret_value)
{
	const struct nlattr *nla = find_in(item, NFTA_EXPR_DATA);

	nla = nla ? find_in(nla, number) : NULL;
	if (nla)
		*ret_value = number_of(nla, false);
	return nla != NULL;
}

bool decode_jumps(const struct nlattr *item)
{
	static const uint8_t way[] = { NFTA_EXPR_DATA, NFTA_IMMEDIATE_DATA,
				       NFTA_DATA_VERDICT, NFTA_VERDICT_CODE };
	int32_t code;

	for (size_t i = 0; item && i < ARRAY_SIZE(way); i++)
		item = find_in(item, way[i]);
	code = item ? (int32_t)number_of(item, false) : 0;
	return code == NFT_JUMP || code == NFT_GOTO;
}

const struct low_expr *decode_expr(const struct decode_exprs *d,
				   const struct nlattr *item, struct arena *a)
{
	struct decoder in = { .start = d->start, .a = a };

	return expr_of(&in, item);
}

/* ---- the rest ---- */

bool decode_attr_at(const struct nlmsghdr *nlh, uint32_t off,
		    unsigned int *ret_number, struct span *ret_at)
{
	struct attrs in = attrs_of_message(nlh, sizeof(struct nfgenmsg));
	struct decoder d = { .start = (const uint8_t *)nlh };
	const struct nlattr *nla;

	while ((nla = attrs_next(&in))) {
		struct span at = place_of(&d, nla);

		if (off < at.off || off >= at.off + NLA_ALIGN(at.len))
			continue;
		*ret_number = attr_number(nla);
		*ret_at = at;
		return true;
	}
	return false;
}

uint64_t decode_number_in(const struct low_attr *nest, unsigned int number)
{
	struct attrs in = { nest->bytes, nest->bytes + nest->len };
	const struct nlattr *nla;

	while ((nla = attrs_next(&in)))
		if (attr_number(nla) == number)
			return number_of(nla, false);
	return 0;
}

bool decode_next_in(const struct low_attr *nest, unsigned int number,
		    struct low_attr *at)
{
	const uint8_t *end = nest->bytes + nest->len;
	const uint8_t *start = at->bytes ? at->bytes + NLA_ALIGN(at->len) :
					   nest->bytes;
	struct attrs in = { MIN(start, end), end };
	const struct nlattr *nla;

	while ((nla = attrs_next(&in))) {
		if (attr_number(nla) != number)
			continue;
		at->number = (uint8_t)number;
		at->bytes = attr_data(nla);
		at->len = attr_len(nla);
		return true;
	}
	return false;
}

struct decoded_ack decode_ack(const struct nlmsghdr *nlh, uint32_t skip)
{
	struct attrs in = attrs_of_message(nlh, skip);
	struct decoded_ack ack = { .text = NULL };
	const struct nlattr *nla;

	while ((nla = attrs_next(&in))) {
		const char *text = (const char *)attr_data(nla);

		if (attr_number(nla) == NLMSGERR_ATTR_OFFS &&
		    attr_len(nla) == sizeof(ack.off))
			ack.off = (uint32_t)number_of(nla, true);
		else if (attr_number(nla) == NLMSGERR_ATTR_MSG &&
			 memchr(text, '\0', attr_len(nla)))
			ack.text = text;
	}
	return ack;
}
