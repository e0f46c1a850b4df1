#include "config.h"

#include "syntax/ast.h"
#include "tables/words.h"
#include "text/source.h"

#include <inttypes.h>
#include <string.h>

/*
 * Each kind of node has a row, whose form says what is printed of it.  Lines
 * are indented by two blanks a level.  A form is text with conversions, each
 * of which takes the next field of the row:
 *
 *   %u %d %x     a number: unsigned, signed, in hexadecimal digits
 *   %{a|b|c}     the word that has this number
 *   %v %k %f %p  a verb, a kind of object, a family, a protocol, by number
 *   %n           the name of a row of the tables; "exists" where there is none
 *   %s %q        a string; bytes in quotes, which take their length as well
 *   %( ... %)    is left out, with its fields, where the field is 0
 *   %$           the place of the node, which ends the line (takes no field);
 *                what follows stands deeper
 *   %@           the place of something in the node, which ends the line
 *   %> %<        what follows stands deeper, as before (take no field)
 *   %e %l        an expression, a list of them
 *   %=NAME;      an expression below a line with this name
 *   %#NAME; %"NAME;  a line with struct ast_num, ast_text; none if not given
 *   %S %R %E %C  statements, rules, an element, commands
 *   %L %T %G %B  elements, timeouts, options of geneve, the rest of a command
 */

struct field {
	uint16_t off, size; /* in the node, in bytes */
	uint8_t mask;	    /* of flags; 0: the whole number */
};

struct row {
	const char *form;
	const struct field *fields;
	uint16_t via; /* where the pointer to what has the fields is; 0: node */
};

struct dump {
	FILE *out;
	const struct source_set *sources; /* NULL: no places */
	uint32_t depth;
	bool in_line;
};

#define SIZE(type, member) sizeof(((struct type *)NULL)->member)
#define FIELD(type, member) { offsetof(struct type, member), \
			      SIZE(type, member), 0 }
#define FIELDS(...) (const struct field[]){ __VA_ARGS__ }
#define VIA(type, member) offsetof(struct type, member)

#define E(member) FIELD(ast_expr, member)
#define E_FLAG(bit) { offsetof(struct ast_expr, flags), 1, bit }
#define GEN(member) FIELD(ast_gen, member)
#define GEN_ROW(word) \
	{ word "%( random%) mod %u offset %u%( seed %u%)%$%e", \
	  FIELDS(GEN(random), GEN(mod), GEN(offset), GEN(have_seed), \
		 GEN(seed), GEN(expr)), VIA(ast_expr, gen) }

