#include "config.h"

#include "compile/set/set_elems.h"

#include "compile/value/literal.h"
#include "tables/proto.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/*
 * Most elements of long lists are addresses, numbers and prefixes.  They go
 * from their text to key bytes here, without nodes; whatever looks unusual or
 * wrong is left to the parser, which knows all forms and reports mistakes.
 */

/* A field's text and what it comes to, most significant byte first. */
struct field {
	const char *s;
	size_t len;
	uint8_t lo[16], hi[16];
	bool range;
};

struct cursor {
	const char *s, *end, *start;
};

static void skip_blanks(struct cursor *cur)
{
	while (cur->s < cur->end && (*cur->s == ' ' || *cur->s == '\t'))
		cur->s++;
}

static void take_token(struct cursor *cur, struct field *f)
{
	const char *blank;

	skip_blanks(cur);
	f->s = cur->s;
	blank = memchr(f->s, ' ', (size_t)(cur->end - f->s));
	cur->s = blank ? blank : cur->end;
	blank = memchr(f->s, '\t', (size_t)(cur->s - f->s));
	cur->s = blank ? blank : cur->s;
	f->len = (size_t)(cur->s - f->s);
}

/* One character by itself, with blanks around it. */
static bool take_mark(struct cursor *cur, char mark)
{
	skip_blanks(cur);
	if (cur->end - cur->s < 2 || cur->s[0] != mark ||
	    (cur->s[1] != ' ' && cur->s[1] != '\t'))
		return false;
	cur->s++;
	return true;
}

static void prefix_bounds(struct field *f, size_t bytes, uint64_t bits)
{
	uint8_t mask[16];

	bytes_prefix_mask(mask, bytes, (unsigned int)bits);
	for (size_t i = 0; i < bytes; i++) {
		f->lo[i] &= mask[i];
		f->hi[i] = (uint8_t)(f->lo[i] | ~mask[i]);
	}
	f->range = true;
}

typedef const char *scanner(const char *s, const char *end, uint8_t *be);

/* An address, a prefix or a range of addresses. */
static bool read_address(struct field *f, size_t bytes, scanner *scan)
{
	const char *end = f->s + f->len, *s = scan(f->s, end, f->lo);
	uint64_t bits;

	if (!s)
		return false;
	if (s == end) {
		memcpy(f->hi, f->lo, bytes);
		return true;
	}
	f->range = true;
	if (*s == '-')
		return scan(s + 1, end, f->hi) == end &&
		       memcmp(f->lo, f->hi, bytes) <= 0;
	if (*s != '/' || !literal_u64(s + 1, (size_t)(end - s - 1), &bits) ||
	    bits > 8 * bytes)
		return false;
	prefix_bounds(f, bytes, bits);
	return true;
}

