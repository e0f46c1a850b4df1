#include "config.h"

#include "sync/wanted.h"

#include "base/mem.h"
#include "load/judge.h"
#include "state/apply.h"

#include <errno.h>
#include <string.h>

/* ---- a kernel that holds nothing ---- */

static int no_set(void *ctx, uint8_t family, const char *table,
		  const char *name, struct arena *a, struct low_msg *ret_set)
{
	(void)ctx;
	(void)family;
	(void)table;
	(void)name;
	(void)a;
	(void)ret_set;
	return -ENOENT;
}

static int no_elements(void *ctx, uint8_t family, const char *table,
		       const char *set, struct arena *a,
		       struct low_elem **ret_first)
{
	(void)ctx;
	(void)family;
	(void)table;
	(void)set;
	(void)a;
	*ret_first = NULL;
	return -ENOENT;
}

static int no_table(void *ctx, uint8_t family, const char *table)
{
	(void)ctx;
	(void)family;
	(void)table;
	return -ENOENT;
}

static int no_rules(void *ctx, uint8_t family, const char *table,
		    const char *chain, struct arena *a,
		    struct resolver_rules *ret_rules)
{
	(void)ctx;
	(void)family;
	(void)table;
	(void)chain;
	(void)a;
	*ret_rules = (struct resolver_rules){ NULL, 0 };
	return -ENOENT;
}

static int no_chain(void *ctx, uint8_t family, const char *table,
		    const char *chain, uint64_t *ret_handle)
{
	(void)ctx;
	(void)family;
	(void)table;
	(void)chain;
	(void)ret_handle;
	return -ENOENT;
}

static int no_flowtable(void *ctx, uint8_t family, const char *table,
			const char *name)
{
	(void)ctx;
	(void)family;
	(void)table;
	(void)name;
	return -ENOENT;
}

static int no_names(void *ctx, uint8_t family, const char *table,
		    void (*fn)(void *, const char *), void *fn_ctx)
{
	(void)ctx;
	(void)family;
	(void)table;
	(void)fn;
	(void)fn_ctx;
	return 0;
}

static bool not_asked(void *ctx)
{
	(void)ctx;
	return false;
}

static void resolve(void *ctx, struct resolver *r)
{
	(void)ctx;
	r->set = no_set;
	r->elements = no_elements;
	r->table = no_table;
	r->rules = no_rules;
	r->chain_handle = no_chain;
	r->flowtable = no_flowtable;
	r->each_set = no_names;
	r->each_table = NULL;
	r->asked_kernel = not_asked;
}

/* ---- the load ---- */

/* What is not understood may be a declaration that others need. */
static int read_declared(struct wanted *w)
{
	struct load_input *in = &w->load.inputs[0];

	if (in->diags.nerrors > 0)
		return LOAD_GOES_ON;
	if (declared_read(&w->declared, &in->ast, &in->diags) == 0)
		return LOAD_GOES_ON;
	w->undeclared = in->ast.first != NULL;
	return LOAD_WRONG;
}

static int take_step(void *ctx, enum load_step step, struct diags *diags)
{
	struct wanted *w = ctx;
	const struct load_events *client = w->client;
	int code = LOAD_GOES_ON;

	if (client->step)
		code = client->step(client->ctx, step, diags);
	if (code == LOAD_GOES_ON && step == LOAD_PARSED)
		code = read_declared(w);
	return code;
}

/* Straight to the batch: what the kernel at hand lacks (destroy) is of no
 * importance to a state. */
static struct low_sink to_batch(void *ctx)
{
	struct wanted *w = ctx;

	return harmless_sink(&w->watch, batch_sink(&w->batch));
}

static const struct load_events nobody;

void wanted_init(struct wanted *w, const struct load_options *o,
		 const struct load_events *client)
{
	*w = (struct wanted){ .options = *o };
	w->client = client ? client : &nobody;
	w->options.goal = LOAD_JUDGE;
	w->options.until = LOAD_UNTIL_BUILT;
	w->options.each = false;
	w->options.echo = false;
	w->options.owner = NULL; /* the plan marks tables */
	w->options.keep_foreign = w->options.list_flushed = false;
	w->events = (struct load_events){ .ctx = w, .step = take_step,
					  .resolve = resolve,
					  .sink = to_batch };
	load_init(&w->load, &w->options, &w->events);
	w->t = &w->load.list[0];
	/* There is no other whose they could be. */
	w->t->diags = &w->load.inputs[0].diags;
	declared_init(&w->declared);
	batch_init(&w->batch, w->t->diags);
	harmless_init(&w->watch);
	state_init(&w->state, STATE_EMPTY);
}

void wanted_release(struct wanted *w)
{
	state_release(&w->state);
	batch_release(&w->batch);
	harmless_release(&w->watch);
	declared_release(&w->declared);
	load_release(&w->load);
}

/* ---- the state ---- */

/* What a state is not concerned with: what is to go, or to be emptied, is not
 * there. */
static bool is_vain(const struct state_refusal *r, struct arena *a)
{
	struct low_msg m;

	if (r->errnum != ENOENT ||
	    !decode_msg(&m, (const void *)r->msg->bytes, a) ||
	    m.verb != LOW_DEL)
		return false;
	if (m.kind == LOW_ELEMS)
		return !decode_elems((const void *)r->msg->bytes).start;
	return m.kind == LOW_TABLE ||
	       (m.kind == LOW_RULE && !(m.rule && m.rule->handle));
}

static void report(struct wanted *w, const struct state_refusals *all)
{
	struct state_refusals rest;
	struct arena a;

	refusals_init(&rest);
	arena_init(&a);
	for (size_t i = 0; i < all->list.count; i++) {
		const struct state_refusal *r = chunks_at(&all->list, i);

		if (!is_vain(r, &a))
			*(struct state_refusal *)chunks_push(&rest.list) = *r;
	}
	judge_tell(&w->batch, &rest, &w->t->input->sources, w->t->diags);
	arena_release(&a);
	refusals_release(&rest);
}

/* Applying finds out what is refused. */
static int judge(struct wanted *w)
{
	struct state_refusals refusals;

	refusals_init(&refusals);
	state_apply(&w->state, &w->batch, &refusals);
	w->applied = true;
	report(w, &refusals);
	refusals_release(&refusals);
	if (w->t->diags->nerrors > 0) {
		w->t->code = LOAD_WRONG;
		w->undeclared = true;
	}
	return w->t->code;
}

#define WORTH_DROPPING (1u << 20) /* bytes of a batch */

void wanted_drop_tree(struct wanted *w)
{
	if (w->batch.bytes < WORTH_DROPPING)
		return;
	ast_drop_tree(&w->load.inputs[0].ast);
	mem_trim();
}

void wanted_apply(struct wanted *w)
{
	if (!w->applied)
		state_apply(&w->state, &w->batch, NULL);
	w->applied = true;
}

int wanted_build(struct wanted *w)
{

	(void)load_run(&w->load);
	if (w->load.failure.err)
		w->t->failure = w->load.failure;
	if (w->t->code != LOAD_DONE || harmless_is_sure(&w->watch))
		return w->t->code;
	return judge(w);
}
