#include "config.h"

#include "cli/echo_json.h"

#include "spec/family.h"

#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>
#include <string.h>

enum form {
	FORM_NUMBER,
	FORM_NOT_ZERO, /* a number, absent where it is 0 */
	FORM_HOST,     /* a number in this machine's byte order */
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
	{ NFT_OBJECT_CT_EXPECT, NFTA_CT_EXPECT_TIMEOUT, FORM_HOST,
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
static json_t *timeouts(const struct nlattrs *data)
{
	bool tcp = nlattrs_number(data, NFTA_CT_TIMEOUT_L4PROTO) ==
		   IPPROTO_TCP;
	const struct word *state = tcp ? words_tcp_timeouts :
					 words_udp_timeouts;
	const struct word *defaults = tcp ? words_tcp_timeout_defaults :
					    words_udp_timeout_defaults;
	json_t *policy = json_object();
	struct nlattrs values;

	nlattrs_of_nest(&values, data->by_number[NFTA_CT_TIMEOUT_DATA]);
	for (; state->name; state++) {
		const struct word *usual = word_find(defaults, state->name);
		uint64_t seconds = nlattrs_number(&values,
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

static json_t *text_of(struct echo *e, const struct nlattrs *data,
		       unsigned int attr)
{
	const char *text = nlattrs_string(data, attr);

	return text ? echo_json_text(e, text, strlen(text)) : NULL;
}

static json_t *host_number(const struct nlattrs *data, unsigned int attr)
{
	size_t len;
	const void *bytes = nlattrs_bytes(data, attr, &len);
	uint32_t value = 0;

	if (bytes && len == sizeof(value))
		memcpy(&value, bytes, len);
	return json_integer(value);
}

static json_t *value_of(struct echo *e, const struct member *m,
			const struct nlattrs *data)
{
	uint64_t number = nlattrs_number(data, m->attr);

	switch (m->form) {
	case FORM_NUMBER:
		return json_integer((json_int_t)number);
	case FORM_NOT_ZERO:
		return number ? json_integer((json_int_t)number) : NULL;
	case FORM_HOST:
		return host_number(data, m->attr);
	case FORM_TEXT:
		return text_of(e, data, m->attr);
	case FORM_L3PROTO:
		return word_of(words_l3protos, number);
	case FORM_L4PROTO:
		return protocol_name(number);
	case FORM_INVERTED:
		return number & 1 ? json_true() : NULL;
	case FORM_UNIT:
		return word_of(words_time_units, number);
	case FORM_RATE_UNIT:
		return number == NFT_LIMIT_PKT_BYTES ? json_string("bytes") :
						       NULL;
	case FORM_TIMEOUTS:
		return timeouts(data);
	}
	return NULL;
}

static void add_member(struct echo *e, json_t *obj, const struct member *m,
		       const struct nlattrs *data)
{
	json_t *value;

	if (!data->by_number[m->attr])
		return;
	if (m->form == FORM_SYNPROXY) {
		echo_json_flags(obj, words_synproxy_flags,
				nlattrs_number(data, m->attr));
		return;
	}
	value = value_of(e, m, data);
	if (value)
		json_object_set_new(obj, m->key, value);
}

void echo_json_object(struct echo *e, const struct echo_item *it)
{
	uint64_t type = nlattrs_number(&it->attrs, NFTA_OBJ_TYPE);
	json_t *obj = echo_json_begin(e, it, "name");
	struct nlattrs data;

	if (it->attrs.by_number[NFTA_OBJ_DATA]) {
		nlattrs_of_nest(&data, it->attrs.by_number[NFTA_OBJ_DATA]);
		for (size_t i = 0; i < ARRAY_SIZE(members); i++)
			if (members[i].type == type)
				add_member(e, obj, &members[i], &data);
	}
	echo_json_end(it, obj);
}
