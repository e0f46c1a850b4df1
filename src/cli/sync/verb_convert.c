#include "config.h"

#include "cli/sync/verb_sync.h"

#include "cli/list/listing.h"
#include "cli/list/listing_write.h"
#include "cli/sync/one_state.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "sync/retold.h"

#include <inttypes.h>
#include <string.h>

/* ---- what is lost ---- */

static void say_comments(const struct options *o,
			 const struct source_set *sources)
{
	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *src = source_at(sources, i);

		if (!o->quiet && memchr(src->text, '#', src->len)) {
			messages_say(o, SAY_NOTE,
				     "comments of the source, '# ...', are not kept");
			return;
		}
	}
}

static void say_cannot(const struct options *o, uint64_t cannot)
{
	if (cannot)
		messages_sayf(o, SAY_WARNING,
			      "%" PRIu64
			      " rules, sets or elements cannot be written in this language",
			      cannot);
}

/* ---- what is written ---- */

static void convert(const struct options *o, struct state *state,
		    const struct source_set *sources)
{
	struct print_options how = options_print(o);
	struct listing_out w;

	how.json = o->to == TO_JSON;
	if (sources)
		say_comments(o, sources);
	if (sources && !retold_mark(state))
		messages_say(o, SAY_WARNING,
			     "what is written cannot be compared with its source");
	listing_out_init(&w, state, &how);
	w.form->ruleset(&w, state, 0);
	listing_out_end(&w);
	say_cannot(o, listing_out_cannot(&w) + listing_out_cannot_elems(&w));
	listing_out_release(&w);
}

int verb_convert(struct options *o)
{
	struct session s;
	int code;

	if (!o->from_kernel && !o->files.count)
		return options_error("convert needs a FILE ('-' is standard input), or --from-kernel");
	if (o->from_kernel && o->files.count)
		return options_error("convert takes files or --from-kernel, not both");
	code = session_start(&s, o);
	s.prints = true;
	if (code == GO_ON)
		code = o->from_kernel ? one_of_kernel(&s, convert) :
					one_of_files(&s, convert);
	session_end(&s);
	return code;
}
