#include "config.h"

#include "base/mem.h"
#include "cli/exit.h"

#include <unistd.h>

/* No allocation, no stdio: there is no memory for them. */
void mem_exhausted(size_t bytes)
{
	static const char text[] = "nftload: out of memory\n";

	(void)bytes;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(EXIT_SYSTEM);
	_exit(EXIT_SYSTEM);
}
