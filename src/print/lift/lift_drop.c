#include "config.h"

#include "print/lift/lift_field.h"

#include "compile/expr/rule_build.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/*
 * A match that the compiler would add by itself at this very place is dropped.
 * What the compiler would add is asked of its own code (protoctx.h): for each
 * statement, the matches before it are taken away, most first, until what the
 * compiler adds is the same.
 */

/* ---- learning ---- */

/* The tunnel that a load is in; NULL: none. */
static const struct proto *tunnel_of(const struct tx *left)
{
	if (left->kind == TX_META)
		return left->key.tunnel;
	return left->kind == TX_PAYLOAD ? left->payload.tunnel : NULL;
}

static void learn(struct pctx *p, const struct lift_stmt *s)
{
	const struct span nowhere = { 0 };

	for (unsigned int i = 0; i < s->nsaid; i++)
		pctx_learn(p, s->left, s->said[i], nowhere);
	if (s->negated)
		pctx_learn_not(p, s->left);
	if (s->by_set)
		pctx_learn_set(p, s->left, nowhere);
}

void lift_learn(struct lift_rule *r, const struct lift_stmt *s)
{
	if (s->left)
		learn(lift_context(r, tunnel_of(s->left)), s);
}

/* ---- what the compiler adds ---- */

/* A rule under construction that only takes protocol matches. */
struct lift_build {
	struct cctx c;
	struct diags diags;
	struct rule_where where;
	struct rule_build r;
	struct lift_stmt *late; /* what nft may still drop; NULL: nothing */
};

static void begin(struct lift_build *b, const struct lift_rule *r)
{
	pctx_init(&b->r.pctx, r->family);
	b->r.inner = (struct pctx){ 0 };
}

static void build_init(struct lift_build *b, const struct lift_rule *r)
{
	*b = (struct lift_build){ .where = { .family = r->family } };
	diags_init(&b->diags);
	b->diags.max_errors = 1;
	arena_init(&b->c.scratch);
	b->c.diags = &b->diags;
	b->r.c = &b->c;
	b->r.where = &b->where;
	b->r.family = r->family;
	begin(b, r);
}

/* What is known inside of a tunnel: the compiler keeps that of the last one
 * only. */
static struct pctx *inside(struct lift_build *b, const struct proto *tunnel)
{
	if (b->r.inner.tunnel != tunnel)
		pctx_init_inner(&b->r.inner, tunnel);
	return &b->r.inner;
}

/* As lift_learn(), with what the compiler keeps. */
static void build_learn(struct lift_build *b, const struct lift_stmt *s)
{
	const struct proto *tunnel;

	if (!s->left)
		return;
	tunnel = tunnel_of(s->left);
	learn(tunnel ? inside(b, tunnel) : &b->r.pctx, s);
}

static void build_release(struct lift_build *b)
{
	arena_release(&b->c.scratch);
	diags_release(&b->diags);
}

static bool ask(struct lift_build *b, struct pctx *p, const struct proto *proto,
		enum pctx_how how)
{
	return pctx_need(&b->r, p, proto, (struct span){ 0 }, how) == 0;
}

/* Of several ICMP types the compiler makes a set: that is never dropped. */
static bool ask_icmp(struct lift_build *b, struct pctx *p,
		     const struct lift_need *n)
{
	const struct icmp_types *types = n->field ?
		icmp_types_needed(n->field->icmp_need) : NULL;

	if (!types || !types->n)
		return true;
	if (types->n > 1 && p->icmp_type == ICMP_TYPE_ANY)
		return false;
	return pctx_need_icmp(&b->r, p, n->proto, n->field,
			      (struct span){ 0 }) == 0;
}

static bool ask_inner(struct lift_build *b, const struct lift_need *n)
{
	struct pctx *inner;

	if (n->tunnel->l4proto >= 0 && !b->r.pctx.layer[LAYER_TH].proto &&
	    !ask(b, &b->r.pctx, n->tunnel, PCTX_BEFORE))
		return false;
	if (n->proto == n->tunnel)
		return true;
	inner = inside(b, n->tunnel);
	if (n->proto->id != PROTO_TH && !ask(b, inner, n->proto, PCTX_BEFORE))
		return false;
	return ask_icmp(b, inner, n);
}

