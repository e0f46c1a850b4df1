#include "config.h"

#include "compile/set/set_build.h"

#include "compile/scope/scope.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

/* A table that is not there is a mistake of the command's, not of the set. */
static struct span table_at(const struct cctx *c, const struct set_info *set)
{
	return c->cmd ? c->cmd->ref.table.at : set->at;
}

/* Sends a set that a rule makes for itself. */
static int emit_set(struct cctx *c, const struct set_info *set,
		    const struct low_set *low, const struct udata *u)
{
	struct low_msg msg = {
		.verb = LOW_NEW, .kind = LOW_SET, .family = set->family,
		.create_flags = NLM_F_CREATE, .at = set->at,
		.table = { .name = set->table, .at = table_at(c, set) },
		.name = { .name = set->name, .at = set->at },
		.udata = u->bytes, .udata_len = u->len, .set = low,
	};

	return ctx_emit(c, &msg) < 0 ? -1 : 0;
}

/* In sets, fields that the look-up turns into big endian are not described, nor
 * what follows them; a copy of the concatenation that says so. */
static const struct tx *key_described(struct arena *a, const struct tx *key)
{
	struct tx *copy = arena_memdup(a, key, sizeof(*key));
	struct tx **last = &copy->list.first;

	for (const struct tx *f = key->list.first; f; f = f->next) {
		struct tx *part = arena_memdup(a, f, sizeof(*f));

		if (f->order == ORDER_HOST && tx_len_bytes(f) > 1 &&
		    !dtype_is_a(f->dt, DT_STRING))
			part->kind = TX_SWAP;
		*last = part;
		last = &part->next;
	}
	return copy;
}

/* Known to its rule alone, it lives no longer than that. */
static struct set_info *anon_info(struct cctx *c,
				  const struct anon_request *req,
				  const struct elems_shape *shape)
{
	struct set_info *set = arena_new(&c->scratch, struct set_info);

	set->family = req->family;
	set->table = req->table;
	set->name = req->obj_type ? "__objmap%d" :
		    req->is_map ? "__map%d" : "__set%d";
	set->at = req->set->at;
	set->is_map = req->is_map;
	set->data_verdict = req->verdict;
	set->obj_type = req->obj_type;
	set->data = req->data;
	set->data_interval = req->is_map && !req->verdict && !req->obj_type &&
			     shape->data_ranges;
	ktype_of_tx(req->key, &set->key);
	set->flags = NFT_SET_ANONYMOUS | NFT_SET_CONSTANT;
	if (shape->key_ranges)
		set->flags |= NFT_SET_INTERVAL;
	if (shape->key_ranges && set->key.concat)
		set->flags |= SET_CONCAT;
	if (req->is_map)
		set->flags |= req->obj_type ? NFT_SET_OBJECT : NFT_SET_MAP;
	set->id = c->next_set_id++;
	return set;
}

static int anon_elements(struct cctx *c, const struct anon_request *req,
			 struct set_info *set)
{
	struct elem_reader r = {
		.c = c, .keep = &c->scratch, .set = set,
		.key = req->elem_type, .key_len = ktype_len_bytes(&set->key),
		.key_bits = req->key_bits,
		.fix = req->fix, .fix_ctx = req->fix_ctx,
	};
	struct elems_job job = {
		.r = &r, .set = set, .elements = req->set, .verb = VERB_ADD,
		.initial = true,
		.head = {
			.verb = LOW_NEW, .family = req->family,
			.create_flags = NLM_F_CREATE, .at = set->at,
			.table = { .name = set->table, .at = table_at(c, set) },
			.set = { .name = set->name, .at = set->at },
			.set_id = set->id,
		},
	};
	struct elem_sender s = { .c = c, .head = job.head };

	set_keys_differ(c, set, req->set->at);
	if (set->flags & NFT_SET_INTERVAL && !set->key.concat) {
		r.late_times = !set->is_map;
		return ranges_anonymous(&job);
	}
	return elems_stream(&r, &s, req->set);
}

