#include "config.h"

#include "cli/signals.h"

#include "base/util.h"
#include "cli/exit.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/* The handler is reset by then (SA_RESETHAND), and the signal let through
 * when it returns. */
static void end(int signum)
{
	static const char text[] = "nftload: interrupted; nothing was applied\n";
	/* Where this fails, there is nobody to tell. */
	ssize_t told = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)told;
	/* What was said must come true, whatever a C library calls for it. */
	if (raise(signum) != 0)
		_exit(EXIT_SYSTEM);
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
}
