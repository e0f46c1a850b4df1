#include "config.h"

#include "history/entry.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "nftload-history"
#define FORM "1"
#define CHECK "check "
#define HEX_BYTES (SHA256_TEXT - 1)
#define CHECK_BYTES (sizeof(CHECK) - 1 + HEX_BYTES + 1)
#define BLOCK_MAX (UINT64_C(1) << 31) /* bytes of a block */

static const char *const block_names[HISTORY_BLOCKS] = {
	[HISTORY_BEFORE] = "before", [HISTORY_AFTER] = "after",
	[HISTORY_SETS] = "sets",     [HISTORY_DIFF] = "diff",
	[HISTORY_ITEMS] = "items",
};

void history_entry_init(struct history_entry *e)
{
	*e = (struct history_entry){ .verb = "", .command = "",
				     .loginuid = UINT32_MAX };
	arena_init(&e->arena);
	e->last_file = &e->files;
}

void history_entry_release(struct history_entry *e)
{
	for (size_t i = 0; i < HISTORY_BLOCKS; i++)
		pack_release(&e->block[i]);
	arena_release(&e->arena);
}

static struct history_file *new_file(struct history_entry *e)
{
	struct history_file *f = arena_zalloc(&e->arena, sizeof(*f));

	*e->last_file = f;
	e->last_file = &f->next;
	return f;
}

void history_entry_add_file(struct history_entry *e, const char *name,
			    const uint8_t hash[SHA256_BYTES])
{
	struct history_file *f = new_file(e);

	f->name = arena_strndup(&e->arena, name, strlen(name));
	sha256_text(hash, f->hash);
}

/* ---- writing ---- */

/* No byte of a name ends the line. */
static void put_words(struct pack *to, const char *name, const char *words)
{
	pack_text(to, "%s ", name);
	for (; *words; words++) {
		unsigned char c = (unsigned char)*words;

		if (c < ' ' || c == 0x7f || c == '\\')
			pack_text(to, "\\x%02x", c);
		else
			pack_add(to, words, 1);
	}
	pack_add(to, "\n", 1);
}

static void put_facts(const struct history_entry *e, struct pack *to)
{
	pack_text(to, MAGIC " " FORM "\ntime %" PRId64 "\nclock %" PRIu64 "\n",
		  e->time, e->clock_ms);
	pack_text(to, "boot %s\nnetns %" PRIu64 "\n", e->boot, e->netns);
	pack_text(to, "uid %" PRIu32 "\nloginuid %" PRIu32 "\n", e->uid,
		  e->loginuid);
	pack_text(to, "generation %" PRIu32 "\n", e->genid);
	pack_text(to, "added %" PRIu64 "\nchanged %" PRIu64
		      "\nremoved %" PRIu64 "\n",
		  e->added, e->changed, e->removed);
	put_words(to, "verb", e->verb);
	put_words(to, "command", e->command);
	for (const struct history_file *f = e->files; f; f = f->next) {
		pack_text(to, "file %s", f->hash);
		put_words(to, "", f->name);
	}
}

static void put_check(struct pack *to)
{
	uint8_t hash[SHA256_BYTES];
	char hex[SHA256_TEXT];

	sha256_of(to->bytes, to->len, hash);
	sha256_text(hash, hex);
	pack_text(to, CHECK "%s\n", hex);
}

void history_entry_write(const struct history_entry *e, struct pack *to)
{
	struct pack blocks = { 0 };

	put_facts(e, to);
	for (size_t i = 0; i < HISTORY_BLOCKS; i++) {
		size_t before = blocks.len;
		bool small = pack_squeeze(&blocks, &e->block[i]);

		pack_text(to, "block %s %zu %zu %s\n", block_names[i],
			  e->block[i].len, blocks.len - before,
			  small ? "zlib" : "plain");
	}
	pack_text(to, "end\n");
	pack_add(to, blocks.bytes, blocks.len);
	pack_release(&blocks);
	put_check(to);
}

/* ---- reading ---- */

struct reader {
	struct history_entry *e;
	const char *at, *end; /* the lines and blocks that are left */
	struct {
		uint64_t len, here;
		bool small;
	} block[HISTORY_BLOCKS];
};

/* The rest of the line behind name and a blank; NULL: it is another line. */
static char *line_of(struct reader *r, const char *name)
{
	size_t len = strlen(name);
	const char *from = r->at, *end;

	if ((size_t)(r->end - from) <= len || memcmp(from, name, len) != 0 ||
	    from[len] != ' ')
		return NULL;
	end = memchr(from, '\n', (size_t)(r->end - from));
	if (!end)
		return NULL;
	r->at = end + 1;
	from += len + 1;
	return arena_strndup(&r->e->arena, from, (size_t)(end - from));
}

static bool take_number(struct reader *r, const char *name, uint64_t max,
			uint64_t *ret)
{
	char *text = line_of(r, name), *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	errno = 0;
	*ret = strtoull(text, &end, 10);
	return !errno && !*end && *ret <= max;
}

static bool take_u32(struct reader *r, const char *name, uint32_t *ret)
{
	uint64_t n;

	if (!take_number(r, name, UINT32_MAX, &n))
		return false;
	*ret = (uint32_t)n;
	return true;
}

#define ESCAPE_BYTES 4 /* \xff */

