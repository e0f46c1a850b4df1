#include "config.h"

#include "record.h"

#include "base/bytes.h"
#include "compile/compile.h"
#include "syntax/text/parse.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 8192

/* Messages as lines; the kernel holds a set of intervals. */
struct sets_test {
	char text[ROOM];
	size_t len;
	bool kernel; /* it has table ip t with the set k */
	bool by_key; /* it answers for a key */
	size_t marks; /* of KERNEL_MARKS, that it has */
	unsigned int dumps;
	int ret;
	char diags[ROOM];
};

static void format_printf(2, 3) put(struct sets_test *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	t->len += (size_t)vsnprintf(t->text + t->len, ROOM - t->len, fmt, ap);
	va_end(ap);
	assert_true(t->len < ROOM);
}

static int on_msg(void *ctx, const struct low_msg *m)
{
	char *text;

	if (m->kind != LOW_SET || m->verb != LOW_NEW)
		return 0;
	text = record_print(m, NULL);
	put(ctx, "%s\n", text);
	free(text);
	return 0;
}

static int on_begin(void *ctx, const struct low_elems *head)
{
	static const char *const verbs[] = { "add", "delete", "destroy" };

	put(ctx, "%s %s", verbs[head->verb], head->set.name);
	return 0;
}

static int on_elem(void *ctx, const struct low_elem *e)
{
	char *text = record_print(NULL, e);

	put(ctx, "%s", text);
	free(text);
	return 0;
}

static int on_end(void *ctx)
{
	put(ctx, "\n");
	return 0;
}

/* ---- the kernel ---- */

static int kernel_table(void *ctx, uint8_t family, const char *table)
{
	(void)ctx, (void)family, (void)table;
	return 0;
}

static int kernel_set(void *ctx, uint8_t family, const char *table,
		      const char *name, struct arena *a, struct low_msg *k)
{
	static const struct low_set set = { .flags = NFT_SET_INTERVAL,
					    .key_type = 7, .key_len = 4 };
	static const uint8_t udata[] = { 0, 4, 2, 0, 0, 0, 2, 4, 1, 0, 0, 0 };
	struct sets_test *t = ctx;

	(void)family, (void)table, (void)a;
	if (!t->kernel || strcmp(name, "k") != 0)
		return -ENOENT;
	*k = (struct low_msg){ .kind = LOW_SET, .udata = udata,
			       .udata_len = sizeof(udata), .set = &set };
	return 0;
}

/* 10.0.0.0/24 with a comment, and 10.0.1.0-10.0.1.9 right behind it. */
#define KERNEL_MARKS 5
static struct low_elem kernel_marks[KERNEL_MARKS] = {
	{ .key = (const uint8_t *)"\x0a\0\1\x0a", .flags = 1 },
	{ .key = (const uint8_t *)"\x0a\0\1\0" },
	{ .key = (const uint8_t *)"\x0a\0\1\0", .flags = 1 },
	{ .key = (const uint8_t *)"\x0a\0\0\0",
	  .udata = (const uint8_t *)"\0\2x\0", .udata_len = 4 },
	{ .key = (const uint8_t *)"\0\0\0\0", .flags = 1 },
};

static int kernel_elements(void *ctx, uint8_t family, const char *table,
			   const char *set, struct arena *a,
			   struct low_elem **ret_first)
{
	struct sets_test *t = ctx;
	struct low_elem *next = NULL;

	(void)family, (void)table, (void)set, (void)a;
	for (size_t i = t->marks; i-- > 0; next = &kernel_marks[i]) {
		kernel_marks[i].key_len = 4;
		kernel_marks[i].next = next;
	}
	*ret_first = next;
	t->dumps++;
	return 0;
}

/* As Linux 6.1 and 6.12: a mark at the key itself, be it a start or an end; else
 * the start below it, or the end above it. */
