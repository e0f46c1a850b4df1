/*
 * readout — prints what state/read.h reads of this network namespace, in the
 * form of tests/tools/state.
 *
 *     readout [-q] [-n SET] [FAMILY/TABLE]...
 *
 * FAMILY is a number; without tables, all are read.  The elements of SET are
 * left out.  On standard error it says how many messages, bytes and tries it
 * took, and how much time; -q: nothing else.
 */
#include "config.h"

#include "base/mem.h"
#include "object/decode.h"
#include "state/read.h"

#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char *const kinds[] = {
	[LOW_TABLE] = "table", [LOW_CHAIN] = "chain", [LOW_RULE] = "rule",
	[LOW_SET] = "set", [LOW_OBJ] = "obj", [LOW_FLOWTABLE] = "flowtable",
	[LOW_ELEMS] = "elements",
};

struct wants {
	char **tables;
	const char *without; /* elements of this set */
};

static void no_memory(size_t bytes)
{
	fprintf(stderr, "no memory for %zu bytes\n", bytes);
	exit(1);
}

static bool wants_table(void *ctx, const struct low_msg *table)
{
	const struct wants *w = ctx;
	char name[512];

	snprintf(name, sizeof(name), "%u/%s", table->family, table->table.name);
	for (char **t = w->tables; *t; t++)
		if (strcmp(*t, name) == 0)
			return true;
	return !*w->tables;
}

static bool wants_elements(void *ctx, const struct low_msg *set)
{
	const struct wants *w = ctx;

	return !w->without || strcmp(set->name.name, w->without) != 0;
}

static void show(const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *nfg = NLMSG_DATA(nlh);
	const struct rows_msg *type = decode_type(nlh);
	const uint8_t *p = (const uint8_t *)nfg + NLMSG_ALIGN(sizeof(*nfg));
	const uint8_t *end = (const uint8_t *)nlh + nlh->nlmsg_len;

	printf("%s %u ", type ? kinds[type->kind] : "unknown",
	       nfg->nfgen_family);
	for (; p < end; p++)
		printf("%02x", *p);
	putchar('\n');
}

static void show_all(const struct reading *r)
{
	struct dump_cursor c = { 0 };
	const struct nlmsghdr *nlh;

	while ((nlh = dump_next(&r->dump, &c)))
		show(nlh);
}

static void show_cost(const struct reading *r)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	fprintf(stderr, "%llu messages, %llu bytes, %u tries, %.4f s, %ld KiB\n",
		(unsigned long long)r->dump.count,
		(unsigned long long)r->dump.bytes, r->tries,
		(double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
			(double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6,
		u.ru_maxrss);
}

int main(int argc, char **argv)
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	struct wants w = { 0 };
	struct kernel_socket s, watch;
	const struct read_choice choice = { .table = wants_table,
					    .elements = wants_elements,
					    .ctx = &w,
					    .watch = &watch };
	struct reading r;
	bool quiet = false;
	int c, err;

	mem_on_exhausted(no_memory);
	while ((c = getopt(argc, argv, "qn:")) != -1) {
		if (c == 'q')
			quiet = true;
		else if (c == 'n')
			w.without = optarg;
		else
			return 1;
	}
	w.tables = argv + optind;
	if (kernel_socket_open(&s, &how) || kernel_socket_open(&watch, &how)) {
		fprintf(stderr, "readout: no socket\n");
		return 1;
	}
	err = state_read(&r, &s, &choice);
	if (err) {
		fprintf(stderr, "readout: %s: '%s' writes\n", strerror(-err),
			r.writer.process);
		return 1;
	}
	if (!quiet)
		show_all(&r);
	show_cost(&r);
	reading_release(&r);
	kernel_socket_close(&watch);
	kernel_socket_close(&s);
	return 0;
}