/* clang-format off */
static const struct row exprs[] = {
	[AST_POISON] = { "poison%$", NULL, 0 },
	[AST_VALUE] = {
		"value %q%( number%)%( quoted%)%( starred%)%( negative%)%$",
		FIELDS(E(value.text), E(value.len), E_FLAG(AST_NUMBER),
		       E_FLAG(AST_QUOTED), E_FLAG(AST_STARRED),
		       E_FLAG(AST_NEGATIVE)), 0 },
	[AST_BOOL] = { "bool %u%$", FIELDS(E(num)), 0 },
	[AST_CATCHALL] = { "catchall%$", NULL, 0 },
	[AST_VAR] = { "$%s%$%e", FIELDS(E(var.name), E(var.def)), 0 },
	[AST_SETREF] = { "@%s%$", FIELDS(E(name)), 0 },
	[AST_PREFIX] = { "prefix %u%$%e",
		FIELDS(E(prefix.len), E(prefix.expr)), 0 },
	[AST_RANGE] = { "range%$%e%e", FIELDS(E(pair.left), E(pair.right)), 0 },
	[AST_LIST] = { "list%$%l", FIELDS(E(list.first)), 0 },
	[AST_CONCAT] = { "concat%$%l", FIELDS(E(list.first)), 0 },
	[AST_SET] = { "set%( with data%)%$%L",
		FIELDS(FIELD(ast_elems, has_data), FIELD(ast_elems, refs)),
		VIA(ast_expr, elems) },
	[AST_BINOP] = { "%{and|or|xor|lshift|rshift}%$%e%e",
		FIELDS(E(op), E(pair.left), E(pair.right)), 0 },
	[AST_MAP] = { "%(v%)map%$%e%e",
		FIELDS(E_FLAG(AST_VMAP), E(pair.left), E(pair.right)), 0 },
	[AST_VERDICT] = { "verdict %d%$%e%R",
		FIELDS(E(code), E(verdict.chain), E(verdict.block)), 0 },
	[AST_PAYLOAD] = { "payload%( %p%) %n %n%$",
		FIELDS(E(tunnel), E(tunnel), E(payload.proto),
		       E(payload.field)), 0 },
	[AST_RAW] = { "raw base %u offset %u length %u%$",
		FIELDS(E(raw.base), E(raw.off_bits), E(raw.len_bits)), 0 },
	[AST_EXTHDR] = { "exthdr %n %d %n%$",
		FIELDS(E(exthdr.hdr), E(number), E(exthdr.field)), 0 },
	[AST_TCPOPT_RAW] = { "raw tcp option %d offset %u length %u%$",
		FIELDS(E(number), E(raw.off_bits), E(raw.len_bits)), 0 },
	[AST_META] = { "meta %n%$", FIELDS(E(key)), 0 },
	[AST_CT] = { "ct %{|original |reply }%n%$",
		FIELDS(E(dir), E(key)), 0 },
	[AST_RT] = { "rt %n%$", FIELDS(E(key)), 0 },
	[AST_SOCKET] = { "socket %n level %u%$",
		FIELDS(E(key), E(level)), 0 },
	[AST_FIB] = { "fib flags %x %n%$",
		FIELDS(E(fib_flags), E(key)), 0 },
	[AST_OSF] = { "osf ttl %u %{name|version}%$",
		FIELDS(E(osf.ttl), E(osf.version)), 0 },
	[AST_IPSEC] = { "ipsec %{in|out} spnum %u %n%$",
		FIELDS(E(dir), E(spnum), E(key)), 0 },
	[AST_TUNNEL] = { "tunnel %n%$", FIELDS(E(key)), 0 },
	[AST_NUMGEN] = GEN_ROW("numgen"),
	[AST_JHASH] = GEN_ROW("jhash"),
	[AST_SYMHASH] = GEN_ROW("symhash"),
};

#define ELEM(member) FIELD(ast_elem, member)

static const struct row elem_row = {
	"element%$%e%=data;%(timeout never\n%)%#timeout;%#expires;"
	"%\"comment;%S",
	FIELDS(ELEM(key), ELEM(data), ELEM(timeout_never), ELEM(timeout_ms),
	       ELEM(expires_ms), ELEM(comment), ELEM(stmts)), 0,
};

#define LIMIT "limit rate%( over%) %u%( bytes%) per %u%( burst %u%)"
#define QUOTA "quota%( over%) %u used %u"
#define SYNPROXY "mss %u wscale %u flags %x"
#define S(member) FIELD(ast_stmt, member)
#define LOG(member) FIELD(ast_log, member)
#define NAT(member) FIELD(ast_nat, member)

static const struct field limit_fields[] = {
	FIELD(ast_limit, over), FIELD(ast_limit, rate), FIELD(ast_limit, bytes),
	FIELD(ast_limit, unit_s), FIELD(ast_limit, burst.set),
	FIELD(ast_limit, burst.val),
};

static const struct field quota_fields[] = {
	FIELD(ast_quota, over), FIELD(ast_quota, bytes), FIELD(ast_quota, used),
};

