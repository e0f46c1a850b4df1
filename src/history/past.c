#include "config.h"

#include "history/past.h"

#include "base/mem.h"
#include "state/apply.h"
#include "state/state_canon.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- which tables ---- */

static bool is_touched(const struct plan_table *t)
{
	return t->edits || (t->fate != FATE_SAME && t->fate != FATE_KEPT);
}

/* ---- messages ---- */

static void put_item(struct pack *to, const struct state_item *i)
{
	static const uint8_t zeros[NLMSG_ALIGNTO] = { 0 };
	uint32_t len = i->nlh->nlmsg_len;

	pack_add(to, i->nlh, len);
	pack_add(to, zeros, NLMSG_ALIGN(len) - len);
}

static void put_list(struct pack *to, const struct state_list *list)
{
	const struct state_item *i;

	state_each(i, list)
		put_item(to, i);
}

static void put_sources(struct pack *to, const struct state_set *set)
{
	for (uint32_t i = 0; i < set->elems.nsources; i++) {
		const struct state_item it = {
			.nlh = set->elems.sources[i].nlh,
		};

		put_item(to, &it);
	}
}

/* What an entry says of a set; NULL: nothing. */
static const struct history_set *find_note(const struct history_entry *e,
					   const struct state_set *set)
{
	const struct pack *sets = &e->block[HISTORY_SETS];
	const struct history_set *list = (const void *)sets->bytes;

	for (size_t i = 0; i < sets->len / sizeof(*list); i++)
		if (list[i].table == set->table->item.handle &&
		    list[i].set == set->item.handle)
			return &list[i];
	return NULL;
}

static void put_elems(struct history_entry *e, const struct state_set *set,
		      bool changed)
{
	const struct history_set here = { set->table->item.handle,
					  set->item.handle, changed };

	if (set->same)
		return;
	pack_add(&e->block[HISTORY_SETS], &here, sizeof(here));
	put_sources(&e->block[HISTORY_BEFORE], set);
}

/* All that goes with it, or belongs to a rule. */
static bool is_changed_whole(const struct plan_table *t,
			  const struct state_set *set)
{
	return set->anonymous || t->fate == FATE_REMOVED ||
	       t->fate == FATE_REMADE || set->item.fate == FATE_REMOVED ||
	       set->item.fate == FATE_REMADE;
}

/* Others may delete the whole set later. */
#define UNCHANGED_KEPT 10000 /* elements */

static bool is_unchanged(const struct plan_table *t,
			 const struct state_set *set)
{
	return !is_changed_whole(t, set) &&
	       set->elems.count <= UNCHANGED_KEPT;
}

/* The first note of a set counts. */
static void put_sets(struct history_entry *e, const struct plan_table *t)
{
	const struct state_set *set;

	state_each(set, &t->before->sets)
		if (is_changed_whole(t, set))
			put_elems(e, set, true);
	for (const struct plan_item *i = t->items; i; i = i->next) {
		set = (const void *)i->before;
		if (i->kind == LOW_ELEMS && set && !is_changed_whole(t, set))
			put_elems(e, set, true);
	}
	state_each(set, &t->before->sets)
		if (is_unchanged(t, set) && !find_note(e, set))
			put_elems(e, set, false);
}

static void put_objects(struct pack *to, const struct state_table *t)
{
	put_item(to, &t->item);
	put_list(to, &t->chains);
	put_list(to, &t->sets);
	put_list(to, &t->objs);
	put_list(to, &t->flowtables);
}

static void put_rules(struct pack *to, const struct state_table *t)
{
	const struct state_chain *c;

	state_each(c, &t->chains)
		put_list(to, &c->rules);
}

void past_note_before(struct history_entry *e, const struct plan *p)
{
	struct pack *to = &e->block[HISTORY_BEFORE];

	for (const struct plan_table *t = p->tables; t; t = t->next) {
		if (!is_touched(t) || !t->before)
			continue;
		put_objects(to, t->before);
		put_sets(e, t);
		put_rules(to, t->before);
	}
}

static bool is_read(const struct plan *p, const struct low_msg *table)
{
	for (const struct plan_table *t = p->tables; t; t = t->next)
		if (is_touched(t) && t->after &&
		    t->after->family == table->family &&
		    strcmp(t->after->item.name, table->table.name) == 0)
			return true;
	return false;
}

/* The kernel looks for each set along a list of all. */
#define LITERALS_READ 500

struct after {
	const struct plan *plan;
	unsigned int literals;
};

static bool reads_table(void *ctx, const struct low_msg *table)
{
	const struct after *a = ctx;

	return is_read(a->plan, table);
}

static bool is_changed(const struct plan *p, const struct low_msg *set)
{
	for (const struct plan_table *t = p->tables; t; t = t->next) {
		if (!t->after || t->after->family != set->family ||
		    strcmp(t->after->item.name, set->table.name) != 0)
			continue;
		for (const struct plan_item *i = t->items; i; i = i->next)
			if (i->kind == LOW_ELEMS &&
			    strcmp(i->after->name, set->name.name) == 0)
				return true;
	}
	return false;
}

