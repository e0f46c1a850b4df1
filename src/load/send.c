#include "config.h"

#include "load/send.h"

#include "base/mem.h"
#include "batch/reshape.h"
#include "kernel/ask/request.h"
#include "load/build.h"
#include "load/rule_text.h"

#include <errno.h>
#include <time.h>

#define RETRIES 10 /* waits of 1, 2, 4 ... ms: about a second in all */
#define GENID_TRIES 3

/* ---- events ---- */

static void known(void *ctx, const struct commit_result *res)
{
	const struct transaction *t = ctx;
	const struct load *l = t->load;

	if (l->goal == LOAD_COMMIT && !l->opt->private)
		l->events->known(l->events->ctx, t, res);
}

static void created(void *ctx, const struct batch_msg *m, const void *nlh)
{
	const struct transaction *t = ctx;
	const struct load_events *ev = t->load->events;

	ev->created(ev->ctx, t, m, nlh);
}

static void created_all(void *ctx)
{
	const struct transaction *t = ctx;
	const struct load_events *ev = t->load->events;

	ev->created_all(ev->ctx, t);
}

void send_prepare(struct transaction *t)
{
	const struct load *l = t->load;
	const struct load_events *ev = l->events;
	bool echo = l->opt->echo;

	t->commit = (struct commit_options){
		.commit = l->goal == LOAD_COMMIT,
		.echo = echo && ev->created ? created : NULL,
		.echo_end = echo && ev->created_all ? created_all : NULL,
		.echo_ctx = t,
		.rule_text = rule_text,
		.known = ev->known ? known : NULL,
		.known_ctx = t,
	};
}

/* ---- one transaction ---- */

/* That the batch was compiled for; 0: any. */
static uint32_t genid_of(const struct transaction *t)
{
	return t->query.asked ? t->query.genid : 0;
}

/* A batch that was refused is sent as it was written, and one that is only
 * printed is printed so.  The files of --each may need each other, so their
 * messages keep their order, too. */
static void reshape(struct transaction *t)
{
	struct timespec now;

	if (t->plain || t->load->opt->each || t->load->opt->until)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	batch_reshape(&t->batch, (uint32_t)(now.tv_nsec / 1000));
}

static int seal(struct transaction *t, uint32_t genid, bool commit)
{
	int err;

	meter_phase(&t->meter, PHASE_BUILD, t->batch.bytes);
	reshape(t);
	err = batch_seal(&t->batch, t->sock->seq + 1, genid, commit);
	return err < 0 ? build_fail(&t->failure, err, "building the batch") :
			 LOAD_GOES_ON;
}

int send_seal(struct transaction *t)
{
	return seal(t, genid_of(t), t->load->goal != LOAD_JUDGE);
}

/* After a lost race: waits, and where the kernel's state was read, reads it
 * and compiles again. */
static int prepare_retry(struct transaction *t)
{
	long ms = 1L << t->retries++;
	struct timespec wait = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&wait, NULL);
	return t->query.asked ? build_again(t) : LOAD_GOES_ON;
}

static int send_as(struct transaction *t, const struct commit_options *how,
		   uint32_t genid)
{
	int code = seal(t, genid, how->commit);

	if (code != LOAD_GOES_ON)
		return code;
	meter_phase(&t->meter, PHASE_SEND, t->batch.bytes);
	t->result = commit_batch(t->sock, &t->batch, how, &t->input->sources,
				 t->diags);
	t->sent = true;
	return LOAD_GOES_ON;
}

/* The kernel judges the batch, and then the client whether it is committed. */
static int rehearse(struct transaction *t, uint32_t *genid)
{
	static const struct commit_options judged = { .rule_text = rule_text };
	const struct load_events *ev = t->load->events;
	int code = send_as(t, &judged, *genid);

	if (code != LOAD_GOES_ON || t->result.outcome != OUTCOME_CHECKED)
		return code;
	code = ev->ready(ev->ctx, t, genid);
	t->sent = code == LOAD_CONFLICT;
	if (code != LOAD_CONFLICT)
		return code;
	t->result.outcome = OUTCOME_RETRY;
	return LOAD_GOES_ON;
}

static bool is_asked(const struct transaction *t)
{
	return t->load->events->ready && t->load->goal == LOAD_COMMIT;
}

static int send_once(struct transaction *t)
{
	uint32_t genid = genid_of(t);
	int code;

	if (is_asked(t)) {
		code = rehearse(t, &genid);
		if (code != LOAD_GOES_ON || t->sent)
			return code;
	}
	return send_as(t, &t->commit, genid);
}

/* The errors of a reshaped batch are not those of the input's order, and a bare
 * one has no places for them; and where sets were asked for by key, the compiler
 * has not seen all of them. */
