/*
 * measure COMMAND...: runs a command once, its output thrown away, and prints
 * what it took: seconds of wall time, of user CPU and of system CPU, peak
 * memory in KiB, exit status, context switches of its own will and forced
 * ones.  Ends with 0 if the command could be started.
 *
 * A small program of its own, because the kernel counts what a process was
 * before execve(2) in its peak memory: started by a script nothing seems small.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Takes the standard streams away from the command; where to print. */
static FILE *redirect(void)
{
	FILE *out = fdopen(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), "w");
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (!out || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0)
		err(1, "/dev/null");
	return out;
}

int main(int argc, char **argv)
{
	struct rusage use;
	double start, wall;
	int status, code;
	FILE *out;
	pid_t pid;

	if (argc < 2) {
		fputs("Usage: measure COMMAND...\n", stderr);
		return 2;
	}
	out = redirect();
	start = now();
	/* fork(2) would charge the command for copies of this process. */
	pid = vfork();
	if (!pid) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &use) != pid)
		err(1, "%s", argv[1]);
	wall = now() - start;
	code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (code == 127)
		errx(1, "%s: cannot be started", argv[1]);
	fprintf(out, "%.6f %.6f %.6f %ld %d %ld %ld\n", wall,
		seconds(use.ru_utime), seconds(use.ru_stime), use.ru_maxrss,
		code, use.ru_nvcsw, use.ru_nivcsw);
	return fclose(out) ? 1 : 0;
}
