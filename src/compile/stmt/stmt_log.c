#include "config.h"

#include "compile/stmt/stmt.h"

#include "text/diag.h"

#include <inttypes.h>
#include <linux/netfilter/nf_log.h>
#include <linux/netfilter/nf_tables.h>

#ifndef NF_LOG_PREFIXLEN
#define NF_LOG_PREFIXLEN 128 /* linux/netfilter/nf_log.h, with its NUL */
#endif

static int check_prefix(struct rule_build *r, const struct ast_text *prefix)
{
	if (!prefix->text)
		return 0;
	if (!prefix->len)
		return diag_error(r->c->diags, DIAG_RANGE, prefix->at,
				  "the log prefix is empty: leave it out");
	if (prefix->len >= NF_LOG_PREFIXLEN)
		return diag_error(r->c->diags, DIAG_RANGE, prefix->at,
				  "the log prefix has %u characters: at most %d are allowed",
				  prefix->len, NF_LOG_PREFIXLEN - 1);
	return 0;
}

/* Without a group it is not sent. */
static int check_qthreshold(struct rule_build *r, const struct ast_log *log)
{
	if (!log->group.set || log->qthreshold.val <= UINT16_MAX)
		return 0;
	return diag_error(r->c->diags, DIAG_RANGE, log->qthreshold.at,
			  "queue-threshold %" PRIu64
			  " is too large: at most %d",
			  log->qthreshold.val, UINT16_MAX);
}

/* Packets go to a group of listeners or to the kernel's log: options of the
 * one exclude those of the other. */
static int check_options(struct rule_build *r, const struct ast_log *log)
{
	struct diags *d = r->c->diags;
	const struct ast_num *group = log->group.set ? &log->group :
				      log->snaplen.set ? &log->snaplen :
							 &log->qthreshold;

	if (log->level.set && log->level.val == NFT_LOGLEVEL_AUDIT &&
	    (log->prefix.text || group->set || log->flags.set))
		return diag_error(d, DIAG_CONFLICT, log->level.at,
				  "log level 'audit' takes no further options");
	if (group->set && log->level.set) {
		(void)diag_error(d, DIAG_CONFLICT, log->level.at,
				 "'level' and 'group' exclude each other");
		diag_note(d, group->at, "this logs to a group");
		return -1;
	}
	if (group->set && log->flags.set) {
		(void)diag_error(d, DIAG_CONFLICT, log->flags.at,
				 "'flags' and 'group' exclude each other");
		diag_note(d, group->at, "this logs to a group");
		return -1;
	}
	return 0;
}

int log_compile(struct rule_build *r, const struct ast_stmt *s)
{
	const struct ast_log *log = s->log;
	struct arena *a = &r->c->scratch;
	struct low_expr *x;
	struct code cd;

	if (check_prefix(r, &log->prefix) < 0 || check_options(r, log) < 0 ||
	    check_qthreshold(r, log) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	x = code_expr(&cd, NFX_LOG);
	if (log->prefix.text)
		lx_str(x, NFTA_LOG_PREFIX,
		       arena_strndup(a, log->prefix.text, log->prefix.len));
	if (log->group.set) {
		lx_num(x, NFTA_LOG_GROUP,
		       ctx_num_cut(r->c, &log->group, 16, "group"));
		if (log->snaplen.set)
			lx_num(x, NFTA_LOG_SNAPLEN, (uint32_t)log->snaplen.val);
		if (log->qthreshold.set)
			lx_num(x, NFTA_LOG_QTHRESHOLD,
			       (uint16_t)log->qthreshold.val);
	}
	if (log->level.set)
		lx_num(x, NFTA_LOG_LEVEL, log->level.val);
	if (log->flags.set)
		lx_num(x, NFTA_LOG_FLAGS, log->flags.val);
	code_end(&cd);
	return 0;
}
