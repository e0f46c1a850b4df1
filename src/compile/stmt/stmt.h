/*
 * stmt — the functions behind stmt_compile(), one for each kind of statement.
 *
 * Internal to compile/.
 * In:     the rule being built, a statement of the function's own kind.
 * Out:    code appended to the rule; in the sink, the messages that the code
 *         needs (anonymous sets, chains of `jump { }`).
 * Errors: -1 after a diagnostic at the offending token.
 * Spec:   doc/lowering.md, "Statements".
 */
#ifndef NFTLOAD_COMPILE_STMT_STMT_H
#define NFTLOAD_COMPILE_STMT_STMT_H

#include "compile/expr/rule_build.h"

int mangle_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int stateful_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int objref_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int log_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int reject_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int nat_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int tproxy_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int synproxy_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int dup_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int fwd_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int queue_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int notrack_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int flow_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int reset_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int dynset_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int meter_compile(struct rule_build *r, const struct ast_stmt *s) must_check;

/* ---- shared by several of them ---- */

/* Loads an operand into the next registers. */
int stmt_operand_load(struct code *cd, const struct tx *e,
		      uint32_t *ret_reg) must_check;
/* Appends an expression that was made elsewhere. */
void code_append(struct code *cd, struct low_expr *x);
/* FAMILY_IP or FAMILY_IP6 if the rule is known to see only that protocol,
 * else FAMILY_UNSPEC. */
enum family stmt_known_family(const struct rule_build *r);
/* True once the rule has established the transport protocol. */
bool stmt_knows_transport(const struct rule_build *r);
struct ktype stmt_address_type(enum family f);
struct ktype stmt_port_type(void);
struct ktype stmt_iface_type(void);
/* The family of a statement's addresses: the family written (asked), else
 * stmt_known_family(). -1 after an error where the two differ, or where the
 * statement does not work in the family of the table. */
int stmt_address_family(struct rule_build *r, const char *stmt, uint8_t asked,
			struct span at, enum family *ret_family) must_check;

#endif
