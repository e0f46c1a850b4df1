/*
 * journal — finds out whether stderr leads to systemd's journal, and gives the
 * mark in front of a line that tells the journal its priority.
 *
 * In:     the environment and descriptor 2.  Descriptor 2 must be the stream
 *         that JOURNAL_STREAM names: if the parent has replaced the stream, no
 *         marks may be written.
 * Out:    "<3>" for an error, "<4>" for a warning, "<5>" for a
 *         notice, "<6>" for a note; "" where
 *         stderr leads elsewhere.
 * Errors: none.  May be called from a signal handler.
 * Spec:   sd-daemon(3), systemd.exec(5).
 */
#ifndef NFTLOAD_CLI_USER_JOURNAL_H
#define NFTLOAD_CLI_USER_JOURNAL_H

enum say_level { SAY_ERROR, SAY_WARNING, SAY_NOTICE, SAY_NOTE, SAY_LEVELS };

const char *journal_mark(enum say_level level);

#endif
