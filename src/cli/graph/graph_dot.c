#include "config.h"

#include "cli/graph/graph.h"

#include "base/mem.h"
#include "object/rows.h"
#include "tables/family.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Where packets pass, in order: of IP with the devices below it, of bridges
 * and of ARP.  Each way is a row; hooks without chains are left out of it. */
enum layer { LAYER_IP, LAYER_BRIDGE, LAYER_ARP, LAYERS };

static const char *const layer_names[LAYERS] = {
	[LAYER_IP] = "IP", [LAYER_BRIDGE] = "bridge", [LAYER_ARP] = "ARP",
};

static const char *const hooks[] = { "ingress", "prerouting", "input",
				     "forward", "output", "postrouting",
				     "egress" };
#define HOOKS ARRAY_SIZE(hooks)

/* By number in the list above. */
static const uint8_t ways[][5] = {
	{ 0, 1, 2, UINT8_MAX },
	{ 0, 1, 3, 5, 6 },
	{ 4, 5, 6, UINT8_MAX },
};

enum mark { MARK_DRAWN = 1, MARK_REACHED = 2 };

struct drawing {
	FILE *out;
	struct graph *g;
	uint32_t nodes;
	struct graph_node **base; /* chains at hooks, in packet order */
	size_t nbase;
	bool used[LAYERS][HOOKS];
};

/* ---- texts ---- */

/* Backslashes, quotes and ampersands mean something in labels. */
static void put_name(FILE *out, const char *s)
{
	size_t len = strlen(s);
	uint32_t code;

	for (size_t i = 0; i < len;) {
		unsigned int n = utf8_next(s + i, len - i, &code);

		if (code == '&')
			fputs("&amp;", out);
		else if (code == '"' || code == '\\')
			fprintf(out, "\\%c", (char)code);
		else if (utf8_is_printable(code))
			fwrite(s + i, 1, n, out);
		else
			fputc('?', out);
		i += n;
	}
}

static void put_count(FILE *out, uint64_t n, const char *what)
{
	fprintf(out, "\\n%" PRIu64 " %s%s", n, what, n == 1 ? "" : "s");
}

/* ---- what is reached, what is drawn ---- */

struct stack {
	struct graph_node **items;
	size_t count, room;
};

static void stack_push(struct stack *s, struct graph_node *node)
{
	if (s->count == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->items = mem_recalloc(s->items, s->room,
					sizeof(struct graph_node *));
	}
	s->items[s->count++] = node;
}

static void mark(struct stack *s, struct graph_node *node, uint8_t bit)
{
	if (node->marks & bit)
		return;
	node->marks |= bit;
	stack_push(s, node);
}

/* Rules for a chain that is not declared here: it may have a hook. */
static bool is_entrance(const struct graph_node *node)
{
	return node->kind == NODE_CHAIN &&
	       (node->hook.present || (!node->declared && node->count > 0));
}

static bool is_drawn_alone(const struct graph_node *node)
{
	return node->kind == NODE_CHAIN && node->name &&
	       (node->declared || node->count > 0);
}

/* Marks where one begins, and all that can be got to from there. */
static void spread(struct graph *g, bool (*begins)(const struct graph_node *),
		   uint8_t bit)
{
	struct stack s = { .items = NULL };

	for (struct graph_table *t = g->first; t; t = t->next)
		for (struct graph_node *n = t->first; n; n = n->next)
			if (begins(n))
				mark(&s, n, bit);
	while (s.count > 0) {
		struct graph_node *n = s.items[--s.count];

		for (struct graph_edge *e = n->out->first; e; e = e->next)
			mark(&s, e->to, bit);
	}
	mem_free(s.items);
}

static void number_nodes(struct drawing *d)
{
	for (struct graph_table *t = d->g->first; t; t = t->next)
		for (struct graph_node *n = t->first; n; n = n->next)
			n->number = n->marks & MARK_DRAWN ? ++d->nodes :
							0;
}

/* ---- hooks, in packet order ---- */

static enum layer layer_of(const struct graph_node *node)
{
	return node->table->family == FAMILY_BRIDGE ? LAYER_BRIDGE :
	       node->table->family == FAMILY_ARP    ? LAYER_ARP :
						      LAYER_IP;
}

static size_t hook_of(const struct graph_node *node)
{
	const char *name = hook_name(node->table->family, node->hook.num);

	for (size_t i = 0; name && i < HOOKS; i++)
		if (strcmp(hooks[i], name) == 0)
			return i;
	return 0;
}