static const struct row statements[] = {
	[STMT_POISON] = { "poison%$", NULL, 0 },
	[STMT_MATCH] = { "match %{implicit|==|!=|<|>|<=|>=|!}%$%e%e",
		FIELDS(S(op), S(match.left), S(match.right)), 0 },
	[STMT_VERDICT] = { "%e", FIELDS(S(expr)), 0 },
	[STMT_COUNTER] = { "counter packets %u bytes %u%$",
		FIELDS(S(counter.packets), S(counter.bytes)), 0 },
	[STMT_LIMIT] = { LIMIT "%$", limit_fields, VIA(ast_stmt, limit) },
	[STMT_QUOTA] = { QUOTA "%$", quota_fields, VIA(ast_stmt, quota) },
	[STMT_CONNLIMIT] = { "ct count%( over%) %u%$",
		FIELDS(S(connlimit.over), S(connlimit.count)), 0 },
	[STMT_LAST] = { "last%( used %u%)%$",
		FIELDS(S(last.used), S(last.used_ms)), 0 },
	[STMT_OBJREF] = { "object %k%$%e",
		FIELDS(S(objref.type), S(objref.expr)), 0 },
	[STMT_LOG] = { "log%$%\"prefix;%#group;%#snaplen;%#queue-threshold;"
		       "%#level;%#flags;",
		FIELDS(LOG(prefix), LOG(group), LOG(snaplen), LOG(qthreshold),
		       LOG(level), LOG(flags)), VIA(ast_stmt, log) },
	[STMT_REJECT] = { "reject %{default|icmp|icmpv6|icmpx|tcp reset}%$%e",
		FIELDS(S(reject.type), S(reject.code)), 0 },
	[STMT_NAT] = { "%{snat|dnat|masquerade|redirect} "
		       "%{plain|interval|prefix|concat} family %f flags %x%$"
		       "%=addr;%=port;",
		FIELDS(NAT(kind), NAT(form), NAT(family), NAT(flags), NAT(addr),
		       NAT(port)), VIA(ast_stmt, nat) },
	[STMT_TPROXY] = { "tproxy family %f%$%=addr;%=port;",
		FIELDS(S(family), S(tproxy.addr), S(tproxy.port)), 0 },
	[STMT_SYNPROXY] = { "synproxy " SYNPROXY "%$",
		FIELDS(S(synproxy.mss), S(synproxy.wscale),
		       S(synproxy.flags)), 0 },
	[STMT_DUP] = { "dup family %f%$%=addr;%=dev;",
		FIELDS(S(family), S(dup.addr), S(dup.dev)), 0 },
	[STMT_FWD] = { "fwd family %f%$%=addr;%=dev;",
		FIELDS(S(family), S(dup.addr), S(dup.dev)), 0 },
	[STMT_QUEUE] = { "queue%( to%) flags %x%$%e",
		FIELDS(FIELD(ast_queue, expr), FIELD(ast_queue, flags),
		       FIELD(ast_queue, num)), VIA(ast_stmt, queue) },
	[STMT_NOTRACK] = { "notrack%$", NULL, 0 },
	[STMT_FLOW] = { "flow add @%s%$",
		FIELDS(FIELD(ast_name, name)), VIA(ast_stmt, name) },
	[STMT_SET] = { "assign%$%e%e",
		FIELDS(S(set.target), S(set.value)), 0 },
	[STMT_RESET] = { "reset%$%e", FIELDS(S(expr)), 0 },
	[STMT_DYNSET] = { "dynset %{add|update|delete}%( map%)%$%e%E",
		FIELDS(S(op), S(map), S(dynset.set), S(dynset.elem)), 0 },
	[STMT_METER] = { "meter %s%$%#size;%E",
		FIELDS(FIELD(ast_meter, name.name), FIELD(ast_meter, size),
		       FIELD(ast_meter, elem)), VIA(ast_stmt, meter) },
};

#define HOOK "%(hook %s%( type %s%)%( offset %d%)%@%>%e%<%)" \
	     "%(devices%@%>%l%<%)"
#define HOOK_FIELDS(node) \
	FIELD(node, hook.hook.name), FIELD(node, hook.hook.name), \
	FIELD(node, hook.type.name), FIELD(node, hook.type.name), \
	FIELD(node, hook.prio_offset), FIELD(node, hook.prio_offset), \
	FIELD(node, hook.at), FIELD(node, hook.prio), \
	FIELD(node, hook.devices.first), FIELD(node, hook.devices.at), \
	FIELD(node, hook.devices.first)
