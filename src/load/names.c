#include "config.h"

#include "load/names.h"

#include "base/mem.h"

#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SILENCE_S 0.9 /* no answer, rather than a bad one */

/* What a name was asked for; the rows of files[] count on from the last. */
enum name_kind {
	KIND_SERVICE,
	KIND_PROTOCOL,
	KIND_USER,
	KIND_GROUP,
	KIND_HOST4,
	KIND_HOST6,
	KIND_CGROUP,
	KIND_FILE,
};

union name_value {
	uint64_t num;
	uint8_t addr[16];
};

struct name_answer {
	int err;
	union name_value value;
};

/* The first path that exists is read; the first one is named if none does. */
static const struct {
	const char *table, *path[2];
} files[NAMES_FILES] = {
	{ "rt_marks",
	  { "/etc/iproute2/rt_marks", "/usr/share/iproute2/rt_marks" } },
	{ "rt_realms",
	  { "/etc/iproute2/rt_realms", "/usr/share/iproute2/rt_realms" } },
	{ "group", { "/etc/iproute2/group", "/usr/share/iproute2/group" } },
	{ "connlabel.conf",
	  { SYSCONFDIR "/connlabel.conf", "/etc/connlabel.conf" } },
};

/* kind: enum name_kind + index of the file */
static struct map_key key_of(struct names *n, unsigned int kind,
			     const char *name)
{
	return (struct map_key){
		kind, NULL, strpool_intern(&n->strings, name, strlen(name))
	};
}

static struct name_answer *find(struct names *n, unsigned int kind,
				const char *name)
{
	return map_get(&n->answers, key_of(n, kind, name));
}

static struct name_answer *keep(struct names *n, unsigned int kind,
				const char *name, int err,
				const union name_value *value)
{
	struct name_answer *a = arena_new(&n->arena, struct name_answer);

	a->err = err;
	a->value = *value;
	map_put(&n->answers, key_of(n, kind, name), a);
	return a;
}

static int gai_errno(int gai)
{
	switch (gai) {
	case EAI_AGAIN:
		return -EAGAIN;
	case EAI_MEMORY:
		return -ENOMEM;
	case EAI_SYSTEM:
		return errno ? -errno : -EIO;
	case EAI_FAIL:
		return -EIO;
	default:
		return -ENOENT;
	}
}

static int ask_service(const struct names *n, const char *name,
		       union name_value *ret)
{
	struct addrinfo hints = { .ai_family = AF_INET }, *list;
	int gai = getaddrinfo(NULL, name, &hints, &list);

	(void)n;
	if (gai)
		return gai_errno(gai);
	ret->num = ntohs(((const struct sockaddr_in *)(const void *)
				  list->ai_addr)->sin_port);
	freeaddrinfo(list);
	return 0;
}

static const uint8_t *address_of(const struct addrinfo *ai)
{
	const void *addr = ai->ai_addr;

	if (ai->ai_family == AF_INET6)
		return ((const struct sockaddr_in6 *)addr)->sin6_addr.s6_addr;
	return (const uint8_t *)&((const struct sockaddr_in *)addr)->sin_addr;
}

static int ask_host(const char *name, int family, size_t len,
		    union name_value *ret)
{
	struct addrinfo hints = { .ai_family = family,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	int gai = getaddrinfo(name, NULL, &hints, &list), err = 0;

	if (gai)
		return gai_errno(gai);
	memcpy(ret->addr, address_of(list), len);
	for (const struct addrinfo *at = list->ai_next; at; at = at->ai_next)
		if (memcmp(ret->addr, address_of(at), len) != 0)
			err = -EMLINK;
	freeaddrinfo(list);
	return err;
}

static int ask_host4(const struct names *n, const char *name,
		     union name_value *ret)
{
	(void)n;
	return ask_host(name, AF_INET, 4, ret);
}

static int ask_host6(const struct names *n, const char *name,
		     union name_value *ret)
{
	(void)n;
	return ask_host(name, AF_INET6, 16, ret);
}

static int ask_protocol(const struct names *n, const char *name,
			union name_value *ret)
{
	const struct protoent *p = getprotobyname(name);

	(void)n;
	if (!p)
		return -ENOENT;
	ret->num = (uint64_t)p->p_proto;
	return 0;
}

static int ask_user(const struct names *n, const char *name,
		    union name_value *ret)
{
	const struct passwd *pw;

	(void)n;
	errno = 0;
	pw = getpwnam(name);
	if (!pw)
		return errno == ENOMEM ? -ENOMEM : -ENOENT;
	ret->num = pw->pw_uid;
	return 0;
}

static int ask_group(const struct names *n, const char *name,
		     union name_value *ret)
{
	const struct group *gr;

	(void)n;
	errno = 0;
	gr = getgrnam(name);
	if (!gr)
		return errno == ENOMEM ? -ENOMEM : -ENOENT;
	ret->num = gr->gr_gid;
	return 0;
}

static int ask_cgroup(const struct names *n, const char *path,
		      union name_value *ret)
{
	struct arena scratch;
	struct stat st;
	int err;

