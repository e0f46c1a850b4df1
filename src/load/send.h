/*
 * send — sends the batches of all transactions.
 *
 * In:     transactions whose code is LOAD_GOES_ON, each with its batch.
 * Out:    the transactions' results, and the codes of those that ended.
 */
#ifndef NFTLOAD_LOAD_SEND_H
#define NFTLOAD_LOAD_SEND_H

#include "load/load.h"

/* Seals the batch.  Returns LOAD_GOES_ON, or the code of the failure. */
int send_seal(struct transaction *t) must_check;
void send_all(struct load *l);
/* Fills the transaction's commit options, which call the load's events. */
void send_prepare(struct transaction *t);

#endif
