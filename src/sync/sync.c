#include "config.h"

#include "sync/sync.h"

#include "batch/reshape.h"
#include "kernel/ask/request.h"
#include "load/build.h"
#include "plan/emit.h"
#include "plan/kernel_can.h"
#include "state/state_canon.h"
#include "sync/big_sets.h"
#include "sync/blocked.h"
#include "sync/guard.h"

#include <errno.h>
#include <time.h>

#define RETRIES 10 /* waits of 1, 2, 4 ... ms: about a second in all */
#define SPARED_RETRIES 5000 /* at once, of what still holds */

/* ---- the beginning and the end ---- */

static const struct load_events nobody;

void sync_init(struct sync *s, const struct sync_options *o,
	       const struct load_events *client)
{
	*s = (struct sync){ .opt = o, .client = client ? client : &nobody,
			    .recall.fd = -1 };
	s->how = guard_options(s);
	s->literals.mistrusted = o->whole;
	s->code = LOAD_GOES_ON;
	wanted_init(&s->wanted, o->load, client);
	s->t = s->wanted.t;
	arena_init(&s->arena);
}

static void forget_plan(struct sync *s)
{
	if (!s->planned)
		return;
	plan_release(&s->plan);
	present_release(&s->present);
	s->planned = false;
}

void sync_release(struct sync *s)
{
	forget_plan(s);
	recall_release(&s->recall);
	arena_release(&s->arena);
	literals_release(&s->literals);
	wanted_release(&s->wanted);
}

/* ---- the plan ---- */

static bool reads_elements(void *ctx, const struct low_msg *set)
{
	struct sync *s = ctx;

	return !literals_find(&s->literals, &s->wanted.state, set) &&
	       big_sets_dumped(s, set);
}

static bool reads_table(void *ctx, const struct low_msg *table)
{
	struct sync *s = ctx;

	if (!guard_reads(s, table))
		return false;
	rivals_mind(&s->rivals, table);
	return true;
}

typedef bool elements_fn(void *ctx, const struct low_msg *set);

static int read_tables(struct sync *s, struct present *p, elements_fn *elements)
{
	struct witness *witness = rivals_witness(&s->rivals);
	const struct read_choice choice = {
		.table = reads_table,
		.elements = elements,
		.ctx = s,
		.watch = !witness && s->rivals.sock.fd >= 0 ? &s->rivals.sock :
							      NULL,
		.witness = witness,
		.tries = witness ? 0 : 2,
	};
	int err = present_read(p, s->t->sock, &choice);

	if (p->reading.writer.pid)
		s->rivals.last = p->reading.writer;
	else if (witness && witness->last.pid)
		s->rivals.last = witness->last;
	return err;
}

/* Where somebody is in the way, what they change decides. */
static int read_beside_others(struct sync *s, struct present *p,
			      elements_fn *elements)
{
	int err = read_tables(s, p, elements);

	if (err != -EINTR || rivals_witness(&s->rivals))
		return err;
	rivals_watch(&s->rivals, s->t->sock);
	return read_tables(s, p, elements);
}

static int read_present(struct sync *s, struct present *p)
{
	int err = read_beside_others(s, p, reads_elements);

	if (err < 0 || literals_fill(&s->literals, &s->wanted.state, &p->state))
		return err;
	present_release(p);
	return read_present(s, p);
}

struct read_choice sync_tables(struct sync *s)
{
	return (struct read_choice){ .table = guard_reads, .ctx = s };
}

/* What the kernel can do is asked where there is something to do. */
static void plan_for_kernel(struct sync *s)
{
	if (s->tried || plan_is_empty(&s->plan))
		return;
	s->tried = true;
	s->how.abilities = kernel_can(s->t->sock, KERNEL_ALL);
	if (s->how.abilities == KERNEL_ALL)
		return;
	plan_release(&s->plan);
	plan_make(&s->plan, &s->present.state, &s->wanted.state, &s->how);
}

static int make_plan(struct sync *s)
{
	int err;

	forget_plan(s);
	err = read_present(s, &s->present);
	if (err < 0)
		return build_fail(&s->t->failure, err, "reading the ruleset");
	canon_state(&s->present.state);
	big_sets_note(s);
	plan_make(&s->plan, &s->present.state, &s->wanted.state, &s->how);
	plan_for_kernel(s);
	s->planned = true;
	return blocked_tell(&s->plan, s->t->diags) ? LOAD_WRONG : LOAD_GOES_ON;
}

