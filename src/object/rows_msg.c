#include "config.h"

#include "object/rows_all.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

/* clang-format off */

const struct rows rows_of_elem = LIST(elem_rows);

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
