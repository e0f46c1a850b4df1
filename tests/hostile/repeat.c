/*
 * Runs the program once for each line of standard input, whose words are its
 * arguments, in a forked child, and tells descriptor 3 "PID STATUS" at its end.
 * Under valgrind the children are forks of a process that is counted already,
 * so that valgrind starts once for all of them.
 */
#undef main
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_WORDS 16

/* The main() of src/cli/main.c, which is compiled with another name. */
int nftload_main(int argc, char **argv);

static int run(char *line)
{
	char name[] = "nftload", *argv[MAX_WORDS + 2] = { name };
	int argc = 1;

	for (char *word = strtok(line, " \n"); word && argc <= MAX_WORDS;
	     word = strtok(NULL, " \n"))
		argv[argc++] = word;
	return nftload_main(argc, argv);
}

int main(void)
{
	FILE *told = fdopen(3, "w");
	char line[4096];
	int status;

	while (told && fgets(line, sizeof(line), stdin)) {
		pid_t pid = fork();

		if (pid == 0)
			exit(run(line));
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			return 1;
		fprintf(told, "%d %d\n", (int)pid,
			WIFEXITED(status) ? WEXITSTATUS(status) : -1);
		fflush(told);
	}
	return told ? 0 : 1;
}
