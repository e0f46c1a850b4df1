#include "config.h"

#include "cli/sandbox.h"

#include <stdio.h>
#include <unistd.h>

#ifdef HAVE_CAPNG
#include <cap-ng.h>
#endif

#ifdef HAVE_SECCOMP
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "cli/filters.h" /* mkfilters made it */
#endif

bool sandbox_may_start(void)
{
	if (getuid() == geteuid() && getgid() == getegid())
		return true;
	fputs("nftload: refuses to run setuid or setgid: whoever may start it would own the firewall\n",
	      stderr);
	return false;
}

/* ---- capabilities ---- */

#ifdef HAVE_CAPNG
#define RIGHTS (CAPNG_EFFECTIVE | CAPNG_PERMITTED)

/* Of those to keep the ones that there are. */
static void drop_to_reading(void)
{
	static const unsigned int list[] = { CAP_NET_ADMIN,
					     CAP_DAC_READ_SEARCH };
	bool have[ARRAY_SIZE(list)];

	if (capng_get_caps_process() < 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(list); i++)
		have[i] = capng_have_capability(CAPNG_PERMITTED, list[i]);
	capng_clear(CAPNG_SELECT_BOTH);
	for (size_t i = 0; i < ARRAY_SIZE(list); i++)
		if (have[i])
			capng_update(CAPNG_ADD, RIGHTS, list[i]);
	/* Fewer rights are no reason to stop, and more are there already. */
	(void)capng_apply(CAPNG_SELECT_CAPS);
}

/* From what the library remembers: asked again, it would read files. */
static void drop_to_sending(void)
{
	if (!capng_have_capability(CAPNG_PERMITTED, CAP_DAC_READ_SEARCH))
		return;
	capng_update(CAPNG_DROP, RIGHTS, CAP_DAC_READ_SEARCH);
	(void)capng_apply(CAPNG_SELECT_CAPS);
}
#else
static void drop_to_reading(void)
{
}

static void drop_to_sending(void)
{
}
#endif

/* ---- system calls ---- */

#ifdef HAVE_SECCOMP
static void filter(const struct sock_filter *list, size_t n)
{
	const struct sock_fprog prog = {
		.len = (unsigned short)n,
		.filter = (struct sock_filter *)(uintptr_t)list,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		(void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog);
}

static void filter_to_reading(void)
{
	filter(filter_reading, ARRAY_SIZE(filter_reading));
}

static void filter_to_sending(void)
{
	filter(filter_sending, ARRAY_SIZE(filter_sending));
}
#else
static void filter_to_reading(void)
{
}

static void filter_to_sending(void)
{
}
#endif

void sandbox_enter(void)
{
	drop_to_reading();
	filter_to_reading();
}

void sandbox_inputs_read(void)
{
	drop_to_sending();
}

void sandbox_narrow(void)
{
	filter_to_sending();
}

const char *sandbox_features(void)
{
#if defined(HAVE_CAPNG) && defined(HAVE_SECCOMP)
	return "capabilities, system calls";
#elif defined(HAVE_CAPNG)
	return "capabilities";
#elif defined(HAVE_SECCOMP)
	return "system calls";
#else
	return "none";
#endif
}