	arena_init(&scratch);
	err = stat(arena_printf(&scratch, "%s/sys/fs/cgroup/%s", n->root, path),
		   &st) < 0 ? -errno : 0;
	arena_release(&scratch);
	if (err < 0)
		return err;
	ret->num = st.st_ino;
	return 0;
}

static int (*const asks[])(const struct names *, const char *,
			   union name_value *) = {
	[KIND_SERVICE] = ask_service,
	[KIND_PROTOCOL] = ask_protocol,
	[KIND_USER] = ask_user,
	[KIND_GROUP] = ask_group,
	[KIND_HOST4] = ask_host4,
	[KIND_HOST6] = ask_host6,
	[KIND_CGROUP] = ask_cgroup,
};

/* ---- all names of a kind ---- */

static void keep_listed(struct names *n, enum name_kind kind, const char *name,
			uint64_t num)
{
	const union name_value value = { .num = num };

	if (!find(n, kind, name))
		keep(n, kind, name, 0, &value);
}

static void list_services(struct names *n)
{
	const struct servent *s;

	setservent(1);
	while ((s = getservent())) {
		uint16_t port = ntohs((uint16_t)s->s_port);

		keep_listed(n, KIND_SERVICE, s->s_name, port);
		for (char **alias = s->s_aliases; *alias; alias++)
			keep_listed(n, KIND_SERVICE, *alias, port);
	}
	endservent();
}

static void list_protocols(struct names *n)
{
	const struct protoent *p;

	setprotoent(1);
	while ((p = getprotoent())) {
		uint64_t number = (uint64_t)p->p_proto;

		keep_listed(n, KIND_PROTOCOL, p->p_name, number);
		for (char **alias = p->p_aliases; *alias; alias++)
			keep_listed(n, KIND_PROTOCOL, *alias, number);
	}
	endprotoent();
}

static void list_users(struct names *n)
{
	const struct passwd *pw;

	setpwent();
	while ((pw = getpwent()))
		keep_listed(n, KIND_USER, pw->pw_name, pw->pw_uid);
	endpwent();
}

static void list_groups(struct names *n)
{
	const struct group *gr;

	setgrent();
	while ((gr = getgrent()))
		keep_listed(n, KIND_GROUP, gr->gr_name, gr->gr_gid);
	endgrent();
}

/* A question reads the whole file: after so many vain ones it is read once more
 * and for good. What only a name server has is then missed, but in a ruleset
 * with so many unknown names that makes no difference. */
#define VAIN_MAX 8

static void (*const lists[NAMES_LISTED])(struct names *) = {
	[KIND_SERVICE] = list_services,
	[KIND_PROTOCOL] = list_protocols,
	[KIND_USER] = list_users,
	[KIND_GROUP] = list_groups,
};

static void note_vain(struct names *n, enum name_kind kind)
{
	if (kind < NAMES_LISTED && ++n->vain[kind] == VAIN_MAX)
		lists[kind](n);
}

/* ---- one name ---- */

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A name server that keeps silent is waited for once, however many names
 * there are: a machine that starts must come to an end, with the fallback. */
static int ask(struct names *n, enum name_kind kind, const char *name,
	       union name_value *ret)
{
	bool host = kind == KIND_HOST4 || kind == KIND_HOST6;
	double start;
	int err;

	if (host && n->silent)
		return -EAGAIN;
	if (kind < NAMES_LISTED && n->vain[kind] >= VAIN_MAX)
		return -ENOENT;
	start = seconds();
	err = asks[kind](n, name, ret);
	if (host && err == -EAGAIN && seconds() - start >= SILENCE_S)
		n->silent = true;
	if (err == -ENOENT)
		note_vain(n, kind);
	return err;
}

static int answer(struct names *n, enum name_kind kind, const char *name,
		  union name_value *ret)
{
	const struct name_answer *a = find(n, kind, name);

