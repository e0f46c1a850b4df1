#include "config.h"

#include "print/lift/lift_field.h"

#include "base/mem.h"
#include "compile/scope/udata.h"
#include "print/lift/lift_names.h"
#include "state/refs.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

struct lift *lift_new(struct state *s, const struct print_options *options)
{
	struct lift *l = mem_calloc(1, sizeof(*l));

	l->s = s;
	l->opt = options;
	arena_init(&l->arena);
	l->empty = arena_mark(&l->arena);
	arena_init(&l->kept);
	l->names = lift_names_new();
	return l;
}

void lift_rewind(struct lift *l)
{
	for (struct ast_elems *e = l->lists; e; e = e->allocated)
		chunks_release(&e->refs);
	l->lists = NULL;
	arena_rewind(&l->arena, l->empty);
}

void lift_free(struct lift *l)
{
	lift_rewind(l);
	lift_names_free(l->names);
	map_release(&l->used);
	arena_release(&l->kept);
	arena_release(&l->arena);
	mem_free(l);
}

struct arena *lift_arena(struct lift *l)
{
	return &l->arena;
}

const struct low_msg *lift_low(struct lift *l, const struct state_item *item)
{
	struct low_msg *m;

	if (item->kind != LOW_RULE)
		return item->low;
	m = arena_new(&l->arena, struct low_msg);
	state_rule_low((const void *)item, &l->arena, m);
	return m;
}

/* ---- verdicts ---- */

static bool has_word(int32_t code)
{
	return code == VERDICT_ACCEPT || code == VERDICT_DROP ||
	       code == VERDICT_CONTINUE || code == VERDICT_RETURN ||
	       code == VERDICT_JUMP || code == VERDICT_GOTO;
}

struct ast_expr *lift_verdict(struct lift *l, struct state_table *t,
			      const struct low_verdict *v)
{
	struct ast_expr *e = lift_node(l, AST_VERDICT);
	struct ref ref = { .kind = LOW_CHAIN, .name = v->chain,
			   .id = v->chain_id };
	struct state_chain *chain;

	e->code = (int16_t)v->code;
	if (!has_word(v->code))
		return NULL;
	if (v->code != NFT_JUMP && v->code != NFT_GOTO)
		return e;
	chain = (void *)refs_find(l->s, t, &ref);
	if (chain && chain->bound) {
		e->verdict.block = lift_block(l, chain);
		return e->verdict.block ? e : NULL;
	}
	if (!v->chain)
		return NULL;
	e->verdict.chain = lift_word(l, v->chain, 0);
	return e;
}

struct ast_rules *lift_block(struct lift *l, struct state_chain *chain)
{
	struct ast_rules *block = arena_new(&l->arena, struct ast_rules);
	struct ast_rule **last = &block->first;
	struct state_rule *rule;

	state_each(rule, &chain->rules) {
		*last = lift_rule(l, rule);
		if (!*last)
			return NULL;
		last = &(*last)->next;
	}
	return block;
}

/* ---- sets ---- */

struct state_set *lift_set_of(struct lift_rule *r, const struct low_expr *x,
			      unsigned int name, unsigned int id)
{
	const struct low_attr *a = low_attr_of(x, name);
	struct ref ref = { .kind = LOW_SET, .name = a ? a->str : NULL,
			   .id = (uint32_t)low_num_of(x, id) };
	struct state_set *set;

	set = (void *)refs_find(r->l->s, r->table, &ref);
	return set && set->item.low && set->item.low->set ? set : NULL;
}

struct ast_expr *lift_set_ref(struct lift_rule *r, const struct lift_set *types)
{
	struct ast_expr *e;

	if (types->set->anonymous)
		return lift_literal(r->l, types);
	if (!types->set->item.name)
		return NULL;
	e = lift_node(r->l, AST_SETREF);
	e->name = types->set->item.name;
	return e;
}

static bool type_of_key(struct lift_rule *r, struct tx *key, struct vtype *t)
{
	struct lift_need **last = r->last_need;
	bool known = lift_typed(r, key, t);

	*last = NULL;
	r->last_need = last;
	return known && t->dt;
}

static void fit_fields(struct lift_rule *r, struct tx *key, uint32_t id)
{
	unsigned int behind = key->list.count;
	struct tx **at = &key->list.first;

	for (; *at; at = &(*at)->next) {
		struct tx *next = (*at)->next;

		*at = lift_fitting(r, *at, dtype_id_field(id, --behind));
		(*at)->next = next;
	}
}

