#include "config.h"

#include "kernel/explain/explain.h"

#include "kernel/ask/request.h"
#include "kernel/explain/clues.h"
#include "kernel/explain/phrase.h"
#include "tables/family.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

struct report {
	const struct batch *b;
	const struct source_set *sources;
	struct diags *diags;
	struct clues clues;
	/* Where the first rule stood that its hook does not suit. */
	const char *spoilt_table; /* NULL: there was none */
	uint8_t spoilt_family;
	struct span twin; /* of the element at fault; file SOURCE_NONE: none */
	struct arena arena; /* emptied after each error */
};

typedef bool limited_fn(const struct low_expr *x);

/* Everything else may be set, and may be read, everywhere. */
static bool sets_pkttype(const struct low_expr *x)
{
	return low_attr_of(x, NFTA_META_SREG) &&
	       low_num_of(x, NFTA_META_KEY) == NFT_META_PKTTYPE;
}

static bool reads_sdif(const struct low_expr *x)
{
	uint64_t key = low_num_of(x, NFTA_META_KEY);

	return key == NFT_META_SDIF || key == NFT_META_SDIFNAME;
}

static bool reads_mtu(const struct low_expr *x)
{
	return low_num_of(x, NFTA_RT_KEY) == NFT_RT_TCPMSS;
}

static bool asks_interface(const struct low_expr *x)
{
	return low_num_of(x, NFTA_FIB_RESULT) != NFT_FIB_RESULT_ADDRTYPE ||
	       (low_num_of(x, NFTA_FIB_FLAGS) &
		(NFTA_FIB_F_IIF | NFTA_FIB_F_OIF));
}

/* Which chains a statement may stand in, where it is not all of them. */
/* clang-format off */
static const struct {
	uint8_t kind;
	const char *name, *where;
	limited_fn *is_limited; /* NULL: always */
} limits[] = {
	{ NFX_MASQ, "masquerade",
	  "in chains of type 'nat' at hook postrouting", NULL },
	{ NFX_REDIR, "redirect",
	  "in chains of type 'nat' at hooks prerouting and output", NULL },
	{ NFX_NAT, "snat' or 'dnat",
	  "in chains of type 'nat': snat at postrouting and input, dnat at prerouting and output", NULL },
	{ NFX_REJECT, "reject",
	  "at hooks prerouting, input, forward and output", NULL },
	{ NFX_TPROXY, "tproxy", "at hook prerouting", NULL },
	{ NFX_SYNPROXY, "synproxy", "at hooks input and forward", NULL },
	{ NFX_SOCKET, "socket", "at hooks prerouting, input and output", NULL },
	{ NFX_OSF, "osf", "at hooks prerouting, input and forward", NULL },
	{ NFX_XFRM, "ipsec",
	  "with 'in' at hooks prerouting, input and forward, with 'out' at hooks forward, output and postrouting", NULL },
	{ NFX_FLOW, "flow", "at hook forward", NULL },
	{ NFX_RT, "rt mtu", "at hooks forward, output and postrouting",
	  reads_mtu },
	{ NFX_FIB, "fib",
	  "at hooks prerouting, input and forward where it asks for 'iif' or for the interface of a route, at hooks forward, output and postrouting where it asks for 'oif'",
	  asks_interface },
	{ NFX_META, "meta pkttype set", "at hook prerouting", sets_pkttype },
	{ NFX_META, "meta sdif", "at hooks input and forward", reads_sdif },
};
/* clang-format on */

/* The first expression of a rule of that kind, and limited where that depends
 * on its data; NULL: there is none. */
static const struct low_expr *find_expr(const struct subject *s, uint8_t kind,
					limited_fn *is_limited)
{
	const struct low_rule *rule = s->kind == LOW_RULE ? s->low.rule : NULL;

	for (const struct low_expr *x = rule ? rule->exprs : NULL; x;
	     x = x->next)
		if (x->kind == kind && (!is_limited || is_limited(x)))
			return x;
	return NULL;
}

/* A jump, where the kernel says of a rule only that it closes a loop. */
static void point_at_jump(struct subject *s)
{
	const struct low_expr *x = find_expr(s, NFX_IMMEDIATE, NULL);

	if (s->part == PART_NONE && x)
		subject_set_expr(s, x);
}

