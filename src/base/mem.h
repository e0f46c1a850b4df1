/*
 * mem — every heap allocation of the program.
 *
 * Running out of memory is fatal, through one handler that the program sets.
 * That is safe because nothing is sent before everything is built; what is
 * needed to tell of what was sent comes later, and the handler can say so.
 *
 * Owns:   nothing; the caller frees with mem_free().
 * Errors: none are returned; mem_exhausted() does not come back.
 */
#ifndef NFTLOAD_BASE_MEM_H
#define NFTLOAD_BASE_MEM_H

#include "base/util.h"

/* handler is called when memory runs out, and must not return: it ends the
 * process, or goes on elsewhere by longjmp(3) and gives up what was begun.
 * There is no memory for it to take.  NULL, the default: abort(). */
void mem_on_exhausted(void (*handler)(size_t bytes));
/* Memory has run out. */
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
