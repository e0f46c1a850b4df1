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

#define KILLED -1 /* by a signal: no exit code */

static void cannot(const struct options *o, const char *what)
{
	messages_sayf(o, SAY_ERROR, "cannot %s: %s", what, strerror(errno));
}

static int wait_for(const struct options *o, pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno == EINTR)
			continue;
		cannot(o, "wait for a process");
		return KILLED;
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	messages_sayf(o, SAY_ERROR, "ended by signal %d", WTERMSIG(status));
	return KILLED;
}

static _Noreturn void end_child(int code)
{
	if (fflush(stdout) != 0 && code == EXIT_DONE)
		code = EXIT_SYSTEM;
	_exit(code);
}

/* ---- the fallback, made ready in a process of its own ---- */

/* What is read and compiled before the main ruleset can neither get lost with
 * a disk nor fail for want of memory when it is needed. */
struct spare {
	pid_t pid;   /* 0: it has ended */
	int ready;   /* its end says so here */
	int go;	     /* an end of file is no */
	int code;    /* once it has ended */
};

struct spare_ends {
	int ready, go;
};

static void wait_for_go(void *ctx)
{
	const struct spare_ends *ends = ctx;
	char byte = 0;
	ssize_t n;

	if (write(ends->ready, &byte, 1) != 1)
		_exit(EXIT_SYSTEM);
	while ((n = read(ends->go, &byte, 1)) < 0 && errno == EINTR)
		;
	if (n != 1)
		_exit(EXIT_DONE);
}

static int start_process(struct spare *s, const int *ready, const int *go,
			 const struct options *f)
{
	struct spare_ends ends = { ready[1], go[0] };
	struct run_spare spare = { wait_for_go, &ends };

	s->pid = fork();
	if (s->pid < 0)
		return -1;
	if (s->pid == 0) {
		close(ready[0]);
		close(go[1]);
		end_child(run_as_spare(f, &spare));
	}
	s->ready = ready[0];
	s->go = go[1];
	close(ready[1]);
	close(go[0]);
	return 0;
}

/* Whether it is ready; if not, it has said why, and s->code is its end. */
static bool spare_start(struct spare *s, const struct options *f)
{
	int ready[2], go[2];
	char byte;
	ssize_t n;

	*s = (struct spare){ .code = EXIT_SYSTEM };
	fflush(stdout);
	if (pipe(ready) < 0 || pipe(go) < 0 ||
	    start_process(s, ready, go, f) < 0) {
		s->pid = 0;
		cannot(f, "make a process for the fallback");
		return false;
	}
	while ((n = read(s->ready, &byte, 1)) < 0 && errno == EINTR)
		;
	close(s->ready);
	if (n == 1)
		return true;
	s->code = wait_for(f, s->pid);
	s->pid = 0;
	return false;
}

/* One that was killed, while it waited say, is made anew. */
static int spare_end(struct spare *s, const struct options *f, bool apply)
{
	bool gone;

	if (!s->pid)
		return s->code;
	gone = apply && write(s->go, "", 1) != 1;
	close(s->go);
	s->code = wait_for(f, s->pid);
	s->pid = 0;
	if (apply && (gone || s->code == KILLED))
		return run(f, GOAL_COMMIT);
	return s->code;
}

/* ---- the main ruleset ---- */

/* A run in a process of its own: neither its end, be it a crash, nor the
 * rights that it gives up are ours. */
static int run_apart(const struct options *o, enum run_goal goal,
		     const sigset_t *signals)
{
	pid_t pid;
	int code;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, signals, NULL);
		end_child(run(o, goal));
	}
	if (pid < 0)
		cannot(o, "make a process");
	return pid > 0 && (code = wait_for(o, pid)) != KILLED ? code : EXIT_SYSTEM;
}

static void say_unusable(const struct options *f, bool empty)
{
	messages_sayf(f, SAY_ERROR, "the fallback '%s' %s",
		      f->files.list[0],
		      empty ? "asks for nothing" : "cannot be loaded");
}

static void say_begin(const struct options *f)
{
	messages_sayf(f, SAY_ERROR,
		      "the ruleset could not be loaded: loading the fallback '%s'",
		      f->files.list[0]);
}

static int say_end(const struct options *f, int code, int main_code)
{
	if (code == EXIT_DONE) {
		messages_sayf(f, SAY_ERROR,
			      "the fallback '%s' is loaded, not the ruleset that was asked for",
			      f->files.list[0]);
		return EXIT_FALLBACK;
	}
	messages_sayf(f, SAY_ERROR,
		      "the fallback '%s' could not be loaded either",
		      f->files.list[0]);
	return main_code;
}

/* What is wrong with the fallback should be known before it is needed; the
 * main ruleset is not held up by it. Signals that end the main run wait: they
 * must not keep the fallback from being loaded. */
static int load_or_fall_back(const struct options *o, const struct options *f)
{
	bool several = o->netns.count > 0, good;
	sigset_t all, before;
	struct spare s = { .code = EXIT_SYSTEM };
	int code;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, NULL, &before);
	good = several ? run_apart(f, GOAL_CHECK, &before) == EXIT_DONE :
			 spare_start(&s, f);
	/* What asks for nothing does not wait, and would leave the machine
	 * open. */
	if (!good)
		say_unusable(f, s.code == EXIT_DONE);
	sigprocmask(SIG_BLOCK, &all, NULL);
	code = run_apart(o, GOAL_COMMIT, &before);
	if (code == EXIT_DONE || code == EXIT_USAGE || !good) {
		spare_end(&s, f, false);
		return code;
	}
	say_begin(f);
	return say_end(f, several ? run(f, GOAL_COMMIT) :
				       spare_end(&s, f, true), code);
}

static int check_both(const struct options *o, const struct options *f,
		      enum run_goal goal)
{
	int wrong, code;
	sigset_t signals;

	sigprocmask(SIG_SETMASK, NULL, &signals);
	wrong = run_apart(f, goal, &signals);
	if (wrong)
		say_unusable(f, false);
	code = run_apart(o, goal, &signals);
	return code ? code : wrong;
}

int run_or_fall_back(const struct options *o, enum run_goal goal)
{
	struct options f;

	if (o->fallback.count == 0 || o->dump != DUMP_NONE)
		return run(o, goal);
	f = for_fallback(o);
	if (goal != GOAL_COMMIT)
		return check_both(o, &f, goal);
	return load_or_fall_back(o, &f);
}
