/*
 * lifted — prints the rules of files as lift makes them, for lifted.py.
 *
 * Reads names of files, one a line.  Answers each with `FAMILY TABLE CHAIN`,
 * a tab and the text of each rule in order; a rule's own lines are joined with
 * blanks.  `cannot` stands for a rule that cannot be lifted.  A line with a dot
 * ends the answer; `error` goes before it if the file is wrong.
 */
#include "config.h"

#include "base/mem.h"
#include "print/lift/lift.h"
#include "print/text/text_stmt.h"
#include "sync/wanted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void no_memory(size_t bytes)
{
	fprintf(stderr, "no memory for %zu bytes\n", bytes);
	exit(1);
}

static void print_rule(struct lift *l, const struct print_options *options,
		       const struct state_rule *rule)
{
	const struct ast_rule *node = lift_rule(l, rule);
	struct text_out o;

	if (!node) {
		printf("cannot");
		return;
	}
	text_init(&o, options);
	text_rule(&o, node);
	for (size_t i = 0; i < o.len; i++)
		putchar(o.buf[i] == '\n' || o.buf[i] == '\t' ? ' ' : o.buf[i]);
	text_release(&o);
}

static void print_rules(struct state *s)
{
	const struct print_options options = { .json = false };
	struct lift *l = lift_new(s, &options);
	struct state_table *t;
	struct state_chain *c;
	struct state_rule *r;

	state_each(t, &s->tables)
		state_each(c, &t->chains) {
			if (c->bound)
				continue;
			state_each(r, &c->rules) {
				printf("%s %s %s\t", family_name((enum family)
								 t->family),
				       t->item.name, c->item.name);
				print_rule(l, &options, r);
				putchar('\n');
				lift_rewind(l);
			}
		}
	lift_free(l);
}

static void answer(const char *file)
{
	const char *const files[] = { file, NULL };
	const struct load_options o = { .files = files, .nfiles = 1 };
	struct wanted w;

	wanted_init(&w, &o, NULL);
	if (wanted_build(&w) == LOAD_DONE) {
		wanted_apply(&w);
		print_rules(&w.state);
	} else {
		puts("error");
	}
	wanted_release(&w);
	puts(".");
	fflush(stdout);
}

int main(void)
{
	char file[4096];

	mem_on_exhausted(no_memory);
	while (scanf("%4095s", file) == 1)
		answer(file);
	return 0;
}
