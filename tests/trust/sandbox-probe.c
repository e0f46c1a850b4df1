/* Enters the sandbox as the program does, then tries what it must not do. */
#include "config.h"

#include "cli/run/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int wrong;

static void expect(bool fine, const char *what)
{
	if (fine)
		return;
	printf("FAILED: %s (%s)\n", what, strerror(errno));
	wrong = 1;
}

static bool denied(long result)
{
	return result < 0 && errno == EPERM;
}

static bool opens(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* The effective capabilities, and whether it could gain any. */
static unsigned long long capabilities(void)
{
	char line[256];
	unsigned long long caps = ~0ull;
	FILE *in = fopen("/proc/self/status", "re");

	while (in && fgets(line, sizeof(line), in))
		if (strncmp(line, "CapPrm:", 7) == 0)
			caps = strtoull(line + 7, NULL, 16);
	if (in)
		fclose(in);
	return caps;
}

/* Called with arguments that none of them can use: only a filter says EPERM,
 * or the lack of a right. */
static const struct {
	long number;
	const char *what;
} forbidden[] = {
	{ SYS_mkdirat, "a folder can be made" },
	{ SYS_linkat, "a link can be made" },
	{ SYS_symlinkat, "a symbolic link can be made" },
	{ SYS_mknodat, "a device can be made" },
	{ SYS_unlinkat, "a file can be removed" },
	{ SYS_renameat2, "a file can be renamed" },
	{ SYS_truncate, "a file can be cut off" },
	{ SYS_ftruncate, "an open file can be cut off" },
	{ SYS_fchmod, "a mode can be changed" },
	{ SYS_fchown, "an owner can be changed" },
	{ SYS_utimensat, "a time can be changed" },
	{ SYS_execveat, "a program can be executed" },
	{ SYS_clone, "a process can be made" },
	{ SYS_clone3, "a process can be made" },
	{ SYS_kill, "other processes can be sent signals" },
	{ SYS_ptrace, "other processes can be looked into" },
	{ SYS_process_vm_writev, "other processes can be written to" },
	{ SYS_setns, "a namespace can be entered" },
	{ SYS_io_uring_setup, "a ring can be made" },
	{ SYS_bpf, "a program can be given to the kernel" },
};

static void nothing_forbidden(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
		expect(denied(syscall(forbidden[i].number, -1L, NULL, NULL,
				      NULL, NULL)),
		       forbidden[i].what);
}

static void no_writing(void)
{
	char word[] = "false", *const words[] = { word, NULL };

	nothing_forbidden();
	expect(denied(open("probe.out", O_WRONLY | O_CREAT | O_CLOEXEC, 0600)),
	       "a file can be made");
	expect(denied(open("/dev/null", O_RDWR | O_CLOEXEC)),
	       "a file can be opened for writing");
	expect(denied(open("probe.out", O_RDONLY | O_CREAT | O_CLOEXEC, 0600)),
	       "a file can be made without being written to");
	expect(denied(open("probe.in", O_RDONLY | O_TRUNC | O_CLOEXEC)),
	       "a file can be emptied");
	expect(denied(ioctl(0, TIOCSTI, NULL)), "a terminal can be typed at");
	expect(denied(mkdir("probe.out", 0700)), "a folder can be made");
	expect(denied(link("probe.in", "probe.out")), "a link can be made");
	expect(denied(symlink("probe.in", "probe.out")),
	       "a symbolic link can be made");
	expect(denied(unlink("probe.in")), "a file can be removed");
	expect(denied(rename("probe.in", "probe.out")), "a file can be renamed");
	expect(denied(chmod("probe.in", 0777)), "a mode can be changed");
	expect(denied(execv("/bin/false", words)), "a program can be executed");
	expect(denied(fork()), "a process can be made");
	expect(denied(setuid(0)), "the user can be changed");
	expect(denied(unshare(0)), "a namespace can be entered");
}

/* raise(), as glibc and as musl calls it; libc's own would end us. */
static void ways_to_die(void)
{
	long pid = getpid();

	expect(syscall(SYS_tgkill, pid, pid, 0) == 0 &&
	       syscall(SYS_tkill, pid, 0) == 0,
	       "a signal cannot end the program");
}

static void first_filter(void)
{
	expect(opens("probe.in", O_RDONLY), "files cannot be read");
	expect(opens(".", O_RDONLY | O_DIRECTORY), "folders cannot be read");
	expect(getservbyname("ssh", "tcp") || access("/etc/services", R_OK),
	       "services cannot be looked up");
	expect(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0) >= 0,
	       "no socket can be made");
	expect(syscall(SYS_timerfd_create, CLOCK_MONOTONIC, 0) >= 0,
	       "no timer can be made, as nss-systemd needs");
	ways_to_die();
	no_writing();
}

static void second_filter(void)
{
	expect(denied(open("probe.in", O_RDONLY | O_CLOEXEC)),
	       "files can still be read");
	expect(denied(connect(0, NULL, 0)), "sockets can still be connected");
	expect(denied(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0)),
	       "sockets can still be made");
	expect(denied(syscall(SYS_timerfd_create, CLOCK_MONOTONIC, 0)),
	       "timers can still be made");
	expect(denied(prctl(PR_SET_DUMPABLE, 0)) &&
	       denied(syscall(SYS_capset, NULL, NULL)),
	       "rights can still be changed");
	ways_to_die();
	no_writing();
}

int main(void)
{
	bool caps = strstr(sandbox_features(), "capabilities");
	bool calls = strstr(sandbox_features(), "system calls");
	FILE *in = fopen("probe.in", "we");
	struct diags diags;

	if (!caps && !calls) {
		printf("skipped: this build has no sandbox\n");
		return 77;
	}
	if (in)
		fclose(in);
	diags_init(&diags);
	sandbox_enter(&diags);
	/* CAP_DAC_READ_SEARCH is 2, CAP_NET_ADMIN 12 */
	if (caps)
		expect(!(capabilities() & ~0x1004ull), "too many rights");
	if (calls)
		first_filter();
	sandbox_inputs_read(&diags);
	if (caps)
		expect(!(capabilities() & ~0x1000ull),
		       "too many rights after the inputs");
	sandbox_narrow(&diags);
	if (calls)
		second_filter();
	expect(!diags.first, "rights could not be given up");
	diags_release(&diags);
	printf("%s: %s\n", sandbox_features(), wrong ? "wrong" : "as they must be");
	return wrong;
}
