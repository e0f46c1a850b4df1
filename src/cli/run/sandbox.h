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
 * Errors: a system call that is not let through gives EPERM.  What could not
 *         be given up is a warning that names what is kept, be it that the
 *         kernel has no filters.  An io_uring ring does its work outside of any
 *         filter.
 * Spec:   capabilities(7), seccomp(2).
 */
#ifndef NFTLOAD_CLI_RUN_SANDBOX_H
#define NFTLOAD_CLI_RUN_SANDBOX_H

#include "text/diag.h"

/* False after a sentence on stderr: the program was started setuid, or with
 * capabilities that its file has.  Where the kernel says for another reason that
 * the environment is not to be trusted, it is dropped. */
bool sandbox_may_start(void);
void sandbox_enter(struct diags *d);
void sandbox_inputs_read(struct diags *d);
void sandbox_narrow(struct diags *d);
/* What this build can do: "capabilities, system calls", or "none". */
const char *sandbox_features(void);

#endif
