/*
 * walks — goes from case to case by the smallest changes, at random.
 *
 *     walks [--seed N] [--steps N] [--in-order] [--open] [--back] [--held]
 *           [--lacking BITS] [--nft NFT] [--here] LIST
 *
 * LIST names files, a path a line.  Each step compiles one, with all tables of
 * a family under one name so that as much as can be changes in place, plans
 * what makes the state of this network namespace that of the file, sends it,
 * and then looks at three things: the kernel has refused nothing; the state is
 * that which a load of the same file leaves in an empty namespace; and a second
 * plan is empty.  Files that do not load are left out and counted, and so are
 * those whose elements last no longer than a step.  The load is
 * that of NFT, a program with nft's options, else our own; of files that NFT
 * refuses, or of which it leaves another state than we do, it is our own, too:
 * that is no matter of walks, and they are counted.
 *
 * Half of the steps make objects anew that cannot be changed; of the others, what
 * the plan calls unreachable may differ.  With --open elements of others stay,
 * of which there are none: what no mark says to be ours would be one.  --lacking leaves out abilities of the
 * kernel (enum kernel_ability), as an older one would.
 *
 * With --back each step is made, taken back, and made again; what is there when
 * it was taken back is what was there before, with counters and quotas, and the
 * times of elements less the time that has passed.
 *
 * With --held each change is first made, by a load of the file or by a sync, and
 * taken back in the way in which a change that nobody confirms is: through
 * hold/back.h.  A load that the kernel refuses beside what is there, and a change
 * without a way back, are counted.
 *
 * With --here the state is that of the namespace that it was started in, tables
 * keep their names, and those that a file does not have stay.
 *
 * The last line says how many there were.  The exit status is 1 where anything
 * was wrong.
 */
#include "config.h"

#include "walked.h"

#include "base/mem.h"
#include "batch/dump.h"
#include "batch/reshape.h"
#include "hold/back.h"
#include "hold/touched.h"
#include "kernel/talk/netns.h"
#include "plan/kernel_can.h"
#include "plan/emit.h"
#include "plan/inverse.h"
#include "text/render.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAILURES_SHOWN 20
#define NEAR 8

/* A file, and what its load leaves. */
struct walk_file {
	char *path; /* NULL: it does not load */
	struct text wanted;
	bool known; /* wanted is */
};

struct walks {
	struct walk_file *files;
	size_t nfiles;
	const char *nft; /* NULL: our own loads are the reference */
	uint64_t random;
	uint32_t lacking, abilities;
	bool in_order, open, stay, back, held;
	struct kernel_socket here, fresh; /* two namespaces */
	const char *last, *now;
	size_t steps, refused, differ, again, messages, full, unreachable, left;
	size_t by_nft, not_by_nft, otherwise, shown;
	size_t back_refused, back_differ, lost;
	size_t by_load, by_sync, not_made, not_held;
};

static void no_memory(size_t bytes)
{
	fprintf(stderr, "no memory for %zu bytes\n", bytes);
	exit(1);
}

/* Below n. */
static uint32_t draw(struct walks *w, uint32_t n)
{
	w->random = w->random * UINT64_C(6364136223846793005) +
		    UINT64_C(1442695040888963407);
	return (uint32_t)((w->random >> 32) * n >> 32);
}

/* ---- a step ---- */

static bool show(struct walks *w, const char *what)
{
	if (++w->shown > FAILURES_SHOWN)
		return false;
	printf("FAILED: %s: from %s to %s\n", what, w->last ? w->last : "-",
	       w->now);
	return true;
}

static void show_batch(const struct compiled *c, struct batch *b,
		       const struct diags *diags)
{
	const struct render r = { stdout, &c->load.list[0].input->sources,
				  false, 0 };

	render_all(&r, diags);
	dump_messages(stdout, b);
}

static bool removes(void *ctx, const struct state_table *table)
{
	(void)table;
	return *(bool *)ctx;
}

