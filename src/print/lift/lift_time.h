/*
 * lift_time — times, dates and hours as words.
 *
 * Private to print/lift.
 * Units:  DT_TIME in milliseconds, DT_TIME_DATE in nanoseconds since 1970,
 *         DT_TIME_HOUR in seconds since midnight UTC.  Dates and hours are
 *         written in local time.
 */
#ifndef NFTLOAD_PRINT_LIFT_LIFT_TIME_H
#define NFTLOAD_PRINT_LIFT_LIFT_TIME_H

#include "print/lift/lift_in.h"

struct ast_expr *lift_time(struct lift *l, const struct dtype *dt,
			   uint64_t value);
/* "60s": as the bounds of ranges are written. */
struct ast_expr *lift_seconds(struct lift *l, uint64_t ms);

#endif
