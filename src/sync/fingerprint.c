#include "config.h"

#include "sync/fingerprint.h"

#include "base/mem.h"
#include "state/mark.h"
#include "state/state_canon.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- elements of others ---- */

static bool is_marked(const uint8_t *udata, uint32_t len)
{
	uint32_t mark;

	return mark_find(udata, len, &mark) != NULL;
}

/* Others may add to it: the set's own mark says so, or its flags. */
static bool is_open(const struct state_set *s)
{
	const struct low_msg *m = s->item.low;
	uint32_t len, flags = m->set ? m->set->flags : 0;

	if (mark_find(m->udata, m->udata_len, &len))
		return len == 0;
	return flags & (NFT_SET_EVAL | NFT_SET_TIMEOUT);
}

static void leave_out_foreign(struct state_set *s)
{
	struct elems *e = &s->elems;
	struct arena a;

	arena_init(&a);
	for (size_t i = 0; i < e->count; i++) {
		const struct arena_mark empty = arena_mark(&a);
		struct low_elem low;

		elems_low(e, &e->list[i], &a, &low);
		if (!is_marked(low.udata, low.udata_len)) {
			e->list[i].gone = true;
			e->gone++;
		}
		arena_rewind(&a, empty);
	}
	elems_settle(e);
	arena_release(&a);
}

static void leave_out(struct state_table *t)
{
	struct state_set *s;

	state_each(s, &t->sets)
		if (!s->item.msg && !s->same && is_open(s))
			leave_out_foreign(s);
}

/* ---- the hashes ---- */

static void put(void *ctx, const void *bytes, size_t len)
{
	sha256_add(ctx, bytes, len);
}

static void hash_table(struct fingerprint *f, struct state *s,
		       struct state_table *t)
{
	struct sha256 hash;

	f->family = t->family;
	f->table = t->item.name;
	sha256_begin(&hash);
	canon_table(s, t, false, put, &hash);
	sha256_end(&hash, f->hash);
}

static int compare(const void *va, const void *vb)
{
	const struct fingerprint *a = va, *b = vb;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return strcmp(a->table, b->table);
}

static void hash_all(struct fingerprints *f)
{
	struct sha256 hash;

	sha256_begin(&hash);
	for (size_t i = 0; i < f->count; i++) {
		const struct fingerprint *one = &f->list[i];

		sha256_add(&hash, &one->family, 1);
		sha256_add(&hash, one->table, strlen(one->table) + 1);
		sha256_add(&hash, one->hash, sizeof(one->hash));
	}
	sha256_end(&hash, f->total);
}

void fingerprints_make(struct fingerprints *f, struct state *s)
{
	struct state_table *t;

	f->list = mem_calloc(s->tables.count + 1, sizeof(*f->list));
	f->count = 0;
	state_each(t, &s->tables) {
		leave_out(t);
		hash_table(&f->list[f->count++], s, t);
	}
	qsort(f->list, f->count, sizeof(*f->list), compare);
	hash_all(f);
}

void fingerprints_release(struct fingerprints *f)
{
	mem_free(f->list);
}

void fingerprint_text(const uint8_t hash[SHA256_BYTES],
		      char ret_text[FINGERPRINT_MAX])
{
	sha256_text(hash, ret_text + sprintf(ret_text, "%s:", FINGERPRINT_FORM));
}
