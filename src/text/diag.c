#include "config.h"

#include "base/mem.h"
#include "text/diag.h"
#include "text/source.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the system calls and nf_tables answer with; libc's own table of names
 * is not in every libc. */
#define ERRNO_NAMES(E) \
	E(EPERM) E(ENOENT) E(ESRCH) E(EINTR) E(EIO) E(E2BIG) E(EBADF) \
	E(EAGAIN) E(ENOMEM) E(EACCES) E(EFAULT) E(EBUSY) E(EEXIST) \
	E(ENODEV) E(EINVAL) E(ENFILE) E(EMFILE) E(EFBIG) E(ENOSPC) \
	E(ERANGE) E(EMLINK) E(EDOM) E(ELOOP) E(ENODATA) E(EOVERFLOW) \
	E(EPROTO) E(EBADMSG) E(EMSGSIZE) E(EPROTONOSUPPORT) \
	E(EOPNOTSUPP) E(EAFNOSUPPORT) E(EADDRINUSE) E(EADDRNOTAVAIL) \
	E(ENETDOWN) E(ENOBUFS) E(ETIMEDOUT) E(EALREADY) \
	E(ENAMETOOLONG) E(ENOTEMPTY) E(ENOSYS)

void diags_init(struct diags *d)
{
	*d = (struct diags){ 0 };
	arena_init(&d->arena);
	d->last = &d->first;
}

void diags_release(struct diags *d)
{
	arena_release(&d->arena);
	diags_init(d);
}

static format_printf(2, 0) const char *format(struct arena *a, const char *fmt,
					      va_list ap)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return "";
	text = arena_alloc(a, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	return text;
}

static struct diag *append(struct diags *d, enum diag_level level,
			   enum diag_code code, struct span at)
{
	struct diag *new = arena_new(&d->arena, struct diag);

	new->level = level;
	new->code = code;
	new->at = at;
	new->order = d->nerrors + d->nwarnings;
	new->last_note = &new->notes;
	if (d->about)
		new->object = d->about(d->about_ctx, &d->arena);
	*d->last = new;
	d->last = &new->next;
	d->current = new;
	return new;
}

int(diag_error)(struct diags *d, enum diag_code code, struct span at,
		const char *fmt, ...)
{
	va_list ap;

	if (diags_full(d)) {
		d->nerrors++;
		d->muted++;
		d->current = NULL;
		return -1;
	}
	d->nerrors++;
	va_start(ap, fmt);
	append(d, DIAG_LEVEL_ERROR, code, at)->text =
		format(&d->arena, fmt, ap);
	va_end(ap);
	return -1;
}

int diag_kernel(struct diags *d, int errnum, struct span at, const char *fmt,
		...)
{
	struct diag *new;
	va_list ap;

	d->nerrors++;
	new = append(d, DIAG_LEVEL_ERROR, DIAG_KERNEL, at);
	new->errnum = new->words = errnum;
	va_start(ap, fmt);
	new->text = format(&d->arena, fmt, ap);
	va_end(ap);
	return -1;
}

void diag_warn(struct diags *d, enum diag_code code, struct span at,
	       const char *fmt, ...)
{
	va_list ap;

	d->nwarnings++;
	va_start(ap, fmt);
	append(d, DIAG_LEVEL_WARNING, code, at)->text =
		format(&d->arena, fmt, ap);
	va_end(ap);
}

void diag_object(struct diags *d, const char *object)
{
	if (d->current && object)
		d->current->object =
			arena_strndup(&d->arena, object, strlen(object));
}

void diag_words(struct diags *d, int errnum)
{
	if (d->current)
		d->current->words = errnum;
}

static format_printf(3, 0) void add_note(struct diags *d, struct span at,
					 const char *fmt, va_list ap)
{
	struct diag_note *note;

	if (!d->current)
		return;
	note = arena_new(&d->arena, struct diag_note);
	note->at = at;
	note->text = format(&d->arena, fmt, ap);
	*d->current->last_note = note;
	d->current->last_note = &note->next;
}

void diag_note(struct diags *d, struct span at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_note(d, at, fmt, ap);
	va_end(ap);
}

void diag_hint(struct diags *d, const char *fmt, ...)
{
	struct span nowhere = { .file = SOURCE_NONE };
	va_list ap;

	va_start(ap, fmt);
	add_note(d, nowhere, fmt, ap);
	va_end(ap);
}

bool diags_full(const struct diags *d)
{
	return d->max_errors && d->nerrors >= d->max_errors;
}

#define COMPARED_MAX 500000 /* a tenth of a second */

bool diags_may_compare(struct diags *d)
{
	return d->compared < COMPARED_MAX && ++d->compared;
}

/* Errors first: programs read the first line, and people look for what stopped
 * the run among what did not. */
static int by_weight(const void *x, const void *y)
{
	const struct diag *a = *(struct diag *const *)x;
	const struct diag *b = *(struct diag *const *)y;

	if (a->level != b->level)
		return a->level < b->level ? -1 : 1;
	if (a->at.file != b->at.file)
		return a->at.file < b->at.file ? -1 : 1;
	if (a->at.off != b->at.off)
		return a->at.off < b->at.off ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void diags_sort(struct diags *d)
{
	size_t count = 0, i = 0;
	struct diag **all;

	for (struct diag *at = d->first; at; at = at->next)
		count++;
	if (count < 2)
		return;
	all = mem_calloc(count, sizeof(struct diag *));
	for (struct diag *at = d->first; at; at = at->next)
		all[i++] = at;
	qsort(all, count, sizeof(struct diag *), by_weight);
	d->last = &d->first;
	for (i = 0; i < count; i++) {
		*d->last = all[i];
		d->last = &all[i]->next;
	}
	*d->last = NULL;
	mem_free(all);
}

const char *diag_code_name(enum diag_code code)
{
	static const char *const names[] = {
#define DIAG_NAME(name, text, meaning) [DIAG_##name] = text,
		DIAG_CODES(DIAG_NAME)
#undef DIAG_NAME
	};

	return names[code];
}

const char *diag_code_meaning(enum diag_code code)
{
	static const char *const meanings[] = {
#define DIAG_MEANING(name, text, meaning) [DIAG_##name] = meaning,
		DIAG_CODES(DIAG_MEANING)
#undef DIAG_MEANING
	};

	return meanings[code];
}

const char *diag_errno_name(int errnum)
{
	static const struct {
		int number;
		const char *name;
	} names[] = {
#define ERRNO_ROW(e) { e, #e },
		ERRNO_NAMES(ERRNO_ROW)
#undef ERRNO_ROW
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].number == errnum)
			return names[i].name;
	return NULL;
}
