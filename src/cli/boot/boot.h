/*
 * boot — the verb that loads the machine's ruleset, as when the machine starts.
 *
 * In:     options; the settings and files below --root (boot_settings.h,
 *         boot_files.h).
 * Out:    the exit code of the load, or of a fallback.
 */
#ifndef NFTLOAD_CLI_BOOT_BOOT_H
#define NFTLOAD_CLI_BOOT_BOOT_H

#include "cli/user/options.h"

int verb_boot(struct options *o);

#endif
