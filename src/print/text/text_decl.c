#include "config.h"

#include "print/text/text_decl.h"

#include "print/text/text_expr.h"
#include "print/text/text_stmt.h"
#include "print/text/text_tunnel.h"
#include "tables/words.h"

#include <linux/netfilter/nf_synproxy.h>
#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>

/* ---- blocks and lines ---- */

void text_handle(struct text_out *o, uint64_t handle)
{
	if (!o->options->handle || !handle)
		return;
	text_put(o, " # handle ");
	text_put_number(o, handle);
}

void text_open(struct text_out *o, const char *kind, const char *name,
	       uint64_t handle)
{
	text_put_indent(o);
	text_put(o, kind);
	text_put_char(o, ' ');
	text_put(o, name);
	text_put(o, " {");
	text_handle(o, handle);
	text_put_char(o, '\n');
	o->depth++;
}

void text_close(struct text_out *o)
{
	text_close_block(o);
	text_put_char(o, '\n');
}

static void begin_line(struct text_out *o, const char *words)
{
	text_put_indent(o);
	text_put(o, words);
}

static void put_line(struct text_out *o, const char *line)
{
	begin_line(o, line);
	text_end_line(o);
}

static void put_number_line(struct text_out *o, const char *words,
			    const struct ast_num *num)
{
	if (!num->set)
		return;
	begin_line(o, words);
	text_put_number(o, num->val);
	text_end_line(o);
}

static void put_time_line(struct text_out *o, const char *words,
			  const struct ast_num *num)
{
	if (!num->set)
		return;
	begin_line(o, words);
	text_put_time(o, num->val);
	text_end_line(o);
}

static void put_comment_line(struct text_out *o, const struct ast_text *comment)
{
	if (!comment->text)
		return;
	begin_line(o, "comment ");
	text_put_quoted(o, comment->text, comment->len);
	text_end_line(o);
}

static void put_flags_line(struct text_out *o, const struct word *words,
			   uint64_t flags)
{
	if (!flags)
		return;
	begin_line(o, "flags ");
	text_flags(o, words, flags);
	text_end_line(o);
}

void text_table(struct text_out *o, const struct ast_table *t)
{
	put_flags_line(o, words_table_flags, t->flags);
	put_comment_line(o, &t->comment);
}

/* ---- hooks ---- */

static void put_priority(struct text_out *o, const struct ast_hook *hook)
{
	int64_t offset = hook->prio_offset;

	text_put(o, " priority ");
	text_expr(o, hook->prio);
	if (!offset)
		return;
	text_put(o, offset < 0 ? " - " : " + ");
	text_put_number(o, (uint64_t)(offset < 0 ? -offset : offset));
}

static void put_device(struct text_out *o, const struct ast_expr *device)
{
	if (device->kind == AST_VALUE)
		text_put_quoted(o, device->value.text, device->value.len);
	else
		text_expr(o, device);
}

static void put_devices(struct text_out *o, const struct ast_devices *devices)
{
	text_put(o, "devices = ");
	if (devices->is_variable) {
		text_expr(o, devices->first);
		return;
	}
	for (const struct ast_expr *d = devices->first; d; d = d->next) {
		text_put(o, d == devices->first ? "{ " : ", ");
		put_device(o, d);
	}
	text_put(o, " }");
}

static void put_hook(struct text_out *o, const struct ast_hook *hook)
{
	text_put(o, "hook ");
	text_put(o, hook->hook.name);
}

/* One device is a word of its own in blocks, but not in commands. */
static void put_chain_devices(struct text_out *o,
			      const struct ast_devices *devices)
{
	if (!devices->first)
		return;
	text_put_char(o, ' ');
	if (!devices->first->next && !devices->is_variable && !o->one_line) {
		text_put(o, "device ");
		put_device(o, devices->first);
	} else {
		put_devices(o, devices);
	}
}

static void put_base_chain(struct text_out *o, const struct ast_chain *c)
{
	text_put(o, "type ");
	text_put(o, c->hook.type.name);
	text_put_char(o, ' ');
	put_hook(o, &c->hook);
	put_chain_devices(o, &c->hook.devices);
	put_priority(o, &c->hook);
	text_put_char(o, ';');
	if (c->policy)
		text_put_char(o, ' ');
}

/* What a chain that is there already gets in addition. */
static void put_added_devices(struct text_out *o,
			      const struct ast_devices *devices)
{
	if (!devices->first)
		return;
	put_devices(o, devices);
	text_put_char(o, ';');
}

