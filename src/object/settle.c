#include "config.h"

#include "object/settle.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

static const struct low_attr *attr_in(const struct attr_list *l,
				      unsigned int number)
{
	return low_attr_in(l->attrs, l->n, number);
}

/* Whether the attribute's value is one of a set of bits. */
static bool is_one_of(const struct low_attr *a, uint32_t bits)
{
	uint64_t num = a ? a->num : 0;

	return num < 32 && bits >> num & 1;
}

bool settle_is_idle(const struct row *row, const struct attr_list *l)
{
	return row->idle_by && attr_in(l, row->idle_by) &&
	       is_one_of(attr_in(l, row->idle_by), row->idle_when);
}

static uint64_t added(const struct row *row, const struct attr_list *l)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < ARRAY_SIZE(row->adds); i++)
		if (row->adds[i].by && attr_in(l, row->adds[i].by))
			bits |= row->adds[i].bits;
	return bits;
}

const struct low_attr *settle_attr(const struct row *row,
				   const struct attr_list *l,
				   struct low_attr *room)
{
	const struct low_attr *a = attr_in(l, row->number);

	if (!a && row->like)
		a = attr_in(l, row->like);
	if (!row->adds[0].by && !row->fills.with)
		return a;
	*room = (struct low_attr){ .num = a ? a->num : 0 };
	room->num |= added(row, l);
	if (!room->num && is_one_of(attr_in(l, row->fills.by), row->fills.when))
		room->num = row->fills.with;
	return room;
}

uint64_t settle_number(const struct row *row, const struct low_attr *a)
{
	uint64_t num = a ? a->num : row->absent;

	if (row->mask)
		num &= row->mask;
	return row->step ? num - num % row->step : num;
}

bool settle_says_nothing(const struct row *row, const struct low_attr *a)
{
	if (row->telling)
		return !a;
	return settle_number(row, a) == settle_number(row, NULL);
}

#define SIZE_UNLIMITED 65535 /* of a set that rules add to: the kernel's */

/* Each interval has two entries, and their number 32 bits. */
static uint32_t most_intervals(const struct low_set *s)
{
	if ((s->flags & NFT_SET_INTERVAL) && s->nfields < 2)
		return MIN(s->size, (uint32_t)INT32_MAX);
	return s->size;
}

struct low_set settle_set(const struct low_set *s)
{
	struct low_set set = *s;

	if (set.data_type == NFT_DATA_VERDICT)
		set.data_len = 0;
	set.size = most_intervals(&set);
	/* That of a set of a rule's own is a hint. */
	if (set.size == SIZE_UNLIMITED || (set.flags & NFT_SET_ANONYMOUS))
		set.size = 0;
	return set;
}

struct low_chain settle_chain(const struct low_chain *c)
{
	struct low_chain chain = *c;

	if (chain.hook.present && !chain.hook.type)
		chain.hook.type = "filter";
	return chain;
}

/* Those that are for the family of their table unless they say another. */
static const struct {
	uint8_t type, attr;
} of_family[] = {
	{ NFT_OBJECT_CT_HELPER, NFTA_CT_HELPER_L3PROTO },
	{ NFT_OBJECT_CT_TIMEOUT, NFTA_CT_TIMEOUT_L3PROTO },
	{ NFT_OBJECT_CT_EXPECT, NFTA_CT_EXPECT_L3PROTO },
};

struct low_obj settle_obj(const struct low_msg *m)
{
	struct low_obj o = *m->obj;

	for (size_t i = 0; i < ARRAY_SIZE(of_family); i++)
		if (o.type == of_family[i].type &&
		    o.nattrs < LOW_OBJ_ATTRS_MAX &&
		    !low_attr_in(o.attrs, o.nattrs, of_family[i].attr))
			o.attrs[o.nattrs++] = (struct low_attr){
				.number = of_family[i].attr, .num = m->family };
	return o;
}

static uint64_t rounded(uint64_t ms)
{
	return ms - ms % ROW_JIFFIES;
}

/* A timeout that is the set's own is not said; statements come from the set
 * where it has some. */
struct low_elem settle_elem(const struct low_elem *e,
			    const struct low_set *set)
{
	struct low_elem elem = *e;
	uint64_t usual_ms = set ? set->timeout_ms : 0;

	/* What says that an interval ends has nothing of its own. */
	if (elem.flags & NFT_SET_ELEM_INTERVAL_END)
		usual_ms = 0;
	else if (!elem.exprs && set)
		elem.exprs = set->exprs;
	if (rounded(elem.timeout_ms) == rounded(usual_ms))
		elem.have_timeout = false;
	return elem;
}

/* ---- user data ---- */

#define UDATA_PRIVATE 0xf0 /* from here on, types are a program's own */

/* Descriptors of types that some loaders store break off. */
static bool breaks_off(const struct udata_item *item)
{
	return item->len >= 2 && item->value[item->len - 2] == 1 &&
	       item->value[item->len - 1] == 0;
}

static bool counts(const struct row *row, const struct udata_item *item)
{
	if (item->type >= UDATA_PRIVATE)
		return false;
	if (item->type >= 32)
		return true;
	if (row->udata_idle >> item->type & 1)
		return false;
	return !(row->udata_types >> item->type & 1) || !breaks_off(item);
}

bool settle_udata(const struct row *row, const uint8_t **at,
		  const uint8_t *end, struct udata_item *ret)
{
	while (end - *at >= 2) {
		size_t left = (size_t)(end - *at) - 2;

		*ret = (struct udata_item){ (*at)[0],
					    (uint8_t)MIN(left, (*at)[1]),
					    *at + 2 };
		*at += 2 + ret->len;
		if (counts(row, ret))
			return true;
	}
	return false;
}
