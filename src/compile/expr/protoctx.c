#include "config.h"

#include "compile/expr/protoctx.h"

#include "base/bytes.h"
#include "compile/expr/rule_build.h"
#include "tables/abi.h"

#include <linux/netfilter/nf_tables.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <string.h>

static const char *const layer_names[LAYER_COUNT] = {
	[LAYER_LL] = "link layer",
	[LAYER_NH] = "network layer",
	[LAYER_TH] = "transport layer",
};

static enum pctx_layer layer_of(const struct proto *proto)
{
	if (proto->base == BASE_LL)
		return LAYER_LL;
	return proto->base == BASE_NH ? LAYER_NH : LAYER_TH;
}

static void slot_set(struct pctx_slot *slot, const struct proto *proto,
		     struct span at)
{
	*slot = (struct pctx_slot){ .proto = proto, .at = at,
				    .by_match = true };
}

/* What the family alone says. */
static const struct {
	uint8_t family, layer, proto;
} family_protos[] = {
	{ FAMILY_IP, LAYER_NH, PROTO_IP },
	{ FAMILY_IP6, LAYER_NH, PROTO_IP6 },
	{ FAMILY_ARP, LAYER_NH, PROTO_ARP },
	{ FAMILY_INET, LAYER_LL, PROTO_INET },
	{ FAMILY_BRIDGE, LAYER_LL, PROTO_ETHER },
	{ FAMILY_NETDEV, LAYER_LL, PROTO_NETDEV },
};

void pctx_init(struct pctx *p, uint8_t family)
{
	*p = (struct pctx){ .family = family, .icmp_type = ICMP_TYPE_ANY };
	for (size_t i = 0; i < ARRAY_SIZE(family_protos); i++)
		if (family_protos[i].family == family)
			p->layer[family_protos[i].layer].proto =
				proto_by_id(family_protos[i].proto);
}

void pctx_init_inner(struct pctx *p, const struct proto *tunnel)
{
	pctx_init(p, FAMILY_BRIDGE);
	p->tunnel = tunnel;
}

static const struct proto *known(const struct pctx_slot *slot)
{
	return slot->ambiguous ? NULL : slot->proto;
}

const struct proto *pctx_network(const struct pctx *p)
{
	return known(&p->layer[LAYER_NH]);
}

const struct proto *pctx_transport(const struct pctx *p)
{
	return known(&p->layer[LAYER_TH]);
}

uint32_t pctx_link_offset(const struct pctx *p, const struct proto *proto)
{
	uint32_t off_bits = 0;

	if (proto->id != PROTO_VLAN)
		return 0;
	for (unsigned int i = 0; i < p->nstacked; i++)
		off_bits += p->stacked[i]->len_bits;
	return off_bits;
}

/* ---- conflicts ---- */

static int conflict(struct rule_build *r, const struct pctx_slot *slot,
		    const struct proto *proto, struct span at,
		    const char *layer)
{
	diag_error(r->c->diags, DIAG_CONFLICT, at,
		   "conflicting %s%sprotocols specified: '%s' vs. '%s'", layer,
		   *layer ? " " : "", slot->proto->name, proto->name);
	if (slot->by_match && slot->at.len)
		diag_note(r->c->diags, slot->at, "'%s' was established here",
			  slot->proto->name);
	else
		diag_note(r->c->diags, r->where->at,
			  "the rule is in a table of family '%s'",
			  family_name(r->family));
	return -1;
}

/* ---- the matches that are added ---- */

static void add_match(struct rule_build *r, struct tx *left, struct tx *right,
		      enum pctx_how how)
{
	struct rule_item *item = arena_new(&r->c->scratch, struct rule_item);

	item->at = r->at;
	item->left = left;
	item->right = right;
	item->op = REL_EQ;
	if (how == PCTX_BEFORE)
		rule_append(r, item);
	else
		rule_prepend(r, item);
}

static struct tx *number_like(struct arena *a, const struct tx *left,
			      uint64_t number)
{
	struct tx *right = tx_value_new(a, tx_type(left), left->at);

	if (left->order == ORDER_HOST)
		bytes_put_host(right->bytes, tx_len_bytes(right), number);
	else
		bytes_put_be(right->bytes, tx_len_bytes(right), number);
	return right;
}

