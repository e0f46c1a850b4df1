/*
 * mem — every heap allocation of the program.
 *
 * Running out of memory is fatal: the one handler that the program sets ends
 * the run.  This is safe because nothing is sent before everything is built.
 * After sending, only reports need memory; the handler can say that the batch
 * was sent.
 *
 * Owns:   nothing; the caller frees with mem_free().
 * Errors: none are returned; mem_exhausted() does not come back.
 */
#ifndef NFTLOAD_BASE_MEM_H
#define NFTLOAD_BASE_MEM_H

#include "base/util.h"

/* Sets the handler that is called when memory runs out.  It must not return: it
 * ends the process, or leaves the load by longjmp(3).  It must not allocate.
 * NULL, the default, calls abort(). */
void mem_on_exhausted(void (*handler)(size_t bytes));
/* Calls the handler. */
_Noreturn void mem_exhausted(size_t bytes);

/* For the program, once: the heap grows in steps of 1 MiB and shrinks when asked
 * to, by mem_trim().  A small load needs less than one step; otherwise it would map
 * and unmap its memory in pieces. */
void mem_grow_at_once(void);

void *mem_alloc(size_t bytes) __attribute__((malloc)) must_check;
void *mem_zalloc(size_t bytes) __attribute__((malloc)) must_check;
/* n objects of size bytes each; a product that exceeds size_t counts as out of
 * memory. */
void *mem_calloc(size_t n, size_t size) __attribute__((malloc)) must_check;
void *mem_realloc(void *p, size_t bytes) must_check;
void *mem_recalloc(void *p, size_t n, size_t size) must_check;
char *mem_strdup(const char *s) __attribute__((malloc)) must_check;
void mem_free(void *p);
/* Gives memory that was freed back to the system. */
void mem_trim(void);

#endif
