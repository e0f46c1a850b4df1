/*
 * meter — how long the parts of a transaction take, and how far it is.
 *
 * In:     the phases as they begin; messages on their way to a sink.
 * Out:    times, and the peak of memory; what somebody watches.
 * Units:  times in ns, sizes in bytes.
 * Owns:   a descriptor, from meter_start() to meter_end().
 * Errors: none: what cannot be measured is left out.
 */
#ifndef NFTLOAD_LOAD_METER_H
#define NFTLOAD_LOAD_METER_H

#include "kernel/commit/commit.h"
#include "object/low.h"

enum phase { PHASE_READ, PHASE_PARSE, PHASE_COMPILE, PHASE_BUILD, PHASE_SEND,
	     PHASE_ACKS, PHASES };

/* Somebody who watches a long load. */
struct load_watch {
	void *ctx;
	/* total: bytes that the phase has to do. */
	void (*phase)(void *ctx, enum phase phase, uint64_t total);
	_Atomic uint64_t *place; /* bytes that are done go there */
};

struct meter {
	const struct load_watch *watch; /* NULL: nobody watches */
	bool timed;
	uint8_t phase;
	uint64_t since;		/* when it began */
	uint64_t ns[PHASES];
	struct low_sink inner;	/* of meter_sink() */
	int status;		/* /proc/self/status, -1: not open */
	uint64_t peak;		/* the most bytes that were ever resident */
};

void meter_start(struct meter *m, bool timed, const struct load_watch *watch);
void meter_end(struct meter *m);
void meter_phase(struct meter *m, enum phase phase, uint64_t total);
/* Where the parser puts how far it is; NULL: nobody watches. */
_Atomic uint64_t *meter_place(const struct meter *m);
/* A sink before inner that takes the time of building out of compiling; inner
 * itself where nobody wants to know. */
struct low_sink meter_sink(struct meter *m, struct low_sink inner);
/* What each phase took; the commit has times of its own. */
void meter_times(const struct meter *m, const struct commit_result *res,
		 uint64_t ret_ns[PHASES]);

#endif
