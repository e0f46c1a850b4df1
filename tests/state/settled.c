/*
 * settled — prints what this network namespace holds, as lines that two ways to
 * the same state share (text.h); with --counts, what counters and quotas have
 * counted, too.
 */
#include "config.h"

#include "text.h"

#include "base/mem.h"
#include "state/read.h"

#include <stdlib.h>
#include <string.h>

static void no_memory(size_t bytes)
{
	fprintf(stderr, "no memory for %zu bytes\n", bytes);
	exit(1);
}

static bool every_table(void *ctx, const struct low_msg *table)
{
	(void)ctx;
	(void)table;
	return true;
}

static void print(const struct reading *r, bool counts)
{
	struct dump_cursor at = { 0 };
	const struct nlmsghdr *nlh;
	struct chunks messages;
	struct text t;

	chunks_init(&messages, sizeof(nlh));
	while ((nlh = dump_next(&r->dump, &at)))
		*(const struct nlmsghdr **)chunks_push(&messages) = nlh;
	text_make(&t, &messages, &(struct text_how){ .counts = counts });
	for (size_t i = 0; i < t.count; i++)
		puts(t.lines[i]);
	text_free(&t);
	chunks_release(&messages);
}

int main(int argc, char **argv)
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	const struct read_choice choice = { .table = every_table };
	struct kernel_socket s;
	struct reading r;
	int err;

	mem_on_exhausted(no_memory);
	err = kernel_socket_open(&s, &how);
	if (err == 0)
		err = state_read(&r, &s, &choice);
	if (err < 0) {
		fprintf(stderr, "settled: %s\n", strerror(-err));
		return 1;
	}
	print(&r, argc > 1 && strcmp(argv[1], "--counts") == 0);
	reading_release(&r);
	kernel_socket_close(&s);
	return 0;
}
