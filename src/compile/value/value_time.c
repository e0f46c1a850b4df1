#include "config.h"

#include "compile/value/value_text.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "compile/value/literal.h"
#include "text/diag.h"

#define DAY_SECONDS 86400
#define NSEC_PER_SEC UINT64_C(1000000000)

static bool is_seconds(const struct ast_expr *e, uint64_t *ret_num)
{
	return literal_u64(e->value.text, e->value.len, ret_num);
}

static int put(const struct value_ctx *v, const struct ast_expr *e,
	       uint64_t num, struct vtype want, uint8_t *be)
{
	if (want.len_bits < 64 && num >> want.len_bits)
		return value_error(v, DIAG_RANGE, e, "%s '%.*s' is too large",
				   want.dt->desc, (int)e->value.len,
				   e->value.text);
	bytes_put_be(be, DIV_ROUND_UP((uint32_t)want.len_bits, 8u), num);
	return 0;
}

int value_time(const struct value_ctx *v, const struct ast_expr *e,
	       struct vtype want, uint8_t *be)
{
	uint64_t num;

	if (is_seconds(e, &num))
		num = num > UINT64_MAX / 1000 ? UINT64_MAX : num * 1000;
	else if (!literal_time_ms(e->value.text, e->value.len, &num))
		return value_error(v, DIAG_TYPE, e,
				   "'%.*s' is not a time: expected seconds, or units such as 1d2h3m4s",
				   (int)MIN(e->value.len, 100u), e->value.text);
	return put(v, e, num, want, be);
}

/* Numbers of one or two digits (the first: up to four) between the given
 * separators; false when the text has another form. */
static bool read_parts(const char *s, size_t len, const char *seps, int *part,
		       unsigned int *ret_count)
{
	const char *end = s + len;
	unsigned int n = 0;

	for (;;) {
		int digits = 0;

		part[n] = 0;
		for (; s < end && *s >= '0' && *s <= '9' && digits < 4; digits++)
			part[n] = part[n] * 10 + (*s++ - '0');
		if (!digits || (digits > 2 && n > 0))
			return false;
		n++;
		if (s == end)
			break;
		if (*s++ != *seps || !*seps++)
			return false;
	}
	*ret_count = n;
	return true;
}

static bool clock_valid(const int *part)
{
	return part[0] < 24 && part[1] < 60 && part[2] < 61; /* a leap second */
}

/* Nanoseconds in 64 bits end in the year 2554; the reference sends what is
 * left of others. */
static int put_date(const struct value_ctx *v, const struct ast_expr *e,
		    uint64_t seconds, struct vtype want, uint8_t *be)
{
	uint64_t ns;

	if (__builtin_mul_overflow(seconds, NSEC_PER_SEC, &ns))
		diag_warn(v->c->diags, DIAG_RANGE, e->at,
			  "'%.*s' is not from 1970-01-01 to 2554-07-21: %" PRIu64
			  " seconds are loaded",
			  (int)MIN(e->value.len, 100u), e->value.text,
			  ns / NSEC_PER_SEC);
	return put(v, e, ns, want, be);
}

struct words {
	const char *text;
	int len;
};

static struct words trimmed(const char *from, const char *to)
{
	while (from < to && *from == ' ')
		from++;
	while (to > from && to[-1] == ' ')
		to--;
	return (struct words){ from, (int)(to - from) };
}

/* "2024-05-05 19:30-21:00" is one value, not a range; nft 1.1.7 loads its
 * beginning and ignores the rest.  The second end may have a day of its own. */
static void hint_at_range(const struct value_ctx *v, const struct ast_expr *e)
{
	const char *text = e->value.text, *end = text + e->value.len;
	const char *at = memchr(text, ':', e->value.len);
	const char *dash = at ? memchr(at, '-', (size_t)(end - at)) : NULL;
	const char *day_end = memchr(text, ' ', e->value.len);
	struct words first, second, day = { "", 0 };

	if (!dash || e->value.len > 60)
		return;
	first = trimmed(text, dash);
	second = trimmed(dash + 1, end);
	if (day_end && day_end < at &&
	    !memchr(second.text, '-', (size_t)second.len))
		day = (struct words){ text, (int)(day_end + 1 - text) };
	if (second.len)
		diag_hint(v->c->diags,
			  "put each end of a range in quotes: \"%.*s\"-\"%.*s%.*s\"",
			  first.len, first.text, day.len, day.text, second.len,
			  second.text);
}

static int err_form(const struct value_ctx *v, const struct ast_expr *e,
		    const char *what, const char *expected)
{
	return value_error(v, DIAG_TYPE, e, "'%.*s' is not %s: expected %s",
			   (int)MIN(e->value.len, 100u), e->value.text, what,
			   expected);
}

int value_date(const struct value_ctx *v, const struct ast_expr *e,
	       struct vtype want, uint8_t *be)
{
	const struct resolver *r = v->c->resolver;
	int part[6] = { 0 };
	int64_t epoch = 0;
	unsigned int n;
	uint64_t num;
	int err;

	if (is_seconds(e, &num))
		return put_date(v, e, num, want, be);
	if (!read_parts(e->value.text, e->value.len, "-- ::", part, &n) ||
	    n < 3 || n == 4 || part[1] < 1 || part[1] > 12 || part[2] < 1 ||
	    part[2] > 31 || !clock_valid(part + 3)) {
		err_form(v, e, "a date", "\"YYYY-MM-DD HH:MM:SS\"");
		/* An hour alone is no date either. */
		if (memchr(e->value.text, ' ', e->value.len))
			hint_at_range(v, e);
		else if (memchr(e->value.text, ':', e->value.len))
			diag_hint(v->c->diags,
				  "'meta hour' is the time of day");
		return -1;
	}
	err = r->local_time(r->ctx, part, &epoch);
	if (value_looked_up(v, e, err, "local time of", "the time zone") < 0)
		return -1;
	return put_date(v, e, (uint64_t)epoch, want, be);
}

/* Seconds of the day from HH:MM, HH:MM:SS or 10h5m. */
static bool read_clock(const struct ast_expr *e, int64_t *ret_seconds)
{
	int part[6] = { 0 };
	unsigned int n;
	uint64_t ms;

	if (literal_time_ms(e->value.text, e->value.len, &ms)) {
		*ret_seconds = (int64_t)(ms / 1000);
		return *ret_seconds < DAY_SECONDS;
	}
	if (!read_parts(e->value.text, e->value.len, "::", part, &n) || n < 2 ||
	    !clock_valid(part))
		return false;
	*ret_seconds = part[0] * 3600 + part[1] * 60 + part[2];
	return true;
}

int value_hour(const struct value_ctx *v, const struct ast_expr *e,
	       struct vtype want, uint8_t *be)
{
	const struct resolver *r = v->c->resolver;
	int32_t offset = 0;
	int64_t seconds;
	uint64_t num;
	int err;

	if (is_seconds(e, &num))
		return put(v, e, num, want, be);
	if (!read_clock(e, &seconds)) {
		err_form(v, e, "an hour",
			 "\"HH:MM\" or \"HH:MM:SS\" from 00:00 to 23:59");
		hint_at_range(v, e);
		return -1;
	}
	err = r->utc_offset(r->ctx, &offset);
	if (value_looked_up(v, e, err, "hour", "the time zone") < 0)
		return -1;
	seconds = (seconds - offset + 2 * DAY_SECONDS) % DAY_SECONDS;
	return put(v, e, (uint64_t)seconds, want, be);
}