static int kernel_element(void *ctx, struct map_key set,
			  const struct low_elem *want, struct arena *a,
			  struct low_elem **ret_elem)
{
	const struct sets_test *t = ctx;
	struct low_elem *above = NULL, *found = NULL;

	(void)set, (void)a;
	if (!t->by_key)
		return -EOPNOTSUPP;
	for (size_t i = 0; i < t->marks && !found; i++) {
		struct low_elem *mark = &kernel_marks[i];
		int order = memcmp(mark->key, want->key, 4);

		mark->key_len = 4;
		if (order > 0)
			above = mark;
		else if (order == 0 || !want->flags)
			found = mark;
		else
			break;
	}
	if (!found && want->flags)
		found = above;
	if (!found || (!want->flags && found->flags))
		return -ENOENT;
	if (found == above && !found->flags)
		return -ENOENT;
	*ret_elem = found;
	return 0;
}

static int each_set(void *ctx, uint8_t family, const char *table,
		    void (*fn)(void *, const char *), void *fn_ctx)
{
	(void)ctx, (void)family, (void)table;
	fn(fn_ctx, "kernel_set");
	return 0;
}

/* ---- running ---- */

static void put_diags(struct sets_test *t, struct parse_ctx *p)
{
	size_t len = t->len;

	diags_sort(p->diags);
	for (const struct diag *d = p->diags->first; d; d = d->next) {
		struct place at = source_place(source_at(p->sources,
							 d->at.file),
					       d->at.off, d->at.len);

		put(t, "%u:%u %s\n", at.line, at.column, d->text);
		for (const struct diag_note *n = d->notes; n; n = n->next)
			put(t, "  %s\n", n->text);
	}
	strcpy(t->diags, t->text + len);
	t->text[len] = '\0';
	t->len = len;
}

static void run(struct sets_test *t, const char *text)
{
	struct source_set sources;
	struct diags diags;
	struct ast ast;
	struct parse_ctx p = { .ast = &ast, .sources = &sources,
			       .diags = &diags };
	struct resolver resolver = {
		.ctx = t, .table = kernel_table, .set = kernel_set,
		.elements = kernel_elements, .element = kernel_element,
		.each_set = each_set,
	};
	struct compile_options opt = { 0 };
	struct low_sink sink = { t, on_msg, on_begin, on_elem, on_end };

	source_set_init(&sources);
	diags_init(&diags);
	ast_init(&ast);
	t->ret = parse_text(&p, source_add_text(&sources, SOURCE_ARGV, "test",
						text, strlen(text)));
	if (!t->ret)
		t->ret = compile_ast(&ast, &sources, &resolver, &opt, &sink,
				     &diags);
	put_diags(t, &p);
	ast_release(&ast);
	diags_release(&diags);
	source_set_release(&sources);
}

static void check(const char *text, const char *expected)
{
	struct sets_test t = { 0 };

	run(&t, text);
	assert_string_equal(t.diags, "");
	assert_string_equal(t.text, expected);
	assert_int_equal(t.ret, 0);
}

static void check_kernel(const char *text, const char *expected)
{
	struct sets_test t = { .kernel = true, .marks = KERNEL_MARKS };

	run(&t, text);
	assert_string_equal(t.diags, "");
	assert_string_equal(t.text, expected);
}

/* The kernel answers by key, and does not count. */
static void check_by_key(size_t marks, unsigned int dumps, const char *text,
			 const char *expected)
{
	struct sets_test t = { .kernel = true, .by_key = true,
			       .marks = marks };

	run(&t, text);
	assert_string_equal(t.diags, "");
	assert_string_equal(t.text, expected);
	assert_int_equal(t.dumps, dumps);
}

static void check_bad(const char *text, const char *expected)
{
	struct sets_test t = { .kernel = true, .marks = KERNEL_MARKS };

	run(&t, text);
	assert_string_equal(t.diags, expected);
	assert_int_equal(t.ret, -1);
}

/* ---- tests ---- */