/* sscanf() would take blanks and signs for digits, and fewer than two. */
static bool is_escape(const char *at)
{
	return at[0] == '\\' && at[1] == 'x' &&
	       strspn(at + 2, "0123456789abcdef") >= 2;
}

static char *unescape(char *text)
{
	char *to = text;

	for (const char *at = text; *at; to++) {
		unsigned int c;

		if (is_escape(at) && sscanf(at + 2, "%2x", &c) == 1 && c) {
			*to = (char)c;
			at += ESCAPE_BYTES;
		} else {
			*to = *at++;
		}
	}
	*to = '\0';
	return text;
}

static bool take_words(struct reader *r, const char *name, const char **ret)
{
	char *text = line_of(r, name);

	if (text)
		*ret = unescape(text);
	return text;
}

static bool take_boot(struct reader *r)
{
	char *text = line_of(r, "boot");

	if (!text || strlen(text) >= sizeof(r->e->boot))
		return false;
	strcpy(r->e->boot, text);
	return true;
}

static bool take_files(struct reader *r)
{
	char *text;

	while ((text = line_of(r, "file"))) {
		struct history_file *f;

		if (strlen(text) <= HEX_BYTES || text[HEX_BYTES] != ' ')
			return false;
		f = new_file(r->e);
		memcpy(f->hash, text, HEX_BYTES);
		f->name = unescape(text + HEX_BYTES + 1);
	}
	return true;
}

static bool take_facts(struct reader *r)
{
	struct history_entry *e = r->e;
	uint64_t time;
	bool fine = take_number(r, "time", INT64_MAX, &time) &&
		    take_number(r, "clock", UINT64_MAX, &e->clock_ms) &&
		    take_boot(r) &&
		    take_number(r, "netns", UINT64_MAX, &e->netns) &&
		    take_u32(r, "uid", &e->uid) &&
		    take_u32(r, "loginuid", &e->loginuid) &&
		    take_u32(r, "generation", &e->genid) &&
		    take_number(r, "added", UINT64_MAX, &e->added) &&
		    take_number(r, "changed", UINT64_MAX, &e->changed) &&
		    take_number(r, "removed", UINT64_MAX, &e->removed) &&
		    take_words(r, "verb", &e->verb) &&
		    take_words(r, "command", &e->command) && take_files(r);

	if (fine)
		e->time = (int64_t)time;
	return fine;
}

static bool take_head(struct reader *r, enum history_block i)
{
	const char *text = line_of(r, "block");
	char name[16], how[16];

	if (!text ||
	    sscanf(text, "%15s %" SCNu64 " %" SCNu64 " %15s", name,
		   &r->block[i].len, &r->block[i].here, how) != 4 ||
	    strcmp(name, block_names[i]) != 0 || r->block[i].len > BLOCK_MAX)
		return false;
	r->block[i].small = strcmp(how, "zlib") == 0;
	return r->block[i].small || (strcmp(how, "plain") == 0 &&
				     r->block[i].len == r->block[i].here);
}

static int take_block(struct reader *r, enum history_block i)
{
	struct pack *to = &r->e->block[i];
	const uint8_t *from = (const void *)r->at;
	size_t here = (size_t)r->block[i].here;

	if (r->block[i].here > (uint64_t)(r->end - r->at))
		return -EINVAL;
	r->at += here;
	if (r->block[i].small)
		return pack_unsqueeze(to, from, here, (size_t)r->block[i].len);
	pack_add(to, from, here);
	return 0;
}

static int take_blocks(struct reader *r)
{
	int err = 0;

	for (size_t i = 0; i < HISTORY_BLOCKS; i++)
		if (!take_head(r, i))
			return -EINVAL;
	if (r->end - r->at < 4 || memcmp(r->at, "end\n", 4) != 0)
		return -EINVAL;
	r->at += 4;
	for (size_t i = 0; i < HISTORY_BLOCKS && !err; i++)
		err = take_block(r, i);
	return err ? err : r->at == r->end ? 0 : -EINVAL;
}

/* What was cut off, or is other bytes than were written. */
static bool is_whole(const uint8_t *bytes, size_t len)
{
	uint8_t hash[SHA256_BYTES];
	char hex[SHA256_TEXT];
	const uint8_t *check;

	if (len <= CHECK_BYTES)
		return false;
	check = bytes + len - CHECK_BYTES;
	sha256_of(bytes, len - CHECK_BYTES, hash);
	sha256_text(hash, hex);
	return memcmp(check, CHECK, sizeof(CHECK) - 1) == 0 &&
	       memcmp(check + sizeof(CHECK) - 1, hex, HEX_BYTES) == 0;
}

int history_entry_read(struct history_entry *e, const uint8_t *bytes,
		       size_t len)
{
	struct reader r = { .e = e, .at = (const void *)bytes };
	const char *form;

	history_entry_init(e);
	r.end = r.at + len;
	form = line_of(&r, MAGIC);
	if (form && strcmp(form, FORM) != 0 && *form >= '1' && *form <= '9')
		return -EPROTO;
	if (!form || !is_whole(bytes, len))
		return -EINVAL;
	r.end -= CHECK_BYTES;
	if (!take_facts(&r))
		return -EINVAL;
	return take_blocks(&r);
}
