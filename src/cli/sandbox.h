/*
 * sandbox — takes from the program what it no longer needs.
 *
 * In:     --no-sandbox, or not.
 * Out:    fewer capabilities and, where libseccomp was there at build time, a
 *         filter of system calls.  sandbox_enter() comes when the named files
 *         are read and the sockets open, before any input is parsed: reading
 *         opens, what name look-ups need, no exec.  sandbox_inputs_read()
 *         gives up reading other owners' files.  sandbox_narrow() leaves what
 *         sends, receives and reports.
 * Errors: a system call that is not let through gives EPERM; a kernel without
 *         filters leaves the program without them.  An io_uring ring does its
 *         work outside of any filter.
 * Spec:   capabilities(7), seccomp(2).
 */
#ifndef NFTLOAD_CLI_SANDBOX_H
#define NFTLOAD_CLI_SANDBOX_H

#include "base/util.h"

/* False after a sentence on stderr: the program was started setuid. */
bool sandbox_may_start(void);
void sandbox_enter(void);
void sandbox_inputs_read(void);
void sandbox_narrow(void);
/* What this build can do: "capabilities, system calls", or "none". */
const char *sandbox_features(void);

#endif
