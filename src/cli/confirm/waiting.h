/*
 * waiting — says that a change waits to be confirmed, in words and as JSON.
 *
 * In:     records (hold/held_records.h).
 * Out:    an exit code after a sentence on stderr, and a report if one was asked
 *         for; GO_ON: nothing waits.
 * Owns:   values are the caller's to release.
 * Errors: exit codes.
 * Spec:   nftload(8), nftload-report(5).
 */
#ifndef NFTLOAD_CLI_CONFIRM_WAITING_H
#define NFTLOAD_CLI_CONFIRM_WAITING_H

#include "cli/user/options.h"
#include "hold/held_records.h"

#include <jansson.h>

/* Whether a change waits in this network namespace, or in one that --netns names:
 * nobody syncs then. */
int waiting_check(const struct options *o) must_check;
/* The same, if it is known that one waits. */
int waiting_refuse(const struct options *o);
/* Says that no process can hold the change, which is not made.  what: the step or
 * folder that failed with err. */
int waiting_say_none(const struct options *o, const char *what, int err);
/* Seconds until the deadline; 0: the change does not wait. */
uint64_t waiting_seconds(const struct record *r);
json_t *waiting_json(const struct record *r) must_check;
/* The namespace that --netns names first; NULL: this one. */
const char *waiting_netns(const struct options *o);
/* The cookie of this network namespace; -errno. */
int waiting_here(uint64_t *ret_netns) must_check;
/* The cookie of the namespace that is named; NULL: this one; -errno. */
int waiting_there(const char *which, uint64_t *ret_netns) must_check;

#endif
