#include "config.h"

#include "load/load.h"

#include "base/mem.h"
#include "load/build.h"
#include "load/input.h"
#include "load/send.h"
#include "text/suggest.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

/* ---- the beginning and the end ---- */

static size_t count(const struct load_options *o)
{
	if (o->nnetns > 0)
		return o->nnetns;
	return o->each && o->nfiles > 0 ? o->nfiles : 1;
}

/* Each file has a socket in common with the others: all are sent at once. */
static void transaction_init(struct load *l, size_t i)
{
	struct transaction *t = &l->list[i];

	t->load = l;
	t->number = i;
	t->input = &l->inputs[l->shared ? 0 : i];
	t->sock = l->opt->nnetns > 0 ? &t->own_sock : &l->list[0].own_sock;
	t->own_sock.fd = -1;
	diags_init(&t->own_diags);
	t->own_diags.max_errors = l->opt->max_errors;
	t->diags = l->shared ? &t->own_diags : &t->input->diags;
	t->code = LOAD_GOES_ON;
	if (l->opt->nnetns > 0)
		t->label = l->opt->netns[i];
	else if (l->n == l->opt->nfiles && l->opt->each)
		t->label = l->opt->files[i];
	build_init(t);
	send_prepare(t);
	meter_start(&t->meter, l->opt->timed, l->opt->watch);
}

static const struct load_events nobody;

void load_init(struct load *l, const struct load_options *o,
	       const struct load_events *events)
{
	*l = (struct load){ .opt = o, .goal = o->goal,
			    .n = count(o), .shared = o->nnetns > 0,
			    .code = LOAD_GOES_ON, .home.fd = -1 };
	l->events = events ? events : &nobody;
	l->ninputs = l->shared ? 1 : l->n;
	l->inputs = mem_calloc(l->ninputs, sizeof(*l->inputs));
	l->list = mem_calloc(l->n, sizeof(*l->list));
	for (size_t i = 0; i < l->ninputs; i++)
		input_init(&l->inputs[i], o);
	for (size_t i = 0; i < l->n; i++)
		transaction_init(l, i);
}

void load_release(struct load *l)
{
	for (size_t i = 0; i < l->n; i++) {
		kernel_socket_close(&l->list[i].own_sock);
		build_release(&l->list[i]);
		diags_release(&l->list[i].own_diags);
	}
	for (size_t i = 0; i < l->ninputs; i++)
		input_release(&l->inputs[i]);
	netns_release(&l->home);
	mem_free(l->list);
	mem_free(l->inputs);
}

/* ---- reading, sockets ---- */

/* What is wrong with an input is so for each of its transactions. */
static void take_codes(struct load *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->list[i].code == LOAD_GOES_ON)
			l->list[i].code = l->list[i].input->code;
	if (l->shared)
		l->code = l->inputs[0].code;
}

static void read_inputs(struct load *l)
{
	const struct load_options *o = l->opt;
	bool one_each = !l->shared && o->each && o->nfiles > 0;

	for (size_t i = 0; i < l->ninputs; i++)
		input_read(&l->inputs[i], o, i, one_each ? 1 : o->nfiles);
	take_codes(l);
}

static int open_socket(struct transaction *t)
{
	int err;

	if (t->load->goal == LOAD_CHECK)
		return LOAD_GOES_ON;
	err = t->sock->t ? 0 : kernel_socket_open(t->sock, &t->load->opt->how);
	if (err < 0)
		return build_fail(&t->failure, err, "opening a netlink socket");
	t->query.sock = t->sock;
	t->names.base.query = &t->query;
	return LOAD_GOES_ON;
}

/* What is wrong is the word that names it. */
static bool is_wrong_name(int err)
{
	static const int errs[] = { ENOENT, ENOTDIR, ESRCH,  EINVAL,
				    ELOOP,  EISDIR,  ENAMETOOLONG };

	for (size_t i = 0; i < ARRAY_SIZE(errs); i++)
		if (err == -errs[i])
			return true;
	return false;
}

static const char *nearest_netns(const char *name, struct arena *a)
{
	DIR *names = opendir("/run/netns");
	const char *best;
	struct dirent *entry;
	struct suggest s;

	if (!names)
		return NULL;
	suggest_init(&s, name, strlen(name));
	while ((entry = readdir(names)))
		if (*entry->d_name != '.')
			suggest_try(&s, entry->d_name);
	best = suggest_best(&s);
	if (best)
		best = arena_strndup(a, best, strlen(best));
	closedir(names);
	return best;
}