static bool is_known(const struct pctx *p, const struct proto *proto)
{
	return pctx_network(p) == proto || pctx_transport(p) == proto;
}

/* Makes the items that the compiler adds for these needs, b->r.first.  first:
 * what stands at the beginning of the rule may be added, too. */
static bool ask_all(struct lift_build *b, const struct lift_need *n, bool first)
{
	b->r.first = NULL;
	b->r.last = &b->r.first;
	for (; n; n = n->next) {
		enum pctx_how how = n->frame ? PCTX_FIRST_FRAME :
				    n->first ? PCTX_FIRST : PCTX_BEFORE;

		if (n->tunnel) {
			if (!ask_inner(b, n))
				return false;
			continue;
		}
		if (n->proto->id == PROTO_TH)
			continue;
		if (n->first && !first) {
			if (!is_known(&b->r.pctx, n->proto))
				return false;
			continue;
		}
		if (!ask(b, &b->r.pctx, n->proto, how) ||
		    !ask_icmp(b, &b->r.pctx, n))
			return false;
	}
	return true;
}

/* ---- the same match ---- */

static bool same_load(const struct tx *a, const struct tx *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == TX_META)
		return a->key.key == b->key.key &&
		       a->key.tunnel == b->key.tunnel;
	return a->kind == TX_PAYLOAD && a->payload.base == b->payload.base &&
	       a->len_bits == b->len_bits &&
	       a->payload.off_bits == b->payload.off_bits &&
	       a->payload.tunnel == b->payload.tunnel;
}

static uint64_t number_of(const struct tx *v)
{
	return v->order == ORDER_HOST ?
		bytes_get_host(v->bytes, tx_len_bytes(v)) :
		bytes_get_be(v->bytes, tx_len_bytes(v));
}

static bool is_added(const struct rule_item *item, const struct lift_stmt *s)
{
	return item->left && item->right->kind == TX_VALUE &&
	       same_load(item->left, s->left) &&
	       number_of(item->right) == s->said[0];
}

/* A comparison of one number, as the compiler adds them. */
static bool is_plain(const struct lift_stmt *s)
{
	return s->s->kind == STMT_MATCH && s->left && s->nsaid == 1 &&
	       !s->icmp_set && !s->dropped &&
	       (s->left->kind == TX_META || s->left->kind == TX_PAYLOAD);
}

/* ---- matches just before a statement ---- */

#define RUN_MAX 8 /* the compiler adds at most four */

struct lift_point {
	struct lift_stmt *s;
	struct pctx pctx, inner; /* before it */
};

struct lift_run {
	struct lift_point at[RUN_MAX];
	unsigned int n;
};

/* Whether the compiler adds just the statements from `from` to n. */
static bool adds(struct lift_build *b, const struct lift_run *run,
		 unsigned int from, unsigned int n, const struct lift_stmt *s)
{
	const struct rule_item *item;
	unsigned int i = from;

	b->r.pctx = run->at[from].pctx;
	b->r.inner = run->at[from].inner;
	if (!ask_all(b, s->needs, false))
		return false;
	for (item = b->r.first; item; item = item->next, i++)
		if (i == n || !is_added(item, run->at[i].s))
			return false;
	return i == n;
}

/* A match of a tunnelled field of whole bytes that is no comparison of one
 * value. */
static bool is_several(const struct ast_stmt *s)
{
	const struct ast_expr *left = s->kind == STMT_MATCH ? s->match.left :
							      NULL;

	return left && left->kind == AST_PAYLOAD && left->tunnel &&
	       left->payload.field->off_bits % 8 == 0 &&
	       left->payload.field->len_bits % 8 == 0 &&
	       ((s->op >= REL_LT && s->op <= REL_GTE) ||
		s->match.right->kind == AST_RANGE ||
		s->match.right->kind == AST_SET ||
		s->match.right->kind == AST_SETREF);
}

