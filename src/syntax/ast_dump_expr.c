#include "config.h"

#include "syntax/ast_dump.h"

static void dump_children(struct dump *d, const struct ast_expr *first)
{
	d->depth++;
	for (const struct ast_expr *e = first; e; e = e->next)
		dump_expr(d, e);
	d->depth--;
}

static void dump_pair(struct dump *d, const struct ast_expr *e)
{
	dump_place(d, e->at);
	d->depth++;
	dump_expr(d, e->pair.left);
	dump_expr(d, e->pair.right);
	d->depth--;
}

static void dump_one(struct dump *d, const struct ast_expr *child)
{
	d->depth++;
	dump_expr(d, child);
	d->depth--;
}

static void dump_value(struct dump *d, const struct ast_expr *e)
{
	dump_line(d, "value");
	dump_bytes(d, e->value.text, e->value.len);
	if (e->flags & AST_NUMBER)
		fputs(" number", d->out);
	if (e->flags & AST_QUOTED)
		fputs(" quoted", d->out);
	if (e->flags & AST_STARRED)
		fputs(" starred", d->out);
	if (e->flags & AST_NEGATIVE)
		fputs(" negative", d->out);
	dump_place(d, e->at);
}

static void dump_ref(struct dump *d, const struct ast_elems *list,
		     const struct ast_elem_ref *ref)
{
	const char *text;

	if (ref->node) {
		dump_elem(d, ref->node);
		return;
	}
	if (!d->sources) {
		dump_line(d, "plain %u+%u\n", ref->off, ref->len);
		return;
	}
	text = source_at(d->sources, list->file)->text + ref->off;
	dump_line(d, "plain");
	dump_bytes(d, text, ref->len);
	dump_place(d, (struct span){ list->file, ref->off, ref->len });
}

static void dump_set(struct dump *d, const struct ast_expr *e)
{
	dump_line(d, "set%s", e->elems->has_data ? " with data" : "");
	dump_place(d, e->at);
	d->depth++;
	for (const struct ast_elems *l = e->elems; l; l = l->more)
		for (size_t i = 0; i < l->refs.count; i++)
			dump_ref(d, l, chunks_at(&l->refs, i));
	d->depth--;
}

static void dump_binop(struct dump *d, const struct ast_expr *e)
{
	static const char *const ops[] = { [OP_AND] = "and", [OP_OR] = "or",
					   [OP_XOR] = "xor",
					   [OP_LSHIFT] = "lshift",
					   [OP_RSHIFT] = "rshift" };

	dump_line(d, "%s", ops[e->small]);
	dump_pair(d, e);
}

static void dump_verdict(struct dump *d, const struct ast_expr *e)
{
	dump_line(d, "verdict %d", e->small);
	dump_place(d, e->at);
	d->depth++;
	if (e->verdict.chain)
		dump_expr(d, e->verdict.chain);
	dump_rules(d, e->verdict.block);
	d->depth--;
}

static void dump_payload(struct dump *d, const struct ast_expr *e)
{
	dump_line(d, "payload");
	if (e->small)
		fprintf(d->out, " %s",
			proto_by_id((enum proto_id)e->small)->name);
	fprintf(d->out, " %s %s", e->payload.proto->name,
		e->payload.field->name);
	dump_place(d, e->at);
}

static void dump_raw(struct dump *d, const struct ast_expr *e)
{
	if (e->kind == AST_TCPOPT_RAW)
		dump_line(d, "raw tcp option %d", e->small);
	else
		dump_line(d, "raw base %u", e->raw.base);
	fprintf(d->out, " offset %u length %u", e->raw.off_bits,
		e->raw.len_bits);
	dump_place(d, e->at);
}

static void dump_exthdr(struct dump *d, const struct ast_expr *e)
{
	dump_line(d, "exthdr %s %d %s", e->exthdr.hdr->name, e->small,
		  e->exthdr.field ? e->exthdr.field->name : "exists");
	dump_place(d, e->at);
}

