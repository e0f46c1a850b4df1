#include "config.h"

#include "cli/version.h"

#include "base/util.h"
#include "cli/run/sandbox.h"
#include "sync/fingerprint.h"

static const struct {
	const char *name, *value;
} features[] = {
	{ "language", "nftables 1.1.7" },
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
