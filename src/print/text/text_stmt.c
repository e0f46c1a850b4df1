#include "config.h"

#include "print/text/text_stmt.h"

#include "print/text/text_expr.h"
#include "tables/words.h"

#include <linux/netfilter/nf_log.h>
#include <linux/netfilter/nf_synproxy.h>
#include <linux/netfilter/nf_tables.h>

static void put_optional(struct text_out *o, const char *word,
			 const struct ast_num *num)
{
	if (num->set)
		text_put_named(o, word, num->val);
}

/* ---- stateful ---- */

static void put_counter(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "counter");
	if (o->options->stateless)
		return;
	text_put_named(o, "packets", s->counter.packets);
	text_put_named(o, "bytes", s->counter.bytes);
}

static void put_size_rate(struct text_out *o, bool bytes, uint64_t num)
{
	if (bytes)
		text_put_size(o, num);
	else
		text_put_number(o, num);
}

void text_limit(struct text_out *o, const struct ast_limit *l)
{
	text_put(o, l->over ? "rate over " : "rate ");
	put_size_rate(o, l->bytes, l->rate);
	text_put_char(o, '/');
	text_put(o, word_name(words_time_units, l->unit_s));
	if (!l->burst.set)
		return;
	text_put(o, " burst ");
	put_size_rate(o, l->bytes, l->burst.val);
	if (!l->bytes)
		text_put(o, " packets");
}

static void put_limit(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "limit ");
	text_limit(o, s->limit);
}

void text_quota(struct text_out *o, const struct ast_quota *q)
{
	if (q->over)
		text_put(o, "over ");
	text_put_size(o, q->bytes);
	if (!q->used || o->options->stateless)
		return;
	text_put(o, " used ");
	text_put_size(o, q->used);
}

static void put_quota(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "quota ");
	text_quota(o, s->quota);
}

static void put_connlimit(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, s->connlimit.over ? "ct count over " : "ct count ");
	text_put_number(o, s->connlimit.count);
}

static void put_last(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "last");
	if (o->options->stateless)
		return;
	text_put(o, " used ");
	if (s->last.used)
		text_put_elapsed(o, s->last.used_ms);
	else
		text_put(o, "never");
}

/* The time of a template passes with nobody using it. */
static bool is_unused(const struct ast_stmt *s)
{
	if (s->kind == STMT_COUNTER)
		return !s->counter.packets && !s->counter.bytes;
	return s->kind == STMT_LAST;
}

void text_templates(struct text_out *o, const struct ast_stmt *s)
{
	for (; s; s = s->next) {
		if (is_unused(s))
			text_put(o, s->kind == STMT_LAST ? "last" : "counter");
		else
			text_stmt(o, s);
		if (s->next)
			text_put_char(o, ' ');
	}
}

/* ---- objects and logs ---- */

static void put_objref(struct text_out *o, const struct ast_stmt *s)
{
	static const struct word words[] = {
		{ "ct helper set ", OBJ_CT_HELPER },
		{ "ct timeout set ", OBJ_CT_TIMEOUT },
		{ "ct expectation set ", OBJ_CT_EXPECT },
		{ "meta secmark set ", OBJ_SECMARK },
		{ NULL, 0 },
	};
	const char *word = word_name(words, s->objref.type);

	if (word) {
		text_put(o, word);
	} else {
		text_put(o, word_name(words_objects, s->objref.type));
		text_put(o, " name ");
	}
	text_object_name(o, s->objref.expr);
}

static void put_log_flags(struct text_out *o, uint64_t flags)
{
	static const struct word tcp[] = {
		{ "sequence", NF_LOG_TCPSEQ },
		{ "options", NF_LOG_TCPOPT },
		{ NULL, 0 },
	};
	static const struct word others[] = {
		{ " flags ip options", NF_LOG_IPOPT },
		{ " flags skuid", NF_LOG_UID },
		{ " flags ether", NF_LOG_MACDECODE },
		{ NULL, 0 },
	};

	if ((flags & NF_LOG_MASK) == NF_LOG_MASK) {
		text_put(o, " flags all");
		return;
	}
	if (flags & (NF_LOG_TCPSEQ | NF_LOG_TCPOPT)) {
		text_put(o, " flags tcp ");
		text_flags(o, tcp, flags);
	}
	for (const struct word *w = others; w->name; w++)
		if (flags & w->value)
			text_put(o, w->name);
}

static void put_log(struct text_out *o, const struct ast_stmt *s)
{
	const struct ast_log *log = s->log;

	text_put(o, "log");
	if (log->prefix.text) {
		text_put(o, " prefix ");
		text_put_quoted(o, log->prefix.text, log->prefix.len);
	}
	put_optional(o, "group", &log->group);
	put_optional(o, "snaplen", &log->snaplen);
	put_optional(o, "queue-threshold", &log->qthreshold);
	if (log->level.set) {
		text_put(o, " level ");
		text_put(o, word_name(words_log_levels, log->level.val));
	}
	if (log->flags.set)
		put_log_flags(o, log->flags.val);
}