/* ---- the batch ---- */

static void known(void *ctx, const struct commit_result *res)
{
	const struct sync *s = ctx;

	if (s->client->known)
		s->client->known(s->client->ctx, s->t, res);
}

static int seal(struct sync *s, bool commit)
{
	struct transaction *t = s->t;
	int err = 0;

	if (batch_count(&t->batch) > 0)
		err = batch_seal(&t->batch, t->sock->seq + 1,
				 s->present.reading.genid, commit);
	return err < 0 ? build_fail(&t->failure, err, "building the batch") :
			 LOAD_GOES_ON;
}

static int make_batch(struct sync *s, bool commit)
{
	struct transaction *t = s->t;
	int err;

	batch_release(&t->batch);
	batch_init(&t->batch, t->diags);
	meter_phase(&t->meter, PHASE_BUILD, 0);
	err = plan_emit(&s->plan, &t->batch);
	if (err < 0)
		return build_fail(&t->failure, err, "building the batch");
	if (!s->plain)
		batch_reshape(&t->batch, s->present.reading.genid);
	return seal(s, commit);
}

static void send_batch(struct sync *s, bool commit)
{
	struct transaction *t = s->t;
	const struct commit_options how = {
		.commit = commit,
		.known = commit ? known : NULL,
		.known_ctx = s,
	};

	meter_phase(&t->meter, PHASE_SEND, t->batch.bytes);
	t->result = commit_batch(t->sock, &t->batch, &how,
				 &t->input->sources, t->diags);
	t->sent = true;
	if (t->load->opt->ask_generation && !t->result.genid_after &&
	    kernel_genid(t->sock, &t->result.genid_after) < 0)
		t->result.genid_after = 0;
}

/* ---- once, and again ---- */

static bool loses_much(struct sync *s)
{
	const struct sync_options *o = s->opt;

	if (o->guard)
		s->loss = loss_find(&s->plan, o->max_removed_percent);
	return s->loss.kind != LOSS_NONE;
}

/* Whether others left the tables alone that were planned: then the batch is
 * right for the generation that is there. */
static bool is_still_right(struct sync *s, bool commit)
{
	struct witness *w = rivals_witness(&s->rivals);
	struct transaction *t = s->t;
	uint32_t genid;

	if (!w || kernel_genid(t->sock, &genid) < 0 ||
	    !witness_spared(w, genid))
		return false;
	s->present.reading.genid = genid;
	build_forget(t);
	return seal(s, commit) == LOAD_GOES_ON;
}

static void send_spared(struct sync *s, bool commit)
{
	unsigned int tries = 0;

	do
		send_batch(s, commit);
	while (s->t->result.outcome == OUTCOME_RETRY &&
	       tries++ < SPARED_RETRIES && is_still_right(s, commit));
}

/* The errors of a reshaped batch have no places: it is sent again as it was. */
static int send_until_settled(struct sync *s, bool commit)
{
	int code;

	send_spared(s, commit);
	if (s->t->batch.reshaped &&
	    s->t->result.outcome == OUTCOME_REFUSED) {
		s->plain = true;
		code = make_batch(s, commit);
		if (code != LOAD_GOES_ON)
			return code;
		send_spared(s, commit);
	}
	return load_code_of_outcome(s->t->result.outcome);
}

/* The kernel judges the batch, and then the client whether it is committed. */
static int rehearse(struct sync *s)
{
	int code = make_batch(s, false);

	if (code != LOAD_GOES_ON || batch_count(&s->t->batch) == 0)
		return code;
	code = send_until_settled(s, false);
	if (code != LOAD_DONE)
		return code;
	code = s->opt->ready(s->opt->ready_ctx, s);
	s->t->sent = code == LOAD_CONFLICT;
	return code == LOAD_GOES_ON ? seal(s, true) : code;
}

static int try(struct sync *s)
{
	bool commit = s->opt->goal == SYNC_APPLY;
	int code = make_plan(s);

	if (code != LOAD_GOES_ON)
		return code;
	if (s->opt->goal == SYNC_COMPARE)
		return LOAD_DONE;
	if (guard_strikes(s) || loses_much(s))
		return SYNC_GUARDED;
	if (commit && s->opt->ready)
		code = rehearse(s);
	else
		code = make_batch(s, commit);
	if (code != LOAD_GOES_ON)
		return code;
	if (batch_count(&s->t->batch) == 0)
		return LOAD_DONE;
	return send_until_settled(s, commit);
}

