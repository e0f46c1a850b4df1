#include "config.h"

#include "cli/user/journal.h"

#include "base/util.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* JOURNAL_STREAM=DEVICE:INODE */
static bool leads_to_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long dev, ino;
	struct stat st;
	char *end;

	if (!stream || fstat(STDERR_FILENO, &st) < 0)
		return false;
	dev = strtoull(stream, &end, 10);
	if (*end != ':')
		return false;
	ino = strtoull(end + 1, &end, 10);
	return !*end && dev == st.st_dev && ino == st.st_ino;
}

const char *journal_mark(enum say_level level)
{
	static const char *const marks[SAY_LEVELS] = {
		[SAY_ERROR] = "<3>",
		[SAY_WARNING] = "<4>",
		[SAY_NOTICE] = "<5>",
		[SAY_NOTE] = "<6>",
	};

	return leads_to_journal() ? marks[level] : "";
}
