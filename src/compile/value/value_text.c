#include "config.h"

#include "compile/value/value_text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "compile/scope/differs.h"
#include "compile/value/literal.h"
#include "compile/value/meant.h"
#include "tables/proto.h"
#include "tables/words.h"
#include "text/suggest.h"

static uint32_t want_bytes(struct vtype want)
{
	return DIV_ROUND_UP((uint32_t)want.len_bits, 8u);
}

static const char *text_of(const struct value_ctx *v, const struct ast_expr *e)
{
	return arena_strndup(&v->c->scratch, e->value.text, e->value.len);
}

static int too_large(const struct value_ctx *v, const struct ast_expr *e,
		     struct vtype want)
{
	int len = (int)MIN(e->value.len, 100u);

	if (want.len_bits > 64)
		return value_error(v, DIAG_RANGE, e,
				   "value %.*s exceeds the %u bits of %s", len,
				   e->value.text, want.len_bits,
				   want.dt->desc);
	return value_error(v, DIAG_RANGE, e,
			   "value %.*s exceeds the valid range 0-%" PRIu64
			   " of %s", len, e->value.text,
			   UINT64_MAX >> (64 - want.len_bits), want.dt->desc);
}

static int put_number(const struct value_ctx *v, const struct ast_expr *e,
		      uint64_t num, struct vtype want, uint8_t *be)
{
	if (want.len_bits < 64 && num >> want.len_bits)
		return too_large(v, e, want);
	bytes_put_be(be, want_bytes(want), num);
	return 0;
}

static int no_number(const struct value_ctx *v, const struct ast_expr *e,
		     const struct dtype *dt)
{
	int len = (int)MIN(e->value.len, 100u);

	if (!dt->nsymbols) {
		value_error(v, DIAG_TYPE, e,
			    "'%.*s' is not %s %s: expected a number", len,
			    e->value.text, util_article(dt->desc), dt->desc);
		meant_value(v->c, e);
		return -1;
	}
	value_error(v, DIAG_UNKNOWN_NAME, e, "unknown %s '%.*s'", dt->desc, len,
		    e->value.text);
	if (!suggest_among(v->c->diags, e->value.text, e->value.len,
			   dt->symbols, dt->nsymbols, sizeof(dt->symbols[0])))
		meant_value(v->c, e);
	return -1;
}

static bool find_symbol(const struct value_ctx *v, const struct ast_expr *e,
			const struct dtype *dt, uint64_t *ret_num)
{
	if (!dt->nsymbols || e->flags & AST_NUMBER)
		return false;
	return dtype_symbol(dt, text_of(v, e), ret_num);
}

int value_number_text(const struct value_ctx *v, const struct ast_expr *e,
		      struct vtype want, uint8_t *be)
{
	const char *text = e->value.text;
	uint32_t len = e->value.len;
	uint64_t num;
	int err;

	if (find_symbol(v, e, want.dt, &num))
		return put_number(v, e, num, want, be);
	if (e->flags & AST_NEGATIVE && len && *text == '-') {
		text++;
		len--;
	}
	if (literal_u64(text, len, &num)) {
		if (e->flags & AST_WRAPPED && !v->operand && !v->prefix)
			differs_say(v->c, DIFFERS_SIGN, e->at);
		if (e->flags & AST_NEGATIVE)
			num = (uint32_t)-num;
		return put_number(v, e, num, want, be);
	}
	err = literal_number(text, len, be, want_bytes(want));
	if (err == -EINVAL)
		return no_number(v, e, want.dt);
	if (err || bytes_width_bits(be, want_bytes(want)) > want.len_bits)
		return too_large(v, e, want);
	return 0;
}

static bool is_number(const struct ast_expr *e, uint64_t *ret_num)
{
	return !(e->flags & AST_NEGATIVE) &&
	       literal_u64(e->value.text, e->value.len, ret_num);
}

static bool only_of(const struct ast_expr *e, const char *chars)
{
	for (uint32_t i = 0; i < e->value.len; i++)
		if (!e->value.text[i] || !strchr(chars, e->value.text[i]))
			return false;
	return true;
}