/* Those of rules tell whether a rule is the same. */
static bool reads_elements(void *ctx, const struct low_msg *set)
{
	struct after *a = ctx;

	if (set->set && set->set->flags & NFT_SET_ANONYMOUS)
		return a->literals++ < LITERALS_READ;
	return is_changed(a->plan, set);
}

int past_note_after(struct history_entry *e, const struct plan *p,
		    struct kernel_socket *sock)
{
	struct after a = { .plan = p };
	const struct read_choice choice = {
		.table = reads_table,
		.elements = reads_elements,
		.ctx = &a,
	};
	struct pack *to = &e->block[HISTORY_AFTER];
	const struct state_table *t;
	struct present now;
	int err = present_read(&now, sock, &choice);

	if (err < 0)
		return err;
	state_each(t, &now.state.tables) {
		const struct state_set *set;

		put_objects(to, t);
		state_each(set, &t->sets)
			put_sources(to, set);
		put_rules(to, t);
	}
	present_release(&now);
	return 0;
}

/* ---- states of entries ---- */

static int take_message(struct state *s, const struct nlmsghdr *nlh,
			size_t left)
{
	if (nlh->nlmsg_len < sizeof(*nlh) || nlh->nlmsg_len > left ||
	    !state_take(s, nlh))
		return -EINVAL;
	return 0;
}

static int take_block(struct state *s, const struct pack *from)
{
	int err = 0;

	state_init(s, STATE_EMPTY);
	for (size_t at = 0; at < from->len && !err;) {
		const struct nlmsghdr *nlh = (const void *)(from->bytes + at);

		if (from->len - at < sizeof(*nlh))
			return -EINVAL;
		err = take_message(s, nlh, from->len - at);
		at += NLMSG_ALIGN(nlh->nlmsg_len);
	}
	return err;
}

/* ---- what was there before all of them ---- */

static int take_list(struct state *to, const struct state_list *list)
{
	const struct state_item *i;

	state_each(i, list)
		if (!state_take(to, i->nlh))
			return -EINVAL;
	return 0;
}

/* The set in a later step, if it has its elements there. */
static struct state_set *same_set(struct past_step *step,
				  const struct state_set *set, bool *ret_changed)
{
	struct state_table *t = state_table(&step->before, set->table->family,
					    set->table->item.name);
	struct state_set *other =
		t && t->item.handle == set->table->item.handle ?
			state_set(&step->before, t, set->item.name, 0) :
			NULL;
	const struct history_set *note =
		other && other->item.handle == set->item.handle ?
			find_note(step->entry, other) :
			NULL;

	if (note)
		*ret_changed = note->changed;
	return note ? other : NULL;
}

static int take_elems(struct past *p, struct state_set *to,
		      const struct state_set *from, uint64_t later_ms)
{
	for (uint32_t i = 0; i < from->elems.nsources; i++)
		if (!state_take(&p->saved, from->elems.sources[i].nlh))
			return -EINVAL;
	to->later_ms = later_ms;
	return 0;
}

/* By the clock that goes on in sleep, or the day's, which others may set. */
uint64_t past_between(const struct history_entry *from,
		      const struct history_entry *to)
{
	uint64_t a = from->clock_ms, b = to->clock_ms;

	if (strcmp(from->boot, to->boot) != 0) {
		a = (uint64_t)from->time * 1000;
		b = (uint64_t)to->time * 1000;
	}
	return b > a ? b - a : 0;
}

/* From the first commit that changed them: until then they were the same.  Where
 * none did, they are for the case that others have deleted the set. */
static int fill_set(struct past *p, size_t first, struct state_set *set)
{
	const struct history_entry *begin = p->steps[0].entry, *when = begin;
	const struct state_set *found = NULL;
	bool changed = false;

	for (size_t i = first; i < p->count && !changed; i++) {
		const struct history_entry *e = p->steps[i].entry;
		const struct state_set *from =
			strcmp(e->boot, p->steps[first].entry->boot) == 0 ?
				same_set(&p->steps[i], set, &changed) :
				NULL;

		if (from && (changed || !found)) {
			found = from;
			when = e;
		}
	}
	set->same = !changed;
	return found ? take_elems(p, set, found, past_between(begin, when)) :
		       0;
}

static int fill_table(struct past *p, size_t first, struct state_table *from)
{
	struct state_table *to;
	struct state_chain *c;
	struct state_set *set;
	int err = state_take(&p->saved, from->item.nlh) ? 0 : -EINVAL;

	if (!err)
		err = take_list(&p->saved, &from->chains);
	if (!err)
		err = take_list(&p->saved, &from->sets);
	if (!err)
		err = take_list(&p->saved, &from->objs);
	if (!err)
		err = take_list(&p->saved, &from->flowtables);
	to = state_table(&p->saved, from->family, from->item.name);
	if (err || !to)
		return err;
	state_each(set, &to->sets)
		if (!err)
			err = fill_set(p, first, set);
	state_each(c, &from->chains)
		if (!err)
			err = take_list(&p->saved, &c->rules);
	return err;
}

