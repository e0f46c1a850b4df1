#include "config.h"

#include "fuzz.h"

#include "syntax/json/json.h"
#include "text/render.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

FILE *fuzz_nowhere(void)
{
	static FILE *out;

	if (!out)
		out = fopen("/dev/null", "we");
	return out;
}

/* ---- a made-up machine: what begins with "no" is not known ---- */

static int known(const char *name)
{
	return strncmp(name, "no", 2) == 0 ? -ENOENT : 0;
}

static int a_port(void *ctx, const char *name, uint16_t *ret_port)
{
	(void)ctx;
	*ret_port = (uint16_t)strlen(name);
	return known(name);
}

static int a_protocol(void *ctx, const char *name, uint8_t *ret_number)
{
	(void)ctx;
	*ret_number = (uint8_t)strlen(name);
	return known(name);
}

static int an_id(void *ctx, const char *name, uint32_t *ret_id)
{
	(void)ctx;
	*ret_id = (uint32_t)strlen(name);
	return known(name);
}

static int a_host(void *ctx, const char *name, unsigned int len,
		  uint8_t *ret_addr)
{
	(void)ctx;
	memset(ret_addr, (int)strlen(name), len);
	return name[0] == 'm' ? -EMLINK : known(name);
}

static int a_row(void *ctx, const char *table, const char *name,
		 uint64_t *ret_value, const char **ret_path)
{
	(void)ctx;
	*ret_path = table;
	*ret_value = strlen(name);
	return known(name);
}

static int a_cgroup(void *ctx, const char *path, uint64_t *ret_id)
{
	(void)ctx;
	*ret_id = strlen(path);
	return known(path);
}

static int utc(void *ctx, int32_t *ret_seconds)
{
	(void)ctx;
	*ret_seconds = 3600;
	return 0;
}

static int a_time(void *ctx, const int when[6], int64_t *ret_epoch)
{
	(void)ctx;
	if (when[0] < 1970 || when[0] > 3000)
		return -ERANGE;
	*ret_epoch = ((((when[0] - 1970) * 12L + when[1]) * 31 + when[2]) * 24 +
		      when[3]) * 3600 + when[4] * 60L + when[5];
	return 0;
}

/* ---- a made-up kernel; ctx is NULL when nobody is to be asked ---- */

static int asked(const void *ctx, const char *name)
{
	return ctx ? known(name) : -EOPNOTSUPP;
}

static int a_set(void *ctx, uint8_t family, const char *table, const char *name,
		 struct arena *a, struct low_msg *ret)
{
	/* key types: ipv4_addr, ipv6_addr, inet_service, ifname, two of them */
	static const struct low_set sets[] = {
		{ .key_type = 7, .key_len = 4, .flags = 0x4 },
		{ .key_type = 8, .key_len = 16, .flags = 0x14, .size = 9 },
		{ .key_type = 13, .key_len = 2, .flags = 0x8,
		  .data_type = 0xffffff00 },
		{ .key_type = 41, .key_len = 16, .timeout_ms = 5000,
		  .flags = 0x10 },
		{ .key_type = 7 << 6 | 13, .key_len = 8, .flags = 0x84 },
		{ .key_type = 7, .key_len = 4, .flags = 0x40, .obj_type = 1 },
	};

	(void)family, (void)table, (void)a;
	*ret = (struct low_msg){ .kind = LOW_SET,
				 .set = &sets[strlen(name) % ARRAY_SIZE(sets)] };
	return asked(ctx, name);
}

static int the_elements(void *ctx, uint8_t family, const char *table,
			const char *set, struct arena *a,
			struct low_elem **ret_first)
{
	static const uint8_t from[16] = { 10, 0, 0, 1 }, to[16] = { 10, 0, 1 };
	struct low_elem *e = arena_new(a, struct low_elem);

	(void)family, (void)table;
	e->key = from;
	e->key_len = 4;
	e->next = arena_new(a, struct low_elem);
	e->next->key = to;
	e->next->key_len = 4;
	e->next->flags = 1;
	*ret_first = e;
	return asked(ctx, set);
}

