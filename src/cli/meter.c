#include "config.h"

#include "cli/meter.h"

#include "cli/progress.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static const char *const names[PHASES] = {
	[PHASE_READ] = "read",	 [PHASE_PARSE] = "parse",
	[PHASE_COMPILE] = "compile", [PHASE_BUILD] = "build",
	[PHASE_SEND] = "send",	 [PHASE_ACKS] = "ACKs",
};

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* getrusage(2) counts what the process was before execve(2), too. */
static uint64_t peak_bytes(int status)
{
	static const char key[] = "VmHWM:";
	char text[4096] = "";
	struct rusage use;
	const char *at = NULL;

	if (status >= 0 && read(status, text, sizeof(text) - 1) > 0)
		at = strstr(text, key);
	if (at)
		return strtoull(at + strlen(key), NULL, 10) * 1024;
	return getrusage(RUSAGE_SELF, &use) ? 0 : (uint64_t)use.ru_maxrss * 1024;
}

/* The file is opened now: at the end, none can be. */
void meter_start(struct meter *m, const struct options *o)
{
	*m = (struct meter){ .timed = o->stats || o->report, .since = now() };
	m->status = m->timed ? open("/proc/self/status", O_RDONLY | O_CLOEXEC) :
			       -1;
}

void meter_watch(struct meter *m, const struct options *o)
{
	m->progress = progress_begin(o);
}

void meter_end(struct meter *m)
{
	progress_end(m->progress);
	m->progress = NULL;
	m->peak = m->timed ? peak_bytes(m->status) : 0;
	if (m->status >= 0)
		close(m->status);
	m->status = -1;
}

void meter_phase(struct meter *m, enum phase phase, uint64_t total)
{
	uint64_t at = now();

	m->ns[m->phase] += at - m->since;
	m->phase = (uint8_t)phase;
	m->since = at;
	if (m->progress)
		progress_phase(m->progress, names[phase], total);
}

_Atomic uint64_t *meter_place(const struct meter *m)
{
	return m->progress ? progress_place(m->progress) : NULL;
}

static void pass(struct meter *m, uint64_t began)
{
	uint64_t took = m->timed ? now() - began : 0;

	m->ns[PHASE_BUILD] += took;
	m->since += took;
}

static uint64_t reach(const struct meter *m, uint32_t off)
{
	if (m->progress)
		*progress_place(m->progress) = off;
	return m->timed ? now() : 0;
}

static int sink_msg(void *ctx, const struct low_msg *msg)
{
	struct meter *m = ctx;
	uint64_t began = reach(m, msg->at.off);
	int err = m->inner.msg(m->inner.ctx, msg);

	pass(m, began);
	return err;
}

static int sink_elems_begin(void *ctx, const struct low_elems *head)
{
	struct meter *m = ctx;
	uint64_t began = reach(m, head->at.off);
	int err = m->inner.elems_begin(m->inner.ctx, head);

	pass(m, began);
	return err;
}

static int sink_elem(void *ctx, const struct low_elem *e)
{
	struct meter *m = ctx;
	uint64_t began = reach(m, e->off);
	int err = m->inner.elem(m->inner.ctx, e);

	pass(m, began);
	return err;
}

static int sink_elems_end(void *ctx)
{
	struct meter *m = ctx;
	uint64_t began = m->timed ? now() : 0;
	int err = m->inner.elems_end(m->inner.ctx);

	pass(m, began);
	return err;
}

struct low_sink meter_sink(struct meter *m, struct low_sink inner)
{
	if (!m->timed && !m->progress)
		return inner;
	m->inner = inner;
	return (struct low_sink){
		.ctx = m,
		.msg = sink_msg,
		.elems_begin = sink_elems_begin,
		.elem = sink_elem,
		.elems_end = sink_elems_end,
	};
}

uint64_t meter_lines(const struct source *s)
{
	const char *at = s->text, *end = s->text + s->len;
	uint64_t n = s->len && end[-1] != '\n';

	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		n++;
		at++;
	}
	return n;
}

void meter_times(const struct meter *m, const struct commit_result *res,
		 uint64_t ret_ns[PHASES])
{
	memcpy(ret_ns, m->ns, sizeof(m->ns));
	ret_ns[PHASE_SEND] = res->send_ns;
	ret_ns[PHASE_ACKS] = res->acks_ns;
}

static void print_times(const struct meter *m, const struct commit_result *res)
{
	uint64_t ns[PHASES];

	meter_times(m, res, ns);
	for (unsigned int i = 0; i < PHASES; i++)
		fprintf(stderr, "%-16s %.3f ms\n", names[i],
			(double)ns[i] / 1e6);
}

void meter_print(const struct meter *m, const struct source_set *sources,
		 const struct batch *b, const struct commit_result *res)
{
	uint64_t bytes = 0, lines = 0;

	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);

		bytes += s->len;
		lines += meter_lines(s);
	}
	fprintf(stderr,
		"bytes read       %" PRIu64 "\nlines read       %" PRIu64
		"\nmessages         %" PRIu32 "\niovecs           %" PRIu32
		"\nbytes sent       %" PRIu64 "\nACKs             %" PRIu32 "\n",
		bytes, lines, batch_count(b), res->iovecs,
		res->send_ns ? res->bytes : 0, res->acks);
	print_times(m, res);
	fprintf(stderr, "peak memory      %" PRIu64 "\n", m->peak);
}
