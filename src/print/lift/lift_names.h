/*
 * lift_names — names of numbers: protocols, services, users, interfaces,
 * control groups, the tables of iproute2.
 *
 * Private to print/lift.
 * In:     a number.
 * Out:    its name, or NULL: the number has none.
 * Owns:   the names, until lift_names_free(); each number is asked for once.
 * Spec:   getprotobynumber(3), getservbyport(3), getpwuid(3), getgrgid(3),
 *         if_indextoname(3), getnameinfo(3); files of lines "NUMBER NAME".
 */
#ifndef NFTLOAD_PRINT_LIFT_LIFT_NAMES_H
#define NFTLOAD_PRINT_LIFT_LIFT_NAMES_H

#include "tables/dtype.h"

struct lift_names;

struct lift_names *lift_names_new(void);
void lift_names_free(struct lift_names *n);
/* Asks where dt's symbols come from (enum symbol_source). */
const char *lift_name(struct lift_names *n, const struct dtype *dt,
		      uint64_t number);
/* The name of a host's address, of 4 or 16 bytes. */
const char *lift_host_name(struct lift_names *n, const uint8_t *addr,
			   uint32_t len);

#endif
