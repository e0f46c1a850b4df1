/*
 * tcp — tries whether a new connection of TCP can be made.
 *
 * In:     addresses, of getaddrinfo(3); a descriptor that ends the wait.
 * Out:    whether one of them answers.
 * Owns:   nothing: each connection is closed at once.
 * Units:  milliseconds.
 * Errors: any is no connection.
 */
#ifndef NFTLOAD_KERNEL_TALK_TCP_H
#define NFTLOAD_KERNEL_TALK_TCP_H

#include "base/util.h"

struct addrinfo;

/* Waits for each address so long, or until stop can be read. */
bool tcp_connects(const struct addrinfo *hosts, int stop, int wait_ms);

#endif