struct tx *lift_set_key(struct lift_rule *r, uint64_t number,
			const struct lift_set *types)
{
	bool known = !types->set->anonymous && types->key_type.n;
	const struct low_set *set = types->set->item.low->set;
	struct tx *key = lift_get_key(r, number, known ? &types->key_type :
							 NULL, set->key_len);

	if (!key || key->kind != TX_CONCAT)
		return key ? lift_fitting(r, key, set->key_type) : NULL;
	fit_fields(r, key, set->key_type);
	return key;
}

bool lift_set_for(struct lift_rule *r, struct state_set *set,
		  struct lift_set *ret_types)
{
	bool known = lift_set_types(r->l, set, ret_types);

	/* Data of a literal are written, all else is the set's own. */
	return known || !set->anonymous || !ret_types->is_map ||
	       ret_types->data_type.n || ret_types->verdicts ||
	       ret_types->obj_type;
}

/* The elements of a literal are of the type of what is looked up. */
bool lift_set_by_key(struct lift_rule *r, struct tx *key,
		     struct lift_set *types)
{
	struct ktype *k = &types->key_type;
	unsigned int i = 0;
	uint32_t shift;
	struct tx *field;
	bool alone;

	if (!types->set->anonymous)
		return true;
	if (key->kind == TX_CONCAT) {
		k->concat = true;
		for (struct tx *f = key->list.first; f; f = f->next, i++) {
			if (i >= KTYPE_FIELDS ||
			    !type_of_key(r, f, &k->f[i]))
				return false;
			if (lift_is_own(f))
				k->f[i].dt = dtype_by_id(DT_INTEGER);
		}
		k->n = (uint8_t)i;
		return true;
	}
	k->concat = false;
	k->n = 1;
	field = lift_key_field(r, key, types, &shift, &alone);
	if (field) {
		types->key_shift = (uint8_t)shift;
		k->f[0] = tx_type(field);
		return true;
	}
	if (!type_of_key(r, key, &k->f[0]))
		return false;
	/* nft knows only the number of bits of a map's single keys; and keys of
	 * a longer place are numbers. */
	if (types->is_map && (k->f[0].dt == &dtype_hex ||
			      types->set->item.low->set->key_type ==
				      DT_INTEGER))
		k->f[0].dt = dtype_by_id(DT_INTEGER);
	return true;
}

/* ---- rules ---- */

static bool loads(const struct low_expr *x)
{
	static const uint8_t stores[NFX_COUNT] = {
		[NFX_META] = NFTA_META_SREG, [NFX_CT] = NFTA_CT_SREG,
		[NFX_PAYLOAD] = NFTA_PAYLOAD_SREG,
	};

	if (x->kind == NFX_EXTHDR)
		return low_attr_of(x, NFTA_EXTHDR_DREG);
	return x->kind < NFX_COUNT && !(stores[x->kind] &&
					low_attr_of(x, stores[x->kind]));
}

/* The register that a load writes; 0: x is no load. */
static uint64_t loaded_to(const struct low_expr *x)
{
	static const uint8_t dregs[NFX_COUNT] = {
		[NFX_PAYLOAD] = NFTA_PAYLOAD_DREG,
		[NFX_EXTHDR] = NFTA_EXTHDR_DREG,
		[NFX_META] = NFTA_META_DREG, [NFX_CT] = NFTA_CT_DREG,
		[NFX_RT] = NFTA_RT_DREG, [NFX_SOCKET] = NFTA_SOCKET_DREG,
		[NFX_FIB] = NFTA_FIB_DREG, [NFX_XFRM] = NFTA_XFRM_DREG,
		[NFX_TUNNEL] = NFTA_TUNNEL_DREG, [NFX_OSF] = NFTA_OSF_DREG,
		[NFX_NUMGEN] = NFTA_NG_DREG, [NFX_HASH] = NFTA_HASH_DREG,
		[NFX_BITWISE] = NFTA_BITWISE_DREG,
		[NFX_BYTEORDER] = NFTA_BYTEORDER_DREG,
	};
	const struct low_attr *a;

	if (x->kind == NFX_INNER) {
		a = low_attr_of(x, 5); /* NFTA_INNER_EXPR */
		return a && a->exprs ? loaded_to(a->exprs) : 0;
	}
	return x->kind < NFX_COUNT && dregs[x->kind] && loads(x) ?
		low_num_of(x, dregs[x->kind]) : 0;
}

static bool lift_one_expr(struct lift_rule *r, const struct low_expr *x)
{
	uint64_t dreg = loaded_to(x);

	return dreg ? lift_put(r, dreg, lift_load(r, x)) : lift_statement(r, x);
}

/* Keys of packets inside of tunnels. */
static bool has_no_word(const struct lift_stmt *s)
{
	return s->left && s->left->kind == TX_META && s->left->key.tunnel;
}

