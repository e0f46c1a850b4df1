#include "config.h"

#include "support.h"

#include "base/bytes.h"
#include "compile/set/sets.h"
#include "compile/value/value.h"

#include <errno.h>
#include <string.h>

/* ---- names: a world of its own ---- */

static int service(void *ctx, const char *name, uint16_t *ret_port)
{
	(void)ctx;
	*ret_port = 22;
	return strcmp(name, "ssh") == 0 ? 0 : -ENOENT;
}

static int protocol(void *ctx, const char *name, uint8_t *ret_number)
{
	(void)ctx;
	*ret_number = 89;
	return strcmp(name, "ospf") == 0 ? 0 : -ENOENT;
}

static int user(void *ctx, const char *name, uint32_t *ret_id)
{
	(void)ctx;
	*ret_id = 7;
	return strcmp(name, "lp") == 0 ? 0 : -ENOENT;
}

static int host(void *ctx, const char *name, unsigned int len, uint8_t *addr)
{
	(void)ctx;
	memset(addr, 1, len);
	if (strcmp(name, "many.example") == 0)
		return -EMLINK;
	return strcmp(name, "one.example") == 0 ? 0 : -ENOENT;
}

static int table_file(void *ctx, const char *table, const char *name,
		      uint64_t *ret_value, const char **ret_path)
{
	(void)ctx;
	*ret_path = "/etc/iproute2/rt_marks";
	*ret_value = 0x20;
	if (strcmp(table, "connlabel.conf") == 0)
		return strcmp(name, "seen") == 0 ? 0 : -ENOENT;
	return strcmp(name, "vpn") == 0 ? 0 : -ENOENT;
}

static int ifindex(void *ctx, const char *name, uint32_t *ret_index)
{
	(void)ctx;
	*ret_index = 1;
	return strcmp(name, "lo") == 0 ? 0 : -ENOENT;
}

static int cgroup(void *ctx, const char *path, uint64_t *ret_id)
{
	(void)ctx;
	*ret_id = 0x1234;
	return strcmp(path, "a/b") == 0 ? 0 : -ENOENT;
}

static int utc_offset(void *ctx, int32_t *ret_seconds)
{
	(void)ctx;
	*ret_seconds = 7200;
	return 0;
}

static int local_time(void *ctx, const int when[6], int64_t *ret_epoch)
{
	(void)ctx;
	*ret_epoch = when[0] + when[1] + when[2] + when[3] + when[4] + when[5];
	return 0;
}

static const struct resolver world = {
	.service = service, .protocol = protocol, .user = user, .group = user,
	.host = host, .table_file = table_file, .ifindex = ifindex,
	.cgroup = cgroup, .utc_offset = utc_offset, .local_time = local_time,
};

/* ---- one value ---- */

struct bench {
	struct cctx c;
	struct compile_options opt;
	struct diags diags;
	struct strpool strings;
};

static int setup(void **state)
{
	static struct bench b;

	b = (struct bench){ 0 };
	diags_init(&b.diags);
	strpool_init(&b.strings);
	arena_init(&b.c.arena);
	arena_init(&b.c.scratch);
	b.c.diags = &b.diags;
	b.c.opt = &b.opt;
	b.c.resolver = &world;
	b.c.strings = &b.strings;
	*state = &b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	sets_release(&b->c);
	diags_release(&b->diags);
	strpool_release(&b->strings);
	arena_release(&b->c.arena);
	arena_release(&b->c.scratch);
	return 0;
}

static struct ast_expr text(const char *s)
{
	bool num = *s >= '0' && *s <= '9' &&
		   strspn(s, "0123456789abcdefx") == strlen(s);

	return (struct ast_expr){ .kind = AST_VALUE,
				  .flags = num ? AST_NUMBER : 0,
				  .value = { s, (uint32_t)strlen(s) } };
}

static struct vtype type_of(enum dtype_id id)
{
	const struct dtype *dt = dtype_by_id(id);

