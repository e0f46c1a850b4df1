#include "config.h"

#include "lint/finding.h"

#include "lint/allow.h"
#include "tables/family.h"

#include <stdarg.h>
#include <stdio.h>

#define SENTENCE_MAX 1024 /* longer than three names */

bool lint_say(struct lint *l, enum diag_code code, struct span at,
	      const char *fmt, ...)
{
	char text[SENTENCE_MAX];
	va_list ap;

	if (allow_has(l->sources, at, diag_code_name(code)))
		return false;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	diag_warn(l->diags, code, at, "%s", text);
	return true;
}

struct span lint_place(const struct lint *l, const struct state_item *i)
{
	return state_place(l->s, i, 0);
}

struct span lint_name_place(const struct lint *l, const struct state_item *i)
{
	return state_place(l->s, i, i->low ? i->low->name.at.off : 0);
}

const char *lint_table_name(struct lint *l, const struct state_table *t)
{
	return arena_printf(&l->facts.arena, "%s '%s'", family_name(t->family),
			    t->item.name);
}
