#include "config.h"

#include "print/text/text_out.h"

#include "base/mem.h"
#include "tables/words.h"

#define ROOM_FIRST 65536
#define MS_PER_S 1000

void text_init(struct text_out *o, const struct print_options *options)
{
	*o = (struct text_out){ .options = options };
}

void text_release(struct text_out *o)
{
	mem_free(o->buf);
	o->buf = NULL;
	o->len = 0;
	o->room = 0;
}

void text_flush(struct text_out *o)
{
	if (o->flush && o->len) {
		o->flush(o->ctx, o->buf, o->len);
		o->len = 0;
	}
}

void text_grow(struct text_out *o, size_t len)
{
	text_flush(o);
	if (o->room - o->len >= len)
		return;
	o->room = MAX(MAX(o->room * 2, o->len + len), (size_t)ROOM_FIRST);
	o->buf = mem_realloc(o->buf, o->room);
}

void text_put_number(struct text_out *o, uint64_t num)
{
	char digits[UTIL_DIGITS], *end = digits + sizeof(digits);
	char *text = util_decimal(end, num);

	text_put_bytes(o, text, (size_t)(end - text));
}

void text_put_hex(struct text_out *o, uint64_t num)
{
	char digits[16], *at = digits + sizeof(digits);

	do {
		*--at = "0123456789abcdef"[num & 0xf];
		num >>= 4;
	} while (num);
	text_put(o, "0x");
	text_put_bytes(o, at, (size_t)(digits + sizeof(digits) - at));
}

void text_put_named(struct text_out *o, const char *word, uint64_t num)
{
	text_put_char(o, ' ');
	text_put(o, word);
	text_put_char(o, ' ');
	text_put_number(o, num);
}

static bool in_seconds(const struct text_out *o)
{
	return o->options->numeric || o->options->numeric_time;
}

static void put_seconds(struct text_out *o, uint64_t ms)
{
	text_put_number(o, ms / MS_PER_S);
	text_put_char(o, 's');
}

void text_put_time(struct text_out *o, uint64_t ms)
{
	static const struct {
		const char *word;
		uint64_t ms;
	} units[] = {
		{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 },
		{ "s", 1000 },	   { "ms", 1 },
	};

	if (in_seconds(o) && ms >= MS_PER_S) {
		put_seconds(o, ms);
		ms %= MS_PER_S;
	} else if (!ms) {
		text_put(o, "0s");
	}
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (ms < units[i].ms)
			continue;
		text_put_number(o, ms / units[i].ms);
		text_put(o, units[i].word);
		ms %= units[i].ms;
	}
}

void text_put_elapsed(struct text_out *o, uint64_t ms)
{
	if (in_seconds(o))
		put_seconds(o, ms);
	else
		text_put_time(o, ms);
}

void text_put_size(struct text_out *o, uint64_t bytes)
{
	const struct word *unit = words_byte_units, *best = unit;

	for (; bytes && unit->name; unit++)
		if (bytes % unit->value == 0)
			best = unit;
	text_put_number(o, bytes / best->value);
	text_put_char(o, ' ');
	text_put(o, best->name);
}

void text_put_quoted(struct text_out *o, const char *text, size_t len)
{
	text_put_char(o, '"');
	text_put_bytes(o, text, len);
	text_put_char(o, '"');
}

void text_put_indent(struct text_out *o)
{
	for (unsigned int i = 0; i < o->depth && !o->one_line; i++)
		text_put_char(o, '\t');
}

void text_end_line(struct text_out *o)
{
	if (!o->one_line) {
		text_put_char(o, '\n');
		return;
	}
	if (!o->len || o->buf[o->len - 1] != ';')
		text_put_char(o, ';');
	text_put_char(o, ' ');
}

void text_open_block(struct text_out *o)
{
	text_put(o, o->one_line ? "{ " : "{\n");
	o->depth++;
}

void text_close_block(struct text_out *o)
{
	o->depth--;
	text_put_indent(o);
	text_put_char(o, '}');
}
