#include "config.h"

#include "kernel/explain/holders.h"

#include "kernel/ask/request.h"

#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>
#include <string.h>

#define SEARCHES_MAX 4 /* of all the rules of a table, in one report */
#define MAPS_MAX 64    /* that are looked into */
#define LOOKED_MAX 10000000 /* a tenth of a second */

struct search {
	struct clues *c;
	const struct subject *s; /* what is in use */
	enum row_named named;
	const char *name;
	const char *maps[MAPS_MAX];
	size_t nmaps;
	const char *map; /* whose elements are being read */
	uint64_t looked; /* at messages, for what removes a rule */
	bool found, in_rule; /* a map without a name holds it */
	const struct nlmsghdr *rule; /* of the kernel, which was found; or NULL */
};

static enum row_named kind_of(const struct subject *s)
{
	return s->kind == LOW_CHAIN ? NAMED_CHAIN :
	       s->kind == LOW_SET ? NAMED_SET :
	       s->kind == LOW_OBJ ? NAMED_OBJ :
	       s->kind == LOW_FLOWTABLE ? NAMED_FLOWTABLE : NAMED_NOTHING;
}

static bool is_ours(const struct search *f, const struct subject *ref)
{
	return ref->ref == f->named && ref->ref_name &&
	       strcmp(ref->ref_name, f->name) == 0;
}

static bool same_table(const struct search *f, const struct low_msg *m)
{
	return m->family == f->s->family && m->table.name &&
	       strcmp(m->table.name, f->s->table) == 0;
}

static bool rule_refers(const struct search *f, const struct low_msg *m)
{
	if (!m->rule || !same_table(f, m))
		return false;
	for (const struct low_expr *x = m->rule->exprs; x; x = x->next) {
		struct subject ref = { .expr_kind = -1 };

		subject_expr_ref(&ref, x);
		if (is_ours(f, &ref))
			return true;
	}
	return false;
}

static bool elems_refer(const struct search *f, const struct low_msg *m,
			const struct nlmsghdr *nlh, struct arena *a)
{
	const struct arena_mark mark = arena_mark(a);
	struct decode_elems in = decode_elems(nlh);
	struct low_elem e;

	if (!same_table(f, m))
		return false;
	while (decode_elem(&in, &e, a)) {
		struct subject ref = { .expr_kind = -1 };

		subject_elem_ref(&ref, &e);
		if (is_ours(f, &ref))
			return true;
		arena_rewind(a, mark);
	}
	return false;
}

/* ---- in the batch ---- */

/* False: a message of another kind, or of none. */
static bool read_message(const struct batch_msg *m, enum low_kind kind,
			 struct low_msg *ret, struct arena *a)
{
	const struct rows_msg *type = decode_type((const void *)m->bytes);

	return type && type->kind == kind &&
	       decode_msg(ret, (const void *)m->bytes, a);
}

static bool message_refers(const struct search *f, const struct batch_msg *m,
			   struct arena *a)
{
	struct low_msg low;

	if (!batch_is_before(m, f->s->m))
		return false;
	if (read_message(m, LOW_RULE, &low, a))
		return low.verb == LOW_NEW && rule_refers(f, &low);
	return read_message(m, LOW_ELEMS, &low, a) && low.verb == LOW_NEW &&
	       elems_refer(f, &low, (const void *)m->bytes, a);
}

static void search_batch(struct search *f)
{
	const struct arena_mark mark = arena_mark(f->c->arena);
	const struct batch *b = f->c->b;
	uint32_t count = batch_count(b);

	for (uint32_t i = 0; i < count && !f->found; i++) {
		const struct batch_msg *m = batch_msg_by_seq(b, b->seq0 + i);

		f->found = message_refers(f, m, f->c->arena);
		arena_rewind(f->c->arena, mark);
		if (f->found)
			diag_note(f->c->diags, m->at, "it is used here");
	}
}

/* Whether a message of the batch removes a rule of the kernel, alone or with
 * its chain. */
static bool removes(const struct search *f, const struct low_msg *m,
		    const struct low_msg *rule)
{
	uint64_t handle = m->rule ? m->rule->handle : 0;

	return m->verb != LOW_NEW && same_table(f, m) &&
	       (!m->name.name || strcmp(m->name.name, rule->name.name) == 0) &&
	       (!handle || handle == rule->rule->handle);
}

