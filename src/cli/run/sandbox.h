/*
 * sandbox — gives up the rights that the program no longer needs.
 *
 * In:     nothing; the caller leaves it out for --no-sandbox.
 * Out:    fewer capabilities and, if the program was built with libseccomp, a
 *         filter of system calls. sandbox_enter() is called when the named
 *         files are read and the sockets are open, before any input is parsed:
 *         the program can then still open files for reading and look up names,
 *         but not run programs. sandbox_inputs_read() gives up reading the
 *         files of other owners.  After sandbox_narrow() the program can only
 *         send, receive and report.
 * Errors: a filtered system call gives EPERM.  If rights cannot be given up,
 *         for example because the kernel has no filters, a warning names the
 *         rights that are kept.  An io_uring ring works outside of any filter.
 * Spec:   capabilities(7), seccomp(2).
 */
#ifndef NFTLOAD_CLI_RUN_SANDBOX_H
#define NFTLOAD_CLI_RUN_SANDBOX_H

#include "text/diag.h"

/* False after a sentence on stderr: the program was started setuid, or its file
 * has capabilities.  If the kernel marks the environment as unsafe for another
 * reason, the environment is cleared. */
bool sandbox_may_start(void);
void sandbox_enter(struct diags *d);
void sandbox_inputs_read(struct diags *d);
void sandbox_narrow(struct diags *d);
/* The same for the holder of a change: it can also leave its session, and wait
 * for a clock. */
void sandbox_hold(struct diags *d);
/* For a process that does nothing but make connections of TCP. */
void sandbox_probe(struct diags *d);
/* The parts of the sandbox in this build: "capabilities, system calls", or
 * "none". */
const char *sandbox_features(void);

#endif
