#include "config.h"

#include "state/state_elems.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* So many may wait before a search puts them in order. */
#define WAITING_MAX 1000

void elems_release(struct elems *e)
{
	mem_free(e->list);
	mem_free(e->again);
	mem_free(e->sources);
	*e = (struct elems){ 0 };
}

/* ---- adding ---- */

static uint32_t add_source(struct elems *e, const struct nlmsghdr *nlh,
			   const struct batch_msg *msg)
{
	if (e->nsources == e->sources_room) {
		e->sources_room = MAX(2 * e->sources_room, 4u);
		e->sources = mem_recalloc(e->sources, e->sources_room,
					  sizeof(*e->sources));
	}
	e->sources[e->nsources] = (struct elems_source){ nlh, msg };
	return e->nsources++;
}

static void add_one(struct state_elem **list, size_t *count, size_t *room,
		    struct state_elem elem)
{
	if (*count == *room) {
		*room = MAX(2 * *room, (size_t)4);
		*list = mem_recalloc(*list, *room, sizeof(**list));
	}
	(*list)[(*count)++] = elem;
}

/* Shorter keys are filled up with zeros: in one set all are of one length. */
static uint64_t prefix_of(const struct decoded_key *k)
{
	uint32_t len = MIN(k->len, (uint32_t)sizeof(uint64_t));

	if (!k->key || !len)
		return 0;
	return bytes_get_be(k->key, len) << (64 - 8 * len);
}

static bool in_order(const struct elems *e)
{
	size_t n = e->count;

	return n < 2 ||
	       elems_compare(e, &e->list[n - 2], e, &e->list[n - 1]) < 0;
}

size_t elems_add(struct elems *e, const struct nlmsghdr *nlh,
		 const struct batch_msg *msg)
{
	struct decode_elems in = decode_elems(nlh);
	uint32_t source = add_source(e, nlh, msg);
	const struct nlattr *item;
	size_t n = 0;

	for (; (item = decode_item(&in)); n++) {
		struct decoded_key key = decode_key(item);
		size_t off = (size_t)((const uint8_t *)item -
				      (const uint8_t *)nlh);

		add_one(&e->list, &e->count, &e->room,
			(struct state_elem){ .prefix = prefix_of(&key),
					     .source = source,
					     .off = (uint16_t)(off / 4) });
		if (e->sorted == e->count - 1 && in_order(e))
			e->sorted = e->count;
	}
	return n;
}

void elems_clear(struct elems *e)
{
	struct elems empty = { .on_twin = e->on_twin, .ctx = e->ctx };

	elems_release(e);
	*e = empty;
}

/* ---- the order ---- */

static int compare_bytes(const uint8_t *a, uint32_t na, const uint8_t *b,
			 uint32_t nb)
{
	int order = a && b ? memcmp(a, b, MIN(na, nb)) : 0;

	return order ? order : (na > nb) - (na < nb);
}

/* An end that is the key itself says nothing. */
static void drop_end(struct decoded_key *k)
{
	if (!k->end || (k->end_len == k->len &&
			memcmp(k->end, k->key, k->len) == 0))
		k->end = k->key, k->end_len = k->len;
}

static int compare_keys(struct decoded_key *a, struct decoded_key *b)
{
	int order = compare_bytes(a->key, a->len, b->key, b->len);

	if (order)
		return order;
	drop_end(a);
	drop_end(b);
	order = compare_bytes(a->end, a->end_len, b->end, b->end_len);
	if (order)
		return order;
	/* An interval's end goes before the next one's start. */
	return (int)(b->flags & NFT_SET_ELEM_INTERVAL_END) -
	       (int)(a->flags & NFT_SET_ELEM_INTERVAL_END);
}

int elems_compare(const struct elems *ea, const struct state_elem *a,
		  const struct elems *eb, const struct state_elem *b)
{
	struct decoded_key ka, kb;

	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	ka = decode_key(elems_item(ea, a));
	kb = decode_key(elems_item(eb, b));
	return compare_keys(&ka, &kb);
}

