#include "config.h"

#include "items.h"

#include "base/bytes.h"
#include "tables/keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void items_init(struct items *t, uint8_t family)
{
	memset(t, 0, sizeof(*t));
	arena_init(&t->c.arena);
	arena_init(&t->c.scratch);
	diags_init(&t->diags);
	t->c.diags = &t->diags;
	t->where.family = family;
	t->r = (struct rule_build){ .c = &t->c, .where = &t->where,
				    .family = family, .table = "t" };
	t->r.last = &t->r.first;
	pctx_init(&t->r.pctx, family);
}

void items_release(struct items *t)
{
	diags_release(&t->diags);
	arena_release(&t->c.scratch);
	arena_release(&t->c.arena);
}

static struct tx *load_key(struct items *t, enum tx_kind kind,
			   const struct key *key)
{
	struct tx *e;

	assert_non_null(key);
	e = tx_new(&t->c.scratch, kind, (struct vtype){ key->dtype,
		   key->len_bits, key->order }, NOWHERE);
	if (kind == TX_CT)
		e->key.key = key;
	else
		e->key.key = key;
	return e;
}

static struct tx *load_field(struct items *t, const char *proto,
			     const char *field)
{
	const struct proto *p = proto_by_name(proto);
	const struct proto_field *f;
	struct tx *e;

	assert_non_null(p);
	f = proto_field_by_name(p, field);
	assert_non_null(f);
	e = tx_new(&t->c.scratch, TX_PAYLOAD, (struct vtype){ f->dtype,
		   f->len_bits, ORDER_BIG }, NOWHERE);
	e->payload.proto = p;
	e->payload.field = f;
	e->payload.base = (uint8_t)p->base;
	e->payload.off_bits = f->off_bits;
	return e;
}

struct tx *items_load(struct items *t, const char *selector)
{
	const char *second = strchr(selector, ' ');
	char first[16];

	assert_non_null(second);
	assert_true((size_t)(second - selector) < sizeof(first));
	memcpy(first, selector, (size_t)(second - selector));
	first[second++ - selector] = '\0';
	if (strcmp(first, "meta") == 0)
		return load_key(t, TX_META, key_by_name(KEYS_META, second));
	if (strcmp(first, "ct") == 0)
		return load_key(t, TX_CT, key_by_name(KEYS_CT, second));
	return load_field(t, first, second);
}

struct rule_item *items_match(struct items *t, const char *selector,
			      uint64_t number)
{
	struct rule_item *item = arena_new(&t->c.scratch, struct rule_item);

	item->left = items_load(t, selector);
	item->right = tx_value_new(&t->c.scratch, tx_type(item->left),
				   NOWHERE);
	item->op = REL_EQ;
	if (item->left->order == ORDER_HOST)
		bytes_put_host(item->right->bytes, tx_len_bytes(item->left),
			       number);
	else
		bytes_put_be(item->right->bytes, tx_len_bytes(item->left),
			     number);
	rule_append(&t->r, item);
	return item;
}

void items_code(struct items *t)
{
	rule_append(&t->r, arena_new(&t->c.scratch, struct rule_item));
}

/* ---- as text ---- */

static void format_printf(2, 3) put(struct items *t, const char *fmt, ...)
{
	size_t len = strlen(t->text);
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->text + len, ITEMS_TEXT_MAX - len, fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < ITEMS_TEXT_MAX - len);
}

static void put_load(struct items *t, const struct tx *e)
{
	static const char *const bases[] = {
		[BASE_LL] = "ll", [BASE_NH] = "nh", [BASE_TH] = "th",
	};

	if (e->kind == TX_META)
		put(t, "meta %s", e->key.key->name);
	else if (e->payload.field)
		put(t, "%s %s", e->payload.proto->name, e->payload.field->name);
	else
		put(t, "@%s,%" PRIu32 ",%u", bases[e->payload.base],
		    e->payload.off_bits, e->len_bits);
}

static void put_constant(struct items *t, const struct rule_item *item)
{
	uint32_t len = tx_len_bytes(item->left);
	const uint8_t *bytes = item->right->bytes;

	if (item->right->kind == TX_SETREF) {
		put(t, " a set");
	} else if (item->left->kind != TX_PAYLOAD || item->left->payload.field) {
		put(t, " %" PRIu64, item->left->order == ORDER_HOST ?
		    bytes_get_host(bytes, len) : bytes_get_be(bytes, len));
	} else {
		put(t, " ");
		for (uint32_t i = 0; i < len; i++)
			put(t, "%02x", bytes[i]);
	}
}

const char *items_text(struct items *t)
{
	t->text[0] = '\0';
	for (const struct rule_item *i = t->r.first; i; i = i->next) {
		if (i->dropped)
			continue;
		if (*t->text)
			put(t, "; ");
		if (!i->left) {
			put(t, "...");
			continue;
		}
		put_load(t, i->left);
		put_constant(t, i);
	}
	return t->text;
}
