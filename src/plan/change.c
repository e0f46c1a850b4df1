#include "config.h"

#include "plan/change.h"

#include "compile/scope/udata.h"
#include "object/equal.h"
#include "tables/abi.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define SIZE_UNLIMITED 65535 /* of a set that rules add to: the kernel's */

static const struct low_chain no_chain;
static const struct low_set no_set;

static const struct low_chain *chain_of(const struct low_msg *m)
{
	return m->chain ? m->chain : &no_chain;
}

static const struct low_set *set_of(const struct low_msg *m)
{
	return m->set ? m->set : &no_set;
}

/* ---- user data ---- */

static bool same_udata(const struct low_msg *a, const struct low_msg *b,
		       uint8_t type)
{
	uint32_t alen = 0, blen = 0;
	const uint8_t *x = udata_find(a->udata, a->udata_len, type, &alen);
	const uint8_t *y = udata_find(b->udata, b->udata_len, type, &blen);

	if (!x || !y)
		return !x == !y;
	return alen == blen && memcmp(x, y, alen) == 0;
}

static bool comment_differs(const struct low_msg *has,
			    const struct low_msg *wants)
{
	return !same_udata(has, wants, UDATA_COMMENT);
}

static bool set_comment_differs(const struct low_msg *has,
				const struct low_msg *wants)
{
	return !same_udata(has, wants, UDATA_SET_COMMENT);
}

/* Descriptors of the types that nft lists; one that ends like this tells a
 * reader nothing. */
static bool says_nothing(const uint8_t *value, uint32_t len)
{
	return !value || (len >= 2 && value[len - 2] == 1 && !value[len - 1]);
}

static bool described_alike(const struct low_msg *a, const struct low_msg *b,
			    uint8_t type)
{
	uint32_t alen = 0, blen = 0;
	const uint8_t *x = udata_find(a->udata, a->udata_len, type, &alen);
	const uint8_t *y = udata_find(b->udata, b->udata_len, type, &blen);

	return (says_nothing(x, alen) && says_nothing(y, blen)) ||
	       same_udata(a, b, type);
}