static void spoil(struct report *r, const struct subject *s)
{
	r->spoilt_table = s->table;
	r->spoilt_family = s->family;
}

/* What the kernel only finds out at the end of the transaction, without saying
 * where: the chain's hook does not suit one of the rule's statements. */
static const char *wrong_hook(struct report *r, struct subject *s)
{
	if (s->kind != LOW_RULE || s->part != PART_NONE)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		const struct low_expr *x =
			find_expr(s, limits[i].kind, limits[i].is_limited);

		if (!x)
			continue;
		s->off = x->at.off;
		spoil(r, s);
		return arena_printf(&r->arena,
				    "'%s' does not work in this chain: it works %s",
				    limits[i].name, limits[i].where);
	}
	point_at_jump(s);
	if (s->ref != NAMED_CHAIN)
		return NULL;
	spoil(r, s);
	return arena_printf(&r->arena,
			    "chain '%s' holds a statement that does not work at the hook which this jump comes from",
			    s->ref_name);
}

/* From such a rule on the kernel refuses whatever it judges together with the
 * table's chains, with the same number: all of that is one mistake. */
static bool is_spoilt(const struct report *r, const struct subject *s,
		      int errnum)
{
	if (errnum != EOPNOTSUPP || !r->spoilt_table || !s->table ||
	    (s->kind != LOW_RULE && s->kind != LOW_ELEMS) ||
	    (s->kind == LOW_RULE && s->part != PART_NONE) ||
	    s->family != r->spoilt_family ||
	    strcmp(s->table, r->spoilt_table) != 0)
		return false;
	for (size_t i = 0; s->kind == LOW_RULE && i < ARRAY_SIZE(limits); i++)
		if (find_expr(s, limits[i].kind, limits[i].is_limited))
			return false;
	return true;
}

static const char *hook_word(const struct subject *s)
{
	const char *name = hook_name((enum family)s->family, s->hook);

	return name ? name : "of that number";
}

/* True when the kernel has such chains at some other hook only. */
static const char *only_hooks(const struct subject *s)
{
	if (strcmp(s->type, "route") == 0 && s->hook != 3)
		return "output";
	if (strcmp(s->type, "nat") == 0 && s->hook == 2)
		return "prerouting, input, output and postrouting";
	return NULL;
}

static void point_at(struct subject *s, struct span at)
{
	if (at.len)
		s->off = at.off;
}

/* EOPNOTSUPP of a base chain has many causes, and the kernel names none. */
static const char *wrong_chain(struct report *r, struct subject *s)
{
	const struct low_chain *chain = s->low.chain;
	const struct known_hint *h;

	if (s->kind != LOW_CHAIN || s->verb != LOW_NEW ||
	    s->part != PART_NONE || !s->has_hook || !s->type || !s->name)
		return NULL;
	if (strcmp(s->type, "nat") == 0 && s->priority <= -200) {
		point_at(s, chain->hook.prio_at);
		return "a chain of type 'nat' needs a priority above -200";
	}
	if (only_hooks(s)) {
		point_at(s, chain->hook.type_at);
		return arena_printf(&r->arena,
				    "a chain of type '%s' is not possible at hook %s: only at %s",
				    s->type, hook_word(s), only_hooks(s));
	}
	h = known_look(&r->clues.known, NAMED_CHAIN, s->family, s->table, s->name);
	if (h->in_kernel || (h->made && batch_is_before(h->made, s->m))) {
		point_at(s, s->low.name.at);
		return phrase_expand(s, 0, "%W %N exists already%I, with another hook or priority",
				     &r->arena);
	}
	if (chain->flags & NFT_CHAIN_HW_OFFLOAD) {
		if (chain->hook.devices)
			point_at(s, chain->hook.devices->at);
		return "'flags offload' needs devices that can filter in hardware, and a kernel that supports it";
	}
	point_at(s, chain->hook.type_at);
	return arena_printf(&r->arena,
			    "this kernel does not support chains of type '%s' at hook %s in family %s",
			    s->type, hook_word(s),
			    family_name((enum family)s->family));
}

/* The key of an element as it stands in the input: up to its colon, if that
 * has blanks round it; else "this key". */
