#include "config.h"

#include "object/brief.h"

#include "base/bytes.h"
#include "object/decode.h"
#include "object/low.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

static uint32_t number_in(const struct nlattr *nla)
{
	return attr_len(nla) == sizeof(uint32_t) ?
	       (uint32_t)bytes_get_be(attr_data(nla), sizeof(uint32_t)) : 0;
}

static struct nlattr *writable(const struct nlattr *nla)
{
	return (struct nlattr *)(uintptr_t)nla;
}

/* ---- messages ---- */

static void brief_rule(struct brief *b, const struct nlattr *nla)
{
	switch (attr_number(nla)) {
	case NFTA_RULE_TABLE:
		b->table = writable(nla);
		break;
	case NFTA_RULE_CHAIN:
		b->name = writable(nla);
		break;
	case NFTA_RULE_EXPRESSIONS:
		b->exprs = nla;
		break;
	case NFTA_RULE_USERDATA:
	case NFTA_RULE_ID:
		break;
	default:
		b->kind = BRIEF_OTHER;
	}
}

static void brief_elems(struct brief *b, const struct nlattr *nla)
{
	switch (attr_number(nla)) {
	case NFTA_SET_ELEM_LIST_TABLE:
		b->table = writable(nla);
		break;
	case NFTA_SET_ELEM_LIST_SET:
		b->name = writable(nla);
		break;
	case NFTA_SET_ELEM_LIST_SET_ID:
		b->set_id = number_in(nla);
		break;
	case NFTA_SET_ELEM_LIST_ELEMENTS:
		b->elems = nla;
		break;
	default:
		b->kind = BRIEF_OTHER;
	}
}

static void brief_set(struct brief *b, const struct nlattr *nla)
{
	uint32_t num = number_in(nla);

	switch (attr_number(nla)) {
	case NFTA_SET_FLAGS:
		b->kind = num & NFT_SET_ANONYMOUS ? BRIEF_OWN_SET : b->kind;
		b->constant = num & NFT_SET_CONSTANT;
		b->leads |= num & NFT_SET_OBJECT;
		break;
	case NFTA_SET_DATA_TYPE:
		b->leads |= num == NFT_DATA_VERDICT;
		break;
	case NFTA_SET_ID:
		b->set_id = num;
		break;
	}
}

static void brief_named(struct brief *b, const struct rows_msg *type,
			const struct nlattr *nla)
{
	unsigned int number = attr_number(nla);

	if (number == type->table_attr)
		b->table = writable(nla);
	else if (number == type->name_attr)
		b->name = writable(nla);
	else if (type->kind == LOW_SET)
		brief_set(b, nla);
	else if (type->kind == LOW_CHAIN && number == NFTA_CHAIN_ID)
		b->kind = BRIEF_OTHER;
}

static void take(struct brief *b, const struct rows_msg *type,
		 const struct nlattr *nla)
{
	if (b->names)
		brief_named(b, type, nla);
	else if (type->kind == LOW_RULE)
		brief_rule(b, nla);
	else
		brief_elems(b, nla);
}

/* What a message of a kind is before its attributes are known. */
static const struct {
	uint8_t kind, names;
} kinds[] = {
	[LOW_TABLE] = { BRIEF_NAMED, NAMED_TABLE },
	[LOW_CHAIN] = { BRIEF_NAMED, NAMED_CHAIN },
	[LOW_RULE] = { BRIEF_RULE, NAMED_NOTHING },
	[LOW_SET] = { BRIEF_NAMED, NAMED_SET },
	[LOW_OBJ] = { BRIEF_NAMED, NAMED_OBJ },
	[LOW_FLOWTABLE] = { BRIEF_NAMED, NAMED_FLOWTABLE },
	[LOW_ELEMS] = { BRIEF_ELEMS, NAMED_NOTHING },
	[LOW_GEN] = { BRIEF_OTHER, NAMED_NOTHING },
};

/* A rule that is not appended has a place before others. */
static bool makes(const struct rows_msg *type, const struct nlmsghdr *nlh)
{
	return type && type->verb == LOW_NEW && type->kind != LOW_GEN &&
	       !(nlh->nlmsg_flags & NLM_F_REPLACE) &&
	       (type->kind != LOW_RULE || nlh->nlmsg_flags & NLM_F_APPEND);
}

