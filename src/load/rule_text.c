#include "config.h"

#include "load/rule_text.h"

#include "print/lift/lift.h"
#include "print/text/text_stmt.h"
#include "state/apply.h"
#include "state/read.h"
#include "state/refs.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define TEXT_MAX 200 /* bytes */

struct telling {
	const struct nlmsghdr *rule;
	struct low_msg head; /* of the rule */
	struct arena scratch;
	/* While the references are looked through: a record of this kind and
	 * name is needed. */
	uint8_t kind;
	const char *name;
};

static bool is_other(void *ctx, const struct ref *ref)
{
	const struct telling *t = ctx;

	return ref->kind != t->kind || !ref->name ||
	       strcmp(ref->name, t->name) != 0;
}

static bool refers(struct telling *t, uint8_t kind, const char *name)
{
	const struct arena_mark mark = arena_mark(&t->scratch);
	bool found;

	t->kind = kind;
	t->name = name;
	found = name && !refs_of_rule(t->rule, &t->scratch, is_other, t);
	arena_rewind(&t->scratch, mark);
	return found;
}

static bool reads_table(void *ctx, const struct low_msg *table)
{
	const struct telling *t = ctx;

	return table->family == t->head.family && table->table.name &&
	       strcmp(table->table.name, t->head.table.name) == 0;
}

static bool reads_elements(void *ctx, const struct low_msg *set)
{
	return set->set->flags & NFT_SET_ANONYMOUS &&
	       refers(ctx, LOW_SET, set->name.name);
}

static bool reads_rules(void *ctx, const struct low_msg *chain)
{
	return chain->chain && chain->chain->flags & NFT_CHAIN_BINDING &&
	       refers(ctx, LOW_CHAIN, chain->name.name);
}

static const char *written(const struct telling *t, struct state *s,
			   struct state_table *table, struct arena *a)
{
	static const struct print_options plain = { .stateless = true };
	struct state_chain chain = { .item.name = t->head.name.name,
				     .table = table };
	const struct state_rule rule = { .item.nlh = t->rule,
					 .chain = &chain };
	struct lift *l = lift_new(s, &plain);
	const struct ast_rule *node = lift_rule(l, &rule);
	const char *text = NULL;
	struct text_out o;

	text_init(&o, &plain);
	o.one_line = true;
	if (node) {
		text_rule(&o, node);
		text = arena_printf(a, "%.*s%s",
				    (int)MIN(o.len, (size_t)TEXT_MAX), o.buf,
				    o.len > TEXT_MAX ? " ..." : "");
	}
	text_release(&o);
	lift_free(l);
	return text;
}

static const char *told_by(const struct telling *t, const struct dump *dump,
			   struct arena *a)
{
	struct state_table *table = NULL;
	const char *text = NULL;
	struct state s;

	state_init(&s, STATE_EMPTY);
	if (state_take_all(&s, dump))
		table = state_table(&s, t->head.family, t->head.table.name);
	if (table)
		text = written(t, &s, table, a);
	state_release(&s);
	return text;
}

const char *rule_text(struct kernel_socket *sock, const struct nlmsghdr *rule,
		      struct arena *a)
{
	struct telling t = { .rule = rule };
	const struct read_choice choice = {
		.table = reads_table, .elements = reads_elements,
		.rules = reads_rules, .ctx = &t,
	};
	const char *text = NULL;
	struct reading r;

	arena_init(&t.scratch);
	if (decode_msg(&t.head, rule, a) && t.head.table.name &&
	    state_read(&r, sock, &choice) == 0) {
		text = told_by(&t, &r.dump, a);
		reading_release(&r);
	}
	arena_release(&t.scratch);
	return text;
}
