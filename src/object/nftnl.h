/*
 * nftnl — what libnftnl builds: the attributes that describe a set.
 *
 * The line runs here: a set's description is nested and differs from release
 * to release, and libnftnl knows it; what names the set, its templates and
 * everything else go by the rows (object/encode.h).  Which member of the set
 * is which attribute is said in the rows alone.
 *
 * In:     a message that makes a set.
 * Out:    attributes in the message under construction.
 * Owns:   nothing.
 * Errors: overflow in the wire; memory that runs out ends in mem_exhausted().
 */
#ifndef NFTLOAD_OBJECT_NFTNL_H
#define NFTLOAD_OBJECT_NFTNL_H

#include "object/wire.h"

/* All rows that are marked so. */
void nftnl_put_set(struct wire *w, const struct low_msg *m);

#endif
