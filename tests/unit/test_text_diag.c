#include "config.h"

#include "support.h"

#include "text/diag.h"
#include "text/source.h"

#include <errno.h>
#include <string.h>

static struct span at(uint32_t file, uint32_t off)
{
	return (struct span){ file, off, 1 };
}

static void test_error(void **state)
{
	struct diags d;

	(void)state;
	diags_init(&d);
	assert_int_equal(diag_error(&d, DIAG_TYPE, at(0, 3), "'%s' is %d", "x",
				    7), -1);
	assert_int_equal(d.nerrors, 1);
	assert_string_equal(d.first->text, "'x' is 7");
	assert_int_equal(d.first->code, DIAG_TYPE);
	assert_int_equal(d.first->at.off, 3);
	assert_null(d.first->next);
	diags_release(&d);
	assert_null(d.first);
}

static void test_notes(void **state)
{
	const struct diag_note *n;
	struct diags d;

	(void)state;
	diags_init(&d);
	diag_hint(&d, "nobody to hint at");
	diag_error(&d, DIAG_CONFLICT, at(0, 9), "overlap");
	diag_note(&d, at(0, 2), "with %s", "this");
	diag_hint(&d, "add auto-merge");
	n = d.first->notes;
	assert_string_equal(n->text, "with this");
	assert_int_equal(n->at.off, 2);
	assert_string_equal(n->next->text, "add auto-merge");
	assert_int_equal(n->next->at.file, SOURCE_NONE);
	assert_null(n->next->next);
	diags_release(&d);
}

/* Errors beyond the limit are counted, their notes dropped with them; the
 * kernel's errors are always kept. */
static void test_limit(void **state)
{
	struct diags d;
	size_t kept = 0;

	(void)state;
	diags_init(&d);
	d.max_errors = 2;
	for (uint32_t i = 0; i < 5; i++) {
		assert_int_equal(diags_full(&d), i >= 2);
		diag_error(&d, DIAG_SYNTAX, at(0, i), "error %u", i);
		diag_hint(&d, "hint %u", i);
	}
	diag_kernel(&d, ENOENT, at(0, 1), "no such chain");
	for (const struct diag *x = d.first; x; x = x->next, kept++)
		assert_true(kept == 2 || x->notes != NULL);
	assert_int_equal(kept, 3);
	assert_int_equal(d.nerrors, 6);
	assert_int_equal(d.muted, 3);
	diags_release(&d);
}

static void test_warnings(void **state)
{
	struct diags d;

	(void)state;
	diags_init(&d);
	d.max_errors = 1;
	diag_warn(&d, DIAG_OBSOLETE, at(0, 0), "'%s' is ignored", "meter");
	assert_false(diags_full(&d));
	assert_int_equal(d.nwarnings, 1);
	assert_int_equal(d.nerrors, 0);
	assert_int_equal(d.first->level, DIAG_LEVEL_WARNING);
	diags_release(&d);
}

static void test_sort(void **state)
{
	static const char *const want[] = { "a", "b", "c", "d", "e", "w" };
	const struct diag *x;
	struct diags d;

	(void)state;
	diags_init(&d);
	diag_error(&d, DIAG_SYNTAX, at(1, 5), "d");
	diag_error(&d, DIAG_SYNTAX, at(SOURCE_NONE, 0), "e");
	diag_warn(&d, DIAG_SYNTAX, at(0, 1), "w");
	diag_error(&d, DIAG_SYNTAX, at(0, 7), "b");
	diag_error(&d, DIAG_SYNTAX, at(0, 7), "c");
	diag_kernel(&d, EPERM, at(0, 2), "a");
	diags_sort(&d);
	x = d.first;
	for (size_t i = 0; i < ARRAY_SIZE(want); i++, x = x->next)
		assert_string_equal(x->text, want[i]);
	assert_null(x);
	diag_error(&d, DIAG_SYNTAX, at(0, 0), "last");
	diags_sort(&d);
	assert_string_equal(d.first->text, "last");
	diags_release(&d);
}

static void test_sort_nothing(void **state)
{
	struct diags d;

	(void)state;
	diags_init(&d);
	diags_sort(&d);
	assert_null(d.first);
	diags_release(&d);
}

/* Programs match the codes: they are frozen. */
static void test_codes(void **state)
{
	(void)state;
	assert_string_equal(diag_code_name(DIAG_SYNTAX), "syntax");
	assert_string_equal(diag_code_name(DIAG_UNKNOWN_NAME), "unknown-name");
	assert_string_equal(diag_code_name(DIAG_KERNEL), "kernel");
	assert_string_equal(diag_code_name(DIAG_OBSOLETE), "obsolete");
	assert_string_equal(diag_code_name(DIAG_DIFFERS), "differs");
	assert_string_equal(diag_errno_name(ENOENT), "ENOENT");
	assert_string_equal(diag_errno_name(EOPNOTSUPP), "EOPNOTSUPP");
	assert_null(diag_errno_name(0));
	assert_null(diag_errno_name(100000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_sort_nothing),
		cmocka_unit_test(test_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
