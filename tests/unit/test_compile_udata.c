#include "config.h"

#include "support.h"

#include "base/bytes.h"
#include "compile/set/set_build.h"
#include "compile/value/typeof.h"
#include "tables/exthdr.h"
#include "tables/keys.h"

#include <stdio.h>
#include <string.h>

/* Numbers in descriptors are in host order: the expected texts are for a
 * little-endian machine. */
static void assert_hex(const uint8_t *bytes, uint32_t len, const char *hex)
{
	char text[2 * UDATA_MAX + 1] = "";

	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
		skip();
	for (uint32_t i = 0; i < len; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
	assert_string_equal(text, hex);
}

static void test_builder(void **state)
{
	uint8_t bytes[16];
	struct udata u = { .bytes = bytes, .room = sizeof(bytes) };
	uint32_t nest, len;

	(void)state;
	assert_true(udata_put(&u, 7, "hi", 3));
	assert_true(udata_nest(&u, 3, &nest));
	assert_true(udata_u32(&u, 0, 4));
	udata_nest_end(&u, nest);
	assert_hex(bytes, u.len, "0703686900" "0306" "000404000000");
	assert_false(udata_put(&u, 1, "xyz", 3)); /* one byte too many */
	assert_string_equal((const char *)udata_find(bytes, u.len, 7, &len),
			    "hi");
	assert_int_equal(len, 3);
	assert_null(udata_find(bytes, u.len, 0, &len));
	assert_null(udata_find(bytes, 2, 7, &len)); /* cut short */
}

static struct tx payload(enum proto_id id, const char *field)
{
	const struct proto *p = proto_by_id(id);
	const struct proto_field *f = proto_field_by_name(p, field);

	assert_non_null(f);
	return (struct tx){ .kind = TX_PAYLOAD, .dt = f->dtype,
			    .len_bits = f->len_bits, .order = ORDER_BIG,
			    .payload = { .proto = p, .field = f,
					 .base = (uint8_t)p->base,
					 .off_bits = f->off_bits } };
}

static void check_descriptor(const struct tx *e, const char *hex)
{
	uint8_t buf[UDATA_MAX];
	uint32_t len = typeof_descriptor(e, buf, sizeof(buf));

	assert_hex(buf, len, hex);
}

static void test_payload(void **state)
{
	struct tx e = payload(PROTO_IP, "saddr");

	(void)state;
	check_descriptor(&e, "000407000000" "010c" "00040c000000"
			     "01040b000000");
	e = payload(PROTO_VLAN, "id");
	check_descriptor(&e, "000407000000" "0112" "000410000000"
			     "010404000000" "04040c000000");
	e = payload(PROTO_VXLAN, "vni");
	e.payload.tunnel = e.payload.proto;
	check_descriptor(&e, "000407000000" "0118" "000412000000"
			     "010401000000" "040418000000" "050412000000");
}

static void test_others(void **state)
{
	struct tx e = { .kind = TX_META };

	(void)state;
	e.key.key = key_by_name(KEYS_META, "iifname");
	check_descriptor(&e, "000409000000" "0106" "000406000000");
	e = (struct tx){ .kind = TX_CT };
	e.key.key = key_by_name(KEYS_CT, "mark");
	e.key.dir = -1;
	check_descriptor(&e, "00040c000000" "010c" "000403000000"
			     "0104ffffffff");
	e = (struct tx){ .kind = TX_EXTHDR };
	e.exthdr.hdr = exthdr_by_name(EXTHDR_IPV6, "frag");
	e.exthdr.field = exthdr_field_by_name(e.exthdr.hdr, "id");
	check_descriptor(&e, "000408000000" "010c" "010406000000"
			     "000406000000");
	e = (struct tx){ .kind = TX_NUMGEN,
			 .gen.gen = &(struct ast_gen){ .mod = 2, .offset = 5 } };
	check_descriptor(&e, "000417000000" "0112" "000400000000"
			     "010402000000" "020405000000");
	e = (struct tx){ .kind = TX_OSF };
	check_descriptor(&e, "00040b000000" "0100");
	e = (struct tx){ .kind = TX_TUNNEL };
	check_descriptor(&e, "");
}

/* Fields that are not described, and all behind them, are left out. */
static void test_concat(void **state)
{
	struct tx saddr = payload(PROTO_IP, "saddr");
	struct tx dport = payload(PROTO_TCP, "dport");
	struct tx swap = { .kind = TX_SWAP }, cat = { .kind = TX_CONCAT };

	(void)state;
	saddr.next = &dport;
	cat.list.first = &saddr;
	check_descriptor(&cat, "00040d000000" "012c"
		"0014" "000407000000" "010c" "00040c000000" "01040b000000"
		"0114" "000407000000" "010c" "000408000000" "010402000000");
	saddr.next = &swap;
	check_descriptor(&cat, "00040d000000" "0116"
		"0014" "000407000000" "010c" "00040c000000" "01040b000000");
	cat.list.first = &swap;
	check_descriptor(&cat, "00040d000000" "0100");
}

static void check_round_trip(const struct tx *e)
{
	uint8_t buf[UDATA_MAX];
	uint32_t len = typeof_descriptor(e, buf, sizeof(buf));
	struct ktype want, got;

	ktype_of_tx(e, &want);
	assert_true(typeof_decode(buf, len, &got));
	assert_int_equal(got.n, want.n);
	for (unsigned int i = 0; i < got.n; i++) {
		assert_ptr_equal(got.f[i].dt, want.f[i].dt);
		assert_int_equal(got.f[i].len_bits, want.f[i].len_bits);
		assert_int_equal(got.f[i].order, want.f[i].order);
	}
}

/* What a newer nft may describe is not taken for something else. */
static void test_not_decoded(void **state)
{
	static const struct {
		const char *what;
		uint8_t bytes[20];
		uint32_t len;
	} rows[] = {
		{ "nothing", { 0 }, 0 },
		{ "no details", { 0, 4, 6, 0, 0, 0, 1 }, 7 },
		{ "an unknown kind", { 0, 4, 99, 0, 0, 0, 1, 0 }, 8 },
		{ "one in a concatenation", { 0, 4, 13, 0, 0, 0, 1, 10, 0, 8,
		  0, 4, 99, 0, 0, 0, 1, 0 }, 18 },
		{ "a concatenation of nothing", { 0, 4, 13, 0, 0, 0, 1, 0 },
		  8 },
	};
	struct ktype type;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (typeof_decode(rows[i].bytes, rows[i].len, &type))
			fail_msg("%s", rows[i].what);
}

static void test_decode(void **state)
{
	struct tx raw = { .kind = TX_PAYLOAD, .dt = &dtype_hex, .len_bits = 24,
			  .order = ORDER_BIG,
			  .payload = { .proto = proto_by_id(PROTO_RAW),
				       .base = BASE_NH, .off_bits = 96 } };
	struct tx saddr = payload(PROTO_IP6, "saddr");
	struct tx id = payload(PROTO_VLAN, "id");
	struct tx cat = { .kind = TX_CONCAT };
	struct tx hbh = {
		.kind = TX_EXTHDR, .order = ORDER_BIG,
		.exthdr = { .hdr = exthdr_by_name(EXTHDR_IPV6, "hbh") },
	};

	(void)state;
	hbh.exthdr.field = &hbh.exthdr.hdr->fields[0];
	hbh.dt = hbh.exthdr.field->dtype;
	hbh.len_bits = hbh.exthdr.field->len_bits;
	check_round_trip(&hbh);
	check_round_trip(&id);
	check_round_trip(&raw);
	saddr.next = &id;
	cat.list.first = &saddr;
	check_round_trip(&cat);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_builder),
		cmocka_unit_test(test_payload),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_concat),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_not_decoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
