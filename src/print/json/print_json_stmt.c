#include "config.h"

#include "print/json/print_json.h"

#include "print/json/json_put.h"
#include "syntax/json/json_words.h"
#include "tables/family.h"

#include <string.h>

typedef json_t *write_fn(const struct ast_stmt *s);

/* An object, or null where it has no members. */
static json_t *or_null(json_t *obj)
{
	if (json_object_size(obj))
		return obj;
	json_decref(obj);
	return json_null();
}

static void put_expr(json_t *obj, const char *key, const struct ast_expr *e)
{
	if (e)
		json_put(obj, key, print_json_expr(e));
}

static void put_family(json_t *obj, uint8_t family)
{
	if (family)
		json_put_word(obj, "family", family_name((enum family)family));
}

/* ---- matches, verdicts, assignments ---- */

static json_t *write_match(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	json_put_row(obj, "op", json_relations, s->op);
	put_expr(obj, "left", s->match.left);
	put_expr(obj, "right", s->match.right);
	return json_pair_of("match", obj);
}

static json_t *write_verdict(const struct ast_stmt *s)
{
	return print_json_expr(s->expr);
}

static json_t *write_set(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	put_expr(obj, "key", s->set.target);
	put_expr(obj, "value", s->set.value);
	return json_pair_of("mangle", obj);
}

/* An option without a name has no length here, unlike in a match. */
static json_t *write_reset(const struct ast_stmt *s)
{
	const struct ast_expr *e = s->expr;
	json_t *obj;

	if (e->exthdr.hdr == &exthdr_tcp_unknown) {
		obj = json_object();
		json_put_number(obj, "base", e->number);
		json_put_number(obj, "offset", 0);
		json_put_number(obj, "len", 0);
		return json_pair_of("reset", json_pair_of("tcp option", obj));
	}
	return json_pair_of("reset", print_json_expr(s->expr));
}

static json_t *write_notrack(const struct ast_stmt *s)
{
	(void)s;
	return json_pair_of("notrack", json_null());
}

/* ---- statements that keep state ---- */

static json_t *write_counter(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	json_put_number(obj, "packets", s->counter.packets);
	json_put_number(obj, "bytes", s->counter.bytes);
	return json_pair_of("counter", obj);
}

static json_t *write_limit(const struct ast_stmt *s)
{
	const struct ast_limit *l = s->limit;
	json_t *obj = json_object();

	json_put_rate(obj, l);
	json_put_burst(obj, l);
	return json_pair_of("limit", obj);
}

static json_t *write_quota(const struct ast_stmt *s)
{
	const struct ast_quota *q = s->quota;
	json_t *obj = json_object();

	json_put_bytes(obj, "val", "val_unit", q->bytes);
	if (q->used)
		json_put_bytes(obj, "used", "used_unit", q->used);
	json_put_true(obj, "inv", q->over);
	return json_pair_of("quota", obj);
}

static json_t *write_connlimit(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	json_put_number(obj, "val", s->connlimit.count);
	json_put_true(obj, "inv", s->connlimit.over);
	return json_pair_of("ct count", obj);
}

static json_t *write_last(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	if (s->last.used)
		json_put_number(obj, "used", s->last.used_ms);
	return json_pair_of("last", or_null(obj));
}

static json_t *write_objref(const struct ast_stmt *s)
{
	return json_pair_of(word_name(words_objects, s->objref.type),
			    print_json_expr(s->objref.expr));
}

/* ---- where packets go ---- */

static json_t *write_log(const struct ast_stmt *s)
{
	const struct ast_log *l = s->log;
	json_t *obj = json_object();

	json_put_text(obj, "prefix", &l->prefix);
	json_put_num(obj, "group", &l->group);
	json_put_num(obj, "snaplen", &l->snaplen);
	json_put_num(obj, "queue-threshold", &l->qthreshold);
	if (l->level.set)
		json_put_row(obj, "level", words_log_levels, l->level.val);
	if (l->flags.set)
		json_put_flags(obj, "flags", json_log_flags, l->flags.val);
	return json_pair_of("log", or_null(obj));
}

static json_t *write_reject(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	if (s->reject.type != REJECT_DEFAULT)
		json_put_row(obj, "type", json_reject_types, s->reject.type);
	put_expr(obj, "expr", s->reject.code);
	return json_pair_of("reject", or_null(obj));
}

static json_t *write_nat(const struct ast_stmt *s)
{
	static const char *const names[] = {
		[NAT_SNAT] = "snat", [NAT_DNAT] = "dnat",
		[NAT_MASQ] = "masquerade", [NAT_REDIR] = "redirect",
	};
	static const uint8_t types[] = {
		[NAT_PLAIN] = 0, [NAT_INTERVAL] = JSON_NAT_INTERVAL,
		[NAT_PREFIX] = JSON_NAT_PREFIX, [NAT_CONCAT] = JSON_NAT_CONCAT,
	};
	const struct ast_nat *nat = s->nat;
	bool netmap = nat->form == NAT_PREFIX;
	json_t *obj = json_object();

	put_family(obj, nat->family);
	put_expr(obj, "addr", nat->addr);
	put_expr(obj, "port", nat->port);
	json_put_flags(obj, "flags", json_nat_flags,
		       nat->flags | (netmap ? JSON_NETMAP : 0u));
	json_put_flags(obj, "type_flags", json_nat_types, types[nat->form]);
	return json_pair_of(names[nat->kind], or_null(obj));
}

