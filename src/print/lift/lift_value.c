#include "config.h"

#include "print/lift/lift_in.h"

#include "print/lift/lift_names.h"
#include "print/lift/lift_time.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- numbers ---- */

/* Most significant byte first. */
static void to_big(struct vtype t, const uint8_t *bytes, uint32_t len,
		   uint8_t *ret)
{
	memcpy(ret, bytes, len);
	if (t.order == ORDER_HOST)
		bytes_swap(ret, len);
}

static struct ast_expr *hex(struct lift *l, const uint8_t *num, uint32_t len,
			    unsigned int digits)
{
	char text[2 * BYTES_MAX + 3] = "0x";
	char *at = text + 2;
	bool shown = false;

	for (unsigned int i = 0; i < 2 * len; i++) {
		unsigned int d = num[i / 2] >> (i % 2 ? 0 : 4) & 0xf;

		shown |= d || 2 * len - i <= MAX(digits, 1u);
		if (shown)
			*at++ = "0123456789abcdef"[d];
	}
	*at = 0;
	return lift_word(l, text, AST_NUMBER);
}

/* Numbers of more than 64 bits, by long division. */
static struct ast_expr *decimal(struct lift *l, const uint8_t *num,
				uint32_t len)
{
	char text[3 * BYTES_MAX], *at = text + sizeof(text) - 1;
	uint8_t rest[BYTES_MAX];

	memcpy(rest, num, len);
	*at = 0;
	do {
		unsigned int carry = 0;

		for (uint32_t i = 0; i < len; i++) {
			unsigned int n = carry << 8 | rest[i];

			rest[i] = (uint8_t)(n / 10);
			carry = n % 10;
		}
		*--at = (char)('0' + carry);
	} while (!bytes_is_zero(rest, len));
	return lift_word(l, at, AST_NUMBER);
}

/* How numbers of a type are written: decimal where no row says otherwise. */
static const struct {
	uint8_t id;
	uint8_t digits; /* at least, in hexadecimal */
} in_hex[] = {
	{ DT_MARK, 8 }, { DT_ETHERTYPE, 4 }, { DT_DSCP, 2 }, { DT_ECN, 1 },
	{ DT_TCP_FLAG, 1 }, { DT_BITMASK, 1 }, { DT_CT_STATE, 1 },
	{ DT_CT_STATUS, 1 }, { DT_CT_EVENTBIT, 1 },
};

/* JSON's numbers end at 64 bits; longer ones are words in it. */
static struct ast_expr *long_number(struct lift *l, const uint8_t *num,
				    uint32_t len)
{
	struct ast_expr *e = hex(l, num, len, 1);

	e->flags = 0;
	return e;
}

static struct ast_expr *number(struct lift *l, struct vtype t,
			       const uint8_t *num, uint32_t len)
{
	if (l->opt->json && len > 8 && !bytes_is_zero(num, len - 8))
		return long_number(l, num, len);
	/* JSON has no hexadecimal numbers. */
	for (size_t i = 0; i < ARRAY_SIZE(in_hex) && !l->opt->json; i++)
		if (in_hex[i].id == t.dt->id)
			return hex(l, num, len, in_hex[i].digits);
	return t.dt == &dtype_hex && !l->opt->json ? hex(l, num, len, 1) :
						     decimal(l, num, len);
}

static uint64_t number_of(const uint8_t *num, uint32_t len)
{
	return bytes_get_be(num + (len > 8 ? len - 8 : 0), MIN(len, 8u));
}

/* ---- words ---- */

static const char *symbol(const struct dtype *dt, uint64_t value)
{
	for (unsigned int i = 0; i < dt->nsymbols; i++)
		if (dt->symbols[i].value == value)
			return dt->symbols[i].name;
	return NULL;
}