int set_anonymous(struct cctx *c, const struct anon_request *req,
		  struct set_info **ret_set)
{
	struct set_origin from = { .key = req->key,
				   .typed_verdict = req->verdict };
	struct elems_shape shape;
	struct set_info *set;
	struct low_set low;
	struct udata u;

	if (elems_shape(c, req->set, &shape) < 0)
		return -1;
	if (!shape.count)
		return diag_error(c->diags, DIAG_MISSING, req->set->at,
				  "a set without elements matches nothing");
	set = anon_info(c, req, &shape);
	if (set->flags & SET_CONCAT && !set->is_map)
		from.key = key_described(&c->scratch, req->key);
	if (req->moved)
		from.key = NULL;
	set_to_low(set, &low);
	if (set_udata(c, set, &from, &u) < 0 ||
	    emit_set(c, set, &low, &u) < 0 || anon_elements(c, req, set) < 0)
		return -1;
	*ret_set = set;
	return 0;
}

/* ---- meters ---- */

static int meter_differs(struct cctx *c, const struct meter_request *req,
			 const struct set_info *old, const char *how)
{
	diag_error(c->diags, DIAG_CONFLICT, req->name.at,
		   "set '%s' exists already: it %s", old->name, how);
	if (old->at.file != SOURCE_NONE)
		diag_note(c->diags, old->at, "it is declared here");
	return -1;
}

/* A meter of the same name shares its set. */
static int meter_reuse(struct cctx *c, const struct meter_request *req,
		       struct set_info *old)
{
	bool timeout = old->flags & NFT_SET_TIMEOUT;

	if (old->is_map || !(old->flags & NFT_SET_EVAL))
		return meter_differs(c, req, old, "is not a meter's");
	if (timeout != req->timeout)
		return meter_differs(c, req, old, timeout ?
				     "has a timeout, this meter has none" :
				     "lacks the timeout flag");
	if (req->size && old->size != req->size)
		return meter_differs(c, req, old, arena_printf(&c->scratch,
				     "has size %u, this meter has %u",
				     old->size, req->size));
	return 0;
}

static struct set_info *meter_existing(struct cctx *c,
				       const struct meter_request *req)
{
	struct map_key key = { req->family, req->table, req->name.name };
	struct set_info *set = scope_set(c, key);
	int err;

	if (set || !scope_visible(c, SCOPE_SETS, key))
		return set;
	err = set_import(c, key, &set);
	if (!err)
		scope_add_set(c, set);
	else if (err != -ENOENT && err != -EOPNOTSUPP && err != -EPROTO)
		c->err = err;
	return err ? NULL : set;
}

static struct set_info *meter_info(struct cctx *c,
				   const struct meter_request *req)
{
	struct set_info *set = arena_new(&c->arena, struct set_info);

	set->family = req->family;
	set->table = req->table;
	set->name = req->name.name;
	set->at = req->name.at;
	set->flags = NFT_SET_EVAL | (req->timeout ? NFT_SET_TIMEOUT : 0);
	set->size = req->size;
	ktype_of_tx(req->key, &set->key);
	set->id = c->next_set_id++;
	return set;
}

int set_meter(struct cctx *c, const struct meter_request *req,
	      struct set_info **ret_set)
{
	struct set_info *set = meter_existing(c, req);
	struct udata u = udata_new(&c->scratch);
	struct low_set low;

	if (c->err || (set && set->poisoned))
		return -1;
	if (set) {
		*ret_set = set;
		return meter_reuse(c, req, set);
	}
	set = meter_info(c, req);
	scope_add_set(c, set);
	set_to_low(set, &low);
	low.size = req->size;
	udata_u32(&u, UDATA_SET_KEYORDER,
		  set->key.concat ? ORDER_NONE : set->key.f[0].order);
	*ret_set = set;
	return emit_set(c, set, &low, &u);
}