	return (struct vtype){ dt, dt->len_bits, dt->order };
}

static void check(struct bench *b, enum dtype_id id, const char *s,
		  uint64_t num)
{
	struct ast_expr e = text(s);
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX];
	struct tx *val;

	assert_int_equal(value_eval(&b->c, &e, type_of(id), &val), 0);
	assert_int_equal(val->kind, TX_VALUE);
	value_bounds(val, lo, hi);
	if (bytes_get_be(lo, tx_len_bytes(val)) != num)
		fail_msg("'%s' came out wrong", s);
	assert_memory_equal(lo, hi, tx_len_bytes(val));
}

static void check_bad(struct bench *b, enum dtype_id id, const char *s,
		      const char *why)
{
	struct ast_expr e = text(s);
	struct tx *val;

	diags_release(&b->diags);
	diags_init(&b->diags);
	assert_int_equal(value_eval(&b->c, &e, type_of(id), &val), -1);
	assert_int_equal(b->diags.nerrors, 1);
	assert_string_equal(b->diags.first->text, why);
}

static void test_numbers(void **state)
{
	check(*state, DT_MARK, "0x10", 16);
	check(*state, DT_MARK, "vpn", 0x20);
	check(*state, DT_INET_SERVICE, "ssh", 22);
	check(*state, DT_INET_SERVICE, "010", 8);
	check(*state, DT_INET_SERVICE, "08", 8);
	check(*state, DT_INET_PROTOCOL, "tcp", 6);
	check(*state, DT_INET_PROTOCOL, "icmpv6", 58);
	check(*state, DT_INET_PROTOCOL, "ospf", 89);
	check(*state, DT_UID, "lp", 7);
	check(*state, DT_UID, "1000", 1000);
	check(*state, DT_IFINDEX, "lo", 1);
	check(*state, DT_IFINDEX, "9", 9);
	check(*state, DT_CGROUPV2, "a/b", 0x1234);
	check(*state, DT_BOOLEAN, "exists", 1);
	check(*state, DT_BOOLEAN, "5", 1);
	check(*state, DT_CLASSID, "1:2", 0x10002);
	check(*state, DT_CLASSID, "1:0xc7cb", 0x1c7cb);
	check(*state, DT_CLASSID, "0X1:00000fff", 0x10fff);
	check(*state, DT_CLASSID, "5:", 0x50000);
	check(*state, DT_CLASSID, "root", UINT32_MAX);
	check(*state, DT_TCP_FLAG, "syn", 2);
	check(*state, DT_DSCP, "af41", 34);
	check(*state, DT_CT_STATUS, "helper", 13);
	check(*state, DT_TIME_DAY, "Monday", 1);
}

static void test_addresses(void **state)
{
	check(*state, DT_IPADDR, "10.0.0.1", 0x0a000001);
	check(*state, DT_IPADDR, "010.0.0.1", 0x08000001);
	check(*state, DT_IPADDR, "300", 300);
	check(*state, DT_IPADDR, "one.example", 0x01010101);
	check(*state, DT_ETHERADDR, "aa:bb:cc:dd:ee:ff", 0xaabbccddeeffu);
	check(*state, DT_ETHERADDR, "1-2-3-4-5-6", 0x010203040506u);
}

static void test_times(void **state)
{
	check(*state, DT_TIME, "30", 30000);
	check(*state, DT_TIME, "1h5m", 3900000);
	check(*state, DT_TIME_HOUR, "01:00", 23 * 3600);
	check(*state, DT_TIME_HOUR, "12:30:15", 10 * 3600 + 1815);
	check(*state, DT_TIME_HOUR, "5", 5);
	check(*state, DT_TIME_DATE, "2020-06-01", UINT64_C(2027000000000));
	check(*state, DT_TIME_DATE, "2020-06-01 01:02",
	      UINT64_C(2030000000000));
	check(*state, DT_TIME_DATE, "10", UINT64_C(10000000000));
}