static void test_plain(void **state)
{
	(void)state;
	check("add set ip t s { type ipv4_addr; }\n"
	      "add element ip t s { 2.2.2.2, 1.1.1.1, * }\n",
	      "new set ip \"t\" \"s\" flags 0x0 key_type 7 key_len 4 id 1 userdata {0:02000000}\n"
	      "add s\n"
	      "  element key 0x02020202\n"
	      "  element key 0x01010101\n"
	      "  element flags 0x2\n");
	check("add set ip t s { type ipv4_addr . inet_service; "
	      "elements = { 1.1.1.1 . 22 }; }\n",
	      "new set ip \"t\" \"s\" flags 0x0 key_type 461 key_len 8 id 1 userdata {0:00000000}\n"
	      "add s\n"
	      "  element key 0x0101010100160000\n");
	check("add set ip t s { type ipv4_addr; flags timeout; elements = "
	      "{ 1.1.1.1 timeout 1s, 1.1.1.2 timeout never comment \"c\" }; "
	      "}\n",
	      "new set ip \"t\" \"s\" flags 0x10 key_type 7 key_len 4 id 1 userdata {0:02000000}\n"
	      "add s\n"
	      "  element timeout 1000 key 0x01010101\n"
	      "  element timeout 0 key 0x01010102 userdata {0:6300}\n");
}

static void test_spliced(void **state)
{
	(void)state;
	check("define a = { 1.1.1.1, 1.1.1.2 }\n"
	      "define b = { $a, 1.1.1.3 }\n"
	      "add set ip t s { type ipv4_addr; elements = { $b, { 1.1.1.4 } "
	      "}; }\n",
	      "new set ip \"t\" \"s\" flags 0x0 key_type 7 key_len 4 id 1 userdata {0:02000000}\n"
	      "add s\n"
	      "  element key 0x01010101\n"
	      "  element key 0x01010102\n"
	      "  element key 0x01010103\n"
	      "  element key 0x01010104\n");
	/* A list that stands there twice is read once. */
	check("define a = { 1.1.1.1, 1.1.1.2 }\n"
	      "add set ip t s { type ipv4_addr; elements = { $a, $a }; }\n",
	      "new set ip \"t\" \"s\" flags 0x0 key_type 7 key_len 4 id 1 userdata {0:02000000}\n"
	      "add s\n"
	      "  element key 0x01010101\n"
	      "  element key 0x01010102\n");
}

static void test_maps(void **state)
{
	(void)state;
	check("add map ip t m { type ipv4_addr : verdict; }\n"
	      "add element ip t m { 1.1.1.1 : drop, 1.1.1.2 : jump c, "
	      "1.1.1.3 : return }\n",
	      "new set ip \"t\" \"m\" flags 0x8 key_type 7 key_len 4 data_type 4294967040 data_len 0 id 1 userdata {0:02000000}{1:00000000}{6:00000000}\n"
	      "add m\n"
	      "  element key 0x01010101 data drop\n"
	      "  element key 0x01010102 data jump \"c\"\n"
	      "  element key 0x01010103 data return\n");
	check("add map ip t m { type ipv4_addr : counter; elements = "
	      "{ 1.1.1.1 : \"k\" }; }\n",
	      "new set ip \"t\" \"m\" flags 0x40 key_type 7 key_len 4 obj_type 1 id 1 userdata {0:02000000}{6:00000000}\n"
	      "add m\n"
	      "  element key 0x01010101 objref \"k\"\n");
	check("add map ip t m { type ipv4_addr : interval ipv4_addr . "
	      "inet_service; elements = { 1.1.1.1 : 2.2.2.2-2.2.2.3 . 80 }; "
	      "}\n",
	      "new set ip \"t\" \"m\" flags 0x8 key_type 7 key_len 4 data_type 461 data_len 16 id 1 userdata {0:02000000}{1:00000000}{6:01000000}\n"
	      "add m\n"
	      "  element key 0x01010101 data 0x02020202005000000202020300500000\n");
}

