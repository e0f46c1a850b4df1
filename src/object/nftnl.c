#include "config.h"

#include "object/put.h"

#include "base/mem.h"
#include "object/nftnl_ids.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

#include <libnftnl/object.h>
#include <libnftnl/set.h>

/* Longer values than these go out without libnftnl, whose puts and copies
 * are not checked. */
#define OBJ_STR_MAX 255
#define UDATA_MAX 4096
#define ROOM 2048 /* of all else that libnftnl puts */

/* NULL: libnftnl lacks one of its attributes. */
static const struct nftnl_id *id_of(uint32_t type, unsigned int number)
{
	for (size_t i = 0; i < nftnl_obj_ids_count; i++) {
		const struct nftnl_id *id = &nftnl_obj_ids[i];

		if (id->kind == type && id->number == number)
			return id;
	}
	return NULL;
}

static bool set_obj_attr(struct nftnl_obj *obj, uint32_t type,
			 const struct low_attr *a)
{
	const struct nfexpr_attr *row =
		nfexpr_attr(nfobj_by_type(type), a->number);
	const struct nftnl_id *id = id_of(type, a->number);

	if (!row || !id)
		return false;
	switch ((enum wire_type)row->type) {
	case WIRE_U8:
		nftnl_obj_set_u8(obj, id->id, (uint8_t)a->num);
		return true;
	case WIRE_BE16:
		nftnl_obj_set_u16(obj, id->id, (uint16_t)a->num);
		return true;
	case WIRE_BE32:
	case WIRE_HOST32:
		nftnl_obj_set_u32(obj, id->id, (uint32_t)a->num);
		return true;
	case WIRE_BE64:
		nftnl_obj_set_u64(obj, id->id, a->num);
		return true;
	case WIRE_STRING:
	case WIRE_NAME:
		if (strlen(a->str) > OBJ_STR_MAX)
			return false;
		nftnl_obj_set_str(obj, id->id, a->str);
		return true;
	case WIRE_DATA:
	case WIRE_EXPR:
	case WIRE_EXPRS:
	case WIRE_BYTES:
		break;
	}
	return false;
}

static bool set_obj_attrs(struct nftnl_obj *obj, const struct low_obj *o)
{
	nftnl_obj_set_u32(obj, NFTNL_OBJ_TYPE, o->type);
	for (unsigned int i = 0; i < o->nattrs; i++) {
		if (!set_obj_attr(obj, o->type, &o->attrs[i]))
			return false;
	}
	return true;
}

static void put_obj_raw(struct wire *w, const struct low_obj *o,
			const uint8_t *udata, uint32_t udata_len)
{
	const struct nfexpr *x = nfobj_by_type(o->type);
	uint32_t nest;

	wire_be32(w, NFTA_OBJ_TYPE, o->type);
	if (udata_len)
		wire_put(w, NFTA_OBJ_USERDATA, udata, udata_len);
	if (o->data) {
		wire_put(w, NFTA_OBJ_DATA | NLA_F_NESTED, o->data,
			 o->data_len);
		return;
	}
	nest = wire_nest(w, NFTA_OBJ_DATA);
	for (unsigned int i = 0; i < o->nattrs; i++) {
		const struct nfexpr_attr *row =
			nfexpr_attr(x, o->attrs[i].number);

		if (!row)
			BUG("object %u has no attribute %u", o->type,
			    o->attrs[i].number);
		expr_put_attr(w, row->type, &o->attrs[i]);
	}
	wire_nest_end(w, nest);
}

/* libnftnl copies it, and is silent when there is no memory for that. */
static bool set_obj_udata(struct nftnl_obj *obj, const uint8_t *udata,
			  uint32_t len)
{
	uint32_t kept;

	if (!len)
		return true;
	nftnl_obj_set_data(obj, NFTNL_OBJ_USERDATA, udata, len);
	return nftnl_obj_is_set(obj, NFTNL_OBJ_USERDATA) &&
	       nftnl_obj_get_data(obj, NFTNL_OBJ_USERDATA, &kept);
}