static bool is_before(const struct elems *e, const struct state_elem *a,
		      const struct state_elem *b)
{
	return elems_compare(e, a, e, b) < 0;
}

/* The end of the run that begins at from: in order already. */
static size_t run_end(const struct elems *e, const struct state_elem *list,
		      size_t from, size_t n)
{
	while (++from < n)
		if (is_before(e, &list[from], &list[from - 1]))
			break;
	return MIN(from, n);
}

/* Of equal ones, those of the first run come first. */
static void merge(const struct elems *e, const struct state_elem *from,
		  size_t lo, size_t mid, size_t hi, struct state_elem *to)
{
	size_t a = lo, b = mid;

	while (a < mid && b < hi)
		*to++ = is_before(e, &from[b], &from[a]) ? from[b++] :
							   from[a++];
	memcpy(to, &from[a], (mid - a) * sizeof(*to));
	to += mid - a;
	memcpy(to, &from[b], (hi - b) * sizeof(*to));
}

/* Merges its runs by twos; how many are left. */
static size_t merge_runs(const struct elems *e, const struct state_elem *from,
			 size_t n, struct state_elem *to)
{
	size_t lo = 0, runs = 0;

	while (lo < n) {
		size_t mid = run_end(e, from, lo, n);
		size_t hi = mid < n ? run_end(e, from, mid, n) : mid;

		merge(e, from, lo, mid, hi, to + lo);
		lo = hi;
		runs++;
	}
	return runs;
}

static bool is_backwards(const struct elems *e, const struct state_elem *list,
			 size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (!is_before(e, &list[i], &list[i - 1]))
			return false;
	return n > 1;
}

/* Dumps of intervals come backwards. */
static void turn_round(struct state_elem *list, size_t n)
{
	struct state_elem *a = list, *b = list + n - 1;

	for (; a < b; a++, b--) {
		struct state_elem x = *a;

		*a = *b;
		*b = x;
	}
}

static void merge_sort(const struct elems *e, struct state_elem **list,
		       struct state_elem **other, size_t n)
{
	size_t runs;

	do {
		struct state_elem *was = *list;

		runs = merge_runs(e, was, n, *other);
		*list = *other;
		*other = was;
	} while (runs > 1);
}

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)

/* By some bits of the prefix; equal ones stay in their order. */
static void sort_digit(const struct state_elem *from, size_t n,
		       struct state_elem *to, unsigned int shift)
{
	uint32_t at[DIGITS] = { 0 }, sum = 0;

	for (size_t i = 0; i < n; i++)
		at[from[i].prefix >> shift & (DIGITS - 1)]++;
	for (unsigned int d = 0; d < DIGITS; d++) {
		uint32_t count = at[d];

		at[d] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i].prefix >> shift & (DIGITS - 1)]++] = from[i];
}

/* Digit by digit, where the prefixes differ at all: for a million keys a
 * quarter of the time that merging takes. */
static void sort_prefixes(struct state_elem **list, struct state_elem **other,
			  size_t n)
{
	uint64_t differ = 0;

	for (size_t i = 1; i < n; i++)
		differ |= (*list)[i].prefix ^ (*list)[0].prefix;
	for (unsigned int shift = 0; shift < 64; shift += DIGIT_BITS) {
		struct state_elem *was = *list;

		if (!(differ >> shift & (DIGITS - 1)))
			continue;
		sort_digit(was, n, *other, shift);
		*list = *other;
		*other = was;
	}
}

#define FEW 10000 /* merging is as fast up to here */

/* The list moves; room: of the list. */
static void sort(const struct elems *e, struct state_elem **list, size_t n,
		 size_t room)
{
	struct state_elem *other;

	if (n < 2)
		return;
	if (is_backwards(e, *list, n)) {
		turn_round(*list, n);
		return;
	}
	other = mem_calloc(room, sizeof(*other));
	if (n > FEW && n < UINT32_MAX && run_end(e, *list, 0, n) < n / 2)
		sort_prefixes(list, &other, n);
	/* Those with one prefix are not in order yet. */
	merge_sort(e, list, &other, n);
	mem_free(other);
}