/* Types whose words stand in quotes. */
static uint8_t quoting(const struct dtype *dt)
{
	return dt->id == DT_TIME_DAY || dt->id == DT_IFINDEX ||
	       dt->id == DT_REALM || dt->id == DT_DEVGROUP ||
	       dt->id == DT_UID || dt->id == DT_GID ||
	       dt->id == DT_CGROUPV2 || dt->id == DT_INET_SERVICE ?
	       AST_QUOTED : 0;
}

static bool has_word(const struct lift *l, const struct dtype *dt)
{
	const struct print_options *o = l->opt;

	switch (dt->source) {
	case SYMBOLS_PROTOCOL:
		return !o->numeric_proto && !o->numeric;
	case SYMBOLS_SERVICE:
		return o->service;
	case SYMBOLS_USER:
	case SYMBOLS_GROUP:
		return o->guid;
	case SYMBOLS_HOST4:
	case SYMBOLS_HOST6:
		return false;
	case SYMBOLS_IFINDEX:
	case SYMBOLS_CGROUP:
		return true;
	default:
		return !o->numeric;
	}
}

static struct ast_expr *word_of(struct lift *l, const struct dtype *dt,
				uint64_t value)
{
	const char *name = NULL;

	/* Codes depend on the type of the message, which is not known here. */
	if (dt->id == DT_ICMP_CODE || dt->id == DT_ICMPV6_CODE ||
	    !has_word(l, dt))
		return NULL;
	name = symbol(dt, value);
	if (!name)
		name = lift_name(l->names, dt, value);
	return name ? lift_word(l, name, quoting(dt)) : NULL;
}

/* ---- types with a form of their own ---- */

static struct ast_expr *address_digits(struct lift *l, const uint8_t *num,
				       uint32_t len)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(len == 4 ? AF_INET : AF_INET6, num, text, sizeof(text));
	return lift_word(l, text, 0);
}

static struct ast_expr *address(struct lift *l, const uint8_t *num,
				uint32_t len)
{
	const char *name = l->opt->reversedns ?
		lift_host_name(l->names, num, len) : NULL;

	return name ? lift_word(l, name, 0) : address_digits(l, num, len);
}

static struct ast_expr *link_address(struct lift *l, const uint8_t *num,
				     uint32_t len)
{
	char text[3 * BYTES_MAX];

	for (uint32_t i = 0; i < len; i++)
		snprintf(text + 3 * i, 4, "%02x:", num[i]);
	text[3 * len - 1] = 0;
	return lift_word(l, text, 0);
}

static struct ast_expr *class_id(struct lift *l, const struct dtype *dt,
				 uint64_t value)
{
	const char *name = symbol(dt, value);
	char text[24];

	snprintf(text, sizeof(text), "%" PRIx64 ":%" PRIx64, value >> 16,
		 value & 0xffff);
	return lift_word(l, name ? name : text, 0);
}

/* Text without a way to write quotes. An asterisk at the end is a pattern's. */
static struct ast_expr *string(struct lift *l, const uint8_t *bytes,
			       uint32_t len)
{
	char text[BYTES_MAX + 2];
	uint32_t n = (uint32_t)strnlen((const char *)bytes, len);

	if (memchr(bytes, '"', n) || !bytes_is_zero(bytes + n, len - n))
		return NULL;
	memcpy(text, bytes, n);
	if (n && text[n - 1] == '*') {
		text[n - 1] = '\\';
		text[n++] = '*';
	}
	text[n] = 0;
	return lift_word(l, text, AST_QUOTED);
}

struct ast_expr *lift_starred(struct lift *l, const uint8_t *bytes,
			      uint32_t len)
{
	char text[BYTES_MAX + 2];

	if (memchr(bytes, '"', len) || memchr(bytes, 0, len))
		return NULL;
	memcpy(text, bytes, len);
	text[len] = '*';
	text[len + 1] = 0;
	return lift_word(l, text, AST_QUOTED);
}

/* ---- flags ---- */

