#include "config.h"

#include "batch/encode.h"

#include "base/mem.h"
#include "spec/abi.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

/* NFT_MSG_* of each kind, by verb: NEW, DEL, DESTROY. */
static const uint8_t msg_types[][3] = {
	[LOW_TABLE] = { NFT_MSG_NEWTABLE, NFT_MSG_DELTABLE,
			ABI_MSG_DESTROYTABLE },
	[LOW_CHAIN] = { NFT_MSG_NEWCHAIN, NFT_MSG_DELCHAIN,
			ABI_MSG_DESTROYCHAIN },
	[LOW_RULE] = { NFT_MSG_NEWRULE, NFT_MSG_DELRULE, ABI_MSG_DESTROYRULE },
	[LOW_SET] = { NFT_MSG_NEWSET, NFT_MSG_DELSET, ABI_MSG_DESTROYSET },
	[LOW_OBJ] = { NFT_MSG_NEWOBJ, NFT_MSG_DELOBJ, ABI_MSG_DESTROYOBJ },
	[LOW_FLOWTABLE] = { NFT_MSG_NEWFLOWTABLE, NFT_MSG_DELFLOWTABLE,
			    ABI_MSG_DESTROYFLOWTABLE },
	[LOW_ELEMS] = { NFT_MSG_NEWSETELEM, NFT_MSG_DELSETELEM,
			ABI_MSG_DESTROYSETELEM },
};

struct batch_encoder *encoder_of(struct batch *b)
{
	struct batch_encoder *enc = b->enc;

	if (enc)
		return enc;
	enc = mem_zalloc(sizeof(*enc));
	enc->b = b;
	wire_init(&enc->w);
	enc->aside = mem_alloc(WIRE_CAPACITY);
	b->enc = enc;
	return enc;
}

void encoder_free(struct batch_encoder *enc)
{
	if (!enc)
		return;
	wire_release(&enc->w);
	mem_free(enc->aside);
	mem_free(enc);
}

void encode_begin(struct batch_encoder *enc, unsigned int verb,
		  unsigned int kind, uint8_t family, uint16_t create_flags,
		  struct span at)
{
	uint16_t flags = NLM_F_REQUEST | create_flags;

	if (enc->b->echo && verb == LOW_NEW)
		flags |= NLM_F_ECHO;
	if (enc->b->ack_all)
		flags |= NLM_F_ACK;
	wire_begin(&enc->w,
		   NFNL_SUBSYS_NFTABLES << 8 | msg_types[kind][verb], flags,
		   family, 0);
	enc->at = at;
	enc->last_at = (struct span){ UINT32_MAX, 0, 0 };
}

static bool same_span(struct span a, struct span b)
{
	return a.file == b.file && a.off == b.off && a.len == b.len;
}

void encode_loc(struct batch_encoder *enc, struct span at)
{
	if (!at.len)
		at = enc->at;
	if (same_span(at, enc->last_at))
		return;
	batch_add_loc(enc->b, enc->at, wire_len(&enc->w), at);
	enc->last_at = at;
}

void encode_name(struct batch_encoder *enc, const struct low_name *n,
		 uint16_t name_attr, uint16_t handle_attr)
{
	if (n->name && !n->by_handle) {
		encode_loc(enc, n->at);
		wire_str(&enc->w, name_attr, n->name);
	}
	if (n->by_handle || n->handle) {
		encode_loc(enc, n->at);
		wire_be64(&enc->w, handle_attr, n->handle);
	}
}

struct batch_msg *encode_end(struct batch_encoder *enc, struct span echo_at)
{
	struct batch *b = enc->b;

	if (enc->w.overflow) {
		diag_error(b->diags, DIAG_LIMIT, enc->at,
			   "this does not fit one message: an attribute holds at most %u bytes",
			   WIRE_ATTR_MAX);
		return NULL;
	}
	return batch_add(b, enc->w.nlh, wire_len(&enc->w), enc->at, echo_at);
}

static void put_udata(struct batch_encoder *enc, const struct low_msg *m,
		      uint16_t attr)
{
	if (m->udata_len)
		wire_put(&enc->w, attr, m->udata, m->udata_len);
}

