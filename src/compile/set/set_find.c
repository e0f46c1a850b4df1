#include "config.h"

#include "compile/set/set_build.h"

#include "compile/scope/scope.h"
#include "syntax/hints.h"
#include "tables/family.h"
#include "text/suggest.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- what the kernel has ---- */

/* A single field: the length says what the type leaves open. */
static void single_type(uint32_t id, uint32_t len, uint32_t order,
			struct ktype *type)
{
	const struct dtype *dt = dtype_by_id((enum dtype_id)id);
	uint32_t bits = dt->len_bits;

	if (DIV_ROUND_UP(bits, 8u) != len)
		bits = 8 * len;
	*type = ktype_single((struct vtype){ dt, (uint16_t)bits,
					     (uint8_t)order });
}

/* Six bits a field, the last one lowest. */
static bool joined_type(uint32_t id, struct ktype *type)
{
	unsigned int n = 0;

	for (uint32_t rest = id; rest; rest >>= 6)
		n++;
	*type = (struct ktype){ .concat = true, .n = (uint8_t)n };
	for (; n-- > 0; id >>= 6) {
		const struct dtype *dt;

		if ((id & 63) >= DT_COUNT)
			return false;
		dt = dtype_by_id((enum dtype_id)(id & 63));
		type->f[n] = (struct vtype){ dt, dt->len_bits, dt->order };
	}
	return true;
}

struct kernel_type {
	uint32_t id, len;
	uint8_t order_tlv, typeof_tlv;
};

static bool import_type(const struct low_msg *k,
			const struct kernel_type *from, struct ktype *ret_type)
{
	const uint8_t *descr;
	uint32_t len;

	descr = udata_find(k->udata, k->udata_len, from->typeof_tlv, &len);
	if (descr && typeof_decode(descr, len, ret_type) &&
	    ktype_len_bytes(ret_type) == from->len &&
	    ktype_id(ret_type) == from->id)
		return true;
	if (from->id >= 64)
		return joined_type(from->id, ret_type) &&
		       ktype_len_bytes(ret_type) == from->len;
	if (from->id >= DT_COUNT || !from->len || from->len > BYTES_MAX)
		return false;
	single_type(from->id, from->len,
		    udata_get_u32(k->udata, k->udata_len, from->order_tlv),
		    ret_type);
	return true;
}

static void import_templates(const struct low_set *k, struct set_info *set)
{
	for (const struct low_expr *x = k->exprs; x; x = x->next)
		if (x->kind < NFX_COUNT &&
		    set->nstmts < ARRAY_SIZE(set->stmt_kinds))
			set->stmt_kinds[set->nstmts++] = x->kind;
}

static int import(const struct low_msg *m, struct set_info *set)
{
	const struct low_set *k = m->set;
	struct kernel_type key = { k->key_type, k->key_len,
				   UDATA_SET_KEYORDER, UDATA_SET_KEYTYPE };
	struct kernel_type data = { k->data_type, k->data_len,
				    UDATA_SET_DATAORDER, UDATA_SET_DATATYPE };

	set->flags = k->flags;
	set->size = k->size;
	set->in_kernel = true;
	set->count = k->count;
	set->auto_merge = udata_get_u32(m->udata, m->udata_len,
					UDATA_SET_MERGE);
	set->obj_type = k->flags & NFT_SET_OBJECT ? k->obj_type : 0;
	set->is_map = k->flags & (NFT_SET_MAP | NFT_SET_OBJECT);
	set->data_verdict = k->flags & NFT_SET_MAP &&
			    k->data_type == SET_DATA_VERDICT;
	set->data_interval = udata_get_u32(m->udata, m->udata_len,
					   UDATA_SET_DATA_INTERVAL);
	import_templates(k, set);
	if (!import_type(m, &key, &set->key))
		return -EPROTO;
	if (!set->is_map || set->data_verdict || set->obj_type)
		return 0;
	if (set->data_interval)
		data.len /= 2;
	return import_type(m, &data, &set->data) ? 0 : -EPROTO;
}

static struct set_info *set_new(struct cctx *c, struct map_key key)
{
	struct set_info *set = arena_new(&c->arena, struct set_info);

	set->family = (uint8_t)key.family;
	set->table = key.table;
	set->name = key.name;
	return set;
}

int set_import(struct cctx *c, struct map_key key, struct set_info **ret_set)
{
	const struct resolver *r = c->resolver;
	struct low_msg k;
	struct set_info *set;
	int err;

	err = r->set(r->ctx, (uint8_t)key.family, key.table, key.name,
		     &c->arena, &k);
	if (err)
		return err;
	set = set_new(c, key);
	set->at.file = SOURCE_NONE;
	err = import(&k, set);
	if (!err && set->flags & NFT_SET_INTERVAL && !set->key.concat)
		set->elems = set_elems_new(c);
	if (!err)
		*ret_set = set;
	return err;
}

/* ---- by name ---- */

struct near_set {
	struct cctx *c;
	struct suggest s;
};

