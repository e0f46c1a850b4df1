/*
 * signals — handles the signals that end a program.
 *
 * In:     SIGINT, SIGTERM, SIGHUP, SIGQUIT; SIGPIPE and SIGXFSZ; SIGBUS.
 * Out:    before the batch is sent, a signal ends the program, with a sentence
 *         on stderr that nothing was applied.  From then on signals wait until
 *         the end, and the exit code tells the outcome.  SIGBUS means that a
 *         mapped input was cut off: it ends the program with a sentence and
 *         EXIT_INPUT, or EXIT_UNKNOWN if the ruleset may have been applied.
 * Spec:   signal(7), signal-safety(7).
 */
#ifndef NFTLOAD_CLI_RUN_SIGNALS_H
#define NFTLOAD_CLI_RUN_SIGNALS_H

/* Installs the handlers; an ignored signal (nohup) stays ignored. */
void signals_catch(void);
void signals_hold(void);

#endif
