#include "config.h"

#include "batch/encoder.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* Begins the message of m. */
static void sink_begin(struct batch_encoder *enc, const struct low_msg *m)
{
	uint16_t flags = NLM_F_REQUEST | m->create_flags;

	if (enc->b->echo && m->verb == LOW_NEW)
		flags |= NLM_F_ECHO;
	if (enc->b->ack_all)
		flags |= NLM_F_ACK;
	encode_begin(&enc->w, m, flags);
	enc->at = m->at;
}

static void add_place(void *ctx, struct span at)
{
	struct batch_encoder *enc = ctx;

	batch_add_loc(enc->b, enc->at, wire_len(&enc->w), at);
}

/* Adds the finished message to the batch; NULL: it is too large. */
static struct batch_msg *sink_end(struct batch_encoder *enc)
{
	struct batch *b = enc->b;

	if (enc->w.overflow) {
		diag_error(b->diags, DIAG_LIMIT, enc->at,
			   "this does not fit one message: an attribute holds at most %u bytes",
			   WIRE_ATTR_MAX);
		return NULL;
	}
	return batch_add(b, enc->w.nlh, wire_len(&enc->w), enc->at);
}

static int sink_msg(void *ctx, const struct low_msg *m)
{
	struct batch_encoder *enc = encoder_of(ctx);
	struct encode_places places = { .add = add_place, .ctx = enc };

	sink_begin(enc, m);
	encode_attrs(&enc->w, m, enc->b->bare ? NULL : &places);
	if (m->kind == LOW_SET && m->set && m->set->flags & NFT_SET_ANONYMOUS)
		enc->b->own_sets++;
	return sink_end(enc) ? 0 : -EMSGSIZE;
}

/* ---- elements, in as many messages as they need ---- */

static void begin_nest(struct batch_encoder *enc)
{
	wire_cut(&enc->w, enc->series.nest_off);
	wire_nest(&enc->w, NFTA_SET_ELEM_LIST_ELEMENTS);
}

/* Of a name of the series. */
static void note_name(void *ctx, struct span at)
{
	struct batch_encoder *enc = ctx;
	struct elem_series *s = &enc->series;

	s->names[s->nnames].off = wire_len(&enc->w);
	s->names[s->nnames++].at = at;
}

static int sink_elems_begin(void *ctx, const struct low_elems *head)
{
	struct batch_encoder *enc = encoder_of(ctx);
	struct encode_places places = { .add = note_name, .ctx = enc };
	const struct low_msg m = {
		.verb = head->verb,
		.kind = LOW_ELEMS,
		.family = head->family,
		.create_flags = head->create_flags,
		.at = head->at,
		.table = head->table,
		.name = head->set,
		.set_id = head->set_id,
	};

	sink_begin(enc, &m);
	enc->series = (struct elem_series){
		.file = head->file,
		.first_elem = (uint32_t)enc->b->elems.count,
	};
	encode_attrs(&enc->w, &m, enc->b->bare ? NULL : &places);
	enc->series.nest_off = wire_len(&enc->w);
	begin_nest(enc);
	return 0;
}

static uint32_t nest_len(const struct batch_encoder *enc)
{
	return wire_len(&enc->w) - enc->series.nest_off;
}

/* Every message of a series has the places of its own names. */
static void add_series_places(struct batch_encoder *enc)
{
	const struct elem_series *s = &enc->series;
	struct span items = { s->file, enc->at.off, 0 };
	struct batch *b = enc->b;

	for (uint32_t i = 0; i < s->nnames; i++)
		batch_add_loc(b, enc->at, s->names[i].off, s->names[i].at);
	batch_add_loc(b, enc->at, s->nest_off, items);
}

static int end_message(struct batch_encoder *enc)
{
	struct elem_series *s = &enc->series;
	struct batch_msg *m;

	if (!enc->b->bare)
		add_series_places(enc);
	wire_nest_end(&enc->w, s->nest_off);
	m = sink_end(enc);
	if (!m)
		return -EMSGSIZE;
	if (!enc->b->bare)
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

static void add_elem_places(struct batch *b, uint32_t file,
			    const struct low_elem *e)
{
	struct batch_elem_loc *loc = chunks_push(&b->elems);
	struct batch_elem_loc *ref;

	*loc = (struct batch_elem_loc){ e->off, e->len };
	if (!e->ref_at.len || e->ref_at.file != file)
		return;
	loc->len |= BATCH_ELEM_REF;
	ref = chunks_push(&b->elems);
	*ref = (struct batch_elem_loc){ e->ref_at.off, e->ref_at.len };
}

static int sink_elem(void *ctx, const struct low_elem *e)
{
	struct batch *b = ctx;
	struct batch_encoder *enc = b->enc;
	struct elem_series *s = &enc->series;

	if (!s->joined) {
		s->group_off = wire_len(&enc->w);
		s->group_elem = (uint32_t)b->elems.count;
	}
	s->joined = e->joined;
	if (!b->bare)
		add_elem_places(b, s->file, e);
	/* The kernel does not look at an item's type; it counts from 1. */
	encode_item(&enc->w, e,
		    (uint16_t)(s->items++ % NLA_TYPE_MASK + 1));
	if (!enc->w.overflow && nest_len(enc) > WIRE_ATTR_MAX &&
	    s->group_off != s->nest_off + NLA_HDRLEN)
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

static int sink_elems_end(void *ctx)
{
	struct batch *b = ctx;

	if (!b->enc->series.items)
		return 0;
	return end_message(b->enc);
}

struct low_sink batch_sink(struct batch *b)
{
	return (struct low_sink){
		.ctx = b,
		.msg = sink_msg,
		.elems_begin = sink_elems_begin,
		.elem = sink_elem,
		.elems_end = sink_elems_end,
	};
}
