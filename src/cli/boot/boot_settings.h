/*
 * boot_settings — what the machine's owner sets for the boot: NFTLOAD_FILE,
 * another main file, and NFTLOAD_OPTS, options of `load`.
 *
 * In:     the environment; for what is not set there, /etc/default/nftload and
 *         /etc/sysconfig/nftload below the root: lines NAME=VALUE, of which the
 *         last counts, '#' and ';' for comments, quotes around a value.
 * Out:    the options, read as those of `load`; words are split at blanks.
 * Owns:   all of it, until boot_settings_release().
 * Errors: wrong is set after a sentence on stderr: files that cannot be read or
 *         are none, options that load does not have, that load nothing or into other namespaces, definitions that
 *         cannot be read.
 * Spec:   nftload(8), AT BOOT; systemd.exec(5), EnvironmentFile.
 */
#ifndef NFTLOAD_CLI_BOOT_BOOT_SETTINGS_H
#define NFTLOAD_CLI_BOOT_BOOT_SETTINGS_H

#include "cli/user/options.h"

struct boot_settings {
	struct arena arena;
	const char *file; /* NULL: not set */
	const char *opts; /* NULL: not set, or blank */
	struct options load;
	bool wrong; /* load is not what was meant */
};

void boot_settings_read(struct boot_settings *s, const char *root);
void boot_settings_release(struct boot_settings *s);

#endif
