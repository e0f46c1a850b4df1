/*
 * text_out — where text goes: a buffer that grows, or one that is emptied when
 * it is full.
 *
 * In:     pieces of text.
 * Out:    the bytes so far, or calls of `flush`.
 * Owns:   the buffer; text_release() frees it.
 * Errors: none here: who flushes keeps what went wrong.
 */
#ifndef NFTLOAD_PRINT_TEXT_TEXT_OUT_H
#define NFTLOAD_PRINT_TEXT_TEXT_OUT_H

#include "print/print_options.h"

#include <string.h>

struct source_set;

struct text_out {
	char *buf;
	size_t len, room;
	/* Takes the bytes of a full buffer; NULL: the buffer grows. */
	void (*flush)(void *ctx, const char *bytes, size_t len);
	void *ctx;
	const struct print_options *options;
	/* Where elements lie that the parser left as text; NULL: none are. */
	const struct source_set *sources;
	unsigned int depth; /* of the blocks around, in tabs */
	bool one_line; /* blocks take no lines: ';' stands for an end of line */
};

void text_init(struct text_out *o, const struct print_options *options);
void text_release(struct text_out *o);
/* Makes room for len bytes. */
void text_grow(struct text_out *o, size_t len);
/* Hands over what is in the buffer. */
void text_flush(struct text_out *o);

static inline void text_put_bytes(struct text_out *o, const char *bytes,
				  size_t len)
{
	if (len == 0)
		return;
	if (o->room - o->len < len)
		text_grow(o, len);
	memcpy(o->buf + o->len, bytes, len);
	o->len += len;
}

static inline void text_put(struct text_out *o, const char *text)
{
	text_put_bytes(o, text, strlen(text));
}

static inline void text_put_char(struct text_out *o, char c)
{
	if (o->room == o->len)
		text_grow(o, 1);
	o->buf[o->len++] = c;
}

void text_put_number(struct text_out *o, uint64_t num);
void text_put_hex(struct text_out *o, uint64_t num);
/* " word 5" */
void text_put_named(struct text_out *o, const char *word, uint64_t num);
/* "1d2h3m4s5ms"; with -T "3600s", and what is no whole second behind. */
void text_put_time(struct text_out *o, uint64_t ms);
/* A time that passes; with -T in whole seconds. */
void text_put_elapsed(struct text_out *o, uint64_t ms);
/* A number of bytes in the largest unit that divides it: "25 mbytes". */
void text_put_size(struct text_out *o, uint64_t bytes);
void text_put_quoted(struct text_out *o, const char *text, size_t len);
/* The tabs before a line. */
void text_put_indent(struct text_out *o);
void text_end_line(struct text_out *o);
/* `{`, and the lines in it; `}`. */
void text_open_block(struct text_out *o);
void text_close_block(struct text_out *o);

#endif
