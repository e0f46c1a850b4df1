#include "config.h"

#include "items.h"

#include "base/bytes.h"
#include "compile/expr/transfer.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* What compile/expr/transfer.h says: E ^ c == V is E == V ^ c; E << n == V is
 * E == V >> n; a bit field's value moves to where the field lies. */
static const struct {
	const char *what;
	int step;	/* of struct transfer_step */
	uint32_t bits;	/* of a shift */
	uint64_t xor;
	uint8_t order;
	uint16_t from, to; /* bits of the constant before and after */
	uint64_t value, moved;
	bool lost;	/* no value of the left side gives the constant */
} rows[] = {
	{ "xor, big endian", TRANSFER_XOR, 0, 0x00ff, ORDER_BIG, 16, 16,
	  0x1234, 0x12cb, false },
	{ "xor, a number of the machine's", TRANSFER_XOR, 0, 0x00ff,
	  ORDER_HOST, 32, 32, 0x12345678, 0x12345687, false },
	{ "xor twice is nothing", TRANSFER_XOR, 0, 0x12cb, ORDER_BIG, 16, 16,
	  0x12cb, 0, false },
	{ "<< of the left side", TRANSFER_RIGHT, 4, 0, ORDER_HOST, 32, 32,
	  0x120, 0x12, false },
	{ "<< by nothing", TRANSFER_RIGHT, 0, 0, ORDER_HOST, 32, 32,
	  0x121, 0x121, false },
	{ "<< across bytes", TRANSFER_RIGHT, 9, 0, ORDER_BIG, 32, 32,
	  0x00020000, 0x100, false },
	{ "<< never gives a one in the bits that it clears", TRANSFER_RIGHT, 4,
	  0, ORDER_HOST, 32, 32, 0x121, 0, true },
	{ "not in its last one either", TRANSFER_RIGHT, 4, 0, ORDER_BIG, 16,
	  16, 0x0008, 0, true },
	{ "a field of 4 bits in the upper half of a byte", TRANSFER_LEFT, 4, 0,
	  ORDER_BIG, 4, 8, 0x5, 0x50, false },
	{ "a field of 12 bits across two bytes", TRANSFER_LEFT, 4, 0,
	  ORDER_BIG, 12, 16, 0xabc, 0xabc0, false },
	{ "a field's highest value", TRANSFER_LEFT, 4, 0, ORDER_BIG, 4, 8,
	  0xf, 0xf0, false },
	{ "one bit too many", TRANSFER_LEFT, 4, 0, ORDER_BIG, 8, 8, 0x10, 0,
	  true },
	{ "a field of 13 bits in the middle of four bytes", TRANSFER_LEFT, 11,
	  0, ORDER_BIG, 13, 32, 0x1fff, 0x00fff800, false },
};

static struct tx *constant(struct items *t, uint64_t number, uint16_t bits,
			   uint8_t order)
{
	struct vtype type = { dtype_by_id(DT_INTEGER), bits, order };
	struct tx *e = tx_value_new(&t->c.scratch, type, NOWHERE);

	if (order == ORDER_HOST)
		bytes_put_host(e->bytes, tx_len_bytes(e), number);
	else
		bytes_put_be(e->bytes, tx_len_bytes(e), number);
	return e;
}

static uint64_t number_of(const struct tx *e)
{
	return e->order == ORDER_HOST ?
		bytes_get_host(e->bytes, tx_len_bytes(e)) :
		bytes_get_be(e->bytes, tx_len_bytes(e));
}

static struct transfer transfer_of(size_t i)
{
	static struct tx whole, moved; /* only told apart */
	struct transfer x = { .whole = &whole, .moved = &moved, .left = &moved,
			      .has_step = true, .len_bits = rows[i].to };

	x.step.bits = rows[i].bits;
	x.step.what = rows[i].step == TRANSFER_XOR ? TRANSFER_XOR :
		      rows[i].step == TRANSFER_LEFT ? TRANSFER_LEFT :
						      TRANSFER_RIGHT;
	bytes_put_be(x.step.xor, rows[i].to / 8, rows[i].xor);
	return x;
}

static void test_values(void **state)
{
	struct items t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct transfer x = transfer_of(i);
		struct tx *value;
		int ret;

		items_init(&t, FAMILY_INET);
		value = constant(&t, rows[i].value, rows[i].from,
				 rows[i].order);
		if (transfer_fits(&x, value) == rows[i].lost)
			fail_msg("%s: fits", rows[i].what);
		ret = transfer_value(&t.c, value, &x);
		if (ret != (rows[i].lost ? -1 : 0) ||
		    t.diags.nerrors != (rows[i].lost ? 1 : 0))
			fail_msg("%s: %d", rows[i].what, ret);
		if (!ret && (number_of(value) != rows[i].moved ||
			     value->len_bits != rows[i].to))
			fail_msg("%s: %#llx", rows[i].what,
				 (unsigned long long)number_of(value));
		items_release(&t);
	}
}

