#include "config.h"

#include "kernel/commit/held.h"

#include "base/mem.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define SLOTS_MIN 64
#define UNITS_MIN 1024
#define KEY_MAX NFT_DATA_VALUE_MAXLEN

/* What tells elements apart, and begins a record. */
struct label {
	uint32_t set;
	uint16_t flags;
	uint8_t len;	 /* of key and end, without the end that is the key */
	uint8_t bytes[2 * KEY_MAX];
};

struct held_slot {
	uint32_t hash;
	uint32_t at; /* of the record, plus one; 0: free */
};

/* Behind it: the bytes of the label, those of the user data. */
struct record {
	uint64_t timeout_ms;
	uint32_t set;
	uint16_t udata_len;
	uint8_t len;
	uint8_t flags : 4, there : 1, valued : 1;
};

void helds_release(struct helds *h)
{
	mem_free(h->slots);
	mem_free(h->records);
	*h = (struct helds){ 0 };
}

static void label_of(const struct held_key *k, struct label *ret)
{
	size_t len = k->key ? MIN(k->len, (size_t)KEY_MAX) : 0;
	bool ended = len && k->key_end && memcmp(k->key, k->key_end, len) != 0;

	ret->set = k->set;
	ret->flags = k->flags & (NFT_SET_ELEM_INTERVAL_END | NFT_SET_ELEM_CATCHALL);
	ret->len = (uint8_t)(ended ? 2 * len : len);
	if (len)
		memcpy(ret->bytes, k->key, len);
	if (ended)
		memcpy(ret->bytes + len, k->key_end, len);
}

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 32);
}

static uint32_t hash_of(const struct label *l)
{
	uint64_t h = mix(l->flags | (uint32_t)l->len << 8, l->set), word;

	for (size_t i = 0; i < l->len; i += sizeof(word)) {
		word = 0;
		memcpy(&word, l->bytes + i, MIN(sizeof(word), l->len - i));
		h = mix(h, word);
	}
	return (uint32_t)(h ^ h >> 29);
}

static struct record *record_at(const struct helds *h, uint32_t at)
{
	return (struct record *)(h->records + (at - 1));
}

static bool is_label_of(const struct label *l, const struct record *r)
{
	return r->set == l->set && r->flags == l->flags && r->len == l->len &&
	       memcmp(r + 1, l->bytes, l->len) == 0;
}

/* The slot that has it, or the free one where it would go. */
static struct held_slot *slot_of(const struct helds *h, const struct label *l,
				 uint32_t hash)
{
	size_t i = hash & (h->nslots - 1);

	while (h->slots[i].at &&
	       (h->slots[i].hash != hash ||
		!is_label_of(l, record_at(h, h->slots[i].at))))
		i = (i + 1) & (h->nslots - 1);
	return &h->slots[i];
}

static void grow(struct helds *h)
{
	size_t n = MAX(2 * h->nslots, SLOTS_MIN);
	struct held_slot *slots = mem_calloc(n, sizeof(*slots));

	for (size_t i = 0; i < h->nslots; i++) {
		size_t to = h->slots[i].hash & (n - 1);

		if (!h->slots[i].at)
			continue;
		while (slots[to].at)
			to = (to + 1) & (n - 1);
		slots[to] = h->slots[i];
	}
	mem_free(h->slots);
	h->slots = slots;
	h->nslots = n;
}

/* Room for a record of so many bytes. */
static uint32_t add_record(struct helds *h, size_t bytes)
{
	size_t units = DIV_ROUND_UP(bytes, sizeof(*h->records));
	size_t at = h->used;

	if (at + units > h->room) {
		h->room = MAX(2 * h->room, UNITS_MIN);
		h->records = mem_recalloc(h->records, h->room,
					  sizeof(*h->records));
	}
	h->used += units;
	return (uint32_t)at + 1;
}

static struct held held_of(const struct record *r)
{
	return (struct held){
		.there = r->there,
		.valued = r->valued,
		.timeout_ms = r->timeout_ms,
		.udata = r->udata_len ? (const uint8_t *)(r + 1) + r->len : NULL,
		.udata_len = r->udata_len,
	};
}

bool held_get(const struct helds *h, const struct held_key *key,
	      struct held *ret_held)
{
	const struct held_slot *slot;
	struct label l;

	if (!h->nslots)
		return false;
	label_of(key, &l);
	slot = slot_of(h, &l, hash_of(&l));
	if (slot->at)
		*ret_held = held_of(record_at(h, slot->at));
	return slot->at;
}

static void put_record(struct record *r, const struct label *l,
		       const struct held *held)
{
	*r = (struct record){
		.timeout_ms = held->timeout_ms,
		.set = l->set,
		.udata_len = held->udata_len,
		.len = l->len,
		.flags = l->flags & 0xf,
		.there = held->there,
		.valued = held->valued,
	};
	memcpy(r + 1, l->bytes, l->len);
	if (held->udata_len)
		memmove((uint8_t *)(r + 1) + l->len, held->udata,
			held->udata_len);
}

/* Puts it; ret_was: unless that is there. */
static bool put(struct helds *h, const struct held_key *key,
		const struct held *held, struct held *ret_was)
{
	struct held_slot *slot;
	struct label l;
	uint32_t hash;

	if (4 * (h->count + 1) > 3 * h->nslots)
		grow(h);
	label_of(key, &l);
	hash = hash_of(&l);
	slot = slot_of(h, &l, hash);
	if (ret_was && slot->at && record_at(h, slot->at)->there) {
		*ret_was = held_of(record_at(h, slot->at));
		return false;
	}
	h->count += !slot->at;
	/* One with less to say stays in its place. */
	if (!slot->at || record_at(h, slot->at)->udata_len < held->udata_len)
		*slot = (struct held_slot){
			hash,
			add_record(h, sizeof(struct record) + l.len +
					      held->udata_len),
		};
	put_record(record_at(h, slot->at), &l, held);
	return true;
}

void held_put(struct helds *h, const struct held_key *key,
	      const struct held *held)
{
	(void)put(h, key, held, NULL);
}

bool held_add(struct helds *h, const struct held_key *key,
	      const struct held *held, struct held *ret_was)
{
	return put(h, key, held, ret_was);
}