static void test_intervals(void **state)
{
	(void)state;
	check("add set ip t s { type ipv4_addr; flags interval; elements = "
	      "{ 255.0.0.0/8, 1.1.1.1, 1.1.1.2, 0.0.0.0/8 }; }\n",
	      "new set ip \"t\" \"s\" flags 0x4 key_type 7 key_len 4 id 1 userdata {0:02000000}\n"
	      "add s\n"
	      "  element key 0x00000000\n"
	      "  element flags 0x1 key 0x01000000\n"
	      "  element key 0x01010101\n"
	      "  element flags 0x1 key 0x01010102\n"
	      "  element key 0x01010102\n"
	      "  element flags 0x1 key 0x01010103\n"
	      "  element key 0xff000000 userdata {1:01000000}\n");
	check("add set ip t s { type mark; flags interval; elements = { 5-6 }; "
	      "}\n",
	      "new set ip \"t\" \"s\" flags 0x4 key_type 19 key_len 4 id 1 userdata {0:01000000}\n"
	      "add s\n"
	      "  element flags 0x1 key 0x00000000\n"
	      "  element key 0x00000005\n"
	      "  element flags 0x1 key 0x00000007\n");
	check("add set ip t s { type ifname; flags interval; elements = "
	      "{ \"et*\" }; }\n",
	      "new set ip \"t\" \"s\" flags 0x4 key_type 41 key_len 16 id 1 userdata {0:01000000}\n"
	      "add s\n"
	      "  element flags 0x1 key 0x00000000000000000000000000000000\n"
	      "  element key 0x65740000000000000000000000000000\n"
	      "  element flags 0x1 key 0x65750000000000000000000000000000\n");
}

static void test_concat_ranges(void **state)
{
	(void)state;
	check("add set ip t s { type ipv4_addr . inet_service; flags interval; "
	      "elements = { 10.0.0.0/8 . 5-7, 1.1.1.1 . 22 }; }\n",
	      "new set ip \"t\" \"s\" flags 0x84 key_type 461 key_len 8 id 1 desc { concat { len 4 } concat { len 2 } } userdata {0:00000000}\n"
	      "add s\n"
	      "  element key 0x0a00000000050000 key_end 0x0affffff00070000\n"
	      "  element key 0x0101010100160000 key_end 0x0101010100160000\n");
}

static void test_anonymous(void **state)
{
	(void)state;
	check("add chain ip t c\n"
	      "add rule ip t c ip saddr { 1.1.1.2, 1.1.1.1 }\n"
	      "add rule ip t c ip saddr { 1.1.1.2/31, 1.1.1.4, 9.9.9.9 }\n"
	      "add rule ip t c tcp dport vmap { 1-5 : drop, 6 : accept }\n",
	      "new set ip \"t\" \"__set%d\" flags 0x3 key_type 7 key_len 4 id 1 userdata {0:02000000}{3:000407000000010c00040c00000001040b000000}\n"
	      "add __set%d\n"
	      "  element key 0x01010102\n"
	      "  element key 0x01010101\n"
	      "new set ip \"t\" \"__set%d\" flags 0x7 key_type 7 key_len 4 id 2 userdata {0:02000000}{2:01000000}{3:000407000000010c00040c00000001040b000000}\n"
	      "add __set%d\n"
	      "  element flags 0x1 key 0x00000000\n"
	      "  element key 0x01010102\n"
	      "  element flags 0x1 key 0x01010105\n"
	      "  element key 0x09090909\n"
	      "  element flags 0x1 key 0x0909090a\n"
	      "new set ip \"t\" \"__map%d\" flags 0xf key_type 13 key_len 2 data_type 4294967040 data_len 0 id 3 userdata {0:02000000}{1:00000000}{4:0004010000000100}{6:00000000}\n"
	      "add __map%d\n"
	      "  element flags 0x1 key 0x0000\n"
	      "  element key 0x0001 data drop\n"
	      "  element key 0x0006 data accept\n"
	      "  element flags 0x1 key 0x0007\n");
}

