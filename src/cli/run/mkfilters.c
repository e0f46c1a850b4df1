/*
 * mkfilters: prints the filters of system calls as a header, made by libseccomp
 * at build time: asked at each start it would take 0.3 ms for the same bytes,
 * more than a small ruleset takes, and fail in ways of its own.
 */
#include "config.h"

#include "cli/run/compact.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

/* Memory, time, signals, the end; what is needed to the last. */
static const int always[] = {
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev),
	SCMP_SYS(close), SCMP_SYS(fcntl), SCMP_SYS(fcntl64), SCMP_SYS(lseek), SCMP_SYS(_llseek),
	SCMP_SYS(fstat), SCMP_SYS(fstat64), SCMP_SYS(newfstatat),
	SCMP_SYS(fstatat64), SCMP_SYS(statx),
	SCMP_SYS(sendmsg), SCMP_SYS(sendto), SCMP_SYS(recvmsg),
	SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg), SCMP_SYS(recvmmsg_time64),
	SCMP_SYS(recvfrom), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(ppoll_time64), SCMP_SYS(setsockopt), SCMP_SYS(getsockopt),
	SCMP_SYS(io_uring_enter),
	SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(munmap),
	SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(futex_time64), SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep), SCMP_SYS(clock_nanosleep_time64),
	SCMP_SYS(restart_syscall), SCMP_SYS(getrusage),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn), SCMP_SYS(sigaltstack),
	/* raise(): musl's takes tkill */
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(tkill),
	SCMP_SYS(uname), /* whether the kernel is too old for what it refuses */
	SCMP_SYS(exit), SCMP_SYS(exit_group),
};

/* To read includes, and what name services may ask for. */
static const int reading[] = {
	SCMP_SYS(pread64), SCMP_SYS(stat), SCMP_SYS(stat64), SCMP_SYS(lstat),
	SCMP_SYS(lstat64), SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	SCMP_SYS(getdents), SCMP_SYS(getdents64), SCMP_SYS(getcwd),
	SCMP_SYS(statfs), SCMP_SYS(statfs64), SCMP_SYS(fstatfs),
	SCMP_SYS(fstatfs64), SCMP_SYS(fadvise64), SCMP_SYS(fadvise64_64),
	SCMP_SYS(dup), SCMP_SYS(pipe2), SCMP_SYS(eventfd2),
	SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2),
	/* nss-systemd asks nobody without a timer of its own */
	SCMP_SYS(timerfd_create),
	SCMP_SYS(select), SCMP_SYS(_newselect),
	SCMP_SYS(pselect6), SCMP_SYS(pselect6_time64),
	SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind),
	SCMP_SYS(getsockname), SCMP_SYS(getpeername),
	SCMP_SYS(sysinfo), SCMP_SYS(getppid), SCMP_SYS(getuid),
	SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
	SCMP_SYS(getuid32), SCMP_SYS(geteuid32), SCMP_SYS(getgid32),
	SCMP_SYS(getegid32), SCMP_SYS(getgroups), SCMP_SYS(getresuid),
	SCMP_SYS(getresgid), SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(membarrier), SCMP_SYS(rseq),
	SCMP_SYS(set_robust_list), SCMP_SYS(socketcall),
	/* to take away what is left */
	SCMP_SYS(capget), SCMP_SYS(capset), SCMP_SYS(prctl),
};

/* To leave the terminal, to wait for a clock, and to write a record again. */
static const int holding[] = {
	SCMP_SYS(setsid), SCMP_SYS(chdir), SCMP_SYS(dup2), SCMP_SYS(dup3),
	SCMP_SYS(timerfd_settime), SCMP_SYS(timerfd_settime64),
	SCMP_SYS(pwrite64),
};

static const unsigned long ioctls[] = { TCGETS, TIOCGWINSZ, FIONREAD,
					SIOCGIFINDEX, SIOCGIFNAME };

static int allow(scmp_filter_ctx f, const int *list, size_t n)
{
	int err = 0;

	/* -EDOM: this machine has no such call. */
	for (size_t i = 0; i < n && (!err || err == -EDOM); i++)
		err = seccomp_rule_add(f, SCMP_ACT_ALLOW, list[i], 0);
	return err == -EDOM ? 0 : err;
}

