#include "config.h"

#include "cli/run/apart.h"

#include "cli/run/sandbox.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "text/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- processes ---- */

void apart_cannot(const struct options *o, const char *what)
{
	messages_sayf(o, SAY_ERROR, "cannot %s: %s", what, strerror(errno));
}

int apart_wait(const struct options *o, pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno == EINTR)
			continue;
		apart_cannot(o, "wait for a process");
		return KILLED;
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	messages_sayf(o, SAY_ERROR, "ended by signal %d", WTERMSIG(status));
	return KILLED;
}

_Noreturn void apart_end(int code)
{
	if (fflush(stdout) != 0 &&
	    (code == EXIT_DONE || code == EXIT_CHANGED))
		code = EXIT_SYSTEM;
	_exit(code);
}

int apart_do(int (*what)(const struct run_request *),
	     const struct run_request *r, const sigset_t *signals)
{
	const struct options *o = r->opt;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, signals, NULL);
		apart_end(what(r));
	}
	if (pid > 0)
		return apart_wait(o, pid);
	apart_cannot(o, "make a process");
	return EXIT_SYSTEM;
}

static int run(const struct run_request *r)
{
	return r->run(r->opt, r->goal);
}

int apart_run(const struct run_request *r, const sigset_t *signals)
{
	return apart_do(run, r, signals);
}

/* ---- reports ---- */

FILE *apart_relay_open(const struct options *o)
{
	int fd = o->report ? memfd_create("report", MFD_CLOEXEC) : -1;

	return fd < 0 ? NULL : fdopen(fd, "w+");
}

void apart_relay_clear(FILE *relay)
{
	if (relay && ftruncate(fileno(relay), 0) == 0)
		rewind(relay);
}

json_t *apart_relay_take(FILE *relay)
{
	json_t *doc;

	if (!relay)
		return NULL;
	rewind(relay);
	doc = json_loadf(relay, 0, NULL);
	fclose(relay);
	return doc;
}

/* ---- rights ---- */

void apart_give_up_rights(const struct options *o)
{
	struct source_set none;
	struct diags diags;

	if (o->no_sandbox)
		return;
	source_set_init(&none);
	diags_init(&diags);
	sandbox_enter(&diags);
	sandbox_inputs_read(&diags);
	sandbox_narrow(&diags);
	messages_print(o, &none, &diags);
	diags_release(&diags);
	source_set_release(&none);
}
