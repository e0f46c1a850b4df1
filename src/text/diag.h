/*
 * diag — collects the errors and warnings about an input, to be rendered at the
 * end.
 *
 * In:     a code, a span, a sentence (lower case, no full stop, the offending
 *         name in single quotes, what was expected).
 * Out:    a list in order of report; diags_sort() puts errors before warnings
 *         and orders both by their places.
 * Owns:   the texts, in its arena.
 * Errors: diag_error() always returns -1, so that a function can return it.
 *
 * Codes are frozen once released: programs match them.
 */
#ifndef NFTLOAD_TEXT_DIAG_H
#define NFTLOAD_TEXT_DIAG_H

#include "base/arena.h"
#include "text/span.h"

/* Warnings of a lint (lint/lint.h). */
#define DIAG_LINT_CODES(C)                                                   \
	C(LINT_UNREACHABLE, "lint-unreachable", "no packet reaches the rule")  \
	C(LINT_UNUSED, "lint-unused", "no rule uses the object")               \
	C(LINT_INTERFACE, "lint-interface",                                    \
	  "the name stands for another interface than it seems to")            \
	C(LINT_DEVICE, "lint-device", "a hook of devices has no device")       \
	C(LINT_ESTABLISHED, "lint-established", "answers are dropped")         \
	C(LINT_SHADOWED, "lint-shadowed",                                      \
	  "a later chain may drop what is accepted")                           \
	C(LINT_REPEATED, "lint-repeated", "each load adds the rules again")

/* name, text shown in brackets, meaning */
#define DIAG_CODES(C)                                                        \
	C(SYNTAX, "syntax", "the grammar does not have the text")              \
	C(UNKNOWN_NAME, "unknown-name",                                        \
	  "a word, field, type, variable or object is not known")              \
	C(TYPE, "type", "types do not fit each other")                         \
	C(RANGE, "range", "a value is too big or too long")                    \
	C(CONFLICT, "conflict",                                                \
	  "protocols, intervals or options exclude each other")                \
	C(UNSUPPORTED, "unsupported", "the text is understood and refused")    \
	C(CONTEXT, "context", "the text does not suit family, hook or place")  \
	C(DUPLICATE, "duplicate", "the same is given twice")                   \
	C(MISSING, "missing", "something required is missing")                 \
	C(RESOLVE, "resolve", "a name service does not know the name")         \
	C(FILE, "file", "a file cannot be read")                               \
	C(LIMIT, "limit", "a depth, size or count is too large")               \
	C(KERNEL, "kernel", "the kernel refused")                              \
	C(RIGHTS, "rights", "rights were kept")                                \
	C(OBSOLETE, "obsolete", "the text is accepted and has no effect")      \
	C(DIFFERS, "differs", "nft reads the text otherwise")                  \
	C(IMPERATIVE, "imperative", "a command describes no state to sync")    \
	DIAG_LINT_CODES(C)

enum diag_code {
#define DIAG_ENUM(name, text, meaning) DIAG_##name,
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
	/* The object that the diagnostic is about, as a kind and the names of a
	 * command: "rule inet filter input".  NULL: no object with a name. */
	const char *object;
	struct diag_note *notes, **last_note;
	struct diag *next;
	uint32_t order;	     /* of report */
};

struct diags {
	struct arena arena;
	struct diag *first, **last, *current;
	uint32_t nerrors, nwarnings;
	uint32_t max_errors; /* beyond: only counted; 0: no limit */
	uint32_t muted;	     /* errors counted but not kept */
	uint32_t compared;   /* names, for hints */
	/* Returns the object that is being compiled, for struct diag; NULL: no
	 * object with a name. */
	const char *(*about)(const void *ctx, struct arena *a);
	const void *about_ctx;
};

void diags_init(struct diags *d);
void diags_release(struct diags *d);

/* All return -1. */
int diag_error(struct diags *d, enum diag_code code, struct span at,
	       const char *fmt, ...) format_printf(4, 5);
/* With this macro the compiler sees the -1, and does not warn about results
 * that are set only where a function succeeds. */
#define diag_error(...) ({ diag_error(__VA_ARGS__); -1; })
/* Reports an error of the kernel, which is never muted. errnum is positive. */
int diag_kernel(struct diags *d, int errnum, struct span at, const char *fmt,
		...) format_printf(4, 5);
void diag_warn(struct diags *d, enum diag_code code, struct span at,
	       const char *fmt, ...) format_printf(4, 5);
/* Names the object of the error just reported, where about() cannot know it. */
void diag_object(struct diags *d, const char *object);
/* Adds the C library's words for errnum to the error just reported: the kernel
 * would have refused the input with this errno, and programs that call nft look
 * for these words. */
void diag_words(struct diags *d, int errnum);
/* A second place for the error just reported (dropped if it was muted). */
void diag_note(struct diags *d, struct span at, const char *fmt, ...)
	format_printf(3, 4);
/* A line without a place: "did you mean 'x'?", a cause, a remedy. */
void diag_hint(struct diags *d, const char *fmt, ...) format_printf(2, 3);

/* True when no further error would be kept, so that stages can stop early. */
bool diags_full(const struct diags *d);
/* Counts a comparison of names; false once hints have compared so many names
 * that they should stop. */
bool diags_may_compare(struct diags *d);
/* Sorts by level, file, offset, and order of report. */
void diags_sort(struct diags *d);
const char *diag_code_name(enum diag_code code);
const char *diag_code_meaning(enum diag_code code);
/* "ENOENT"; NULL for a number with which the kernel does not answer. */
const char *diag_errno_name(int errnum);

#endif