static void put_reject(struct text_out *o, const struct ast_stmt *s)
{
	static const char *const types[] = {
		[REJECT_DEFAULT] = "reject",
		[REJECT_ICMP] = "reject with icmp ",
		[REJECT_ICMPV6] = "reject with icmpv6 ",
		[REJECT_ICMPX] = "reject with icmpx ",
		[REJECT_TCP_RESET] = "reject with tcp reset",
	};

	text_put(o, types[s->reject.type]);
	if (s->reject.code)
		text_expr(o, s->reject.code);
}

/* ---- addresses ---- */

static void put_family(struct text_out *o, uint8_t family)
{
	if (!family)
		return;
	text_put_char(o, ' ');
	text_put(o, family_name((enum family)family));
}

static void put_port(struct text_out *o, const struct ast_expr *port)
{
	text_put_char(o, ':');
	text_expr(o, port);
}

static void put_nat_target(struct text_out *o, const struct ast_nat *nat)
{
	static const char *const forms[] = {
		[NAT_PLAIN] = " to ",
		[NAT_INTERVAL] = " interval to ",
		[NAT_PREFIX] = " prefix to ",
		[NAT_CONCAT] = " addr . port to ",
	};

	text_put(o, forms[nat->form]);
	if (nat->addr && nat->port)
		text_host(o, nat->addr);
	else if (nat->addr)
		text_expr(o, nat->addr);
	if (nat->port)
		put_port(o, nat->port);
}

static void put_nat(struct text_out *o, const struct ast_stmt *s)
{
	static const char *const kinds[] = {
		[NAT_SNAT] = "snat",
		[NAT_DNAT] = "dnat",
		[NAT_MASQ] = "masquerade",
		[NAT_REDIR] = "redirect",
	};
	const struct ast_nat *nat = s->nat;

	text_put(o, kinds[nat->kind]);
	put_family(o, nat->family);
	if (nat->addr || nat->port)
		put_nat_target(o, nat);
	if (nat->flags) {
		text_put_char(o, ' ');
		text_flags(o, words_nat_flags, nat->flags);
	}
}

static void put_tproxy(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "tproxy");
	put_family(o, s->family);
	text_put(o, " to ");
	if (s->tproxy.addr)
		text_host(o, s->tproxy.addr);
	if (s->tproxy.port)
		put_port(o, s->tproxy.port);
}

static void put_synproxy(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "synproxy");
	if (s->synproxy.flags & NF_SYNPROXY_OPT_MSS)
		text_put_named(o, "mss", s->synproxy.mss);
	if (s->synproxy.flags & NF_SYNPROXY_OPT_WSCALE)
		text_put_named(o, "wscale", s->synproxy.wscale);
	if (s->synproxy.flags & NF_SYNPROXY_OPT_TIMESTAMP)
		text_put(o, " timestamp");
	if (s->synproxy.flags & NF_SYNPROXY_OPT_SACK_PERM)
		text_put(o, " sack-perm");
}

static void put_dup_rest(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, " to ");
	if (!s->dup.addr) {
		text_expr(o, s->dup.dev);
		return;
	}
	text_expr(o, s->dup.addr);
	if (s->dup.dev) {
		text_put(o, " device ");
		text_expr(o, s->dup.dev);
	}
}

static void put_dup(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "dup");
	put_dup_rest(o, s);
}

static void put_fwd(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "fwd");
	put_family(o, s->family);
	put_dup_rest(o, s);
}

/* ---- others ---- */

static void put_queue(struct text_out *o, const struct ast_stmt *s)
{
	const struct ast_queue *q = s->queue;

	text_put(o, "queue");
	if (q->flags) {
		text_put(o, " flags ");
		text_flags(o, words_queue_flags, q->flags);
	}
	if (!q->num)
		return;
	text_put(o, q->expr ? " to " : " num ");
	text_expr(o, q->num);
}

static void put_notrack(struct text_out *o, const struct ast_stmt *s)
{
	(void)s;
	text_put(o, "notrack");
}

static void put_flow(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "flow add @");
	text_put(o, s->name->name);
}

static void put_assignment(struct text_out *o, const struct ast_stmt *s)
{
	text_expr(o, s->set.target);
	text_put(o, " set ");
	text_expr(o, s->set.value);
}

static void put_reset(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "reset ");
	text_expr(o, s->expr);
}

static void put_times(struct text_out *o, const struct ast_elem *e)
{
	if (e->timeout_never) {
		text_put(o, " timeout never");
	} else if (e->timeout_ms.set) {
		text_put(o, " timeout ");
		text_put_time(o, e->timeout_ms.val);
	}
	if (e->expires_ms.set && !o->options->stateless) {
		text_put(o, " expires ");
		text_put_elapsed(o, e->expires_ms.val);
	}
}

