#include "config.h"

#include "nftnl_set.h"

#include "support.h"

#include <libmnl/libmnl.h>
#include <libnftnl/set.h>

#define ROOM 8192 /* of any set in the tests */

static void set_text(struct nftnl_set *x, uint16_t id, const char *text)
{
	if (text)
		assert_int_equal(nftnl_set_set_str(x, id, text), 0);
}

static void set_number(struct nftnl_set *x, uint16_t id, uint32_t value)
{
	if (value)
		nftnl_set_set_u32(x, id, value);
}

static void set_bytes(struct nftnl_set *x, uint16_t id, const void *bytes,
		      uint32_t len)
{
	if (len)
		assert_int_equal(nftnl_set_set_data(x, id, bytes, len), 0);
}

/* The kernel wants these of each set, even where they are zero. */
static void set_type(struct nftnl_set *x, const struct low_set *s)
{
	nftnl_set_set_u32(x, NFTNL_SET_FLAGS, s->flags);
	nftnl_set_set_u32(x, NFTNL_SET_KEY_TYPE, s->key_type);
	nftnl_set_set_u32(x, NFTNL_SET_KEY_LEN, s->key_len);
	if (s->is_map) {
		nftnl_set_set_u32(x, NFTNL_SET_DATA_TYPE, s->data_type);
		nftnl_set_set_u32(x, NFTNL_SET_DATA_LEN, s->data_len);
	}
	set_number(x, NFTNL_SET_OBJ_TYPE, s->obj_type);
}

static void set_concat(struct nftnl_set *x, const struct low_set *s)
{
	uint8_t len[ARRAY_SIZE(s->field_len)];

	for (uint32_t i = 0; i < s->nfields; i++)
		len[i] = (uint8_t)s->field_len[i];
	set_bytes(x, NFTNL_SET_DESC_CONCAT, len, s->nfields);
}

static struct nftnl_set *new_set(const struct low_msg *m)
{
	const struct low_set *s = m->set;
	struct nftnl_set *x = nftnl_set_alloc();

	assert_non_null(x);
	set_text(x, NFTNL_SET_TABLE, m->table.name);
	set_text(x, NFTNL_SET_NAME, m->name.name);
	set_type(x, s);
	set_number(x, NFTNL_SET_ID, s->id);
	set_number(x, NFTNL_SET_POLICY, s->policy);
	set_number(x, NFTNL_SET_DESC_SIZE, s->size);
	set_concat(x, s);
	if (s->timeout_ms)
		nftnl_set_set_u64(x, NFTNL_SET_TIMEOUT, s->timeout_ms);
	set_number(x, NFTNL_SET_GC_INTERVAL, s->gc_ms);
	set_bytes(x, NFTNL_SET_USERDATA, m->udata, m->udata_len);
	return x;
}

void nftnl_set_put(struct wire *w, const struct low_msg *m)
{
	struct nftnl_set *x = new_set(m);

	/* libnftnl does not zero the padding of its attributes. */
	memset((uint8_t *)w->nlh + wire_len(w), 0, ROOM);
	nftnl_set_nlmsg_build_payload(w->nlh, x);
	nftnl_set_free(x);
}
