/*
 * nft_text — nft text in place of a verb: words of the command line that can
 * begin it, and words of nft's that nftload has no answer for.
 *
 * In:     a word of argv.
 * Out:    what it can be; usage errors.
 */
#ifndef NFTLOAD_CLI_USER_NFT_TEXT_H
#define NFTLOAD_CLI_USER_NFT_TEXT_H

#include <stdbool.h>

/* True for a word that can begin nft text on the command line. */
bool nft_text_begins(const char *word);
/* The usage error for a word that names a file where nft text is expected; 0:
 * it names none. */
int nft_text_refuse_file(const char *word);
/* The sentence for one of nft's commands that load nothing (list, monitor
 * ...), NULL for any other word. */
const char *nft_text_foreign(const char *word);

#endif
