#include "config.h"

#include "cli/sync/verb_sync.h"

#include "cli/list/listing.h"
#include "cli/sync/one_state.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "print/json/json_state.h"
#include "print/text/text_state.h"

#include <inttypes.h>
#include <stdio.h>
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

/* ---- the two languages ---- */

static void put_bytes(void *ctx, const char *bytes, size_t len)
{
	(void)ctx;
	fwrite(bytes, 1, len, stdout); /* main() looks at the stream */
}

static uint64_t write_text(const struct print_options *how,
			   struct state *state)
{
	struct text_lister w;
	struct text_out out;

	text_init(&out, how);
	out.flush = put_bytes;
	text_lister_init(&w, &out, state);
	text_list_ruleset(&w, state, 0);
	text_flush(&out);
	text_lister_release(&w);
	text_release(&out);
	return w.cannot + w.cannot_elems;
}

static uint64_t write_json(const struct print_options *how,
			   struct state *state)
{
	struct json_lister w;

	json_lister_init(&w, stdout, state, how);
	json_list_ruleset(&w, state, 0);
	json_lister_end(&w);
	json_lister_release(&w);
	return w.cannot + w.cannot_elems;
}

static void convert(const struct options *o, struct state *state,
		    const struct source_set *sources)
{
	struct print_options how = listing_options(o);

	how.json = o->to == TO_JSON;
	if (sources)
		say_comments(o, sources);
	say_cannot(o, how.json ? write_json(&how, state) :
				 write_text(&how, state));
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
	if (code == GO_ON)
		code = o->from_kernel ? one_of_kernel(&s, convert) :
					one_of_files(&s, convert);
	session_end(&s);
	return code;
}
