#include "config.h"

#include "batch/encode.h"

#include "base/mem.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

static void begin_nest(struct batch_encoder *enc)
{
	wire_cut(&enc->w, enc->series.nest_off);
	wire_nest(&enc->w, NFTA_SET_ELEM_LIST_ELEMENTS);
}

int encode_elems_begin(void *ctx, const struct low_elems *head)
{
	struct batch_encoder *enc = encoder_of(ctx);
	struct elem_series *s = &enc->series;
	struct wire *w = &enc->w;

	encode_begin(enc, head->verb, LOW_ELEMS, head->family,
		     head->create_flags, head->at);
	*s = (struct elem_series){
		.echo_at = head->echo_at,
		.table_at = head->table.at,
		.set_at = head->set.at,
		.file = head->file,
		.first_elem = (uint32_t)enc->b->elems.count,
	};
	s->table_off = wire_len(w);
	wire_str(w, NFTA_SET_ELEM_LIST_TABLE, head->table.name);
	s->set_off = wire_len(w);
	wire_str(w, NFTA_SET_ELEM_LIST_SET, head->set.name);
	if (head->set_id)
		wire_be32(w, NFTA_SET_ELEM_LIST_SET_ID, head->set_id);
	s->nest_off = wire_len(w);
	begin_nest(enc);
	return 0;
}

static void put_item(struct batch_encoder *enc, const struct low_elem *e,
		     uint16_t type)
{
	struct wire *w = &enc->w;
	uint32_t nest = wire_nest(w, type);

	if (e->flags)
		wire_be32(w, NFTA_SET_ELEM_FLAGS, e->flags);
	if (e->have_timeout)
		wire_be64(w, NFTA_SET_ELEM_TIMEOUT, e->timeout_ms);
	if (e->expires_ms)
		wire_be64(w, NFTA_SET_ELEM_EXPIRATION, e->expires_ms);
	if (e->key)
		wire_value(w, NFTA_SET_ELEM_KEY, e->key, e->key_len);
	if (e->key_end)
		wire_value(w, NFTA_SET_ELEM_KEY_END, e->key_end, e->key_len);
	if (e->verdict)
		wire_verdict(w, NFTA_SET_ELEM_DATA, e->verdict);
	else if (e->data)
		wire_value(w, NFTA_SET_ELEM_DATA, e->data, e->data_len);
	if (e->exprs && !e->exprs->next)
		expr_put(w, NFTA_SET_ELEM_EXPR, e->exprs);
	else if (e->exprs)
		expr_put_list(w, NFTA_SET_ELEM_EXPRESSIONS, e->exprs);
	if (e->udata_len)
		wire_put(w, NFTA_SET_ELEM_USERDATA, e->udata, e->udata_len);
	if (e->obj)
		wire_str(w, NFTA_SET_ELEM_OBJREF, e->obj);
	wire_nest_end(w, nest);
}

static uint32_t nest_len(const struct batch_encoder *enc)
{
	return wire_len(&enc->w) - enc->series.nest_off;
}

/* Every message of a series has the places of its own names. */
static int end_message(struct batch_encoder *enc)
{
	struct elem_series *s = &enc->series;
	struct span items = { s->file, enc->at.off, 0 };
	struct batch *b = enc->b;
	struct batch_msg *m;

	batch_add_loc(b, enc->at, s->table_off, s->table_at);
	batch_add_loc(b, enc->at, s->set_off, s->set_at);
	batch_add_loc(b, enc->at, s->nest_off, items);
	wire_nest_end(&enc->w, s->nest_off);
	m = encode_end(enc, s->echo_at);
	if (!m)
		return -EMSGSIZE;
	m->first_elem = s->first_elem;
	return 0;
}

/* Moves the group that did not fit to a message of its own. */
static int split(struct batch_encoder *enc)
{
	struct elem_series *s = &enc->series;
	struct wire *w = &enc->w;
	uint32_t len = wire_len(w) - s->group_off;
	int err;

	memcpy(enc->aside, (uint8_t *)w->nlh + s->group_off, len);
	wire_cut(w, s->group_off);
	err = end_message(enc);
	if (err)
		return err;
	begin_nest(enc);
	s->group_off = wire_len(w);
	s->first_elem = s->group_elem;
	wire_append(w, enc->aside, len);
	return 0;
}

int encode_elem(void *ctx, const struct low_elem *e)
{
	struct batch *b = ctx;
	struct batch_encoder *enc = b->enc;
	struct elem_series *s = &enc->series;
	struct batch_elem_loc *loc;

	if (!s->joined) {
		s->group_off = wire_len(&enc->w);
		s->group_elem = (uint32_t)b->elems.count;
	}
	s->joined = e->joined;
	loc = chunks_push(&b->elems);
	*loc = (struct batch_elem_loc){ e->off, e->len };
	/* The kernel does not look at an item's type; it counts from 1. */
	put_item(enc, e, (uint16_t)(s->items++ % NLA_TYPE_MASK + 1));
	if (!enc->w.overflow && nest_len(enc) > WIRE_ATTR_MAX &&
	    s->group_elem != s->first_elem)
		return split(enc);
	if (enc->w.overflow || nest_len(enc) > WIRE_ATTR_MAX) {
		diag_error(b->diags, DIAG_LIMIT,
			   (struct span){ s->file, e->off, e->len },
			   "this element does not fit one message: an attribute holds at most %u bytes",
			   WIRE_ATTR_MAX);
		return -EMSGSIZE;
	}
	return 0;
}

int encode_elems_end(void *ctx)
{
	struct batch *b = ctx;

	if (!b->enc->series.items)
		return 0;
	return end_message(b->enc);
}
