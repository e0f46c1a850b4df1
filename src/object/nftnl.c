#include "config.h"

#include "object/nftnl.h"

#include "base/mem.h"
#include "object/member.h"
#include "object/rows_all.h"

#include <linux/netfilter/nf_tables.h>

#include <libnftnl/set.h>

/* Longer user data goes out without libnftnl, whose copies are not checked. */
#define UDATA_MAX 4096
#define ROOM 2048 /* of all else that libnftnl puts */

/* What libnftnl calls the numbers of a set, and of its description. */
static const uint16_t set_ids[] = {
	[NFTA_SET_FLAGS] = NFTNL_SET_FLAGS,
	[NFTA_SET_KEY_TYPE] = NFTNL_SET_KEY_TYPE,
	[NFTA_SET_KEY_LEN] = NFTNL_SET_KEY_LEN,
	[NFTA_SET_DATA_TYPE] = NFTNL_SET_DATA_TYPE,
	[NFTA_SET_DATA_LEN] = NFTNL_SET_DATA_LEN,
	[NFTA_SET_OBJ_TYPE] = NFTNL_SET_OBJ_TYPE,
	[NFTA_SET_ID] = NFTNL_SET_ID,
	[NFTA_SET_POLICY] = NFTNL_SET_POLICY,
	[NFTA_SET_TIMEOUT] = NFTNL_SET_TIMEOUT,
	[NFTA_SET_GC_INTERVAL] = NFTNL_SET_GC_INTERVAL,
};
static const uint16_t desc_ids[] = {
	[NFTA_SET_DESC_SIZE] = NFTNL_SET_DESC_SIZE,
};

static void set_number(struct nftnl_set *set, uint16_t id,
		       const struct row *row, const struct low_set *s)
{
	const struct bases b = { NULL, s };
	struct low_attr a = { .num = 0 };

	if (!member_get(row, &b, &a))
		return;
	if (row->type == WIRE_BE64)
		nftnl_set_set_u64(set, id, a.num);
	else
		nftnl_set_set_u32(set, id, (uint32_t)a.num);
}

static void set_numbers(struct nftnl_set *set, const struct low_set *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(set_rows); i++) {
		const struct row *row = &set_rows[i];

		if (row->number < ARRAY_SIZE(set_ids) && set_ids[row->number])
			set_number(set, set_ids[row->number], row, s);
	}
	for (size_t i = 0; i < ARRAY_SIZE(desc_rows); i++) {
		const struct row *row = &desc_rows[i];

		if (row->number < ARRAY_SIZE(desc_ids) && desc_ids[row->number])
			set_number(set, desc_ids[row->number], row, s);
	}
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

void nftnl_put_set(struct wire *w, const struct low_msg *m)
{
	struct nftnl_set *set = nftnl_set_alloc();
	uint32_t udata_len = m->udata_len <= UDATA_MAX ? m->udata_len : 0;

	if (!set)
		mem_exhausted(sizeof(*m->set));
	set_numbers(set, m->set);
	set_fields(set, m->set);
	set_bytes(set, NFTNL_SET_USERDATA, m->udata, udata_len);
	if (wire_room(w, ROOM + udata_len))
		nftnl_set_nlmsg_build_payload(w->nlh, set);
	nftnl_set_free(set);
	if (m->udata_len > UDATA_MAX)
		wire_put(w, NFTA_SET_USERDATA, m->udata, m->udata_len);
}