/* The kernel's names last as long as its answer: the best one is kept. */
static void try_set(void *ctx, const char *name)
{
	struct near_set *near = ctx;

	if (diags_may_compare(near->c->diags))
		suggest_try_copy(&near->s, name, &near->c->scratch);
}

#define TABLES_MAX 64 /* of the kernel, that are looked into */

/* Sets of that name in other tables of the kernel. */
struct elsewhere {
	struct cctx *c;
	const char *name;
	struct {
		uint8_t family;
		const char *name;
	} tables[TABLES_MAX];
	size_t count;
	bool found;
};

static void take_table(void *ctx, uint8_t family, const char *name)
{
	struct elsewhere *e = ctx;

	if (e->count == TABLES_MAX)
		return;
	e->tables[e->count].family = family;
	e->tables[e->count++].name =
		arena_strndup(&e->c->scratch, name, strlen(name));
}

static void match_set(void *ctx, const char *name)
{
	struct elsewhere *e = ctx;

	e->found |= strcmp(name, e->name) == 0;
}

static bool hint_elsewhere(struct cctx *c, const char *name)
{
	const struct resolver *r = c->resolver;
	struct elsewhere e = { .c = c, .name = name };

	if (!r->each_table || c->searched)
		return false;
	c->searched = true;
	(void)r->each_table(r->ctx, FAMILY_UNSPEC, take_table, &e);
	for (size_t i = 0; i < e.count && !e.found; i++) {
		(void)r->each_set(r->ctx, e.tables[i].family, e.tables[i].name,
				  match_set, &e);
		if (e.found)
			diag_hint(c->diags, "table %s '%s' has a set '%s'",
				  family_name((enum family)e.tables[i].family),
				  e.tables[i].name, name);
	}
	return e.found;
}

static void hint_set(struct cctx *c, struct map_key key)
{
	const struct resolver *r = c->resolver;
	struct near_set near = { .c = c };
	uint8_t family = (uint8_t)key.family;
	const char *name = key.name;

	if (scope_note_deleted(c, key))
		return;
	suggest_init(&near.s, name, strlen(name));
	scope_each_set(c, family, key.table, try_set, &near);
	/* A table that is new here has none there. */
	if (scope_kernel_visible(c, family, key.table))
		(void)r->each_set(r->ctx, family, key.table, try_set, &near);
	if (!suggest_hint(&near.s, c->diags) &&
	    !hint_named(c->diags, c->ast, '@', key.table, name, strlen(name)))
		hint_elsewhere(c, name);
}

/* What uses the set is not reported as well. */
static void add_poisoned(struct cctx *c, struct map_key key)
{
	struct set_info *set = set_new(c, key);

	set->poisoned = true;
	scope_add_set(c, set);
}

static int not_there(struct cctx *c, struct map_key key, struct span at)
{
	uint8_t family = (uint8_t)key.family;

	if (c->cmd && scope_need_table(c, family, &c->cmd->ref.table) < 0)
		return -1;
	if (c->ast->lost_all || ast_is_lost(c->ast, key.name))
		return -1;
	diag_error(c->diags, DIAG_UNKNOWN_NAME, at,
		   "set '%s' does not exist in table %s '%s'",
		   (const char *)key.name, family_name((enum family)family),
		   (const char *)key.table);
	diag_words(c->diags, ENOENT);
	hint_set(c, key);
	add_poisoned(c, key);
	return -1;
}

/* Nobody can be asked: said once for each name. */
static int unknown_here(struct cctx *c, struct map_key key, struct span at)
{
	const char *name = key.name;

	add_poisoned(c, key);
	diag_warn(c->diags, DIAG_UNKNOWN_NAME, at,
		  "set '%s' is not declared here: its uses were not checked",
		  name);
	hint_named(c->diags, c->ast, '@', key.table, name, strlen(name));
	return -1;
}

static int find_in_kernel(struct cctx *c, struct map_key key, struct span at,
			  struct set_info **ret_set)
{
	int err = -ENOENT;

	if (scope_visible(c, SCOPE_SETS, key))
		err = set_import(c, key, ret_set);
	if (err == -ENOENT)
		return not_there(c, key, at);
	if (err == -EOPNOTSUPP)
		return unknown_here(c, key, at);
	if (err == -EPROTO)
		return diag_error(c->diags, DIAG_UNSUPPORTED, at,
				  "the kernel's set '%s' has an unknown type: declare the set here, too",
				  (const char *)key.name);
	if (err) {
		c->err = err;
		return -1;
	}
	scope_add_set(c, *ret_set);
	return 0;
}

int set_find(struct cctx *c, struct map_key key, struct span at,
	     struct set_info **ret_set)
{
	struct set_info *set = scope_set(c, key);

	if (set ? set->poisoned :
		  scope_table_poisoned(c, (uint8_t)key.family, key.table))
		return -1;
	if (!set)
		return find_in_kernel(c, key, at, ret_set);
	*ret_set = set;
	return 0;
}