static void add_meta(struct rule_build *r, const struct pctx *p,
		     unsigned int key, uint64_t number, struct span at,
		     enum pctx_how how)
{
	const struct key *k = key_by_number(KEYS_META, key);
	struct arena *a = &r->c->scratch;
	struct tx *left = tx_new(a, TX_META, (struct vtype){ k->dtype,
				 k->len_bits, k->order }, at);

	left->key.key = k;
	left->key.tunnel = p->tunnel;
	add_match(r, left, number_like(a, left, number), how);
}

static struct tx *field_load(struct rule_build *r, const struct pctx *p,
			     const struct proto *proto,
			     const struct proto_field *f, struct span at)
{
	struct tx *e = tx_new(&r->c->scratch, TX_PAYLOAD, (struct vtype){
			      f->dtype, f->len_bits, ORDER_BIG }, at);

	e->payload.proto = proto;
	e->payload.field = f;
	e->payload.tunnel = p->tunnel;
	e->payload.base = (uint8_t)proto->base;
	e->payload.off_bits = f->off_bits + pctx_link_offset(p, proto);
	return e;
}

static bool same_field(const struct tx *a, const struct tx *b)
{
	return a->kind == TX_PAYLOAD && a->payload.field == b->payload.field &&
	       a->payload.tunnel == b->payload.tunnel &&
	       a->payload.off_bits == b->payload.off_bits;
}

/* What the rule said of a field that must have a value for the next header. */
static const struct rule_item *said_otherwise(const struct rule_build *r,
					      const struct tx *left,
					      const struct tx *right)
{
	for (const struct rule_item *i = r->first; i; i = i->next)
		if (i->left && same_field(i->left, left) &&
		    i->right->kind == TX_VALUE &&
		    (i->op != REL_EQ || memcmp(i->right->bytes, right->bytes,
					       tx_len_bytes(right)) != 0))
			return i;
	return NULL;
}

/* The field in which a header names the next one. */
static void add_key_field(struct rule_build *r, const struct pctx *p,
			  const struct proto *lower, const struct proto *upper,
			  struct span at, enum pctx_how how)
{
	struct tx *left = field_load(r, p, lower, proto_field_by_index(
				     lower, lower->key_field), at);

	add_match(r, left, number_like(&r->c->scratch, left, (uint64_t)
				       proto_number(lower, upper)), how);
}

/* The same where the rule has not matched that field otherwise: what finds
 * its own way to a header (ICMP, extension headers) does not ask. */
static int need_key_field(struct rule_build *r, const struct pctx *p,
			  const struct proto *lower, const struct proto *upper,
			  struct span at, enum pctx_how how)
{
	const struct proto_field *f =
		proto_field_by_index(lower, lower->key_field);
	struct tx *left = field_load(r, p, lower, f, at);
	struct tx *right = number_like(&r->c->scratch, left, (uint64_t)
				       proto_number(lower, upper));
	const struct rule_item *said = how == PCTX_BEFORE ?
		said_otherwise(r, left, right) : NULL;

	if (said) {
		diag_error(r->c->diags, DIAG_CONFLICT, at,
			   "'%s' needs another '%s %s' than the rule matches",
			   upper->name, lower->name, f->name);
		diag_note(r->c->diags, said->at, "it is matched here");
		return -1;
	}
	add_key_field(r, p, lower, upper, at, how);
	return 0;
}

/* ---- what each layer needs ---- */

static void push_vlan(struct pctx *p, struct span at)
{
	struct pctx_slot *ll = &p->layer[LAYER_LL];

	if (p->nstacked < ARRAY_SIZE(p->stacked))
		p->stacked[p->nstacked++] = ll->proto;
	slot_set(ll, proto_by_id(PROTO_VLAN), at);
}

static int need_link(struct rule_build *r, struct pctx *p,
		     const struct proto *proto, struct span at,
		     enum pctx_how how)
{
	struct pctx_slot *ll = &p->layer[LAYER_LL];
	const struct proto *ether = proto_by_id(PROTO_ETHER);

