/*
 * held_records — changes that wait to be confirmed, and what became of the last ones.
 *
 * In:     the network namespace, by its cookie; an id.
 * Out:    what is known of a change; files through which its holder is asked,
 *         and tells.
 * Owns:   descriptors of a claim, until records_release(); the lock goes with
 *         them, or with the process.
 * Units:  times of the record in s since 1970, the deadline in ms of
 *         CLOCK_BOOTTIME.
 * Errors: -errno.
 * Spec:   nftload(8), FILES.
 *
 * The folder /run/nftload belongs to root alone.  Each change has three files in
 * it: its record, confirm-ID; a FIFO that its holder reads, confirm-ID.ask; and,
 * as long as it waits, its way back, confirm-ID.saved (saved.h).  While a change
 * waits in a namespace, its holder locks one byte of confirm-lock: the byte whose
 * number is the namespace's cookie.  The lock ends with the holder, even where it
 * is killed.
 */
#ifndef NFTLOAD_HOLD_HELD_RECORDS_H
#define NFTLOAD_HOLD_HELD_RECORDS_H

#include "base/util.h"

#define RECORDS_DIR "/run/nftload"
#define RECORDS_KEPT 16 /* of changes that are decided */
#define RECORD_BYTES 4096
#define RECORD_ID_LEN 8

enum record_state {
	RECORD_PENDING,
	RECORD_CONFIRMED,
	RECORD_REVERTED, /* at the deadline, or by a signal */
	RECORD_REJECTED, /* reverted because somebody asked for it */
	RECORD_FAILED,	 /* it could not be reverted, or its holder was killed */
	RECORD_STATES,
};

enum record_ask { ASK_CONFIRM = 'c', ASK_REJECT = 'r' };

struct record {
	char id[RECORD_ID_LEN + 1];
	enum record_state state;
	uint64_t netns, deadline_ms;
	int64_t until, at; /* the deadline; when the state was reached */
	uint32_t uid, seconds;
	char files[RECORD_BYTES - 512]; /* names, each with a line feed */
};

/* What the holder of a change has. */
struct claim {
	int lock, record, ask, saved; /* -1: not open */
	struct record now;
};

/* Makes the files of a new change.  -EBUSY: a change waits in this namespace. */
int records_claim(struct claim *c, uint64_t netns) must_check;
void records_release(struct claim *c);
/* The change is decided, which its record says: others may make one. */
void records_let_go(struct claim *c);
/* Takes over a change that nobody holds any more.  -EBUSY: somebody does;
 * -EALREADY: it is decided; -ENOENT: it was never made. */
int records_seize(struct claim *c, const char *id) must_check;
/* Waits for the end of every holder in any namespace, or for one that was killed
 * in this one: ret is its change.  False: nothing waits any more. */
bool records_next_orphan(uint64_t netns, struct record *ret);
/* The record as it is in c->now; kept even if the process may open no files. */
int records_write(const struct claim *c);

/* Whether a change waits in any namespace: quick. */
bool records_any_waits(void);
/* Whether a change waits in this namespace; a record without an id: the change has
 * just begun. */
bool records_waiting(uint64_t netns, struct record *ret);
/* -ENOENT: none has that id. */
int records_find(const char *id, struct record *ret) must_check;
/* Hands over each record, the newest first, until take() returns false. */
void records_each(bool (*take)(void *ctx, const struct record *r), void *ctx);
/* Asks the holder of a change.  -ENXIO: it is dead. */
int records_ask(const char *id, enum record_ask what) must_check;

/* "pending", "confirmed" ... */
const char *record_state_name(enum record_state state);

#endif