/* The grammar takes these words elsewhere, so that they stand in quotes. */
static uint8_t flag_quoting(const struct lift *l, const char *name)
{
	static const char *const words[] = { "helper", "mark", "offload",
					     "secmark" };

	for (size_t i = 0; i < ARRAY_SIZE(words) && !l->opt->json; i++)
		if (strcmp(words[i], name) == 0)
			return AST_QUOTED;
	return 0;
}

static struct ast_expr *flag_word(struct lift *l, struct vtype t,
				  uint64_t bit, unsigned int n, bool words)
{
	const char *name = !words || l->opt->numeric ? NULL :
						       symbol(t.dt, bit);
	uint8_t num[8];

	if (t.dt->id == DT_CT_LABEL) {
		name = lift_name(l->names, t.dt, n);
		return name ? lift_word(l, name, AST_QUOTED) :
			      lift_number(l, n);
	}
	bytes_put_be(num, sizeof(num), bit);
	return name ? lift_word(l, name, flag_quoting(l, name)) :
		      number(l, t, num, sizeof(num));
}

/* Each bit alone. */
static struct ast_expr *flags_of(struct lift *l, struct vtype t,
				 const uint8_t *num, uint32_t len, bool words,
				 uint32_t *ret_count)
{
	struct ast_expr *first = NULL, **last = &first;

	*ret_count = 0;
	for (unsigned int n = 0; n < 8 * len; n++) {
		if (!(num[len - 1 - n / 8] & 1u << n % 8))
			continue;
		*last = flag_word(l, t, n < 64 ? UINT64_C(1) << n : 0, n,
				  words);
		last = &(*last)->next;
		++*ret_count;
	}
	return first ? first : number(l, t, num, len);
}

static struct ast_expr *flag_list(struct lift *l, struct vtype t,
				  const uint8_t *num, uint32_t len)
{
	uint32_t count;
	struct ast_expr *first = flags_of(l, t, num, len, true, &count), *list;

	if (count < 2)
		return first;
	list = lift_node(l, AST_LIST);
	list->list.first = first;
	list->list.count = count;
	return list;
}

static struct ast_expr *flag_sum(struct lift *l, struct vtype t,
				 const uint8_t *num, uint32_t len, bool words)
{
	uint32_t count;
	struct ast_expr *sum = flags_of(l, t, num, len, words, &count);
	struct ast_expr *next = sum->next, *after;

	sum->next = NULL;
	for (; next; next = after) {
		after = next->next;
		next->next = NULL;
		sum = lift_binop(l, OP_OR, sum, next);
	}
	return sum;
}

static bool is_flags(const struct dtype *dt)
{
	return dtype_is_a(dt, DT_BITMASK) && dt->id != DT_BITMASK;
}

/* ---- one value ---- */

static struct ast_expr *boolean(struct lift *l, struct vtype t,
				const uint8_t *num, uint32_t len)
{
	uint64_t value = number_of(num, len);
	struct ast_expr *e;

	if (!l->opt->json || value > 1) {
		e = word_of(l, t.dt, value);
		return e ? e : number(l, t, num, len);
	}
	e = lift_node(l, AST_BOOL);
	e->num = value;
	return e;
}

/* JSON has these as words, also those without a name. */
static bool is_word(const struct dtype *dt)
{
	return dt->id == DT_IFINDEX || dt->id == DT_REALM;
}

static struct ast_expr *one(struct lift *l, struct vtype t, const uint8_t *num,
			    uint32_t len)
{
	uint64_t value = number_of(num, len);
	struct ast_expr *e;

	switch (t.dt->id) {
	case DT_BOOLEAN:
		return boolean(l, t, num, len);
	case DT_IPADDR:
	case DT_IP6ADDR:
		return len == 4 || len == 16 ? address(l, num, len) : NULL;
	case DT_ETHERADDR:
	case DT_LLADDR:
		return link_address(l, num, len);
	case DT_CLASSID:
		return class_id(l, t.dt, value);
	case DT_TIME:
	case DT_TIME_DATE:
	case DT_TIME_HOUR:
		return lift_time(l, t.dt, value);
	default:
		e = word_of(l, t.dt, value);
		if (!e)
			e = number(l, t, num, len);
		if (l->opt->json && is_word(t.dt))
			e->flags = 0;
		return e;
	}
}