	if (ll->proto && ll->proto->id == PROTO_VLAN)
		return 0;
	if (ll->proto && ll->proto->id == PROTO_UNKNOWN)
		return conflict(r, ll, proto, at, layer_names[LAYER_LL]);
	if (!ll->proto || ll->proto->id != PROTO_ETHER) {
		add_meta(r, p, NFT_META_IIFTYPE, ARPHRD_ETHER, at, how);
		slot_set(ll, ether, at);
	}
	if (proto->id == PROTO_ETHER)
		return 0;
	if (need_key_field(r, p, ether, proto, at, how) < 0)
		return -1;
	push_vlan(p, at);
	return 0;
}

static int need_network(struct rule_build *r, struct pctx *p,
			const struct proto *proto, struct span at,
			enum pctx_how how)
{
	const struct pctx_slot *ll = &p->layer[LAYER_LL];
	int number;

	/* A family begins with one of the two layers. */
	if (!ll->proto)
		BUG("no link layer, and no network layer");
	number = proto_number(ll->proto, proto);
	if (number < 0)
		return conflict(r, ll, proto, at, "");
	switch (ll->proto->id) {
	case PROTO_INET:
		add_meta(r, p, NFT_META_NFPROTO, (uint64_t)number, at, how);
		break;
	case PROTO_NETDEV:
		add_meta(r, p, NFT_META_PROTOCOL, (uint64_t)number, at, how);
		break;
	default:
		/* A bridge asks for the protocol rather than the type field,
		 * so that frames whose VLAN tag the device took off match. */
		if (ll->proto->id == PROTO_ETHER && !ll->by_match &&
		    proto->id != PROTO_ARP && how != PCTX_FIRST_FRAME)
			add_meta(r, p, NFT_META_PROTOCOL, (uint64_t)number, at,
				 how);
		else if (need_key_field(r, p, ll->proto, proto, at, how) < 0)
			return -1;
	}
	slot_set(&p->layer[LAYER_NH], proto, at);
	return 0;
}

/* The network header that an ICMP flavour belongs to. */
static const struct proto *icmp_network(const struct proto *proto)
{
	if (proto->id == PROTO_ICMP || proto->id == PROTO_IGMP)
		return proto_by_id(PROTO_IP);
	return proto->id == PROTO_ICMPV6 ? proto_by_id(PROTO_IP6) : NULL;
}

/* Tunnels such as GRE carry packets without a link layer header. */
static bool has_frame(const struct pctx *p)
{
	return !p->tunnel || (p->tunnel->inner_flags & ABI_INNER_F_LL);
}

static bool is_frame(const struct proto *ll)
{
	return ll->id == PROTO_ETHER || ll->id == PROTO_VLAN;
}

static int need_transport(struct rule_build *r, struct pctx *p,
			  const struct proto *proto, struct span at,
			  enum pctx_how how)
{
	const struct pctx_slot *nh = &p->layer[LAYER_NH];
	const struct proto *network = icmp_network(proto);
	const struct proto *ll = p->layer[LAYER_LL].proto;

	if (nh->proto && proto_number(nh->proto, proto) < 0)
		return conflict(r, nh, proto, at, "");
	if (!nh->proto && network) {
		/* ICMP looks at the frame's own type field in a bridge. */
		if (ll && is_frame(ll) && has_frame(p)) {
			add_key_field(r, p, ll, network, at, how);
			slot_set(&p->layer[LAYER_NH], network, at);
		} else if (need_network(r, p, network, at, how) < 0) {
			return -1;
		}
	}
	add_meta(r, p, NFT_META_L4PROTO, (uint64_t)proto->l4proto, at, how);
	slot_set(&p->layer[LAYER_TH], proto, at);
	return 0;
}

int pctx_need(struct rule_build *r, struct pctx *p, const struct proto *proto,
	      struct span at, enum pctx_how how)
{
	enum pctx_layer layer = layer_of(proto);
	struct pctx_slot *slot = &p->layer[layer];

	if (slot->ambiguous)
		return conflict(r, slot, proto, at, "");
	if (slot->proto == proto)
		return 0;
	if (layer == LAYER_LL)
		return need_link(r, p, proto, at, how);
	if (slot->proto)
		return conflict(r, slot, proto, at, layer_names[layer]);
	if (layer == LAYER_NH)
		return need_network(r, p, proto, at, how);
	return need_transport(r, p, proto, at, how);
}

