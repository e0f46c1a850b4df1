#include "config.h"

#include "kernel/ask/release.h"

#include <stdio.h>
#include <sys/utsname.h>

bool release_before(unsigned int major, unsigned int minor)
{
	struct utsname name;
	unsigned int have_major, have_minor;

	if (uname(&name) < 0 ||
	    sscanf(name.release, "%u.%u", &have_major, &have_minor) != 2)
		return false;
	return have_major < major ||
	       (have_major == major && have_minor < minor);
}
