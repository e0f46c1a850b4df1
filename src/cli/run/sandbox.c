#include "config.h"

#include "cli/run/sandbox.h"

#include "base/mem.h"
#include "cli/user/messages.h"
#include "text/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#ifdef HAVE_CAPNG
#include <cap-ng.h>
#endif

#ifdef HAVE_SECCOMP
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "cli/run/filters.h" /* mkfilters made it */
#endif

#if defined(HAVE_CAPNG) || defined(HAVE_SECCOMP)
static const struct span nowhere = { .file = SOURCE_NONE };
#endif

/* ---- the start ---- */

/* What another user, or a program with fewer rights, has put there would guide
 * the program; these can do no harm. */
static void drop_environment(void)
{
	static const char *const harmless[] = { "JOURNAL_STREAM", "NO_COLOR",
						"TERM" };
	char *kept[ARRAY_SIZE(harmless)];

	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++) {
		const char *value = getenv(harmless[i]);

		kept[i] = value ? mem_strdup(value) : NULL;
	}
	clearenv();
	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++) {
		if (kept[i])
			setenv(harmless[i], kept[i], true);
		mem_free(kept[i]);
	}
}

/* AT_SECURE: the kernel gave rights at the start that who starts it has not. */
bool sandbox_may_start(void)
{
	bool secure = getauxval(AT_SECURE);

	if (getuid() != geteuid() || getgid() != getegid()) {
		messages_tell("refuses to run setuid or setgid: whoever may start it would own the firewall");
		return false;
	}
	if (secure && getuid() != 0) {
		messages_tell("refuses to run with capabilities of its file: whoever may start it would own the firewall");
		return false;
	}
	/* Security modules see to it for root, at boot, too. */
	if (secure)
		drop_environment();
	return true;
}

/* ---- capabilities ---- */

#ifdef HAVE_CAPNG
#define RIGHTS (CAPNG_EFFECTIVE | CAPNG_PERMITTED)

/* What is there beside those to keep, by name. */
static const char *list_kept(struct arena *a, const unsigned int *keep,
			     size_t n)
{
	const char *list = "";

	if (capng_get_caps_process() < 0)
		return " all";
	for (unsigned int cap = 0; cap <= CAP_LAST_CAP; cap++) {
		bool wanted = false;

		for (size_t i = 0; i < n; i++)
			wanted |= keep[i] == cap;
		if (!wanted && capng_have_capability(CAPNG_PERMITTED, cap))
			list = arena_printf(a, "%s %s", list,
					    capng_capability_to_name(cap));
	}
	return *list ? list : " none";
}

static void warn_of_kept(struct diags *d, int err, const unsigned int *keep,
			 size_t n)
{
	diag_warn(d, DIAG_RIGHTS, nowhere,
		  "cannot give up capabilities (%s); kept:%s",
		  err ? strerror(err) : "libcap-ng failed",
		  list_kept(&d->arena, keep, n));
}

static void keep_only(struct diags *d, const unsigned int *keep, size_t n)
{
	bool have[2];

	for (size_t i = 0; i < n; i++)
		have[i] = capng_have_capability(CAPNG_PERMITTED, keep[i]);
	capng_clear(CAPNG_SELECT_BOTH);
	for (size_t i = 0; i < n; i++)
		if (have[i])
			capng_update(CAPNG_ADD, RIGHTS, keep[i]);
	errno = 0;
	if (capng_apply(CAPNG_SELECT_CAPS) < 0)
		warn_of_kept(d, errno, keep, n);
}

static void drop_to_reading(struct diags *d)
{
	static const unsigned int list[] = { CAP_NET_ADMIN,
					     CAP_DAC_READ_SEARCH };

	errno = 0;
	if (capng_get_caps_process() < 0)
		warn_of_kept(d, errno, list, ARRAY_SIZE(list));
	else
		keep_only(d, list, ARRAY_SIZE(list));
}

/* From what the library remembers: asked again, it would read files. */
static void drop_to_sending(struct diags *d)
{
	static const unsigned int list[] = { CAP_NET_ADMIN };

	if (capng_have_capability(CAPNG_PERMITTED, CAP_DAC_READ_SEARCH))
		keep_only(d, list, ARRAY_SIZE(list));
}

static void drop_all(struct diags *d)
{
	capng_clear(CAPNG_SELECT_BOTH);
	errno = 0;
	if (capng_apply(CAPNG_SELECT_CAPS) < 0)
		warn_of_kept(d, errno, NULL, 0);
}
#else
static void drop_all(struct diags *d)
{
	(void)d;
}

static void drop_to_reading(struct diags *d)
{
	(void)d;
}

static void drop_to_sending(struct diags *d)
{
	(void)d;
}
#endif

/* ---- system calls ---- */

#ifdef HAVE_SECCOMP
static void filter(struct diags *d, const struct sock_filter *list, size_t n)
{
	const struct sock_fprog prog = {
		.len = (unsigned short)n,
		.filter = (struct sock_filter *)(uintptr_t)list,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) < 0)
		diag_warn(d, DIAG_RIGHTS, nowhere,
			  "cannot filter system calls (%s); kept: all of them",
			  strerror(errno));
}

static void filter_to_reading(struct diags *d)
{
	filter(d, filter_reading, ARRAY_SIZE(filter_reading));
}

static void filter_to_holding(struct diags *d)
{
	filter(d, filter_holding, ARRAY_SIZE(filter_holding));
}

static void filter_to_probing(struct diags *d)
{
	filter(d, filter_probing, ARRAY_SIZE(filter_probing));
}

static void filter_to_sending(struct diags *d)
{
	filter(d, filter_sending, ARRAY_SIZE(filter_sending));
}
#else
static void filter_to_reading(struct diags *d)
{
	(void)d;
}

static void filter_to_holding(struct diags *d)
{
	(void)d;
}

static void filter_to_probing(struct diags *d)
{
	(void)d;
}

static void filter_to_sending(struct diags *d)
{
	(void)d;
}
#endif

void sandbox_enter(struct diags *d)
{
	drop_to_reading(d);
	filter_to_reading(d);
}

void sandbox_inputs_read(struct diags *d)
{
	drop_to_sending(d);
}

void sandbox_hold(struct diags *d)
{
	filter_to_holding(d);
}

void sandbox_probe(struct diags *d)
{
	drop_all(d);
	filter_to_probing(d);
}

void sandbox_narrow(struct diags *d)
{
	filter_to_sending(d);
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
