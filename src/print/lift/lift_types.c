#include "config.h"

#include "print/lift/lift_typeof.h"

#include "compile/scope/udata.h"
#include "compile/set/set_build.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

/* ---- types by their ids ---- */

static struct vtype vtype_of(uint32_t id, uint32_t len, uint32_t order)
{
	const struct dtype *dt = dtype_by_id((enum dtype_id)id);
	struct vtype t = { dt, (uint16_t)(8 * len), 0 };

	if (!dt)
		return t;
	t.order = (uint8_t)(order ? order : dt->order);
	if (dt->len_bits && DIV_ROUND_UP((uint32_t)dt->len_bits, 8u) == len)
		t.len_bits = dt->len_bits;
	return t;
}

static uint32_t padded(const struct vtype *t)
{
	return ROUND_UP(DIV_ROUND_UP((uint32_t)t->len_bits, 8u), 4u);
}

static bool is_sized(const struct dtype *dt, const struct ktype *used,
		     uint32_t n)
{
	return dt->id == DT_INTEGER && used && used->n == n;
}

/* The fields that make up the id, and all of the length.  used: a key that a
 * rule puts into the set, of which integers have their size; NULL: none. */
static bool ktype_of_id(uint32_t id, uint32_t len, uint32_t order,
			const struct ktype *used, struct ktype *ret)
{
	uint32_t n = 0, sum = 0;

	for (uint32_t rest = id; rest; rest >>= DTYPE_ID_BITS)
		n++;
	*ret = (struct ktype){ .n = (uint8_t)n, .concat = n > 1 };
	if (n < 2) {
		*ret = ktype_single(vtype_of(id, len, order));
		return ret->f[0].dt;
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct dtype *dt = dtype_by_id(
			(enum dtype_id)dtype_id_field(id, n - 1 - i));

		if (!dt || (!dt->len_bits && !is_sized(dt, used, n)))
			return false;
		ret->f[i] = dt->len_bits ? vtype_of(dt->id, DIV_ROUND_UP(
				     (uint32_t)dt->len_bits, 8u), 0) :
			(struct vtype){ dt, used->f[i].len_bits,
					used->f[i].order };
		sum += padded(&ret->f[i]);
	}
	return sum == len;
}

static bool has_integer(uint32_t id)
{
	while (id && dtype_id_field(id, 0) != DT_INTEGER)
		id >>= DTYPE_ID_BITS;
	return id;
}

/* nft writes no size of integers, and does not read what it lists. */
static struct ast_expr *type_word(struct lift *l, const struct vtype *t)
{
	char text[24];

	if (t->dt->id != DT_INTEGER)
		return lift_word(l, t->dt->name, 0);
	snprintf(text, sizeof(text), "%s%s%u",
		 t->order == ORDER_HOST ? "host_" : "", t->dt->name,
		 t->len_bits);
	return lift_word(l, text, 0);
}

static struct ast_expr *type_words(struct lift *l, const struct ktype *k)
{
	struct ast_expr *list, **last;

	if (!k->concat)
		return type_word(l, &k->f[0]);
	list = lift_node(l, AST_CONCAT);
	last = &list->list.first;
	for (unsigned int i = 0; i < k->n; i++) {
		*last = type_word(l, &k->f[i]);
		last = &(*last)->next;
		list->list.count++;
	}
	return list;
}

/* ---- declarations ---- */

struct lift_declared {
	uint32_t id, len, order;
	uint8_t udata; /* enum udata_set, of the descriptor */
	struct state_set *set; /* whose rules tell of sizes; NULL: none */
};

static bool has_length(const struct ktype *t, uint32_t len)
{
	return len == (t->concat ? ktype_len_bytes(t) :
		       DIV_ROUND_UP((uint32_t)t->f[0].len_bits, 8u));
}

static bool declared(struct lift *l, const struct low_msg *m,
		     const struct lift_declared *d, struct ktype *ret_type,
		     struct ast_type *ret_ast)
{
	struct ktype used;
	uint32_t len;
	const uint8_t *descr = udata_find(m->udata, m->udata_len, d->udata,
					  &len);

	/* Descriptors of long concatenations are cut off. */
	if (descr && lift_typeof(l, descr, len, d->id, ret_type, &ret_ast->expr) &&
	    has_length(ret_type, d->len)) {
		ret_ast->is_typeof = true;
		return true;
	}
	if (!ktype_of_id(d->id, d->len, d->order, NULL, ret_type) &&
	    !(d->set && has_integer(d->id) &&
	      lift_used_key(l, d->set, &used) &&
	      ktype_of_id(d->id, d->len, d->order, &used, ret_type)))
		return false;
	ret_ast->expr = type_words(l, ret_type);
	return true;
}

static bool data_of(struct lift *l, const struct low_msg *m,
		    struct lift_set *t)
{
	const struct low_set *set = m->set;
	struct lift_declared d = {
		.id = set->data_type, .len = set->data_len,
		.order = udata_get_u32(m->udata, m->udata_len,
				       UDATA_SET_DATAORDER),
		.udata = UDATA_SET_DATATYPE,
	};

	t->is_map = true;
	t->verdicts = set->data_type == SET_DATA_VERDICT;
	if (t->verdicts) {
		t->data.expr = lift_word(l, "verdict", 0);
		return true;
	}
	t->data_interval = udata_get_u32(m->udata, m->udata_len,
					 UDATA_SET_DATA_INTERVAL);
	if (t->data_interval)
		d.len /= 2;
	return declared(l, m, &d, &t->data_type, &t->data);
}

/* Sets of intervals hold the numbers of the host in the order of the network. */
static void to_big(struct ktype *k)
{
	for (unsigned int i = 0; i < k->n; i++)
		if (!dtype_is_a(k->f[i].dt, DT_STRING))
			k->f[i].order = ORDER_BIG;
}

/* What is there whatever the types are. */
static void known(struct state_set *set, struct lift_set *t)
{
	const struct low_msg *m = set->item.low;

	*t = (struct lift_set){ .set = set };
	t->intervals = m->set->flags & NFT_SET_INTERVAL;
	t->auto_merge = udata_get_u32(m->udata, m->udata_len, UDATA_SET_MERGE);
	t->obj_type = m->set->obj_type;
	t->is_map = m->set->is_map || t->obj_type;
	t->comment = lift_comment(m->udata, m->udata_len, UDATA_SET_COMMENT);
}

bool lift_set_types(struct lift *l, struct state_set *set,
		    struct lift_set *ret_types)
{
	const struct low_msg *m = set->item.low;
	struct lift_declared d = { .udata = UDATA_SET_KEYTYPE };
	struct lift_set *t = ret_types;
	bool data = true, key;

	if (!m || !m->set)
		return false;
	d.id = m->set->key_type;
	d.len = m->set->key_len;
	d.order = udata_get_u32(m->udata, m->udata_len, UDATA_SET_KEYORDER);
	known(set, t);
	d.set = set->anonymous ? NULL : set;
	key = declared(l, m, &d, &t->key_type, &t->key);
	if (key && t->intervals)
		to_big(&t->key_type);
	if (!key)
		t->key_type.n = 0;
	if (m->set->is_map && !t->obj_type)
		data = data_of(l, m, t);
	if (!data)
		t->data_type.n = 0;
	return key && data;
}
