/*
 * json_plain — reads plain JSON into jansson's trees, faster than jansson.
 *
 * Plain are: strings of ASCII without escapes; integers of at most 18 digits,
 * without leading zeros; true, false, null; arrays; objects whose keys differ;
 * PLAIN_DEPTH levels of the last two.  All else, mistakes above all, is left to
 * jansson: what this reader takes, jansson reads as the same tree.
 *
 * In:     text that begins with a value.
 * Out:    jansson's tree.
 * Owns:   nothing; the tree is the caller's, for json_decref().
 * Units:  bytes.
 * Errors: NULL: not plain.
 */
#ifndef NFTLOAD_SYNTAX_JSON_JSON_PLAIN_H
#define NFTLOAD_SYNTAX_JSON_JSON_PLAIN_H

#include <jansson.h>

#define PLAIN_DEPTH 64

/* Reads the value at the start of a text; *ret_len: its bytes. */
json_t *json_plain_read(const char *text, size_t len, size_t *ret_len);

#endif
