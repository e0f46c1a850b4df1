#include "config.h"

#include "syntax/ast_dump.h"

static void dump_under(struct dump *d, const struct ast_expr *e)
{
	d->depth++;
	dump_expr(d, e);
	d->depth--;
}

static void dump_named(struct dump *d, const char *name,
		       const struct ast_expr *e)
{
	if (!e)
		return;
	d->depth++;
	dump_line(d, "%s\n", name);
	dump_under(d, e);
	d->depth--;
}

void dump_elem(struct dump *d, const struct ast_elem *el)
{
	dump_line(d, "element");
	dump_place(d, el->at);
	d->depth++;
	dump_expr(d, el->key);
	d->depth--;
	dump_named(d, "data", el->data);
	d->depth++;
	if (el->timeout_never)
		dump_line(d, "timeout never\n");
	else
		dump_num(d, "timeout", &el->timeout_ms);
	dump_num(d, "expires", &el->expires_ms);
	dump_text(d, "comment", &el->comment);
	for (const struct ast_stmt *s = el->stmts; s; s = s->next)
		dump_stmt(d, s);
	d->depth--;
}

static void dump_match(struct dump *d, const struct ast_stmt *s)
{
	static const char *const ops[] = {
		[REL_IMPLICIT] = "implicit", [REL_EQ] = "==",
		[REL_NEQ] = "!=", [REL_LT] = "<", [REL_GT] = ">",
		[REL_LTE] = "<=", [REL_GTE] = ">=", [REL_NOT] = "!",
	};

	dump_line(d, "match %s", ops[s->op]);
	dump_place(d, s->at);
	dump_under(d, s->match.left);
	dump_under(d, s->match.right);
}

void dump_limit(struct dump *d, const struct ast_limit *l)
{
	fprintf(d->out, " rate%s %" PRIu64 "%s per %" PRIu64,
		l->over ? " over" : "", l->rate, l->bytes ? " bytes" : "",
		l->unit_s);
	if (l->burst.set)
		fprintf(d->out, " burst %" PRIu64, l->burst.val);
}

static void dump_stateful(struct dump *d, const struct ast_stmt *s)
{
	switch ((enum ast_stmt_kind)s->kind) {
	case STMT_COUNTER:
		dump_line(d, "counter packets %" PRIu64 " bytes %" PRIu64,
			  s->counter.packets, s->counter.bytes);
		break;
	case STMT_LIMIT:
		dump_line(d, "limit");
		dump_limit(d, s->limit);
		break;
	case STMT_QUOTA:
		dump_line(d, "quota%s %" PRIu64 " used %" PRIu64,
			  s->quota->over ? " over" : "", s->quota->bytes,
			  s->quota->used);
		break;
	case STMT_CONNLIMIT:
		dump_line(d, "ct count%s %u", s->connlimit.over ? " over" : "",
			  s->connlimit.count);
		break;
	default:
		dump_line(d, "last");
		if (s->last.used)
			fprintf(d->out, " used %" PRIu64, s->last.used_ms);
	}
	dump_place(d, s->at);
}

static void dump_verdict(struct dump *d, const struct ast_stmt *s)
{
	dump_expr(d, s->expr);
}

static void dump_objref(struct dump *d, const struct ast_stmt *s)
{
	dump_line(d, "object %s", dump_kind(s->objref.type));
	dump_place(d, s->at);
	dump_under(d, s->objref.expr);
}

static void dump_log(struct dump *d, const struct ast_stmt *s)
{
	dump_line(d, "log");
	dump_place(d, s->at);
	d->depth++;
	dump_text(d, "prefix", &s->log->prefix);
	dump_num(d, "group", &s->log->group);
	dump_num(d, "snaplen", &s->log->snaplen);
	dump_num(d, "queue-threshold", &s->log->qthreshold);
	dump_num(d, "level", &s->log->level);
	dump_num(d, "flags", &s->log->flags);
	d->depth--;
}

static void dump_reject(struct dump *d, const struct ast_stmt *s)
{
	static const char *const types[] = {
		[REJECT_DEFAULT] = "default", [REJECT_ICMP] = "icmp",
		[REJECT_ICMPV6] = "icmpv6", [REJECT_ICMPX] = "icmpx",
		[REJECT_TCP_RESET] = "tcp reset",
	};

	dump_line(d, "reject %s", types[s->reject.type]);
	dump_place(d, s->at);
	dump_under(d, s->reject.code);
}

static const char *family_of(uint8_t family)
{
	return family ? family_name(family) : "any";
}

