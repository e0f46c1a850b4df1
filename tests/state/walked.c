#include "config.h"

#include "walked.h"

#include "kernel/ask/request.h"
#include "state/apply.h"
#include "state/state_canon.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>
#include <time.h>

#define LATE_MS 2000 /* between looking at a clock and reading the kernel's */
#define FADES_MS 20000 /* what a step may take */

/* ---- compiling, with other names ---- */

const char *rename_table(void *ctx, uint8_t family, const char *name)
{
	struct compiled *c = ctx;
	struct renamed *r, **last = &c->names;
	unsigned int number = 0;

	if (!name || c->stay)
		return name;
	for (; (r = *last); last = &r->next) {
		if (r->family == family && strcmp(r->from, name) == 0)
			return r->to;
		number += r->family == family;
	}
	*last = r = arena_new(&c->arena, struct renamed);
	r->family = family;
	r->from = arena_strndup(&c->arena, name, strlen(name));
	r->to = arena_printf(&c->arena, "t%u", number);
	return r->to;
}

static int put_msg(void *ctx, const struct low_msg *m)
{
	struct compiled *c = ctx;
	struct low_msg renamed = *m;

	renamed.table.name = rename_table(c, m->family, m->table.name);
	return c->sink.msg(c->sink.ctx, &renamed);
}

static int put_elems(void *ctx, const struct low_elems *head)
{
	struct compiled *c = ctx;
	struct low_elems renamed = *head;

	renamed.table.name = rename_table(c, head->family, head->table.name);
	return c->sink.elems_begin(c->sink.ctx, &renamed);
}

static int put_elem(void *ctx, const struct low_elem *e)
{
	struct compiled *c = ctx;

	return c->sink.elem(c->sink.ctx, e);
}

static int end_elems(void *ctx)
{
	struct compiled *c = ctx;

	return c->sink.elems_end(c->sink.ctx);
}

static struct low_sink renaming_sink(void *ctx)
{
	struct compiled *c = ctx;

	c->sink = batch_sink(&c->batch);
	return (struct low_sink){ c, put_msg, put_elems, put_elem, end_elems };
}

/* False: a set has elements that overlap, of which older kernels drop some
 * without a word. */
static bool apply(struct compiled *c)
{
	struct state_refusals all;
	bool good = true;

	refusals_init(&all);
	state_apply(&c->state, &c->batch, &all);
	for (size_t i = 0; i < all.list.count; i++) {
		const struct state_refusal *r = chunks_at(&all.list, i);
		const struct rows_msg *type =
			decode_type((const void *)r->msg->bytes);

		good &= r->errnum != EEXIST || type->kind != LOW_ELEMS;
	}
	refusals_release(&all);
	return good;
}

void compile_file(struct compiled *c, const char *const *file, bool stay)
{
	*c = (struct compiled){
		.options = { .goal = LOAD_JUDGE,
			     .until = LOAD_UNTIL_BUILT,
			     .files = file,
			     .nfiles = 1,
			     .json = strstr(*file, ".json") },
		.events = { .ctx = c, .sink = renaming_sink },
		.stay = stay,
	};
	arena_init(&c->arena);
	state_init(&c->state, STATE_EMPTY);
	load_init(&c->load, &c->options, &c->events);
	batch_init(&c->batch, NULL);
	c->good = load_run(&c->load) == LOAD_GOES_ON && c->load.n == 1 &&
		  c->load.list[0].compiled && batch_count(&c->batch);
	if (!c->good)
		return;
	c->good = apply(c);
	canon_state(&c->state);
}

void compiled_release(struct compiled *c)
{
	state_release(&c->state);
	batch_release(&c->batch);
	load_release(&c->load);
	arena_release(&c->arena);
}

/* ---- the kernel ---- */

enum outcome commit(struct kernel_socket *s, struct batch *b, uint32_t genid,
		    struct diags *diags, const struct source_set *sources)
{
	const struct commit_options opt = { .commit = true };

	b->diags = diags;
	if (batch_seal(b, s->seq + 1, genid, true) < 0)
		return OUTCOME_TOO_BIG;
	return commit_batch(s, b, &opt, sources, diags).outcome;
}