#define PROTOS "l4proto %u l3proto %u\n"
#define SET_ROW { \
	"%(key%( typeof%)%@%>%e%<%)%(data%( interval%)%( typeof%)%@%>%e%<%)" \
	"%(data object %k\n%)%#flags;%#policy;%#size;%#timeout;" \
	"%#gc-interval;%(auto-merge%@%)%S%\"comment;%e", \
	FIELDS(SET(key.expr), SET(key.is_typeof), SET(key.at), SET(key.expr), \
	       SET(data.expr), SET(data_interval), SET(data.is_typeof), \
	       SET(data.at), SET(data.expr), SET(data_obj), SET(data_obj), \
	       SET(flags), SET(policy), SET(size), SET(timeout_ms), \
	       SET(gc_ms), SET(auto_merge), SET(auto_merge_at), SET(stmts), \
	       SET(comment), SET(elements)), 0 }

#define O(member) FIELD(ast_object, member)
#define SET(member) FIELD(ast_set, member)
#define CHAIN(member) FIELD(ast_chain, member)

static const struct row bodies[] = {
	[OBJ_COUNTER] = { "%\"comment;packets %u bytes %u\n",
		FIELDS(O(comment), O(counter.packets), O(counter.bytes)), 0 },
	[OBJ_QUOTA] = { "%\"comment;" QUOTA "\n",
		FIELDS(O(comment), O(quota.over), O(quota.bytes),
		       O(quota.used)), 0 },
	[OBJ_CT_HELPER] = { "%\"comment;%\"type;" PROTOS,
		FIELDS(O(comment), O(helper.type), O(helper.l4proto),
		       O(helper.l3proto)), 0 },
	[OBJ_LIMIT] = { "%\"comment;" LIMIT "\n",
		FIELDS(O(comment), O(limit.over), O(limit.rate), O(limit.bytes),
		       O(limit.unit_s), O(limit.burst.set),
		       O(limit.burst.val)), 0 },
	[OBJ_TUNNEL] = { "%\"comment;%#id;%#sport;%#dport;%#ttl;%#tos;"
		"%=ip saddr;%=ip daddr;%=ip6 saddr;%=ip6 daddr;"
		"%(options %{none|vxlan|erspan|geneve} gbp %u version %u "
		"index %u dir %u hwid %u\n%G%)",
		FIELDS(O(comment), O(tunnel.id), O(tunnel.sport),
		       O(tunnel.dport), O(tunnel.ttl), O(tunnel.tos),
		       O(tunnel.ip_src), O(tunnel.ip_dst), O(tunnel.ip6_src),
		       O(tunnel.ip6_dst), O(tunnel.opts), O(tunnel.opts),
		       O(tunnel.gbp), O(tunnel.erspan_version),
		       O(tunnel.erspan_index), O(tunnel.erspan_dir),
		       O(tunnel.erspan_hwid), O(tunnel.geneve)), 0 },
	[OBJ_CT_TIMEOUT] = { "%\"comment;" PROTOS "%T",
		FIELDS(O(comment), O(timeout.l4proto), O(timeout.l3proto),
		       O(timeout)), 0 },
	[OBJ_SECMARK] = { "%\"comment;%\"context;",
		FIELDS(O(comment), O(secmark)), 0 },
	[OBJ_CT_EXPECT] = { "%\"comment;%#l4proto;%(l3proto %u\n%)%#dport;"
		"%#timeout;%#size;",
		FIELDS(O(comment), O(expect.l4proto), O(expect.l3proto),
		       O(expect.l3proto), O(expect.dport), O(expect.timeout_ms),
		       O(expect.size)), 0 },
	[OBJ_SYNPROXY] = { "%\"comment;" SYNPROXY "\n",
		FIELDS(O(comment), O(synproxy.mss), O(synproxy.wscale),
		       O(synproxy.flags)), 0 },
	[OBJ_TABLE] = { "%(flags %x\n%)%\"comment;%C",
		FIELDS(FIELD(ast_table, have_flags), FIELD(ast_table, flags),
		       FIELD(ast_table, comment), FIELD(ast_table, cmds)), 0 },
	[OBJ_CHAIN] = { HOOK "%(flags %x\n%)%=policy;%\"comment;%R",
		FIELDS(HOOK_FIELDS(ast_chain), CHAIN(flags), CHAIN(flags),
		       CHAIN(policy), CHAIN(comment), CHAIN(rules)), 0 },
	[OBJ_SET] = SET_ROW,
	[OBJ_MAP] = SET_ROW,
	[OBJ_FLOWTABLE] = { HOOK "flags %x\n",
		FIELDS(HOOK_FIELDS(ast_flowtable), FIELD(ast_flowtable, flags)),
		0 },
};