static void look(struct walks *w, const struct compiled *c,
		 const struct plan_options *opt, const struct text *wanted,
		 bool all)
{
	struct seen now;
	struct diags diags;
	struct batch b;
	struct plan p;

	seen_read(&now, &w->here, opt->removes ? NULL : &c->state,
		   NULL);
	plan_make(&p, &now.state, (struct state *)&c->state, opt);
	diags_init(&diags);
	batch_init(&b, &diags);
	if (plan_emit(&p, &b) < 0 || batch_count(&b)) {
		w->again++;
		if (show(w, "the second plan is not empty"))
			dump_messages(stdout, &b);
	}
	if (all && text_compare(NULL, &now.text, wanted)) {
		w->differ++;
		if (show(w, "another state"))
			text_compare(stdout, &now.text, wanted);
	}
	batch_release(&b);
	diags_release(&diags);
	plan_release(&p);
	seen_release(&now);
}

/* ---- and back ---- */

static void compare_back(struct walks *w, struct seen *before)
{
	struct seen now;

	seen_read(&now, &w->here, before->wanted, NULL);
	if (text_compare(NULL, &now.counts, &before->counts)) {
		w->back_differ++;
		if (show(w, "taken back to another state"))
			text_compare(stdout, &now.counts, &before->counts);
	} else if (seen_times_differ(before, &now)) {
		w->back_differ++;
		show(w, "taken back with other times");
	}
	seen_release(&now);
}

/* From what is there to what was read before. */
static void take_back(struct walks *w, const struct compiled *c,
		      const struct plan_options *opt, struct seen *before)
{
	struct seen there;
	struct inverse v;
	struct diags diags;
	struct batch b;
	struct plan p;
	bool done;

	seen_read(&there, &w->here, before->wanted, NULL);
	done = inverse_init(&v, &before->state, opt->abilities,
			    there.at_ms - before->at_ms) == 0;
	v.how.exact = opt->exact;
	plan_make(&p, &there.state, &v.state, &v.how);
	w->lost += inverse_lacks(&v) != NULL;
	diags_init(&diags);
	batch_init(&b, &diags);
	done = done && plan_emit(&p, &b) == 0;
	if (done && batch_count(&b))
		done = commit(&w->here, &b, there.reading.genid, &diags,
			      &c->load.list[0].input->sources) ==
		       OUTCOME_COMMITTED;
	if (!done) {
		w->back_refused++;
		if (show(w, "cannot be taken back"))
			show_batch(c, &b, &diags);
	} else {
		compare_back(w, before);
	}
	batch_release(&b);
	diags_release(&diags);
	plan_release(&p);
	inverse_release(&v);
	seen_release(&there);
}

/* ---- and back as a change that waits ---- */

static bool make_by_load(struct walks *w, struct compiled *c)
{
	struct diags diags;
	bool done;

	diags_init(&diags);
	done = commit(&w->here, &c->batch, 0, &diags,
		      &c->load.list[0].input->sources) == OUTCOME_COMMITTED;
	diags_release(&diags);
	return done;
}

static bool make_by_sync(struct walks *w, struct compiled *c, struct batch *b,
			 uint32_t genid)
{
	struct diags diags;
	bool done = true;

	diags_init(&diags);
	if (batch_count(b))
		done = commit(&w->here, b, genid, &diags,
			      &c->load.list[0].input->sources) ==
		       OUTCOME_COMMITTED;
	diags_release(&diags);
	return done;
}

/* The change is made. */
static void hold_back(struct walks *w, struct back *way, bool prove,
		      struct seen *before)
{
	int code = prove ? back_prove(way) : LOAD_DONE;

	if (code == LOAD_DONE)
		code = back_go(way);
	if (code == LOAD_DONE) {
		compare_back(w, before);
		return;
	}
	w->back_refused++;
	if (show(w, "cannot be taken back"))
		printf("%s\n", way->why);
}