static struct ast_expr *typed(struct lift *l, struct vtype t,
			      const uint8_t *bytes, uint32_t len, bool operand)
{
	uint8_t num[BYTES_MAX];

	if (!len || len > BYTES_MAX || !t.dt)
		return NULL;
	if (dtype_is_a(t.dt, DT_STRING))
		return string(l, bytes, len);
	to_big(t, bytes, len, num);
	/* Events are only set, as a list. */
	if (is_flags(t.dt))
		return operand && t.dt->id != DT_CT_EVENTBIT ?
			flag_sum(l, t, num, len, true) :
			flag_list(l, t, num, len);
	return one(l, t, num, len);
}

struct ast_expr *lift_one(struct lift *l, struct vtype t, const uint8_t *bytes,
			  uint32_t len)
{
	return typed(l, t, bytes, len, false);
}

struct ast_expr *lift_operand(struct lift *l, struct vtype t,
			      const uint8_t *bytes, uint32_t len)
{
	return typed(l, t, bytes, len, true);
}

struct ast_expr *lift_plain_number(struct lift *l, struct vtype t,
				   const uint8_t *bytes, uint32_t len)
{
	uint8_t num[BYTES_MAX];

	if (len > BYTES_MAX)
		return NULL;
	to_big(t, bytes, len, num);
	return number(l, t, num, len);
}

/* Numbers without a word once they are turned. */
static bool is_wordless(const struct dtype *dt, const uint8_t *num,
			uint32_t len)
{
	return (dt->nsymbols || is_flags(dt)) && dt->id != DT_CLASSID &&
	       !bytes_is_zero(num, len);
}

struct ast_expr *lift_turned(struct lift *l, struct vtype t,
			     const uint8_t *num, uint32_t len)
{
	if (!is_wordless(t.dt, num, len))
		return lift_operand(l, t, num, len);
	return is_flags(t.dt) ? flag_sum(l, t, num, len, false) :
				number(l, t, num, len);
}

struct ast_expr *lift_exact(struct lift *l, struct vtype t,
			    const uint8_t *bytes, uint32_t len)
{
	uint8_t num[BYTES_MAX];
	uint32_t count;

	if (!is_flags(t.dt) || len > BYTES_MAX || t.order != ORDER_BIG)
		return lift_operand(l, t, bytes, len);
	to_big(t, bytes, len, num);
	(void)flags_of(l, t, num, len, true, &count);
	return count > 1 ? number(l, t, num, len) :
			   lift_operand(l, t, bytes, len);
}

/* ---- several values ---- */

struct ast_expr *lift_prefix(struct lift *l, struct vtype t,
			     const uint8_t *bytes, uint32_t len, uint32_t bits)
{
	struct ast_expr *e = lift_node(l, AST_PREFIX);

	e->prefix.expr = lift_one(l, t, bytes, len);
	e->prefix.len = bits;
	return e->prefix.expr ? e : NULL;
}

/* The ends of ranges are numbers, in quotes only where words are names of
 * things. */
static struct ast_expr *bound(struct lift *l, struct vtype t,
			      const uint8_t *num, uint32_t len)
{
	t.order = ORDER_BIG;
	if (dtype_is_a(t.dt, DT_STRING))
		return string(l, num, len);
	if (l->opt->json &&
	    (t.dt->nsymbols || t.dt->source == SYMBOLS_FILE))
		return one(l, t, num, len);
	if (t.dt->id == DT_TIME)
		return lift_seconds(l, number_of(num, len));
	if ((t.dt->id == DT_IPADDR || t.dt->id == DT_IP6ADDR) && !l->opt->json)
		return address_digits(l, num, len);
	if (is_flags(t.dt) ||
	    (dtype_is_integer(t.dt) && (t.dt->nsymbols ||
					t.dt->source == SYMBOLS_PROTOCOL ||
					t.dt->source == SYMBOLS_SERVICE ||
					t.dt->source == SYMBOLS_FILE) &&
	     t.dt->id != DT_CLASSID))
		return number(l, t, num, len);
	return one(l, t, num, len);
}