static void put_policy(struct text_out *o, const struct ast_expr *policy)
{
	if (!policy)
		return;
	text_put(o, "policy ");
	text_expr(o, policy);
	text_put_char(o, ';');
}

void text_chain(struct text_out *o, const struct ast_chain *c)
{
	put_comment_line(o, &c->comment);
	if (c->flags & NFT_CHAIN_HW_OFFLOAD)
		put_line(o, "flags offload");
	if (!c->hook.type.name && !c->hook.devices.first && !c->policy)
		return;
	text_put_indent(o);
	if (c->hook.type.name)
		put_base_chain(o, c);
	else
		put_added_devices(o, &c->hook.devices);
	put_policy(o, c->policy);
	text_end_line(o);
}

void text_flowtable(struct text_out *o, const struct ast_flowtable *f)
{
	if (f->hook.hook.name) {
		text_put_indent(o);
		put_hook(o, &f->hook);
		put_priority(o, &f->hook);
		text_end_line(o);
	}
	if (f->hook.devices.first) {
		text_put_indent(o);
		put_devices(o, &f->hook.devices);
		text_end_line(o);
	}
	put_flags_line(o, words_flowtable_flags,
		       f->flags & NFT_FLOWTABLE_HW_OFFLOAD);
	if (f->flags & NFT_FLOWTABLE_COUNTER)
		put_line(o, "counter");
}

/* ---- sets ---- */

static void put_type(struct text_out *o, const struct ast_set *set)
{
	begin_line(o, set->key.is_typeof ? "typeof " : "type ");
	text_expr(o, set->key.expr);
	if (set->data.expr || set->data_obj)
		text_put(o, set->data_interval ? " : interval " : " : ");
	if (set->data.expr)
		text_expr(o, set->data.expr);
	else if (set->data_obj)
		text_put(o, word_name(words_objects, set->data_obj));
	text_end_line(o);
}

/* In the order of a listing. */
static const struct word set_flags[] = {
	{ "constant", NFT_SET_CONSTANT },
	{ "dynamic", NFT_SET_EVAL },
	{ "interval", NFT_SET_INTERVAL },
	{ "timeout", NFT_SET_TIMEOUT },
	{ NULL, 0 },
};

static void put_size(struct text_out *o, const struct ast_num *size,
		     uint32_t count)
{
	if (!size->set)
		return;
	begin_line(o, "size ");
	text_put_number(o, size->val);
	if (count) {
		text_put(o, "\t# count ");
		text_put_number(o, count);
	}
	text_end_line(o);
}

void text_set(struct text_out *o, const struct ast_set *set, uint32_t count)
{
	if (set->key.expr)
		put_type(o, set);
	if (set->policy.set && set->policy.val == NFT_SET_POL_MEMORY)
		put_line(o, "policy memory");
	put_size(o, &set->size, count);
	put_flags_line(o, set_flags, set->flags.val);
	if (set->stmts) {
		text_put_indent(o);
		text_templates(o, set->stmts);
		text_end_line(o);
	}
	if (set->auto_merge)
		put_line(o, "auto-merge");
	put_time_line(o, "timeout ", &set->timeout_ms);
	put_time_line(o, "gc-interval ", &set->gc_ms);
	put_comment_line(o, &set->comment);
}

void text_elems_next(struct text_out *o, struct text_elems *list,
		     const struct ast_elem *e)
{
	if (!list->count) {
		begin_line(o, "elements = { ");
	} else if (list->count % list->a_line) {
		text_put(o, ", ");
	} else {
		text_put(o, ",\n");
		begin_line(o, "\t     ");
	}
	text_elem(o, e);
	list->count++;
}

void text_elems_end(struct text_out *o, struct text_elems *list)
{
	if (list->count)
		text_put(o, " }\n");
}

/* ---- objects ---- */

static void put_counter(struct text_out *o, const struct ast_object *obj)
{
	uint64_t packets = obj->counter.packets, bytes = obj->counter.bytes;

	if (o->options->stateless)
		return;
	begin_line(o, "packets ");
	text_put_number(o, packets);
	text_put_named(o, "bytes", bytes);
	text_end_line(o);
}

static void put_quota(struct text_out *o, const struct ast_object *obj)
{
	text_put_indent(o);
	text_quota(o, &obj->quota);
	text_end_line(o);
}

