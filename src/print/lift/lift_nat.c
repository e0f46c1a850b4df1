#include "config.h"

#include "print/lift/lift_parts.h"

#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>

#define NETMAP (1u << 6) /* NF_NAT_RANGE_NETMAP, linux/netfilter/nf_nat.h */

enum { ADDR_MIN, ADDR_MAX, PROTO_MIN, PROTO_MAX, OPERANDS };

struct lift_operands {
	uint64_t reg[OPERANDS]; /* 0: none */
};

static struct ktype address_type(enum family family)
{
	const struct dtype *dt = dtype_by_id(family == FAMILY_IP6 ?
					     DT_IP6ADDR : DT_IPADDR);

	return ktype_single((struct vtype){ dt, dt->len_bits, ORDER_BIG });
}

static struct ktype port_type(void)
{
	const struct dtype *dt = dtype_by_id(DT_INET_SERVICE);

	return ktype_single((struct vtype){ dt, dt->len_bits, ORDER_BIG });
}

static struct lift_operands operands_of(const struct low_expr *x,
					const uint8_t *numbers)
{
	struct lift_operands o = { { 0 } };

	for (unsigned int i = 0; i < OPERANDS; i++)
		if (numbers[i])
			o.reg[i] = low_num_of(x, numbers[i]);
	/* The same at both ends is one value. */
	for (unsigned int i = 0; i < OPERANDS; i += 2)
		if (o.reg[i + 1] == o.reg[i])
			o.reg[i + 1] = 0;
	return o;
}

/* One value, or two constants that are the ends of a range. */
static struct ast_expr *operand(struct lift_rule *r, const uint64_t *reg,
				const struct ktype *t)
{
	struct tx *lo = lift_get(r, reg[0]);
	struct tx *hi = reg[1] ? lift_get(r, reg[1]) : NULL;
	uint32_t len = DIV_ROUND_UP((uint32_t)t->f[0].len_bits, 8u);

	if (!lo || (reg[1] && !hi))
		return NULL;
	if (!hi)
		return lift_arg(r, lo, t);
	if (lo->kind != TX_VALUE || hi->kind != TX_VALUE ||
	    tx_len_bytes(lo) != len || tx_len_bytes(hi) != len)
		return NULL;
	return lift_range(r->l, t, lo->bytes, hi->bytes, len);
}

/* ---- out of a map ---- */

static uint64_t reg_at(unsigned int slot)
{
	return slot % 4 ? NFT_REG32_00 + slot : NFT_REG_1 + slot / 4;
}

/* The datum of a map: an address, or with a port; each twice for ranges. */
static bool is_datum(const struct lift_operands *o, const struct lift_set *map)
{
	const struct ktype *t = &map->data_type;
	unsigned int words = (t->f[0].len_bits + 31u) / 32u;
	unsigned int base = (unsigned int)lift_slot(o->reg[ADDR_MIN]);
	unsigned int len = words + (t->concat ? 1 : 0);
	struct lift_operands want = { { o->reg[ADDR_MIN] } };

	if (map->data_interval)
		want.reg[ADDR_MAX] = reg_at(base + len);
	if (t->concat)
		want.reg[PROTO_MIN] = reg_at(base + words);
	if (t->concat && map->data_interval)
		want.reg[PROTO_MAX] = reg_at(base + len + words);
	for (unsigned int i = 0; i < OPERANDS; i++)
		if (i != PROTO_MIN && want.reg[i] != o->reg[i])
			return false;
	return !t->concat || want.reg[PROTO_MIN] == o->reg[PROTO_MIN];
}

static const struct lift_set *map_of(const struct tx *e)
{
	const struct lift_map *map;

	if (!e || e->kind != TX_LOOKUP)
		return NULL;
	map = (const void *)e->lookup.set;
	return &map->types;
}

/* ---- statements ---- */

static bool operands(struct lift_rule *r, struct ast_nat *nat,
		     const struct lift_operands *o)
{
	struct tx *first = o->reg[ADDR_MIN] ? lift_get(r, o->reg[ADDR_MIN]) :
					      NULL;
	const struct lift_set *map = map_of(first);
	struct ktype addr = address_type(nat->family ?
		(enum family)nat->family : (enum family)r->family);
	struct ktype port = port_type();
	struct lift_operands rest = *o;

	if (map && (map->data_interval || map->data_type.concat)) {
		if (!is_datum(o, map))
			return false;
		nat->addr = lift_expr(r, first);
		if (!map->data_type.concat)
			goto ports;
		return nat->addr;
	}
	if (o->reg[ADDR_MIN])
		nat->addr = operand(r, &o->reg[ADDR_MIN], &addr);
ports:
	if (rest.reg[PROTO_MIN])
		nat->port = operand(r, &rest.reg[PROTO_MIN], &port);
	return (nat->addr || !o->reg[ADDR_MIN]) &&
	       (nat->port || !rest.reg[PROTO_MIN]);
}

