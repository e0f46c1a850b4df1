#include "config.h"

#include "kernel/ask/release.h"

#include <stdlib.h>
#include <sys/utsname.h>

bool release_before(unsigned int major, unsigned int minor)
{
	struct utsname name;
	unsigned long have_major, have_minor;
	char *dot, *end;

	if (uname(&name) < 0)
		return false;
	/* sscanf() would be 30 pages more of the C library in each start. */
	have_major = strtoul(name.release, &dot, 10);
	if (dot == name.release || *dot != '.')
		return false;
	have_minor = strtoul(dot + 1, &end, 10);
	return end != dot + 1 &&
	       (have_major < major ||
		(have_major == major && have_minor < minor));
}
