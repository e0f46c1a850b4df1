/*
 * samesets — says of each set of this network namespace whether it holds what
 * FILE gives it, as state/read_same.h finds out.
 *
 *     samesets FILE
 *
 * "same NAME" or "other NAME", a line each, and on standard error what it took.
 */
#include "config.h"

#include "base/mem.h"
#include "load/load.h"
#include "state/apply.h"
#include "state/read.h"
#include "state/read_same.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

struct wants {
	struct state state;
	struct kernel_socket sock;
};

static void no_memory(size_t bytes)
{
	fprintf(stderr, "no memory for %zu bytes\n", bytes);
	exit(1);
}

static double seconds(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static bool every_table(void *ctx, const struct low_msg *table)
{
	(void)ctx;
	(void)table;
	return true;
}

static bool ask(void *ctx, const struct low_msg *m)
{
	struct wants *w = ctx;
	struct state_table *t = state_table(&w->state, m->family,
					    m->table.name);
	struct state_set *set = t ? state_set(&w->state, t, m->name.name, 0) :
				    NULL;
	double begin = seconds();
	bool same = set && read_same(&w->sock, m, set, false);

	printf("%s %s\n", same ? "same" : "other", m->name.name);
	fprintf(stderr, "%s: %.3f s\n", m->name.name, seconds() - begin);
	return false;
}

int main(int argc, char **argv)
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER,
					      .many = true };
	const char *const files[] = { argc == 2 ? argv[1] : NULL, NULL };
	const struct load_options options = {
		.goal = LOAD_CHECK,
		.until = LOAD_UNTIL_BUILT,
		.files = files,
		.nfiles = 1,
	};
	const struct load_events events = { 0 };
	struct wants w;
	const struct read_choice choice = { .table = every_table,
					    .elements = ask,
					    .ctx = &w };
	struct reading r;
	struct load load;

	mem_on_exhausted(no_memory);
	load_init(&load, &options, &events);
	load_run(&load);
	if (!files[0] || !load.list[0].compiled ||
	    kernel_socket_open(&w.sock, &how))
		return 1;
	state_init(&w.state, STATE_EMPTY);
	state_apply(&w.state, &load.list[0].batch, NULL);
	fprintf(stderr, "compiled: %.3f s\n", seconds());
	if (state_read(&r, &w.sock, &choice))
		return 1;
	fprintf(stderr, "read: %.3f s\n", seconds());
	reading_release(&r);
	kernel_socket_close(&w.sock);
	state_release(&w.state);
	load_release(&load);
	return 0;
}