static int read_host(const struct value_ctx *v, const struct ast_expr *e,
		     unsigned int len, uint8_t *be)
{
	const struct resolver *r = v->c->resolver;
	int err;

	memset(be, 0, len);
	/* What no host is called need not be asked for. */
	if (memchr(e->value.text, '/', e->value.len) ||
	    *e->value.text == '$') {
		value_error(v, DIAG_TYPE, e, "'%.*s' is not an IPv%d address",
			    (int)MIN(e->value.len, 100u), e->value.text,
			    len == 4 ? 4 : 6);
		meant_value(v->c, e);
		return -1;
	}
	err = r->host(r->ctx, text_of(v, e), len, be);
	return value_looked_up(v, e, err, "host name",
			       "the system's host name service");
}

static int read_ipv4(const struct value_ctx *v, const struct ast_expr *e,
		     struct vtype want, uint8_t *be)
{
	struct in_addr in;
	uint64_t num;

	if (literal_ipv4(e->value.text, e->value.len, be))
		return 0;
	if (e->flags & AST_NUMBER && is_number(e, &num))
		return put_number(v, e, num, want, be);
	/* What is left of the classic forms: octal parts, "10.1". */
	if (only_of(e, "0123456789abcdefABCDEFxX.") &&
	    inet_aton(text_of(v, e), &in)) {
		memcpy(be, &in, sizeof(in));
		return 0;
	}
	if (only_of(e, "0123456789.") ||
	    memchr(e->value.text, ':', e->value.len))
		return value_error(v, DIAG_TYPE, e,
				   "'%.*s' is not an IPv4 address",
				   (int)e->value.len, e->value.text);
	return read_host(v, e, 4, be);
}

static int read_ipv6(const struct value_ctx *v, const struct ast_expr *e,
		     struct vtype want, uint8_t *be)
{
	(void)want;
	if (literal_ipv6(e->value.text, e->value.len, be))
		return 0;
	if (only_of(e, "0123456789abcdefABCDEF.:") &&
	    !only_of(e, "abcdefABCDEF"))
		return value_error(v, DIAG_TYPE, e, "'%.*s' is not an IPv6 address",
				   (int)e->value.len, e->value.text);
	return read_host(v, e, 16, be);
}

static int unknown_service(const struct value_ctx *v, const struct ast_expr *e)
{
	const struct resolver *r = v->c->resolver;
	const char *best;
	struct suggest s;
	uint16_t port;

	value_error(v, DIAG_RESOLVE, e, "unknown service '%.*s'",
		    (int)e->value.len, e->value.text);
	suggest_init(&s, e->value.text, e->value.len);
	for (const char *const *name = words_services; *name; name++)
		suggest_try(&s, *name);
	if (meant_value(v->c, e))
		return -1;
	best = suggest_best(&s);
	if (!best || r->service(r->ctx, best, &port) != 0 ||
	    !suggest_hint(&s, v->c->diags))
		diag_hint(v->c->diags, "asked: /etc/services");
	return -1;
}

static void try_l4_name(void *s, const char *name)
{
	if (proto_l4_by_name(name) >= 0)
		suggest_try(s, name);
}

static int unknown_protocol(const struct value_ctx *v, const struct ast_expr *e)
{
	struct suggest s;

	value_error(v, DIAG_RESOLVE, e, "unknown protocol '%.*s'",
		    (int)e->value.len, e->value.text);
	suggest_init(&s, e->value.text, e->value.len);
	proto_each_name(try_l4_name, &s);
	if (!meant_value(v->c, e) && !suggest_hint(&s, v->c->diags))
		diag_hint(v->c->diags, "asked: /etc/protocols");
	return -1;
}

static int read_service(const struct value_ctx *v, const struct ast_expr *e,
			struct vtype want, uint8_t *be)
{
	const struct resolver *r = v->c->resolver;
	uint16_t port = 0;
	uint64_t num;
	int err;

	if (is_number(e, &num))
		return put_number(v, e, num, want, be);
	/* Not octal, such as 08: the service look-up reads it as decimal. */
	if (only_of(e, "0123456789") && e->value.len < 8) {
		for (num = 0, err = 0; err < (int)e->value.len; err++)
			num = num * 10 + (uint64_t)(e->value.text[err] - '0');
		return put_number(v, e, num, want, be);
	}
	err = r->service(r->ctx, text_of(v, e), &port);
	bytes_put_be(be, want_bytes(want), port);
	if (err == -ENOENT)
		return unknown_service(v, e);
	return value_looked_up(v, e, err, "service", "/etc/services");
}

static int read_protocol(const struct value_ctx *v, const struct ast_expr *e,
			 struct vtype want, uint8_t *be)
{
	const struct resolver *r = v->c->resolver;
	uint8_t number = 0;
	uint64_t num;
	int err;