static int compare_base(const void *a, const void *b)
{
	const struct graph_node *x = *(struct graph_node *const *)a;
	const struct graph_node *y = *(struct graph_node *const *)b;

	if (layer_of(x) != layer_of(y))
		return layer_of(x) < layer_of(y) ? -1 : 1;
	if (hook_of(x) != hook_of(y))
		return hook_of(x) < hook_of(y) ? -1 : 1;
	if (x->hook.priority != y->hook.priority)
		return x->hook.priority < y->hook.priority ? -1 : 1;
	/* The kernel puts a new one before its equals. */
	return x->hook.order > y->hook.order ? -1 : 1;
}

static void find_base(struct drawing *d)
{
	struct stack s = { .items = NULL };

	for (struct graph_table *t = d->g->first; t; t = t->next)
		for (struct graph_node *n = t->first; n; n = n->next) {
			if (n->kind != NODE_CHAIN || !n->hook.present)
				continue;
			stack_push(&s, n);
			d->used[layer_of(n)][hook_of(n)] = true;
		}
	if (s.count)
		qsort(s.items, s.count, sizeof(struct graph_node *),
		      compare_base);
	d->base = s.items;
	d->nbase = s.count;
}

static void put_hook(const struct drawing *d, size_t layer, size_t hook)
{
	fprintf(d->out, "h%zu", layer * HOOKS + hook + 1);
}

static void put_way(struct drawing *d, size_t layer, const uint8_t *way,
		    bool joined[HOOKS][HOOKS])
{
	size_t last = HOOKS;

	for (size_t i = 0; i < ARRAY_SIZE(ways[0]) && way[i] < HOOKS; i++) {
		if (!d->used[layer][way[i]])
			continue;
		if (last < HOOKS && !joined[last][way[i]]) {
			joined[last][way[i]] = true;
			fputc('\t', d->out);
			put_hook(d, layer, last);
			fputs(" -> ", d->out);
			put_hook(d, layer, way[i]);
			fputs(" [style=bold, color=gray50];\n", d->out);
		}
		last = way[i];
	}
}

static void put_hooks(struct drawing *d)
{
	for (size_t layer = 0; layer < LAYERS; layer++) {
		bool joined[HOOKS][HOOKS] = { { false } };

		for (size_t i = 0; i < HOOKS; i++) {
			if (!d->used[layer][i])
				continue;
			fputc('\t', d->out);
			put_hook(d, layer, i);
			fprintf(d->out,
				" [label=\"%s\\n%s\", shape=box, style=\"filled,rounded\", fillcolor=lightsteelblue, ordering=out];\n",
				layer_names[layer], hooks[i]);
		}
		for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
			put_way(d, layer, ways[i], joined);
	}
}

/* Numbers tell in which order packets pass a hook's chains. */
static void put_hook_edges(const struct drawing *d)
{
	size_t place = 1;

	for (size_t i = 0; i < d->nbase; i++) {
		const struct graph_node *n = d->base[i];
		const struct graph_node *last = i > 0 ? d->base[i - 1] : NULL;

		if (last && layer_of(last) == layer_of(n) &&
		    hook_of(last) == hook_of(n))
			place++;
		else
			place = 1;
		fputc('\t', d->out);
		put_hook(d, layer_of(n), hook_of(n));
		fprintf(d->out, " -> n%" PRIu32 " [label=\"%zu\"];\n",
			n->number, place);
	}
}

/* ---- nodes ---- */

static void put_base(FILE *out, const struct graph_hook *h)
{
	fprintf(out, "\\n%s%spriority %" PRId32 ", policy %s",
		h->type ? h->type : "", h->type ? ", " : "", h->priority,
		h->drops ? "drop" : "accept");
}

static void put_devices(FILE *out, const struct graph_node *n)
{
	if (!n->hook.devices)
		return;
	fputs("\\n", out);
	put_name(out, n->hook.devices);
}

static void label_chain(FILE *out, const struct graph_node *n)
{
	put_name(out, n->name ? n->name : "{ ... }");
	if (n->hook.present)
		put_base(out, &n->hook);
	put_devices(out, n);
	if (n->declared || n->count > 0)
		put_count(out, n->count, "rule");
	if (n->declared && !(n->marks & MARK_REACHED))
		fputs("\\nno hook leads here", out);
}

static void label_set(FILE *out, const struct graph_node *n)
{
	fputs(n->is_map ? "map " : "set ", out);
	put_name(out, n->name);
	put_count(out, n->count, "element");
}

static void label_obj(FILE *out, const struct graph_node *n)
{
	const char *word = nfobj_word(n->obj_type);

	fprintf(out, "%s ", word ? word : "object");
	put_name(out, n->name);
}

