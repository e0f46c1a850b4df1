/*
 * spare_note — notes that a ruleset runs which was loaded in place of the files:
 * what the files then ask for is no loss.
 *
 * In:     this network namespace.
 * Out:    a file in /run/nftload, as long as the machine runs.
 * Owns:   nothing.
 * Errors: none: a note that cannot be made is missing.
 */
#ifndef NFTLOAD_CLI_BOOT_SPARE_NOTE_H
#define NFTLOAD_CLI_BOOT_SPARE_NOTE_H

#include <stdbool.h>

bool spare_is_noted(void);
void spare_note(bool runs);

#endif
