/*
 * nftnl_set — encodes sets by libnftnl, to compare with our encoder.
 *
 * In:     a message that makes a set, without templates.
 * Out:    all its attributes in a message under construction.
 * Errors: none; a test fails when memory runs out.
 */
#ifndef NFTLOAD_TESTS_NFTNL_SET_H
#define NFTLOAD_TESTS_NFTNL_SET_H

#include "object/wire.h"

void nftnl_set_put(struct wire *w, const struct low_msg *m);

#endif