static void put_table(struct batch_encoder *enc, const struct low_msg *m)
{
	encode_name(enc, &m->table, NFTA_TABLE_NAME, NFTA_TABLE_HANDLE);
	if (m->udata_flags_set)
		wire_be32(&enc->w, NFTA_TABLE_FLAGS, m->table_flags);
	put_udata(enc, m, NFTA_TABLE_USERDATA);
}

static void put_devices(struct batch_encoder *enc, uint16_t attr,
			const struct low_device *first)
{
	uint32_t nest = wire_nest(&enc->w, attr);

	for (const struct low_device *d = first; d; d = d->next) {
		encode_loc(enc, d->at);
		wire_str(&enc->w,
			 d->wildcard ? ABI_DEVICE_PREFIX : NFTA_DEVICE_NAME,
			 d->name);
	}
	wire_nest_end(&enc->w, nest);
}

/* one_attr: what a single device goes into; 0: into the list as well. */
static void put_hook(struct batch_encoder *enc, const struct low_msg *m,
		     const struct low_hook *h, uint16_t attr,
		     uint16_t one_attr)
{
	const struct low_device *d = h->devices;
	uint32_t nest;

	if (!h->present && !d)
		return;
	encode_loc(enc, h->at);
	nest = wire_nest(&enc->w, attr);
	if (h->present) {
		wire_be32(&enc->w, NFTA_HOOK_HOOKNUM, h->num);
		if (m->verb == LOW_NEW) {
			encode_loc(enc, h->prio_at);
			wire_be32(&enc->w, NFTA_HOOK_PRIORITY,
				  (uint32_t)h->priority);
		}
	}
	if (d && !d->next && !d->wildcard && one_attr) {
		encode_loc(enc, d->at);
		wire_str(&enc->w, one_attr, d->name);
	} else if (d) {
		put_devices(enc,
			    one_attr ? NFTA_HOOK_DEVS :
				       NFTA_FLOWTABLE_HOOK_DEVS,
			    d);
	}
	wire_nest_end(&enc->w, nest);
}

static void put_chain(struct batch_encoder *enc, const struct low_msg *m)
{
	const struct low_chain *c = m->chain;

	encode_name(enc, &m->table, NFTA_CHAIN_TABLE, NFTA_CHAIN_TABLE);
	encode_name(enc, &m->name, NFTA_CHAIN_NAME, NFTA_CHAIN_HANDLE);
	if (c && c->id)
		wire_be32(&enc->w, NFTA_CHAIN_ID, c->id);
	if (c && c->have_policy) {
		encode_loc(enc, c->policy_at);
		wire_be32(&enc->w, NFTA_CHAIN_POLICY, c->policy);
	}
	encode_loc(enc, enc->at);
	if (c && c->flags)
		wire_be32(&enc->w, NFTA_CHAIN_FLAGS, c->flags);
	put_udata(enc, m, NFTA_CHAIN_USERDATA);
	if (!c)
		return;
	if (c->hook.type) {
		encode_loc(enc, c->hook.type_at);
		wire_str(&enc->w, NFTA_CHAIN_TYPE, c->hook.type);
	}
	put_hook(enc, m, &c->hook, NFTA_CHAIN_HOOK, NFTA_HOOK_DEV);
}

static void put_exprs(struct batch_encoder *enc, const struct low_expr *first)
{
	uint32_t nest;

	if (!first)
		return;
	nest = wire_nest(&enc->w, NFTA_RULE_EXPRESSIONS);
	for (const struct low_expr *e = first; e; e = e->next) {
		encode_loc(enc, e->at);
		expr_put(&enc->w, NFTA_LIST_ELEM, e);
	}
	wire_nest_end(&enc->w, nest);
}