/* Which changes would make the state before again, or what would load it. */
static void show_unheld(struct walks *w, const struct back *way,
			struct seen *before)
{
	struct inverse v;
	struct batch b;
	struct plan p;

	w->not_held++;
	if (!show(w, "no way back"))
		return;
	printf("%s\n", way->why);
	if (inverse_init(&v, &before->state, way->abilities, 0) < 0)
		return;
	plan_make(&p, &before->state, &v.state, &v.how);
	batch_init(&b, &v.diags);
	if (plan_emit(&p, &b) == 0)
		dump_messages(stdout, batch_count(&b) ? &b : &v.batch);
	batch_release(&b);
	plan_release(&p);
	inverse_release(&v);
}

static void hold_load(struct walks *w, struct compiled *c, struct back *way,
		      struct seen *before)
{
	way->is_load = true;
	if (back_save(way, 0) != LOAD_DONE ||
	    back_restores_from(way, &c->batch) != LOAD_DONE) {
		show_unheld(w, way, before);
	} else if (!make_by_load(w, c)) {
		w->not_made++;
	} else {
		w->by_load++;
		hold_back(w, way, draw(w, 8), before);
	}
}

static void hold_sync(struct walks *w, struct compiled *c, struct back *way,
		      const struct plan_options *opt, struct seen *before)
{
	struct diags diags;
	struct batch b;
	struct plan p;

	plan_make(&p, &before->state, &c->state, opt);
	diags_init(&diags);
	batch_init(&b, &diags);
	if (!back_restores(way, &before->state) ||
	    back_save(way, before->reading.genid) != LOAD_DONE) {
		show_unheld(w, way, before);
	} else if (plan_emit(&p, &b) < 0 ||
		   !make_by_sync(w, c, &b, before->reading.genid)) {
		w->not_made++;
	} else {
		w->by_sync++;
		hold_back(w, way, draw(w, 8), before);
	}
	batch_release(&b);
	diags_release(&diags);
	plan_release(&p);
}

static void hold(struct walks *w, struct compiled *c,
		 const struct plan_options *opt)
{
	struct touched tables;
	const struct read_choice choice = { .table = touched_has,
					    .ctx = &tables };
	bool loads = draw(w, 2);
	struct seen before;
	struct back way;

	seen_read(&before, &w->here, NULL, NULL);
	touched_init(&tables);
	back_init(&way, &w->here, &choice);
	if (loads) {
		touched_find(&tables, &c->batch);
		hold_load(w, c, &way, &before);
	} else {
		if (opt->removes)
			touched_add_state(&tables, &before.state);
		touched_add_state(&tables, &c->state);
		hold_sync(w, c, &way, opt, &before);
	}
	back_release(&way);
	touched_release(&tables);
	seen_release(&before);
}

/* True: the kernel took it. */
static bool change(struct walks *w, struct compiled *c,
		   const struct plan_options *opt, bool back, bool *ret_all)
{
	struct seen now;
	struct diags diags;
	struct batch b;
	struct plan p;
	bool done = true;

	seen_read(&now, &w->here, opt->removes ? NULL : &c->state,
		   NULL);
	plan_make(&p, &now.state, &c->state, opt);
	diags_init(&diags);
	batch_init(&b, &diags);
	if (plan_emit(&p, &b) < 0)
		done = false;
	/* As a sync does, which sends it plain where that is refused. */
	if (draw(w, 4))
		batch_reshape(&b, now.reading.genid);
	if (done && batch_count(&b)) {
		w->messages += batch_count(&b) - 1;
		done = commit(&w->here, &b, now.reading.genid, &diags,
			    &c->load.list[0].input->sources) ==
		       OUTCOME_COMMITTED;
	}
	if (!done) {
		w->refused++;
		if (show(w, "refused"))
			show_batch(c, &b, &diags);
	}
	if (done && back)
		take_back(w, c, opt, &now);
	*ret_all = !p.counts.unreachable;
	w->unreachable += p.counts.unreachable != 0;
	batch_release(&b);
	diags_release(&diags);
	plan_release(&p);
	seen_release(&now);
	return done;
}

