#include "config.h"

#include "compile/set/set_build.h"

#include "compile/scope/differs.h"
#include "compile/value/typeof.h"

#include <linux/netfilter/nf_tables.h>

/* Nothing where the expression has no descriptor. */
static void put_typeof(struct udata *u, uint8_t type, const struct tx *e)
{
	uint32_t outer, len;

	if (!udata_nest(u, type, &outer))
		return;
	len = typeof_descriptor(e, u->bytes + u->len, u->room - u->len);
	if (!len) {
		u->len = outer;
		return;
	}
	u->len += len;
	udata_nest_end(u, outer);
}

/*
 * Types that were given by name need no descriptor.  nft 1.1 writes one all
 * the same, of a constant without a type, which tells a reader nothing, and on
 * which nft 1.0 crashes: it is left out.
 *
 * Maps that a rule makes describe their key only when it is joined.
 */
static void put_key(struct udata *u, const struct set_info *set,
		    const struct set_origin *from)
{
	bool anonymous = set->flags & NFT_SET_ANONYMOUS;

	if (!from->key || (anonymous && set->obj_type) ||
	    (anonymous && set->is_map && !set->key.concat))
		return;
	put_typeof(u, UDATA_SET_KEYTYPE, from->key);
}

static void put_data(struct udata *u, const struct set_origin *from)
{
	uint32_t outer, inner;

	if (from->data)
		put_typeof(u, UDATA_SET_DATATYPE, from->data);
	if (!from->queue && !from->typed_verdict)
		return;
	udata_nest(u, UDATA_SET_DATATYPE, &outer);
	udata_u32(u, 0, from->queue ? DESCR_VALUE : DESCR_VERDICT);
	udata_nest(u, 1, &inner);
	if (from->queue)
		udata_u32(u, 0, 0);
	udata_nest_end(u, inner);
	udata_nest_end(u, outer);
}

static uint32_t order_of(const struct ktype *k)
{
	return k->concat || !k->n ? ORDER_NONE : k->f[0].order;
}

/* Single bytes that a rule looks up in a set of its own intervals count as
 * turned to big endian, though nothing is done to them. */
static uint32_t key_order(const struct set_info *set)
{
	uint32_t order = order_of(&set->key);

	if (order == ORDER_HOST && !set->is_map &&
	    set->flags & NFT_SET_ANONYMOUS && set->flags & NFT_SET_INTERVAL &&
	    set->key.f[0].len_bits <= 8)
		return ORDER_BIG;
	return order;
}

static bool merges(const struct set_info *set)
{
	if (set->is_map || set->key.concat)
		return false;
	return set->auto_merge || ((set->flags & NFT_SET_ANONYMOUS) &&
				   (set->flags & NFT_SET_INTERVAL));
}

/* What a rule maps to has the order of its type; only plain numbers have that
 * of the place that they go to. */
static uint32_t data_order(const struct set_info *set)
{
	const struct dtype *dt = set->data.f[0].dt;

	if (set->data_verdict)
		return ORDER_NONE;
	if (set->flags & NFT_SET_ANONYMOUS && !set->data.concat &&
	    dt != dtype_by_id(DT_INTEGER))
		return dt->order;
	return order_of(&set->data);
}

int set_udata(struct cctx *c, const struct set_info *set,
	      const struct set_origin *from, struct udata *ret_udata)
{
	struct udata u = udata_new(&c->scratch);

	udata_u32(&u, UDATA_SET_KEYORDER, key_order(set));
	if (set->is_map && !set->obj_type)
		udata_u32(&u, UDATA_SET_DATAORDER, data_order(set));
	if (merges(set))
		udata_u32(&u, UDATA_SET_MERGE, 1);
	put_key(&u, set, from);
	if (set->is_map) {
		put_data(&u, from);
		udata_u32(&u, UDATA_SET_DATA_INTERVAL, set->data_interval);
	}
	if (from->comment &&
	    udata_comment(c, &u, UDATA_SET_COMMENT, from->comment) < 0)
		return -1;
	*ret_udata = u;
	return 0;
}

static void fields_to_low(const struct ktype *key, struct low_set *low)
{
	low->nfields = key->n;
	for (unsigned int i = 0; i < key->n; i++)
		low->field_len[i] =
			DIV_ROUND_UP((uint32_t)key->f[i].len_bits, 8u);
}

void set_to_low(const struct set_info *set, struct low_set *ret_low)
{
	*ret_low = (struct low_set){
		.flags = set->flags,
		.id = set->id,
		.key_type = ktype_id(&set->key),
		.key_len = ktype_len_bytes(&set->key),
		.is_map = set->is_map && !set->obj_type,
		.obj_type = set->obj_type,
	};
	if (set->flags & SET_CONCAT)
		fields_to_low(&set->key, ret_low);
	if (!ret_low->is_map)
		return;
	if (set->data_verdict) {
		ret_low->data_type = SET_DATA_VERDICT;
		return;
	}
	ret_low->data_type = ktype_id(&set->data);
	ret_low->data_len = ktype_len_bytes(&set->data) *
			    (set->data_interval ? 2 : 1);
}

void set_keys_differ(struct cctx *c, const struct set_info *set,
		     struct span at)
{
	const struct vtype *key = &set->key.f[0];
	bool plain = set->flags & NFT_SET_ANONYMOUS ? set->obj_type :
						     set->is_map;

	if (plain && !set->key.concat && !(set->flags & NFT_SET_INTERVAL) &&
	    key->dt == dtype_by_id(DT_INTEGER) && key->order == ORDER_HOST &&
	    key->len_bits > 8)
		differs_say(c, DIFFERS_HOST_KEYS, at);
}
