/*
 * ast_dump — what the files of the AST dump share.
 *
 * In:     nodes; the sources, for the text of plain elements and for places.
 * Out:    one line a node, two blanks a level.
 */
#ifndef NFTLOAD_SYNTAX_AST_DUMP_H
#define NFTLOAD_SYNTAX_AST_DUMP_H

#include "syntax/ast.h"
#include "text/source.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

struct dump {
	FILE *out;
	const struct source_set *sources; /* NULL: no places */
	uint32_t depth;
};

void dump_line(struct dump *d, const char *fmt, ...) format_printf(2, 3);
void dump_place(struct dump *d, struct span at); /* ends the line */
void dump_bytes(struct dump *d, const char *text, uint32_t len);
void dump_text(struct dump *d, const char *name, const struct ast_text *t);
void dump_num(struct dump *d, const char *name, const struct ast_num *n);
const char *dump_kind(uint32_t kind); /* enum obj_kind */
void dump_rules(struct dump *d, const struct ast_rules *rules);
void dump_cmd(struct dump *d, const struct ast_cmd *cmd);
/* ast_dump_expr.c */
void dump_expr(struct dump *d, const struct ast_expr *e);
/* ast_dump_stmt.c */
void dump_stmt(struct dump *d, const struct ast_stmt *s);
void dump_elem(struct dump *d, const struct ast_elem *el);
void dump_limit(struct dump *d, const struct ast_limit *limit);
void dump_object(struct dump *d, enum obj_kind kind,
		 const struct ast_object *obj);

#endif