void pctx_ask_again(struct rule_build *r, const struct proto *proto,
		    struct span at)
{
	add_meta(r, &r->pctx, NFT_META_L4PROTO, (uint64_t)proto->l4proto, at,
		 PCTX_BEFORE);
}

/* ---- ICMP types ---- */

/* Replies count as their requests. */
static int16_t icmp_known(const struct proto *proto, uint64_t type)
{
	if (proto->id == PROTO_ICMP && type == 0)
		return 8;
	if (proto->id == PROTO_ICMPV6 && type == 129)
		return 128;
	return (int16_t)type;
}

static bool icmp_fits(const struct icmp_types *need, int known_type)
{
	for (unsigned int i = 0; i < need->n; i++)
		if (need->type[i] == known_type)
			return true;
	return false;
}

/* `icmp type { 8, 0 }` */
static int add_icmp_set(struct rule_build *r, struct pctx *p,
			const struct proto *proto, struct tx *left,
			const struct icmp_types *need)
{
	struct ast_elems elems = { .at = left->at };
	struct ast_expr set = { .kind = AST_SET, .at = left->at };
	struct anon_request req = { .family = r->family, .table = r->table,
				    .set = &set, .key = left };
	struct arena *a = &r->c->scratch;
	struct tx *ref;
	int err;

	set.elems = &elems;
	chunks_init(&elems.refs, sizeof(struct ast_elem_ref));
	for (unsigned int i = 0; i < need->n; i++) {
		struct ast_elem_ref *one = chunks_push(&elems.refs);
		struct ast_expr *key = arena_new(a, struct ast_expr);

		key->kind = AST_VALUE;
		key->flags = AST_NUMBER;
		key->at = left->at;
		key->value.text = arena_printf(a, "%u", need->type[i]);
		key->value.len = (uint32_t)strlen(key->value.text);
		one->node = arena_new(a, struct ast_elem);
		one->node->key = key;
		one->node->at = left->at;
	}
	ref = tx_new(a, TX_SETREF, tx_type(left), left->at);
	req.elem_type = ktype_single(tx_type(left));
	err = set_anonymous(r->c, &req, &ref->set);
	chunks_release(&elems.refs);
	if (err)
		return err;
	add_match(r, left, ref, PCTX_BEFORE);
	p->icmp_type = icmp_known(proto, need->type[need->n - 1]);
	return 0;
}

int pctx_need_icmp(struct rule_build *r, struct pctx *p,
		   const struct proto *proto, const struct proto_field *field,
		   struct span at)
{
	const struct icmp_types *need = icmp_types_needed(field->icmp_need);
	struct tx *left;

	if (!need || !need->n)
		return 0;
	if (p->icmp_type == ICMP_TYPE_NOT)
		return diag_error(r->c->diags, DIAG_CONFLICT, at,
				  "'%s %s' needs '%s type %u', but the rule says only which type it is not",
				  proto->name, field->name, proto->name,
				  need->type[0]);
	if (p->icmp_type != ICMP_TYPE_ANY) {
		if (icmp_fits(need, p->icmp_type))
			return 0;
		return diag_error(r->c->diags, DIAG_CONFLICT, at,
				  "'%s %s' needs '%s type %u', but the rule matches type %d",
				  proto->name, field->name, proto->name,
				  need->type[0], p->icmp_type);
	}
	left = field_load(r, p, proto, proto_field_by_name(proto, "type"), at);
	if (need->n > 1)
		return add_icmp_set(r, p, proto, left, need);
	add_match(r, left, number_like(&r->c->scratch, left, need->type[0]),
		  PCTX_BEFORE);
	p->icmp_type = icmp_known(proto, need->type[0]);
	return 0;
}

/* ---- learning ---- */

static void learn_transport(struct pctx *p, const struct proto *proto,
			    struct span at)
{
	struct pctx_slot *slot = &p->layer[LAYER_TH];
	bool second = slot->proto && slot->proto != proto;

	if (!proto)
		return;
	second |= slot->ambiguous;
	slot_set(slot, proto, at);
	slot->ambiguous = second;
}

