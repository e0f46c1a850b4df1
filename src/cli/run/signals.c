#include "config.h"

#include "cli/run/signals.h"

#include "base/util.h"
#include "cli/user/exit.h"
#include "cli/user/journal.h"
#include "cli/user/outcome.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static void say(const char *text)
{
	const char *mark = journal_mark(SAY_ERROR);

	/* Where this fails, there is nobody to tell. */
	if (write(STDERR_FILENO, mark, strlen(mark)) < 0 ||
	    write(STDERR_FILENO, text, strlen(text)) < 0)
		return;
}

/* The handler is reset by then (SA_RESETHAND), and the signal let through
 * when it returns. */
static void end(int signum)
{
	say("nftload: interrupted; nothing was applied\n");
	/* What was said must come true, whatever a C library calls for it. */
	if (raise(signum) != 0)
		_exit(EXIT_SYSTEM);
}

/* Long inputs are mapped: SIGBUS is what tells that one is no longer there. */
static void input_is_gone(int signum)
{
	(void)signum;
	say("nftload: an input was made shorter, or cannot be read any more; nothing was applied\n");
	_exit(EXIT_INPUT);
}

/* What the kernel has refused is made again from the input. */
static void input_is_gone_late(int signum)
{
	if (outcome_is_nothing())
		input_is_gone(signum);
	say("nftload: an input was made shorter, or cannot be read any more; it is not known whether the ruleset was applied\n");
	_exit(EXIT_UNKNOWN);
}

static void catch_loss(void (*handler)(int))
{
	struct sigaction new = { .sa_handler = handler,
				 .sa_flags = SA_RESETHAND };

	sigaction(SIGBUS, &new, NULL);
}

void signals_catch(void)
{
	struct sigaction new = { .sa_handler = end, .sa_flags = SA_RESETHAND };
	struct sigaction old;

	sigfillset(&new.sa_mask);
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		if (sigaction(caught[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			sigaction(caught[i], &new, NULL);
	catch_loss(input_is_gone);
}

void signals_hold(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		sigaddset(&set, caught[i]);
	/* What can no longer be said must not end what can be done. */
	sigaddset(&set, SIGPIPE);
	sigaddset(&set, SIGXFSZ);
	sigprocmask(SIG_BLOCK, &set, NULL);
	catch_loss(input_is_gone_late);
}
