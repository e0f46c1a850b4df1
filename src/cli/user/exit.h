/*
 * exit — the program's exit statuses.
 *
 * The program, its manual and its tests share this list.  It is frozen: scripts
 * and units match the numbers.
 *
 * Out:    EXIT_NAME for each row.
 * Spec:   nftload(8), EXIT STATUS.
 */
#ifndef NFTLOAD_CLI_USER_EXIT_H
#define NFTLOAD_CLI_USER_EXIT_H

/* name, number, meaning */
#define EXIT_CODES(E)                                                        \
	E(DONE, 0, "done")                                                   \
	E(INPUT, 1, "the input is wrong")                                    \
	E(CHANGED, 2, "something differs, or was changed")                   \
	E(USAGE, 3, "the command line is wrong")                             \
	E(REFUSED, 4, "the kernel refused the batch")                        \
	E(PERMISSION, 5, "no permission")                                    \
	E(CONFLICT, 6, "lost to concurrent writers after all retries")       \
	E(REVERTED, 7, "not confirmed: the change was taken back")           \
	E(FALLBACK, 8, "the fallback was loaded instead")                    \
	E(UNKNOWN, 9, "the outcome is unknown")                              \
	E(SYSTEM, 10, "a system limit, a system failure or no memory")       \
	E(GUARDED, 11, "refused by a guard: nothing was changed")            \
	E(UNTOLD, 12, "applied, but the report or the echo was not written") \
	E(LAST_GOOD, 13, "the last good state was loaded instead")

enum exit_code {
#define EXIT_ENUM(name, number, meaning) EXIT_##name = number,
	EXIT_CODES(EXIT_ENUM)
#undef EXIT_ENUM
};

#define GO_ON -1 /* no exit code yet */

#endif