static void sync_to(struct walks *w, struct compiled *c,
		    const struct text *wanted)
{
	bool yes = true, all;
	struct plan_options opt = {
		.abilities = w->abilities & ~w->lacking,
		.remake = !w->stay && draw(w, 2),
		.marks = w->open || (!w->stay && draw(w, 2)),
		.exact = !w->open,
		.removes = !w->stay && draw(w, 2) ? removes : NULL,
		.ctx = &yes,
	};

	w->steps++;
	if (w->held)
		hold(w, c, &opt);
	if ((w->back && !change(w, c, &opt, true, &all)) ||
	    !change(w, c, &opt, false, &all)) {
		empty(&w->here);
		return;
	}
	look(w, c, &opt, wanted, all && !w->stay);
}

/* ---- what a file leaves ---- */

/* In the namespace that the process is in, which is the fresh one. */
static bool load_by_nft(const struct walks *w)
{
	const char *const argv[] = {
		w->nft, strstr(w->now, ".json") ? "-jf" : "-f", w->now, NULL,
	};
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr))
			execv(w->nft, (char *const *)argv);
		_exit(127);
	}
	return waitpid(pid, &status, 0) == pid && status == 0;
}

/* Compares what nft leaves with what we leave. */
static void ask_nft(struct walks *w, struct compiled *c,
		    const struct text *wanted)
{
	struct seen held;

	empty(&w->fresh);
	if (!load_by_nft(w)) {
		w->not_by_nft++;
		return;
	}
	seen_read(&held, &w->fresh, NULL, c);
	if (text_compare(NULL, &held.text, wanted)) {
		w->otherwise++;
		printf("nft loads otherwise: %s\n", w->now);
		text_compare(stdout, &held.text, wanted);
	} else {
		w->by_nft++;
	}
	seen_release(&held);
}

/* NULL: it does not load. */
static const struct text *wanted_of(struct walks *w, size_t number,
				    struct compiled *c)
{
	struct walk_file *f = &w->files[number];
	struct seen held;
	struct diags diags;
	enum outcome outcome;

	if (!c->good)
		return NULL;
	if (f->known)
		return &f->wanted;
	diags_init(&diags);
	outcome = commit(&w->fresh, &c->batch, 0, &diags,
			 &c->load.list[0].input->sources);
	diags_release(&diags);
	if (outcome != OUTCOME_COMMITTED)
		return NULL;
	seen_read(&held, &w->fresh, NULL, NULL);
	f->wanted = held.text;
	f->known = true;
	arena_init(&held.text.arena);
	held.text.lines = NULL;
	seen_release(&held);
	if (w->nft)
		ask_nft(w, c, &f->wanted);
	return &f->wanted;
}

/* False: it does not load. */
static bool step(struct walks *w, size_t number)
{
	const struct text *wanted;
	struct compiled c;

	w->now = w->files[number].path;
	/* The compiler asks it what is there. */
	empty(&w->fresh);
	compile_file(&c, (const char *const *)&w->files[number].path, w->stay);
	wanted = state_fades(&c.state) ? NULL : wanted_of(w, number, &c);
	if (wanted) {
		w->full += batch_count(&c.batch) - 2;
		sync_to(w, &c, wanted);
		w->last = w->now;
	}
	compiled_release(&c);
	return wanted;
}

static void leave_out(struct walks *w, size_t number)
{
	w->left++;
	free(w->files[number].path);
	w->files[number].path = NULL;
}

/* Files that stand near each other in the list have much in common. */
static size_t next_file(struct walks *w, size_t last)
{
	if (w->in_order)
		return (last + 1) % w->nfiles;
	if (draw(w, 3) == 0)
		return draw(w, (uint32_t)w->nfiles);
	return (last + w->nfiles - MIN(w->nfiles, (size_t)NEAR) +
		draw(w, 2 * NEAR + 1)) %
	       w->nfiles;
}

