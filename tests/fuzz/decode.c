/*
 * The decoder of --dump=messages on any bytes: the first says which message,
 * the rest are its attributes.
 */
#include "config.h"

#include "fuzz.h"

#include "batch/dump.h"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

#define HEAD (sizeof(struct nlmsghdr) + sizeof(struct nfgenmsg))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct span nowhere = { .file = SOURCE_NONE };
	struct fuzz f;
	struct nlmsghdr *nlh;

	if (!size || size > 65536)
		return 0;
	nlh = calloc(1, HEAD + size + 3);
	nlh->nlmsg_len = (uint32_t)(HEAD + ROUND_UP(size - 1, 4));
	nlh->nlmsg_type = (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | data[0]);
	memcpy((uint8_t *)nlh + HEAD, data + 1, size - 1);
	fuzz_init(&f);
	batch_add(&f.batch, nlh, nlh->nlmsg_len, nowhere);
	free(nlh);
	if (batch_seal(&f.batch, 1, 0, true) == 0) {
		dump_messages(fuzz_nowhere(), &f.batch);
		dump_bytecode(fuzz_nowhere(), &f.batch);
	}
	fuzz_release(&f);
	return 0;
}