static void test_bad(void **state)
{
	check_bad(*state, DT_INET_SERVICE, "65536",
		  "value 65536 exceeds the valid range 0-65535 of network service");
	check_bad(*state, DT_INET_SERVICE, "sshh", "unknown service 'sshh'");
	check_bad(*state, DT_TCP_FLAG, "sny", "unknown TCP flag 'sny'");
	check_bad(*state, DT_TIME_DAY, "7",
		  "value 7 exceeds the valid range 0-6 of day of week");
	check_bad(*state, DT_IPADDR, "1.2.3.256",
		  "'1.2.3.256' is not an IPv4 address");
	check_bad(*state, DT_IPADDR, "many.example",
		  "host name 'many.example' has more than one address: write a set of them");
	check_bad(*state, DT_CT_LABEL, "128",
		  "conntrack label 128 exceeds the valid range 0-127");
	check_bad(*state, DT_IFNAME, "abcdefghijklmnop",
		  "string 'abcdefghijklmnop' exceeds the maximum length of 15");
	check_bad(*state, DT_IFNAME, "*",
		  "'*' alone matches every interface name: leave the match out");
	check_bad(*state, DT_TIME_HOUR, "24:00",
		  "'24:00' is not an hour: expected \"HH:MM\" or \"HH:MM:SS\" from 00:00 to 23:59");
	check_bad(*state, DT_CLASSID, "1:2:3",
		  "'1:2:3' is not a class id: expected MAJOR:MINOR, hexadecimal numbers up to ffff");
	check_bad(*state, DT_CLASSID, ":5",
		  "':5' is not a class id: expected MAJOR:MINOR, hexadecimal numbers up to ffff");
	check_bad(*state, DT_CLASSID, "1:10000",
		  "'1:10000' is not a class id: expected MAJOR:MINOR, hexadecimal numbers up to ffff");
	check_bad(*state, DT_CLASSID, "-1:2",
		  "'-1:2' is not a class id: expected MAJOR:MINOR, hexadecimal numbers up to ffff");
}

static void test_label(void **state)
{
	struct bench *b = *state;
	struct ast_expr e = text("5");
	struct tx *val;

	assert_int_equal(value_eval(&b->c, &e, type_of(DT_CT_LABEL), &val), 0);
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		assert_int_equal(val->bytes[0], 0x20);
	e = text("seen");
	assert_int_equal(value_eval(&b->c, &e, type_of(DT_CT_LABEL), &val), 0);
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		assert_int_equal(val->bytes[4], 1);
}

static void test_strings(void **state)
{
	struct bench *b = *state;
	struct ast_expr e = text("eth*");
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX];
	struct tx *val;

	assert_int_equal(value_eval(&b->c, &e, type_of(DT_IFNAME), &val), 0);
	assert_int_equal(val->kind, TX_PREFIX);
	assert_int_equal(val->prefix.bits, 24);
	value_bounds(val, lo, hi);
	assert_memory_equal(lo, "eth\0\0", 5);
	assert_memory_equal(hi, "eth\xff\xff", 5);
	e = text("a\\*b\\*");
	assert_int_equal(value_eval(&b->c, &e, type_of(DT_IFNAME), &val), 0);
	assert_memory_equal(val->bytes, "a*b*\0", 5);
	e = text("a\\*b");
	assert_int_equal(value_eval(&b->c, &e, type_of(DT_IFNAME), &val), 0);
	assert_memory_equal(val->bytes, "a\\*b\0", 5);
	e = text("010");
	assert_int_equal(value_eval(&b->c, &e, type_of(DT_IFNAME), &val), 0);
	assert_memory_equal(val->bytes, "8\0", 2);
}

