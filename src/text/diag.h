/*
 * diag — collects what is wrong with an input, to be rendered at the end.
 *
 * In:     a code, a span, a sentence (lower case, no full stop, the offending
 *         name in single quotes, what was expected).
 * Out:    a list in order of report; diags_sort() puts errors before
 *         warnings, and each of the two in the order of their places.
 * Owns:   the texts, in its arena.
 * Errors: diag_error() always returns -1, so that a function can return it.
 *
 * Codes are frozen once released: programs match them.
 */
#ifndef NFTLOAD_TEXT_DIAG_H
#define NFTLOAD_TEXT_DIAG_H

#include "base/arena.h"
#include "text/span.h"

/* name, text shown in brackets */
#define DIAG_CODES(C)                                                        \
	C(SYNTAX, "syntax")             /* not in the grammar              */ \
	C(UNKNOWN_NAME, "unknown-name") /* a word, field, type, variable   */ \
	C(TYPE, "type")                 /* types that do not fit           */ \
	C(RANGE, "range")               /* a value too big, too long       */ \
	C(CONFLICT, "conflict")         /* protocols, intervals, options   */ \
	C(UNSUPPORTED, "unsupported")   /* understood, and refused         */ \
	C(CONTEXT, "context")           /* not in this family, hook, place */ \
	C(DUPLICATE, "duplicate")       /* given twice                     */ \
	C(MISSING, "missing")           /* something required is not there */ \
	C(RESOLVE, "resolve")           /* a name service did not know it  */ \
	C(FILE, "file")                 /* a file cannot be read           */ \
	C(LIMIT, "limit")               /* depth, size, count              */ \
	C(KERNEL, "kernel")             /* the kernel refused; see errno   */ \
	C(RIGHTS, "rights")             /* warning: could not be given up  */ \
	C(OBSOLETE, "obsolete")         /* warning: accepted, ignored      */ \
	C(DIFFERS, "differs")           /* warning: nft means another      */ \
	C(IMPERATIVE, "imperative")     /* no state, for a sync            */

enum diag_code {
#define DIAG_ENUM(name, text) DIAG_##name,
	DIAG_CODES(DIAG_ENUM)
#undef DIAG_ENUM
};

enum diag_level { DIAG_LEVEL_ERROR, DIAG_LEVEL_WARNING };

struct diag_note {
	struct diag_note *next;
	const char *text;
	struct span at; /* file SOURCE_NONE: a hint without a place */
};

struct diag {
	enum diag_level level;
	enum diag_code code;
	int errnum;	     /* the kernel's errno for DIAG_KERNEL, else 0 */
	int words;	     /* the errno whose words end the line, 0: none */
	struct span at;
	const char *text;
	/* What it is about, NULL: nothing with a name.  A kind, and names as a
	 * command has them: "rule inet filter input". */
	const char *object;
	struct diag_note *notes, **last_note;
	struct diag *next;
	uint32_t order;	     /* of report */
};

struct diags {
	struct arena arena;
	struct diag *first, **last, *current;
	uint32_t nerrors, nwarnings;
	uint32_t max_errors; /* 0: no limit; beyond it errors are counted only */
	uint32_t muted;	     /* errors counted but not kept */
	uint32_t compared;   /* names, for hints */
	/* Says what is being worked on; NULL: nothing with a name. */
	const char *(*about)(const void *ctx, struct arena *a);
	const void *about_ctx;
};

void diags_init(struct diags *d);
void diags_release(struct diags *d);

/* All return -1. */
int diag_error(struct diags *d, enum diag_code code, struct span at,
	       const char *fmt, ...) format_printf(4, 5);
/* So that the compiler sees the -1, and does not warn of results that are set
 * only where a function succeeds. */
#define diag_error(...) ({ diag_error(__VA_ARGS__); -1; })
/* An error of the kernel: never muted. errnum is positive. */
int diag_kernel(struct diags *d, int errnum, struct span at, const char *fmt,
		...) format_printf(4, 5);
void diag_warn(struct diags *d, enum diag_code code, struct span at,
	       const char *fmt, ...) format_printf(4, 5);
/* What the error just reported is about, where about() cannot know. */
void diag_object(struct diags *d, const char *object);
/* What was found without the kernel is what it would refuse with this errno:
 * programs that call nft look for the C library's words of it. */
void diag_words(struct diags *d, int errnum);
/* A second place for the error just reported (dropped if it was muted). */
void diag_note(struct diags *d, struct span at, const char *fmt, ...)
	format_printf(3, 4);
/* A line without a place: "did you mean 'x'?", a cause, a remedy. */
void diag_hint(struct diags *d, const char *fmt, ...) format_printf(2, 3);

/* True when no further error would be kept: stages stop early. */
bool diags_full(const struct diags *d);
/* False once hints have cost enough: a name less is compared then. */
bool diags_may_compare(struct diags *d);
/* Orders by file, offset, then order of report. */
void diags_sort(struct diags *d);
const char *diag_code_name(enum diag_code code);
/* "ENOENT"; NULL for a number that the kernel does not answer with. */
const char *diag_errno_name(int errnum);

#endif