static void learn_next(struct pctx *p, const struct proto *lower,
		       const struct proto *next, struct span at)
{
	if (!next)
		return;
	if (layer_of(next) == LAYER_TH) {
		learn_transport(p, next, at);
	} else if (layer_of(next) == LAYER_NH) {
		slot_set(&p->layer[LAYER_NH], next, at);
	} else {
		/* Behind a tag another tag follows, whichever type said so. */
		if (p->layer[LAYER_LL].proto->id != PROTO_VLAN)
			slot_set(&p->layer[LAYER_LL], lower, at);
		push_vlan(p, at);
	}
}

static void learn_payload(struct pctx *p, const struct tx *left,
			  uint64_t number, struct span at)
{
	const struct proto *proto = left->payload.proto;
	const struct proto_field *f = left->payload.field;

	if (!f)
		return;
	if ((proto->id == PROTO_ICMP || proto->id == PROTO_ICMPV6) &&
	    strcmp(f->name, "type") == 0)
		p->icmp_type = icmp_known(proto, number);
	else if (proto->key_field && f->index == proto->key_field)
		learn_next(p, proto, proto_next(proto, (unsigned int)number),
			   at);
}

static const struct proto *or_unknown(const struct proto *proto)
{
	return proto ? proto : proto_by_id(PROTO_UNKNOWN);
}

static void learn_iiftype(struct pctx *p, uint64_t number, struct span at)
{
	if (p->family != FAMILY_BRIDGE)
		slot_set(&p->layer[LAYER_LL], proto_by_id(
			 number == ARPHRD_ETHER ? PROTO_ETHER : PROTO_UNKNOWN),
			 at);
}

static void learn_meta(struct pctx *p, unsigned int key, uint64_t number,
		       struct span at)
{
	unsigned int n = (unsigned int)number;

	switch (key) {
	case NFT_META_NFPROTO:
		slot_set(&p->layer[LAYER_NH], or_unknown(proto_next(
			 proto_by_id(PROTO_INET), n)), at);
		break;
	case NFT_META_L4PROTO:
		learn_transport(p, or_unknown(proto_by_l4number(n)), at);
		break;
	case NFT_META_PROTOCOL:
		if (p->family == FAMILY_NETDEV || p->family == FAMILY_BRIDGE)
			slot_set(&p->layer[LAYER_NH], or_unknown(proto_next(
				 proto_by_id(PROTO_ETHER), n)), at);
		break;
	case NFT_META_IIFTYPE:
		learn_iiftype(p, number, at);
		break;
	default:
		break;
	}
}

/* Families are numbers that a frame's type field does not have: once the link
 * layer is known, they say nothing. */
static void learn_ct(struct pctx *p, unsigned int key, uint64_t number,
		     struct span at)
{
	const struct proto *ll = p->layer[LAYER_LL].proto, *next;

	if (key == NFT_CT_L3PROTOCOL && ll && ll->id == PROTO_INET) {
		next = proto_next(ll, (unsigned int)number);
		if (next)
			slot_set(&p->layer[LAYER_NH], next, at);
	} else if (key == NFT_CT_PROTOCOL && p->layer[LAYER_NH].proto) {
		learn_transport(p, proto_by_l4number((unsigned int)number),
				at);
	}
}

void pctx_learn(struct pctx *p, const struct tx *left, uint64_t number,
		struct span at)
{
	if (left->kind == TX_PAYLOAD)
		learn_payload(p, left, number, at);
	else if (left->kind == TX_META)
		learn_meta(p, left->key.key->number, number, at);
	else if (left->kind == TX_CT)
		learn_ct(p, left->key.key->number, number, at);
}

void pctx_learn_not(struct pctx *p, const struct tx *left)
{
	if (left->kind == TX_PAYLOAD && left->payload.field &&
	    (left->payload.proto->id == PROTO_ICMP ||
	     left->payload.proto->id == PROTO_ICMPV6) &&
	    strcmp(left->payload.field->name, "type") == 0)
		p->icmp_type = ICMP_TYPE_NOT;
}

void pctx_learn_set(struct pctx *p, const struct tx *left, struct span at)
{
	if (left->kind == TX_META)
		learn_meta(p, left->key.key->number, 0, at);
}
