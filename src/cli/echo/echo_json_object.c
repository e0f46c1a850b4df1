#include "config.h"

#include "cli/echo/echo_json.h"

#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>
#include <string.h>

enum form {
	FORM_NUMBER,
	FORM_NOT_ZERO, /* a number, absent where it is 0 */
	FORM_TEXT,
	FORM_L3PROTO,
	FORM_L4PROTO,
	FORM_INVERTED, /* true where bit 0 is set, else absent */
	FORM_UNIT,     /* seconds as a unit of time */
	FORM_RATE_UNIT,
	FORM_SYNPROXY,
	FORM_TIMEOUTS,
};

static const struct member {
	uint8_t type; /* NFT_OBJECT_* */
	uint8_t attr; /* in NFTA_OBJ_DATA */
	uint8_t form;
	const char *key;
} members[] = {
	{ NFT_OBJECT_COUNTER, NFTA_COUNTER_PACKETS, FORM_NUMBER, "packets" },
	{ NFT_OBJECT_COUNTER, NFTA_COUNTER_BYTES, FORM_NUMBER, "bytes" },
	{ NFT_OBJECT_QUOTA, NFTA_QUOTA_BYTES, FORM_NUMBER, "bytes" },
	{ NFT_OBJECT_QUOTA, NFTA_QUOTA_CONSUMED, FORM_NUMBER, "used" },
	{ NFT_OBJECT_QUOTA, NFTA_QUOTA_FLAGS, FORM_INVERTED, "inv" },
	{ NFT_OBJECT_CT_HELPER, NFTA_CT_HELPER_NAME, FORM_TEXT, "type" },
	{ NFT_OBJECT_CT_HELPER, NFTA_CT_HELPER_L4PROTO, FORM_L4PROTO,
	  "protocol" },
	{ NFT_OBJECT_CT_HELPER, NFTA_CT_HELPER_L3PROTO, FORM_L3PROTO,
	  "l3proto" },
	{ NFT_OBJECT_LIMIT, NFTA_LIMIT_RATE, FORM_NUMBER, "rate" },
	{ NFT_OBJECT_LIMIT, NFTA_LIMIT_UNIT, FORM_UNIT, "per" },
	{ NFT_OBJECT_LIMIT, NFTA_LIMIT_BURST, FORM_NOT_ZERO, "burst" },
	{ NFT_OBJECT_LIMIT, NFTA_LIMIT_TYPE, FORM_RATE_UNIT, "rate_unit" },
	{ NFT_OBJECT_LIMIT, NFTA_LIMIT_FLAGS, FORM_INVERTED, "inv" },
	{ NFT_OBJECT_CT_TIMEOUT, NFTA_CT_TIMEOUT_L4PROTO, FORM_L4PROTO,
	  "protocol" },
	{ NFT_OBJECT_CT_TIMEOUT, NFTA_CT_TIMEOUT_L3PROTO, FORM_L3PROTO,
	  "l3proto" },
	{ NFT_OBJECT_CT_TIMEOUT, NFTA_CT_TIMEOUT_DATA, FORM_TIMEOUTS,
	  "policy" },
	{ NFT_OBJECT_SECMARK, NFTA_SECMARK_CTX, FORM_TEXT, "context" },
	{ NFT_OBJECT_CT_EXPECT, NFTA_CT_EXPECT_L4PROTO, FORM_L4PROTO,
	  "protocol" },
	{ NFT_OBJECT_CT_EXPECT, NFTA_CT_EXPECT_DPORT, FORM_NUMBER, "dport" },
	{ NFT_OBJECT_CT_EXPECT, NFTA_CT_EXPECT_TIMEOUT, FORM_NUMBER,
	  "timeout" },
	{ NFT_OBJECT_CT_EXPECT, NFTA_CT_EXPECT_SIZE, FORM_NUMBER, "size" },
	{ NFT_OBJECT_CT_EXPECT, NFTA_CT_EXPECT_L3PROTO, FORM_L3PROTO,
	  "l3proto" },
	{ NFT_OBJECT_SYNPROXY, NFTA_SYNPROXY_MSS, FORM_NUMBER, "mss" },
	{ NFT_OBJECT_SYNPROXY, NFTA_SYNPROXY_WSCALE, FORM_NUMBER, "wscale" },
	{ NFT_OBJECT_SYNPROXY, NFTA_SYNPROXY_FLAGS, FORM_SYNPROXY, "flags" },
};

static json_t *word_of(const struct word *words, uint64_t value)
{
	for (; words->name; words++)
		if (words->value == value)
			return json_string(words->name);
	return NULL;
}

/* State: seconds; the numbers of the states depend on the protocol. */
static json_t *timeouts(const struct low_obj *o, const struct low_attr *values)
{
	const struct low_attr *proto = low_attr_in(o->attrs, o->nattrs,
						   NFTA_CT_TIMEOUT_L4PROTO);
	bool tcp = proto && proto->num == IPPROTO_TCP;
	const struct word *state = tcp ? words_tcp_timeouts :
					 words_udp_timeouts;
	const struct word *defaults = tcp ? words_tcp_timeout_defaults :
					    words_udp_timeout_defaults;
	json_t *policy = json_object();

	for (; state->name; state++) {
		const struct word *usual = word_find(defaults, state->name);
		uint64_t seconds = decode_number_in(values,
						    (unsigned int)state->value);

		/* The kernel fills in what the input left out. */
		if (seconds && !(usual && usual->value == seconds))
			json_object_set_new(policy, state->name,
					    json_integer((json_int_t)seconds));
	}
	return policy;
}

static json_t *protocol_name(uint64_t number)
{
	return json_string(number == IPPROTO_TCP ? "tcp" : "udp");
}

static json_t *value_of(struct echo *e, const struct member *m,
			const struct low_obj *o, const struct low_attr *a)
{
	switch (m->form) {
	case FORM_NUMBER:
		return json_integer((json_int_t)a->num);
	case FORM_NOT_ZERO:
		return a->num ? json_integer((json_int_t)a->num) : NULL;
	case FORM_TEXT:
		return echo_json_text(e, a->str, strlen(a->str));
	case FORM_L3PROTO:
		return word_of(words_l3protos, a->num);
	case FORM_L4PROTO:
		return protocol_name(a->num);
	case FORM_INVERTED:
		return a->num & 1 ? json_true() : NULL;
	case FORM_UNIT:
		return word_of(words_time_units, a->num);
	case FORM_RATE_UNIT:
		return a->num == NFT_LIMIT_PKT_BYTES ? json_string("bytes") :
						       NULL;
	case FORM_TIMEOUTS:
		return timeouts(o, a);
	}
	return NULL;
}

static void add_member(struct echo *e, json_t *obj, const struct member *m,
		       const struct low_obj *o)
{
	const struct low_attr *a = low_attr_in(o->attrs, o->nattrs, m->attr);
	json_t *value;

	if (!a)
		return;
	if (m->form == FORM_SYNPROXY) {
		echo_json_flags(obj, words_synproxy_flags, a->num);
		return;
	}
	value = value_of(e, m, o, a);
	if (value)
		json_object_set_new(obj, m->key, value);
}

void echo_json_object(struct echo *e, const struct echo_item *it)
{
	json_t *obj = echo_json_begin(e, it, "name");
	const struct low_obj *o = it->low.obj;

	for (size_t i = 0; o && i < ARRAY_SIZE(members); i++)
		if (members[i].type == o->type)
			add_member(e, obj, &members[i], o);
	echo_json_end(it, obj);
}