static void label_flowtable(FILE *out, const struct graph_node *n)
{
	fputs("flowtable ", out);
	put_name(out, n->name);
	put_devices(out, n);
}

static const struct {
	void (*label)(FILE *out, const struct graph_node *n);
	const char *shape;
} looks[NODE_KINDS] = {
	[NODE_CHAIN] = { label_chain, "box" },
	[NODE_SET] = { label_set, "cylinder" },
	[NODE_OBJ] = { label_obj, "note" },
	[NODE_FLOWTABLE] = { label_flowtable, "component" },
};

static const char *style_of(const struct graph_node *n)
{
	if (!n->declared)
		return "style=dashed, color=red, fontcolor=red";
	if (n->kind == NODE_CHAIN && !(n->marks & MARK_REACHED))
		return "style=\"dashed,filled\", color=gray50, fillcolor=gray92, fontcolor=gray40";
	if (n->hook.present && n->kind == NODE_CHAIN)
		return "style=\"filled,bold\", fillcolor=lightyellow";
	return "style=filled, fillcolor=white";
}

static void put_node(FILE *out, const struct graph_node *n)
{
	fprintf(out, "\t\tn%" PRIu32 " [label=\"", n->number);
	looks[n->kind].label(out, n);
	if (!n->declared)
		fputs("\\nnot in the input", out);
	fprintf(out, "\", shape=%s, %s];\n", looks[n->kind].shape,
		style_of(n));
}

static bool table_is_drawn(const struct graph_table *t)
{
	for (const struct graph_node *n = t->first; n; n = n->next)
		if (n->number)
			return true;
	return false;
}

static void put_table(FILE *out, const struct graph_table *t, size_t number)
{
	fprintf(out,
		"\tsubgraph cluster_%zu {\n\t\tlabel=\"table %s ", number,
		family_name(t->family));
	put_name(out, t->name);
	fprintf(out, "%s\";\n\t\tstyle=rounded;\n",
		t->declared ? "" : "\\nnot in the input");
	for (const struct graph_node *n = t->first; n; n = n->next)
		if (n->number)
			put_node(out, n);
	fputs("\t}\n", out);
}

/* ---- edges ---- */

static const struct {
	const char *word, *style;
} edge_looks[] = {
	[EDGE_JUMP] = { "", "" },
	[EDGE_GOTO] = { "goto", "arrowhead=empty" },
	[EDGE_READS] = { "", "style=dotted, arrowhead=none" },
	[EDGE_WRITES] = { "adds to", "style=dotted" },
};

static void put_edge(FILE *out, const struct graph_node *from,
		     const struct graph_edge *e)
{
	const char *word = edge_looks[e->kind].word;
	const char *style = edge_looks[e->kind].style;
	const char *gap = "";

	fprintf(out, "\tn%" PRIu32 " -> n%" PRIu32, from->number,
		e->to->number);
	if (*word || *style || e->count > 1)
		fputs(" [", out);
	if (*word || e->count > 1) {
		fprintf(out, "label=\"%s", word);
		if (e->count > 1)
			fprintf(out, "%s%" PRIu32 "x", *word ? " " : "",
				e->count);
		fputc('"', out);
		gap = ", ";
	}
	if (*style)
		fprintf(out, "%s%s", gap, style);
	fputs(*word || *style || e->count > 1 ? "];\n" : ";\n", out);
}

static void put_edges(FILE *out, const struct graph_table *t)
{
	for (const struct graph_node *n = t->first; n; n = n->next) {
		if (!n->number)
			continue;
		for (const struct graph_edge *e = n->out->first; e;
		     e = e->next)
			put_edge(out, n, e);
	}
}

void graph_print(FILE *out, struct graph *g)
{
	struct drawing d = { .out = out, .g = g };
	size_t clusters = 0;

	spread(g, is_drawn_alone, MARK_DRAWN);
	spread(g, is_entrance, MARK_REACHED);
	number_nodes(&d);
	find_base(&d);
	fputs("digraph nftload {\n"
	      "\trankdir=LR;\n"
	      "\tfontname=\"sans-serif\";\n"
	      "\tnode [fontname=\"sans-serif\", fontsize=11];\n"
	      "\tedge [fontname=\"sans-serif\", fontsize=9];\n",
	      out);
	put_hooks(&d);
	for (const struct graph_table *t = g->first; t; t = t->next)
		if (table_is_drawn(t))
			put_table(out, t, ++clusters);
	put_hook_edges(&d);
	for (const struct graph_table *t = g->first; t; t = t->next)
		put_edges(out, t);
	fputs("}\n", out);
	mem_free(d.base);
}
