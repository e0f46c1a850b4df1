#include "config.h"

#include "object/wire.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

void wire_init(struct wire *w)
{
	w->nlh = mem_alloc(WIRE_CAPACITY);
	w->cap = WIRE_CAPACITY;
	w->overflow = false;
}

void wire_release(struct wire *w)
{
	mem_free(w->nlh);
	w->nlh = NULL;
}

void wire_list(struct wire *w, void *buf, uint32_t cap)
{
	*w = (struct wire){ .nlh = buf, .cap = cap };
	w->nlh->nlmsg_len = NLMSG_HDRLEN;
}

void wire_begin(struct wire *w, uint16_t type, uint16_t flags, uint8_t family,
		uint16_t res_id)
{
	struct nfgenmsg *nfg;

	w->overflow = false;
	mnl_nlmsg_put_header(w->nlh);
	w->nlh->nlmsg_type = type;
	w->nlh->nlmsg_flags = flags;
	nfg = mnl_nlmsg_put_extra_header(w->nlh, sizeof(*nfg));
	nfg->nfgen_family = family;
	nfg->version = NFNETLINK_V0;
	nfg->res_id = htons(res_id);
}

bool wire_room(struct wire *w, uint32_t bytes)
{
	if (w->cap - w->nlh->nlmsg_len < bytes)
		w->overflow = true;
	if (w->overflow)
		return false;
	memset((uint8_t *)w->nlh + wire_len(w), 0, bytes);
	return true;
}

void wire_cut(struct wire *w, uint32_t len)
{
	w->nlh->nlmsg_len = len;
}

void wire_append(struct wire *w, const void *data, uint32_t len)
{
	if (w->cap - wire_len(w) < len) {
		w->overflow = true;
		return;
	}
	memcpy((uint8_t *)w->nlh + wire_len(w), data, len);
	w->nlh->nlmsg_len += len;
}

void wire_str(struct wire *w, uint16_t type, const char *s)
{
	wire_put(w, type, s, strlen(s) + 1);
}

void wire_value(struct wire *w, uint16_t type, const uint8_t *data, size_t len)
{
	struct nlattr *value = wire_attr(w, type | NLA_F_NESTED,
					 MNL_ATTR_HDRLEN + MNL_ALIGN(len));

	if (!value)
		return;
	value->nla_len = (uint16_t)(MNL_ATTR_HDRLEN + len);
	value->nla_type = NFTA_DATA_VALUE;
	if (len & 3)
		memset((uint8_t *)(value + 1) + (len & ~3u), 0, 4);
	memcpy(value + 1, data, len);
}

void wire_verdict(struct wire *w, uint16_t type, const struct low_verdict *v)
{
	uint32_t nest = wire_nest(w, type);
	uint32_t verdict = wire_nest(w, NFTA_DATA_VERDICT);

	wire_be32(w, NFTA_VERDICT_CODE, (uint32_t)v->code);
	if (v->chain)
		wire_str(w, NFTA_VERDICT_CHAIN, v->chain);
	else if (v->chain_id)
		wire_be32(w, NFTA_VERDICT_CHAIN_ID, v->chain_id);
	wire_nest_end(w, verdict);
	wire_nest_end(w, nest);
}
