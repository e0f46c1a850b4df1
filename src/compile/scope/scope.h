/*
 * scope — tables, chains, sets and flowtables that the input has declared,
 * and what it has deleted: the state as of the command being compiled.
 *
 * Internal to compile/.  What the input does not declare is looked up in the
 * kernel (resolver), once for each name, unless a flush or delete before this
 * command says that it is gone.
 *
 * In:     interned names: equal ones are equal pointers.
 * Owns:   its entries, in the compilation's arena; sets stay their makers'.
 * Errors: scope_need_table() returns -1 with a diagnostic, or silently where
 *         one was given before; the resolver's failures land in c->err.
 */
#ifndef NFTLOAD_COMPILE_SCOPE_SCOPE_H
#define NFTLOAD_COMPILE_SCOPE_SCOPE_H

#include "compile/scope/ctx.h"

struct scope *scope_new(struct cctx *c);
void scope_free(struct scope *s);

/* Declares a table (again); poisoned: its command failed, so that nobody
 * complains about it later. */
void scope_add_table(struct cctx *c, uint8_t family, const char *name,
		     bool poisoned);
void scope_del_table(struct cctx *c, uint8_t family, const char *name);
/* FAMILY_UNSPEC: every family. */
void scope_flush_ruleset(struct cctx *c, uint8_t family);
/* 0 if the table is declared or in the kernel; else -1 after an error with
 * the nearest name, or silently when it is poisoned. */
int scope_need_table(struct cctx *c, uint8_t family,
		     const struct ast_name *table) must_check;
/* True when it was reported that the table does not exist. */
bool scope_table_poisoned(struct cctx *c, uint8_t family, const char *table);
/* True when the kernel may hold objects of that table (it was not flushed). */
bool scope_kernel_visible(struct cctx *c, uint8_t family, const char *table);

/* What tables hold, by struct map_key { family, table, name }. */
enum scope_kind { SCOPE_SETS, SCOPE_CHAINS, SCOPE_FLOWTABLES, SCOPE_KINDS };

void scope_declare(struct cctx *c, enum scope_kind kind, struct map_key key);
void scope_delete(struct cctx *c, enum scope_kind kind, struct map_key key);
/* Whether the input has declared it so far. */
bool scope_has(struct cctx *c, enum scope_kind kind, struct map_key key);
/* True when the kernel may hold it: neither it nor its table was deleted
 * before this command. */
bool scope_visible(struct cctx *c, enum scope_kind kind, struct map_key key);
/* Whether a flowtable is declared in the input, or in the kernel. */
bool scope_knows_flowtable(struct cctx *c, struct map_key key);

/* A later set of the same key replaces the one before. */
void scope_add_set(struct cctx *c, struct set_info *s);
/* Declared in the input; NULL if not. */
struct set_info *scope_set(struct cctx *c, struct map_key key);
/* Adds a note where a set, or its table, was deleted before; false: neither
 * was. */
bool scope_note_deleted(struct cctx *c, struct map_key key);
/* Calls fn with the names of sets declared in a table. */
void scope_each_set(struct cctx *c, uint8_t family, const char *table,
		    void (*fn)(void *, const char *), void *ctx);
/* True when some rule of the input writes to the set (needs NFT_SET_EVAL). */
bool scope_set_is_written(struct cctx *c, struct map_key key);

#endif