static json_t *write_tproxy(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	put_family(obj, s->family);
	put_expr(obj, "addr", s->tproxy.addr);
	put_expr(obj, "port", s->tproxy.port);
	return json_pair_of("tproxy", obj);
}

static json_t *write_synproxy(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	json_put_synproxy(obj, s->synproxy.mss, s->synproxy.wscale,
			  s->synproxy.flags);
	return json_pair_of("synproxy", or_null(obj));
}

static json_t *write_dup(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	put_expr(obj, "addr", s->dup.addr);
	put_expr(obj, "dev", s->dup.dev);
	return json_pair_of("dup", obj);
}

static json_t *write_fwd(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	put_expr(obj, "dev", s->dup.dev);
	put_family(obj, s->family);
	put_expr(obj, "addr", s->dup.addr);
	return json_pair_of("fwd", obj);
}

static json_t *write_queue(const struct ast_stmt *s)
{
	json_t *obj = json_object();

	put_expr(obj, "num", s->queue->num);
	json_put_flags(obj, "flags", words_queue_flags, s->queue->flags);
	return json_pair_of("queue", or_null(obj));
}

static json_t *write_flow(const struct ast_stmt *s)
{
	const struct ast_expr ref = { .kind = AST_SETREF,
				      .name = s->name->name };
	json_t *obj = json_pair_of("op", json_word_of("add"));

	json_put(obj, "flowtable", print_json_expr(&ref));
	return json_pair_of("flow", obj);
}

/* ---- sets filled by packets ---- */

/* The key of an element that is added, with its timeout alone. */
static json_t *dynamic_key(const struct ast_elem *el)
{
	const struct ast_elem key = { .key = el->key,
				      .timeout_ms = el->timeout_ms,
				      .timeout_never = el->timeout_never };

	return print_json_elem(&key);
}

static json_t *write_dynset(const struct ast_stmt *s)
{
	const struct ast_elem *el = s->dynset.elem;
	const char *kind = el->data ? "map" : "set";
	json_t *obj = json_object();

	json_put_row(obj, "op", words_dynset_ops, s->op);
	json_put(obj, "elem", dynamic_key(el));
	put_expr(obj, "data", el->data);
	put_expr(obj, kind, s->dynset.set);
	if (el->stmts)
		json_put(obj, "stmt", print_json_template(el->stmts));
	return json_pair_of(kind, obj);
}

static json_t *write_meter(const struct ast_stmt *s)
{
	const struct ast_meter *m = s->meter;
	json_t *obj = json_object();

	json_put_word(obj, "name", m->name.name);
	json_put(obj, "key", dynamic_key(m->elem));
	json_put(obj, "stmt", print_json_stmt(m->elem->stmts));
	json_put_num(obj, "size", &m->size);
	return json_pair_of("meter", obj);
}

static write_fn *const writers[] = {
	[STMT_MATCH] = write_match,	[STMT_VERDICT] = write_verdict,
	[STMT_COUNTER] = write_counter, [STMT_LIMIT] = write_limit,
	[STMT_QUOTA] = write_quota,	[STMT_CONNLIMIT] = write_connlimit,
	[STMT_LAST] = write_last,	[STMT_OBJREF] = write_objref,
	[STMT_LOG] = write_log,		[STMT_REJECT] = write_reject,
	[STMT_NAT] = write_nat,		[STMT_TPROXY] = write_tproxy,
	[STMT_SYNPROXY] = write_synproxy, [STMT_DUP] = write_dup,
	[STMT_FWD] = write_fwd,		[STMT_QUEUE] = write_queue,
	[STMT_NOTRACK] = write_notrack, [STMT_FLOW] = write_flow,
	[STMT_SET] = write_set,		[STMT_RESET] = write_reset,
	[STMT_DYNSET] = write_dynset,	[STMT_METER] = write_meter,
};

json_t *print_json_stmt(const struct ast_stmt *s)
{
	if (s->kind >= ARRAY_SIZE(writers) || !writers[s->kind])
		BUG("a statement of kind %u has no form in JSON", s->kind);
	return writers[s->kind](s);
}

json_t *print_json_stmts(const struct ast_stmt *first)
{
	json_t *list = json_array();

	for (const struct ast_stmt *s = first; s; s = s->next)
		json_array_append_new(list, print_json_stmt(s));
	return list;
}

/* The time of a template passes with nobody using it. */
static bool is_unused(const struct ast_stmt *s)
{
	if (s->kind == STMT_COUNTER)
		return !s->counter.packets && !s->counter.bytes;
	return s->kind == STMT_LAST;
}

json_t *print_json_template(const struct ast_stmt *first)
{
	json_t *list = json_array(), *one;

	for (const struct ast_stmt *s = first; s; s = s->next) {
		one = print_json_stmt(s);
		if (is_unused(s))
			json_forget_counts(one);
		json_array_append_new(list, one);
	}
	return list;
}