void brief_of(struct brief *ret, struct nlmsghdr *nlh)
{
	const struct rows_msg *type = decode_type(nlh);
	const struct nfgenmsg *nfg = NLMSG_DATA(nlh);
	struct attrs in = attrs_of_message(nlh, sizeof(*nfg));
	const struct nlattr *nla;

	*ret = (struct brief){ .kind = BRIEF_OTHER };
	if (!makes(type, nlh))
		return;
	ret->kind = kinds[type->kind].kind;
	ret->names = kinds[type->kind].names;
	ret->family = nfg->nfgen_family;
	while ((nla = attrs_next(&in)) && ret->kind != BRIEF_OTHER)
		take(ret, type, nla);
	if (!ret->name && ret->names != NAMED_TABLE)
		ret->kind = BRIEF_OTHER;
}

/* ---- names ---- */

static const uint8_t using[] = { NFX_IMMEDIATE, NFX_LOOKUP, NFX_OBJREF,
				 NFX_DYNSET, NFX_FLOW };

struct brief_uses brief_uses(const struct brief *b)
{
	const struct nlattr *list = b->exprs ? b->exprs : b->elems;
	struct brief_uses u = { .elems = !b->exprs };

	if (list)
		u.items = attrs_of_nest(list);
	return u;
}

/* The rows of an expression that may use names; NULL: it never does. */
static const struct rows *rows_using(const struct nlattr *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(using); i++) {
		const struct rows *x = nfexpr_by_kind(using[i]);

		if (attr_len(name) == x->name_size &&
		    memcmp(attr_data(name), x->name, x->name_size) == 0)
			return x;
	}
	return NULL;
}

/* Steps into the next expression that may use names.  The name of an expression
 * is its first attribute (object/encode.c). */
static bool next_expr(struct brief_uses *u)
{
	const struct nlattr *item, *nla;

	while ((item = attrs_next(&u->items))) {
		struct attrs in = attrs_of_nest(item);

		nla = attrs_next(&in);
		if (!nla || attr_number(nla) != NFTA_EXPR_NAME)
			continue;
		u->rows = rows_using(nla);
		if (!u->rows)
			continue;
		while ((nla = attrs_next(&in)))
			if (attr_number(nla) == NFTA_EXPR_DATA)
				u->inside = attrs_of_nest(nla);
		return true;
	}
	return false;
}

/* The id of a set stands behind its name. */
static void take_set_id(struct brief_use *use, struct attrs rest,
			const struct row *row)
{
	const struct nlattr *nla;

	while (row->id_by && (nla = attrs_next(&rest)))
		if (attr_number(nla) == row->id_by)
			use->set_id = number_in(nla);
}

/* The chain of a verdict in NFTA_DATA_*; false: it names none. */
static bool take_verdict(struct brief_use *use, const struct nlattr *data)
{
	struct attrs in = attrs_of_nest(data);
	const struct nlattr *nla = attrs_next(&in);

	if (!nla || attr_number(nla) != NFTA_DATA_VERDICT)
		return false;
	*use = (struct brief_use){ .names = NAMED_CHAIN };
	in = attrs_of_nest(nla);
	while ((nla = attrs_next(&in))) {
		if (attr_number(nla) == NFTA_VERDICT_CHAIN)
			use->name = writable(nla);
		if (attr_number(nla) == NFTA_VERDICT_CHAIN ||
		    attr_number(nla) == NFTA_VERDICT_CHAIN_ID)
			return true;
	}
	return false;
}

static bool take_attr(struct brief_uses *u, const struct nlattr *nla,
		      struct brief_use *ret)
{
	const struct row *row = rows_attr(u->rows, attr_number(nla));

	if (!row)
		return false;
	if (row->type == WIRE_DATA)
		return take_verdict(ret, nla);
	if (!row->names)
		return false;
	*ret = (struct brief_use){ .names = row->names,
				   .name = writable(nla) };
	take_set_id(ret, u->inside, row);
	return true;
}

static bool take_elem_attr(const struct nlattr *nla, struct brief_use *ret)
{
	if (attr_number(nla) == NFTA_SET_ELEM_DATA)
		return take_verdict(ret, nla);
	if (attr_number(nla) != NFTA_SET_ELEM_OBJREF)
		return false;
	*ret = (struct brief_use){ .names = NAMED_OBJ,
				   .name = writable(nla) };
	return true;
}

static bool next_item(struct brief_uses *u)
{
	const struct nlattr *item;

	if (!u->elems)
		return next_expr(u);
	item = attrs_next(&u->items);
	if (item)
		u->inside = attrs_of_nest(item);
	return item != NULL;
}

bool brief_next(struct brief_uses *u, struct brief_use *ret)
{
	const struct nlattr *nla;

	do {
		while (u->inside.at && (nla = attrs_next(&u->inside)))
			if (u->elems ? take_elem_attr(nla, ret) :
				       take_attr(u, nla, ret))
				return true;
	} while (next_item(u));
	return false;
}
