/*
 * send — from batches to what became of them.
 *
 * In:     transactions that go on, each with its batch.
 * Out:    their results, and codes where they ended.
 */
#ifndef NFTLOAD_LOAD_SEND_H
#define NFTLOAD_LOAD_SEND_H

#include "load/load.h"

/* LOAD_GOES_ON, or the code of the failure. */
int send_seal(struct transaction *t) must_check;
void send_all(struct load *l);
/* What a transaction needs to be sent, with events behind it. */
void send_prepare(struct transaction *t);

#endif
