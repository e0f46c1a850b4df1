#include "config.h"

#include "plan/plan_boxes.h"

#include "base/mem.h"
#include "object/boxes.h"

struct parting {
	struct planner *pl;
	struct plan_item *item;
	const struct state_set *before;
	struct state_set *after;
	bool *stays; /* of those before */
	bool hit;
	bool again; /* an element that was passed has to be added, too */
};

static struct plan_elem *elem_at(const struct parting *p, size_t i)
{
	return chunks_at(p->item->elems, i);
}

static size_t number_of(const struct parting *p, const struct state_elem *e)
{
	return (size_t)(e - p->before->elems.list);
}

/* What is not in the item stays as it is. */
static void note_stays(struct parting *p)
{
	size_t n = p->before->elems.count;

	p->stays = mem_calloc(n + 1, sizeof(*p->stays));
	if (p->after->item.fate == FATE_REMADE)
		return;
	for (size_t i = 0; i < n; i++)
		p->stays[i] = true;
	for (size_t i = 0; i < p->item->elems->count; i++) {
		const struct plan_elem *x = elem_at(p, i);

		if (x->before)
			p->stays[number_of(p, x->before)] =
				x->fate == FATE_CHANGED;
	}
}

/* One that would be changed in place. */
static struct plan_elem *find_changed(const struct parting *p,
				      const struct state_elem *before)
{
	for (size_t i = 0; i < p->item->elems->count; i++)
		if (elem_at(p, i)->before == before)
			return elem_at(p, i);
	return NULL;
}

static void add(struct parting *p, const struct plan_elem *x)
{
	*(struct plan_elem *)chunks_push(p->item->elems) = *x;
	p->pl->t->edits++;
}

static void make_way(void *ctx, const void *elem)
{
	const struct state_elem *there = elem;
	struct parting *p = ctx;
	struct plan_counts *n = &p->pl->p->counts;
	struct plan_elem *x, now = { .before = there, .fate = FATE_REMADE,
				     .reason = REASON_OVERLAPS };

	if (!p->stays[number_of(p, there)])
		return;
	p->stays[number_of(p, there)] = false;
	x = find_changed(p, there);
	if (x) {
		x->fate = FATE_REMADE;
		p->again = true;
		return;
	}
	now.after = elems_find(&p->after->elems,
			       elems_item(&p->before->elems, there));
	if (!now.after) {
		now.fate = FATE_REMOVED;
		n->kept--;
		n->removed++;
	}
	add(p, &now);
}

static bool is_put(const struct plan_elem *x)
{
	return x->after && (x->fate == FATE_ADDED || x->fate == FATE_REMADE);
}

static void part_from_present(struct parting *p, struct boxes *there)
{
	do {
		p->again = false;
		for (size_t i = 0; i < p->item->elems->count; i++) {
			const struct plan_elem *x = elem_at(p, i);

			if (is_put(x))
				boxes_holding(there,
					      elems_item(&p->after->elems,
							 x->after),
					      make_way, p);
		}
	} while (p->again);
}

static void note_hit(void *ctx, const void *elem)
{
	(void)elem;
	((struct parting *)ctx)->hit = true;
}

/* Elements of others that are added again come behind those of the file. */
static void drop_others(struct parting *p, struct boxes *wanted)
{
	struct plan_counts *n = &p->pl->p->counts;

	for (size_t i = 0; i < p->item->elems->count; i++) {
		struct plan_elem *x = elem_at(p, i);

		if (x->after || x->fate != FATE_REMADE)
			continue;
		p->hit = false;
		boxes_holding(wanted, elems_item(&p->before->elems, x->before),
			      note_hit, p);
		if (!p->hit)
			continue;
		x->fate = FATE_REMOVED;
		n->kept--;
		n->removed++;
	}
}

static void fill(struct boxes *b, const struct elems *from, const bool *which)
{
	for (size_t i = 0; i < from->count; i++)
		if (!which || which[i])
			boxes_add(b, elems_item(from, &from->list[i]),
				  &from->list[i]);
}

void plan_boxes(struct planner *pl, struct plan_item *item)
{
	struct parting p = {
		.pl = pl,
		.item = item,
		.before = (const void *)item->before,
		.after = (struct state_set *)(uintptr_t)item->after,
	};
	struct boxes b;

	if (!boxes_init(&b, p.before->item.low->set,
			p.before->elems.count))
		return;
	note_stays(&p);
	fill(&b, &p.before->elems, p.stays);
	part_from_present(&p, &b);
	boxes_release(&b);
	mem_free(p.stays);
	if (!boxes_init(&b, p.after->item.low->set,
			p.after->elems.count))
		return;
	fill(&b, &p.after->elems, NULL);
	drop_others(&p, &b);
	boxes_release(&b);
}
