/*
 * scope — keeps the tables, chains, sets and flowtables that the input has
 * declared or deleted before the current command.
 *
 * Internal to compile/.  A name that the input does not declare is looked up in
 * the kernel (resolver), once for each name, unless an earlier flush or delete
 * has removed it.
 *
 * In:     interned names: equal names are equal pointers.
 * Owns:   its entries, in the compilation's arena; struct set_info belongs to
 *         compile/set.
 * Errors: scope_need_table() returns -1 after a diagnostic, or silently where
 *         the same was reported before; failures of the resolver go to c->err.
 */
#ifndef NFTLOAD_COMPILE_SCOPE_SCOPE_H
#define NFTLOAD_COMPILE_SCOPE_SCOPE_H

#include "compile/scope/ctx.h"

struct scope *scope_new(struct cctx *c);
void scope_free(struct scope *s);

/* Declares a table (again). poisoned: its command failed, and no later error
 * shall speak of the table. */
void scope_add_table(struct cctx *c, uint8_t family, const char *name,
		     bool poisoned);
void scope_del_table(struct cctx *c, uint8_t family, const char *name);
/* FAMILY_UNSPEC: every family. */
void scope_flush_ruleset(struct cctx *c, uint8_t family);
/* 0 if the table is declared or in the kernel; else -1 after an error with the
 * nearest name, or silently when the table is poisoned. */
int scope_need_table(struct cctx *c, uint8_t family,
		     const struct ast_name *table) must_check;
/* True when an error has reported that the table does not exist. */
bool scope_table_poisoned(struct cctx *c, uint8_t family, const char *table);
/* True when the kernel may hold objects of the table: it was not flushed or
 * deleted. */
bool scope_kernel_visible(struct cctx *c, uint8_t family, const char *table);

/* Kinds of objects in tables; the key is struct map_key { family, table, name
 * }. */
enum scope_kind { SCOPE_SETS, SCOPE_CHAINS, SCOPE_FLOWTABLES, SCOPE_KINDS };

void scope_declare(struct cctx *c, enum scope_kind kind, struct map_key key);
void scope_delete(struct cctx *c, enum scope_kind kind, struct map_key key);
/* Whether the input has declared the object so far. */
bool scope_has(struct cctx *c, enum scope_kind kind, struct map_key key);
/* True when the kernel may hold the object: no earlier command deleted it or
 * its table. */
bool scope_visible(struct cctx *c, enum scope_kind kind, struct map_key key);
/* Whether a flowtable is declared in the input, or in the kernel. */
bool scope_knows_flowtable(struct cctx *c, struct map_key key);

/* Adds a set; it replaces an earlier set with the same key. */
void scope_add_set(struct cctx *c, struct set_info *s);
/* The declared set; NULL: the input declares none. */
struct set_info *scope_set(struct cctx *c, struct map_key key);
/* If a set or its table was deleted before, adds a note at the deletion; else
 * false. */
bool scope_note_deleted(struct cctx *c, struct map_key key);
/* Calls fn with the name of each set declared in a table. */
void scope_each_set(struct cctx *c, uint8_t family, const char *table,
		    void (*fn)(void *, const char *), void *ctx);
/* True when some rule of the input writes to the set (needs NFT_SET_EVAL). */
bool scope_set_is_written(struct cctx *c, struct map_key key);

#endif