/* Others were faster; or what the kernel refuses has gone, or expired, since it
 * was read: what is refused twice is wrong. */
static bool may_try_again(struct sync *s)
{
	if (s->t->failure.err || !s->t->sent)
		return false;
	if (s->code == LOAD_CONFLICT)
		return s->t->retries < RETRIES;
	return s->code == LOAD_REFUSED && s->refusals++ == 0;
}

static void wait_a_little(struct transaction *t)
{
	long ms = 1L << t->retries++;
	struct timespec wait = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&wait, NULL);
}

static int settle(struct sync *s)
{
	struct state_table *table;

	state_each(table, &s->wanted.state.tables)
		rivals_mind(&s->rivals, table->item.low);
	s->t->parsed = *s->t->diags;
	s->code = try(s);
	while (may_try_again(s)) {
		if (s->code == LOAD_CONFLICT) {
			rivals_watch(&s->rivals, s->t->sock);
			wait_a_little(s->t);
		}
		build_forget(s->t);
		s->t->sent = false;
		s->code = try(s);
	}
	return s->code;
}

/* ---- what was made ---- */

/* Whether the kernel holds now what was wanted. */
static int verify(struct sync *s)
{
	struct present now;
	struct plan left;

	if (read_beside_others(s, &now, NULL) < 0)
		return LOAD_UNKNOWN;
	canon_state(&now.state);
	plan_make(&left, &now.state, &s->wanted.state, &s->how);
	s->unequal = !plan_is_empty(&left);
	plan_release(&left);
	present_release(&now);
	return s->unequal ? LOAD_UNKNOWN : LOAD_DONE;
}

/* ---- what the last one left ---- */

/* All that decides what is done with the same state. */
static void digest(struct sync *s)
{
	const struct sync_options *o = s->opt;
	const char *const words[] = {
		PACKAGE_VERSION,	   o->name,
		o->exact ? "exact" : "",   o->open ? "open" : "",
		o->adopt ? "adopt" : "",   o->remake ? "remake" : "", NULL,
	};

	recall_digest(&s->recall, &s->wanted.batch, words, o->keep);
}

/* What it cannot reach is said each time, and for that it must be found. */
static void leave(struct sync *s)
{
	uint32_t genid = s->present.reading.genid, now;

	if (!s->planned || s->plan.counts.unreachable || s->unequal)
		return;
	/* 0 is none of the kernel's generations. */
	if (s->t->sent && ++genid == 0)
		genid++;
	if (kernel_genid(s->t->sock, &now) == 0 && now == genid)
		recall_leave(&s->recall, s->t->sock, genid, &s->present.state,
			     &s->wanted.state);
}

/* ---- from the beginning to the end ---- */

static int go(struct sync *s)
{
	const struct load_events *client = s->client;
	int code;

	code = wanted_build(&s->wanted);
	if (code != LOAD_DONE)
		return code;
	code = LOAD_GOES_ON;
	if (client->step)
		code = client->step(client->ctx, LOAD_SENDING, s->t->diags);
	if (code != LOAD_GOES_ON)
		return code;
	if (s->recall.fd >= 0)
		digest(s);
	if (s->opt->recall && !s->opt->verify &&
	    recall_hits(&s->recall, s->t->sock))
		return LOAD_DONE;
	/* A comparison looks into it once more. */
	if (s->opt->goal != SYNC_COMPARE)
		wanted_drop_tree(&s->wanted);
	wanted_apply(&s->wanted);
	canon_state(&s->wanted.state);
	code = settle(s);
	if (code == LOAD_DONE && s->opt->verify && s->t->sent &&
	    s->opt->goal == SYNC_APPLY)
		code = verify(s);
	if (code == LOAD_DONE && s->opt->goal == SYNC_APPLY)
		leave(s);
	return code;
}

static int run(struct sync *s)
{
	int code;

	rivals_open(&s->rivals, s->t->label);
	if (s->opt->goal == SYNC_APPLY)
		recall_open(&s->recall, &s->rivals.sock);
	code = go(s);
	rivals_close(&s->rivals);
	return code;
}

int sync_run(struct sync *s)
{
	s->code = s->t->code = run(s);
	meter_end(&s->t->meter);
	return s->code;
}
