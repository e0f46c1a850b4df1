#include "config.h"

#include "load/names.h"

#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SILENCE_S 0.9 /* no answer, rather than a bad one */

/* Kinds of names beside enum name_kind.  KIND_FILE is the first row of files[], the
 * numbers after it are the other rows. */
enum {
	KIND_CGROUP = NAMES_ASKED,
	KIND_FILE,
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

/* ---- all names of a kind ---- */

static void keep_listed(void *ctx, enum name_kind kind, const char *name,
			uint64_t num)
{
	const union name_value value = { .num = num };
	struct names *n = ctx;

	if (!find(n, kind, name))
		keep(n, kind, name, 0, &value);
}

/* A question reads the whole file: after so many vain ones it is read once more
 * and for good. What only a name server has is then missed, but in a ruleset
 * with so many unknown names that makes no difference. */
#define VAIN_MAX 8

static void note_vain(struct names *n, unsigned int kind)
{
	if (kind < NAMES_LISTED && ++n->vain[kind] == VAIN_MAX)
		n->source->list(n->root, kind, keep_listed, n);
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
static int ask(struct names *n, unsigned int kind, const char *name,
	       union name_value *ret)
{
	bool host = kind == NAME_HOST4 || kind == NAME_HOST6;
	double start;
	int err;

	if (kind == KIND_CGROUP)
		return ask_cgroup(n, name, ret);
	if (host && n->silent)
		return -EAGAIN;
	if (kind < NAMES_LISTED && n->vain[kind] >= VAIN_MAX)
		return -ENOENT;
	start = seconds();
	err = n->source->ask(n->root, kind, name, ret);
	if (host && err == -EAGAIN && seconds() - start >= SILENCE_S)
		n->silent = true;
	if (err == -ENOENT)
		note_vain(n, kind);
	return err;
}

static int answer(struct names *n, unsigned int kind, const char *name,
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

static int answer_number(void *ctx, unsigned int kind, const char *name,
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
	int err = answer_number(ctx, NAME_SERVICE, name, &num);

	if (err == 0)
		*ret_port = (uint16_t)num;
	return err;
}

static int names_protocol(void *ctx, const char *name, uint8_t *ret_number)
{
	uint64_t num = 0;
	int err = answer_number(ctx, NAME_PROTOCOL, name, &num);

	if (err == 0 && num > UINT8_MAX)
		return -ENOENT;
	if (err == 0)
		*ret_number = (uint8_t)num;
	return err;
}

static int names_user(void *ctx, const char *name, uint32_t *ret_id)
{
	uint64_t num = 0;
	int err = answer_number(ctx, NAME_USER, name, &num);

	if (err == 0)
		*ret_id = (uint32_t)num;
	return err;
}

static int names_group(void *ctx, const char *name, uint32_t *ret_id)
{
	uint64_t num = 0;
	int err = answer_number(ctx, NAME_GROUP, name, &num);

	if (err == 0)
		*ret_id = (uint32_t)num;
	return err;
}

static int names_host(void *ctx, const char *name, unsigned int len,
		      uint8_t *ret_addr)
{
	union name_value value;
	int err = answer(ctx, len == 4 ? NAME_HOST4 : NAME_HOST6, name, &value);

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
	*n = (struct names){ .root = "", .source = &NAME_HERE };
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
