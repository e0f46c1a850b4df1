/*
 * applying — functions that apply one message to a state, private to apply*.c.
 *
 * In:     the message; the state that it changes.
 * Out:    the state, and refusals.
 * Errors: functions return 0, or the -errno of a refusal that they have noted.
 */
#ifndef NFTLOAD_STATE_APPLYING_H
#define NFTLOAD_STATE_APPLYING_H

#include "state/apply.h"
#include "state/refs.h"

struct apply {
	struct state *s;
	struct state_refusals *r; /* NULL: not noted */
	const struct nlmsghdr *nlh;
	const struct batch_msg *msg; /* NULL: of a dump */
	struct arena scratch;	     /* emptied after each message */
	/* Results of hold_rule() for its rule. */
	bool limited, jumps;
};

int apply_refuse(const struct apply *a, int errnum, struct span at);
/* Refuses a message whose object is missing, unless it destroys the object. */
int apply_miss(const struct apply *a, const struct low_msg *m, struct span at);

/* Only the kernel can have what ref names. */
void apply_note_unknown(const struct apply *a, const struct state_table *t,
			const struct ref *ref);

static inline bool is_excl(const struct low_msg *m)
{
	return m->create_flags & NLM_F_EXCL;
}

/* Fills in the item's description from the message. */
void apply_describe(const struct apply *a, struct state_item *i);

/* Whether every table of a family that exists is in the state. */
bool apply_knows_tables(const struct state *s, uint8_t family);

/*
 * Find the objects of a message.  If the state does not know an object that the
 * kernel may have, a placeholder is made.  When apply_need_table() returns NULL, it
 * has refused the message.
 */
struct state_table *apply_need_table(const struct apply *a,
				     const struct low_msg *m);
struct state_chain *find_chain(const struct apply *a, struct state_table *t,
			       const struct low_name *name, uint32_t id);
struct state_set *find_set(const struct apply *a, struct state_table *t,
			   const struct low_name *name, uint32_t id);

/* Change lists of devices; a device that is added twice is in the list once. */
void apply_add_devices(struct state *s, struct low_hook *hook,
		       const struct low_device *more);
void apply_drop_devices(struct state *s, struct low_hook *hook,
			const struct low_device *which);

/* Apply one message each. */
int apply_new_chain(struct apply *a, const struct low_msg *m);
int apply_del_chain(struct apply *a, const struct low_msg *m);
int apply_new_rule(struct apply *a, const struct low_msg *m);
int apply_del_rule(struct apply *a, const struct low_msg *m);
int apply_new_set(struct apply *a, const struct low_msg *m);
int apply_del_set(struct apply *a, const struct low_msg *m);
int apply_new_elems(struct apply *a, const struct low_msg *m);
int apply_del_elems(struct apply *a, const struct low_msg *m);
/* Checks that need the whole list of a set's elements; called at the end. */
void apply_judge_elems(struct apply *a);

/* ---- who refers to whom (hold.c) ---- */

/* Notes the references of the message's rule; refuses the message if an object
 * is missing. */
int hold_rule(struct apply *a, struct state_table *t);
/* Removes the references of a rule, and the sets and chains that belong to
 * it. */
void hold_release_rule(struct apply *a, struct state_rule *r);
void hold_release_rules(struct apply *a, struct state_chain *c);
/* The same for elements, if the set is a map to chains or objects. */
bool hold_refers(const struct state_set *set);
int hold_elems(struct apply *a, struct state_set *set);
void hold_release_elem(struct apply *a, struct state_set *set,
		       const struct state_elem *e);
void hold_release_elems(struct apply *a, struct state_set *set);

/* ---- what the kernel looks at last (reach.c) ---- */

/* Refuses statements that do not suit the hook from which packets reach their
 * chain, and jumps that go too deep. */
void judge_reach(struct apply *a);

#endif
