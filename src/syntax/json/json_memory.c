#include "config.h"

#include "syntax/json/json_memory.h"

#include "base/mem.h"

/* Ten times what the tree of a common rule takes; the rest costs no page. */
#ifdef NFTLOAD_DEVELOPER
#define BLOCK_BYTES ((size_t)2048) /* small, so that tests go beyond it */
#else
#define BLOCK_BYTES ((size_t)65536)
#endif

#ifdef __has_feature /* clang's word for __SANITIZE_ADDRESS__ */
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define GAP ((size_t)16) /* between allocations: to find writes beyond them */
#else
#define ASAN_POISON_MEMORY_REGION(p, bytes) ((void)(p), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(p, bytes) ((void)(p), (void)(bytes))
#define GAP ((size_t)0)
#endif

/* The memory of the tree that is being parsed, else NULL: jansson hands over no
 * context. */
static struct json_memory *parsing;

static bool is_inside(const struct json_memory *m, const void *p)
{
	return (uintptr_t)p - (uintptr_t)m->block < BLOCK_BYTES;
}

static void *json_memory_alloc(size_t bytes)
{
	struct json_memory *m = parsing;
	uint8_t *p;

	if (!m)
		return mem_alloc(bytes);
	if (bytes > BLOCK_BYTES || bytes + GAP > BLOCK_BYTES - m->used) {
		m->outside++;
		return mem_alloc(bytes);
	}
	p = m->block + m->used;
	m->used += ROUND_UP(bytes + GAP, (size_t)16);
	ASAN_UNPOISON_MEMORY_REGION(p, bytes);
	return p;
}

static void json_memory_free(void *p)
{
	struct json_memory *m = parsing;

	if (m && is_inside(m, p))
		return;
	if (m && p)
		m->outside--;
	mem_free(p);
}

void json_memory_install(void)
{
	json_set_alloc_funcs(json_memory_alloc, json_memory_free);
}

static bool is_installed(void)
{
	json_malloc_t alloc;
	json_free_t release;

	json_get_alloc_funcs(&alloc, &release);
	return alloc == json_memory_alloc;
}

static void give_back(struct json_memory *m)
{
	ASAN_POISON_MEMORY_REGION(m->block, BLOCK_BYTES);
	m->used = m->outside = 0;
}

void json_memory_begin(struct json_memory *m)
{
	if (!m->block && is_installed()) {
		m->block = mem_alloc(BLOCK_BYTES);
		give_back(m);
	}
	parsing = m->block ? m : NULL;
}

void json_memory_end(void)
{
	parsing = NULL;
}

void json_memory_drop(struct json_memory *m, json_t *root)
{
	if (!m->block || m->outside) {
		parsing = m->block ? m : NULL;
		json_decref(root);
		parsing = NULL;
	}
	if (m->block)
		give_back(m);
}

void json_memory_release(struct json_memory *m)
{
	if (m->block)
		ASAN_UNPOISON_MEMORY_REGION(m->block, BLOCK_BYTES);
	mem_free(m->block);
	*m = (struct json_memory){ 0 };
}