/* A dash in the name of a chain makes no range, nor hides one; the flag of ranges
 * is 0x4. */
static void test_chain_names(void **state)
{
	(void)state;
	check("add chain ip t a-b\n"
	      "add chain ip t c\n"
	      "add rule ip t c tcp dport vmap { 1 : jump a-b, 2 : goto a-b }\n"
	      "add rule ip t c tcp dport vmap { 3 comment \"x : jump y\" : drop, "
	      "4-5 comment \"x : goto y\" : jump a-b }\n",
	      "new set ip \"t\" \"__map%d\" flags 0xb key_type 13 key_len 2 data_type 4294967040 data_len 0 id 1 userdata {0:02000000}{1:00000000}{4:0004010000000100}{6:00000000}\n"
	      "add __map%d\n"
	      "  element key 0x0001 data jump \"a-b\"\n"
	      "  element key 0x0002 data goto \"a-b\"\n"
	      "new set ip \"t\" \"__map%d\" flags 0xf key_type 13 key_len 2 data_type 4294967040 data_len 0 id 2 userdata {0:02000000}{1:00000000}{4:0004010000000100}{6:00000000}\n"
	      "add __map%d\n"
	      "  element flags 0x1 key 0x0000\n"
	      "  element key 0x0003 data drop userdata {0:78203a206a756d70207900}\n"
	      "  element key 0x0004 data jump \"a-b\" userdata {0:78203a20676f746f207900}\n"
	      "  element flags 0x1 key 0x0006\n");
}

static void test_auto_merge(void **state)
{
	(void)state;
	check("add set ip t s { type ipv4_addr; flags interval; auto-merge; "
	      "elements = { 1.1.1.2, 1.1.1.1 comment \"a\", 1.1.1.2-1.1.1.9 }; "
	      "}\n",
	      "new set ip \"t\" \"s\" flags 0x4 key_type 7 key_len 4 id 1 userdata {0:02000000}{2:01000000}\n"
	      "add s\n"
	      "  element flags 0x1 key 0x00000000\n"
	      "  element key 0x01010101 userdata {0:6100}\n"
	      "  element flags 0x1 key 0x0101010a\n");
	check_kernel("add element ip t k { 10.0.0.7, 10.0.1.10 comment \"n\" }\n",
		     "delete k\n"
		     "  element key 0x0a000100\n"
		     "  element flags 0x1 key 0x0a00010a\n"
		     "  element key 0x0a000000 userdata {0:7800}\n"
		     "  element flags 0x1 key 0x0a000100\n"
		     "add k\n"
		     "  element key 0x0a000000 userdata {0:6e00}\n"
		     "  element flags 0x1 key 0x0a00010b\n");
}

/* The first range of kernel_marks goes. */
#define DELETED                                        \
	"delete k\n"                                   \
	"  element key 0x0a000000 userdata {0:7800}\n" \
	"  element flags 0x1 key 0x0a000100\n"

static void test_delete(void **state)
{
	(void)state;
	check_kernel("delete element ip t k { 10.0.0.0/24 }\n", DELETED);
	check_kernel("delete element ip t k { 10.0.0.5, 10.0.0.7-10.0.0.255 }\n",
		     DELETED
		     "add k\n"
		     "  element key 0x0a000000 userdata {0:7800}\n"
		     "  element flags 0x1 key 0x0a000005\n"
		     "  element key 0x0a000006 userdata {0:7800}\n"
		     "  element flags 0x1 key 0x0a000007\n");
	check_kernel("flush set ip t k\n"
		     "add element ip t k { 10.0.0.5 }\n",
		     "add k\n"
		     "  element flags 0x1 key 0x00000000\n"
		     "  element key 0x0a000005\n"
		     "  element flags 0x1 key 0x0a000006\n");
}

