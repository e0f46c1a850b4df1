/*
 * clock — the time since this boot, the boot's id, and times as text.
 *
 * In:     the kernel's clocks.
 * Out:    ms; text.
 * Owns:   nothing.
 * Errors: "": unknown.
 * Spec:   clock_gettime(2), random(4); ISO 8601.
 */
#ifndef NFTLOAD_BASE_CLOCK_H
#define NFTLOAD_BASE_CLOCK_H

#include "base/util.h"

#define BOOT_ID_BYTES 40
#define TIME_TEXT_BYTES 32

/* Of CLOCK_BOOTTIME, which counts sleep, too; in ms. */
uint64_t clock_boot_ms(void);
void clock_boot_id(char ret_id[BOOT_ID_BYTES]);
/* "2026-11-30T12:55:00Z"; at in s since 1970. */
void clock_text(int64_t at, char ret_text[TIME_TEXT_BYTES]);

#endif