/* Both ends of a range move, and either may be lost. */
static void test_ranges(void **state)
{
	static const struct {
		uint64_t lo, hi;
		bool fits;
	} ends[] = {
		{ 0x10, 0x20, true }, { 0x11, 0x20, false },
		{ 0x10, 0x21, false },
	};
	struct transfer x = transfer_of(3); /* << 4 */
	struct items t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		struct tx *e;

		items_init(&t, FAMILY_INET);
		e = tx_new(&t.c.scratch, TX_RANGE, (struct vtype){
			   dtype_by_id(DT_INTEGER), 32, ORDER_HOST }, NOWHERE);
		e->range.lo = constant(&t, ends[i].lo, 32, ORDER_HOST);
		e->range.hi = constant(&t, ends[i].hi, 32, ORDER_HOST);
		assert_int_equal(transfer_fits(&x, e), ends[i].fits);
		assert_int_equal(transfer_const(&t.c, e, &x),
				 ends[i].fits ? 0 : -1);
		if (ends[i].fits) {
			assert_true(number_of(e->range.lo) == ends[i].lo >> 4);
			assert_true(number_of(e->range.hi) == ends[i].hi >> 4);
		}
		items_release(&t);
	}
}

/* Where the left side stays whole nothing is done to constants. */
static void test_stays(void **state)
{
	struct transfer x = transfer_of(3);
	struct items t;
	struct tx *value;

	(void)state;
	items_init(&t, FAMILY_INET);
	value = constant(&t, 0x121, 32, ORDER_HOST);
	x.left = x.whole;
	assert_false(transfer_moves(&x));
	assert_true(transfer_fits(&x, value));
	assert_int_equal(transfer_value(&t.c, value, &x), 0);
	assert_true(number_of(value) == 0x121);
	x.left = x.moved;
	x.has_step = false;
	assert_false(transfer_moves(&x));
	items_release(&t);
}

/* Operations keep equality, not order: which side is chosen for what. */
static const struct {
	const char *what;
	bool written;	/* an operator, else a bit field */
	int step;
	uint64_t xor;
	bool lossless;
	uint16_t bits;	/* of the left side */
	uint8_t order;
	bool moves[5];	/* to EQUAL, ORDERED, PREFIX, RANGES, ANY */
} chosen[] = {
	{ "xor", true, TRANSFER_XOR, 1, false, 32, ORDER_BIG,
	  { true, false, false, false, false } },
	{ "xor with nothing keeps the order of big endian numbers", true,
	  TRANSFER_XOR, 0, false, 32, ORDER_BIG,
	  { true, true, false, false, false } },
	{ "but not of the machine's", true, TRANSFER_XOR, 0, false, 32,
	  ORDER_HOST, { true, false, false, false, false } },
	{ "unless they are single bytes", true, TRANSFER_XOR, 0, false, 8,
	  ORDER_HOST, { true, true, false, false, false } },
	{ "a shift that loses nothing of a single byte", true, TRANSFER_RIGHT,
	  0, true, 8, ORDER_HOST, { true, true, false, false, false } },
	{ "one that does", true, TRANSFER_RIGHT, 0, false, 8, ORDER_HOST,
	  { true, false, false, false, false } },
	{ "a longer one", true, TRANSFER_RIGHT, 0, true, 32, ORDER_HOST,
	  { true, false, false, false, false } },
	{ "a bit field within a byte", false, TRANSFER_LEFT, 0, false, 8,
	  ORDER_BIG, { true, true, false, false, false } },
	{ "a bit field across bytes", false, TRANSFER_LEFT, 0, false, 16,
	  ORDER_BIG, { true, true, false, true, false } },
};

static void test_choose(void **state)
{
	static const enum transfer_to to[] = {
		TRANSFER_TO_EQUAL, TRANSFER_TO_ORDERED, TRANSFER_TO_PREFIX,
		TRANSFER_TO_RANGES, TRANSFER_TO_ANY,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(chosen); i++) {
		struct tx whole = { .len_bits = chosen[i].bits,
				    .order = chosen[i].order }, moved = whole;
		struct transfer x = { .whole = &whole, .moved = &moved,
				      .has_step = true,
				      .has_operator = chosen[i].written,
				      .lossless = chosen[i].lossless,
				      .field_bits = chosen[i].written ? 0 : 5 };

		x.step.what = chosen[i].step == TRANSFER_XOR ? TRANSFER_XOR :
			      chosen[i].step == TRANSFER_LEFT ? TRANSFER_LEFT :
								TRANSFER_RIGHT;
		bytes_put_be(x.step.xor, chosen[i].bits / 8, chosen[i].xor);
		for (size_t j = 0; j < ARRAY_SIZE(to); j++) {
			transfer_choose(&x, to[j]);
			if (transfer_moves(&x) != chosen[i].moves[j])
				fail_msg("%s: %zu", chosen[i].what, j);
			assert_int_equal(x.type.len_bits, chosen[i].written ?
					 chosen[i].bits : 5);
		}
	}
}

/* A catch-all alone makes no set of ranges. */
static void test_found(void **state)
{
	struct set_info ranges = { .flags = NFT_SET_INTERVAL }, plain = { 0 };

	(void)state;
	assert_int_equal(transfer_found(TRANSFER_TO_ANY, &ranges),
			 TRANSFER_TO_RANGES);
	assert_int_equal(transfer_found(TRANSFER_TO_ANY, &plain),
			 TRANSFER_TO_EQUAL);
	assert_int_equal(transfer_found(TRANSFER_TO_EQUAL, &ranges),
			 TRANSFER_TO_EQUAL);
	assert_int_equal(transfer_found(TRANSFER_TO_PREFIX, &ranges),
			 TRANSFER_TO_PREFIX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_stays),
		cmocka_unit_test(test_choose),
		cmocka_unit_test(test_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