static void dump_key(struct dump *d, const struct ast_expr *e)
{
	static const char *const kinds[] = { [AST_META] = "meta",
					     [AST_CT] = "ct", [AST_RT] = "rt",
					     [AST_TUNNEL] = "tunnel" };
	static const char *const dirs[] = { "", "original ", "reply " };

	dump_line(d, "%s %s%s", kinds[e->kind],
		  e->kind == AST_CT ? dirs[e->small] : "", e->key->name);
	dump_place(d, e->at);
}

static void dump_gen(struct dump *d, const struct ast_expr *e)
{
	const struct ast_gen *g = e->gen;

	dump_line(d, "%s%s mod %u offset %u",
		  e->kind == AST_NUMGEN	 ? "numgen" :
		  e->kind == AST_SYMHASH ? "symhash" :
					   "jhash",
		  g->random ? " random" : "", g->mod, g->offset);
	if (g->have_seed)
		fprintf(d->out, " seed %u", g->seed);
	dump_place(d, e->at);
	if (g->expr)
		dump_one(d, g->expr);
}

/* Those that are a line without children. */
static void dump_leaf(struct dump *d, const struct ast_expr *e)
{
	switch ((enum ast_kind)e->kind) {
	case AST_BOOL:
		dump_line(d, "bool %u", (unsigned int)e->num);
		break;
	case AST_CATCHALL:
		dump_line(d, "catchall");
		break;
	case AST_SETREF:
		dump_line(d, "@%s", e->name);
		break;
	case AST_SOCKET:
		dump_line(d, "socket %s level %u", e->socket.key->name,
			  e->socket.level);
		break;
	case AST_FIB:
		dump_line(d, "fib flags 0x%x %s", e->fib.flags,
			  e->fib.result->name);
		break;
	case AST_OSF:
		dump_line(d, "osf ttl %u %s", e->osf.ttl,
			  e->osf.version ? "version" : "name");
		break;
	case AST_IPSEC:
		dump_line(d, "ipsec %s spnum %u %s",
			  e->ipsec.dir ? "out" : "in", e->ipsec.spnum,
			  e->ipsec.key->name);
		break;
	default:
		dump_line(d, "poison");
	}
	dump_place(d, e->at);
}

static void dump_var(struct dump *d, const struct ast_expr *e)
{
	dump_line(d, "$%s", e->var.name);
	dump_place(d, e->at);
	dump_one(d, e->var.def);
}

static void dump_prefix(struct dump *d, const struct ast_expr *e)
{
	dump_line(d, "prefix %u", e->prefix.len);
	dump_place(d, e->at);
	dump_one(d, e->prefix.expr);
}

static void dump_range(struct dump *d, const struct ast_expr *e)
{
	dump_line(d, "range");
	dump_pair(d, e);
}

static void dump_list(struct dump *d, const struct ast_expr *e)
{
	dump_line(d, e->kind == AST_LIST ? "list" : "concat");
	dump_place(d, e->at);
	dump_children(d, e->list.first);
}

static void dump_map(struct dump *d, const struct ast_expr *e)
{
	dump_line(d, e->flags & AST_VMAP ? "vmap" : "map");
	dump_pair(d, e);
}

void dump_expr(struct dump *d, const struct ast_expr *e)
{
	static void (*const dumps[])(struct dump *,
				     const struct ast_expr *) = {
		[AST_VALUE] = dump_value,   [AST_VAR] = dump_var,
		[AST_PREFIX] = dump_prefix, [AST_RANGE] = dump_range,
		[AST_LIST] = dump_list,	    [AST_CONCAT] = dump_list,
		[AST_SET] = dump_set,	    [AST_BINOP] = dump_binop,
		[AST_MAP] = dump_map,	    [AST_VERDICT] = dump_verdict,
		[AST_PAYLOAD] = dump_payload, [AST_RAW] = dump_raw,
		[AST_TCPOPT_RAW] = dump_raw, [AST_EXTHDR] = dump_exthdr,
		[AST_META] = dump_key,	    [AST_CT] = dump_key,
		[AST_RT] = dump_key,	    [AST_TUNNEL] = dump_key,
		[AST_NUMGEN] = dump_gen,    [AST_JHASH] = dump_gen,
		[AST_SYMHASH] = dump_gen,
	};

	if (!e)
		return;
	if (dumps[e->kind])
		dumps[e->kind](d, e);
	else
		dump_leaf(d, e);
}
