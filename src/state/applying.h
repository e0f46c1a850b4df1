/*
 * applying — a message on its way into a state, private to apply*.c.
 *
 * In:     the message; the state that it changes.
 * Out:    the state, and refusals.
 * Errors: functions return 0, or the negative errno of a refusal that they
 *         have noted.
 */
#ifndef NFTLOAD_STATE_APPLYING_H
#define NFTLOAD_STATE_APPLYING_H

#include "state/apply.h"
#include "state/refs.h"

struct apply {
	struct state *s;
	struct state_refusals *r; /* NULL: nobody asks */
	const struct nlmsghdr *nlh;
	const struct batch_msg *msg; /* NULL: of a dump */
	struct arena scratch;	     /* emptied after each message */
	/* Of the rule that hold_rule() has looked at. */
	bool limited, jumps;
};

int refuse(const struct apply *a, int errnum, struct span at);
/* Something is missing; to destroy it is no mistake. */
int miss(const struct apply *a, const struct low_msg *m, struct span at);

static inline bool is_excl(const struct low_msg *m)
{
	return m->create_flags & NLM_F_EXCL;
}

/* Says what the item is, from the message. */
void describe(const struct apply *a, struct state_item *i);

/*
 * What a message is about.  What the state does not know, and the kernel may
 * have, is made, and stands in for itself.  need_table() says that the table
 * does not exist where it returns NULL.
 */
struct state_table *need_table(const struct apply *a,
			       const struct low_msg *m);
struct state_chain *find_chain(const struct apply *a, struct state_table *t,
			       const struct low_name *name, uint32_t id);
struct state_set *find_set(const struct apply *a, struct state_table *t,
			   const struct low_name *name, uint32_t id);

/* Lists of devices: those that are added stay once. */
void add_devices(struct state *s, struct low_hook *hook,
		 const struct low_device *more);
void drop_devices(struct state *s, struct low_hook *hook,
		  const struct low_device *which);

/* The messages. */
int apply_new_chain(struct apply *a, const struct low_msg *m);
int apply_del_chain(struct apply *a, const struct low_msg *m);
int apply_new_rule(struct apply *a, const struct low_msg *m);
int apply_del_rule(struct apply *a, const struct low_msg *m);
int apply_new_set(struct apply *a, const struct low_msg *m);
int apply_del_set(struct apply *a, const struct low_msg *m);
int apply_new_elems(struct apply *a, const struct low_msg *m);
int apply_del_elems(struct apply *a, const struct low_msg *m);
/* What only the whole list of a set's elements shows; at the end. */
void judge_elems(struct apply *a);

/* ---- who refers to whom (hold.c) ---- */

/* The rule of the message begins to refer to what it names; a refusal where
 * that is not there. */
int hold_rule(struct apply *a, struct state_table *t);
/* It does no longer; sets and chains of its own go with it. */
void release_rule(struct apply *a, struct state_rule *r);
void release_rules(struct apply *a, struct state_chain *c);
/* The same of elements, if the set is a map to chains or objects. */
bool refers(const struct state_set *set);
int hold_elems(struct apply *a, struct state_set *set);
void release_elem(struct apply *a, struct state_set *set,
		  const struct state_elem *e);
void release_elems(struct apply *a, struct state_set *set);

/* ---- what the kernel looks at last (reach.c) ---- */

/* Statements that do not suit the hook from which their chain is reached, and
 * jumps that go too deep. */
void judge_reach(struct apply *a);

#endif