/* The element that a packet adds. */
static void put_dynamic(struct text_out *o, const struct ast_elem *e)
{
	text_put(o, "{ ");
	text_expr(o, e->key);
	put_times(o, e);
	if (e->stmts) {
		text_put_char(o, ' ');
		text_templates(o, e->stmts);
	}
	if (e->data) {
		text_put(o, " : ");
		text_expr(o, e->data);
	}
	text_put(o, " }");
}

static void put_dynset(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, word_name(words_dynset_ops, s->op));
	text_put_char(o, ' ');
	text_expr(o, s->dynset.set);
	text_put_char(o, ' ');
	put_dynamic(o, s->dynset.elem);
}

static void put_meter(struct text_out *o, const struct ast_stmt *s)
{
	text_put(o, "meter ");
	text_put(o, s->meter->name.name);
	put_optional(o, "size", &s->meter->size);
	text_put_char(o, ' ');
	put_dynamic(o, s->meter->elem);
}

/* ---- matches and verdicts ---- */

static const char *const relations[] = {
	[REL_IMPLICIT] = " ", [REL_EQ] = " == ", [REL_NEQ] = " != ",
	[REL_LT] = " < ",     [REL_GT] = " > ",	 [REL_LTE] = " <= ",
	[REL_GTE] = " >= ",   [REL_NOT] = " ! ",
};

/* `E V / M` for E & M == V. */
static void put_masked(struct text_out *o, const struct ast_stmt *s)
{
	const struct ast_expr *left = s->match.left;

	text_expr(o, left->pair.left);
	text_put(o, relations[s->op == REL_EQ ? REL_IMPLICIT : s->op]);
	text_expr(o, s->match.right);
	text_put(o, " / ");
	text_expr(o, left->pair.right);
}

static void put_match(struct text_out *o, const struct ast_stmt *s)
{
	if (s->masked) {
		put_masked(o, s);
		return;
	}
	text_expr(o, s->match.left);
	text_put(o, relations[s->op]);
	text_expr(o, s->match.right);
}

static void put_verdict(struct text_out *o, const struct ast_stmt *s)
{
	text_expr(o, s->expr);
}

/* ---- all ---- */

static void (*const writers[])(struct text_out *, const struct ast_stmt *) = {
	[STMT_MATCH] = put_match,	[STMT_VERDICT] = put_verdict,
	[STMT_COUNTER] = put_counter,	[STMT_LIMIT] = put_limit,
	[STMT_QUOTA] = put_quota,	[STMT_CONNLIMIT] = put_connlimit,
	[STMT_LAST] = put_last,		[STMT_OBJREF] = put_objref,
	[STMT_LOG] = put_log,		[STMT_REJECT] = put_reject,
	[STMT_NAT] = put_nat,		[STMT_TPROXY] = put_tproxy,
	[STMT_SYNPROXY] = put_synproxy, [STMT_DUP] = put_dup,
	[STMT_FWD] = put_fwd,		[STMT_QUEUE] = put_queue,
	[STMT_NOTRACK] = put_notrack,	[STMT_FLOW] = put_flow,
	[STMT_SET] = put_assignment,	[STMT_RESET] = put_reset,
	[STMT_DYNSET] = put_dynset,	[STMT_METER] = put_meter,
};

void text_stmt(struct text_out *o, const struct ast_stmt *s)
{
	if (!writers[s->kind])
		BUG("a statement of kind %u is written", s->kind);
	writers[s->kind](o, s);
}

static void put_comment(struct text_out *o, const struct ast_text *comment)
{
	if (!comment || !comment->text)
		return;
	text_put(o, " comment ");
	text_put_quoted(o, comment->text, comment->len);
}

void text_rule(struct text_out *o, const struct ast_rule *rule)
{
	for (const struct ast_stmt *s = rule->stmts; s; s = s->next) {
		text_stmt(o, s);
		if (s->next)
			text_put_char(o, ' ');
	}
	put_comment(o, rule->comment);
}

void text_rules(struct text_out *o, const struct ast_rules *rules)
{
	text_open_block(o);
	for (const struct ast_rule *r = rules->first; r; r = r->next) {
		text_put_indent(o);
		text_rule(o, r);
		text_end_line(o);
	}
	text_close_block(o);
}

void text_elem(struct text_out *o, const struct ast_elem *e)
{
	text_expr(o, e->key);
	for (const struct ast_stmt *s = e->stmts; s; s = s->next) {
		text_put_char(o, ' ');
		text_stmt(o, s);
	}
	put_times(o, e);
	put_comment(o, &e->comment);
	if (e->data) {
		text_put(o, " : ");
		text_expr(o, e->data);
	}
}
