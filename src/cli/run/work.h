/*
 * work — the parts that all runs of the program share: makes load options of
 * the command line's, and says the closing sentence.
 *
 * In:     options; how a load ended.
 * Out:    options of load/; sentences on stderr.
 * Owns:   nothing; the caller closes the ring of a transport.
 * Errors: exit codes after a sentence on stderr; GO_ON: none.
 */
#ifndef NFTLOAD_CLI_RUN_WORK_H
#define NFTLOAD_CLI_RUN_WORK_H

#include "cli/user/options.h"
#include "cli/user/outcome.h"
#include "load/load.h"

/* The load options borrow from o and are valid as long as o is. */
struct load_options work_of(const struct options *o, enum load_goal goal);
int work_transport(const struct options *o,
		   struct transport_choice *how) must_check;

/* As load_events.step: gives up the rights that are needed no more. */
void work_narrow(const struct options *o, enum load_step step,
		 struct diags *diags);

/* Makes the closing sentence of a load that ended without sending; true if the
 * sentence counts the errors of the input. */
bool work_ending(struct closing *c, const struct load_failure *failure,
		 const struct diags *diags, int code, enum load_goal goal);
void work_say_ending(const struct options *o, const struct closing *c,
		     const struct diags *diags, bool counted);

#endif