static void send_plain(struct transaction *t)
{
	if (t->code != LOAD_GOES_ON || t->plain ||
	    (batch_has_places(&t->batch) && !t->query.near) ||
	    t->result.outcome != OUTCOME_REFUSED)
		return;
	t->plain = true;
	t->sent = false;
	t->code = build_again(t);
	if (t->code == LOAD_GOES_ON)
		t->code = send_once(t);
}

/* Sends again what lost a race, until it is settled. */
static void settle_race(struct transaction *t)
{
	while (t->code == LOAD_GOES_ON &&
	       t->result.outcome == OUTCOME_RETRY && t->retries < RETRIES) {
		t->sent = false;
		t->code = prepare_retry(t);
		if (t->code == LOAD_GOES_ON)
			t->code = send_once(t);
	}
}

static void settle(struct transaction *t)
{
	settle_race(t);
	send_plain(t);
	settle_race(t);
}

/* ---- all of them ---- */

/* The numbers of the batches on one socket ascend. */
static bool take_job(struct transaction *t, struct commit_job *ret_job)
{
	if (t->code == LOAD_GOES_ON)
		t->code = send_seal(t);
	if (t->code != LOAD_GOES_ON)
		return false;
	meter_phase(&t->meter, PHASE_SEND, t->batch.bytes);
	t->sock->seq = t->batch.seq0 + batch_count(&t->batch);
	*ret_job = (struct commit_job){ t->sock, &t->batch, &t->commit,
					&t->input->sources, t->diags, { 0 } };
	return true;
}

/* One that the client judges is sent by itself. */
static void send_alone(struct transaction *t)
{
	if (t->code == LOAD_GOES_ON)
		t->code = send_once(t);
	settle(t);
}

static void send_together(struct load *l)
{
	struct commit_job *jobs = mem_calloc(l->n, sizeof(*jobs));
	struct transaction **owners =
		mem_calloc(l->n, sizeof(struct transaction *));
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		owners[n] = &l->list[i];
		n += take_job(&l->list[i], &jobs[n]);
	}
	commit_all(jobs, n);
	for (size_t i = 0; i < n; i++) {
		owners[i]->result = jobs[i].res;
		owners[i]->sent = true;
	}
	mem_free(jobs);
	mem_free(owners);
	for (size_t i = 0; i < l->n; i++)
		settle(&l->list[i]);
}

/* Whether anything is left to be sent; what asks for nothing is done. */
static bool any_to_send(struct load *l)
{
	bool any = false;

	for (size_t i = 0; i < l->n; i++) {
		struct transaction *t = &l->list[i];

		if (t->code == LOAD_GOES_ON && batch_count(&t->batch) == 0)
			t->code = LOAD_DONE;
		any |= t->code == LOAD_GOES_ON;
	}
	return any;
}

/* Warnings of the last step count, too. */
static void refuse_warnings(struct load *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->list[i].code == LOAD_GOES_ON &&
		    build_too_many_warnings(l, l->list[i].diags))
			l->list[i].code = LOAD_WRONG;
}

/* The commit itself looks at it only where the outcome is in doubt. */
static void ask_generation(struct transaction *t)
{
	if (!t->sent || !t->load->opt->ask_generation || t->result.genid_after)
		return;
	/* What answers that were lost left behind goes with the first try. */
	for (int i = 0; i < GENID_TRIES; i++)
		if (kernel_genid(t->sock, &t->result.genid_after) == 0)
			return;
	t->result.genid_after = 0;
}

/* What was committed in a private namespace was a check all the same. */
static void end(struct transaction *t)
{
	struct load *l = t->load;

	if (l->opt->private && t->result.outcome == OUTCOME_COMMITTED)
		t->result.outcome = OUTCOME_CHECKED;
	t->code = load_code_of_outcome(t->result.outcome);
	ask_generation(t);
}

static bool is_judged(const struct transaction *t)
{
	return t->code == LOAD_GOES_ON && t->result.outcome == OUTCOME_CHECKED;
}

/* What was judged only, and is now to be applied. */
static void apply_judged(struct load *l)
{
	bool any = false;

	for (size_t i = 0; i < l->n; i++) {
		struct transaction *t = &l->list[i];

		if (is_judged(t) && l->events->apply(l->events->ctx, t)) {
			t->commit.commit = any = true;
			t->sent = false;
			t->retries = 0;
		} else if (t->code == LOAD_GOES_ON) {
			end(t);
		}
	}
	if (!any)
		return;
	l->goal = LOAD_COMMIT;
	send_together(l);
}

void send_all(struct load *l)
{
	const struct load_events *ev = l->events;

	if (!any_to_send(l))
		return;
	if (ev->step)
		l->code = ev->step(ev->ctx, LOAD_SENDING, l->list[0].diags);
	if (l->code != LOAD_GOES_ON)
		return;
	refuse_warnings(l);
	if (is_asked(l->list))
		send_alone(l->list);
	else
		send_together(l);
	if (ev->apply)
		apply_judged(l);
	for (size_t i = 0; i < l->n; i++)
		if (l->list[i].sent)
			end(&l->list[i]);
}
