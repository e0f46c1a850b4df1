#include "config.h"

#include "object/rows_many.h"
#include "spec/abi.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

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
	NAME(NFTA_TABLE_NAME, "name", table),
	HANDLE(NFTA_TABLE_HANDLE, table),
	ATTR(NFTA_TABLE_FLAGS, BE32, "flags", HEAD(table_flags),
	     HAVE(low_msg, udata_flags_set), .form = ROW_HEX),
	USE(NFTA_TABLE_USE),
	UDATA(NFTA_TABLE_USERDATA),
	ATTR(NFTA_TABLE_OWNER, BE32, "owner", HEAD(owner), .when = ROW_NEVER,
	     .role = ROW_KERNEL),
};

static const struct row counters_rows[] = {
	ATTR(NFTA_COUNTER_BYTES, BE64, "bytes", MEMBER(low_chain, bytes)),
	ATTR(NFTA_COUNTER_PACKETS, BE64, "packets", MEMBER(low_chain, packets)),
};
static const struct rows counters = LIST(counters_rows);

static const struct row chain_rows[] = {
	NAME(NFTA_CHAIN_TABLE, "table", table),
	NAME(NFTA_CHAIN_NAME, "name", name),
	HANDLE(NFTA_CHAIN_HANDLE, name),
	ATTR(NFTA_CHAIN_ID, BE32, "id", MEMBER(low_chain, id),
	     .role = ROW_SENT),
	ATTR(NFTA_CHAIN_POLICY, BE32, "policy", MEMBER(low_chain, policy),
	     HAVE(low_chain, have_policy), .words = words_chain_policy,
	     AT(low_chain, policy_at), .absent = NF_ACCEPT),
	ATTR(NFTA_CHAIN_USE, BE32, "use", HEAD(use), .when = ROW_NEVER,
	     .role = ROW_KERNEL),
	ATTR(NFTA_CHAIN_COUNTERS, NEST, "counters", .inside = &counters,
	     .when = ROW_NEVER, .role = ROW_STATE),
	ATTR(NFTA_CHAIN_FLAGS, BE32, "flags", MEMBER(low_chain, flags),
	     .form = ROW_HEX, COMMAND, .mask = ~(uint32_t)NFT_CHAIN_BASE),
	UDATA(NFTA_CHAIN_USERDATA, COMMAND),
	ATTR(NFTA_CHAIN_TYPE, STRING, "type", MEMBER(low_chain, hook.type),
	     AT(low_chain, hook.type_at)),
	ATTR(NFTA_CHAIN_HOOK, NEST, "hook", MEMBER(low_chain, hook),
	     .inside = &hook, AT(low_chain, hook.at)),
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
	NAME(NFTA_SET_TABLE, "table", table),
	NAME(NFTA_SET_NAME, "name", name),
	HANDLE(NFTA_SET_HANDLE, name),
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
	     .words = words_set_policy, LIBRARY),
	ATTR(NFTA_SET_DESC, NEST, "desc", .inside = &desc, LIBRARY),
	ATTR(NFTA_SET_TIMEOUT, BE64, "timeout", MEMBER(low_set, timeout_ms),
	     LIBRARY),
	ATTR(NFTA_SET_GC_INTERVAL, BE32, "gc_interval", MEMBER(low_set, gc_ms),
	     LIBRARY),
	UDATA(NFTA_SET_USERDATA, LIBRARY),
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
	NAME(NFTA_SET_ELEM_LIST_TABLE, "table", table),
	NAME(NFTA_SET_ELEM_LIST_SET, "set", name),
	ATTR(NFTA_SET_ELEM_LIST_SET_ID, BE32, "set_id", HEAD(set_id),
	     .role = ROW_SENT),
	ATTR(NFTA_SET_ELEM_LIST_ELEMENTS, ELEMS, "element",
	     .inside = &rows_of_elem),
};

const struct rows rows_of_elem = LIST(elem_rows);

static const struct row obj_rows[] = {
	NAME(NFTA_OBJ_TABLE, "table", table),
	NAME(NFTA_OBJ_NAME, "name", name),
	HANDLE(NFTA_OBJ_HANDLE, name),
	ATTR(NFTA_OBJ_TYPE, BE32, "type", MEMBER(low_obj, type),
	     .when = ROW_ALWAYS, COMMAND),
	UDATA(NFTA_OBJ_USERDATA),
	ATTR(NFTA_OBJ_DATA, OBJECT, "data", .when = ROW_ALWAYS),
	USE(NFTA_OBJ_USE),
};

static const struct row flowtable_rows[] = {
	NAME(NFTA_FLOWTABLE_TABLE, "table", table),
	NAME(NFTA_FLOWTABLE_NAME, "name", name),
	HANDLE(NFTA_FLOWTABLE_HANDLE, name),
	ATTR(NFTA_FLOWTABLE_FLAGS, BE32, "flags", MEMBER(low_flowtable, flags),
	     HAVE(low_flowtable, have_flags), .form = ROW_HEX),
	ATTR(NFTA_FLOWTABLE_HOOK, NEST, "hook", MEMBER(low_flowtable, hook),
	     .inside = &flow_hook, AT(low_flowtable, hook.at)),
	USE(NFTA_FLOWTABLE_USE),
};

