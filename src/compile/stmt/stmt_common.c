#include "config.h"

#include "compile/stmt/stmt.h"

#include "tables/family.h"
#include "text/diag.h"

int stmt_operand_load(struct code *cd, const struct tx *e, uint32_t *ret_reg)
{
	int slot = reg_alloc(cd, e);

	if (slot < 0 || tx_load(cd, e, (unsigned int)slot) < 0)
		return -1;
	*ret_reg = reg_number((unsigned int)slot);
	return 0;
}

void code_append(struct code *cd, struct low_expr *x)
{
	*cd->last = x;
	cd->last = &x->next;
}

enum family stmt_known_family(const struct rule_build *r)
{
	const struct proto *p = pctx_network(&r->pctx);

	if (r->family == FAMILY_IP || r->family == FAMILY_IP6)
		return r->family;
	if (p && p->id == PROTO_IP)
		return FAMILY_IP;
	if (p && p->id == PROTO_IP6)
		return FAMILY_IP6;
	return FAMILY_UNSPEC;
}

bool stmt_knows_transport(const struct rule_build *r)
{
	const struct pctx_slot *slot = &r->pctx.layer[LAYER_TH];

	return slot->proto || slot->ambiguous;
}

struct ktype stmt_address_type(enum family f)
{
	struct vtype t = { dtype_by_id(DT_IPADDR), 32, ORDER_BIG };

	if (f == FAMILY_IP6)
		t = (struct vtype){ dtype_by_id(DT_IP6ADDR), 128, ORDER_BIG };
	return ktype_single(t);
}

struct ktype stmt_port_type(void)
{
	return ktype_single((struct vtype){ dtype_by_id(DT_INET_SERVICE), 16,
					    ORDER_BIG });
}

struct ktype stmt_iface_type(void)
{
	return ktype_single((struct vtype){ dtype_by_id(DT_IFINDEX), 32,
					    ORDER_HOST });
}

static int family_conflict(struct rule_build *r, enum family asked,
			   enum family known, struct span at)
{
	struct diags *d = r->c->diags;

	if (r->family != FAMILY_INET)
		return diag_error(d, DIAG_CONFLICT, at,
				  "conflicting protocols specified: '%s' in a "
				  "table of family '%s'",
				  family_name(asked), family_name(known));
	(void)diag_error(d, DIAG_CONFLICT, at,
			 "conflicting protocols specified: '%s' here, but the "
			 "packet is '%s'",
			 family_name(asked), family_name(known));
	diag_note(d, r->pctx.layer[LAYER_NH].at, "this says '%s'",
		  family_name(known));
	return -1;
}

int stmt_address_family(struct rule_build *r, const char *stmt, uint8_t asked,
			struct span at, enum family *ret_family)
{
	enum family known = stmt_known_family(r);

	if (r->family != FAMILY_IP && r->family != FAMILY_IP6 &&
	    r->family != FAMILY_INET)
		return diag_error(r->c->diags, DIAG_CONTEXT, r->at,
				  "'%s' works in tables of the families ip, "
				  "ip6 and inet, not in '%s'",
				  stmt, family_name(r->family));
	if (asked && known && asked != known)
		return family_conflict(r, asked, known, at);
	*ret_family = asked ? asked : known;
	return 0;
}
