/*
 * nft_text — recognises nft text instead of a verb on the command line, and
 * commands of nft that nftload does not have.
 *
 * In:     a word of argv.
 * Out:    the role of the word; usage errors.
 */
#ifndef NFTLOAD_CLI_USER_NFT_TEXT_H
#define NFTLOAD_CLI_USER_NFT_TEXT_H

#include <stdbool.h>

/* True for a word that can begin nft text on the command line. */
bool nft_text_begins(const char *word);
/* Reports a usage error if a word in the place of nft text is the name of a
 * file; 0: it is not. */
int nft_text_refuse_file(const char *word);
/* A sentence about a command of nft that loads nothing (list, monitor ...);
 * NULL for any other word. */
const char *nft_text_foreign(const char *word);

#endif
