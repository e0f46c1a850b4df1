#include "config.h"

#include "cli/user/target.h"

#include <string.h>

static bool take(char *to, size_t room, const char *from, size_t len)
{
	if (len == 0 || len >= room)
		return false;
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

bool target_read(const char *text, struct target *ret)
{
	static const char scheme[] = "tcp:";
	const char *host = text + sizeof(scheme) - 1, *end;
	bool bracket;

	if (strncmp(text, scheme, sizeof(scheme) - 1) != 0)
		return false;
	bracket = *host == '[';
	host += bracket;
	end = host + strcspn(host, bracket ? "]" : ":");
	if (!take(ret->host, sizeof(ret->host), host, (size_t)(end - host)))
		return false;
	if (bracket && *end++ != ']')
		return false;
	return *end == ':' && !strchr(end + 1, ':') &&
	       take(ret->port, sizeof(ret->port), end + 1, strlen(end + 1));
}