static void drop_gone(struct elems *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->count; i++)
		if (!e->list[i].gone)
			e->list[n++] = e->list[i];
	e->count = e->sorted = n;
	e->gone = 0;
}

static void drop_twin(struct elems *e, struct state_elem *first,
		      const struct state_elem *twin)
{
	if (e->on_twin)
		e->on_twin(e->ctx, e, first, twin);
	if (!decode_key(elems_item(e, twin)).timed)
		return;
	first->again = true;
	add_one(&e->again, &e->nagain, &e->again_room, *twin);
}

static void drop_twins(struct elems *e)
{
	size_t n = MIN(e->count, (size_t)1);

	for (size_t i = 1; i < e->count; i++) {
		if (is_before(e, &e->list[n - 1], &e->list[i]))
			e->list[n++] = e->list[i];
		else
			drop_twin(e, &e->list[n - 1], &e->list[i]);
	}
	e->count = n;
	sort(e, &e->again, e->nagain, e->again_room);
}

void elems_settle(struct elems *e)
{
	bool waiting = e->sorted != e->count;

	if (e->gone)
		drop_gone(e);
	if (!waiting)
		return;
	sort(e, &e->list, e->count, e->room);
	drop_twins(e);
	e->sorted = e->count;
}

/* ---- looking for one ---- */

/* A key that no list holds, as if it stood in one. */
struct wanted {
	struct elems elems;
	struct elems_source source;
	struct state_elem elem;
};

static void want(struct wanted *w, const struct nlattr *item)
{
	struct decoded_key key = decode_key(item);

	w->source = (struct elems_source){ (const void *)item, NULL };
	w->elems = (struct elems){ .sources = &w->source };
	w->elem = (struct state_elem){ .prefix = prefix_of(&key) };
}

static struct state_elem *find_sorted(const struct elems *e,
				      const struct wanted *w)
{
	size_t lo = 0, hi = e->sorted;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = elems_compare(e, &e->list[mid], &w->elems,
					  &w->elem);

		if (order == 0)
			return &e->list[mid];
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static struct state_elem *find_waiting(const struct elems *e,
				       const struct wanted *w)
{
	for (size_t i = e->sorted; i < e->count; i++)
		if (!e->list[i].gone &&
		    elems_compare(e, &e->list[i], &w->elems, &w->elem) == 0)
			return &e->list[i];
	return NULL;
}

static struct state_elem *find(struct elems *e, const struct wanted *w)
{
	struct state_elem *found;

	if (e->count - e->sorted > WAITING_MAX)
		elems_settle(e);
	found = find_sorted(e, w);
	return found && !found->gone ? found : find_waiting(e, w);
}

struct state_elem *elems_find(struct elems *e, const struct nlattr *item)
{
	struct wanted w;

	want(&w, item);
	return find(e, &w);
}

/* It may have been added more than once. */
bool elems_remove(struct elems *e, const struct nlattr *item)
{
	struct state_elem *found;
	struct wanted w;
	bool any = false;

	want(&w, item);
	while ((found = find(e, &w))) {
		found->gone = any = true;
		e->gone++;
	}
	return any;
}

/* The latest of those that came later with the element's key. */
static const struct state_elem *latest(const struct elems *e,
				       const struct state_elem *elem)
{
	size_t lo = 0, hi = e->nagain;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (is_before(e, elem, &e->again[mid]))
			hi = mid;
		else
			lo = mid + 1;
	}
	return &e->again[lo - 1];
}

void elems_low(const struct elems *e, const struct state_elem *elem,
	       struct arena *a, struct low_elem *ret)
{
	const struct state_elem *later;
	struct low_elem other;

	decode_one_elem(elems_item(e, elem), elems_source(e, elem)->nlh, ret,
			a);
	if (!elem->again)
		return;
	later = latest(e, elem);
	decode_one_elem(elems_item(e, later), elems_source(e, later)->nlh,
			&other, a);
	ret->have_timeout = true;
	ret->timeout_ms = other.timeout_ms;
	ret->expires = other.expires;
	ret->expires_ms = other.expires_ms;
}
