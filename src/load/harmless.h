/*
 * harmless — sees, while a batch is compiled, that the batch holds nothing that
 * a state would refuse, so that it need not be judged (judge.h).
 *
 * In:     the compiler's messages, on their way to another sink.
 * Out:    whether the batch is harmless.  In doubt it is not: whatever is
 *         deleted, declared twice or missing makes it doubtful.
 * Owns:   struct harmless, from harmless_init() to harmless_release().
 * Errors: those of the other sink.
 *
 * Judging decodes every message again, which takes a third of the time of a
 * check; most inputs only declare objects and use what they have declared.
 */
#ifndef NFTLOAD_LOAD_HARMLESS_H
#define NFTLOAD_LOAD_HARMLESS_H

#include "base/map.h"
#include "base/strpool.h"
#include "object/low.h"

#define HARMLESS_SEEN 256 /* a power of two */

struct harmless_item;

struct harmless {
	struct low_sink inner;
	bool doubt;
	struct arena arena; /* of items, keys, jumps */
	struct strpool names;
	struct map by_name, by_id;
	/* What was named lately, by the place of its name. */
	struct harmless_seen {
		const char *name;
		uint32_t kind;
		struct harmless_item *item;
	} seen[HARMLESS_SEEN];
	struct harmless_item *chains; /* the last one first */
	/* Those of the last message, which the next one often names again. */
	struct harmless_item *table, *chain;
	struct harmless_item *set; /* of the elements under way; NULL: none of
				    * them can be refused */
};

void harmless_init(struct harmless *h);
void harmless_release(struct harmless *h);
/* h stays where it is as long as the sink is used. */
struct low_sink harmless_sink(struct harmless *h, struct low_sink inner);
/* Of all messages so far. */
bool harmless_is_sure(struct harmless *h);

#endif