static void put_rule_rest(struct batch_encoder *enc, const struct low_msg *m)
{
	const struct low_rule *r = m->rule;
	struct wire *w = &enc->w;

	if (r->handle) {
		encode_loc(enc, r->handle_at);
		wire_be64(w, NFTA_RULE_HANDLE, r->handle);
	}
	put_exprs(enc, r->exprs);
	if (r->position || m->udata_len || r->id || r->position_id)
		encode_loc(enc, r->position ? r->handle_at : enc->at);
	if (r->position)
		wire_be64(w, NFTA_RULE_POSITION, r->position);
	put_udata(enc, m, NFTA_RULE_USERDATA);
	if (r->id)
		wire_be32(w, NFTA_RULE_ID, r->id);
	if (r->position_id)
		wire_be32(w, NFTA_RULE_POSITION_ID, r->position_id);
}

static void put_rule(struct batch_encoder *enc, const struct low_msg *m)
{
	const struct low_rule *r = m->rule;

	encode_name(enc, &m->table, NFTA_RULE_TABLE, NFTA_RULE_TABLE);
	if (!r) {
		encode_name(enc, &m->name, NFTA_RULE_CHAIN, NFTA_RULE_CHAIN);
		return;
	}
	if (r->chain_id)
		wire_be32(&enc->w, NFTA_RULE_CHAIN_ID, r->chain_id);
	else
		encode_name(enc, &r->chain, NFTA_RULE_CHAIN, NFTA_RULE_CHAIN);
	put_rule_rest(enc, m);
}

static void put_set(struct batch_encoder *enc, const struct low_msg *m)
{
	encode_name(enc, &m->table, NFTA_SET_TABLE, NFTA_SET_TABLE);
	encode_name(enc, &m->name, NFTA_SET_NAME, NFTA_SET_HANDLE);
	if (m->set)
		set_put(&enc->w, m->set, m->udata, m->udata_len);
}

static void put_obj(struct batch_encoder *enc, const struct low_msg *m)
{
	encode_name(enc, &m->table, NFTA_OBJ_TABLE, NFTA_OBJ_TABLE);
	encode_name(enc, &m->name, NFTA_OBJ_NAME, NFTA_OBJ_HANDLE);
	encode_loc(enc, m->verb == LOW_NEW ? enc->at : m->name.at);
	if (m->obj)
		obj_put(&enc->w, m->obj, m->udata, m->udata_len);
}

static void put_flowtable(struct batch_encoder *enc, const struct low_msg *m)
{
	const struct low_flowtable *f = m->flowtable;

	encode_name(enc, &m->table, NFTA_FLOWTABLE_TABLE,
		    NFTA_FLOWTABLE_TABLE);
	encode_name(enc, &m->name, NFTA_FLOWTABLE_NAME, NFTA_FLOWTABLE_HANDLE);
	if (!f)
		return;
	if (f->have_flags)
		wire_be32(&enc->w, NFTA_FLOWTABLE_FLAGS, f->flags);
	put_hook(enc, m, &f->hook, NFTA_FLOWTABLE_HOOK, 0);
}

/* Without elements: flushes the set. */
static void put_no_elems(struct batch_encoder *enc, const struct low_msg *m)
{
	encode_name(enc, &m->name, NFTA_SET_ELEM_LIST_SET,
		    NFTA_SET_ELEM_LIST_SET);
	encode_name(enc, &m->table, NFTA_SET_ELEM_LIST_TABLE,
		    NFTA_SET_ELEM_LIST_TABLE);
}

static void (*const put_kind[])(struct batch_encoder *,
				const struct low_msg *) = {
	[LOW_TABLE] = put_table,
	[LOW_CHAIN] = put_chain,
	[LOW_RULE] = put_rule,
	[LOW_SET] = put_set,
	[LOW_OBJ] = put_obj,
	[LOW_FLOWTABLE] = put_flowtable,
	[LOW_ELEMS] = put_no_elems,
};

int encode_msg(void *ctx, const struct low_msg *m)
{
	struct batch_encoder *enc = encoder_of(ctx);

	encode_begin(enc, m->verb, m->kind, m->family, m->create_flags, m->at);
	put_kind[m->kind](enc, m);
	return encode_end(enc, m->echo_at) ? 0 : -EMSGSIZE;
}

struct low_sink batch_sink(struct batch *b)
{
	return (struct low_sink){
		.ctx = b,
		.msg = encode_msg,
		.elems_begin = encode_elems_begin,
		.elem = encode_elem,
		.elems_end = encode_elems_end,
	};
}