static bool append(struct lift_rule *r, struct ast_nat *nat, uint64_t flags)
{
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_NAT);
	uint64_t known = NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO_SPECIFIED;
	uint64_t written = NF_NAT_RANGE_PROTO_RANDOM |
			   NF_NAT_RANGE_PERSISTENT |
			   NF_NAT_RANGE_PROTO_RANDOM_FULLY;

	if (flags & ~(known | written | NETMAP))
		return false;
	nat->flags = (uint32_t)(flags & written);
	s->nat = nat;
	return lift_append(r, s);
}

/* The family is written where the table has several. */
static uint8_t written_family(const struct lift_rule *r, uint64_t family)
{
	return r->family == family || family == FAMILY_INET ? 0 :
	       (uint8_t)family;
}

static bool is_family(uint64_t family)
{
	return !family || family == FAMILY_IP || family == FAMILY_IP6 ||
	       family == FAMILY_INET;
}

bool lift_nat(struct lift_rule *r, const struct low_expr *x)
{
	static const uint8_t numbers[] = {
		NFTA_NAT_REG_ADDR_MIN, NFTA_NAT_REG_ADDR_MAX,
		NFTA_NAT_REG_PROTO_MIN, NFTA_NAT_REG_PROTO_MAX,
	};
	struct lift_operands o = operands_of(x, numbers);
	struct ast_nat *nat = arena_new(r->a, struct ast_nat);
	uint64_t flags = low_num_of(x, NFTA_NAT_FLAGS);
	uint64_t type = low_num_of(x, NFTA_NAT_TYPE);
	const struct lift_set *map;

	if (type > NFT_NAT_DNAT || !is_family(low_num_of(x, NFTA_NAT_FAMILY)))
		return false;
	nat->kind = type == NFT_NAT_SNAT ? NAT_SNAT : NAT_DNAT;
	nat->family = written_family(r, low_num_of(x, NFTA_NAT_FAMILY));
	nat->form = flags & NETMAP ? NAT_PREFIX : NAT_PLAIN;
	/* nft tells the family of what it cannot see at a glance. */
	map = map_of(o.reg[ADDR_MIN] ? lift_get(r, o.reg[ADDR_MIN]) : NULL);
	if (nat->form == NAT_PREFIX ||
	    (map && (map->data_interval || map->data_type.concat)))
		nat->family = (uint8_t)low_num_of(x, NFTA_NAT_FAMILY);
	return operands(r, nat, &o) && append(r, nat, flags);
}

static bool ports(struct lift_rule *r, const struct low_expr *x,
		  enum ast_nat_kind kind, const uint8_t *numbers,
		  unsigned int flags)
{
	struct lift_operands o = operands_of(x, numbers);
	struct ast_nat *nat = arena_new(r->a, struct ast_nat);

	nat->kind = (uint8_t)kind;
	return operands(r, nat, &o) && append(r, nat, low_num_of(x, flags));
}

bool lift_masq(struct lift_rule *r, const struct low_expr *x)
{
	static const uint8_t numbers[OPERANDS] = {
		0, 0, NFTA_MASQ_REG_PROTO_MIN, NFTA_MASQ_REG_PROTO_MAX,
	};

	return ports(r, x, NAT_MASQ, numbers, NFTA_MASQ_FLAGS);
}

bool lift_redir(struct lift_rule *r, const struct low_expr *x)
{
	static const uint8_t numbers[OPERANDS] = {
		0, 0, NFTA_REDIR_REG_PROTO_MIN, NFTA_REDIR_REG_PROTO_MAX,
	};

	return ports(r, x, NAT_REDIR, numbers, NFTA_REDIR_FLAGS);
}

bool lift_tproxy(struct lift_rule *r, const struct low_expr *x)
{
	const uint64_t addr[2] = { low_num_of(x, NFTA_TPROXY_REG_ADDR), 0 };
	const uint64_t port[2] = { low_num_of(x, NFTA_TPROXY_REG_PORT), 0 };
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_TPROXY);
	uint64_t family = low_num_of(x, NFTA_TPROXY_FAMILY);
	struct ktype at = address_type(family ? (enum family)family :
						(enum family)r->family);
	struct ktype pt = port_type();

	if (!is_family(family) || (!addr[0] && !port[0]))
		return false;
	s->family = written_family(r, family);
	if (addr[0])
		s->tproxy.addr = operand(r, addr, &at);
	if (port[0])
		s->tproxy.port = operand(r, port, &pt);
	return (s->tproxy.addr || !addr[0]) && (s->tproxy.port || !port[0]) &&
	       lift_append(r, s);
}
