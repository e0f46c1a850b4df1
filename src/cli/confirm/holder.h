/*
 * holder — the process that makes a change, and takes it back unless somebody
 * confirms it in time.
 *
 * In:     the load or sync that it runs; the clock, signals, requests of the verbs
 *         confirm and reject, and the process that was started (confirm_apart.h).
 * Out:    what became of the change: in its record, in the system's log, and as
 *         an exit code.
 * Owns:   descriptors, the way back, and a process that writes (clerk.h), from
 *         holder_open() to the end of the process.
 * Errors: -errno of holder_open(); exit codes.
 * Spec:   nftload(8), "Changing a machine that you cannot reach".
 *
 * All files are open before the sandbox closes.  The holder leaves the session
 * right before the commit: until then a signal ends it, and nothing is changed;
 * from then on it ends by a decision alone.
 */
#ifndef NFTLOAD_CLI_CONFIRM_HOLDER_H
#define NFTLOAD_CLI_CONFIRM_HOLDER_H

#include "cli/history/noting.h"
#include "cli/user/options.h"
#include "hold/back.h"
#include "hold/held_records.h"
#include "hold/saved.h"
#include "sync/sync.h"

/* What the holder tells the process that was started. */
struct holder_word {
	char id[RECORD_ID_LEN + 1];
	bool decided;
	int code; /* with --detach: the exit code */
};

struct holder {
	const struct options *opt;
	struct claim claim;
	/* Pipes to the process that was started, and from it; -1: it is
	 * gone. */
	int to_starter, from_starter;
	/* Of a process that tries whether the change is good: it is told that the
	 * change is made, and answers; -1: there is none. */
	int to_probe, from_probe;
	int timer, signals, null;
	struct back back;
	bool begun; /* back is filled */
	struct touched touched;
	struct noting noting; /* notes the input files */
	uint64_t inherited[16]; /* bits of descriptors that are not ours */
};

/* Before the process is split; files of the record are made. */
int holder_open(struct holder *h, const struct options *o) must_check;
/* In the holder's process. */
int holder_begin(struct holder *h) must_check;
void holder_close(struct holder *h);

/* As sync_options.ready and load_events.ready: make sure that there is a way
 * back. ctx: a holder. */
int holder_ready(void *ctx, struct sync *s);
int holder_ready_load(void *ctx, const struct transaction *t, uint32_t *genid);
/* Right after the commit: the clock runs.  If there is no way back after all,
 * the change is taken back at once: the state says so. */
enum record_state holder_made(struct holder *h);
/* The change was not made: there is no record of it. */
void holder_drop(struct holder *h);
/* It is not known whether the change was made: it is taken back. */
enum record_state holder_doubt(struct holder *h);
/* Tells the process that was started that the change waits; code: its exit
 * code with --detach. */
void holder_tell(struct holder *h, int code);
/* Waits for the decision, and carries it out. */
enum record_state holder_wait(struct holder *h);
/* Why there was no way back; "": none of the kind. */
const char *holder_why(const struct holder *h);
int holder_code(enum record_state state);

#endif
