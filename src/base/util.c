#include "config.h"

#include "base/util.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void util_bug_at(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "nftload: bug at %s:%d: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

const char *util_article(const char *noun)
{
	/* Spoken with a vowel; a "user" is not. */
	static const char *const others[] = { "hour", "MPTCP" };

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strncmp(noun, others[i], strlen(others[i])) == 0)
			return "an";
	return *noun && strchr("aeioAEIO", *noun) ? "an" : "a";
}

char *util_decimal(char *end, uint64_t num)
{
	do {
		*--end = (char)('0' + num % 10);
		num /= 10;
	} while (num);
	return end;
}
