#include "config.h"

#include "cli/run/fallback.h"
#include "cli/run/run.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/verbs.h"

static int refuse_words(const struct options *o)
{
	const char *word = o->text.list[0];
	const char *answer = foreign_command(word);

	if (answer) {
		messages_tell(answer);
		return EXIT_USAGE;
	}
	if (verb_by_name(word))
		return usage_error("'%s' must be the first word", word);
	if (o->files.count > 0)
		return usage_error("'%s' stands beside -f: commands come from files or from the command line, not from both",
				   word);
	return o->text.count == 1 ? refuse_file(word) : 0;
}

int flags_run(struct options *o)
{
	int code = 0;

	if (o->text.count > 0)
		code = refuse_words(o);
	else if (o->files.count == 0)
		code = usage_error("nothing to load: neither -f FILE nor a command");
	if (code)
		return code;
	return run_or_fall_back(o, o->check ? LOAD_JUDGE : LOAD_COMMIT);
}
