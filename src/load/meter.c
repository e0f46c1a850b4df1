#include "config.h"

#include "load/meter.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

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
void meter_start(struct meter *m, bool timed, const struct load_watch *watch)
{
	*m = (struct meter){ .watch = watch, .timed = timed, .since = now() };
	m->status = timed ? open("/proc/self/status", O_RDONLY | O_CLOEXEC) : -1;
}

void meter_end(struct meter *m)
{
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
	if (m->watch)
		m->watch->phase(m->watch->ctx, phase, total);
}

_Atomic uint64_t *meter_place(const struct meter *m)
{
	return m->watch ? m->watch->place : NULL;
}

static void pass(struct meter *m, uint64_t began)
{
	uint64_t took = m->timed ? now() - began : 0;

	m->ns[PHASE_BUILD] += took;
	m->since += took;
}

static uint64_t reach(const struct meter *m, uint32_t off)
{
	if (m->watch)
		*m->watch->place = off;
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
	if (!m->timed && !m->watch)
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

void meter_times(const struct meter *m, const struct commit_result *res,
		 uint64_t ret_ns[PHASES])
{
	memcpy(ret_ns, m->ns, sizeof(m->ns));
	ret_ns[PHASE_SEND] = res->send_ns;
	ret_ns[PHASE_ACKS] = res->acks_ns;
}
