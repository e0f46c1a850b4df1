/*
 * What gcc calls at the beginning of each block (-fsanitize-coverage=trace-pc):
 * notes the address, less that of the library, in the file that the variable
 * MUTANTS_TRACE names: one byte for each byte of the library's code.  The file
 * is mapped before the program shuts itself into its sandbox.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned char *map;
static uintptr_t base;
static size_t size;

void __sanitizer_cov_trace_pc(void);

__attribute__((constructor)) static void open_map(void)
{
	const char *path = getenv("MUTANTS_TRACE");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	struct stat st;
	Dl_info info;
	void *p;

	if (fd < 0 || fstat(fd, &st) || !dladdr(&base, &info))
		return;
	p = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return;
	base = (uintptr_t)info.dli_fbase;
	size = (size_t)st.st_size;
	map = p;
}

void __sanitizer_cov_trace_pc(void)
{
	uintptr_t at = (uintptr_t)__builtin_return_address(0) - base;

	if (map && at < size)
		map[at] = 1;
}
