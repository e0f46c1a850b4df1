/*
 * signals — what becomes of the signals that end a program.
 *
 * In:     SIGINT, SIGTERM, SIGHUP, SIGQUIT; SIGPIPE and SIGXFSZ; SIGBUS.
 * Out:    before the batch is sent: a sentence on stderr, and death by that
 *         signal, which says that nothing was applied.  From then on they
 *         wait: the exit code says what was.  SIGBUS, an input that was
 *         mapped is gone: a sentence, and EXIT_INPUT, then EXIT_UNKNOWN.
 * Spec:   signal(7), signal-safety(7).
 */
#ifndef NFTLOAD_CLI_RUN_SIGNALS_H
#define NFTLOAD_CLI_RUN_SIGNALS_H

/* A signal that is ignored (nohup) stays so. */
void signals_catch(void);
void signals_hold(void);

#endif