#define CMD(member) FIELD(ast_cmd, member)

static const struct row cmd_row = {
	"%v %k%( poisoned%) family %f%$%(table %s%@%)%(name %s%@%)%B",
	FIELDS(CMD(verb), CMD(kind), CMD(poisoned), CMD(ref.family),
	       CMD(ref.table.name), CMD(ref.table.name), CMD(ref.table.at),
	       CMD(ref.name.name), CMD(ref.name.name), CMD(ref.name.at),
	       CMD(kind)), 0,
};
/* clang-format on */

/* ---- values ---- */

static uint64_t number_of(const struct field *f, const char *base)
{
	const void *at = base + f->off;
	uint64_t num;

	if (f->size == sizeof(uint8_t))
		num = *(const uint8_t *)at;
	else if (f->size == sizeof(uint16_t))
		num = *(const uint16_t *)at;
	else if (f->size == sizeof(uint32_t))
		num = *(const uint32_t *)at;
	else
		num = *(const uint64_t *)at;
	return f->mask ? num & f->mask : num;
}

static int64_t signed_of(const struct field *f, const char *base)
{
	unsigned int above = 64 - 8u * f->size;

	return (int64_t)(number_of(f, base) << above) >> above;
}

static const void *pointer_of(const struct field *f, const char *base)
{
	return *(const void *const *)(base + f->off);
}

static FILE *line_of(struct dump *d)
{
	if (!d->in_line)
		fprintf(d->out, "%*s", (int)d->depth * 2, "");
	d->in_line = true;
	return d->out;
}

static void end_line(struct dump *d, const struct span *at)
{
	struct source *src = NULL;
	struct place place;

	if (at && d->sources && at->file < source_count(d->sources))
		src = source_at(d->sources, at->file);
	if (src && !src->locate) {
		place = source_place(src, at->off, at->len);
		fprintf(d->out, " @%u:%u-%u", place.line, place.column,
			place.end_column);
	}
	fputc('\n', d->out);
	d->in_line = false;
}

