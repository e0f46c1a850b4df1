/*
 * nftnl_expr — encodes expressions by libnftnl, to compare with our encoder.
 *
 * In:     struct low_expr.  Out: attributes in a message under construction.
 * Errors: false: libnftnl does not know the expression or an attribute of it.
 */
#ifndef NFTLOAD_TESTS_NFTNL_EXPR_H
#define NFTLOAD_TESTS_NFTNL_EXPR_H

#include "object/wire.h"

bool nftnl_expr_put(struct wire *w, uint16_t type, const struct low_expr *e);
bool nftnl_expr_knows(unsigned int kind, unsigned int number);

#endif