static const char *key_text(struct report *r, const struct subject *s)
{
	struct span at = batch_place(r->b, s->m, s->off);
	const struct source *src;
	const char *text, *colon;

	if (!r->sources || at.file >= source_count(r->sources))
		return "this key";
	src = source_at(r->sources, at.file);
	if (src->locate || at.off + at.len > src->len)
		return "this key";
	text = src->text + at.off;
	colon = memmem(text, at.len, " : ", 3);
	if (!colon || memchr(text, '\n', (size_t)(colon - text)))
		return "this key";
	return arena_printf(&r->arena, "key %.*s", (int)(colon - text), text);
}

/* What the kernel says of two keys and of two intervals is the same. */
static const char *two_keys(struct report *r, struct subject *s)
{
	if (s->kind != LOW_ELEMS || s->verb != LOW_NEW || s->excl ||
	    s->part != PART_ELEM || !clues_twin(&r->clues, s, &r->twin))
		return NULL;
	return arena_printf(&r->arena, "%s is given twice here, with different data",
			    key_text(r, s));
}

static const char *sentence(struct report *r, struct subject *s, int errnum)
{
	const char *text = NULL;

	r->twin.file = SOURCE_NONE;
	if (errnum == EMLINK || errnum == ELOOP)
		point_at_jump(s);
	if (errnum == EOPNOTSUPP) {
		text = wrong_hook(r, s);
		if (!text)
			text = wrong_chain(r, s);
	}
	if (errnum == EEXIST)
		text = two_keys(r, s);
	return text ? text : phrase_for(s, errnum, &r->arena);
}

static const char *object_of(struct report *r, const struct subject *s)
{
	const char *family = family_name((enum family)s->family);
	const char *name = s->kind == LOW_TABLE ? NULL : s->name;

	if (!s->table)
		return NULL;
	return arena_printf(&r->arena, "%s %s %s%s%s", s->thing,
			    family ? family : "", s->table, name ? " " : "",
			    name ? name : "");
}

/* A table that is missing is missed by every message that a rule makes. */
static bool is_said(const struct diags *d, int errnum, struct span at,
		    const char *text)
{
	const struct diag *last = d->current;

	return last && last->errnum == errnum && last->at.file == at.file &&
	       last->at.off == at.off && last->at.len == at.len &&
	       strcmp(last->text, text) == 0;
}

static void report_message(struct report *r, const struct reply_error *e,
			   const struct batch_msg *m)
{
	struct subject s;
	const char *text;
	struct span at;

	if (!subject_init(&s, m, e->off, &r->arena)) {
		diag_kernel(r->diags, e->errnum, m->at,
			    "the kernel refused the transaction: %s",
			    strerror(e->errnum));
		if (e->errnum == EOPNOTSUPP || e->errnum == EINVAL)
			diag_hint(r->diags, "this kernel has no nf_tables");
		return;
	}
	if (is_spoilt(r, &s, e->errnum) ||
	    clues_follows(&r->clues, &s, e->errnum))
		return;
	text = sentence(r, &s, e->errnum);
	at = s.ref == NAMED_NOTHING ? batch_place(r->b, m, s.off) :
				      batch_ref_place(r->b, m, s.off);
	if (is_said(r->diags, e->errnum, at, text))
		return;
	diag_kernel(r->diags, e->errnum, at, "%s", text);
	diag_object(r->diags, object_of(r, &s));
	if (r->twin.file != SOURCE_NONE)
		diag_note(r->diags, r->twin, "the first is here");
	clues_give(&r->clues, &s, e->errnum, text);
}

void explain_errors(const struct replies *rep, struct kernel_socket *sock,
		    explain_rule_fn *rule_text,
		    const struct source_set *sources, struct diags *diags)
{
	struct report r = { .b = rep->b, .sources = sources, .diags = diags };
	struct arena_mark empty;

	arena_init(&r.arena);
	empty = arena_mark(&r.arena);
	r.clues = (struct clues){ .diags = diags, .b = rep->b, .sock = sock,
				  .rule_text = rule_text, .arena = &r.arena };
	known_init(&r.clues.known, sock, rep->b);
	for (uint32_t i = 0; i < rep->nerrors; i++) {
		const struct reply_error *e = &rep->errors[i];

		report_message(&r, e, batch_msg_by_seq(rep->b, e->seq));
		if (e->text_at)
			diag_hint(diags, "the kernel says: %s",
				  rep->texts + e->text_at);
		arena_rewind(&r.arena, empty);
	}
	known_release(&r.clues.known);
	arena_release(&r.arena);
}