static bool is_removed(struct search *f, const struct low_msg *rule)
{
	const struct arena_mark mark = arena_mark(f->c->arena);
	const struct batch *b = f->c->b;
	uint32_t count = batch_count(b);
	struct low_msg low;
	bool found = false;

	for (uint32_t i = 0; i < count && !found; i++, f->looked++) {
		const struct batch_msg *m = batch_msg_by_seq(b, b->seq0 + i);

		found = read_message(m, LOW_RULE, &low, f->c->arena) &&
			removes(f, &low, rule);
		arena_rewind(f->c->arena, mark);
	}
	return found;
}

/* ---- in the kernel ---- */

static int take_rule(void *ctx, const struct answer *answer)
{
	const struct low_msg *m = &answer->m;
	struct search *f = ctx;

	if (m->kind != LOW_RULE || f->found || f->looked > LOOKED_MAX ||
	    !m->name.name || !rule_refers(f, m) || is_removed(f, m))
		return 0;
	f->found = true;
	f->rule = arena_memdup(f->c->arena, answer->nlh,
			       answer->nlh->nlmsg_len);
	return 0;
}

static int take_map(void *ctx, const struct answer *answer)
{
	const struct low_msg *m = &answer->m;
	struct search *f = ctx;

	if (m->kind == LOW_SET && m->set && m->name.name &&
	    m->set->flags & (NFT_SET_MAP | NFT_SET_OBJECT) &&
	    f->nmaps < MAPS_MAX && same_table(f, m))
		f->maps[f->nmaps++] = arena_strndup(f->c->arena, m->name.name,
						    strlen(m->name.name));
	return 0;
}

static int take_elems(void *ctx, const struct answer *answer)
{
	struct search *f = ctx;

	if (answer->m.kind != LOW_ELEMS || f->found ||
	    !elems_refer(f, &answer->m, answer->nlh, answer->scratch))
		return 0;
	f->found = true;
	f->in_rule = strncmp(f->map, "__map", 5) == 0;
	if (!f->in_rule)
		diag_hint(f->c->diags, "map '%s' uses it", f->map);
	return 0;
}

/* In the table at hand; name NULL: all. */
static void ask(struct search *f, enum low_kind kind, const char *name,
		request_fn *fn)
{
	const struct low_msg m = {
		.kind = (uint8_t)kind,
		.family = f->s->family,
		.table = { .name = f->s->table },
		.name = { .name = name },
	};
	struct request q;

	request_init(&q, &m, NLM_F_DUMP);
	/* A hint less is no reason to report another error. */
	if (request_run(&q, f->c->sock, fn, f) < 0)
		return;
}

static void search_rules(struct search *f)
{
	const char *text = NULL;
	struct low_msg m;

	ask(f, LOW_RULE, NULL, take_rule);
	if (!f->rule || !decode_msg(&m, f->rule, f->c->arena))
		return;
	if (f->c->rule_text)
		text = f->c->rule_text(f->c->sock, f->rule, f->c->arena);
	diag_hint(f->c->diags,
		  "the rule with handle %" PRIu64 " in chain '%s' uses it%s%s",
		  m.rule->handle, m.name.name, text ? ": " : "",
		  text ? text : "");
}

static void search_kernel(struct search *f)
{
	search_rules(f);
	if (f->found || (f->named != NAMED_CHAIN && f->named != NAMED_OBJ))
		return;
	ask(f, LOW_SET, NULL, take_map);
	for (size_t i = 0; i < f->nmaps && !f->found; i++) {
		f->map = f->maps[i];
		ask(f, LOW_ELEMS, f->map, take_elems);
	}
	if (!f->in_rule)
		return;
	f->named = NAMED_SET;
	f->name = f->map;
	f->found = false;
	search_rules(f);
}

void holders_tell(struct clues *c, const struct subject *s)
{
	struct search f = { .c = c, .s = s, .named = kind_of(s),
			    .name = s->name };

	if (f.named == NAMED_NOTHING || !s->name || !s->table ||
	    c->searches++ >= SEARCHES_MAX)
		return;
	search_batch(&f);
	if (!f.found)
		search_kernel(&f);
}
