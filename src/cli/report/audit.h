/*
 * audit — leaves one line in the system's log for each commit: who changed the
 * ruleset, with which files.
 *
 * In:     the options, the inputs and the result of a commit.
 * Out:    under systemd a line of priority notice on stderr, elsewhere a line to
 *         syslog(3); none with --quiet.
 * Owns:   the connection of syslog(3), until the process ends.
 * Errors: none: what cannot be logged is lost, the ruleset is applied.
 * Spec:   nftload(8), "Audit".
 *
 * Nothing is formatted and no file is hashed before a commit, and nothing is
 * read where there is no log.
 */
#ifndef NFTLOAD_CLI_REPORT_AUDIT_H
#define NFTLOAD_CLI_REPORT_AUDIT_H

#include "cli/user/options.h"
#include "load/load.h"

#define AUDIT_COMMAND_BYTES 512 /* what is longer is cut */

struct audit {
	bool on;
	uint32_t uid, loginuid; /* UINT32_MAX: of no login */
	size_t command_len;
	char command[AUDIT_COMMAND_BYTES]; /* words, each with a NUL */
};

/* While files and sockets can still be opened.  Where nobody reads a log, the
 * audit is off. */
void audit_open(struct audit *a, const struct options *o);
/* Finds out who runs the program, for records other than the log. */
void audit_who(struct audit *a);
/* Of a transaction that was sent; a line is left if it was committed. more:
 * facts of the caller, " name=value", or "". */
void audit_commit(const struct audit *a, const struct options *o,
		  const struct transaction *t, const char *more);
/* Of a commit without inputs; genid: the generation before it. */
void audit_change(const struct audit *a, const struct options *o,
		  uint32_t genid, const char *more);

#endif