/* The number of bits that all of a range share, if it is all of such values;
 * -1: it is not. */
static int prefix_of(const uint8_t *from, const uint8_t *to, uint32_t len)
{
	uint8_t mask[BYTES_MAX];

	for (unsigned int bits = 0; bits <= 8 * len; bits++) {
		uint32_t i;

		bytes_prefix_mask(mask, len, bits);
		for (i = 0; i < len; i++)
			if ((from[i] & (uint8_t)~mask[i]) ||
			    to[i] != (from[i] | (uint8_t)~mask[i]))
				break;
		if (i == len)
			return (int)bits;
	}
	return -1;
}

static struct ast_expr *wildcard(struct lift *l, const uint8_t *from,
				 const uint8_t *to, uint32_t len)
{
	int bits = prefix_of(from, to, len);

	if (bits < 8 || bits % 8)
		return NULL;
	return lift_starred(l, from, (uint32_t)bits / 8);
}

typedef struct ast_expr *bound_fn(struct lift *l, struct vtype t,
				  const uint8_t *num, uint32_t len);

static struct ast_expr *turned_bound(struct lift *l, struct vtype t,
				     const uint8_t *num, uint32_t len)
{
	return is_wordless(t.dt, num, len) ? lift_turned(l, t, num, len) :
					     bound(l, t, num, len);
}

/* In a set, flags are not told apart. */
static struct ast_expr *turned_member(struct lift *l, struct vtype t,
				      const uint8_t *num, uint32_t len)
{
	return is_wordless(t.dt, num, len) ? number(l, t, num, len) :
					     bound(l, t, num, len);
}

static struct ast_expr *span(struct lift *l, struct vtype t,
			     const uint8_t *from, const uint8_t *to,
			     uint32_t len, bound_fn *fn)
{
	struct ast_expr *e = lift_node(l, AST_RANGE);

	e->pair.left = fn(l, t, from, len);
	e->pair.right = fn(l, t, to, len);
	return e->pair.left && e->pair.right ? e : NULL;
}

struct ast_expr *lift_span(struct lift *l, struct vtype t, const uint8_t *from,
			   const uint8_t *to, uint32_t len, bool turned)
{
	return span(l, t, from, to, len, turned ? turned_bound : bound);
}

/* One flag has no word once it is turned; several have. */
static struct ast_expr *member(struct lift *l, struct vtype t,
			       const uint8_t *num, uint32_t len, bool turned)
{
	struct ast_expr *e = lift_operand(l, t, num, len);

	return turned && e && e->kind != AST_BINOP ?
		lift_turned(l, t, num, len) : e;
}

struct ast_expr *lift_bounds(struct lift *l, struct vtype t,
			     const uint8_t *from, const uint8_t *to,
			     uint32_t len, bool turned)
{
	int bits;

	t.order = dtype_is_a(t.dt, DT_STRING) ? t.order : ORDER_BIG;
	if (memcmp(from, to, len) == 0)
		return member(l, t, from, len, turned);
	if (dtype_is_a(t.dt, DT_STRING))
		return wildcard(l, from, to, len);
	bits = t.dt->id == DT_IPADDR || t.dt->id == DT_IP6ADDR ?
		prefix_of(from, to, len) : -1;
	if (bits >= 0)
		return lift_prefix(l, t, from, len, (uint32_t)bits);
	return span(l, t, from, to, len, turned ? turned_member : bound);
}