static int cannot_enter(struct transaction *t, int err)
{
	int code = build_fail(&t->failure, err, "entering network namespace");

	t->failure.netns = t->label;
	if (!is_wrong_name(err))
		return code;
	t->failure.meant = nearest_netns(t->label, &t->own_diags.arena);
	return LOAD_WRONG;
}

/* A socket belongs to the namespace that it was made in, and so do the names
 * of interfaces that are asked for through it. */
static int open_in_netns(struct transaction *t)
{
	int err = netns_enter(t->label), code;

	if (err < 0)
		return cannot_enter(t, err);
	code = open_socket(t);
	err = netns_return(&t->load->home);
	return err < 0 ? build_fail(&t->failure, err,
				    "leaving the network namespace") :
			 code;
}

static void open_sockets(struct load *l)
{
	int err = l->shared ? netns_remember(&l->home) : 0;

	if (err < 0) {
		l->code = build_fail(&l->failure, err,
				     "opening the network namespace");
		return;
	}
	for (size_t i = 0; i < l->n; i++) {
		struct transaction *t = &l->list[i];

		if (t->code == LOAD_GOES_ON)
			t->code = l->shared ? open_in_netns(t) : open_socket(t);
	}
}

/* ---- the stages ---- */

static void step(struct load *l, enum load_step what)
{
	if (l->events->step)
		l->code = l->events->step(l->events->ctx, what,
					  &l->inputs[0].diags);
}

/* An input that several have is parsed though none of them goes on. */
static bool goes_on(const struct load *l)
{
	if (l->code != LOAD_GOES_ON || l->shared)
		return l->code == LOAD_GOES_ON;
	for (size_t i = 0; i < l->n; i++)
		if (l->list[i].code == LOAD_GOES_ON)
			return true;
	return false;
}

/* Several transactions are not compiled from an input that is wrong. */
static void parse_inputs(struct load *l)
{
	for (size_t i = 0; i < l->ninputs; i++)
		if (l->inputs[i].code == LOAD_GOES_ON)
			input_parse(&l->inputs[i], l->opt,
				    l->shared ? NULL : &l->list[i].meter);
	step(l, LOAD_PARSED);
	if (l->code != LOAD_GOES_ON)
		return;
	if (l->shared && l->opt->until != LOAD_UNTIL_PARSED &&
	    (l->inputs[0].diags.nerrors > 0 ||
	     build_too_many_warnings(l, &l->inputs[0].diags)))
		l->inputs[0].code = LOAD_WRONG;
	take_codes(l);
}

static void build_batches(struct load *l)
{
	for (size_t i = 0; i < l->n; i++) {
		struct transaction *t = &l->list[i];

		t->parsed = *t->diags;
		if (t->code == LOAD_GOES_ON)
			t->code = build_compile(t);
	}
}

/* What is not to be sent is at its end. */
static void end_built(struct load *l)
{
	for (size_t i = 0; i < l->n; i++) {
		struct transaction *t = &l->list[i];

		if (t->code != LOAD_GOES_ON)
			continue;
		if (l->opt->until && batch_count(&t->batch) > 0)
			t->code = send_seal(t);
		if (t->code == LOAD_GOES_ON)
			t->code = LOAD_DONE;
	}
}

static void end_until(struct load *l, enum load_until here)
{
	if (l->opt->until != here)
		return;
	for (size_t i = 0; i < l->n; i++)
		if (l->list[i].code == LOAD_GOES_ON)
			l->list[i].code = LOAD_DONE;
	if (l->shared && l->code == LOAD_GOES_ON)
		l->code = LOAD_DONE;
}

static void run_stages(struct load *l)
{
	read_inputs(l);
	end_until(l, LOAD_UNTIL_READ);
	if (goes_on(l))
		open_sockets(l);
	if (goes_on(l))
		step(l, LOAD_OPENED);
	if (goes_on(l))
		parse_inputs(l);
	end_until(l, LOAD_UNTIL_PARSED);
	if (!goes_on(l))
		return;
	build_batches(l);
	if (l->opt->until || l->goal == LOAD_CHECK)
		end_built(l);
	send_all(l);
}

int load_run(struct load *l)
{
	run_stages(l);
	if (l->opt->private)
		l->goal = LOAD_JUDGE;
	for (size_t i = 0; i < l->n; i++) {
		if (l->code != LOAD_GOES_ON)
			l->list[i].code = l->code;
		meter_phase(&l->list[i].meter, PHASE_READ, 0);
		meter_end(&l->list[i].meter);
	}
	return l->code;
}