/* A key of fields of a tunnelled packet and of the packet itself. */
static bool is_mixed(const struct lift_stmt *s)
{
	bool inner = false, outer = false;

	for (const struct lift_need *n = s->needs; n; n = n->next)
		*(n->tunnel ? &inner : &outer) = true;
	return inner && outer && s->s->kind != STMT_SET;
}

static bool is_transport(const struct lift_stmt *s)
{
	return s->left->kind == TX_PAYLOAD ?
		s->left->payload.base == BASE_TH :
		s->left->key.key->number == NFT_META_L4PROTO;
}

static bool needs_proto(const struct lift_stmt *s, unsigned int id)
{
	for (const struct lift_need *n = s->needs; n; n = n->next)
		if (n->proto->id == id)
			return true;
	return false;
}

/* Behind the last match of the packet's own network or link layer. */
static unsigned int behind_outer(const struct lift_run *run, unsigned int n)
{
	while (n > 0 && (tunnel_of(run->at[n - 1].s->left) ||
			 is_transport(run->at[n - 1].s)))
		n--;
	return n;
}

/* nft shows the version of IP before igmp, sometimes the protocol of a tunnel,
 * and what a key of both packets needs of the outer one. */
static unsigned int first_dropped(const struct lift_run *run, unsigned int n,
				  const struct lift_stmt *s)
{
	unsigned int i = 0;

	while (is_several(s->s) && i < n && !tunnel_of(run->at[i].s->left))
		i++;
	if (i && (i == n || run->at[i].s->left->kind == TX_META))
		return i;
	i = is_mixed(s) ? behind_outer(run, n) : 0;
	return n && needs_proto(s, PROTO_IGMP) ? n - 1 : i;
}

static bool has_first(const struct lift_stmt *s)
{
	for (const struct lift_need *n = s->needs; n; n = n->next)
		if (n->first)
			return true;
	return false;
}

static void drop_before(struct lift_build *b, struct lift_run *run,
			unsigned int n, const struct lift_stmt *s);

/* What was added for a statement that is dropped now stays, unless another one
 * needs it, too. */
static void keep_before(struct lift_build *b, struct lift_run *run,
			unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct lift_stmt *s = run->at[i].s;

		if (s->by && s->by->dropped)
			s->dropped = false;
		if (!s->dropped && s->needs)
			drop_before(b, run, i, s);
	}
}

/* Drops the last of the first n statements of the run for s. */
static void drop_before(struct lift_build *b, struct lift_run *run,
			unsigned int n, const struct lift_stmt *s)
{
	struct pctx outer = b->r.pctx, inner = b->r.inner;
	unsigned int first = first_dropped(run, n, s);

	if (first && !is_mixed(s) && adds(b, run, first - 1, n, s))
		b->late = run->at[first - 1].s;
	for (unsigned int i = first; i < n; i++) {
		if (!adds(b, run, i, n, s))
			continue;
		outer = b->r.pctx;
		inner = b->r.inner;
		for (unsigned int k = i; k < n; k++) {
			run->at[k].s->dropped = true;
			run->at[k].s->by = s;
		}
		keep_before(b, run, i);
		break;
	}
	b->r.pctx = outer;
	b->r.inner = inner;
}

static void note(struct lift_build *b, struct lift_run *run,
		 struct lift_stmt *s)
{
	if (run->n == RUN_MAX) {
		memmove(run->at, run->at + 1, sizeof(run->at[0]) *
			(RUN_MAX - 1));
		run->n--;
	}
	run->at[run->n++] = (struct lift_point){ s, b->r.pctx, b->r.inner };
}

/* A match, or a map of verdicts. */
static bool is_match(const struct ast_stmt *s)
{
	return s->kind == STMT_MATCH ||
	       (s->kind == STMT_VERDICT && s->expr->kind == AST_MAP);
}