static void test_create(void **state)
{
	(void)state;
	check("add set ip t s { type ipv4_addr; flags interval; }\n"
	      "create element ip t s { 1.1.1.1 }\n"
	      "create chain ip t c\n"
	      "create element ip t s { 2.2.2.2 }\n",
	      "new set ip \"t\" \"s\" flags 0x4 key_type 7 key_len 4 id 1 userdata {0:02000000}\n"
	      "add s\n"
	      "  element flags 0x1 key 0x00000000\n"
	      "add s\n"
	      "  element key 0x01010101\n"
	      "  element flags 0x1 key 0x01010102\n"
	      "add s\n"
	      "  element key 0x02020202\n"
	      "  element flags 0x1 key 0x02020203\n");
}

/* What several commands add and delete is sent once. */
static void test_net_effect(void **state)
{
	(void)state;
	check("add set ip t s { type ipv4_addr; flags interval; auto-merge; "
	      "elements = { 1.1.0.0/24 }; }\n"
	      "add chain ip t a\n"
	      "add element ip t s { 1.1.1.0/24 }\n"
	      "add chain ip t b\n"
	      "delete element ip t s { 1.1.0.0-1.1.0.9, 1.1.1.255 }\n"
	      "add chain ip t c\n"
	      "add element ip t s { 1.1.2.0/24, 1.1.0.5 }\n",
	      "new set ip \"t\" \"s\" flags 0x4 key_type 7 key_len 4 id 1 userdata {0:02000000}{2:01000000}\n"
	      "add s\n"
	      "  element flags 0x1 key 0x00000000\n"
	      "  element key 0x01010005\n"
	      "  element flags 0x1 key 0x01010006\n"
	      "  element key 0x0101000a\n"
	      "  element flags 0x1 key 0x010101ff\n"
	      "  element key 0x01010200\n"
	      "  element flags 0x1 key 0x01010300\n");
	check_kernel("delete element ip t k { 10.0.0.5 }\n"
		     "add chain ip t c\n"
		     "add element ip t k { 10.0.0.5 comment \"n\" }\n",
		     DELETED
		     "  element key 0x0a000100\n"
		     "  element flags 0x1 key 0x0a00010a\n"
		     "add k\n"
		     "  element key 0x0a000000 userdata {0:6e00}\n"
		     "  element flags 0x1 key 0x0a00010a\n");
	check_kernel("add element ip t k { 10.0.0.0/8 }\n"
		     "flush set ip t k\n"
		     "add element ip t k { 1.1.1.1 }\n",
		     "add k\n"
		     "  element flags 0x1 key 0x00000000\n"
		     "  element key 0x01010101\n"
		     "  element flags 0x1 key 0x01010102\n");
}

static void test_overlaps(void **state)
{
	(void)state;
	check_bad("add set ip t s { type ipv4_addr; flags interval; elements = {\n"
		  "1.1.1.1-1.1.1.5,\n1.1.1.5-1.1.1.9 } ; }\n",
		  "3:1 this interval overlaps another one\n"
		  "  the other interval is here\n");
	check_bad("add map ip t s { type ipv4_addr : mark; flags interval; "
		  "elements = { 1.1.1.1 : 1 }; }\n"
		  "add element ip t s { 1.1.1.0/24 : 2 }\n",
		  "2:22 this interval overlaps another one\n"
		  "  the other interval is here\n");
	/* one address in common, at either end */
	check_bad("add set ip t s { type ipv4_addr; flags interval; elements = "
		  "{ 1.1.1.5-1.1.1.9 }; }\n"
		  "add element ip t s { 1.1.1.1-1.1.1.5 }\n",
		  "2:22 this interval overlaps another one\n"
		  "  the other interval is here\n");
	check_bad("add set ip t s { type ipv4_addr; flags interval; elements = "
		  "{ 1.1.1.1-1.1.1.5 }; }\n"
		  "add element ip t s { 1.1.1.5-1.1.1.9 }\n",
		  "2:22 this interval overlaps another one\n"
		  "  the other interval is here\n");
	check_bad("delete element ip t k { 10.0.2.1, 10.0.2.2 }\n",
		  "1:25 set 'k' has no such element\n"
		  "1:35 set 'k' has no such element\n");
}