static void put_limit(struct text_out *o, const struct ast_object *obj)
{
	text_put_indent(o);
	text_limit(o, &obj->limit);
	text_end_line(o);
}

static void put_secmark(struct text_out *o, const struct ast_object *obj)
{
	text_put_indent(o);
	text_put_quoted(o, obj->secmark.text, obj->secmark.len);
	text_end_line(o);
}

static void put_l3proto(struct text_out *o, uint16_t l3proto)
{
	if (!l3proto)
		return;
	begin_line(o, "l3proto ");
	text_put(o, family_name((enum family)l3proto));
	text_end_line(o);
}

static void put_protocol(struct text_out *o, uint64_t l4proto)
{
	const char *name = word_name(words_l4protos, l4proto);

	text_put(o, "protocol ");
	if (name)
		text_put(o, name);
	else
		text_put_number(o, l4proto);
	text_end_line(o);
}

static void put_helper(struct text_out *o, const struct ast_object *obj)
{
	begin_line(o, "type ");
	text_put_quoted(o, obj->helper.type.text, obj->helper.type.len);
	text_put_char(o, ' ');
	put_protocol(o, obj->helper.l4proto);
	put_l3proto(o, obj->helper.l3proto);
}

/* The grammar wants at least one state, so that the first stands for all if no
 * state is given. */
static void put_timeouts(struct text_out *o, const struct ast_object *obj)
{
	const struct word *states = obj->timeout.l4proto == IPPROTO_UDP ?
					    words_udp_timeouts :
					    words_tcp_timeouts;
	uint32_t given = obj->timeout.given;
	const char *sign = "policy = { ";

	text_put_indent(o);
	if (!given)
		given = 1u << states->value;
	for (; states->name; states++) {
		if (!(given & (1u << states->value)))
			continue;
		text_put(o, sign);
		text_put(o, states->name);
		text_put(o, " : ");
		text_put_time(o, obj->timeout.values[states->value] *
					 (uint64_t)1000);
		sign = ", ";
	}
	text_put(o, " }");
	text_end_line(o);
}

static void put_timeout(struct text_out *o, const struct ast_object *obj)
{
	text_put_indent(o);
	put_protocol(o, obj->timeout.l4proto);
	put_l3proto(o, obj->timeout.l3proto);
	put_timeouts(o, obj);
}

static void put_expect(struct text_out *o, const struct ast_object *obj)
{
	text_put_indent(o);
	put_protocol(o, obj->expect.l4proto.val);
	put_number_line(o, "dport ", &obj->expect.dport);
	put_time_line(o, "timeout ", &obj->expect.timeout_ms);
	put_number_line(o, "size ", &obj->expect.size);
	put_l3proto(o, obj->expect.l3proto);
}

static void put_synproxy(struct text_out *o, const struct ast_object *obj)
{
	bool stamps = obj->synproxy.flags & NF_SYNPROXY_OPT_TIMESTAMP;
	bool sack = obj->synproxy.flags & NF_SYNPROXY_OPT_SACK_PERM;

	if (obj->synproxy.flags & NF_SYNPROXY_OPT_MSS) {
		begin_line(o, "mss ");
		text_put_number(o, obj->synproxy.mss);
		text_end_line(o);
	}
	if (obj->synproxy.flags & NF_SYNPROXY_OPT_WSCALE) {
		begin_line(o, "wscale ");
		text_put_number(o, obj->synproxy.wscale);
		text_end_line(o);
	}
	if (!stamps && !sack)
		return;
	/* nft lists a blank between the two, even where one is missing. */
	begin_line(o, stamps ? "timestamp " : " ");
	if (sack)
		text_put(o, "sack-perm");
	text_end_line(o);
}

static void (*const objects[])(struct text_out *, const struct ast_object *) = {
	[OBJ_COUNTER] = put_counter,	   [OBJ_QUOTA] = put_quota,
	[OBJ_CT_HELPER] = put_helper,	   [OBJ_LIMIT] = put_limit,
	[OBJ_TUNNEL] = text_tunnel,	   [OBJ_CT_TIMEOUT] = put_timeout,
	[OBJ_SECMARK] = put_secmark,	   [OBJ_CT_EXPECT] = put_expect,
	[OBJ_SYNPROXY] = put_synproxy,
};

void text_object(struct text_out *o, uint32_t kind, const struct ast_object *obj)
{
	put_comment_line(o, &obj->comment);
	objects[kind](o, obj);
}