static void put_quoted(FILE *out, const char *text, uint64_t len)
{
	fputc('"', out);
	for (uint64_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];

		if (c < ' ' || c == 0x7f || c == '"' || c == '\\')
			fprintf(out, "\\x%02x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

/* Kinds of two words become one. */
static void put_kind(FILE *out, uint64_t kind)
{
	const char *name = word_name(words_objects, kind);

	for (name = name ? name : "none"; *name; name++)
		fputc(*name == ' ' ? '-' : *name, out);
}

/* Of "{a|b|c}". */
static void put_word(FILE *out, const char *list, uint64_t num)
{
	for (list++; num; num--)
		list = strchr(list, '|') + 1;
	fwrite(list, 1, strcspn(list, "|}"), out);
}

static void put_name(FILE *out, const char *const *row)
{
	fputs(row ? *row : "exists", out);
}

static void put_value(struct dump *d, const char *form, const struct field *f,
		      const char *base)
{
	FILE *out = line_of(d);
	uint64_t num = number_of(f, base);

	switch (*form) {
	case 'u':
		fprintf(out, "%" PRIu64, num);
		break;
	case 'd':
		fprintf(out, "%" PRId64, signed_of(f, base));
		break;
	case 'x':
		fprintf(out, "0x%" PRIx64, num);
		break;
	case '{':
		put_word(out, form, num);
		break;
	case 'v':
		fputs(word_name(num < VERB_LIST ? words_verbs : words_listings,
				num),
		      out);
		break;
	case 'k':
		put_kind(out, num);
		break;
	case 'f':
		fputs(num ? family_name((enum family)num) : "any", out);
		break;
	case 'p':
		fputs(proto_by_id((enum proto_id)num)->name, out);
		break;
	case 'n':
		put_name(out, pointer_of(f, base));
		break;
	case 'q':
		put_quoted(out, pointer_of(f, base), number_of(f + 1, base));
		break;
	default:
		fputs(pointer_of(f, base), out);
	}
}

/* ---- nodes ---- */

static void dump_row(struct dump *d, const struct row *row, const void *node,
		     const struct span *at);

static void dump_expr(struct dump *d, const struct ast_expr *e)
{
	if (e)
		dump_row(d, &exprs[e->kind], e, &e->at);
}

static void dump_list(struct dump *d, const struct ast_expr *e)
{
	for (; e; e = e->next)
		dump_expr(d, e);
}

static void dump_stmts(struct dump *d, const struct ast_stmt *s)
{
	for (; s; s = s->next)
		dump_row(d, &statements[s->kind], s, &s->at);
}

static void dump_rules(struct dump *d, const struct ast_rule *r)
{
	const struct row row = {
		"rule%$%S", FIELDS(FIELD(ast_rule, stmts)), 0
	};
	const struct row comment = {
		"%>%\"comment;", FIELDS({ 0, sizeof(struct ast_text), 0 }), 0
	};

	for (; r; r = r->next) {
		dump_row(d, &row, r, &r->at);
		if (r->comment)
			dump_row(d, &comment, r->comment, NULL);
	}
}

static void dump_elem(struct dump *d, const struct ast_elem *el)
{
	dump_row(d, &elem_row, el, &el->at);
}

struct plain {
	const char *text;
	uint32_t len;
};

static void dump_plain(struct dump *d, const struct ast_elem_ref *ref,
		       uint32_t file)
{
	const struct row row = {
		"plain %q%$",
		FIELDS(FIELD(plain, text), FIELD(plain, len)), 0
	};
	const struct row without_sources = {
		"plain %u+%u\n",
		FIELDS(FIELD(ast_elem_ref, off), FIELD(ast_elem_ref, len)), 0
	};
	struct span at = { file, ref->off, ref->len };
	struct plain plain = { .len = ref->len };

	if (!d->sources) {
		dump_row(d, &without_sources, ref, NULL);
		return;
	}
	plain.text = source_at(d->sources, file)->text + ref->off;
	dump_row(d, &row, &plain, &at);
}

static void dump_elems(struct dump *d, const struct ast_elems *list)
{
	for (; list; list = list->more)
		for (size_t i = 0; i < list->refs.count; i++) {
			const struct ast_elem_ref *ref =
				chunks_at(&list->refs, i);

			if (ref->node)
				dump_elem(d, ref->node);
			else
				dump_plain(d, ref, list->file);
		}
}

static void dump_timeouts(struct dump *d, const struct ast_object *o)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(o->timeout.values); i++) {
		if (!(o->timeout.given & 1u << i))
			continue;
		fprintf(line_of(d), "state %u seconds %u", i,
			o->timeout.values[i]);
		end_line(d, NULL);
	}
}

static void dump_geneve(struct dump *d, const struct ast_tunnel_opt *g)
{
	for (; g; g = g->next) {
		fprintf(line_of(d), "geneve class %u type %u data ", g->class,
			g->type);
		for (unsigned int i = 0; i < g->len; i++)
			fprintf(d->out, "%02x", g->data[i]);
		end_line(d, NULL);
	}
}

static void dump_cmds(struct dump *d, const struct ast_cmd *cmd)
{
	for (; cmd; cmd = cmd->next)
		dump_row(d, &cmd_row, cmd, &cmd->at);
}

static void dump_rest(struct dump *d, const struct ast_cmd *cmd)
{
	const struct row place = {
		"%#handle;%#index;",
		FIELDS(FIELD(ast_place, handle), FIELD(ast_place, index)), 0
	};
	const struct row newname = {
		"newname %s%$",
		FIELDS(FIELD(ast_name, name)), 0
	};

	if (cmd->ref.place)
		dump_row(d, &place, cmd->ref.place, NULL);
	if (cmd->verb == VERB_RENAME && cmd->newname)
		dump_row(d, &newname, cmd->newname, &cmd->newname->at);
	else if (cmd->kind == OBJ_ELEMENT)
		dump_expr(d, cmd->elements);
	else if (cmd->kind == OBJ_RULE)
		dump_rules(d, cmd->rule);
	else if (cmd->object)
		dump_row(d, &bodies[cmd->kind], cmd->object, NULL);
}

