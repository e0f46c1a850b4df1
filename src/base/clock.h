/*
 * clock — the time since this boot, the boot's ID, and times as text.
 *
 * In:     the kernel's clocks.
 * Out:    ms; text.
 * Owns:   nothing.
 * Errors: an empty text: the ID or the time is unknown.
 * Spec:   clock_gettime(2), random(4); ISO 8601.
 */
#ifndef NFTLOAD_BASE_CLOCK_H
#define NFTLOAD_BASE_CLOCK_H

#include "base/util.h"

#define BOOT_ID_BYTES 40
#define TIME_TEXT_BYTES 32

/* The time since this boot in ms, by CLOCK_BOOTTIME, which counts sleep, too. */
uint64_t clock_boot_ms(void);
void clock_boot_id(char ret_id[BOOT_ID_BYTES]);
/* As "2026-11-30T12:55:00Z"; at: seconds since 1970. */
void clock_text(int64_t at, char ret_text[TIME_TEXT_BYTES]);

#endif
