#include "config.h"

#include "cli/user/progress.h"

#include "base/mem.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define FIRST_MS 1000 /* shorter work shows nothing */
#define STEP_MS 200
#define CLEAR "\r\033[K"

struct progress {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool over;
	const char *name;
	uint64_t total, since_ns;
	_Atomic uint64_t done;
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static struct timespec after(unsigned int ms)
{
	uint64_t at = now_ns() + (uint64_t)ms * 1000000u;

	return (struct timespec){ (time_t)(at / 1000000000u),
				  (long)(at % 1000000000u) };
}

static void draw(struct progress *p)
{
	double seconds = (double)(now_ns() - p->since_ns) / 1e9;
	double done = (double)p->done, total = (double)p->total;

	if (p->done)
		fprintf(stderr, CLEAR "%s: %.0f %%, %.1f MB/s", p->name,
			total > 0 ? 100 * done / total : 0,
			seconds > 0 ? done / seconds / 1e6 : 0);
	else
		fprintf(stderr, CLEAR "%s: %.1f MB, %.0f s", p->name,
			total / 1e6, seconds);
	fflush(stderr);
}

static void *watch(void *ctx)
{
	struct progress *p = ctx;
	unsigned int wait = FIRST_MS;
	bool drawn = false;

	pthread_mutex_lock(&p->lock);
	while (!p->over) {
		struct timespec until = after(wait);

		if (pthread_cond_timedwait(&p->wake, &p->lock, &until) == 0)
			continue;
		draw(p);
		drawn = true;
		wait = STEP_MS;
	}
	pthread_mutex_unlock(&p->lock);
	if (drawn)
		fputs(CLEAR, stderr);
	return NULL;
}

static int start(struct progress *p)
{
	pthread_condattr_t attr;
	sigset_t all, old;
	int err;

	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->wake, &attr);
	pthread_condattr_destroy(&attr);
	/* Signals are for the thread that loads. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&p->thread, NULL, watch, p);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return err;
}

struct progress *progress_begin(const struct options *o)
{
	struct progress *p;

	if (o->quiet || !isatty(STDERR_FILENO))
		return NULL;
	p = mem_zalloc(sizeof(*p));
	p->name = "read";
	p->since_ns = now_ns();
	if (start(p) == 0)
		return p;
	mem_free(p);
	return NULL;
}

void progress_end(struct progress *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->over = true;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	mem_free(p);
}

void progress_phase(struct progress *p, const char *name, uint64_t total)
{
	pthread_mutex_lock(&p->lock);
	p->name = name;
	p->total = total;
	p->since_ns = now_ns();
	p->done = 0;
	pthread_mutex_unlock(&p->lock);
}

_Atomic uint64_t *progress_place(struct progress *p)
{
	return &p->done;
}
