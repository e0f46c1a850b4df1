#include "config.h"

#include "print/lift/lift_names.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/name_source.h"
#include "base/strpool.h"

#include <fts.h>
#include <net/if.h>
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

static const char *name_of(struct lift_names *n, enum name_kind kind,
			   const union name_value *value)
{
	char name[NAME_ROOM];

	if (!NAME_HERE.name_of("", kind, value, name))
		return NULL;
	return strpool_intern(&n->strings, name, strlen(name));
}

static const char *from_service(struct lift_names *n, const struct dtype *dt,
				uint64_t number)
{
	static const enum name_kind kinds[] = {
		[SYMBOLS_SERVICE] = NAME_SERVICE,
		[SYMBOLS_PROTOCOL] = NAME_PROTOCOL,
		[SYMBOLS_USER] = NAME_USER,
		[SYMBOLS_GROUP] = NAME_GROUP,
	};
	const union name_value value = { .num = number };

	return name_of(n, kinds[dt->source], &value);
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
	[SYMBOLS_SERVICE] = from_service,
	[SYMBOLS_PROTOCOL] = from_service,
	[SYMBOLS_USER] = from_service,
	[SYMBOLS_GROUP] = from_service,
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
	union name_value value = { .num = 0 };

	memcpy(value.addr, addr, len);
	return name_of(n, len == 4 ? NAME_HOST4 : NAME_HOST6, &value);
}
