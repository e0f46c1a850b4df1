#include "config.h"

#include "kernel/commit/echoes.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* What identifies an element: its key, and the flags of ends and catch-alls. */
static bool same_elem(const struct low_elem *a, const struct low_elem *b)
{
	if (a->flags != b->flags || !a->key != !b->key ||
	    (a->key && a->key_len != b->key_len))
		return false;
	return !a->key || memcmp(a->key, b->key, a->key_len) == 0;
}

static bool same_text(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Whether the message adds elements to the set that the echo names. */
static bool is_for_set(const struct batch_msg *m, const struct low_msg *echo,
		       struct arena *scratch)
{
	const struct rows_msg *type = decode_type((const void *)m->bytes);
	struct low_msg low;

	return type && type->kind == LOW_ELEMS && type->verb == LOW_NEW &&
	       decode_msg(&low, (const void *)m->bytes, scratch) &&
	       low.family == echo->family &&
	       same_text(low.name.name, echo->name.name) &&
	       same_text(low.table.name, echo->table.name);
}

/* Walks on in the message at hand up to the element, and stays before it. */
static bool walk(struct echoes *e, const struct batch_msg *m,
		 const struct low_elem *want)
{
	struct decode_elems next;
	struct low_elem own;

	if (!e->at.start)
		e->at = decode_elems((const void *)m->bytes);
	for (next = e->at; decode_elem(&next, &own, e->scratch); e->at = next)
		if (same_elem(&own, want))
			return true;
	return false;
}

static const struct batch_msg *find_element(struct echoes *e,
					    const struct low_msg *echo,
					    const struct low_elem *want)
{
	const struct arena_mark mark = arena_mark(e->scratch);
	struct echoes was = *e;

	/* The walk never goes back. */
	for (; e->msg < batch_count(e->b); e->msg++, e->at.start = NULL) {
		const struct batch_msg *m = chunks_at(&e->b->msgs, e->msg);

		arena_rewind(e->scratch, mark);
		if (is_for_set(m, echo, e->scratch) && walk(e, m, want))
			return m;
	}
	*e = was;
	return NULL;
}

/* Sets that belong to a rule: their elements are part of its text. */
static bool is_anonymous(const char *name)
{
	return !name || strncmp(name, "__set", 5) == 0 ||
	       strncmp(name, "__map", 5) == 0;
}

static const struct batch_msg *find_elements(struct echoes *e,
					     const struct nlmsghdr *nlh)
{
	struct decode_elems in = decode_elems(nlh);
	struct low_elem want;
	struct low_msg echo;

	return decode_msg(&echo, nlh, e->scratch) &&
			       !is_anonymous(echo.name.name) &&
			       decode_elem(&in, &want, e->scratch) ?
		       find_element(e, &echo, &want) :
		       NULL;
}

const struct batch_msg *echoes_find(struct echoes *e,
				     const struct nlmsghdr *nlh)
{
	const struct arena_mark empty = arena_mark(e->scratch);
	const struct rows_msg *type = decode_type(nlh);
	const struct batch_msg *found;

	if (!type || type->kind != LOW_ELEMS)
		return batch_msg_by_seq(e->b, nlh->nlmsg_seq);
	found = find_elements(e, nlh);
	arena_rewind(e->scratch, empty);
	return found;
}
