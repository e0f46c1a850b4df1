#include "config.h"

#include "print/lift/lift_names.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/strpool.h"

#include <arpa/inet.h>
#include <fts.h>
#include <grp.h>
#include <net/if.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CGROUP_ROOT "/sys/fs/cgroup"

/* A name that was found, or that there is none. */
struct lift_found {
	const char *name;
};

struct lift_names {
	struct strpool strings;
	struct arena arena;
	struct map found;
};

struct lift_names *lift_names_new(void)
{
	struct lift_names *n = mem_calloc(1, sizeof(*n));

	strpool_init(&n->strings);
	arena_init(&n->arena);
	return n;
}

void lift_names_free(struct lift_names *n)
{
	map_release(&n->found);
	arena_release(&n->arena);
	strpool_release(&n->strings);
	mem_free(n);
}

/* ---- where names come from ---- */

static const char *protocol(struct lift_names *n, const struct dtype *dt,
			    uint64_t number)
{
	const struct protoent *p = getprotobynumber((int)number);

	(void)n;
	(void)dt;
	return p ? p->p_name : NULL;
}

/* By any protocol, TCP first. */
static const char *service(struct lift_names *n, const struct dtype *dt,
			   uint64_t number)
{
	const struct servent *s = getservbyport(htons((uint16_t)number), NULL);

	(void)n;
	(void)dt;
	return s ? s->s_name : NULL;
}

static const char *user(struct lift_names *n, const struct dtype *dt,
			uint64_t number)
{
	const struct passwd *p = getpwuid((uid_t)number);

	(void)n;
	(void)dt;
	return p ? p->pw_name : NULL;
}

static const char *group(struct lift_names *n, const struct dtype *dt,
			 uint64_t number)
{
	const struct group *g = getgrgid((gid_t)number);

	(void)n;
	(void)dt;
	return g ? g->gr_name : NULL;
}

static const char *interface(struct lift_names *n, const struct dtype *dt,
			     uint64_t number)
{
	char *name = arena_zalloc(&n->arena, IF_NAMESIZE);

	(void)dt;
	return number <= UINT32_MAX ? if_indextoname((unsigned int)number, name)
				    : NULL;
}

#define CGROUP_ROOT_ID 1 /* nft writes the number of the root */

/* The folder with this inode. */
static const char *control_group(struct lift_names *n, const struct dtype *dt,
				 uint64_t number)
{
	char root[] = CGROUP_ROOT;
	char *const roots[] = { root, NULL };
	const char *name = NULL;
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *at;

	(void)dt;
	while (walk && !name && number != CGROUP_ROOT_ID && (at = fts_read(walk)))
		if (at->fts_info == FTS_D && at->fts_level &&
		    at->fts_statp->st_ino == number)
			name = strpool_intern(
				&n->strings, at->fts_path + sizeof(CGROUP_ROOT),
				at->fts_pathlen - sizeof(CGROUP_ROOT));
	if (walk)
		fts_close(walk);
	return name;
}

/* The paths of compile's resolver: the first that exists. */
static FILE *open_table(const char *table)
{
	static const char *const folders[] = { "/etc/iproute2",
					       "/usr/share/iproute2",
					       SYSCONFDIR, "/etc" };
	char path[128];
	FILE *f = NULL;
	bool labels = strcmp(table, "connlabel.conf") == 0;

	for (size_t i = labels ? 2 : 0; !f && i < (labels ? 4u : 2u); i++) {
		snprintf(path, sizeof(path), "%s/%s", folders[i], table);
		f = fopen(path, "re");
	}
	return f;
}

/* A malformed line ends the table. */
static const char *in_file(struct lift_names *n, const struct dtype *dt,
			   uint64_t number)
{
	FILE *f = open_table(dt->file);
	const char *found = NULL;
	char line[256], name[128];
	unsigned long long value;

	while (f && !found && fgets(line, sizeof(line), f)) {
		char *at = line + strspn(line, " \t");

		if (*at == '#' || *at == '\n' || !*at)
			continue;
		if (sscanf(at, "%lli %127s", (long long *)&value, name) != 2)
			break;
		if (value == number)
			found = strpool_intern(&n->strings, name, strlen(name));
	}
	if (f)
		fclose(f);
	return found;
}

typedef const char *lift_source(struct lift_names *, const struct dtype *,
				uint64_t);

static lift_source *const sources[] = {
	[SYMBOLS_FILE] = in_file,
	[SYMBOLS_SERVICE] = service,
	[SYMBOLS_PROTOCOL] = protocol,
	[SYMBOLS_USER] = user,
	[SYMBOLS_GROUP] = group,
	[SYMBOLS_IFINDEX] = interface,
	[SYMBOLS_CGROUP] = control_group,
};

const char *lift_name(struct lift_names *n, const struct dtype *dt,
		      uint64_t number)
{
	char text[24];
	struct map_key key = { 0 };
	struct lift_found *found;

	if (dt->source >= ARRAY_SIZE(sources) || !sources[dt->source])
		return NULL;
	snprintf(text, sizeof(text), "%llx", (unsigned long long)number);
	key.family = dt->id;
	key.name = strpool_intern(&n->strings, text, strlen(text));
	found = map_get(&n->found, key);
	if (!found) {
		const char *name = sources[dt->source](n, dt, number);

		found = arena_new(&n->arena, struct lift_found);
		if (name)
			found->name = strpool_intern(&n->strings, name,
						     strlen(name));
		map_put(&n->found, key, found);
	}
	return found->name;
}

const char *lift_host_name(struct lift_names *n, const uint8_t *addr,
			   uint32_t len)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	char host[NI_MAXHOST];
	int err;

	memcpy(len == 4 ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr, addr,
	       len);
	err = getnameinfo(len == 4 ? (void *)&v4 : (void *)&v6,
			  len == 4 ? sizeof(v4) : sizeof(v6), host,
			  sizeof(host), NULL, 0, NI_NAMEREQD);
	return err ? NULL : strpool_intern(&n->strings, host, strlen(host));
}
