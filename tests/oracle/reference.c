/*
 * reference — nft's own library, driven case by case: reads a line "LOAD n" or
 * "CHECK n" and n bytes of rules; prints a line "status n" and n bytes of
 * messages.  LOAD applies them, CHECK has the kernel look at them only.  The
 * rules go through a file in memory: messages about a buffer name no line.
 *
 * The library is opened when the program runs, since it is not the one that
 * the program would be linked with: it is started through the reference's own
 * dynamic linker and library path (reference.py).  libnftables(3) describes
 * the functions.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A context keeps what it has read of the world; a new one now and then. */
#define RUNS_PER_CONTEXT 500

static void *(*ctx_new)(uint32_t flags);
static void (*ctx_free)(void *ctx);
static void (*set_dry_run)(void *ctx, bool dry);
static int (*buffer_error)(void *ctx);
static const char *(*error_buffer)(void *ctx);
static int (*run_file)(void *ctx, const char *path);

static void find(void *library, const char *name, void *ret_function)
{
	void *function = dlsym(library, name);

	if (!function) {
		fprintf(stderr, "reference: %s\n", dlerror());
		exit(1);
	}
	memcpy(ret_function, &function, sizeof(function));
}

static void open_library(void)
{
	void *library = dlopen("libnftables.so.1", RTLD_NOW);

	if (!library) {
		fprintf(stderr, "reference: %s\n", dlerror());
		exit(1);
	}
	find(library, "nft_ctx_new", &ctx_new);
	find(library, "nft_ctx_free", &ctx_free);
	find(library, "nft_ctx_set_dry_run", &set_dry_run);
	find(library, "nft_ctx_buffer_error", &buffer_error);
	find(library, "nft_ctx_get_error_buffer", &error_buffer);
	find(library, "nft_run_cmd_from_filename", &run_file);
}

static char *read_text(size_t length)
{
	char *text = malloc(length + 1);

	if (!text || fread(text, 1, length, stdin) != length)
		exit(1);
	text[length] = '\0';
	return text;
}

static int run(void *ctx, const char *text, size_t length)
{
	int fd = memfd_create("rules", 0), status;
	char path[32];

	if (fd < 0 || write(fd, text, length) != (ssize_t)length)
		exit(1);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	status = run_file(ctx, path);
	close(fd);
	return status;
}

static void *fresh_context(void *old)
{
	void *ctx;

	if (old)
		ctx_free(old);
	ctx = ctx_new(0);
	if (!ctx || buffer_error(ctx))
		exit(1);
	return ctx;
}

int main(void)
{
	char word[8];
	size_t length;
	void *ctx = NULL;

	open_library();
	for (unsigned int n = 0; scanf("%7s %zu", word, &length) == 2; n++) {
		const char *said;
		char *text;
		int status;

		if (getchar() != '\n')
			return 1;
		text = read_text(length);
		if (n % RUNS_PER_CONTEXT == 0)
			ctx = fresh_context(ctx);
		set_dry_run(ctx, strcmp(word, "CHECK") == 0);
		status = run(ctx, text, length);
		said = error_buffer(ctx);
		printf("%d %zu\n%s", status, strlen(said), said);
		fflush(stdout);
		free(text);
	}
	return 0;
}
