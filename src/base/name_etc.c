#include "config.h"

#include "base/name_source.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WORDS_MAX 64 /* of a line; a host with more names is not a host's */

/* The words of a line. */
struct row {
	unsigned int count;
	char *word[WORDS_MAX];
};

struct question {
	const char *name;
	union name_value *ret;
	bool found;
	int err;
	unsigned int rank; /* of the protocol found */
};

struct format {
	const char *path;
	const char *between; /* words */
	unsigned int name; /* the first word that is a name */
	bool aliases; /* and whether more follow */
	int (*compare)(const char *, const char *);
	int (*read)(const struct row *row, enum name_kind kind,
		    union name_value *ret);
	/* Takes a row with the name; false: that is enough. */
	bool (*take)(struct question *q, const struct row *row,
		     const union name_value *value);
};

/* A number of at most so many bits; -EINVAL: the text is none. */
static int read_number(const char *text, unsigned int bits, char ends,
		       union name_value *ret)
{
	char *end;

	*ret = (union name_value){ .addr = { 0 } };
	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	ret->num = strtoull(text, &end, 10);
	return errno || *end != ends || ret->num >> bits ? -EINVAL : 0;
}

/* In the order in which libc asks for them; it asks for no others. */
static const char protocols[][8] = { "tcp", "udp", "dccp", "udplite", "sctp" };

/* Of "PORT/PROTOCOL"; ARRAY_SIZE(protocols): unknown. */
static unsigned int protocol_rank(const char *text)
{
	const char *slash = strchr(text, '/');
	unsigned int i = 0;

	while (i < ARRAY_SIZE(protocols) &&
	       (!slash || strcmp(slash + 1, protocols[i]) != 0))
		i++;
	return i;
}

/* NAME PORT/PROTOCOL [ALIAS]... */
static int read_service(const struct row *row, enum name_kind kind,
			union name_value *ret)
{
	(void)kind;
	if (protocol_rank(row->word[1]) == ARRAY_SIZE(protocols))
		return -EINVAL;
	return read_number(row->word[1], 16, '/', ret);
}

/* NAME NUMBER [ALIAS]... */
static int read_protocol(const struct row *row, enum name_kind kind,
			 union name_value *ret)
{
	(void)kind;
	return read_number(row->word[1], 8, '\0', ret);
}

/* NAME:PASSWORD:ID:... */
static int read_id(const struct row *row, enum name_kind kind,
		   union name_value *ret)
{
	(void)kind;
	return row->count > 2 ? read_number(row->word[2], 32, '\0', ret) :
				-EINVAL;
}

/* ADDRESS NAME [ALIAS]... */
static int read_host(const struct row *row, enum name_kind kind,
		     union name_value *ret)
{
	int family = kind == NAME_HOST4 ? AF_INET : AF_INET6;

	*ret = (union name_value){ .addr = { 0 } };
	return inet_pton(family, row->word[0], ret->addr) == 1 ? 0 : -EINVAL;
}

static bool take_first(struct question *q, const struct row *row,
		       const union name_value *value)
{
	(void)row;
	*q->ret = *value;
	q->found = true;
	return false;
}

static bool take_service(struct question *q, const struct row *row,
			 const union name_value *value)
{
	unsigned int rank = protocol_rank(row->word[1]);

	if (!q->found || rank < q->rank) {
		*q->ret = *value;
		q->rank = rank;
	}
	q->found = true;
	return rank > 0;
}

static bool take_host(struct question *q, const struct row *row,
		      const union name_value *value)
{
	(void)row;
	if (q->found && memcmp(q->ret, value, sizeof(*value)) != 0)
		q->err = -EMLINK;
	*q->ret = *value;
	q->found = true;
	return !q->err;
}

static const struct format formats[NAMES_ASKED] = {
	[NAME_SERVICE] = { "/etc/services", " \t", 0, true, strcmp,
			   read_service, take_service },
	[NAME_PROTOCOL] = { "/etc/protocols", " \t", 0, true, strcmp,
			    read_protocol, take_first },
	[NAME_USER] = { "/etc/passwd", ":", 0, false, strcmp, read_id,
			take_first },
	[NAME_GROUP] = { "/etc/group", ":", 0, false, strcmp, read_id,
			 take_first },
	[NAME_HOST4] = { "/etc/hosts", " \t", 1, true, strcasecmp, read_host,
			 take_host },
	[NAME_HOST6] = { "/etc/hosts", " \t", 1, true, strcasecmp, read_host,
			 take_host },
};