static bool only_digits(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static bool put_number(const char *s, size_t len, struct vtype t, uint8_t *be)
{
	uint64_t num;

	if (!only_digits(s, len) || !literal_u64(s, len, &num) ||
	    (t.len_bits < 64 && num >> t.len_bits))
		return false;
	bytes_put_be(be, DIV_ROUND_UP((size_t)t.len_bits, 8u), num);
	return true;
}

static bool read_number(struct field *f, struct vtype t)
{
	size_t bytes = DIV_ROUND_UP((size_t)t.len_bits, 8u);
	const char *sep = memchr(f->s, '-', f->len);
	size_t head = sep ? (size_t)(sep - f->s) : f->len;

	if (bytes > sizeof(f->lo) || !put_number(f->s, head, t, f->lo))
		return false;
	memcpy(f->hi, f->lo, bytes);
	f->range = sep;
	if (!sep)
		return true;
	return put_number(sep + 1, f->len - head - 1, t, f->hi) &&
	       memcmp(f->lo, f->hi, bytes) <= 0;
}

static bool read_protocol(struct field *f, struct vtype t)
{
	char name[16];
	int number;

	if (read_number(f, t))
		return true;
	if (f->len >= sizeof(name))
		return false;
	memcpy(name, f->s, f->len);
	name[f->len] = '\0';
	number = proto_l4_by_name(name);
	if (number < 0)
		return false;
	f->lo[0] = f->hi[0] = (uint8_t)number;
	return true;
}

/* "name" without a wildcard. */
static bool read_string(struct field *f, struct vtype t)
{
	size_t len = f->len;

	if (t.len_bits != 8 * sizeof(f->lo) || len < 3 || f->s[0] != '"' ||
	    f->s[len - 1] != '"' || memchr(f->s + 1, '"', len - 2) ||
	    f->s[len - 2] == '*' || len - 2 >= sizeof(f->lo))
		return false;
	memset(f->lo, 0, sizeof(f->lo));
	memcpy(f->lo, f->s + 1, len - 2);
	memcpy(f->hi, f->lo, sizeof(f->lo));
	return true;
}

/* Types whose numbers mean just that. */
static const bool plain_number[DT_COUNT] = {
	[DT_NFPROTO] = true, [DT_INTEGER] = true, [DT_ETHERTYPE] = true,
	[DT_ARPOP] = true, [DT_INET_SERVICE] = true, [DT_ICMP_TYPE] = true,
	[DT_ICMP6_TYPE] = true, [DT_MARK] = true, [DT_REALM] = true,
	[DT_PKTTYPE] = true, [DT_DSCP] = true, [DT_UID] = true,
	[DT_GID] = true,
};

static bool read_field(struct field *f, struct vtype t)
{
	f->range = false;
	switch (t.dt->id) {
	case DT_IPADDR:
		return read_address(f, 4, literal_scan_ipv4);
	case DT_IP6ADDR:
		return read_address(f, 16, literal_scan_ipv6);
	case DT_INET_PROTOCOL:
		return read_protocol(f, t);
	case DT_IFNAME:
		return read_string(f, t);
	default:
		return plain_number[t.dt->id] && read_number(f, t);
	}
}

/* Bytes of a field as a set without ranges holds them. */
static void put_ordered(uint8_t *dst, const uint8_t *be, struct vtype t)
{
	size_t len = DIV_ROUND_UP((size_t)t.len_bits, 8u);

	memcpy(dst, be, len);
	if (t.order != ORDER_BIG && t.dt->id != DT_IFNAME &&
	    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		bytes_swap(dst, len);
}

static bool take_key(const struct elem_reader *r, struct cursor *cur,
		     struct elem *elem)
{
	bool ranges = r->set->flags & NFT_SET_INTERVAL;
	uint32_t off = 0;
	struct field f;

	for (unsigned int i = 0; i < r->key.n; i++) {
		struct vtype t = r->key.f[i];
		size_t len = DIV_ROUND_UP((size_t)t.len_bits, 8u);

		if (i && !take_mark(cur, '.'))
			return false;
		take_token(cur, &f);
		if (!f.len || !read_field(&f, t) || (f.range && !ranges))
			return false;
		if (r->key.concat && len % 4) {
			memset(elem->lo + off, 0, ROUND_UP(len, (size_t)4));
			memset(elem->hi + off, 0, ROUND_UP(len, (size_t)4));
		}
		if (ranges) {
			memcpy(elem->lo + off, f.lo, len);
			memcpy(elem->hi + off, f.hi, len);
		} else {
			put_ordered(elem->lo + off, f.lo, t);
		}
		off += ROUND_UP((uint32_t)len, 4u);
	}
	return true;
}

static bool is_name(const struct field *f)
{
	for (size_t i = 0; i < f->len; i++) {
		char c = f->s[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    c != '_' && c != '.' &&
		    !(i && ((c >= '0' && c <= '9') || c == '/' || c == '-')))
			return false;
	}
	return f->len;
}

static bool token_eq(const struct field *f, const char *word)
{
	return f->len == strlen(word) && memcmp(f->s, word, f->len) == 0;
}

static bool take_verdict(const struct elem_reader *r, struct cursor *cur,
			 struct elem_extra *x)
{
	struct low_verdict v = { 0 };
	struct field f;

	take_token(cur, &f);
	if (token_eq(&f, "accept")) {
		v.code = VERDICT_ACCEPT;
	} else if (token_eq(&f, "drop")) {
		v.code = VERDICT_DROP;
	} else if (token_eq(&f, "jump") || token_eq(&f, "goto")) {
		v.code = f.s[0] == 'j' ? VERDICT_JUMP : VERDICT_GOTO;
		take_token(cur, &f);
		if (!is_name(&f))
			return false;
		v.chain = strpool_intern(r->c->strings, f.s, f.len);
		x->ref_at.off = (uint32_t)(f.s - cur->start);
		x->ref_at.len = (uint32_t)f.len;
	} else {
		return false;
	}
	x->verdict = arena_memdup(r->keep, &v, sizeof(v));
	return true;
}

static bool take_datum(const struct elem_reader *r, struct cursor *cur,
		       struct elem_extra *x)
{
	const struct ktype *t = &r->set->data;
	struct field f;
	uint8_t *data;

	take_token(cur, &f);
	if (t->concat || r->set->data_interval || !f.len ||
	    !read_field(&f, t->f[0]) || f.range)
		return false;
	x->data_len = (uint16_t)ktype_len_bytes(t);
	data = arena_alloc(r->keep, x->data_len);
	put_ordered(data, f.lo, t->f[0]);
	x->data = data;
	return true;
}

bool elem_read_text(const struct elem_reader *r, const char *text, size_t len,
		    struct elem *elem)
{
	struct cursor cur = { text, text + len, text };

	if (r->fix || !take_key(r, &cur, elem))
		return false;
	elem->plain = !r->set->is_map;
	if (r->set->is_map) {
		if (r->set->obj_type || !take_mark(&cur, ':') ||
		    !(r->set->data_verdict ? take_verdict : take_datum)(
			    r, &cur, &elem->x))
			return false;
	}
	skip_blanks(&cur);
	return cur.s == cur.end;
}