static void test_errors(void **state)
{
	(void)state;
	check_bad("add element ip t kernel_sett { 1.1.1.1 }\n",
		  "1:18 set 'kernel_sett' does not exist in table ip 't'\n"
		  "  did you mean 'kernel_set'?\n");
	check_bad("add set ip t s { type ipv4_addr; elements = { 1.1.1.0/24, "
		  "22 . 5, 1.1.1.1 : drop }; }\n",
		  "1:47 a prefix or range needs 'flags interval' in the set's declaration\n"
		  "  set 's' is declared here\n"
		  "1:59 expected an IPv4 address, not a concatenation\n"
		  "1:77 a set holds no data: 'key : data' is for maps\n"
		  "  set 's' is declared here\n");
	check_bad("add map ip t m { type ipv4_addr : mark; elements = "
		  "{ 1.1.1.1 }; }\n",
		  "1:54 this element has no data: a map needs 'key : data'\n"
		  "  map 'm' is declared here\n");
	/* What refers to a set that failed says nothing more. */
	check_bad("add set ip t s { type ipv4_adr; }\n"
		  "add element ip t s { 1.1.1.1 }\n",
		  "1:23 unknown data type 'ipv4_adr'\n"
		  "  did you mean 'ipv4_addr'?\n");
}

/* Lists of lists that double without end are stopped. */
static void test_bomb(void **state)
{
	char text[4096] = "define v0 = { 1.1.1.1, 1.1.1.2 }\n";
	struct sets_test t = { 0 };

	(void)state;
	for (int i = 1; i < 40; i++)
		sprintf(text + strlen(text), "define v%d = { $v%d, $v%d }\n", i,
			i - 1, i - 1);
	strcat(text, "add chain ip t c\nadd rule ip t c ip saddr $v39\n");
	run(&t, text);
	assert_int_equal(t.ret, -1);
}

static void test_by_key(void **state)
{
	static const char *const split =
		DELETED
		"add k\n"
		"  element key 0x0a000000 userdata {0:7800}\n"
		"  element flags 0x1 key 0x0a000005\n"
		"  element key 0x0a000006 userdata {0:7800}\n"
		"  element flags 0x1 key 0x0a000100\n";
	static const char *const added =
		"add k\n"
		"  element key 0x0a000501\n"
		"  element flags 0x1 key 0x0a000502\n";

	(void)state;
	check_by_key(KERNEL_MARKS, 0, "add element ip t k { 10.0.5.1 }\n",
		     added);
	/* Without a mark at the lowest key nobody knows whether it is empty. */
	check_by_key(KERNEL_MARKS - 1, 1, "add element ip t k { 10.0.5.1 }\n",
		     added);
	check_by_key(0, 1, "add element ip t k { 10.0.5.1 }\n",
		     "add k\n"
		     "  element flags 0x1 key 0x00000000\n"
		     "  element key 0x0a000501\n"
		     "  element flags 0x1 key 0x0a000502\n");
	check_by_key(KERNEL_MARKS, 0, "delete element ip t k { 10.0.0.5 }\n",
		     split);
	check_by_key(KERNEL_MARKS - 1, 0,
		     "delete element ip t k { 10.0.0.5 }\n", split);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_spliced),
		cmocka_unit_test(test_maps),
		cmocka_unit_test(test_intervals),
		cmocka_unit_test(test_concat_ranges),
		cmocka_unit_test(test_anonymous),
		cmocka_unit_test(test_chain_names),
		cmocka_unit_test(test_auto_merge),
		cmocka_unit_test(test_by_key),
		cmocka_unit_test(test_delete),
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_net_effect),
		cmocka_unit_test(test_overlaps),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_bomb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