void empty(struct kernel_socket *s)
{
	const struct low_msg m = { .verb = LOW_DEL, .kind = LOW_TABLE };
	struct source_set none;
	struct low_sink sink;
	struct diags diags;
	struct batch b;

	diags_init(&diags);
	source_set_init(&none);
	batch_init(&b, &diags);
	sink = batch_sink(&b);
	if (sink.msg(sink.ctx, &m) < 0 ||
	    commit(s, &b, 0, &diags, &none) != OUTCOME_COMMITTED)
		fputs("a namespace cannot be emptied\n", stderr);
	batch_release(&b);
	source_set_release(&none);
	diags_release(&diags);
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static bool wants(void *ctx, const struct low_msg *table)
{
	struct seen *p = ctx;

	return !p->wanted || state_table((struct state *)p->wanted,
					 table->family, table->table.name);
}

void seen_read(struct seen *p, struct kernel_socket *s,
	       const struct state *wanted, struct compiled *c)
{
	const struct read_choice choice = { .table = wants, .ctx = p };
	struct dump_cursor at = { NULL, 0 };
	struct text_how how = { .called = c ? rename_table : NULL, .ctx = c };
	const struct nlmsghdr *nlh;
	struct chunks messages;
	int err;

	*p = (struct seen){ .wanted = wanted, .at_ms = now_ms() };
	state_init(&p->state, STATE_EMPTY);
	err = state_read(&p->reading, s, &choice);
	p->read = !err;
	if (err)
		fprintf(stderr, "reading: %s\n", strerror(-err));
	chunks_init(&messages, sizeof(nlh));
	while (p->read && (nlh = dump_next(&p->reading.dump, &at))) {
		if (!state_take(&p->state, nlh))
			continue;
		*(const struct nlmsghdr **)chunks_push(&messages) = nlh;
	}
	canon_state(&p->state);
	text_make(&p->text, &messages, &how);
	how.counts = true;
	text_make(&p->counts, &messages, &how);
	chunks_release(&messages);
}

void seen_release(struct seen *p)
{
	text_free(&p->text);
	text_free(&p->counts);
	state_release(&p->state);
	if (p->read)
		reading_release(&p->reading);
}

/* ---- times ---- */

static bool late(const struct low_elem *before, const struct low_elem *now,
		 uint64_t elapsed_ms)
{
	uint64_t left = now->expires_ms;

	if (!before->expires || !before->expires_ms)
		return now->expires && now->expires_ms;
	return left + elapsed_ms > before->expires_ms + LATE_MS ||
	       left + elapsed_ms + LATE_MS < before->expires_ms;
}

/* Both have the same elements, as their texts are the same. */
static bool times_differ(struct state_set *before, struct state_set *now,
			 uint64_t elapsed_ms)
{
	struct low_elem x, y;
	struct arena a;
	bool differ = false;

	arena_init(&a);
	elems_settle(&before->elems);
	elems_settle(&now->elems);
	for (size_t i = 0; i < before->elems.count && !differ; i++) {
		elems_low(&before->elems, &before->elems.list[i], &a, &x);
		elems_low(&now->elems, &now->elems.list[i], &a, &y);
		differ = late(&x, &y, elapsed_ms);
	}
	arena_release(&a);
	return differ;
}

bool seen_times_differ(struct seen *before, struct seen *now)
{
	struct state_table *t, *there;
	struct state_set *set;

	state_each(t, &before->state.tables) {
		there = state_table(&now->state, t->family, t->item.name);
		state_each(set, &t->sets)
			if (!set->anonymous &&
			    times_differ(set,
					 state_set(&now->state, there,
						   set->item.name, 0),
					 now->at_ms - before->at_ms))
				return true;
	}
	return false;
}

/* The time that an element has, if it has any. */
static uint64_t time_of(const struct state_set *set, const struct low_elem *e)
{
	const struct low_set *head = set->item.low->set;

	if (e->expires && e->expires_ms)
		return e->expires_ms;
	return e->have_timeout ? e->timeout_ms : head ? head->timeout_ms : 0;
}

static bool set_fades(struct state_set *set)
{
	struct low_elem e;
	struct arena a;
	bool fades = false;

	arena_init(&a);
	elems_settle(&set->elems);
	for (size_t i = 0; i < set->elems.count && !fades; i++) {
		elems_low(&set->elems, &set->elems.list[i], &a, &e);
		fades = time_of(set, &e) && time_of(set, &e) < FADES_MS;
	}
	arena_release(&a);
	return fades;
}

bool state_fades(struct state *s)
{
	struct state_table *t;
	struct state_set *set;

	state_each(t, &s->tables)
		state_each(set, &t->sets)
			if (!set->anonymous && set_fades(set))
				return true;
	return false;
}
