#include "config.h"

#include "lint/lint.h"

#include "lint/allow.h"
#include "lint/linting.h"

/* All but the comparison of chains looks at one table. */
static void (*const checks[])(struct lint *l, struct state_table *t) = {
	lint_unreachable, lint_unused,	lint_repeated,
	lint_interfaces,  lint_devices, lint_established,
};

void lint_state(struct state *s, const struct source_set *sources,
		struct diags *diags)
{
	struct lint l = { .s = s, .sources = sources, .diags = diags };
	struct state_table *t;

	facts_init(&l.facts, s);
	state_each(t, &s->tables) {
		for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
			checks[i](&l, t);
	}
	lint_shadowed(&l);
	allow_check(sources, diags);
	facts_release(&l.facts);
}
