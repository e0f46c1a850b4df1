/*
 * rows_all — the rows of messages and of elements, private to object/.
 *
 * The rows are in a header so that the C compiler sees their constants: it
 * unrolls a loop over rows to code that is as fast as code written by hand.
 */
#ifndef NFTLOAD_OBJECT_ROWS_ALL_H
#define NFTLOAD_OBJECT_ROWS_ALL_H

#include "object/low.h"
#include "tables/abi.h"

#include <linux/netfilter.h>
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
#define NAME(n, s, member, p)                                                \
	ATTR(n, STRING, s, HEAD(member), .when = ROW_NAMED,                  \
	     .at = offsetof(struct low_name, at), .part = PART_##p)
#define HANDLE(n, member, p)                                                 \
	ATTR(n, BE64, "handle", HEAD(member), .when = ROW_HANDLED,           \
	     .role = ROW_KERNEL, .at = offsetof(struct low_name, at),        \
	     .part = PART_##p)
#define UDATA(n, ...)                                                        \
	ATTR(n, UDATA, "userdata", .head = true, BYTES_OF(low_msg, udata),   \
	     __VA_ARGS__)
#define USE(n)                                                               \
	ATTR(n, BE32, "use", HEAD(use), .when = ROW_NEVER, .role = ROW_KERNEL)

/* clang-format off */

static const struct row devices_rows[] = {
	ATTR(NFTA_DEVICE_NAME, DEVICE, "name"),
	ATTR(ABI_DEVICE_PREFIX, DEVICE, "prefix"),
};
static const struct rows devices = LIST(devices_rows);

#define HOOKNUM(n)                                                           \
	ATTR(n, BE32, "hooknum", MEMBER(low_hook, num), HAVE(low_hook, present))
#define PRIORITY(n)                                                          \
	ATTR(n, BE32, "priority", MEMBER(low_hook, priority),                \
	     .when = ROW_MAKES, .aux = offsetof(struct low_hook, present),   \
	     .form = ROW_SIGNED, AT(low_hook, prio_at))

static const struct row hook_rows[] = {
	HOOKNUM(NFTA_HOOK_HOOKNUM),
	PRIORITY(NFTA_HOOK_PRIORITY),
	ATTR(NFTA_HOOK_DEV, DEVICE, "dev", MEMBER(low_hook, devices),
	     .when = ROW_ONE),
	ATTR(NFTA_HOOK_DEVS, DEVICES, "devs", MEMBER(low_hook, devices),
	     .when = ROW_MANY, .inside = &devices),
};
static const struct rows hook = LIST(hook_rows);

static const struct row flow_hook_rows[] = {
	HOOKNUM(NFTA_FLOWTABLE_HOOK_NUM),
	PRIORITY(NFTA_FLOWTABLE_HOOK_PRIORITY),
	ATTR(NFTA_FLOWTABLE_HOOK_DEVS, DEVICES, "devs",
	     MEMBER(low_hook, devices), .inside = &devices),
};
static const struct rows flow_hook = LIST(flow_hook_rows);

static const struct row table_rows[] = {
	NAME(NFTA_TABLE_NAME, "name", table, TABLE),
	HANDLE(NFTA_TABLE_HANDLE, table, TABLE),
	ATTR(NFTA_TABLE_FLAGS, BE32, "flags", HEAD(table_flags),
	     HAVE(low_msg, udata_flags_set), .form = ROW_HEX),
	USE(NFTA_TABLE_USE),
	/* 1, 2: the version of nft that made it. */
	UDATA(NFTA_TABLE_USERDATA, .note = true, .udata_idle = 0x6),
	ATTR(NFTA_TABLE_OWNER, BE32, "owner", HEAD(owner), .when = ROW_NEVER,
	     .role = ROW_KERNEL),
};

static const struct row counters_rows[] = {
	ATTR(NFTA_COUNTER_BYTES, BE64, "bytes", MEMBER(low_chain, bytes)),
	ATTR(NFTA_COUNTER_PACKETS, BE64, "packets", MEMBER(low_chain, packets)),
};
static const struct rows counters = LIST(counters_rows);

static const struct row chain_rows[] = {
	NAME(NFTA_CHAIN_TABLE, "table", table, TABLE),
	NAME(NFTA_CHAIN_NAME, "name", name, NAME),
	HANDLE(NFTA_CHAIN_HANDLE, name, NAME),
	ATTR(NFTA_CHAIN_ID, BE32, "id", MEMBER(low_chain, id),
	     .role = ROW_SENT),
	ATTR(NFTA_CHAIN_POLICY, BE32, "policy", MEMBER(low_chain, policy),
	     HAVE(low_chain, have_policy), .words = words_chain_policy,
	     AT(low_chain, policy_at), .absent = NF_ACCEPT,
	     .part = PART_POLICY),
	ATTR(NFTA_CHAIN_USE, BE32, "use", HEAD(use), .when = ROW_NEVER,
	     .role = ROW_KERNEL),
	ATTR(NFTA_CHAIN_COUNTERS, NEST, "counters", .inside = &counters,
	     .when = ROW_NEVER, .role = ROW_STATE),
	ATTR(NFTA_CHAIN_FLAGS, BE32, "flags", MEMBER(low_chain, flags),
	     .form = ROW_HEX, COMMAND, .mask = ~(uint32_t)NFT_CHAIN_BASE),
	UDATA(NFTA_CHAIN_USERDATA, COMMAND, .note = true),
	ATTR(NFTA_CHAIN_TYPE, STRING, "type", MEMBER(low_chain, hook.type),
	     AT(low_chain, hook.type_at), .part = PART_TYPE),
	ATTR(NFTA_CHAIN_HOOK, NEST, "hook", MEMBER(low_chain, hook),
	     .inside = &hook, AT(low_chain, hook.at), .part = PART_HOOK),
};

static const struct row rule_rows[] = {
	NAME(NFTA_RULE_TABLE, "table", table, TABLE),
	ATTR(NFTA_RULE_CHAIN_ID, BE32, "chain_id", MEMBER(low_rule, chain_id),
	     .role = ROW_SENT, .part = PART_CHAIN),
	NAME(NFTA_RULE_CHAIN, "chain", name, CHAIN),
	ATTR(NFTA_RULE_HANDLE, BE64, "handle", MEMBER(low_rule, handle),
	     AT(low_rule, handle_at), .role = ROW_KERNEL, .part = PART_HANDLE),
	ATTR(NFTA_RULE_EXPRESSIONS, EXPRS, "expressions",
	     MEMBER(low_rule, exprs), .part = PART_EXPR),
	ATTR(NFTA_RULE_COMPAT, BYTES, "compat", BYTES_OF(low_rule, compat),
	     .when = ROW_NEVER),
	ATTR(NFTA_RULE_POSITION, BE64, "position", MEMBER(low_rule, position),
	     AT(low_rule, handle_at), .role = ROW_KERNEL, .part = PART_HANDLE),
	UDATA(NFTA_RULE_USERDATA, COMMAND),
	ATTR(NFTA_RULE_ID, BE32, "id", MEMBER(low_rule, id), COMMAND,
	     .role = ROW_SENT),
	ATTR(NFTA_RULE_POSITION_ID, BE32, "position_id",
	     MEMBER(low_rule, position_id), COMMAND, .role = ROW_SENT,
	     .part = PART_HANDLE),
};

static const struct row field_rows[] = {
	ATTR(NFTA_SET_FIELD_LEN, BE32, "len"),
};
static const struct rows field = LIST(field_rows);

static const struct row desc_rows[] = {
	ATTR(NFTA_SET_DESC_SIZE, BE32, "size", MEMBER(low_set, size)),
	ATTR(NFTA_SET_DESC_CONCAT, FIELDS, "concat",
	     MEMBER(low_set, field_len),
	     .aux = offsetof(struct low_set, nfields), .inside = &field),
};
static const struct rows desc = LIST(desc_rows);

/* In the order of libnftnl, which sends sets. */
static const struct row set_rows[] = {
	NAME(NFTA_SET_TABLE, "table", table, TABLE),
	NAME(NFTA_SET_NAME, "name", name, NAME),
	HANDLE(NFTA_SET_HANDLE, name, NAME),
	ATTR(NFTA_SET_FLAGS, BE32, "flags", MEMBER(low_set, flags),
	     .when = ROW_ALWAYS, .form = ROW_HEX, LIBRARY),
	ATTR(NFTA_SET_KEY_TYPE, BE32, "key_type", MEMBER(low_set, key_type),
	     .when = ROW_ALWAYS, LIBRARY),
	ATTR(NFTA_SET_KEY_LEN, BE32, "key_len", MEMBER(low_set, key_len),
	     .when = ROW_ALWAYS, LIBRARY),
	ATTR(NFTA_SET_DATA_TYPE, BE32, "data_type", MEMBER(low_set, data_type),
	     HAVE(low_set, is_map), LIBRARY),
	ATTR(NFTA_SET_DATA_LEN, BE32, "data_len", MEMBER(low_set, data_len),
	     HAVE(low_set, is_map), LIBRARY),
	ATTR(NFTA_SET_OBJ_TYPE, BE32, "obj_type", MEMBER(low_set, obj_type),
	     LIBRARY),
	ATTR(NFTA_SET_ID, BE32, "id", MEMBER(low_set, id), .role = ROW_SENT,
	     LIBRARY),
	ATTR(NFTA_SET_POLICY, BE32, "policy", MEMBER(low_set, policy),
	     .words = words_set_policy, LIBRARY, .note = true),
	ATTR(NFTA_SET_DESC, NEST, "desc", .inside = &desc, LIBRARY),
	ATTR(NFTA_SET_TIMEOUT, BE64, "timeout", MEMBER(low_set, timeout_ms),
	     LIBRARY, .step = ROW_JIFFIES),
	ATTR(NFTA_SET_GC_INTERVAL, BE32, "gc_interval", MEMBER(low_set, gc_ms),
	     LIBRARY),
	/* 3, 4: typeof of the key and of the data. */
	UDATA(NFTA_SET_USERDATA, LIBRARY, .note = true, .udata_types = 0x18),
	ATTR(NFTA_SET_EXPR, EXPR, "expr", MEMBER(low_set, exprs),
	     .when = ROW_ONE),
	ATTR(NFTA_SET_EXPRESSIONS, EXPRS, "expressions", MEMBER(low_set, exprs),
	     .when = ROW_MANY),
	ATTR(ABI_SET_TYPE, STRING, "type", MEMBER(low_set, type),
	     .when = ROW_NEVER, .role = ROW_KERNEL),
	ATTR(ABI_SET_COUNT, BE32, "count", MEMBER(low_set, count),
	     .when = ROW_NEVER, .role = ROW_KERNEL),
};

static const struct row elems_rows[] = {
	NAME(NFTA_SET_ELEM_LIST_TABLE, "table", table, TABLE),
	NAME(NFTA_SET_ELEM_LIST_SET, "set", name, NAME),
	ATTR(NFTA_SET_ELEM_LIST_SET_ID, BE32, "set_id", HEAD(set_id),
	     .role = ROW_SENT, .part = PART_NAME),
	ATTR(NFTA_SET_ELEM_LIST_ELEMENTS, ELEMS, "element",
	     .inside = &rows_of_elem, .part = PART_ELEM),
};

static const struct row elem_rows[] = {
	ATTR(NFTA_SET_ELEM_FLAGS, BE32, "flags", MEMBER(low_elem, flags),
	     .form = ROW_HEX),
	ATTR(NFTA_SET_ELEM_TIMEOUT, BE64, "timeout",
	     MEMBER(low_elem, timeout_ms), HAVE(low_elem, have_timeout),
	     .telling = true, .step = ROW_JIFFIES),
	ATTR(NFTA_SET_ELEM_EXPIRATION, BE64, "expiration",
	     MEMBER(low_elem, expires_ms), HAVE(low_elem, expires),
	     .role = ROW_STATE),
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
static const struct row obj_rows[] = {
	NAME(NFTA_OBJ_TABLE, "table", table, TABLE),
	NAME(NFTA_OBJ_NAME, "name", name, NAME),
	HANDLE(NFTA_OBJ_HANDLE, name, NAME),
	ATTR(NFTA_OBJ_TYPE, BE32, "type", MEMBER(low_obj, type),
	     .when = ROW_ALWAYS, COMMAND, .part = PART_TYPE),
	UDATA(NFTA_OBJ_USERDATA, .note = true),
	ATTR(NFTA_OBJ_DATA, OBJECT, "data", .when = ROW_ALWAYS,
	     AT(low_obj, data_at)),
	USE(NFTA_OBJ_USE),
};

static const struct row flowtable_rows[] = {
	NAME(NFTA_FLOWTABLE_TABLE, "table", table, TABLE),
	NAME(NFTA_FLOWTABLE_NAME, "name", name, NAME),
	HANDLE(NFTA_FLOWTABLE_HANDLE, name, NAME),
	ATTR(NFTA_FLOWTABLE_FLAGS, BE32, "flags", MEMBER(low_flowtable, flags),
	     HAVE(low_flowtable, have_flags), .form = ROW_HEX),
	ATTR(NFTA_FLOWTABLE_HOOK, NEST, "hook", MEMBER(low_flowtable, hook),
	     .inside = &flow_hook, AT(low_flowtable, hook.at),
	     .part = PART_HOOK),
	USE(NFTA_FLOWTABLE_USE),
};

static const struct row gen_rows[] = {
	ATTR(NFTA_GEN_ID, BE32, "id", MEMBER(low_gen, id)),
	ATTR(NFTA_GEN_PROC_PID, BE32, "proc_pid", MEMBER(low_gen, pid)),
	ATTR(NFTA_GEN_PROC_NAME, STRING, "proc_name",
	     MEMBER(low_gen, process)),
};

/* clang-format on */

#endif
