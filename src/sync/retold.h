/*
 * retold — compiles the text of a state again, and marks what it says otherwise.
 *
 * In:     a state with whole tables (elements of named sets are not looked at).
 * Out:    item.unsaid of rules and objects whose text does not compile to what
 *         they are.
 * Owns:   nothing.
 * Errors: false: the text as a whole says something that cannot be compared;
 *         what was marked until then stays marked.
 */
#ifndef NFTLOAD_SYNC_RETOLD_H
#define NFTLOAD_SYNC_RETOLD_H

#include "state/store.h"

/* Whether there are so few rules that it takes no time: under 10,000. */
bool retold_is_cheap(const struct state *s);
bool retold_mark(struct state *s);

#endif