static void test_bounds(void **state)
{
	struct bench *b = *state;
	struct ast_expr one = text("10.1.2.3"), two = text("10.1.9.9");
	struct ast_expr prefix = { .kind = AST_PREFIX, .prefix = { &one, 16 } };
	struct ast_expr range = { .kind = AST_RANGE, .pair = { &one, &two } };
	uint8_t lo[4], hi[4];
	struct tx *val;

	assert_int_equal(value_eval(&b->c, &prefix, type_of(DT_IPADDR), &val),
			 0);
	value_bounds(val, lo, hi);
	assert_memory_equal(lo, "\x0a\x01\x00\x00", 4);
	assert_memory_equal(hi, "\x0a\x01\xff\xff", 4);
	assert_int_equal(value_eval(&b->c, &range, type_of(DT_IPADDR), &val), 0);
	value_bounds(val, lo, hi);
	assert_memory_equal(hi, "\x0a\x01\x09\x09", 4);
	range.pair.left = &two;
	range.pair.right = &one;
	assert_int_equal(value_eval(&b->c, &range, type_of(DT_IPADDR), &val),
			 -1);
}

/* Flags are joined, variables replaced, operators folded. */
static void test_folding(void **state)
{
	struct bench *b = *state;
	struct ast_expr syn = text("syn"), ack = text("ack");
	struct ast_expr list = { .kind = AST_LIST, .list = { &syn, 2 } };
	struct ast_expr var = { .kind = AST_VAR, .var = { "v", &list } };
	struct ast_expr or = { .kind = AST_BINOP, .op = OP_OR };
	struct tx *val;

	syn.next = &ack;
	assert_true(ast_is_constant(&var));
	assert_int_equal(value_eval(&b->c, &var, type_of(DT_TCP_FLAG), &val),
			 0);
	assert_int_equal(val->bytes[0], 0x12);
	or.pair.left = &syn;
	or.pair.right = &ack;
	assert_int_equal(value_eval(&b->c, &or, type_of(DT_TCP_FLAG), &val), 0);
	assert_int_equal(val->bytes[0], 0x12);
	assert_int_equal(value_eval(&b->c, &list, type_of(DT_MARK), &val), -1);
}

static void test_reorder(void **state)
{
	struct bench *b = *state;
	struct ast_expr e = text("0x01020304");
	struct tx *val;

	assert_int_equal(value_eval(&b->c, &e, type_of(DT_MARK), &val), 0);
	val = value_reorder(&b->c.scratch, val, ORDER_BIG);
	assert_memory_equal(val->bytes, "\x01\x02\x03\x04", 4);
	assert_int_equal(val->order, ORDER_BIG);
}

/* Where nobody can be asked, a warning and a stand-in. */
static void test_offline(void **state)
{
	struct bench *b = *state;
	struct ast_expr e = text("nosuch0");
	struct tx *val;

	b->opt.offline = true;
	assert_int_equal(value_eval(&b->c, &e, type_of(DT_IFINDEX), &val), 0);
	assert_int_equal(b->diags.nerrors, 0);
	assert_int_equal(b->diags.nwarnings, 1);
}

/* Definitions that double sixty times are stopped. */
static void test_bomb(void **state)
{
	struct bench *b = *state;
	struct ast_expr op[60], var[60], last = text("1");
	struct tx *val;

	for (unsigned int i = 0; i < 60; i++) {
		struct ast_expr *inner = i ? &op[i - 1] : &last;

		var[i] = (struct ast_expr){ .kind = AST_VAR,
					    .var = { "v", inner } };
		op[i] = (struct ast_expr){ .kind = AST_BINOP, .op = OP_OR,
					   .pair = { &var[i], &var[i] } };
	}
	assert_true(ast_is_constant(&op[59]));
	assert_int_equal(value_eval(&b->c, &op[59], type_of(DT_MARK), &val),
			 -1);
	assert_int_equal(b->diags.nerrors, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_addresses, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_times, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad, setup, teardown),
		cmocka_unit_test_setup_teardown(test_label, setup, teardown),
		cmocka_unit_test_setup_teardown(test_strings, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bounds, setup, teardown),
		cmocka_unit_test_setup_teardown(test_folding, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reorder, setup, teardown),
		cmocka_unit_test_setup_teardown(test_offline, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bomb, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
