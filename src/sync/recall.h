/*
 * recall — what the last sync left, so that the next one need not look.
 *
 * In:     the batch that the inputs compile to, which has in it all that was
 *         looked up for them (interfaces, users, services, addresses); what
 *         else decides what a sync does; the states, once they are known.
 * Out:    whether the kernel still holds what a sync of the same left.
 * Owns:   a descriptor, until recall_release().
 * Errors: none.  A record that is not there, not ours or torn is none: the
 *         kernel is read then.
 * Spec:   nftload(8), FILES.
 *
 * The record names the boot, the network namespace, the generation that the
 * sync read or made, and a digest of what it was asked for: where all are the
 * same, nobody has changed the ruleset.  None is left where time or packets can
 * change it without a generation: behind the first time at which an element of
 * the files expires, where a rule writes into a set of which the files name
 * elements, where a device of a hook is another one.
 *
 * Behind the record stands a digest of what a sync has told its user of, which
 * need not be said again.
 *
 * It is written in place, as the file is opened before rights to open files go;
 * a digest at its end tells what is torn.
 */
#ifndef NFTLOAD_SYNC_RECALL_H
#define NFTLOAD_SYNC_RECALL_H

#include "base/clock.h"
#include "base/sha256.h"
#include "kernel/talk/socket.h"
#include "state/store.h"

#define RECALL_DIR "/run/nftload"
#define RECALL_BYTES 4096

struct recall {
	int fd; /* -1: there is no record, and none can be left */
	char boot[BOOT_ID_BYTES];
	uint64_t netns;
	char record[RECALL_BYTES + 1]; /* of the last sync; "": none */
	uint8_t digest[SHA256_BYTES];  /* of what is asked for */
	uint8_t told[SHA256_BYTES];    /* what a sync has told of last */
};

/* While files can be opened for writing.  s: a socket in the namespace. */
void recall_open(struct recall *r, const struct kernel_socket *s);
void recall_release(struct recall *r);

/* words, more: what is asked for beside the batch; NULL ends each, more may be
 * NULL. */
void recall_digest(struct recall *r, const struct batch *b,
		   const char *const *words, const char *const *more);
/* True: the kernel holds what is asked for. */
bool recall_hits(const struct recall *r, struct kernel_socket *sock);
/* Whether a sync has told of the same before, and that one has.  A digest of it,
 * which boot and namespace are added to. */
bool recall_was_told(const struct recall *r,
		     const uint8_t digest[SHA256_BYTES]);
void recall_tell(struct recall *r, const uint8_t digest[SHA256_BYTES]);
/* Leaves a record: in this generation the kernel holds what is wanted, as
 * present was before it. */
void recall_leave(struct recall *r, struct kernel_socket *sock, uint32_t genid,
		  struct state *present, struct state *wanted);

#endif
