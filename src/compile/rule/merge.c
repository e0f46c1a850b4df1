#include "config.h"

#include "compile/rule/merge.h"

#include "compile/expr/select.h"
#include "compile/scope/differs.h"

#include <linux/netfilter/nf_tables.h>
#include <net/ethernet.h>
#include <string.h>

#define MERGE_MAX 64 /* matches of one run that are looked at together */

/* A plain comparison of whole bytes of a header with a constant. */
static bool is_mergeable(const struct rule_item *item)
{
	return item->left && item->op == REL_EQ && !item->dropped &&
	       item->left->kind == TX_PAYLOAD &&
	       item->right->kind == TX_VALUE &&
	       !tx_is_bitfield(item->left);
}

static bool names_protocol(const struct tx *e)
{
	const struct proto_field *f = e->payload.field;
	const struct proto *p = e->payload.proto;

	if (!f)
		return false;
	return (p->key_field && f->index == p->key_field) ||
	       ((p->id == PROTO_ICMP || p->id == PROTO_ICMPV6) &&
		strcmp(f->name, "type") == 0);
}

/* Loads of more than 32 bits cost one comparison more than they save, unless
 * they are long already or the link layer's. */
static bool worth_it(const struct tx *a, const struct tx *b)
{
	uint32_t total = (uint32_t)a->len_bits + b->len_bits;

	return total <= 128 &&
	       (total <= 32 || a->payload.base == BASE_LL ||
		a->len_bits > 32 || b->len_bits > 32);
}

static bool are_neighbours(const struct tx *a, const struct tx *b)
{
	return a->payload.base == b->payload.base &&
	       a->payload.tunnel == b->payload.tunnel &&
	       a->payload.off_bits + a->len_bits == b->payload.off_bits &&
	       worth_it(a, b);
}

static void merge_two(struct arena *a, struct rule_item **low,
		      struct rule_item *high)
{
	const struct rule_item *first = *low;
	struct rule_item *kept = names_protocol(high->left) ? high : *low;
	struct vtype t = { .dt = &dtype_hex, .order = ORDER_BIG };
	uint32_t n = tx_len_bytes(first->left);
	struct tx *load = arena_memdup(a, first->left, sizeof(*load));
	struct tx *val;

	t.len_bits = (uint16_t)(first->left->len_bits + high->left->len_bits);
	val = tx_value_new(a, t, first->right->at);
	memcpy(val->bytes, first->right->bytes, n);
	memcpy(val->bytes + n, high->right->bytes, tx_len_bytes(high->left));
	load->len_bits = t.len_bits;
	load->dt = t.dt;
	load->payload.field = NULL;
	(*low)->dropped = true;
	high->dropped = true;
	kept->dropped = false;
	kept->left = load;
	kept->right = val;
	*low = kept;
}

static bool is_before(const struct tx *a, const struct tx *b)
{
	if (a->payload.base != b->payload.base)
		return a->payload.base < b->payload.base;
	return a->payload.off_bits < b->payload.off_bits;
}

/* Few of them: insertion keeps equal ones in order of the text. */
static void sort_items(struct rule_item **items, unsigned int n)
{
	for (unsigned int i = 1; i < n; i++) {
		struct rule_item *one = items[i];
		unsigned int at = i;

		for (; at && is_before(one->left, items[at - 1]->left); at--)
			items[at] = items[at - 1];
		items[at] = one;
	}
}

static void merge_run(struct arena *a, struct rule_item **items,
		      unsigned int n)
{
	struct rule_item *low;

	if (n < 2)
		return;
	sort_items(items, n);
	low = items[0];
	for (unsigned int i = 1; i < n; i++) {
		if (are_neighbours(low->left, items[i]->left))
			merge_two(a, &low, items[i]);
		else
			low = items[i];
	}
}

static bool is_flags(const struct rule_item *item)
{
	return item->left && item->flags &&
	       item->left->bitwise.arg->kind == TX_PAYLOAD;
}

/* nft takes flags that stand without an operator for a value, and joins them. */
static void warn_of_flags(struct rule_build *r, const struct rule_item *item,
			  struct rule_item *const *run, unsigned int n)
{
	const struct tx *flags = item->left->bitwise.arg;

	for (unsigned int i = 0; i < n; i++)
		if (are_neighbours(flags, run[i]->left) ||
		    are_neighbours(run[i]->left, flags))
			differs_say(r->c, DIFFERS_MERGED, item->at);
}

static void end_run(struct rule_build *r, const struct rule_item *from,
		    struct rule_item **run, unsigned int n)
{
	for (const struct rule_item *item = from; n && item && item->left;
	     item = item->next)
		if (is_flags(item))
			warn_of_flags(r, item, run, n);
	merge_run(&r->c->scratch, run, n);
}

static uint16_t own_ethertype(uint8_t family)
{
	if (family == FAMILY_IP)
		return ETHERTYPE_IP;
	return family == FAMILY_IP6 ? ETHERTYPE_IPV6 : 0;
}

/* `meta protocol ip` in a table of family ip is always true. */
static bool is_redundant(const struct rule_build *r,
			 const struct rule_item *item)
{
	uint16_t own = own_ethertype(r->family);
	uint8_t be[2] = { (uint8_t)(own >> 8), (uint8_t)own };

	return own && item->left && item->next && item->op == REL_EQ &&
	       item->left->kind == TX_META && !item->left->key.tunnel &&
	       item->left->key.key->number == NFT_META_PROTOCOL &&
	       item->right->kind == TX_VALUE &&
	       memcmp(item->right->bytes, be, 2) == 0;
}

void merge_matches(struct rule_build *r)
{
	struct rule_item *run[MERGE_MAX];
	const struct rule_item *from = r->first;
	unsigned int n = 0;

	for (struct rule_item *item = r->first; item; item = item->next) {
		item->dropped = is_redundant(r, item);
		if (is_mergeable(item) && n < MERGE_MAX)
			run[n++] = item;
		if (item->left)
			continue;
		end_run(r, from, run, n);
		from = item->next;
		n = 0;
	}
	end_run(r, from, run, n);
}