static const struct row gen_rows[] = {
	ATTR(NFTA_GEN_ID, BE32, "id", MEMBER(low_gen, id)),
	ATTR(NFTA_GEN_PROC_PID, BE32, "proc_pid", MEMBER(low_gen, pid)),
	ATTR(NFTA_GEN_PROC_NAME, STRING, "proc_name",
	     MEMBER(low_gen, process)),
};

const struct rows rows_of_kind[] = {
	[LOW_TABLE] = LIST(table_rows), [LOW_CHAIN] = LIST(chain_rows),
	[LOW_RULE] = LIST(rule_rows), [LOW_SET] = LIST(set_rows),
	[LOW_OBJ] = LIST(obj_rows), [LOW_FLOWTABLE] = LIST(flowtable_rows),
	[LOW_ELEMS] = LIST(elems_rows), [LOW_GEN] = LIST(gen_rows),
};

#define ROW3(W, w, k, t, n, h)                                               \
	[NFT_MSG_NEW##W] = { "NEW" #W, w, k, LOW_NEW, t, n, h },            \
	[NFT_MSG_DEL##W] = { "DEL" #W, w, k, LOW_DEL, t, n, h },            \
	[ABI_MSG_DESTROY##W] = { "DESTROY" #W, w, k, LOW_DESTROY, t, n, h },

static const struct rows_msg msgs[] = {
	ROW3(TABLE, "table", LOW_TABLE, NFTA_TABLE_NAME, 0, NFTA_TABLE_HANDLE)
	ROW3(CHAIN, "chain", LOW_CHAIN, NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME,
	     NFTA_CHAIN_HANDLE)
	ROW3(RULE, "rule", LOW_RULE, NFTA_RULE_TABLE, NFTA_RULE_CHAIN,
	     NFTA_RULE_HANDLE)
	ROW3(SET, "set", LOW_SET, NFTA_SET_TABLE, NFTA_SET_NAME,
	     NFTA_SET_HANDLE)
	ROW3(SETELEM, "elements", LOW_ELEMS, NFTA_SET_ELEM_LIST_TABLE,
	     NFTA_SET_ELEM_LIST_SET, 0)
	ROW3(OBJ, "object", LOW_OBJ, NFTA_OBJ_TABLE, NFTA_OBJ_NAME,
	     NFTA_OBJ_HANDLE)
	ROW3(FLOWTABLE, "flowtable", LOW_FLOWTABLE, NFTA_FLOWTABLE_TABLE,
	     NFTA_FLOWTABLE_NAME, NFTA_FLOWTABLE_HANDLE)
	[NFT_MSG_NEWGEN] = { "NEWGEN", "generation", LOW_GEN, LOW_NEW,
			     0, 0, 0 },
};

/* By kind: NEW, DEL, DESTROY, GET. */
static const uint8_t types[][4] = {
#define TYPES(W)                                                             \
	{ NFT_MSG_NEW##W, NFT_MSG_DEL##W, ABI_MSG_DESTROY##W, NFT_MSG_GET##W }
	[LOW_TABLE] = TYPES(TABLE), [LOW_CHAIN] = TYPES(CHAIN),
	[LOW_RULE] = TYPES(RULE), [LOW_SET] = TYPES(SET),
	[LOW_OBJ] = TYPES(OBJ), [LOW_FLOWTABLE] = TYPES(FLOWTABLE),
	[LOW_ELEMS] = TYPES(SETELEM),
	[LOW_GEN] = { NFT_MSG_NEWGEN, 0, 0, NFT_MSG_GETGEN },
};

static const struct word verdicts[] = {
	{ "drop", NF_DROP }, { "accept", NF_ACCEPT }, { "queue", NF_QUEUE },
	{ "continue", (uint64_t)NFT_CONTINUE }, { "break", (uint64_t)NFT_BREAK },
	{ "jump", (uint64_t)NFT_JUMP }, { "goto", (uint64_t)NFT_GOTO },
	{ "return", (uint64_t)NFT_RETURN }, { NULL, 0 },
};
/* clang-format on */

const struct rows_msg *rows_msg(unsigned int type)
{
	if (type >= ARRAY_SIZE(msgs) || !msgs[type].name)
		return NULL;
	return &msgs[type];
}

uint8_t rows_msg_type(unsigned int kind, unsigned int verb)
{
	return types[kind][verb];
}

uint8_t rows_get_type(unsigned int kind)
{
	return types[kind][3];
}

static const char *word_of(const struct word *w, uint64_t value)
{
	for (; w && w->name; w++)
		if (w->value == value)
			return w->name;
	return NULL;
}

const char *rows_word(const struct row *row, uint64_t value)
{
	return row->word ? row->word(value) : word_of(row->words, value);
}

const char *rows_verdict_word(int32_t code)
{
	return word_of(verdicts, (uint64_t)(int64_t)code);
}