static bool set_words_differ(const struct low_msg *has,
			     const struct low_msg *wants)
{
	static const uint8_t types[] = {
		UDATA_SET_KEYORDER, UDATA_SET_DATAORDER, UDATA_SET_MERGE,
		UDATA_SET_EXPR, UDATA_SET_DATA_INTERVAL,
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (!same_udata(has, wants, types[i]))
			return true;
	return !described_alike(has, wants, UDATA_SET_KEYTYPE) ||
	       !described_alike(has, wants, UDATA_SET_DATATYPE);
}

/* ---- tables ---- */

static bool dormant_differs(const struct low_msg *has,
			    const struct low_msg *wants)
{
	return (has->table_flags ^ wants->table_flags) & NFT_TABLE_F_DORMANT;
}

static bool owner_differs(const struct low_msg *has,
			  const struct low_msg *wants)
{
	return (has->table_flags ^ wants->table_flags) &
	       ~(uint32_t)NFT_TABLE_F_DORMANT;
}

/* ---- chains ---- */

bool change_same_hook(const struct low_msg *a, const struct low_msg *b)
{
	const struct low_hook *x = &chain_of(a)->hook, *y = &chain_of(b)->hook;

	return x->present == y->present &&
	       (!x->present ||
		(x->num == y->num && x->priority == y->priority));
}

static bool hook_differs(const struct low_msg *has,
			 const struct low_msg *wants)
{
	return !change_same_hook(has, wants);
}

static bool chain_type_differs(const struct low_msg *has,
			       const struct low_msg *wants)
{
	const char *x = chain_of(has)->hook.type;
	const char *y = chain_of(wants)->hook.type;

	/* A base chain that says none filters. */
	return change_is_base(has) && change_is_base(wants) &&
	       strcmp(x ? x : "filter", y ? y : "filter") != 0;
}

static bool chain_flags_differ(const struct low_msg *has,
			       const struct low_msg *wants)
{
	return !equal_attr(has, wants, NFTA_CHAIN_FLAGS);
}

static bool policy_differs(const struct low_msg *has,
			   const struct low_msg *wants)
{
	return change_is_base(has) && change_is_base(wants) &&
	       !equal_attr(has, wants, NFTA_CHAIN_POLICY);
}

const struct low_device *change_device_in(const struct low_device *list,
					  const struct low_device *d)
{
	for (; list; list = list->next)
		if (list->wildcard == d->wildcard &&
		    strcmp(list->name, d->name) == 0)
			return list;
	return NULL;
}

/* Some of a are not in b. */
static bool has_more(const struct low_device *a, const struct low_device *b)
{
	for (; a; a = a->next)
		if (!change_device_in(b, a))
			return true;
	return false;
}

static bool devices_go(const struct low_msg *has, const struct low_msg *wants)
{
	return has_more(chain_of(has)->hook.devices,
			chain_of(wants)->hook.devices);
}

static bool devices_come(const struct low_msg *has,
			 const struct low_msg *wants)
{
	return has_more(chain_of(wants)->hook.devices,
			chain_of(has)->hook.devices);
}

/* ---- sets ---- */

/* What decides how the kernel keeps it. */
static bool set_form_differs(const struct low_msg *has,
			     const struct low_msg *wants)
{
	const struct low_set *x = set_of(has), *y = set_of(wants);

	if (x->flags != y->flags || x->key_type != y->key_type ||
	    x->key_len != y->key_len || x->is_map != y->is_map ||
	    x->data_type != y->data_type || x->obj_type != y->obj_type ||
	    x->nfields != y->nfields)
		return true;
	if (x->is_map && x->data_type != NFT_DATA_VERDICT &&
	    x->data_len != y->data_len)
		return true;
	return memcmp(x->field_len, y->field_len,
		      x->nfields * sizeof(*x->field_len)) != 0 ||
	       !equal_exprs(x->exprs, y->exprs);
}

static uint32_t size_of(const struct low_msg *m)
{
	uint32_t size = set_of(m)->size;

	return size == SIZE_UNLIMITED ? 0 : size;
}

static bool size_differs(const struct low_msg *has,
			 const struct low_msg *wants)
{
	return size_of(wants) && size_of(has) != size_of(wants);
}

static bool size_goes(const struct low_msg *has, const struct low_msg *wants)
{
	return size_of(has) && !size_of(wants);
}

static bool set_policy_differs(const struct low_msg *has,
			       const struct low_msg *wants)
{
	return set_of(has)->policy != set_of(wants)->policy;
}

static bool set_timeout_differs(const struct low_msg *has,
				const struct low_msg *wants)
{
	return set_of(has)->timeout_ms / CHANGE_TICK_MS !=
	       set_of(wants)->timeout_ms / CHANGE_TICK_MS;
}

static bool gc_differs(const struct low_msg *has, const struct low_msg *wants)
{
	return set_of(has)->gc_ms != set_of(wants)->gc_ms;
}

/* ---- objects and flow tables ---- */

static bool updates(const struct low_msg *m)
{
	return m->obj && (m->obj->type == NFT_OBJECT_QUOTA ||
			  m->obj->type == NFT_OBJECT_SYNPROXY);
}

/* User data aside. */
static bool same_object(const struct low_msg *a, const struct low_msg *b)
{
	struct low_msg x = *a, y = *b;

	x.udata_len = 0;
	y.udata_len = 0;
	return equal_msg(&x, &y);
}

static bool updating_differs(const struct low_msg *has,
			     const struct low_msg *wants)
{
	return updates(wants) && !same_object(has, wants);
}

static bool object_differs(const struct low_msg *has,
			   const struct low_msg *wants)
{
	return !updates(wants) && !same_object(has, wants);
}

static bool flowtable_differs(const struct low_msg *has,
			      const struct low_msg *wants)
{
	return !equal_msg(has, wants);
}

/* ---- the table ---- */

#define ALWAYS(kind, way, what, differs)                                     \
	{ LOW_##kind, CHANGE_##way, 0, 0, what, differs }
#define WITH(ability, kind, way, without, what, differs)                     \
	{ LOW_##kind, CHANGE_##way, KERNEL_##ability, CHANGE_##without,      \
	  what, differs }

/* clang-format off */
static const struct change_row rows[] = {
	ALWAYS(TABLE, IN_PLACE, "dormant", dormant_differs),
	/* ENOTSUP; before 6.9 they are ignored. */
	ALWAYS(TABLE, REMAKE, "owner", owner_differs),
	ALWAYS(TABLE, SILENT, "comment", comment_differs),

	ALWAYS(CHAIN, IN_PLACE, "policy", policy_differs),
	/* ENOTSUP, EEXIST before 6.12; a hook that goes is ignored. */
	ALWAYS(CHAIN, REMAKE, "hook", hook_differs),
	ALWAYS(CHAIN, REMAKE, "type", chain_type_differs),
	ALWAYS(CHAIN, REMAKE, "flags", chain_flags_differ),
	ALWAYS(CHAIN, IN_PLACE, "devices", devices_come),
	/* Before 6.4 this deletes the chain. */
	WITH(DROPS_DEVICES, CHAIN, IN_PLACE, REMAKE, "devices", devices_go),
	ALWAYS(CHAIN, SILENT, "comment", comment_differs),

	/* EEXIST */
	ALWAYS(SET, REMAKE, "type", set_form_differs),
	WITH(SIZES_SETS, SET, IN_PLACE, SILENT, "size", size_differs),
	ALWAYS(SET, SILENT, "size", size_goes),
	ALWAYS(SET, SILENT, "policy", set_policy_differs),
	/* Before 6.12 elements whose timeout is that of the set have none of
	 * their own: it would change with the set's, but not their end. */
	WITH(TIMES_ELEMENTS, SET, IN_PLACE, REMAKE, "timeout",
	     set_timeout_differs),
	ALWAYS(SET, IN_PLACE, "gc-interval", gc_differs),
	ALWAYS(SET, SILENT, "typeof", set_words_differ),
	ALWAYS(SET, SILENT, "comment", set_comment_differs),

	ALWAYS(OBJ, IN_PLACE, "values", updating_differs),
	/* The kernel says yes and does nothing, but a rule needs it as it was
	 * declared. */
	ALWAYS(OBJ, REMAKE, "values", object_differs),
	ALWAYS(OBJ, SILENT, "comment", comment_differs),

	ALWAYS(FLOWTABLE, REMAKE, "devices", flowtable_differs),
};
/* clang-format on */

const struct change_row *change_row(unsigned int i)
{
	return i < ARRAY_SIZE(rows) ? &rows[i] : NULL;
}

static enum change_way way_of(const struct change_row *row, uint32_t abilities)
{
	bool can = (row->needs & abilities) == row->needs;

	return (enum change_way)(can ? row->way : row->without);
}

uint32_t change_rows_of(uint32_t all, enum change_way way, uint32_t abilities)
{
	uint32_t found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (all >> i & 1 && way_of(&rows[i], abilities) == way)
			found |= UINT32_C(1) << i;
	return found;
}

struct change change_between(const struct low_msg *has,
			     const struct low_msg *wants, uint32_t abilities)
{
	struct change c = { 0, CHANGE_NONE };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum change_way way = way_of(&rows[i], abilities);

		if (rows[i].kind != wants->kind ||
		    !rows[i].differs(has, wants))
			continue;
		c.rows |= UINT32_C(1) << i;
		c.way = (uint8_t)MAX((unsigned int)c.way, (unsigned int)way);
	}
	return c;
}
