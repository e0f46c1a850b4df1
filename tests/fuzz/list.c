/*
 * A ruleset that is listed from damaged messages: nft text, a byte of 0, and
 * then three bytes for each byte of the messages that is changed (two for its
 * place, one to combine it with).
 */
#include "config.h"

#include "fuzz.h"

#include "print/text/text_state.h"
#include "state/apply.h"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>

#define HEAD (sizeof(struct nlmsghdr) + sizeof(struct nfgenmsg))

/* The place counts over the attributes of all messages, again and again. */
static void damage(struct batch *b, uint32_t place, uint8_t with)
{
	uint64_t total = 0;

	for (size_t i = 0; i < b->msgs.count; i++)
		total += ((struct batch_msg *)chunks_at(&b->msgs, i))->len;
	place = total ? (uint32_t)(place * UINT64_C(2654435761) % total) : 0;
	for (size_t i = 0; i < b->msgs.count; i++) {
		struct batch_msg *m = chunks_at(&b->msgs, i);

		if (place >= m->len) {
			place -= m->len;
			continue;
		}
		if (place >= HEAD)
			m->bytes[place] ^= with;
		return;
	}
}

static void list(struct batch *b)
{
	static const struct print_options ways[] = {
		{ .json = false }, { .numeric = true, .guid = true },
		{ .json = true },
	};
	struct text_lister w;
	struct text_out out;
	struct state s;

	state_init(&s, STATE_EMPTY);
	state_apply(&s, b, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		text_init(&out, &ways[i]);
		text_lister_init(&w, &out, &s);
		text_list_ruleset(&w, &s, 0);
		text_lister_release(&w);
		text_release(&out);
	}
	state_release(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size);
	size_t len = end ? (size_t)(end - data) : size;
	struct fuzz f;

	if (!fuzz_is_safe(data, len))
		return 0;
	fuzz_init(&f);
	fuzz_parse(&f, fuzz_source(&f, data, len));
	if (fuzz_compile(&f, true, batch_sink(&f.batch)) &&
	    batch_count(&f.batch)) {
		for (size_t at = len + 1; at + 3 <= size; at += 3)
			damage(&f.batch, data[at] | (uint32_t)data[at + 1] << 8,
			       data[at + 2]);
		list(&f.batch);
	}
	fuzz_release(&f);
	return 0;
}