static int allow_ioctls(scmp_filter_ctx f)
{
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(ioctls) && !err; i++)
		err = seccomp_rule_add(
			f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
			SCMP_A1_32(SCMP_CMP_EQ, (uint32_t)ioctls[i], 0));
	return err;
}

/* Opens that can neither write nor make anything. */
static int allow_reading_opens(scmp_filter_ctx f)
{
	/* O_TMPFILE holds O_DIRECTORY, which directories are opened with. */
	const uint32_t writes = O_ACCMODE | O_CREAT | O_TRUNC |
				(O_TMPFILE & ~O_DIRECTORY);
	int err = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
				   SCMP_A2_32(SCMP_CMP_MASKED_EQ, writes, 0));

	if (!err)
		err = seccomp_rule_add(
			f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
			SCMP_A1_32(SCMP_CMP_MASKED_EQ, writes, 0));
	return err == -EDOM ? 0 : err;
}

/* Connections of TCP; all else that a socket can be is none of a probe's. */
static int allow_connecting(scmp_filter_ctx f)
{
	static const unsigned int families[] = { AF_INET, AF_INET6 };
	int err = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(connect), 0);

	for (size_t i = 0; i < ARRAY_SIZE(families) && !err; i++)
		err = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
				       SCMP_A0_32(SCMP_CMP_EQ, families[i], 0));
	return err;
}

enum rights { RIGHTS_READING, RIGHTS_HOLDING, RIGHTS_PROBING, RIGHTS_SENDING };

static int fill(scmp_filter_ctx f, enum rights rights)
{
	/* A tree instead of a list, where compact_filter() cannot do better. */
	int err = seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2);

	if (!err)
		err = allow(f, always, ARRAY_SIZE(always));
	if (!err)
		err = allow_ioctls(f);
	if (!err && rights <= RIGHTS_HOLDING)
		err = allow(f, holding, ARRAY_SIZE(holding));
	if (!err && rights == RIGHTS_PROBING)
		err = allow_connecting(f);
	if (!err && rights == RIGHTS_READING)
		err = allow(f, reading, ARRAY_SIZE(reading));
	if (!err && rights == RIGHTS_READING)
		err = allow_reading_opens(f);
	return err;
}

static void print(const char *name, const struct sock_filter *ops, size_t n)
{
	printf("static const struct sock_filter %s[] = {\n", name);
	for (size_t i = 0; i < n; i++)
		printf("\t{ 0x%02x, %u, %u, 0x%08x },\n",
		       (unsigned int)ops[i].code, (unsigned int)ops[i].jt,
		       (unsigned int)ops[i].jf, (unsigned int)ops[i].k);
	printf("};\n");
}

static int print_filter(const char *name, FILE *in, bool whole)
{
	struct sock_filter ops[COMPACT_MAX], few[COMPACT_MAX];
	size_t n = fread(ops, sizeof(*ops), ARRAY_SIZE(ops), in);
	size_t nfew = whole ? 0 : compact_filter(ops, n, few);

	if (ferror(in) || n == ARRAY_SIZE(ops))
		return -EIO;
	if (nfew)
		print(name, few, nfew);
	else
		print(name, ops, n);
	return 0;
}

static int make(const char *name, enum rights rights, bool whole)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	FILE *program = tmpfile();
	int err = -ENOMEM;

	if (f && program)
		err = fill(f, rights);
	if (!err)
		err = seccomp_export_bpf(f, fileno(program));
	if (!err) {
		rewind(program);
		err = print_filter(name, program, whole);
	}
	seccomp_release(f);
	if (program)
		fclose(program);
	return err;
}

/* --whole: as libseccomp makes them, for a test. */
int main(int argc, char **argv)
{
	bool whole = argc > 1 && strcmp(argv[1], "--whole") == 0;
	int err = make("filter_reading", RIGHTS_READING, whole);

	if (!err)
		err = make("filter_holding", RIGHTS_HOLDING, whole);
	if (!err)
		err = make("filter_probing", RIGHTS_PROBING, whole);
	if (!err)
		err = make("filter_sending", RIGHTS_SENDING, whole);
	if (err)
		fprintf(stderr, "mkfilters: %s\n", strerror(-err));
	return err || fflush(stdout) ? 1 : 0;
}