	if (is_number(e, &num))
		return put_number(v, e, num, want, be);
	/* The protocols that are words of the language need no file. */
	err = proto_l4_by_name(text_of(v, e));
	if (err >= 0)
		return put_number(v, e, (uint64_t)err, want, be);
	err = r->protocol(r->ctx, text_of(v, e), &number);
	bytes_put_be(be, want_bytes(want), number);
	if (err == -ENOENT)
		return unknown_protocol(v, e);
	return value_looked_up(v, e, err, "protocol", "/etc/protocols");
}

static int read_id(const struct value_ctx *v, const struct ast_expr *e,
		   struct vtype want, uint8_t *be)
{
	const struct resolver *r = v->c->resolver;
	bool user = want.dt->source == SYMBOLS_USER;
	int err = -ENOENT;
	uint32_t id = 0;
	uint64_t num;

	if (!(e->flags & AST_NUMBER))
		err = (user ? r->user : r->group)(r->ctx, text_of(v, e), &id);
	if (err && is_number(e, &num))
		return put_number(v, e, num, want, be);
	bytes_put_be(be, want_bytes(want), id);
	return value_looked_up(v, e, err, user ? "user" : "group",
			       user ? "/etc/passwd and the system's user database"
				    : "/etc/group and the system's group database");
}

static int read_ifindex(const struct value_ctx *v, const struct ast_expr *e,
			struct vtype want, uint8_t *be)
{
	const struct resolver *r = v->c->resolver;
	uint32_t index = 0;
	uint64_t num;
	int err;

	err = r->ifindex(r->ctx, text_of(v, e), &index);
	if (err && is_number(e, &num))
		return put_number(v, e, num, want, be);
	bytes_put_be(be, want_bytes(want), index);
	if (err)
		err = value_looked_up(v, e, err, "interface", NULL);
	if (err && v->c->opt->by_name)
		diag_hint(v->c->diags,
			  "--missing-interface=by-name is for matches: declared sets and targets of packets need the number, which a missing interface does not have");
	return err;
}

static int read_cgroup(const struct value_ctx *v, const struct ast_expr *e,
		       struct vtype want, uint8_t *be)
{
	const struct resolver *r = v->c->resolver;
	uint64_t id = 0;
	int err;

	if (e->flags & AST_NUMBER)
		return value_number_text(v, e, want, be);
	err = r->cgroup(r->ctx, text_of(v, e), &id);
	bytes_put_be(be, want_bytes(want), id);
	return value_looked_up(v, e, err, "control group", "/sys/fs/cgroup");
}

/* The only symbols that are numbers of bits. */
static int put_label(const struct value_ctx *v, const struct ast_expr *e,
		     uint64_t bit, struct vtype want, uint8_t *be)
{
	if (bit >= want.len_bits)
		return value_error(v, DIAG_RANGE, e,
				   "conntrack label %" PRIu64 " exceeds the valid range 0-%u",
				   bit, want.len_bits - 1u);
	memset(be, 0, want_bytes(want));
	be[want_bytes(want) - 1 - bit / 8] = (uint8_t)(1u << bit % 8);
	return 0;
}

static int read_from_file(const struct value_ctx *v, const struct ast_expr *e,
			  struct vtype want, uint8_t *be)
{
	const struct resolver *r = v->c->resolver;
	bool label = want.dt->id == DT_CT_LABEL;
	const char *path = NULL;
	uint64_t num = 0;
	int err;

	if (!is_number(e, &num)) {
		err = r->table_file(r->ctx, want.dt->file, text_of(v, e), &num,
				    &path);
		if (err == -ENOENT &&
		    literal_number(e->value.text, e->value.len, be,
				   want_bytes(want)) == -ERANGE)
			return too_large(v, e, want);
		if (value_looked_up(v, e, err, want.dt->desc,
				    path ? path : want.dt->file) < 0)
			return -1;
	}
	return label ? put_label(v, e, num, want, be)
		     : put_number(v, e, num, want, be);
}

static int read_boolean(const struct value_ctx *v, const struct ast_expr *e,
			struct vtype want, uint8_t *be)
{
	uint64_t num;

	if (is_number(e, &num))
		return put_number(v, e, num != 0, want, be);
	return value_number_text(v, e, want, be);
}

static int read_day(const struct value_ctx *v, const struct ast_expr *e,
		    struct vtype want, uint8_t *be)
{
	if (value_number_text(v, e, want, be) < 0)
		return -1;
	if (be[0] > 6)
		return value_error(v, DIAG_RANGE, e,
				   "value %u exceeds the valid range 0-6 of %s",
				   be[0], want.dt->desc);
	return 0;
}

