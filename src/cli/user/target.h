/*
 * target — reads where a connection is to lead, as the user writes it.
 *
 * In:     tcp:HOST:PORT; an IPv6 address stands in brackets.
 * Out:    host and port.
 * Owns:   nothing.
 * Errors: false.
 */
#ifndef NFTLOAD_CLI_USER_TARGET_H
#define NFTLOAD_CLI_USER_TARGET_H

#include "base/util.h"

struct target {
	char host[256], port[32];
};

bool target_read(const char *text, struct target *ret) must_check;

#endif