/* struct ast_num and ast_text. */
static void put_given(struct dump *d, const char *form, const void *given)
{
	const struct ast_num *num = given;
	const struct ast_text *text = given;
	size_t len = strcspn(form, ";") - 1;

	if (*form == '#' ? !num->set : !text->text)
		return;
	fprintf(line_of(d), "%.*s ", (int)len, form + 1);
	if (*form == '#')
		fprintf(d->out, "%" PRIu64, num->val);
	else
		put_quoted(d->out, text->text, text->len);
	end_line(d, *form == '#' ? &num->at : &text->at);
}

static void put_named(struct dump *d, const char *form,
		      const struct ast_expr *e)
{
	if (!e)
		return;
	fprintf(line_of(d), "%.*s", (int)strcspn(form, ";") - 1, form + 1);
	end_line(d, NULL);
	d->depth++;
	dump_expr(d, e);
	d->depth--;
}

static void put_node(struct dump *d, const char *form, const struct field *f,
		     const char *base)
{
	const struct ast_rules *rules;

	switch (*form) {
	case '@':
		end_line(d, (const void *)(base + f->off));
		break;
	case 'e':
		dump_expr(d, pointer_of(f, base));
		break;
	case 'l':
		dump_list(d, pointer_of(f, base));
		break;
	case '=':
		put_named(d, form, pointer_of(f, base));
		break;
	case '#':
	case '"':
		put_given(d, form, base + f->off);
		break;
	case 'S':
		dump_stmts(d, pointer_of(f, base));
		break;
	case 'R':
		rules = pointer_of(f, base);
		dump_rules(d, rules ? rules->first : NULL);
		break;
	case 'E':
		dump_elem(d, pointer_of(f, base));
		break;
	case 'C':
		dump_cmds(d, pointer_of(f, base));
		break;
	case 'L':
		dump_elems(d, (const void *)base);
		break;
	case 'T':
		dump_timeouts(d, (const void *)base);
		break;
	case 'G':
		dump_geneve(d, pointer_of(f, base));
		break;
	case 'B':
		dump_rest(d, (const void *)base);
		break;
	default:
		put_value(d, form, f, base);
	}
}

/* The last character of a conversion. */
static const char *end_of(const char *form)
{
	if (*form == '{')
		return strchr(form, '}');
	return strchr("=#\"", *form) ? strchr(form, ';') : form;
}

static void put_mark(struct dump *d, char mark, const struct span *at)
{
	if (mark == '$')
		end_line(d, at);
	d->depth += mark == '<' ? -1 : 1;
}

static void put_text(struct dump *d, char c)
{
	if (c == '\n')
		end_line(d, NULL);
	else
		fputc(c, line_of(d));
}

static void dump_row(struct dump *d, const struct row *row, const void *node,
		     const struct span *at)
{
	const char *base = node;
	const struct field *f = row->fields;
	uint32_t depth = d->depth, left_out = 0;

	if (row->via)
		base = *(const char *const *)(base + row->via);
	for (const char *c = row->form; *c; c++) {
		bool plain = *c != '%';

		c += !plain;
		if (!plain && *c == ')') {
			left_out -= left_out > 0;
		} else if (!plain && *c == '(') {
			left_out += left_out || !number_of(f, base);
			f++;
		} else if (plain || strchr("$<>", *c)) {
			if (!left_out)
				(plain ? put_text(d, *c) : put_mark(d, *c, at));
		} else {
			if (!left_out)
				put_node(d, c, f, base);
			f += *c == 'q' ? 2 : 1;
			c = end_of(c);
		}
	}
	d->depth = depth;
}

void ast_dump(FILE *out, const struct ast *ast, const struct source_set *set)
{
	struct dump d = { .out = out, .sources = set };

	dump_cmds(&d, ast->first);
	dump_cmds(&d, ast->listings);
	for (const struct ast_dynset_use *u = ast->dynsets; u; u = u->next)
		fprintf(out, "written by rules: %s %s %s\n",
			family_name(u->family), u->table, u->set);
}
