/*
 * nftnl — has libnftnl build the attributes that describe a set.
 *
 * A set's description is nested and differs from release to release, and
 * libnftnl knows how: so libnftnl builds it.  The set's names, its templates
 * and all other messages are encoded by the rows (object/encode.h).  The rows
 * alone say which member of the set is which attribute.
 *
 * In:     a message that makes a set.
 * Out:    attributes in the message under construction.
 * Owns:   nothing.
 * Errors: sets overflow in the wire; calls mem_exhausted() when memory runs
 *         out.
 */
#ifndef NFTLOAD_OBJECT_NFTNL_H
#define NFTLOAD_OBJECT_NFTNL_H

#include "object/wire.h"

/* Adds the attributes of all rows that have library set. */
void nftnl_put_set(struct wire *w, const struct low_msg *m);

#endif