static bool step_names(struct past_step *s, uint8_t family, const char *table)
{
	return state_table(&s->before, family, table) ||
	       state_table(&s->after, family, table);
}

static bool is_first(struct past *p, size_t i, const struct state_table *t)
{
	while (i-- > 0)
		if (step_names(&p->steps[i], t->family, t->item.name))
			return false;
	return true;
}

static int fill_saved(struct past *p)
{
	int err = 0;

	for (size_t i = 0; i < p->count; i++) {
		struct state_table *t;

		state_each(t, &p->steps[i].before.tables)
			if (!err && is_first(p, i, t))
				err = fill_table(p, i, t);
	}
	return err;
}

int past_init(struct past *p, const struct history_entry *const *entries,
	      size_t n, const char *boot)
{
	int err = 0;

	*p = (struct past){ .steps = mem_calloc(n, sizeof(*p->steps)),
			    .count = n };
	state_init(&p->saved, STATE_EMPTY);
	for (size_t i = 0; i < n; i++) {
		struct past_step *s = &p->steps[i];
		int before, after;

		s->entry = entries[i];
		before = take_block(&s->before,
				    &entries[i]->block[HISTORY_BEFORE]);
		after = take_block(&s->after,
				   &entries[i]->block[HISTORY_AFTER]);
		err = err ? err : before ? before : after;
		canon_state(&s->after);
		p->other_boot |= strcmp(entries[i]->boot, boot) != 0;
	}
	if (!err)
		err = fill_saved(p);
	canon_state(&p->saved);
	return err;
}

void past_release(struct past *p)
{
	for (size_t i = 0; i < p->count; i++) {
		state_release(&p->steps[i].before);
		state_release(&p->steps[i].after);
	}
	mem_free(p->steps);
	state_release(&p->saved);
}

/* ---- whose something is ---- */

bool past_names(const struct past *p, uint8_t family, const char *table)
{
	for (size_t i = 0; i < p->count; i++)
		if (step_names(&p->steps[i], family, table))
			return true;
	return false;
}

static struct state_item *named_in(struct state *s, const struct state_item *i)
{
	const struct state_table *now = state_table_of(i);
	struct state_table *t = state_table(s, now->family, now->item.name);

	if (!t)
		return NULL;
	switch (i->kind) {
	case LOW_RULE:
		i = &((const struct state_rule *)i)->chain->item;
		return (void *)state_chain(s, t, i->name);
	case LOW_CHAIN:
		return (void *)state_chain(s, t, i->name);
	case LOW_SET:
		return (void *)state_set(s, t, i->name, 0);
	case LOW_OBJ:
		return (void *)state_obj(s, t,
					 ((const struct state_obj *)i)->type,
					 i->name);
	case LOW_FLOWTABLE:
		return (void *)state_flowtable(s, t, i->name);
	default:
		return &t->item;
	}
}

/* The last commit that concerns its table. */
static struct past_step *last_of(const struct past *p,
				 const struct state_item *i)
{
	const struct state_table *t = state_table_of(i);

	for (size_t n = p->count; n-- > 0;)
		if (step_names(&p->steps[n], t->family, t->item.name))
			return &p->steps[n];
	return NULL;
}

const struct state_item *past_made(const struct past *p,
				   const struct state_item *item)
{
	struct past_step *last = last_of(p, item);

	return last ? state_same_item(&last->after, item) : NULL;
}

struct state_set *past_made_set(const struct past *p,
				const struct state_set *set)
{
	for (size_t n = p->count; n-- > 0;) {
		struct state_set *made =
			(void *)state_same_item(&p->steps[n].after, &set->item);

		/* Of an empty set the kernel tells, too. */
		if (made && made->elems.nsources)
			return made;
	}
	return NULL;
}

static bool step_made(struct past_step *s, const struct state_item *item)
{
	return state_same_item(&s->after, item) &&
	       !state_same_item(&s->before, item);
}

bool past_is_fresh(const struct past *p, const struct state_item *item)
{
	for (size_t i = 0; i < p->count && !p->other_boot; i++)
		if (strcmp(p->steps[i].entry->verb, "load") == 0 &&
		    step_made(&p->steps[i], item))
			return true;
	return false;
}

/* With handles of another boot nobody can be told from another; the rules of a
 * chain that the commits left are taken for theirs then. */
bool past_is_ours(const struct past *p, const struct state_item *item)
{
	for (size_t i = 0; i < p->count; i++) {
		struct past_step *s = &p->steps[i];

		if (p->other_boot ? named_in(&s->after, item) != NULL :
				    step_made(s, item))
			return true;
	}
	return !p->other_boot &&
	       state_same_item((struct state *)&p->saved, item);
}
