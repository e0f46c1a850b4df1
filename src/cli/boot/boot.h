/*
 * boot — the verbs that sync the machine's ruleset: boot, as when the machine
 * starts, and sync, which takes named files, too.
 *
 * In:     options; the settings and files below --root (boot_settings.h,
 *         boot_files.h).
 * Out:    the exit code of the sync or load, or of a fallback.
 */
#ifndef NFTLOAD_CLI_BOOT_BOOT_H
#define NFTLOAD_CLI_BOOT_BOOT_H

#include "cli/user/options.h"

int verb_boot(struct options *o);
int verb_sync(struct options *o);

#endif
