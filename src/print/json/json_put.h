/*
 * json_put — builds JSON objects member by member.
 *
 * In:     an object under construction, a key, a value.
 * Out:    the object with one more member; absent values (NULL, 0, no flags)
 *         add none where a function says so.
 * Owns:   values, which the object takes over.
 * Errors: none: memory that runs out ends the run (base/mem.h).
 */
#ifndef NFTLOAD_PRINT_JSON_JSON_PUT_H
#define NFTLOAD_PRINT_JSON_JSON_PUT_H

#include "syntax/ast_stmt.h"

#include <jansson.h>

/* A string; bytes that are not UTF-8 become U+FFFD. */
json_t *json_text_of(const char *text, size_t len);
json_t *json_word_of(const char *word);
/* Numbers from 2^63 on become negative, as in nft's listings. */
json_t *json_number_of(uint64_t number);
/* { key: value } */
json_t *json_pair_of(const char *key, json_t *value);

void json_put(json_t *obj, const char *key, json_t *value);
/* NULL: adds nothing. */
void json_put_word(json_t *obj, const char *key, const char *word);
void json_put_number(json_t *obj, const char *key, uint64_t number);
/* Only what is set, or given. */
void json_put_num(json_t *obj, const char *key, const struct ast_num *num);
void json_put_text(json_t *obj, const char *key, const struct ast_text *text);
/* Whole seconds; exact: also `KEY-ms` where there are others. */
void json_put_time(json_t *obj, const char *key, const struct ast_num *ms,
		   bool exact);
/* Only what is true. */
void json_put_true(json_t *obj, const char *key, bool value);
/* An array of the words whose bits are set; no bit: adds nothing. */
void json_put_flags(json_t *obj, const char *key, const struct word *words,
		    uint64_t flags);
/* The word of a value. */
void json_put_row(json_t *obj, const char *key, const struct word *words,
		  uint64_t value);

/* ---- what statements and objects share ---- */

/* Bytes in the largest unit that they are a multiple of. */
void json_put_bytes(json_t *obj, const char *key, const char *unit_key,
		    uint64_t bytes);
void json_put_rate(json_t *obj, const struct ast_limit *limit);
void json_put_burst(json_t *obj, const struct ast_limit *limit);
/* flags: as in struct ast_stmt. */
void json_put_synproxy(json_t *obj, uint16_t mss, uint8_t wscale,
		       uint32_t flags);

/* Takes out of statements, wherever they are in a value, what packets have
 * changed: counts, used quotas, times of last use. */
void json_forget_counts(json_t *value);

#endif
