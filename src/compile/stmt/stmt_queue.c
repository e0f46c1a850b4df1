#include "config.h"

#include "compile/stmt/stmt.h"

#include "base/bytes.h"
#include "compile/value/value.h"
#include "text/diag.h"

#include <linux/netfilter/nf_tables.h>

#define QUEUE_MAX UINT16_MAX

struct queue_range {
	uint32_t first, total;
};

static struct vtype queue_type(void)
{
	return (struct vtype){ &dtype_queue, 16, ORDER_HOST };
}

static int queue_range(struct rule_build *r, const struct ast_expr *e,
		       struct queue_range *ret)
{
	struct tx *tx;
	uint32_t last;

	if (value_eval(r->c, e, queue_type(), &tx) < 0)
		return -1;
	if (tx->kind == TX_VALUE) {
		ret->first = (uint32_t)bytes_get_host(tx->bytes, 2);
		ret->total = 1;
		return 0;
	}
	if (tx->kind != TX_RANGE)
		return diag_error(r->c->diags, DIAG_TYPE, e->at,
				  "expected a queue number or a range of "
				  "them");
	ret->first = (uint32_t)bytes_get_host(tx->range.lo->bytes, 2);
	last = (uint32_t)bytes_get_host(tx->range.hi->bytes, 2);
	ret->total = last - ret->first + 1;
	if (ret->total > QUEUE_MAX)
		return diag_error(r->c->diags, DIAG_RANGE, e->at,
				  "too many queues: at most %u fit", QUEUE_MAX);
	return 0;
}

static int check_fanout(struct rule_build *r, const struct ast_queue *q,
			bool is_range)
{
	if (!(q->flags & NFT_QUEUE_FLAG_CPU_FANOUT) || !q->num || is_range)
		return 0;
	return diag_error(r->c->diags, DIAG_MISSING, q->num->at,
			  "'fanout' needs a range of queues, like 0-3");
}

static int queue_constant(struct rule_build *r, const struct ast_stmt *s)
{
	const struct ast_queue *q = s->queue;
	struct queue_range range = { 0, 1 };
	struct low_expr *x;
	struct code cd;

	if (q->num && queue_range(r, q->num, &range) < 0)
		return -1;
	if (check_fanout(r, q, range.total > 1) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	x = code_expr(&cd, NFX_QUEUE);
	lx_num(x, NFTA_QUEUE_NUM, range.first);
	lx_num(x, NFTA_QUEUE_TOTAL, range.total);
	if (q->flags)
		lx_num(x, NFTA_QUEUE_FLAGS, q->flags);
	code_end(&cd);
	return 0;
}

static int check_generated(struct rule_build *r, const struct ast_expr *e)
{
	const struct ast_gen *gen;

	if (e->kind != AST_NUMGEN && e->kind != AST_JHASH &&
	    e->kind != AST_SYMHASH)
		return 0;
	gen = e->gen;
	if ((uint64_t)gen->offset + gen->mod <= QUEUE_MAX + UINT64_C(1))
		return 0;
	return diag_error(r->c->diags, DIAG_RANGE, e->at,
			  "the last queue is %u, but this gives up to %llu",
			  QUEUE_MAX,
			  (unsigned long long)gen->offset + gen->mod - 1);
}

static int queue_expr(struct rule_build *r, const struct ast_stmt *s)
{
	const struct ast_queue *q = s->queue;
	struct ktype want = ktype_single(queue_type());
	struct low_expr *x;
	struct code cd;
	struct tx *num;
	uint32_t reg;

	if (check_fanout(r, q, false) < 0 ||
	    check_generated(r, ast_behind(q->num, NULL)) < 0 ||
	    expr_arg_eval(r, q->num, &want, &num) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	if (stmt_operand_load(&cd, num, &reg) < 0)
		return -1;
	x = code_expr(&cd, NFX_QUEUE);
	if (q->flags)
		lx_num(x, NFTA_QUEUE_FLAGS, q->flags);
	lx_num(x, NFTA_QUEUE_SREG_QNUM, reg);
	code_end(&cd);
	return 0;
}

int queue_compile(struct rule_build *r, const struct ast_stmt *s)
{
	if (s->queue->num && s->queue->num->kind == AST_POISON)
		return -1;
	if (!s->queue->num || ast_is_constant(s->queue->num))
		return queue_constant(r, s);
	return queue_expr(r, s);
}
