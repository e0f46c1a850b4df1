/*
 * phrase — puts errors of the kernel into sentences, private to kernel/.
 *
 * In:     an errno, and the subject of the error.
 * Out:    a sentence for a diagnostic.
 * Owns:   nothing; the sentence is in the caller's arena.
 */
#ifndef NFTLOAD_KERNEL_EXPLAIN_PHRASE_H
#define NFTLOAD_KERNEL_EXPLAIN_PHRASE_H

#include "kernel/explain/subject.h"

const char *phrase_for(const struct subject *s, int errnum, struct arena *a);

/*
 * Fills in a sentence of the table:
 *   %T table ip 't'        %I " in table ip 't'", or nothing
 *   %O chain 'c' in table ip 't'
 *   %W chain   %N 'c'      of the object
 *   %R chain 'x'           that the part refers to
 *   %G rule                what the message is about
 *   %E 'queue'   %H 12     expression; handle
 *   %F ip   %V 'eth0'   %P 'nat'   family; interface; chain type
 *   %S                     the C library's words for errnum
 */
const char *phrase_expand(const struct subject *s, int errnum,
			  const char *text, struct arena *a);

#endif
