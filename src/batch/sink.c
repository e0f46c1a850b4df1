#include "config.h"

#include "batch/sink.h"

#include "base/mem.h"

#include <errno.h>

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

void sink_begin(struct batch_encoder *enc, const struct low_msg *m)
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

struct batch_msg *sink_end(struct batch_encoder *enc, struct span echo_at)
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

static int sink_msg(void *ctx, const struct low_msg *m)
{
	struct batch_encoder *enc = encoder_of(ctx);
	struct encode_places places = { .add = add_place, .ctx = enc };

	sink_begin(enc, m);
	encode_attrs(&enc->w, m, &places);
	return sink_end(enc, m->echo_at) ? 0 : -EMSGSIZE;
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
