#include "config.h"

#include "compile/set/set_elems.h"

#include <linux/netfilter/nf_tables.h>

static int sink_failed(struct cctx *c, int err)
{
	if (err && !c->err)
		c->err = err;
	return err ? -1 : 0;
}

static int open_series(struct elem_sender *s, uint32_t file)
{
	const struct low_sink *sink = s->c->sink;

	s->head.file = file;
	s->open = true;
	return sink_failed(s->c, sink->elems_begin(sink->ctx, &s->head));
}

int elem_send_end(struct elem_sender *s)
{
	const struct low_sink *sink = s->c->sink;

	if (!s->open)
		return 0;
	s->open = false;
	if (s->c->err)
		return -1; /* of what failed already there is no end */
	return sink_failed(s->c, sink->elems_end(sink->ctx));
}

int elem_send(struct elem_sender *s, struct low_elem *low, struct span at)
{
	const struct low_sink *sink = s->c->sink;

	if (s->c->err)
		return -1;
	if (s->open && s->head.file != at.file && elem_send_end(s) < 0)
		return -1;
	if (!s->open && open_series(s, at.file) < 0)
		return -1;
	low->off = at.off;
	low->len = at.len;
	return sink_failed(s->c, sink->elem(sink->ctx, low));
}

void elem_to_low(const struct elem_extra *x, struct low_elem *ret_low)
{
	*ret_low = (struct low_elem){
		.data = x->data, .data_len = x->data_len,
		.verdict = x->verdict, .obj = x->obj, .ref_at = x->ref_at,
		.udata = x->udata, .udata_len = x->udata_len,
		.timeout_ms = x->timeout_ms, .expires_ms = x->expires_ms,
		.expires = x->expires_ms,
		.have_timeout = x->have_timeout, .exprs = x->exprs,
	};
}

struct stream {
	const struct elem_reader *r;
	struct elem_sender *s;
};

static int stream_elem(void *ctx, const struct elem_src *src)
{
	const struct stream *st = ctx;
	struct arena *scratch = &st->r->c->scratch;
	struct arena_mark mark = arena_mark(scratch);
	struct low_elem low;
	struct elem elem;
	int ret = elem_read(st->r, src, &elem);

	if (!ret) {
		elem_to_low(&elem.x, &low);
		low.key_len = (uint16_t)st->r->key_len;
		if (elem.catchall)
			low.flags = NFT_SET_ELEM_CATCHALL;
		else
			low.key = elem.lo;
		if (!elem.catchall && st->r->set->flags & NFT_SET_INTERVAL)
			low.key_end = elem.hi;
		ret = elem_send(st->s, &low, elem.at);
	}
	arena_rewind(scratch, mark);
	return ret;
}

int elems_stream(const struct elem_reader *r, struct elem_sender *s,
		 const struct ast_expr *set)
{
	struct stream st = { r, s };
	int ret = elems_walk(r->c, set, stream_elem, &st);

	if (elem_send_end(s) < 0)
		ret = -1;
	return ret;
}
