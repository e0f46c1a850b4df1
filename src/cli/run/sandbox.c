#include "config.h"

#include "cli/run/sandbox.h"

#include "base/mem.h"
#include "cli/run/caps.h"
#include "cli/user/messages.h"
#include "text/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#ifdef HAVE_SECCOMP
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "cli/run/filters.h" /* mkfilters made it */
#endif

#if defined(HAVE_RIGHTS) || defined(HAVE_SECCOMP)
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

#ifdef HAVE_RIGHTS
/* What is there beside those to keep, by name. */
static const char *list_kept(struct arena *a, uint64_t keep)
{
	const char *list = "";
	uint64_t held;

	if (caps_held(&held) < 0)
		return " all";
	for (unsigned int cap = 0; cap < CAPS_COUNT; cap++)
		if (held & ~keep & CAP_BIT(cap))
			list = arena_printf(a, "%s %s", list, caps_name(cap));
	return *list ? list : " none";
}

static void keep_only(struct diags *d, uint64_t keep)
{
	int err = caps_keep_only(keep);

	if (err < 0)
		diag_warn(d, DIAG_RIGHTS, nowhere,
			  "cannot give up capabilities (%s); kept:%s",
			  strerror(-err), list_kept(&d->arena, keep));
}
#else
static void keep_only(struct diags *d, uint64_t keep)
{
	(void)d, (void)keep;
}
#endif

static void drop_to_reading(struct diags *d)
{
	keep_only(d, CAP_BIT(CAP_NET_ADMIN) | CAP_BIT(CAP_DAC_READ_SEARCH));
}

static void drop_to_sending(struct diags *d)
{
	keep_only(d, CAP_BIT(CAP_NET_ADMIN));
}

static void drop_all(struct diags *d)
{
	keep_only(d, 0);
}

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
#if defined(HAVE_RIGHTS) && defined(HAVE_SECCOMP)
	return "capabilities, system calls";
#elif defined(HAVE_RIGHTS)
	return "capabilities";
#elif defined(HAVE_SECCOMP)
	return "system calls";
#else
	return "none";
#endif
}
