#include "config.h"

#include "cli/boot/spare_note.h"

#include "cli/confirm/waiting.h"
#include "sync/recall.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 64

static bool find_path(char ret_path[PATH_BYTES])
{
	uint64_t netns;

	if (waiting_here(&netns) < 0)
		return false;
	snprintf(ret_path, PATH_BYTES, RECALL_DIR "/spare-%" PRIx64, netns);
	return true;
}

bool spare_is_noted(void)
{
	char path[PATH_BYTES];
	struct stat st;

	return find_path(path) && lstat(path, &st) == 0 &&
	       st.st_uid == geteuid();
}

void spare_note(bool runs)
{
	char path[PATH_BYTES];
	int fd;

	if (!find_path(path))
		return;
	if (!runs) {
		(void)unlink(path);
		return;
	}
	(void)mkdir(RECALL_DIR, S_IRWXU);
	fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
		  S_IRUSR | S_IWUSR);
	if (fd >= 0)
		close(fd);
}
