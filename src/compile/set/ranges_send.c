#include "config.h"

#include "compile/set/ranges.h"

#include "compile/scope/udata.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>
#include <string.h>

struct emit {
	const struct ranges_out *out;
	struct elem_sender s;
	uint32_t klen;
	uint8_t highest[BYTES_MAX];
};

static int emit_end_mark(struct emit *em, const uint8_t *key, struct span at)
{
	struct low_elem low = {
		.flags = NFT_SET_ELEM_INTERVAL_END,
		.key = key, .key_len = (uint16_t)em->klen,
	};

	return elem_send(&em->s, &low, at);
}

/* Marks the start of a range that has no end below the type's maximum. */
static void add_open_flag(struct arena *a, struct low_elem *low)
{
	struct udata u = udata_new(a);

	if (low->udata_len)
		memcpy(u.bytes, low->udata, low->udata_len);
	u.len = low->udata_len;
	udata_u32(&u, UDATA_ELEM_FLAGS, UDATA_ELEM_OPEN);
	low->udata = u.bytes;
	low->udata_len = u.len;
}

/* Of a deleted element the kernel wants the key; nft repeats the userdata. */
static void extra_to_low(const struct emit *em, uint32_t extra,
			 struct low_elem *low)
{
	const struct elem_extra *x = known_extra_at(em->out->e, extra);

	if (em->out->verb == LOW_NEW)
		elem_to_low(x, low);
	else
		*low = (struct low_elem){ .udata = x->udata,
					  .udata_len = x->udata_len };
}

static int emit_range(struct emit *em, size_t i)
{
	const struct ranges *r = em->out->list;
	const struct range_tail *tail = range_tail(r, i);
	bool tight = em->out->job->set->flags & NFT_SET_ANONYMOUS;
	bool open = memcmp(range_hi(r, i), em->highest, r->klen) == 0;
	uint8_t end[BYTES_MAX];
	struct low_elem low;

	extra_to_low(em, tail->extra, &low);
	low.key = range_lo(r, i);
	low.key_len = (uint16_t)r->klen;
	if (open)
		add_open_flag(&em->s.c->scratch, &low);
	memcpy(end, range_hi(r, i), r->klen);
	bytes_increment(end, r->klen);
	/* In an anonymous set the next start ends this range as well. */
	if (tight && i + 1 < r->count &&
	    memcmp(end, range_lo(r, i + 1), r->klen) == 0)
		open = true;
	low.joined = !open;
	if (elem_send(&em->s, &low, tail->at) < 0)
		return -1;
	return open ? 0 : emit_end_mark(em, end, tail->at);
}

static bool is_sent(const struct ranges *r, size_t i, bool pending)
{
	return !range_dead(r, i) && (!pending || range_pending(r, i));
}

bool ranges_above_zero(const struct ranges *r, bool pending)
{
	for (size_t i = 0; i < r->count; i++)
		if (is_sent(r, i, pending))
			return !bytes_is_zero(range_lo(r, i), r->klen);
	return false;
}

/* The end mark at key 0 may be there already, also where all else is new: then
 * it goes by itself. */
static int emit_zero(struct emit *em)
{
	static const uint8_t zero[BYTES_MAX];
	uint16_t flags = em->s.head.create_flags;
	int ret;

	em->s.head.create_flags &= (uint16_t)~NLM_F_EXCL;
	ret = emit_end_mark(em, zero, range_tail(em->out->list, 0)->at);
	if (!ret && flags & NLM_F_EXCL)
		ret = elem_send_end(&em->s);
	em->s.head.create_flags = flags;
	return ret;
}

static int emit_ranges(struct emit *em)
{
	const struct ranges *r = em->out->list;
	struct arena *scratch = &em->s.c->scratch;

	if (em->out->zero && emit_zero(em) < 0)
		return -1;
	for (size_t i = 0; i < r->count; i++) {
		struct arena_mark mark = arena_mark(scratch);
		int ret = is_sent(r, i, em->out->pending) ? emit_range(em, i) :
							    0;

		arena_rewind(scratch, mark);
		if (ret < 0)
			return -1;
	}
	return 0;
}

static int emit_catchalls(struct emit *em, const struct chunks *catchalls)
{
	for (size_t i = 0; i < catchalls->count; i++) {
		const struct range_tail *tail = chunks_at(catchalls, i);
		struct low_elem low;

		extra_to_low(em, tail->extra, &low);
		low.flags = NFT_SET_ELEM_CATCHALL;
		if (elem_send(&em->s, &low, tail->at) < 0)
			return -1;
	}
	return 0;
}

int ranges_send(const struct ranges_out *out)
{
	const struct elems_job *job = out->job;
	struct emit em = {
		.out = out, .klen = job->r->key_len,
		.s = { .c = job->r->c, .head = job->head },
	};
	int ret;

	em.s.head.verb = (uint8_t)out->verb;
	if (out->verb != LOW_NEW) {
		em.s.head.create_flags = 0;
		em.s.head.set_id = 0;
	} else if (job->r->deleting) {
		em.s.head.create_flags = NLM_F_CREATE;
		em.s.head.set_id = job->set->id;
	}
	range_highest(job->r->key_bits ? job->r->key_bits :
				job->r->key.f[0].len_bits, em.klen, em.highest);
	ret = emit_ranges(&em);
	if (!ret && out->catchalls)
		ret = emit_catchalls(&em, out->catchalls);
	if (elem_send_end(&em.s) < 0)
		ret = -1;
	return ret;
}
