#include "config.h"

#include "cli/report/audit.h"

#include "base/sha256.h"
#include "cli/user/messages.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES 4096 /* syslogd and journald take longer ones */
#define FILES_SHOWN 8

/* ---- who ---- */

static size_t read_file(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return 0;
	got = read(fd, buf, size);
	close(fd);
	return got < 0 ? 0 : (size_t)got;
}

static uint32_t read_loginuid(void)
{
	char text[16] = "";

	if (read_file("/proc/self/loginuid", text, sizeof(text) - 1) == 0)
		return UINT32_MAX;
	return (uint32_t)strtoul(text, NULL, 10);
}

void audit_who(struct audit *a)
{
	if (a->command_len)
		return;
	a->uid = getuid();
	a->loginuid = read_loginuid();
	a->command_len = read_file("/proc/self/cmdline", a->command,
				   sizeof(a->command));
}

void audit_open(struct audit *a, const struct options *o)
{
	bool journal = *journal_mark(SAY_NOTICE);

	/* Containers have no log, and the line would take an eighth of the
	 * instructions of a small load. */
	*a = (struct audit){ .on = !o->quiet &&
				   (journal || access(_PATH_LOG, F_OK) == 0) };
	if (!a->on)
		return;
	audit_who(a);
	if (journal)
		return;
	/* syslog(3) writes the local time. */
	tzset();
	openlog("nftload", LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
}

/* ---- the line ---- */

struct line {
	char text[LINE_BYTES];
	size_t len;
};

static void add(struct line *l, const char *fmt, ...) format_printf(2, 3);

static void add(struct line *l, const char *fmt, ...)
{
	size_t room = sizeof(l->text) - l->len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(l->text + l->len, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		l->len += MIN((size_t)n, room - 1);
}

/* No byte of a name ends the value or the line. */
static void add_bytes(struct line *l, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c < ' ' || c == 0x7f)
			add(l, "\\x%02x", c);
		else
			add(l, c == '"' || c == '\\' ? "\\%c" : "%c", c);
	}
}

static void add_quoted(struct line *l, const char *name, const char *value)
{
	add(l, " %s=\"", name);
	add_bytes(l, value, strlen(value));
	add(l, "\"");
}

static void add_command(struct line *l, const struct audit *a)
{
	const char *at = a->command, *end = at + a->command_len;

	add(l, " command=\"");
	while (at < end) {
		size_t len = strnlen(at, (size_t)(end - at));

		add_bytes(l, at, len);
		at += len + 1;
		if (at < end)
			add(l, " ");
	}
	add(l, "%s\"", a->command_len == sizeof(a->command) ? "..." : "");
}

static void add_file(struct line *l, const struct source *s)
{
	uint8_t hash[SHA256_BYTES];
	char hex[SHA256_TEXT];

	add_quoted(l, "file", s->name);
	source_hash(s, hash);
	sha256_text(hash, hex);
	add(l, " sha256=%s", hex);
}

static void add_files(struct line *l, const struct source_set *sources)
{
	uint32_t more = 0, shown = 0;

	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);

		if (s->kind == SOURCE_DEFINE)
			continue;
		if (shown++ < FILES_SHOWN)
			add_file(l, s);
		else
			more++;
	}
	if (more)
		add(l, " more-files=%" PRIu32, more);
}

static void add_who(struct line *l, const struct audit *a)
{
	add(l, "audit: uid=%" PRIu32, a->uid);
	if (a->loginuid != UINT32_MAX)
		add(l, " loginuid=%" PRIu32, a->loginuid);
	add_command(l, a);
}

static void leave(const struct line *l, const struct options *o)
{
	if (*journal_mark(SAY_NOTICE))
		messages_say(o, SAY_NOTICE, l->text);
	else
		syslog(LOG_NOTICE, "%s", l->text);
}

static void leave_commit(const struct audit *a, const struct options *o,
			 const struct transaction *t, const char *more)
{
	const struct commit_result *res = &t->result;
	struct line l = { .len = 0 };

	add_who(&l, a);
	if (t->label)
		add_quoted(&l, "for", t->label);
	add(&l, " generation=%" PRIu32, res->genid_before);
	if (res->genid_after)
		add(&l, "..%" PRIu32, res->genid_after);
	add(&l, " messages=%" PRIu32 "%s", batch_count(&t->batch), more);
	add_files(&l, &t->input->sources);
	leave(&l, o);
}

void audit_commit(const struct audit *a, const struct options *o,
		  const struct transaction *t, const char *more)
{
	if (a->on && t->sent && t->result.outcome == OUTCOME_COMMITTED)
		leave_commit(a, o, t, more);
}

void audit_change(const struct audit *a, const struct options *o,
		  uint32_t genid, const char *more)
{
	struct line l = { .len = 0 };

	if (!a->on)
		return;
	add_who(&l, a);
	add(&l, " generation=%" PRIu32 "%s", genid, more);
	leave(&l, o);
}
