/*
 * work — what every run of the program does alike: its options as those of a
 * load, and its closing sentence.
 *
 * In:     options; how a load ended.
 * Out:    options of load/; sentences on stderr.
 * Owns:   nothing but the ring of a transport, which is the caller's to close.
 * Errors: exit codes after a sentence on stderr; GO_ON: none.
 */
#ifndef NFTLOAD_CLI_RUN_WORK_H
#define NFTLOAD_CLI_RUN_WORK_H

#include "cli/user/options.h"
#include "cli/user/outcome.h"
#include "load/load.h"

/* What the options borrow lasts as long as they do. */
struct load_options work_of(const struct options *o, enum load_goal goal);
int work_transport(const struct options *o,
		   struct transport_choice *how) must_check;

/* As load_events.step: gives up the rights that are needed no more. */
void work_narrow(const struct options *o, enum load_step step,
		 struct diags *diags);

/* Why it ended without sending: true where errors of the input are counted. */
bool ending_of(struct closing *c, const struct load_failure *failure,
	       const struct diags *diags, int code, enum load_goal goal);
void ending_say(const struct options *o, const struct closing *c,
		const struct diags *diags, bool counted);

#endif
