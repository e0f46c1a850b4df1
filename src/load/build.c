#include "config.h"

#include "load/build.h"

#include "compile/compile.h"
#include "load/harmless.h"
#include "load/interfaces.h"
#include "load/judge.h"
#include "state/mark.h"

#include <errno.h>
#include <string.h>

/* Bytes of input: what a shorter one saves is not worth a second try. */
#ifdef NFTLOAD_DEVELOPER
#define BARE_FROM 256
#else
#define BARE_FROM (256 * 1024)
#endif

int load_code_of(int err)
{
	switch (-err) {
	case EPERM:
	case EACCES:
		return LOAD_FORBIDDEN;
	case EINTR:
	case EAGAIN:
	case ESTALE:
		return LOAD_CONFLICT;
	}
	return LOAD_SYSTEM;
}

int load_code_of_outcome(enum outcome outcome)
{
	static const int8_t codes[] = {
		[OUTCOME_COMMITTED] = LOAD_DONE,
		[OUTCOME_CHECKED] = LOAD_DONE,
		[OUTCOME_REFUSED] = LOAD_REFUSED,
		[OUTCOME_RETRY] = LOAD_CONFLICT,
		[OUTCOME_NO_PERMISSION] = LOAD_FORBIDDEN,
		[OUTCOME_TOO_BIG] = LOAD_SYSTEM,
		[OUTCOME_FAILED] = LOAD_SYSTEM,
		[OUTCOME_UNKNOWN] = LOAD_UNKNOWN,
	};

	return codes[outcome];
}

int build_fail(struct load_failure *f, int err, const char *doing)
{
	f->err = err;
	f->doing = doing;
	return load_code_of(err);
}

bool build_too_many_warnings(const struct load *l, const struct diags *diags)
{
	return l->opt->strict && diags->nwarnings > 0;
}

void build_init(struct transaction *t)
{
	const struct load *l = t->load;

	batch_init(&t->batch, t->diags);
	older_init(&t->older, &t->names.base, t->diags);
	names_init(&t->names, &t->resolver);
	if (l->opt->private)
		interfaces_resolve(&t->resolver);
	if (l->events->resolve)
		l->events->resolve(l->events->ctx, &t->resolver);
	arena_init(&t->arena);
	t->last_flushed = &t->flushed;
}

void build_release(struct transaction *t)
{
	names_release(&t->names);
	older_release(&t->older);
	arena_release(&t->arena);
	batch_release(&t->batch);
}

static void note_flushed(void *ctx, uint8_t family, const char *name)
{
	struct transaction *t = ctx;
	struct load_flushed *f = arena_new(&t->arena, struct load_flushed);

	f->family = family;
	f->name = arena_strndup(&t->arena, name, strlen(name));
	*t->last_flushed = f;
	t->last_flushed = &f->next;
}

static uint64_t sources_bytes(const struct source_set *sources)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < source_count(sources); i++)
		bytes += source_at(sources, i)->len;
	return bytes;
}

/* A long input is compiled without places first, and again if the kernel
 * refuses it.  The files of --each may need each other, so that none is sent
 * twice. */
static bool is_bare(const struct transaction *t)
{
	const struct load *l = t->load;
	const struct load_options *o = l->opt;

	return l->goal != LOAD_CHECK && !t->plain && !l->events->sink &&
	       !o->until && !o->each && !o->lint && !o->echo &&
	       sources_bytes(&t->input->sources) >= BARE_FROM;
}

/* As if there had been no try before. */
static void begin(struct transaction *t)
{
	t->compiled = false;
	arena_release(&t->arena);
	arena_init(&t->arena);
	t->flushed = NULL;
	t->last_flushed = &t->flushed;
	batch_release(&t->batch);
	batch_init(&t->batch, t->diags);
	t->batch.echo = t->load->opt->echo;
	t->batch.ack_all = t->load->opt->ack_all;
	t->batch.bare = is_bare(t);
	older_release(&t->older);
	older_init(&t->older, &t->names.base, t->diags);
}

/* Where the batch is made for nothing else. */
static bool is_judged_here(const struct load *l)
{
	return l->goal == LOAD_CHECK && l->opt->until == LOAD_TO_END &&
	       !l->events->sink;
}

/* From the compiler to the batch; inner is a place for a step between. */
static struct low_sink way_to_batch(struct transaction *t,
				    struct harmless *watch,
				    struct low_sink *inner)
{
	const struct load_events *ev = t->load->events;
	struct low_sink sink = batch_sink(&t->batch);

	if (is_judged_here(t->load))
		sink = harmless_sink(watch, sink);
	sink = meter_sink(&t->meter, sink);
	if (older_needed(&t->older, &t->input->ast))
		sink = older_sink(&t->older, &sink);
	*inner = sink;
	if (t->load->opt->private)
		sink = interfaces_sink(inner);
	return ev->sink ? ev->sink(ev->ctx) : sink;
}

/* A table without room for the mark is nobody's. */
static void own_table(struct arena *a, struct low_msg *table, const char *owner)
{
	(void)mark_put(a, &table->udata, &table->udata_len, owner,
		       (uint32_t)strlen(owner));
}

/* watch has seen the batch. */
static void judge(struct transaction *t, struct harmless *watch)
{
	if (!t->load->opt->lint &&
	    (!is_judged_here(t->load) || harmless_is_sure(watch)))
		return;
	meter_phase(&t->meter, PHASE_BUILD, t->batch.bytes);
	judge_transaction(t);
}

static int compile(struct transaction *t, struct harmless *watch)
{
	const struct load_options *o = t->load->opt;
	struct compile_options opt = {
		.keep_foreign = o->keep_foreign,
		.flushed = o->list_flushed ? note_flushed : NULL,
		.flushed_ctx = t,
		.by_name = o->by_name,
		.offline = t->load->goal == LOAD_CHECK,
		.owner = o->owner,
		.own = own_table,
	};
	struct low_sink sink, inner;
	int err;

	sink = way_to_batch(t, watch, &inner);
	meter_phase(&t->meter, PHASE_COMPILE, sources_bytes(&t->input->sources));
	err = compile_ast(&t->input->ast, &t->input->sources, &t->resolver,
			  &opt, &sink, t->diags);
	if (t->diags->nerrors > 0)
		return LOAD_WRONG;
	if (err < 0)
		return build_fail(&t->failure, err, "asking the kernel");
	t->compiled = true;
	judge(t, watch);
	if (t->diags->nerrors > 0)
		return LOAD_WRONG;
	return build_too_many_warnings(t->load, t->diags) ? LOAD_WRONG : LOAD_GOES_ON;
}

int build_compile(struct transaction *t)
{
	struct harmless watch;
	int code;

	begin(t);
	harmless_init(&watch);
	t->query.whole = t->plain || t->load->opt->each;
	code = compile(t, &watch);
	harmless_release(&watch);
	if (code != LOAD_WRONG || !t->query.near || t->plain)
		return code;
	/* Not all mistakes are seen where a set is not read as a whole. */
	t->plain = true;
	return build_again(t);
}

void build_forget(struct transaction *t)
{
	struct arena arena = t->diags->arena;

	arena_rewind(&arena, arena_mark(&t->parsed.arena));
	*t->diags = t->parsed;
	t->diags->arena = arena;
	*t->diags->last = NULL;
}

int build_again(struct transaction *t)
{
	build_forget(t);
	t->query.asked = false;
	t->query.near = false;
	return build_compile(t);
}
