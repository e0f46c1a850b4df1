#include "config.h"

#include "cli/user/outcome.h"

#include "base/mem.h"
#include "cli/user/exit.h"
#include "cli/user/journal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The program's only variable that belongs to no function: who asks for it has
 * been handed nothing. */
static enum outcome noted = OUTCOME_FAILED;

/* NULL: silence. */
static const char *const sentences[] = {
	[OUTCOME_REFUSED] = "the kernel refused the batch",
	[OUTCOME_RETRY] = "other programs kept changing the ruleset",
	[OUTCOME_NO_PERMISSION] =
		"no permission: CAP_NET_ADMIN is needed in the network namespace",
	[OUTCOME_TOO_BIG] = "the batch does not fit the socket's buffers",
	[OUTCOME_FAILED] = "the kernel could not take the batch",
	[OUTCOME_UNKNOWN] =
		"it is not known whether the ruleset was applied",
};

static const struct {
	int errnum;
	const char *hint;
} hints[] = {
	{ EPERM, "CAP_NET_ADMIN is needed in the network namespace" },
	{ EINTR, "other programs kept changing the ruleset" },
	{ EAGAIN, "other programs kept changing the ruleset" },
	{ ESTALE, "other programs kept changing the ruleset" },
	{ EPROTONOSUPPORT, "this kernel has no nf_tables" },
};

void closing_add(struct closing *c, const char *fmt, ...)
{
	size_t at = strlen(c->text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->text + at, sizeof(c->text) - at, fmt, ap);
	va_end(ap);
}

void outcome_report(struct closing *c, const struct commit_result *res,
		    enum load_goal goal, unsigned int retries)
{
	const char *sentence = sentences[res->outcome];

	if (!sentence)
		return;
	closing_add(c, "%s", sentence);
	if (res->errnum)
		closing_add(c, ": %s", strerror(res->errnum));
	if (retries)
		closing_add(c, " (tried %u times)", retries + 1);
	if (res->outcome != OUTCOME_UNKNOWN && goal == LOAD_COMMIT)
		closing_add(c, "; nothing was applied");
}

void input_report(struct closing *c, const struct diags *diags,
		  enum load_goal goal)
{
	uint32_t n = diags->nerrors;

	if (!n)
		closing_add(c, "warnings count as errors (--strict)");
	else if (diags_full(diags))
		closing_add(c, "stopped after %" PRIu32 " error%s (--max-errors=0 shows all)",
			    diags->max_errors, diags->max_errors == 1 ? "" : "s");
	else
		closing_add(c, "%" PRIu32 " error%s", n, n == 1 ? "" : "s");
	if (goal == LOAD_COMMIT)
		closing_add(c, "; nothing was applied");
}

void outcome_failure(struct closing *c, const struct load_failure *why)
{
	closing_add(c, "%s", why->doing);
	if (why->netns)
		closing_add(c, " '%s'", why->netns);
	closing_add(c, ": %s", strerror(-why->err));
	for (size_t i = 0; i < ARRAY_SIZE(hints); i++)
		if (hints[i].errnum == -why->err)
			closing_add(c, " (%s)", hints[i].hint);
	closing_add(c, "; nothing was applied");
	if (why->meant)
		closing_add(c, "; did you mean '%s'?", why->meant);
}

void outcome_output_failure(struct closing *c, int err, const char *what,
			    const char *became)
{
	closing_add(c, "cannot write the %s: %s; %s", what, strerror(-err), became);
}

void outcome_note(enum outcome outcome)
{
	noted = outcome;
}

bool outcome_is_nothing(void)
{
	return noted != OUTCOME_COMMITTED && noted != OUTCOME_UNKNOWN;
}

struct end {
	int exit;
	const char *text;
};

/* Nothing was applied where nothing else is said. */
static struct end end_by(enum outcome outcome)
{
	if (outcome == OUTCOME_COMMITTED)
		return (struct end){
			EXIT_UNTOLD,
			"nftload: out of memory; the ruleset was applied\n"
		};
	if (outcome == OUTCOME_UNKNOWN)
		return (struct end){
			EXIT_UNKNOWN,
			"nftload: out of memory; it is not known whether the ruleset was applied\n"
		};
	return (struct end){ EXIT_SYSTEM, "nftload: out of memory\n" };
}

/* No allocation, no stdio: there is no memory for them. */
static void end_exhausted(size_t bytes)
{
	const char *mark = journal_mark(SAY_ERROR);
	struct end end = end_by(noted);

	(void)bytes;
	if (write(STDERR_FILENO, mark, strlen(mark)) < 0 ||
	    write(STDERR_FILENO, end.text, strlen(end.text)) < 0)
		_exit(end.exit);
	_exit(end.exit);
}

void outcome_of_exhaustion(void)
{
	mem_on_exhausted(end_exhausted);
}

/* No ruleset has generation 0: the kernel did not tell. */
static void add_genid(struct closing *c, uint32_t genid, const char *when)
{
	if (genid)
		closing_add(c, "%" PRIu32 " %s", genid, when);
	else
		closing_add(c, "unknown %s", when);
}

void outcome_summary(struct closing *c, const struct commit_result *res,
		     uint32_t messages, unsigned int retries)
{
	closing_add(c, "%s %" PRIu32 " messages, %" PRIu64 " bytes; generation ",
	    res->outcome == OUTCOME_COMMITTED ? "committed" : "checked",
	    messages, res->bytes);
	add_genid(c, res->genid_before, "before, ");
	add_genid(c, res->genid_after, "after");
	closing_add(c, "; %u retries", retries);
}
