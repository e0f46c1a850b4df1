#include "config.h"

#include "cli/boot/spare_note.h"

#include "kernel/talk/socket.h"
#include "sync/recall.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 64

static bool find_path(char ret_path[PATH_BYTES])
{
	static const struct transport_choice how = { 0 };
	struct kernel_socket sock;
	uint64_t netns;
	int err;

	if (kernel_socket_open(&sock, &how) < 0)
		return false;
	err = kernel_socket_netns(&sock, &netns);
	kernel_socket_close(&sock);
	snprintf(ret_path, PATH_BYTES, RECALL_DIR "/spare-%" PRIx64, netns);
	return err == 0;
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
