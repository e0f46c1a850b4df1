#include "config.h"

#include "compile/scope/differs.h"

/* The kinds that were said of a file. */
struct differed {
	struct differed *next;
	uint32_t file;
	uint32_t kinds; /* a bit each */
};

static const char *const texts[] = {
#define DIFFERS_TEXT(name, text) [DIFFERS_##name] = text,
	DIFFERS_KINDS(DIFFERS_TEXT)
#undef DIFFERS_TEXT
};

static struct differed *said_of(struct cctx *c, uint32_t file)
{
	struct differed *d;

	for (d = c->differed; d; d = d->next)
		if (d->file == file)
			return d;
	d = arena_new(&c->arena, struct differed);
	d->file = file;
	d->next = c->differed;
	c->differed = d;
	return d;
}

void differs_say(struct cctx *c, enum differs_kind kind, struct span at)
{
	struct differed *said = said_of(c, at.file);

	if (said->kinds & 1u << kind)
		return;
	said->kinds |= 1u << kind;
	diag_warn(c->diags, DIAG_DIFFERS, at,
		  "this means something else under nft 1.1.7, which %s",
		  texts[kind]);
	diag_hint(c->diags,
		  "reported once a file; see DIFFERENCES FROM NFT in nftload.nft(5)");
}
