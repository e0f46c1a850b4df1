#include "config.h"

#include "base/mem.h"
#include "cli/run/sandbox.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/nft_text.h"
#include "cli/user/outcome.h"
#include "cli/verbs.h"
#include "syntax/json/json_memory.h"
#include "text/suggest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A file opened as descriptor 0, 1 or 2 would be taken for a stream.  An input
 * that is not there must not look like an empty one. */
static void fill_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", O_CLOEXEC | (fd == STDIN_FILENO ?
							     O_WRONLY : O_RDWR));
}

static int unknown_verb(const char *word)
{
	struct suggest s;
	int code = nft_text_refuse_file(word);

	if (code)
		return code;
	suggest_init(&s, word, strlen(word));
	for (const struct verb *v = verb_table; v->name; v++)
		suggest_try(&s, v->name);
	if (suggest_best(&s))
		return options_error("'%s' is not a verb: did you mean '%s'?",
				     word, suggest_best(&s));
	return options_error("'%s' is neither a verb nor nft text", word);
}

/* Output that did not arrive must not look like success. */
static int flush_output(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	messages_tellf("cannot write the output: %s", strerror(errno));
	return code == EXIT_DONE || code == EXIT_CHANGED ? EXIT_SYSTEM : code;
}

static int dispatch(int argc, char **argv)
{
	const struct verb *v;

	if (argc < 2) {
		verbs_usage(stderr);
		return EXIT_USAGE;
	}
	v = verb_by_name(argv[1]);
	if (v)
		return verb_main(v, argc - 1, argv + 1);
	if (argv[1][0] == '-' || nft_text_begins(argv[1]) ||
	    nft_text_foreign(argv[1]))
		return verb_main(NULL, argc, argv);
	return unknown_verb(argv[1]);
}

int main(int argc, char **argv)
{
	fill_streams();
	outcome_of_exhaustion();
	mem_grow_at_once();
	json_memory_install();
	/* Under one who ignores it, what became of a child is never told. */
	signal(SIGCHLD, SIG_DFL);
	if (!sandbox_may_start())
		return EXIT_PERMISSION;
	return flush_output(dispatch(argc, argv));
}