static const struct ast_expr *matched(const struct ast_stmt *s)
{
	return s->kind == STMT_MATCH ? s->match.left : s->expr->pair.left;
}

/* Whether nft looks for the match of a tunnel's protocol.  `gre protocol` would
 * not be read behind `gretap`. */
static bool looks_behind(const struct lift_stmt *s)
{
	const struct ast_expr *left = matched(s->s);

	if (left->kind == AST_TCPOPT_RAW ||
	    (left->kind == AST_EXTHDR &&
	     left->exthdr.hdr->op == EXTHDR_TCPOPT))
		return true;
	for (const struct lift_need *n = s->needs; n; n = n->next)
		if (n->tunnel && !is_several(s->s))
			return true;
	return false;
}

/* nft drops a match, though it has shown it before one statement, if a later
 * statement needs it and only matches stand between the two. */
static void drop_late(struct lift_build *b, const struct lift_stmt *s)
{
	if (is_transport(b->late) ? is_match(s->s) && looks_behind(s) :
				    needs_proto(s, PROTO_IP))
		b->late->dropped = true;
	else if (is_match(s->s))
		return;
	b->late = NULL;
}

static void drop_runs(struct lift_build *b, struct lift_stmt *first)
{
	struct lift_run run = { .n = 0 };

	for (struct lift_stmt *s = first; s; s = s->next) {
		if (b->late)
			drop_late(b, s);
		if (s->needs && run.n)
			drop_before(b, &run, run.n, s);
		if (is_plain(s))
			note(b, &run, s);
		else
			run.n = 0;
		build_learn(b, s);
	}
}

/* ---- matches at the beginning of a rule ---- */

/* A match that cannot stay: the type field of what is not known yet to be a
 * frame, which would be compared twice; a version of IP behind which the
 * statement would be refused. */
static bool excludes(const struct lift_stmt *head, const struct ast_stmt *s)
{
	uint64_t other = s->kind != STMT_TPROXY ? 0 :
			 s->family == FAMILY_IP ? NFPROTO_IPV6 :
						      NFPROTO_IPV4;

	if (head->left->kind == TX_PAYLOAD)
		return !head->left->payload.field;
	return other &&
	       head->left->key.key->number == NFT_META_NFPROTO &&
	       head->said[0] == other;
}

/* Whether the compiler adds just what was dropped for s. */
static bool adds_dropped(const struct rule_item *item,
			 const struct lift_stmt *first,
			 const struct lift_stmt *s)
{
	for (; first != s; first = first->next) {
		if (!first->dropped || first->by != s)
			continue;
		if (!item || !is_added(item, first))
			return false;
		item = item->next;
	}
	return !item;
}

/* Whether without the rule's first match the compiler puts that match there.
 * nft looks no further back than to a statement that is no match. */
static bool adds_first(struct lift_build *b, const struct lift_rule *r)
{
	const struct lift_stmt *head = r->first;

	for (const struct lift_stmt *s = head->next; s; s = s->next) {
		bool first = has_first(s);

		if (s->dropped)
			continue;
		if (!ask_all(b, s->needs, true) || (first && is_mixed(s)))
			return false;
		if (first && b->r.first && is_added(b->r.first, head))
			return adds_dropped(b->r.first->next, head->next, s);
		if (!adds_dropped(b->r.first, head->next, s) ||
		    (!is_match(s->s) && !excludes(head, s->s)))
			return false;
		build_learn(b, s);
	}
	return false;
}

static void drop_first(struct lift_build *b, struct lift_rule *r)
{
	bool wanted = false;

	for (const struct lift_stmt *s = r->first; s; s = s->next)
		wanted |= has_first(s);
	if (wanted && r->first->next && is_plain(r->first) &&
	    adds_first(b, r))
		r->first->dropped = true;
}

void lift_drop(struct lift_rule *r)
{
	struct lift_build b;

	build_init(&b, r);
	drop_runs(&b, r->first);
	begin(&b, r);
	drop_first(&b, r);
	build_release(&b);
}
