/*
 * apart — runs something in a process of its own, so that neither its end, be it
 * a crash, nor the rights that it gives up are this process's.
 *
 * In:     a request: options, the goal, and the run.
 * Out:    the exit code of the process; its report through a file without a
 *         name (options.relay), which both processes have.
 * Owns:   relays are the caller's, until apart_relay_take().
 * Errors: after a sentence on stderr.
 */
#ifndef NFTLOAD_CLI_RUN_APART_H
#define NFTLOAD_CLI_RUN_APART_H

#include "cli/run/run.h"

#include <jansson.h>
#include <signal.h>
#include <sys/types.h>

struct run_request {
	const struct options *opt;
	enum load_goal goal;
	int (*run)(const struct options *o, enum load_goal goal);
};

#define KILLED -1 /* by a signal: no exit code */

/* what(r), in a new process: its exit code, EXIT_SYSTEM if there is no process,
 * or KILLED.  signals: those that the process blocks. */
int apart_do(int (*what)(const struct run_request *),
	     const struct run_request *r, const sigset_t *signals) must_check;
/* The same for the run of the request. */
int apart_run(const struct run_request *r,
	      const sigset_t *signals) must_check;
/* Ends this process, which was made by a fork. */
_Noreturn void apart_end(int code);
/* The exit code of a process, or KILLED. */
int apart_wait(const struct options *o, pid_t pid) must_check;
/* Says "cannot ...", and why by errno. */
void apart_cannot(const struct options *o, const char *what);

/* NULL: no report is asked for, or the file cannot be made. */
FILE *apart_relay_open(const struct options *o);
void apart_relay_clear(FILE *relay);
/* Closes the relay.  NULL: no report was written, or not all of it. */
json_t *apart_relay_take(FILE *relay) must_check;

/* Unless --no-sandbox: all but those to write to open files. */
void apart_give_up_rights(const struct options *o);

#endif
