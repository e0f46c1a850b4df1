/*
 * echo_json — builds JSON objects of the echo; shared by the kinds of objects.
 *
 * In:     the kernel's echo of one object.
 * Out:    members added to, or printed as, a JSON object.
 * Owns:   echo_json_end() takes the object; text is copied.
 * Spec:   libnftables-json(5).
 */
#ifndef NFTLOAD_CLI_ECHO_ECHO_JSON_H
#define NFTLOAD_CLI_ECHO_ECHO_JSON_H

#include "cli/echo/echo.h"
#include "tables/words.h"

#include <jansson.h>

/* An object with family, table, name, handle and comment. */
json_t *echo_json_begin(struct echo *e, const struct echo_item *it,
			const char *name_key);
/* Prints {verb: {kind: obj}}. */
void echo_json_end(const struct echo_item *it, json_t *obj);
/* Makes a string from text; bytes that are not UTF-8 become '?'. */
json_t *echo_json_text(struct echo *e, const char *text, size_t len);
/* Adds the words of the bits that are set, as an array; adds nothing if no bit
 * is set. */
void echo_json_flags(json_t *obj, const struct word *words, uint64_t flags);

#endif
