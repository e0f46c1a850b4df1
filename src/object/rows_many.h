/*
 * rows_many — rows of what comes by the million: rules and elements, and how
 * rows of messages are written; private to object/.
 *
 * They stand in a header so that the compiler sees their constants: a loop
 * over them that it unrolls becomes the code that one would write by hand.
 */
#ifndef NFTLOAD_OBJECT_ROWS_MANY_H
#define NFTLOAD_OBJECT_ROWS_MANY_H

#include "object/low.h"

#include <linux/netfilter/nf_tables.h>
#include <stddef.h>

#define ATTR(n, t, s, ...)                                                   \
	{ .number = n, .type = WIRE_##t, .name = s, __VA_ARGS__ }
#define AT(type, member) .at = offsetof(struct type, member)
#define LIBRARY .library = true
#define COMMAND .at = ROW_AT_COMMAND
#define MEMBER(type, member)                                                 \
	.offset = offsetof(struct type, member),                             \
	.size = sizeof(((struct type *)0)->member)
#define BYTES_OF(type, member)                                               \
	MEMBER(type, member), .aux = offsetof(struct type, member##_len)
#define HAVE(type, member)                                                   \
	.when = ROW_HAVE, .aux = offsetof(struct type, member)
#define LIST(rows) { .nattrs = ARRAY_SIZE(rows), .attrs = rows }

/* Of struct low_msg. */
#define HEAD(member) .head = true, MEMBER(low_msg, member)
#define NAME(n, s, member)                                                   \
	ATTR(n, STRING, s, HEAD(member), .when = ROW_NAMED,                  \
	     .at = offsetof(struct low_name, at))
#define HANDLE(n, member)                                                    \
	ATTR(n, BE64, "handle", HEAD(member), .when = ROW_HANDLED,           \
	     .role = ROW_KERNEL, .at = offsetof(struct low_name, at))
#define UDATA(n, ...)                                                        \
	ATTR(n, UDATA, "userdata", .head = true, BYTES_OF(low_msg, udata),   \
	     __VA_ARGS__)
#define USE(n)                                                               \
	ATTR(n, BE32, "use", HEAD(use), .when = ROW_NEVER, .role = ROW_KERNEL)

/* clang-format off */

static const struct row rule_rows[] = {
	NAME(NFTA_RULE_TABLE, "table", table),
	ATTR(NFTA_RULE_CHAIN_ID, BE32, "chain_id", MEMBER(low_rule, chain_id),
	     .role = ROW_SENT),
	NAME(NFTA_RULE_CHAIN, "chain", name),
	ATTR(NFTA_RULE_HANDLE, BE64, "handle", MEMBER(low_rule, handle),
	     AT(low_rule, handle_at), .role = ROW_KERNEL),
	ATTR(NFTA_RULE_EXPRESSIONS, EXPRS, "expressions",
	     MEMBER(low_rule, exprs)),
	ATTR(NFTA_RULE_COMPAT, BYTES, "compat", BYTES_OF(low_rule, compat),
	     .when = ROW_NEVER),
	ATTR(NFTA_RULE_POSITION, BE64, "position", MEMBER(low_rule, position),
	     AT(low_rule, handle_at), .role = ROW_KERNEL),
	UDATA(NFTA_RULE_USERDATA, COMMAND),
	ATTR(NFTA_RULE_ID, BE32, "id", MEMBER(low_rule, id), COMMAND,
	     .role = ROW_SENT),
	ATTR(NFTA_RULE_POSITION_ID, BE32, "position_id",
	     MEMBER(low_rule, position_id), COMMAND, .role = ROW_SENT),
};

static const struct row elem_rows[] = {
	ATTR(NFTA_SET_ELEM_FLAGS, BE32, "flags", MEMBER(low_elem, flags),
	     .form = ROW_HEX),
	ATTR(NFTA_SET_ELEM_TIMEOUT, BE64, "timeout",
	     MEMBER(low_elem, timeout_ms), HAVE(low_elem, have_timeout)),
	ATTR(NFTA_SET_ELEM_EXPIRATION, BE64, "expiration",
	     MEMBER(low_elem, expires_ms), .role = ROW_STATE),
	ATTR(NFTA_SET_ELEM_KEY, DATA, "key", BYTES_OF(low_elem, key)),
	ATTR(NFTA_SET_ELEM_KEY_END, DATA, "key_end", MEMBER(low_elem, key_end),
	     .aux = offsetof(struct low_elem, key_len)),
	ATTR(NFTA_SET_ELEM_DATA, DATA, "data", BYTES_OF(low_elem, data),
	     .verdict = offsetof(struct low_elem, verdict)),
	ATTR(NFTA_SET_ELEM_EXPR, EXPR, "expr", MEMBER(low_elem, exprs),
	     .when = ROW_ONE),
	ATTR(NFTA_SET_ELEM_EXPRESSIONS, EXPRS, "expressions",
	     MEMBER(low_elem, exprs), .when = ROW_MANY),
	ATTR(NFTA_SET_ELEM_USERDATA, UDATA, "userdata",
	     BYTES_OF(low_elem, udata)),
	ATTR(NFTA_SET_ELEM_OBJREF, STRING, "objref", MEMBER(low_elem, obj)),
};
/* clang-format on */

#endif
