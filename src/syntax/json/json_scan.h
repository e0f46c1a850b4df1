/*
 * json_scan — finds where values begin and end in the text of a document.
 *
 * It knows only strings, escapes and brackets. jansson reads the skipped text
 * later and reports errors inside it.
 *
 * Units:  offsets in bytes from the start of the text.
 * Errors: JSON_OPEN when the text ends before the value does.
 */
#ifndef NFTLOAD_SYNTAX_JSON_JSON_SCAN_H
#define NFTLOAD_SYNTAX_JSON_JSON_SCAN_H

#include "base/util.h"

#define JSON_OPEN UINT32_MAX

struct json_text {
	const char *text;
	uint32_t end;
};

/* A value of a document, without the items of one long array inside. */
struct json_slice {
	uint32_t off, end;
	uint32_t cut, cut_end; /* the part left out; both 0: nothing */
};

uint32_t json_skip_blank(const struct json_text *t, uint32_t at);
/* From the first byte of a value to the byte behind its last. */
uint32_t json_skip_value(const struct json_text *t, uint32_t at);
/* From behind a key past the colon to the value; JSON_OPEN: no colon. */
uint32_t json_skip_colon(const struct json_text *t, uint32_t at);
/* From behind an item past the comma to the next item; JSON_OPEN: no comma. */
uint32_t json_skip_comma(const struct json_text *t, uint32_t at);
/* The character at an offset; NUL at the end. */
static inline char json_char(const struct json_text *t, uint32_t at)
{
	return at < t->end ? t->text[at] : '\0';
}

/* Finds a command and cuts its `elem` array out, which is read item by item. */
bool json_slice_command(const struct json_text *t, uint32_t at,
			struct json_slice *ret_slice) must_check;

/* Whether a command looks as if nothing of it were to be cut out: neither its
 * first key nor the first one in there tells of elements. */
bool json_is_uncut(const struct json_text *t, uint32_t at);

/* The first bracket in a value that nests deeper than max; JSON_OPEN: none. */
uint32_t json_too_deep(const struct json_text *t, uint32_t at, uint32_t max);

#endif
