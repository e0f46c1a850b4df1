/*
 * meter — how long a run takes and how far it is: --stats, and the progress
 * line on a terminal.
 *
 * In:     the phases of a run as they begin; messages on their way to a sink.
 * Out:    --stats: one figure a line on stderr.  Work that lasts over a second
 *         and a terminal to tell it: one line on stderr, which is cleared.
 * Owns:   a thread that draws the line, from meter_watch() to meter_end().
 * Units:  times in ns, sizes in bytes.
 * Errors: none: what cannot be measured or drawn is left out.
 */
#ifndef NFTLOAD_CLI_METER_H
#define NFTLOAD_CLI_METER_H

#include "batch/batch.h"
#include "cli/options.h"
#include "kernel/commit.h"
#include "text/source.h"

enum phase { PHASE_READ, PHASE_PARSE, PHASE_COMPILE, PHASE_BUILD, PHASE_SEND,
	     PHASE_ACKS, PHASES };

struct progress;

struct meter {
	bool timed; /* --stats, --report */
	uint8_t phase;
	uint64_t since;		/* when it began */
	uint64_t ns[PHASES];
	struct low_sink inner;	/* of meter_sink() */
	struct progress *progress; /* NULL: nobody watches */
	int status;		/* /proc/self/status, -1: not open */
	uint64_t peak;		/* the most bytes that were ever resident */
};

void meter_start(struct meter *m, const struct options *o);
/* Where somebody watches, what is done is drawn from then on. */
void meter_watch(struct meter *m, const struct options *o);
void meter_end(struct meter *m);
/* total: bytes that the phase has to do. */
void meter_phase(struct meter *m, enum phase phase, uint64_t total);
/* Where the parser puts how far it is; NULL: nobody watches. */
_Atomic uint64_t *meter_place(const struct meter *m);
/* A sink before inner that takes the time of building out of compiling; inner
 * itself where nobody wants to know. */
struct low_sink meter_sink(struct meter *m, struct low_sink inner);
/* What each phase took; the commit has times of its own. */
void meter_times(const struct meter *m, const struct commit_result *res,
		 uint64_t ret_ns[PHASES]);
uint64_t meter_lines(const struct source *s);
/* --stats; b and res may be empty. */
void meter_print(const struct meter *m, const struct source_set *sources,
		 const struct batch *b, const struct commit_result *res);

#endif
