/*
 * boot_settings — reads the owner's settings for the boot: NFTLOAD_FILE,
 * another main file, and NFTLOAD_OPTS, options of `load` and `sync`.
 *
 * In:     the environment; for names not set there, /etc/default/nftload and
 *         /etc/sysconfig/nftload below the root: lines NAME=VALUE, of which the
 *         last counts, '#' and ';' for comments, quotes around a value.
 * Out:    the settings; NFTLOAD_OPTS split at blanks and read as options of
 *         `load` and `sync`.
 * Owns:   everything in struct boot_settings, until boot_settings_release().
 * Errors: sets wrong after a sentence on stderr: a file is no file or cannot be
 *         read; neither verb has an option; an option loads nothing, loads into
 *         other namespaces, or is about a sync of other files; a definition
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
	bool wrong; /* something above is wrong, so load is incomplete */
};

void boot_settings_read(struct boot_settings *s, const char *root);
/* Reads the options of a command line after those of the settings, which they
 * override.  An exit code, as options_parse() returns. */
int boot_settings_add(struct boot_settings *s,
		      const struct options *o) must_check;
void boot_settings_release(struct boot_settings *s);

#endif
