#include "config.h"

#include "cli/list/listing_get.h"

#include "base/mem.h"
#include "compile/compile.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- what holds a key ---- */

static struct decoded_key key_at(const struct state_set *set, size_t i)
{
	const struct elems *e = &set->elems;

	return decode_key(elems_item(e, &e->list[i]));
}

static bool is_catchall(const struct decoded_key *k)
{
	return k->flags & NFT_SET_ELEM_CATCHALL;
}

/* Of keys of one length. */
static int compare(const struct low_elem *e, const uint8_t *bytes,
		   const struct decoded_key *k)
{
	return memcmp(bytes, k->key, MIN(e->key_len, k->len));
}

static bool find_plain(const struct state_set *set, const struct low_elem *e,
		       struct lift_pick *ret)
{
	for (size_t i = 0; i < set->elems.count; i++) {
		struct decoded_key k = key_at(set, i);

		if (!k.key || compare(e, e->key, &k) != 0)
			continue;
		*ret = (struct lift_pick){ i, -1 };
		return true;
	}
	return false;
}

/* In the order of keys, an end stands before the start that follows. */
static bool find_interval(const struct state_set *set, const struct low_elem *e,
			  struct lift_pick *ret)
{
	bool inside = false;

	for (size_t i = 0; i < set->elems.count; i++) {
		struct decoded_key k = key_at(set, i);
		bool end = k.flags & NFT_SET_ELEM_INTERVAL_END;

		if (!k.key)
			continue;
		if (inside && compare(e, e->key_end, &k) < 0) {
			ret->end = end ? (ssize_t)i : -1;
			return true;
		}
		inside = !end && compare(e, e->key, &k) >= 0;
		if (inside)
			*ret = (struct lift_pick){ i, -1 };
	}
	return inside;
}

/* Whether each field of the key lies in that of the element. */
static bool holds(const struct low_set *set, const struct low_elem *e,
		  const struct decoded_key *k)
{
	uint32_t off = 0;

	for (uint32_t f = 0; f < set->nfields; f++) {
		uint32_t len = set->field_len[f];

		if (off + len > MIN(k->len, k->end_len) ||
		    memcmp(e->key + off, k->key + off, len) < 0 ||
		    memcmp(e->key_end + off, k->end + off, len) > 0)
			return false;
		off += ROUND_UP(len, 4u);
	}
	return true;
}

static bool find_ranges(const struct state_set *set, const struct low_elem *e,
			struct lift_pick *ret)
{
	for (size_t i = 0; i < set->elems.count; i++) {
		struct decoded_key k = key_at(set, i);

		if (!k.key || !k.end || !holds(set->item.low->set, e, &k))
			continue;
		*ret = (struct lift_pick){ i, -1 };
		return true;
	}
	return false;
}

static bool find_catchall(const struct state_set *set, struct lift_pick *ret)
{
	for (size_t i = 0; i < set->elems.count; i++) {
		struct decoded_key k = key_at(set, i);

		if (!is_catchall(&k))
			continue;
		*ret = (struct lift_pick){ i, -1 };
		return true;
	}
	return false;
}

static bool find(const struct state_set *set, const struct low_elem *e,
		 struct lift_pick *ret)
{
	const struct low_set *low = set->item.low->set;

	if (e->flags & NFT_SET_ELEM_CATCHALL)
		return find_catchall(set, ret);
	if (!(low->flags & NFT_SET_INTERVAL))
		return find_plain(set, e, ret);
	return low->nfields ? find_ranges(set, e, ret) :
			      find_interval(set, e, ret);
}

/* ---- the sink of the compiler ---- */

static int begin(void *ctx, const struct low_elems *head)
{
	struct listing_get *g = ctx;

	g->file = head->file;
	return 0;
}

static int take(void *ctx, const struct low_elem *e)
{
	struct listing_get *g = ctx;
	const struct span at = { .file = g->file, .off = e->off,
				 .len = e->len };
	struct lift_pick pick;

	if (!find(g->set, e, &pick)) {
		diag_error(g->diags, DIAG_UNKNOWN_NAME, at,
			   "no such element in '%s'", g->set->item.name);
		diag_words(g->diags, ENOENT);
		return 0;
	}
	if (g->npicks == g->room) {
		g->room = MAX(2 * g->room, (size_t)16);
		g->picks = mem_recalloc(g->picks, g->room, sizeof(*g->picks));
	}
	g->picks[g->npicks++] = pick;
	return 0;
}

static int end(void *ctx)
{
	(void)ctx;
	return 0;
}

bool listing_get_find(struct listing_get *g)
{
	const struct low_sink sink = { .ctx = g, .elems_begin = begin,
				       .elem = take, .elems_end = end };
	const struct load_input *in = g->t->input;
	uint32_t nerrors = g->diags->nerrors;
	int err = compile_keys(&in->ast, g->cmd, &in->sources, &g->t->resolver,
			       &sink, g->diags);

	return !err && g->diags->nerrors == nerrors;
}

void listing_get_release(struct listing_get *g)
{
	mem_free(g->picks);
}
