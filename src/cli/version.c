#include "config.h"

#include "cli/version.h"

#include "base/util.h"
#include "cli/run/sandbox.h"
#include "sync/fingerprint.h"

#include <errno.h>
#include <string.h>

#define NFT_VERSION "1.1.7"

static const struct {
	const char *name, *value;
} features[] = {
	{ "language", "nftables " NFT_VERSION },
	{ "states", "sync, diff, " FINGERPRINT_FORM },
	{ "libnftnl", BUILT_WITH_NFTNL },
	{ "libmnl", BUILT_WITH_MNL },
	{ "jansson", BUILT_WITH_JANSSON },
#ifdef HAVE_LIBURING
	{ "liburing", BUILT_WITH_URING },
#endif
};

void version_print(FILE *out)
{
	if (strcmp(program_invocation_short_name, "nft") == 0)
		fprintf(out, "nftables v" NFT_VERSION " (nftload %s)\n",
			PACKAGE_VERSION);
	else
		fprintf(out, "nftload %s\n", PACKAGE_VERSION);
}

void version_features(FILE *out)
{
	version_print(out);
	for (size_t i = 0; i < ARRAY_SIZE(features); i++)
		fprintf(out, "  %-10s %s\n", features[i].name,
			features[i].value);
	fprintf(out, "  %-10s %s\n", "sandbox", sandbox_features());
}