static void dump_nat(struct dump *d, const struct ast_stmt *s)
{
	static const char *const names[] = {
		[NAT_SNAT] = "snat", [NAT_DNAT] = "dnat",
		[NAT_MASQ] = "masquerade", [NAT_REDIR] = "redirect",
	};
	static const char *const forms[] = {
		[NAT_PLAIN] = "plain", [NAT_INTERVAL] = "interval",
		[NAT_PREFIX] = "prefix", [NAT_CONCAT] = "concat",
	};

	dump_line(d, "%s %s family %s flags 0x%x", names[s->nat->kind],
		  forms[s->nat->form], family_of(s->nat->family),
		  s->nat->flags);
	dump_place(d, s->at);
	dump_named(d, "addr", s->nat->addr);
	dump_named(d, "port", s->nat->port);
}

static void dump_tproxy(struct dump *d, const struct ast_stmt *s)
{
	dump_line(d, "tproxy family %s", family_of(s->family));
	dump_place(d, s->at);
	dump_named(d, "addr", s->tproxy.addr);
	dump_named(d, "port", s->tproxy.port);
}

static void dump_synproxy(struct dump *d, const struct ast_stmt *s)
{
	dump_line(d, "synproxy mss %u wscale %u flags 0x%x", s->synproxy.mss,
		  s->synproxy.wscale, s->synproxy.flags);
	dump_place(d, s->at);
}

static void dump_dup(struct dump *d, const struct ast_stmt *s)
{
	dump_line(d, "%s family %s", s->kind == STMT_DUP ? "dup" : "fwd",
		  family_of(s->family));
	dump_place(d, s->at);
	dump_named(d, "addr", s->dup.addr);
	dump_named(d, "dev", s->dup.dev);
}

static void dump_queue(struct dump *d, const struct ast_stmt *s)
{
	dump_line(d, "queue%s flags 0x%x", s->queue->expr ? " to" : "",
		  s->queue->flags);
	dump_place(d, s->at);
	dump_under(d, s->queue->num);
}

static void dump_assignment(struct dump *d, const struct ast_stmt *s)
{
	dump_line(d, "assign");
	dump_place(d, s->at);
	dump_under(d, s->set.target);
	dump_under(d, s->set.value);
}

static void dump_reset(struct dump *d, const struct ast_stmt *s)
{
	dump_line(d, "reset");
	dump_place(d, s->at);
	dump_under(d, s->expr);
}

static void dump_dynset(struct dump *d, const struct ast_stmt *s)
{
	static const char *const ops[] = { "add", "update", "delete" };

	dump_line(d, "dynset %s%s", ops[s->op], s->map ? " map" : "");
	dump_place(d, s->at);
	dump_under(d, s->dynset.set);
	d->depth++;
	dump_elem(d, s->dynset.elem);
	d->depth--;
}

static void dump_meter(struct dump *d, const struct ast_stmt *s)
{
	dump_line(d, "meter %s", s->meter->name.name);
	dump_place(d, s->at);
	d->depth++;
	dump_num(d, "size", &s->meter->size);
	dump_elem(d, s->meter->elem);
	d->depth--;
}

static void dump_simple(struct dump *d, const struct ast_stmt *s)
{
	if (s->kind == STMT_FLOW)
		dump_line(d, "flow add @%s", s->name->name);
	else if (s->kind == STMT_NOTRACK)
		dump_line(d, "notrack");
	else
		dump_line(d, "poison");
	dump_place(d, s->at);
}

void dump_stmt(struct dump *d, const struct ast_stmt *s)
{
	static void (*const dumps[])(struct dump *,
				     const struct ast_stmt *) = {
		[STMT_POISON] = dump_simple,   [STMT_MATCH] = dump_match,
		[STMT_VERDICT] = dump_verdict, [STMT_COUNTER] = dump_stateful,
		[STMT_LIMIT] = dump_stateful,  [STMT_QUOTA] = dump_stateful,
		[STMT_CONNLIMIT] = dump_stateful,
		[STMT_LAST] = dump_stateful,   [STMT_OBJREF] = dump_objref,
		[STMT_LOG] = dump_log,	       [STMT_REJECT] = dump_reject,
		[STMT_NAT] = dump_nat,	       [STMT_TPROXY] = dump_tproxy,
		[STMT_SYNPROXY] = dump_synproxy,
		[STMT_DUP] = dump_dup,	       [STMT_FWD] = dump_dup,
		[STMT_QUEUE] = dump_queue,     [STMT_NOTRACK] = dump_simple,
		[STMT_FLOW] = dump_simple,     [STMT_SET] = dump_assignment,
		[STMT_RESET] = dump_reset,     [STMT_DYNSET] = dump_dynset,
		[STMT_METER] = dump_meter,
	};

	dumps[s->kind](d, s);
}
