/*
 * mem — every heap allocation of the program.
 *
 * Running out of memory is fatal through one handler, mem_exhausted(), that
 * the program supplies (cli/oom.c; the tests have one of their own).  That is
 * safe because nothing is sent before everything is built; what is needed to
 * tell of what was sent comes later, and the handler says so.
 *
 * Owns:   nothing; the caller frees with mem_free().
 * Errors: none are returned; mem_exhausted() does not come back.
 */
#ifndef NFTLOAD_BASE_MEM_H
#define NFTLOAD_BASE_MEM_H

#include "base/util.h"

/* Supplied by the program that links the library. */
_Noreturn void mem_exhausted(size_t bytes);

void *mem_alloc(size_t bytes) __attribute__((malloc)) must_check;
void *mem_zalloc(size_t bytes) __attribute__((malloc)) must_check;
/* n objects of size bytes each; a product beyond size_t is out of memory. */
void *mem_calloc(size_t n, size_t size) __attribute__((malloc)) must_check;
void *mem_realloc(void *p, size_t bytes) must_check;
void *mem_recalloc(void *p, size_t n, size_t size) must_check;
char *mem_strdup(const char *s) __attribute__((malloc)) must_check;
void mem_free(void *p);

#endif