static struct ast_rule *finish(struct lift_rule *r, const struct low_msg *m)
{
	struct ast_rule *rule = arena_new(r->a, struct ast_rule);
	struct ast_stmt **last = &rule->stmts;
	const struct ast_text comment =
		lift_comment(m->udata, m->udata_len, UDATA_COMMENT);

	for (struct lift_stmt *s = r->first; s; s = s->next) {
		if (s->dropped)
			continue;
		if (has_no_word(s))
			return NULL;
		*last = s->s;
		last = &s->s->next;
	}
	*last = NULL;
	if (comment.text)
		rule->comment = arena_memdup(r->a, &comment, sizeof(comment));
	return rule;
}

static void begin(struct lift_rule *r, struct lift *l,
		  const struct state_rule *rule)
{
	*r = (struct lift_rule){
		.l = l, .a = &l->arena, .table = rule->chain->table,
		.family = rule->chain->table->family,
	};
	r->last = &r->first;
	r->last_need = &r->needs;
	pctx_init(&r->pctx, r->family);
}

/* ---- keys that rules put into sets ---- */

static bool puts_into(const struct low_expr *x, const struct state_set *set)
{
	const struct low_attr *name = x->kind == NFX_DYNSET ?
		low_attr_of(x, NFTA_DYNSET_SET_NAME) : NULL;

	return name && name->str && strcmp(name->str, set->item.name) == 0;
}

static bool key_lengths(struct lift_rule *r, const struct low_expr *x,
			uint32_t len, struct ktype *ret_type)
{
	struct tx *key = lift_get_key(r, low_num_of(x, NFTA_DYNSET_SREG_KEY),
				      NULL, len);

	*ret_type = (struct ktype){ .concat = true };
	if (!key || key->kind != TX_CONCAT || key->list.count > KTYPE_FIELDS)
		return false;
	for (struct tx *f = key->list.first; f; f = f->next)
		ret_type->f[ret_type->n++] = tx_type(lift_plain(r, f));
	return true;
}

static bool lift_until(struct lift_rule *r, const struct low_expr *x,
		       const struct low_expr *end)
{
	for (; x != end; x = x->next)
		if (!lift_one_expr(r, x))
			return false;
	return true;
}

static bool used_by(struct lift *l, const struct state_rule *rule,
		    const struct state_set *set, struct ktype *ret_type)
{
	const struct arena_mark mark = arena_mark(&l->arena);
	const struct low_expr *exprs, *x;
	struct lift_rule r;
	struct low_msg m;

	begin(&r, l, rule);
	state_rule_low(rule, r.a, &m);
	exprs = m.rule ? m.rule->exprs : NULL;
	for (x = exprs; x && !puts_into(x, set); x = x->next)
		;
	if (!x) {
		arena_rewind(&l->arena, mark);
		return false;
	}
	return lift_until(&r, exprs, x) &&
	       key_lengths(&r, x, set->item.low->set->key_len, ret_type);
}

static bool find_used(struct lift *l, const struct state_set *set,
		      struct ktype *ret_type)
{
	struct state_chain *chain;
	struct state_rule *rule;

	state_each(chain, &set->table->chains)
		state_each(rule, &chain->rules)
			if (used_by(l, rule, set, ret_type))
				return true;
	return false;
}

/* What find_used() said of a set. */
struct lift_used {
	bool found;
	uint32_t grown; /* of the lift, if it was not found */
	struct ktype type;
};

static struct lift_used *used_of(struct lift *l, struct state_set *set)
{
	const struct map_key key = { 0, set, NULL };
	struct lift_used *u = map_get(&l->used, key);

	if (!u) {
		u = arena_new(&l->kept, struct lift_used);
		map_put(&l->used, key, u);
	} else if (u->found || u->grown == l->grown) {
		return u;
	}
	u->grown = l->grown;
	l->searching = true;
	u->found = find_used(l, set, &u->type);
	l->searching = false;
	return u;
}

bool lift_used_key(struct lift *l, struct state_set *set,
		   struct ktype *ret_type)
{
	const struct lift_used *u;

	if (l->searching || !set->item.name)
		return false;
	u = used_of(l, set);
	if (u->found)
		*ret_type = u->type;
	return u->found;
}

void lift_grown(struct lift *l)
{
	l->grown++;
}

struct ast_rule *lift_rule(struct lift *l, const struct state_rule *rule)
{
	struct lift_rule r;
	struct low_msg m;

	begin(&r, l, rule);
	state_rule_low(rule, r.a, &m);
	if (!m.rule || m.nunknown || m.nhidden || m.rule->compat_len)
		return NULL;
	if (!lift_until(&r, m.rule->exprs, NULL))
		return NULL;
	lift_drop(&r);
	return finish(&r, &m);
}
