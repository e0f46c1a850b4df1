/*
 * resolver — the questions that the compiler asks outside of the input.
 *
 * In:     names.  Out: numbers, or objects of the kernel.
 * Errors: 0: found; -ENOENT: not known; -EOPNOTSUPP: nobody can be asked (an
 *         offline check), which the compiler turns into a warning where it can
 *         go on without the answer; any other -errno: the question failed.
 *
 * kernel/ask/query.c implements the questions to the kernel, load/names.c those
 * to name services; tests have their own.  The compiler asks only for names
 * that the input uses and does not declare.
 */
#ifndef NFTLOAD_COMPILE_RESOLVER_H
#define NFTLOAD_COMPILE_RESOLVER_H

#include "base/arena.h"
#include "base/map.h"
#include "object/low.h"

/* Handles of a chain's rules, in order. */
struct resolver_rules {
	uint64_t *handles;
	size_t count;
};

struct resolver {
	void *ctx;
	/* Name services; results in host order, addresses as bytes. */
	int (*service)(void *ctx, const char *name, uint16_t *ret_port);
	int (*protocol)(void *ctx, const char *name, uint8_t *ret_number);
	int (*user)(void *ctx, const char *name, uint32_t *ret_id);
	int (*group)(void *ctx, const char *name, uint32_t *ret_id);
	/* len 4 or 16; -EMLINK: more than one address; -ENOSYS: only a name
	 * server could know. */
	int (*host)(void *ctx, const char *name, unsigned int len,
		    uint8_t *ret_addr);
	/* A name in rt_marks, rt_realms, group, connlabel.conf. ret_path is
	 * the file that was (or would be) read. */
	int (*table_file)(void *ctx, const char *table, const char *name,
			  uint64_t *ret_value, const char **ret_path);
	int (*ifindex)(void *ctx, const char *name, uint32_t *ret_index);
	/* Calls fn with the name of each interface until fn returns false, for
	 * hints.  NULL: interfaces are not known. */
	void (*each_interface)(void *ctx, bool (*fn)(void *, const char *),
			       void *fn_ctx);
	int (*cgroup)(void *ctx, const char *path, uint64_t *ret_id);
	/* Seconds east of UTC now. */
	int (*utc_offset)(void *ctx, int32_t *ret_seconds);
	/* A local time (year, month, day, hour, minute, second), as seconds
	 * since the epoch. */
	int (*local_time)(void *ctx, const int when[6], int64_t *ret_epoch);
	/* Questions to the kernel.  Answers last as long as the arena; the
	 * message of a set has a body. */
	int (*set)(void *ctx, uint8_t family, const char *table,
		   const char *name, struct arena *a,
		   struct low_msg *ret_set);
	int (*elements)(void *ctx, uint8_t family, const char *table,
			const char *set, struct arena *a,
			struct low_elem **ret_first);
	/* The element with the key and the flags of want, from a set of single
	 * keys; of intervals the one that is in force at the key.  -EOPNOTSUPP,
	 * or NULL: ask for all elements.  Where this was asked, the batch may
	 * be compiled again without it, should the kernel refuse the batch. */
	int (*element)(void *ctx, struct map_key set,
		       const struct low_elem *want, struct arena *a,
		       struct low_elem **ret_elem);
	int (*table)(void *ctx, uint8_t family, const char *table);
	/* Handles of a chain's rules, in order. */
	int (*rules)(void *ctx, uint8_t family, const char *table,
		     const char *chain, struct arena *a,
		     struct resolver_rules *ret_rules);
	int (*chain_handle)(void *ctx, uint8_t family, const char *table,
			    const char *chain, uint64_t *ret_handle);
	int (*flowtable)(void *ctx, uint8_t family, const char *table,
			 const char *name);
	/* Calls fn with the name of each set of a table, for hints. */
	int (*each_set)(void *ctx, uint8_t family, const char *table,
			void (*fn)(void *, const char *), void *fn_ctx);
	/* Calls fn with each table of a family (0: of all families) that a
	 * flush deletes.  The answer is for warnings: the batch does not depend
	 * on it.  NULL: tables are not known. */
	int (*each_table)(void *ctx, uint8_t family,
			  void (*fn)(void *, uint8_t, const char *),
			  void *fn_ctx);
	/* True once the kernel was asked a question whose answer the batch
	 * depends on. */
	bool (*asked_kernel)(void *ctx);
};

#endif