static void walk(struct walks *w, size_t steps)
{
	size_t at = w->nfiles - 1;

	while (w->left < w->nfiles && w->steps < steps) {
		at = next_file(w, at);
		if (w->files[at].path && !step(w, at))
			leave_out(w, at);
	}
}

/* ---- the command ---- */

static void read_list(struct walks *w, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	if (!f) {
		perror(path);
		exit(2);
	}
	while ((len = getline(&line, &room, f)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		w->files = mem_recalloc(w->files, w->nfiles + 1,
					sizeof(*w->files));
		w->files[w->nfiles++] =
			(struct walk_file){ .path = strdup(line) };
	}
	free(line);
	fclose(f);
}

static void forget_list(struct walks *w)
{
	while (w->nfiles > 0) {
		struct walk_file *f = &w->files[--w->nfiles];

		if (f->known)
			text_free(&f->wanted);
		free(f->path);
	}
	mem_free(w->files);
}

static void open_namespaces(struct walks *w)
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER };

	if ((!w->stay && netns_private() < 0) ||
	    kernel_socket_open(&w->here, &how) < 0 ||
	    netns_private() < 0 || kernel_socket_open(&w->fresh, &how) < 0) {
		puts("skipped: no network namespaces of its own");
		exit(77);
	}
}

int main(int argc, char **argv)
{
	struct walks w = { .random = 1 };
	size_t steps = 1000;
	int i = 1;

	mem_on_exhausted(no_memory);
	for (; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--in-order") == 0) {
			w.in_order = true;
			i--;
		} else if (strcmp(argv[i], "--here") == 0) {
			w.stay = w.in_order = true;
			i--;
		} else if (strcmp(argv[i], "--open") == 0) {
			w.open = true;
			i--;
		} else if (strcmp(argv[i], "--back") == 0) {
			w.back = true;
			i--;
		} else if (strcmp(argv[i], "--held") == 0) {
			w.held = true;
			i--;
		} else if (strcmp(argv[i], "--seed") == 0) {
			w.random = strtoull(argv[i + 1], NULL, 0);
		} else if (strcmp(argv[i], "--nft") == 0) {
			w.nft = argv[i + 1];
		} else if (strcmp(argv[i], "--steps") == 0) {
			steps = strtoull(argv[i + 1], NULL, 0);
		} else if (strcmp(argv[i], "--lacking") == 0) {
			w.lacking = (uint32_t)strtoul(argv[i + 1], NULL, 0);
		}
	}
	if (i >= argc)
		return 2;
	read_list(&w, argv[i]);
	open_namespaces(&w);
	w.abilities = kernel_can(&w.here, KERNEL_ALL);
	walk(&w, steps);
	if (w.nft)
		printf("%zu files as nft leaves them, %zu that it refuses, %zu that it loads otherwise\n",
		       w.by_nft, w.not_by_nft, w.otherwise);
	printf("%zu syncs: %zu refused, %zu in another state, %zu not empty the second time; %zu had what cannot be reached; %zu messages, %zu for loads; %zu files left out\n",
	       w.steps, w.refused, w.differ, w.again, w.unreachable, w.messages,
	       w.full, w.left);
	if (w.back)
		printf("each taken back: %zu refused, %zu to another state, %zu without a rule that is not known\n",
		       w.back_refused, w.back_differ, w.lost);
	if (w.held)
		printf("held: %zu loads, %zu syncs; taken back: %zu refused, %zu to another state; %zu not made, %zu without a way back\n",
		       w.by_load, w.by_sync, w.back_refused, w.back_differ,
		       w.not_made, w.not_held);
	forget_list(&w);
	kernel_socket_close(&w.here);
	kernel_socket_close(&w.fresh);
	return w.refused || w.differ || w.again || w.back_refused ||
	       w.back_differ || w.not_held || w.steps < steps;
}