	if (!a) {
		union name_value value = { 0 };
		int err = ask(n, kind, name, &value);

		if (err == -ENOMEM)
			mem_exhausted(0);
		a = keep(n, kind, name, err, &value);
	}
	if (a->err == 0)
		*ret = a->value;
	return a->err;
}

static int answer_number(void *ctx, enum name_kind kind, const char *name,
			 uint64_t *ret_num)
{
	union name_value value;
	int err = answer(ctx, kind, name, &value);

	if (err == 0)
		*ret_num = value.num;
	return err;
}

static int names_service(void *ctx, const char *name, uint16_t *ret_port)
{
	uint64_t num = 0;
	int err = answer_number(ctx, KIND_SERVICE, name, &num);

	if (err == 0)
		*ret_port = (uint16_t)num;
	return err;
}

static int names_protocol(void *ctx, const char *name, uint8_t *ret_number)
{
	uint64_t num = 0;
	int err = answer_number(ctx, KIND_PROTOCOL, name, &num);

	if (err == 0 && num > UINT8_MAX)
		return -ENOENT;
	if (err == 0)
		*ret_number = (uint8_t)num;
	return err;
}

static int names_user(void *ctx, const char *name, uint32_t *ret_id)
{
	uint64_t num = 0;
	int err = answer_number(ctx, KIND_USER, name, &num);

	if (err == 0)
		*ret_id = (uint32_t)num;
	return err;
}

static int names_group(void *ctx, const char *name, uint32_t *ret_id)
{
	uint64_t num = 0;
	int err = answer_number(ctx, KIND_GROUP, name, &num);

	if (err == 0)
		*ret_id = (uint32_t)num;
	return err;
}

static int names_host(void *ctx, const char *name, unsigned int len,
		      uint8_t *ret_addr)
{
	union name_value value;
	int err = answer(ctx, len == 4 ? KIND_HOST4 : KIND_HOST6, name, &value);

	if (err == 0)
		memcpy(ret_addr, value.addr, len);
	return err;
}

static int names_cgroup(void *ctx, const char *path, uint64_t *ret_id)
{
	return answer_number(ctx, KIND_CGROUP, path, ret_id);
}

/* One line "NUMBER NAME [# ...]"; anything else says nothing. */
static void read_row(struct names *n, unsigned int kind, char *line)
{
	union name_value value = { 0 };
	char *name, *end;

	line[strcspn(line, "#\n")] = '\0';
	line += strspn(line, " \t");
	if (*line < '0' || *line > '9')
		return;
	value.num = strtoull(line, &end, (line[1] | 0x20) == 'x' ? 16 : 10);
	name = end + strspn(end, " \t");
	name[strcspn(name, " \t\r")] = '\0';
	if (name != end && *name && !find(n, kind, name))
		keep(n, kind, name, 0, &value);
}

static void read_rows(struct names *n, unsigned int kind, FILE *in)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, in) >= 0)
		read_row(n, kind, line);
	free(line);
}

static void read_file(struct names *n, unsigned int file)
{
	FILE *in = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(files[file].path) && !in; i++) {
		const char *path = arena_printf(&n->arena, "%s%s", n->root,
						files[file].path[i]);

		in = fopen(path, "re");
		if (in || i == 0)
			n->file_path[file] = path;
	}
	if (!in)
		return;
	read_rows(n, KIND_FILE + file, in);
	fclose(in);
}

static int names_table_file(void *ctx, const char *table, const char *name,
			    uint64_t *ret_value, const char **ret_path)
{
	struct names *n = ctx;
	const struct name_answer *a;
	unsigned int file = 0;

	while (strcmp(files[file].table, table) != 0)
		if (++file == NAMES_FILES)
			return -ENOENT;
	if (!n->file_path[file])
		read_file(n, file);
	*ret_path = n->file_path[file];
	a = find(n, KIND_FILE + file, name);
	if (!a)
		return -ENOENT;
	*ret_value = a->value.num;
	return 0;
}

static int names_utc_offset(void *ctx, int32_t *ret_seconds)
{
	struct names *n = ctx;
	time_t now = time(NULL);
	struct tm tm;

	if (!n->have_offset) {
		if (!localtime_r(&now, &tm))
			return -errno;
		n->offset = (int32_t)tm.tm_gmtoff;
		n->have_offset = true;
	}
	*ret_seconds = n->offset;
	return 0;
}

static int names_local_time(void *ctx, const int when[6], int64_t *ret_epoch)
{
	struct tm tm = { .tm_year = when[0] - 1900, .tm_mon = when[1] - 1,
			 .tm_mday = when[2], .tm_hour = when[3],
			 .tm_min = when[4], .tm_sec = when[5],
			 .tm_isdst = -1 };
	time_t epoch;

	_Static_assert(sizeof(time_t) >= 8, "times after 2038 are cut");
	(void)ctx;
	tm.tm_wday = -1;
	errno = 0;
	epoch = mktime(&tm);
	/* -1 is a time of 1969, too: then the day of the week was found. */
	if (epoch == (time_t)-1 && (errno || tm.tm_wday < 0))
		return -ERANGE;
	*ret_epoch = epoch;
	return 0;
}

void names_init(struct names *n, struct resolver *r)
{
	*n = (struct names){ .root = "" };
	arena_init(&n->arena);
	strpool_init(&n->strings);
	query_fill_resolver(r);
	r->ctx = n;
	r->service = names_service;
	r->protocol = names_protocol;
	r->user = names_user;
	r->group = names_group;
	r->host = names_host;
	r->table_file = names_table_file;
	r->cgroup = names_cgroup;
	r->utc_offset = names_utc_offset;
	r->local_time = names_local_time;
}

void names_release(struct names *n)
{
	map_release(&n->answers);
	strpool_release(&n->strings);
	arena_release(&n->arena);
}
