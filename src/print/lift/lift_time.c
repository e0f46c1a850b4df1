#include "config.h"

#include "print/lift/lift_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400
#define NSEC_PER_SEC UINT64_C(1000000000)

static struct ast_expr *seconds_of(struct lift *l, uint64_t ms)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64 "s", ms / 1000);
	return lift_word(l, text, 0);
}

/* "1d2h3m4s5ms", each unit that is not 0 */
static struct ast_expr *relative(struct lift *l, uint64_t ms)
{
	static const struct {
		const char *unit;
		uint64_t ms;
	} units[] = {
		{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 },
		{ "s", 1000 }, { "ms", 1 },
	};
	char text[64];
	size_t len = 0;

	if (l->opt->json)
		return lift_number(l, ms / 1000);
	if ((l->opt->numeric_time || l->opt->numeric) && ms % 1000 == 0)
		return seconds_of(l, ms);
	if (!ms)
		return lift_word(l, "0s", 0);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		uint64_t n = ms / units[i].ms;

		ms %= units[i].ms;
		if (n)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
						"%" PRIu64 "%s", n,
						units[i].unit);
	}
	return lift_word(l, text, 0);
}

struct ast_expr *lift_seconds(struct lift *l, uint64_t ms)
{
	return ms % 1000 || l->opt->json ? relative(l, ms) : seconds_of(l, ms);
}

/* A number of seconds that overflows 64 bits in nanoseconds, and leaves just ns
 * of them: a billion is 2^9 * 5^9, and 5^9 has an inverse.  NULL: none does. */
static struct ast_expr *overflown(struct lift *l, uint64_t ns)
{
	const uint64_t odd = NSEC_PER_SEC >> 9;
	uint64_t inverse = odd;

	if (ns % (UINT64_C(1) << 9))
		return NULL;
	/* Each step doubles the bits that are right, of which there are three. */
	for (int step = 0; step < 5; step++)
		inverse *= 2 - odd * inverse;
	return lift_number(l, (ns >> 9) * inverse & UINT64_MAX >> 9);
}

static struct ast_expr *date(struct lift *l, uint64_t ns)
{
	time_t seconds = (time_t)(ns / NSEC_PER_SEC);
	char text[64];
	struct tm tm;

	if (ns % NSEC_PER_SEC)
		return overflown(l, ns);
	if (!localtime_r(&seconds, &tm) ||
	    !strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm))
		return NULL;
	return lift_word(l, text, AST_QUOTED);
}

/* The offset of now, as when hours are read. */
static struct ast_expr *hour(struct lift *l, uint64_t seconds)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[32];
	int64_t local;

	/* No time of the day; the number loads as it is. */
	if (seconds >= DAY_SECONDS || !localtime_r(&now, &tm))
		return lift_number(l, seconds);
	local = ((int64_t)seconds + tm.tm_gmtoff + DAY_SECONDS) % DAY_SECONDS;
	snprintf(text, sizeof(text), "%02d:%02d", (int)(local / 3600),
		 (int)(local / 60 % 60));
	if (local % 60)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 ":%02d", (int)(local % 60));
	return lift_word(l, text, AST_QUOTED);
}

struct ast_expr *lift_time(struct lift *l, const struct dtype *dt,
			   uint64_t value)
{
	if (dt->id == DT_TIME)
		return relative(l, value);
	return dt->id == DT_TIME_DATE ? date(l, value) : hour(l, value);
}