static int a_table(void *ctx, uint8_t family, const char *table)
{
	(void)family;
	return asked(ctx, table);
}

static int the_rules(void *ctx, uint8_t family, const char *table,
		     const char *chain, struct arena *a,
		     struct resolver_rules *ret_rules)
{
	(void)family, (void)table;
	ret_rules->count = strlen(chain) % 5;
	ret_rules->handles = arena_zalloc(a, (ret_rules->count + 1) *
						     sizeof(uint64_t));
	for (size_t i = 0; i < ret_rules->count; i++)
		ret_rules->handles[i] = i + 2;
	return asked(ctx, chain);
}

static int a_handle(void *ctx, uint8_t family, const char *table,
		    const char *chain, uint64_t *ret_handle)
{
	(void)family, (void)table;
	*ret_handle = strlen(chain);
	return asked(ctx, chain);
}

static int a_flowtable(void *ctx, uint8_t family, const char *table,
		       const char *name)
{
	(void)family, (void)table;
	return asked(ctx, name);
}

static int the_sets(void *ctx, uint8_t family, const char *table,
		    void (*fn)(void *, const char *), void *fn_ctx)
{
	(void)family, (void)table;
	if (ctx)
		fn(fn_ctx, "blocked");
	return ctx ? 0 : -EOPNOTSUPP;
}

static bool was_asked(void *ctx)
{
	return ctx;
}

/* ---- the stages ---- */

void fuzz_init(struct fuzz *f)
{
	source_set_init(&f->sources);
	diags_init(&f->diags);
	f->diags.max_errors = 20;
	ast_init(&f->ast);
	batch_init(&f->batch, &f->diags);
}

void fuzz_release(struct fuzz *f)
{
	batch_release(&f->batch);
	ast_release(&f->ast);
	diags_release(&f->diags);
	source_set_release(&f->sources);
}

bool fuzz_is_safe(const uint8_t *data, size_t size)
{
	if (!memmem(data, size, "include", 7))
		return true;
	for (size_t i = 0; i < size; i++)
		if (strchr("/*?[", data[i]))
			return false;
	return true;
}

struct source *fuzz_source(struct fuzz *f, const uint8_t *data, size_t size)
{
	return source_add_text(&f->sources, SOURCE_STDIN, "<stdin>",
			       (const char *)data, size);
}

bool fuzz_parse(struct fuzz *f, struct source *src)
{
	struct parse_ctx ctx = {
		.ast = &f->ast,
		.sources = &f->sources,
		.diags = &f->diags,
	};

	if (json_is_document(src))
		return parse_json(&ctx, src) == 0;
	return parse_text(&ctx, src) == 0;
}

bool fuzz_compile(struct fuzz *f, bool offline, struct low_sink sink)
{
	struct resolver r = {
		.ctx = offline ? NULL : f,
		.service = a_port, .protocol = a_protocol, .user = an_id,
		.group = an_id, .host = a_host, .table_file = a_row,
		.ifindex = an_id, .cgroup = a_cgroup, .utc_offset = utc,
		.local_time = a_time, .set = a_set, .elements = the_elements,
		.table = a_table, .rules = the_rules, .chain_handle = a_handle,
		.flowtable = a_flowtable, .each_set = the_sets,
		.asked_kernel = was_asked,
	};
	struct compile_options opt = { .offline = offline };
	int err = compile_ast(&f->ast, &f->sources, &r, &opt, &sink, &f->diags);

	if (err == -1 && !f->diags.nerrors)
		BUG("compile() fails without a diagnostic");
	return err == 0 && f->diags.nerrors == 0;
}

void fuzz_render_to(struct fuzz *f, FILE *out)
{
	struct render r = { .out = out, .sources = &f->sources };

	diags_sort(&f->diags);
	render_all(&r, &f->diags);
}

void fuzz_render(struct fuzz *f)
{
	fuzz_render_to(f, fuzz_nowhere());
}
