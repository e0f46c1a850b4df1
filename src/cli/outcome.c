#include "config.h"

#include "cli/outcome.h"

#include "cli/exit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct {
	int exit;
	const char *sentence; /* NULL: silence */
} outcomes[] = {
	[OUTCOME_COMMITTED] = { EXIT_DONE, NULL },
	[OUTCOME_CHECKED] = { EXIT_DONE, NULL },
	[OUTCOME_REFUSED] = { EXIT_REFUSED,
		"the kernel refused the batch" },
	[OUTCOME_RETRY] = { EXIT_CONFLICT,
		"other programs kept changing the ruleset" },
	[OUTCOME_NO_PERMISSION] = { EXIT_PERMISSION,
		"no permission: CAP_NET_ADMIN is needed in the network namespace" },
	[OUTCOME_TOO_BIG] = { EXIT_SYSTEM,
		"the batch does not fit the socket's buffers" },
	[OUTCOME_FAILED] = { EXIT_SYSTEM,
		"the kernel could not take the batch" },
	[OUTCOME_UNKNOWN] = { EXIT_UNKNOWN,
		"it cannot be told whether the ruleset was applied" },
};
/* clang-format on */

static const struct {
	int errnum;
	int exit;
	const char *hint;
} failures[] = {
	{ EPERM, EXIT_PERMISSION,
	  "CAP_NET_ADMIN is needed in the network namespace" },
	{ EACCES, EXIT_PERMISSION, NULL },
	{ EINTR, EXIT_CONFLICT, "other programs kept changing the ruleset" },
	{ EAGAIN, EXIT_CONFLICT, "other programs kept changing the ruleset" },
	{ ESTALE, EXIT_CONFLICT, "other programs kept changing the ruleset" },
	{ EPROTONOSUPPORT, EXIT_SYSTEM, "this kernel has no nf_tables" },
};

int outcome_report(const struct commit_result *res, enum run_goal goal,
		   unsigned int retries)
{
	const char *sentence = outcomes[res->outcome].sentence;

	if (!sentence)
		return outcomes[res->outcome].exit;
	fprintf(stderr, "nftload: %s", sentence);
	if (res->errnum)
		fprintf(stderr, ": %s", strerror(res->errnum));
	if (retries)
		fprintf(stderr, " (tried %u times)", retries + 1);
	if (res->outcome != OUTCOME_UNKNOWN && goal == GOAL_COMMIT)
		fputs("; nothing was applied", stderr);
	fputc('\n', stderr);
	return outcomes[res->outcome].exit;
}

int failure_report(int err, const char *doing)
{
	fprintf(stderr, "nftload: %s: %s", doing, strerror(-err));
	for (size_t i = 0; i < ARRAY_SIZE(failures); i++) {
		if (failures[i].errnum != -err)
			continue;
		if (failures[i].hint)
			fprintf(stderr, " (%s)", failures[i].hint);
		fputs("; nothing was applied\n", stderr);
		return failures[i].exit;
	}
	fputs("; nothing was applied\n", stderr);
	return EXIT_SYSTEM;
}

void outcome_summary(const struct commit_result *res, uint32_t messages,
		     unsigned int retries)
{
	fprintf(stderr,
		"nftload: %s %" PRIu32 " messages, %" PRIu64
		" bytes; generation %" PRIu32 " before, %" PRIu32
		" after; %u retries\n",
		res->outcome == OUTCOME_COMMITTED ? "committed" : "checked",
		messages, res->bytes, res->genid_before, res->genid_after,
		retries);
}
