/*
 * echo_document — prints the answers to JSON inputs: each document of the
 * input, with the handles that the kernel gave.
 *
 * Programs that call nft find their answer by position: the n-th command of the
 * answer belongs to the n-th command of the input.  So every command is
 * printed, even if it created nothing.
 *
 * In:     sources that the JSON reader accepted; for each created object, the
 *         place of its command and its handle.
 * Out:    one JSON document on stdout.
 * Owns:   the list of handles, until echo_handles_release().
 * Spec:   libnftables-json(5); the output of `nft -j -e`.
 */
#ifndef NFTLOAD_CLI_ECHO_ECHO_DOCUMENT_H
#define NFTLOAD_CLI_ECHO_ECHO_DOCUMENT_H

#include "text/source.h"

#include <jansson.h>

struct echo_handle {
	struct span at; /* of the command; its offset is the first byte */
	uint8_t msg;	/* NFT_MSG_NEW* of the created object */
	uint64_t handle;
};

struct echo_handles {
	struct echo_handle *list;
	size_t count, room;
};

void echo_handles_add(struct echo_handles *h, struct span command, uint8_t msg,
		      uint64_t handle);
void echo_handles_release(struct echo_handles *h);

/* Whether the JSON reader has read this source. */
bool echo_is_document(const struct source *src);
/* Prints the commands of all documents in the order of the sources, and returns
 * their number. printed: number of commands already printed in the same array.
 * Sorts the handles. */
size_t echo_documents(struct echo_handles *h, const struct source_set *sources,
		      size_t printed);
/* Prints a whole document, with the members beside "nftables". */
void echo_document(struct echo_handles *h, const struct source *src);

#endif
