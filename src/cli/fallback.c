#include "config.h"

#include "cli/fallback.h"

#include "cli/exit.h"
#include "cli/messages.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The options as they are for the fallback: its file alone, no extras. */
static struct options for_fallback(const struct options *o)
{
	struct options f = *o;

	f.files = o->fallback;
	f.text = (struct words){ .list = o->fallback.list + o->fallback.count };
	f.fallback = f.text;
	f.json = f.echo = f.strict = f.each = f.stats = false;
	f.report = NULL; /* it tells of the main run */
	f.dump = DUMP_NONE;
	return f;
}

static int exit_code_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_SYSTEM;
}

/* A run in a process of its own: neither its end, be it a crash, nor the
 * rights that it gives up are ours. Signals wait until it has ended: they must
 * not keep the fallback from being loaded. */
static int run_apart(const struct options *o, enum run_goal goal)
{
	sigset_t all, before;
	int status, code;
	pid_t pid;

	fflush(stdout);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		code = run(o, goal);
		if (fflush(stdout) != 0 && code == EXIT_DONE)
			code = EXIT_SYSTEM;
		_exit(code);
	}
	if (pid < 0) {
		messages_sayf(o, SAY_ERROR, "cannot make a process: %s",
			      strerror(errno));
		return EXIT_SYSTEM;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		messages_sayf(o, SAY_ERROR, "ended by signal %d",
			      WTERMSIG(status));
	return exit_code_of(status);
}

static int load_fallback(const struct options *f, int main_code)
{
	const char *path = f->files.list[0];

	messages_sayf(f, SAY_ERROR,
		      "the ruleset could not be loaded: loading the fallback '%s'",
		      path);
	if (run(f, GOAL_COMMIT) != EXIT_DONE) {
		messages_sayf(f, SAY_ERROR,
			      "the fallback '%s' could not be loaded either",
			      path);
		return main_code;
	}
	messages_sayf(f, SAY_ERROR,
		      "the fallback '%s' is loaded, not the ruleset that was asked for",
		      path);
	return EXIT_FALLBACK;
}

/* What is wrong with the fallback should be known before it is needed; the
 * main ruleset is not held up by it. */
static int try_both(const struct options *o, const struct options *f,
		    enum run_goal goal)
{
	int wrong = run_apart(f, GOAL_CHECK), code;

	if (wrong)
		messages_sayf(o, SAY_ERROR, "the fallback '%s' cannot be loaded",
			      f->files.list[0]);
	code = run_apart(o, goal);
	if (goal != GOAL_COMMIT)
		return code ? code : wrong;
	if (code == EXIT_DONE || code == EXIT_USAGE || wrong)
		return code;
	return load_fallback(f, code);
}

int run_or_fall_back(const struct options *o, enum run_goal goal)
{
	struct options f;

	if (o->fallback.count == 0 || o->dump != DUMP_NONE)
		return run(o, goal);
	f = for_fallback(o);
	return try_both(o, &f, goal);
}
