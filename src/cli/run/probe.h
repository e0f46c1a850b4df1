/*
 * probe — a process that confirms a change as soon as a new TCP connection
 * succeeds.
 *
 * In:     tcp:HOST:PORT; the word that the change is made.
 * Out:    a byte, ASK_CONFIRM, when a connection was made after that word.
 * Owns:   two descriptors of the process that starts it, until probe_close();
 *         the new process ends when probe.go is closed.
 * Errors: an exit code after a sentence on stderr; a process that cannot connect
 *         says nothing, and the deadline decides.
 * Spec:   nftload(8), --confirm-probe.
 *
 * The addresses of the host are asked for before the change.  The process has no
 * capability, and may make no sockets but those of TCP.
 */
#ifndef NFTLOAD_CLI_RUN_PROBE_H
#define NFTLOAD_CLI_RUN_PROBE_H

#include "cli/user/options.h"

struct probe {
	int go, answer; /* to the process, and from it; -1: there is none */
};

/* GO_ON, or an exit code: there is no such host, or no process. */
int probe_start(struct probe *p, const struct options *o) must_check;
void probe_close(struct probe *p);

#endif