static const char hex_digits[] = "0123456789abcdefABCDEF";

/* A NUL is none. */
static const char *hex_digit(char c)
{
	return c ? strchr(hex_digits, c) : NULL;
}

/* Hexadecimal, with or without 0x, up to the end of the text or a colon. */
static bool hex_part(const char **s, const char *end, uint32_t *ret_num)
{
	bool marked = end - *s > 2 && (*s)[0] == '0' && ((*s)[1] | 0x20) == 'x';
	uint32_t num = 0;

	for (*s += marked ? 2 : 0; *s < end && **s != ':'; ++*s) {
		const char *at = hex_digit(**s);
		uint32_t digit;

		if (!at)
			return false;
		digit = (uint32_t)(at - hex_digits);
		num = num << 4 | (digit > 15 ? digit - 6 : digit);
		if (num > UINT16_MAX)
			return false;
	}
	*ret_num = num;
	return true;
}

static int read_classid(const struct value_ctx *v, const struct ast_expr *e,
			struct vtype want, uint8_t *be)
{
	const char *s = e->value.text, *end = s + e->value.len;
	uint32_t major, minor;

	if (!memchr(s, ':', e->value.len))
		return value_number_text(v, e, want, be);
	if (*s == ':' || !hex_part(&s, end, &major) || s == end ||
	    (s++, false) || !hex_part(&s, end, &minor) || s != end)
		return value_error(v, DIAG_TYPE, e,
				   "'%.*s' is not a class id: expected MAJOR:MINOR, hexadecimal numbers up to ffff",
				   (int)e->value.len, e->value.text);
	return put_number(v, e, major << 16 | minor, want, be);
}

static int no_lladdr(const struct value_ctx *v, const struct ast_expr *e,
		     struct vtype want)
{
	return value_error(
		v, DIAG_TYPE, e,
		"'%.*s' is not %s %s: expected %u hexadecimal bytes with colons between them",
		(int)MIN(e->value.len, 100u), e->value.text,
		util_article(want.dt->desc), want.dt->desc, want_bytes(want));
}

static int read_lladdr(const struct value_ctx *v, const struct ast_expr *e,
		       struct vtype want, uint8_t *be)
{
	const char *s = e->value.text, *end = s + e->value.len;
	uint32_t n = 0, len = want_bytes(want);

	memset(be, 0, len);
	while (s < end) {
		uint64_t byte;
		char hex[5] = "0x";

		hex[2] = *s++;
		if (s < end && hex_digit(*s))
			hex[3] = *s++;
		if (n++ == len || !literal_u64(hex, strlen(hex), &byte))
			return no_lladdr(v, e, want);
		memmove(be, be + 1, len - 1);
		be[len - 1] = (uint8_t)byte;
		/* Any one character separates. */
		if (s < end && ++s == end)
			return no_lladdr(v, e, want);
	}
	return n ? 0 : no_lladdr(v, e, want);
}

typedef int value_reader(const struct value_ctx *v, const struct ast_expr *e,
			 struct vtype want, uint8_t *be);

static value_reader *const by_source[] = {
	[SYMBOLS_FILE] = read_from_file, [SYMBOLS_SERVICE] = read_service,
	[SYMBOLS_PROTOCOL] = read_protocol, [SYMBOLS_USER] = read_id,
	[SYMBOLS_GROUP] = read_id, [SYMBOLS_HOST4] = read_ipv4,
	[SYMBOLS_HOST6] = read_ipv6, [SYMBOLS_IFINDEX] = read_ifindex,
	[SYMBOLS_CGROUP] = read_cgroup,
};

static value_reader *const by_type[DT_COUNT] = {
	[DT_LLADDR] = read_lladdr, [DT_ETHERADDR] = read_lladdr,
	[DT_TIME] = value_time, [DT_TIME_DATE] = value_date,
	[DT_TIME_HOUR] = value_hour, [DT_TIME_DAY] = read_day,
	[DT_CLASSID] = read_classid, [DT_BOOLEAN] = read_boolean,
};

int value_text(const struct value_ctx *v, const struct ast_expr *e,
	       struct vtype want, uint8_t *be)
{
	value_reader *reader = by_source[want.dt->source];

	if (!reader)
		reader = by_type[want.dt->id];
	if (!reader)
		reader = value_number_text;
	return reader(v, e, want, be);
}
