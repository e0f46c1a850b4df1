/*
 * meter — measures how long each part of a transaction takes, and its progress.
 *
 * In:     the beginning of each phase; messages on their way to a sink.
 * Out:    times, the peak of memory, and progress for a watcher.
 * Units:  times in ns, sizes in bytes.
 * Owns:   a descriptor, from meter_start() to meter_end().
 * Errors: none: values that cannot be measured are left out.
 */
#ifndef NFTLOAD_LOAD_METER_H
#define NFTLOAD_LOAD_METER_H

#include "kernel/commit/commit.h"
#include "object/low.h"

enum phase { PHASE_READ, PHASE_PARSE, PHASE_COMPILE, PHASE_BUILD, PHASE_SEND,
	     PHASE_ACKS, PHASES };

/* A watcher of a long load. */
struct load_watch {
	void *ctx;
	/* total: bytes that the phase has to process. */
	void (*phase)(void *ctx, enum phase phase, uint64_t total);
	_Atomic uint64_t *place; /* receives the bytes done */
};

struct meter {
	const struct load_watch *watch; /* NULL: nobody watches */
	bool timed;
	uint8_t phase;
	uint64_t since;		/* when the phase began */
	uint64_t ns[PHASES];
	struct low_sink inner;	/* of meter_sink() */
	int status;		/* /proc/self/status, -1: not open */
	uint64_t peak;		/* the most bytes ever resident */
};

void meter_start(struct meter *m, bool timed, const struct load_watch *watch);
void meter_end(struct meter *m);
void meter_phase(struct meter *m, enum phase phase, uint64_t total);
/* Where the parser stores how many bytes are done; NULL: nobody watches. */
_Atomic uint64_t *meter_place(const struct meter *m);
/* Returns a sink that passes messages on to inner and counts their time as
 * building, not compiling; inner itself where nothing is timed. */
struct low_sink meter_sink(struct meter *m, struct low_sink inner);
/* The time of each phase; the times of the commit come from res. */
void meter_times(const struct meter *m, const struct commit_result *res,
		 uint64_t ret_ns[PHASES]);

#endif
