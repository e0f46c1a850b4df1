#include "config.h"

#include "syntax/json/json.h"

#include "syntax/json/json_read.h"
#include "text/suggest.h"

#include "text/utf8.h"

#include <string.h>

/* Open brackets around a command: the root's and the array's. */
#define COMMAND_DEPTH 2

struct document {
	struct json_reader r;
	struct json_text text;
	uint32_t at;
	bool seen; /* "nftables" */
	uint32_t near; /* a key that looks like it, 0: none */
};

static int error_at(struct document *d, enum diag_code code, uint32_t off,
		    const char *text)
{
	struct span at = { d->r.src->index, MIN(off, d->text.end), 0 };

	d->r.fatal = true;
	if (at.off < d->text.end)
		at.len = strchr("{}[],:", d->text.text[at.off]) ? 1 : 0;
	return diag_error(d->r.diags, code, at, "%s", text);
}

static int expect_comma(struct document *d, char end, bool *ret_end)
{
	char c;

	d->at = json_skip_blank(&d->text, d->at);
	c = json_char(&d->text, d->at);
	*ret_end = c == end;
	if (c != ',' && c != end)
		return error_at(d, DIAG_SYNTAX, d->at,
				c ? end == ']' ? "expected ',' or ']' after a command" :
						 "expected ',' or '}' after a value" :
				    "the document ends too early");
	d->at = json_skip_blank(&d->text, d->at + 1);
	if (c == ',' && json_char(&d->text, d->at) == end)
		return error_at(d, DIAG_SYNTAX, d->at,
				"nothing follows the ','");
	return 0;
}

/* Loads a slice; true when the reader may look at it. */
static bool load(struct document *d, struct json_slice *s, unsigned int depth)
{
	if (s->end == JSON_OPEN)
		s->end = d->text.end;
	d->at = s->end;
	return json_tree_load(d->r.t, s, depth, d->r.diags, &d->r.fatal) == 0;
}

static bool load_command(struct document *d)
{
	struct json_slice s;

	if (json_tree_load_command(d->r.t, d->at, COMMAND_DEPTH)) {
		d->at = d->r.t->slice.end;
		return true;
	}
	if (!json_slice_command(&d->text, d->at, &s))
		s.end = JSON_OPEN;
	return load(d, &s, COMMAND_DEPTH);
}

static void read_commands(struct document *d)
{
	bool end = false;

	d->at = json_skip_blank(&d->text, d->at + 1);
	if (json_char(&d->text, d->at) == ']') {
		d->at++;
		return;
	}
	while (!end && !d->r.fatal && !diags_full(d->r.diags)) {
		if (load_command(d))
			json_command(&d->r);
		if (d->r.fatal || expect_comma(d, ']', &end) < 0)
			return;
	}
}

static int read_nftables(struct document *d, uint32_t key)
{
	if (d->seen)
		return error_at(d, DIAG_DUPLICATE, key,
				"this key was given before in the same object");
	d->seen = true;
	if (json_char(&d->text, d->at) == '[') {
		read_commands(d);
		return 0;
	}
	return error_at(d, DIAG_TYPE, d->at,
			"'nftables' is not an array of commands");
}

static int report_missing(struct document *d, uint32_t root)
{
	if (!d->near)
		return error_at(d, DIAG_MISSING, root,
				"key 'nftables' is missing");
	error_at(d, DIAG_UNKNOWN_NAME, d->near, "key 'nftables' is missing");
	diag_hint(d->r.diags, "did you mean 'nftables'?");
	return -1;
}

/* Reads the root's other values for their mistakes alone. */
static int read_member(struct document *d)
{
	struct json_slice s = { .off = d->at };
	uint32_t key = d->at;
	const char *name;
	bool commands;

	s.end = json_skip_value(&d->text, s.off);
	if (!load(d, &s, 1))
		return -1;
	name = json_string_value(json_at(&d->r, 0));
	if (!name)
		return error_at(d, DIAG_SYNTAX, key, "expected a key");
	commands = strcmp(name, "nftables") == 0;
	if (!commands && suggest_is_near(name, "nftables"))
		d->near = key;
	d->at = json_skip_colon(&d->text, s.end);
	if (d->at == JSON_OPEN)
		return error_at(d, DIAG_SYNTAX,
				json_skip_blank(&d->text, s.end),
				"expected ':' after a key");
	if (commands)
		return read_nftables(d, key);
	s = (struct json_slice){ .off = d->at };
	s.end = json_skip_value(&d->text, s.off);
	return load(d, &s, 1) ? 0 : -1;
}

static void read_root(struct document *d)
{
	uint32_t root = d->at;
	bool end;

	d->at = json_skip_blank(&d->text, d->at + 1);
	end = json_char(&d->text, d->at) == '}';
	if (end)
		d->at++;
	while (!end && !diags_full(d->r.diags)) {
		if (read_member(d) < 0 && d->r.fatal)
			return;
		if (d->r.fatal || expect_comma(d, '}', &end) < 0)
			return;
	}
	if (!d->seen && !d->r.fatal)
		report_missing(d, root);
}

static void read_document(struct document *d)
{
	const char *nul = memchr(d->text.text, '\0', d->text.end);
	struct json_slice s = { .end = 0 };

	if (utf8_is_utf16(d->text.text, d->text.end)) {
		error_at(d, DIAG_SYNTAX, 0, UTF8_NOT_UTF16);
		return;
	}
	/* It would read as the end of the text here and there. */
	if (nul) {
		error_at(d, DIAG_SYNTAX, (uint32_t)(nul - d->text.text),
			 "byte 0x00 is not allowed here");
		return;
	}
	d->at = json_skip_blank(&d->text, 0);
	if (d->at == d->text.end) {
		error_at(d, DIAG_SYNTAX, d->at, "the document is empty");
		return;
	}
	if (json_char(&d->text, d->at) == '{') {
		read_root(d);
	} else {
		s.off = d->at;
		s.end = json_skip_value(&d->text, s.off);
		if (load(d, &s, 0))
			error_at(d, DIAG_TYPE, s.off,
				 "the document is not an object with the key 'nftables'");
	}
	d->at = json_skip_blank(&d->text, d->at);
	if (!d->r.fatal && !diags_full(d->r.diags) && d->at < d->text.end)
		error_at(d, DIAG_SYNTAX, d->at,
			 "text after the end of the document");
}

bool json_is_document(const struct source *src)
{
	struct json_text text = { src->text, src->len };

	return json_char(&text, json_skip_blank(&text, 0)) == '{';
}

int parse_json(struct parse_ctx *ctx, struct source *src)
{
	uint32_t before = ctx->diags->nerrors;
	struct document d = {
		.r = { .ctx = ctx, .ast = ctx->ast, .diags = ctx->diags,
		       .src = src },
		.text = { src->text, src->len },
	};

	src->locate = json_locate;
	src->locate_ctx = json_places_new(&ctx->sources->arena);
	json_tree_init(&d.r.cmd, src);
	json_tree_init(&d.r.piece, src);
	d.r.t = &d.r.cmd;
	read_document(&d);
	json_tree_release(&d.r.cmd);
	json_tree_release(&d.r.piece);
	return ctx->diags->nerrors == before ? 0 : -1;
}