void obj_put(struct wire *w, const struct low_obj *o, const uint8_t *udata,
	     uint32_t udata_len)
{
	struct nftnl_obj *obj = NULL;

	if (!o->data && o->nattrs && udata_len <= UDATA_MAX)
		obj = nftnl_obj_alloc();
	if (!obj || !set_obj_attrs(obj, o) ||
	    !set_obj_udata(obj, udata, udata_len) ||
	    !wire_room(w, ROOM + udata_len))
		put_obj_raw(w, o, udata, udata_len);
	else
		nftnl_obj_nlmsg_build_payload(w->nlh, obj);
	if (obj)
		nftnl_obj_free(obj);
}

/* Rows of struct low_set that are one u32, sent when not zero. */
static const struct {
	uint16_t id;
	uint16_t offset;
	bool always;
} set_rows[] = {
	{ NFTNL_SET_FLAGS, offsetof(struct low_set, flags), true },
	{ NFTNL_SET_KEY_TYPE, offsetof(struct low_set, key_type), true },
	{ NFTNL_SET_KEY_LEN, offsetof(struct low_set, key_len), true },
	{ NFTNL_SET_OBJ_TYPE, offsetof(struct low_set, obj_type), false },
	{ NFTNL_SET_ID, offsetof(struct low_set, id), false },
	{ NFTNL_SET_POLICY, offsetof(struct low_set, policy), false },
	{ NFTNL_SET_DESC_SIZE, offsetof(struct low_set, size), false },
	{ NFTNL_SET_GC_INTERVAL, offsetof(struct low_set, gc_ms), false },
};

static void set_numbers(struct nftnl_set *set, const struct low_set *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(set_rows); i++) {
		uint32_t val;

		memcpy(&val, (const uint8_t *)s + set_rows[i].offset,
		       sizeof(val));
		if (val || set_rows[i].always)
			nftnl_set_set_u32(set, set_rows[i].id, val);
	}
	if (s->is_map) {
		nftnl_set_set_u32(set, NFTNL_SET_DATA_TYPE, s->data_type);
		nftnl_set_set_u32(set, NFTNL_SET_DATA_LEN, s->data_len);
	}
	if (s->timeout_ms)
		nftnl_set_set_u64(set, NFTNL_SET_TIMEOUT, s->timeout_ms);
}

static void set_bytes(struct nftnl_set *set, uint16_t id, const void *bytes,
		      uint32_t len)
{
	if (len && nftnl_set_set_data(set, id, bytes, len) < 0)
		mem_exhausted(len);
}

static void set_fields(struct nftnl_set *set, const struct low_set *s)
{
	uint8_t len[ARRAY_SIZE(s->field_len)];

	for (uint32_t i = 0; i < s->nfields; i++)
		len[i] = (uint8_t)s->field_len[i];
	set_bytes(set, NFTNL_SET_DESC_CONCAT, len, s->nfields);
}

void set_put(struct wire *w, const struct low_set *s, const uint8_t *udata,
	     uint32_t udata_len)
{
	struct nftnl_set *set = nftnl_set_alloc();

	if (!set)
		mem_exhausted(sizeof(*s));
	set_numbers(set, s);
	set_fields(set, s);
	if (udata_len <= UDATA_MAX)
		set_bytes(set, NFTNL_SET_USERDATA, udata, udata_len);
	if (wire_room(w, ROOM + MIN(udata_len, UDATA_MAX)))
		nftnl_set_nlmsg_build_payload(w->nlh, set);
	nftnl_set_free(set);
	if (udata_len > UDATA_MAX)
		wire_put(w, NFTA_SET_USERDATA, udata, udata_len);
	/* The templates go last: one alone, or a list. */
	if (s->exprs && !s->exprs->next)
		expr_put(w, NFTA_SET_EXPR, s->exprs);
	else if (s->exprs)
		expr_put_list(w, NFTA_SET_EXPRESSIONS, s->exprs);
}
