#include "config.h"

#include "print/lift/lift_parts.h"

#include <linux/netfilter/nf_tables.h>

static struct ktype type_of(enum dtype_id id)
{
	const struct dtype *dt = dtype_by_id(id);

	return ktype_single((struct vtype){ dt, dt->len_bits, dt->order });
}

/* What a register gives for a place of a type; true as well: no register. */
static bool operand(struct lift_rule *r, const struct low_expr *x,
		    unsigned int number, enum dtype_id id,
		    struct ast_expr **ret)
{
	const struct low_attr *reg = low_attr_of(x, number);
	struct ktype t = type_of(id);
	struct tx *e;

	if (!reg)
		return true;
	e = lift_get(r, reg->num);
	*ret = e ? lift_arg(r, e, &t) : NULL;
	return *ret;
}

static enum dtype_id address_id(uint64_t family)
{
	return family == FAMILY_IP6 ? DT_IP6ADDR : DT_IPADDR;
}

/* In tables of devices, the target is a device. */
bool lift_dup(struct lift_rule *r, const struct low_expr *x)
{
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_DUP);
	struct ast_expr **dev = r->family == FAMILY_NETDEV ? &s->dup.addr :
							     &s->dup.dev;

	return operand(r, x, NFTA_DUP_SREG_ADDR, address_id(r->family),
		       &s->dup.addr) &&
	       operand(r, x, NFTA_DUP_SREG_DEV, DT_IFINDEX, dev) &&
	       s->dup.addr && lift_append(r, s);
}

bool lift_fwd(struct lift_rule *r, const struct low_expr *x)
{
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_FWD);
	uint64_t family = low_num_of(x, NFTA_FWD_NFPROTO);

	if (family && family != FAMILY_IP && family != FAMILY_IP6)
		return false;
	s->family = (uint8_t)family;
	return operand(r, x, NFTA_FWD_SREG_ADDR, address_id(family),
		       &s->dup.addr) &&
	       operand(r, x, NFTA_FWD_SREG_DEV, DT_IFINDEX, &s->dup.dev) &&
	       s->dup.dev && !s->dup.addr == !family && lift_append(r, s);
}

/* ---- queue ---- */

static struct ast_expr *numbers(struct lift *l, uint64_t num, uint64_t total)
{
	struct ast_expr *e;

	if (total <= 1)
		return lift_number(l, num);
	e = lift_node(l, AST_RANGE);
	e->pair.left = lift_number(l, num);
	e->pair.right = lift_number(l, num + total - 1);
	return e;
}

bool lift_queue(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *reg = low_attr_of(x, NFTA_QUEUE_SREG_QNUM);
	struct ast_queue *q = arena_new(r->a, struct ast_queue);
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_QUEUE);
	struct ktype t = ktype_single((struct vtype){
		&dtype_queue, dtype_queue.len_bits, dtype_queue.order });
	struct tx *e = reg ? lift_get(r, reg->num) : NULL;

	q->flags = (uint32_t)low_num_of(x, NFTA_QUEUE_FLAGS);
	q->expr = true;
	q->num = e ? lift_arg(r, e, &t) :
		 numbers(r->l, low_num_of(x, NFTA_QUEUE_NUM),
			 low_num_of(x, NFTA_QUEUE_TOTAL));
	s->queue = q;
	return q->num && (e || !reg) &&
	       !(q->flags & ~(uint32_t)NFT_QUEUE_FLAG_MASK) &&
	       lift_append(r, s);
}

/* ---- sets that rules write to, maps of objects ---- */

static bool statements(struct lift_rule *r, const struct low_expr *x,
		       struct ast_stmt **ret)
{
	const struct low_attr *one = low_attr_of(x, NFTA_DYNSET_EXPR);
	const struct low_attr *all = low_attr_of(x, NFTA_DYNSET_EXPRESSIONS);

	if (one || all)
		return lift_stateful(r->l, (one ? one : all)->exprs, ret);
	return true;
}

static struct ast_expr *data_of(struct lift_rule *r, const struct low_expr *x,
				const struct lift_set *types)
{
	struct tx *e = lift_get_key(r, low_num_of(x, NFTA_DYNSET_SREG_DATA),
				    types->data_type.n ? &types->data_type :
							 NULL,
				    types->set->item.low->set->data_len);

	return e ? lift_joined(r, e, &types->data_type) : NULL;
}

static bool element(struct lift_rule *r, const struct low_expr *x,
		    const struct lift_set *types, struct ast_stmt *s)
{
	struct ast_elem *elem = arena_new(r->a, struct ast_elem);
	const struct low_attr *timeout = low_attr_of(x, NFTA_DYNSET_TIMEOUT);
	struct tx *key = lift_set_key(r, low_num_of(x, NFTA_DYNSET_SREG_KEY),
				      types);

	s->dynset.elem = elem;
	s->map = low_attr_of(x, NFTA_DYNSET_SREG_DATA);
	if (!key || !statements(r, x, &elem->stmts))
		return false;
	elem->key = lift_joined(r, key, &types->key_type);
	if (s->map)
		elem->data = data_of(r, x, types);
	elem->timeout_ms.set = timeout && timeout->num;
	elem->timeout_ms.val = timeout ? timeout->num : 0;
	return elem->key && (elem->data || !s->map);
}

bool lift_dynset(struct lift_rule *r, const struct low_expr *x)
{
	struct state_set *set = lift_set_of(r, x, NFTA_DYNSET_SET_NAME,
					    NFTA_DYNSET_SET_ID);
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_DYNSET);
	struct lift_set types;

	s->op = (uint8_t)low_num_of(x, NFTA_DYNSET_OP);
	if (!set || !word_name(words_dynset_ops, s->op) ||
	    low_num_of(x, NFTA_DYNSET_FLAGS) & NFT_DYNSET_F_INV ||
	    !lift_set_for(r, set, &types) || !element(r, x, &types, s))
		return false;
	s->dynset.set = lift_set_ref(r, &types);
	return s->dynset.set && lift_append(r, s);
}

struct ast_expr *lift_object_map(struct lift_rule *r, const struct low_expr *x,
				 uint32_t *ret_type)
{
	struct state_set *set = lift_set_of(r, x, NFTA_OBJREF_SET_NAME,
					    NFTA_OBJREF_SET_ID);
	struct ast_expr *map = lift_node(r->l, AST_MAP);
	struct lift_set types;
	struct tx *key;

	if (!set || !lift_set_for(r, set, &types) || !types.obj_type)
		return NULL;
	key = lift_set_key(r, low_num_of(x, NFTA_OBJREF_SET_SREG), &types);
	if (!key || !lift_set_by_key(r, key, &types))
		return NULL;
	*ret_type = types.obj_type;
	map->pair.left = lift_key(r, key, &types);
	map->pair.right = lift_set_ref(r, &types);
	return map->pair.left && map->pair.right ? map : NULL;
}
