#include "config.h"

#include "compile/rule/rule.h"

#include <linux/netfilter/nf_tables.h>

int vmap_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct map_request req = { .verdict = true };
	struct code cd;
	struct tx *tx;

	if (map_eval(r, s->expr, &req, &tx) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	if (reg_alloc(&cd, tx->lookup.key) < 0 ||
	    tx_load_key(&cd, tx->lookup.key, 0) < 0)
		return -1;
	code_lookup(&cd, tx->lookup.set, 0, NFT_REG_VERDICT, tx->at);
	code_end(&cd);
	return 0;
}
