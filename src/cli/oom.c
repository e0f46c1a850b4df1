#include "config.h"

#include "base/mem.h"
#include "cli/exit.h"
#include "cli/journal.h"
#include "cli/outcome.h"

#include <string.h>
#include <unistd.h>

struct end {
	int exit;
	const char *text;
};

/* Nothing was applied where nothing else is said. */
static struct end end_of(enum outcome outcome)
{
	if (outcome == OUTCOME_COMMITTED)
		return (struct end){
			EXIT_UNTOLD,
			"nftload: out of memory; the ruleset was applied\n"
		};
	if (outcome == OUTCOME_UNKNOWN)
		return (struct end){
			EXIT_UNKNOWN,
			"nftload: out of memory; it cannot be told whether the ruleset was applied\n"
		};
	return (struct end){ EXIT_SYSTEM, "nftload: out of memory\n" };
}

/* No allocation, no stdio: there is no memory for them. */
void mem_exhausted(size_t bytes)
{
	struct end end = end_of(outcome_noted());

	const char *mark = journal_mark(SAY_ERROR);

	(void)bytes;
	if (write(STDERR_FILENO, mark, strlen(mark)) < 0 ||
	    write(STDERR_FILENO, end.text, strlen(end.text)) < 0)
		_exit(end.exit);
	_exit(end.exit);
}
