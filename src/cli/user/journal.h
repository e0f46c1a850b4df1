/*
 * journal — whether stderr leads to systemd's journal, which tells how
 * important a line is by a mark in front of it.
 *
 * In:     the environment and descriptor 2, which must be the stream that
 *         JOURNAL_STREAM names: a program that was given another one by its
 *         parent must not write marks.
 * Out:    "<3>" for an error, "<4>" for a warning, "<6>" for a note; "" where
 *         stderr leads elsewhere.
 * Errors: none.  May be called from a signal handler.
 * Spec:   sd-daemon(3), systemd.exec(5).
 */
#ifndef NFTLOAD_CLI_USER_JOURNAL_H
#define NFTLOAD_CLI_USER_JOURNAL_H

enum say_level { SAY_ERROR, SAY_WARNING, SAY_NOTE, SAY_LEVELS };

const char *journal_mark(enum say_level level);

#endif