static void split(char *line, const struct format *f, struct row *row)
{
	char *at = line;

	row->count = 0;
	line[strcspn(line, "#\r\n")] = '\0';
	if (*f->between == ':') {
		while (row->count < WORDS_MAX && at)
			row->word[row->count++] = strsep(&at, f->between);
		return;
	}
	while (row->count < WORDS_MAX) {
		at += strspn(at, f->between);
		if (!*at)
			return;
		row->word[row->count++] = at;
		at += strcspn(at, f->between);
		if (*at)
			*at++ = '\0';
	}
}

static FILE *open_file(const char *root, const struct format *f)
{
	char path[256];

	snprintf(path, sizeof(path), "%s%s", root, f->path);
	return fopen(path, "re");
}

/* What is done with each row that can be read; false: that is enough. */
typedef bool row_fn(void *ctx, const struct format *f, const struct row *row,
		    const union name_value *value);

static int each_row(const char *root, enum name_kind kind, row_fn *fn,
		    void *ctx)
{
	const struct format *f = &formats[kind];
	FILE *in = open_file(root, f);
	union name_value value;
	char *line = NULL;
	size_t room = 0;
	struct row row;

	if (!in)
		return errno == ENOMEM ? -ENOMEM : -ENOENT;
	while (getline(&line, &room, in) >= 0) {
		split(line, f, &row);
		if (row.count > 1 && f->read(&row, kind, &value) == 0 &&
		    !fn(ctx, f, &row, &value))
			break;
	}
	free(line);
	fclose(in);
	return 0;
}

/* ---- one name ---- */

static bool has_name(const struct format *f, const struct row *row,
		     const char *name)
{
	unsigned int end = f->aliases ? row->count : f->name + 1;

	for (unsigned int i = f->name; i < end; i++) {
		/* Between a name and its aliases stands the value. */
		if (i == 1 && f->name == 0)
			continue;
		if (f->compare(row->word[i], name) == 0)
			return true;
	}
	return false;
}

static bool look_at(void *ctx, const struct format *f, const struct row *row,
		    const union name_value *value)
{
	struct question *q = ctx;

	return !has_name(f, row, q->name) || f->take(q, row, value);
}

static int ask(const char *root, enum name_kind kind, const char *name,
	       union name_value *ret)
{
	struct question q = { .name = name, .ret = ret };
	int err = each_row(root, kind, look_at, &q);

	if (err == 0)
		err = q.found ? q.err : -ENOENT;
	/* Elsewhere a name server would be asked now. */
	if (err == -ENOENT && (kind == NAME_HOST4 || kind == NAME_HOST6))
		return -ENOSYS;
	return err;
}

/* ---- one value ---- */

struct search {
	union name_value value;
	char *ret_name;
	bool found;
};

static bool compare_value(void *ctx, const struct format *f,
			  const struct row *row, const union name_value *value)
{
	struct search *s = ctx;
	const char *name = row->word[f->name];

	if (memcmp(value, &s->value, sizeof(*value)) != 0 ||
	    strlen(name) >= NAME_ROOM)
		return true;
	strcpy(s->ret_name, name);
	s->found = true;
	return false;
}

static bool name_of(const char *root, enum name_kind kind,
		    const union name_value *value, char *ret_name)
{
	struct search s = { .ret_name = ret_name };

	/* As read_number() and read_host() leave them. */
	if (kind < NAMES_LISTED)
		s.value.num = value->num;
	else
		memcpy(s.value.addr, value->addr, kind == NAME_HOST4 ? 4 : 16);
	return each_row(root, kind, compare_value, &s) == 0 && s.found;
}

/* ---- all names of a kind ---- */

struct listing {
	name_found *found;
	void *ctx;
	enum name_kind kind;
};

static bool list_row(void *ctx, const struct format *f, const struct row *row,
		     const union name_value *value)
{
	const struct listing *l = ctx;

	for (unsigned int i = 0; i < (f->aliases ? row->count : 1); i++)
		if (i != 1)
			l->found(l->ctx, l->kind, row->word[i], value->num);
	return true;
}

static void list(const char *root, enum name_kind kind, name_found *found,
		 void *ctx)
{
	struct listing l = { found, ctx, kind };

	(void)each_row(root, kind, list_row, &l);
}

const struct name_source name_etc = { ask, name_of, list };
