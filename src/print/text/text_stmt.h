/*
 * text_stmt — writes statements, rules and elements as nft lists them.
 *
 * In:     nodes of the parser or of lift.
 * Out:    text that parses to the same nodes; a rule takes one line, unless it
 *         leads to a chain of its own.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_PRINT_TEXT_TEXT_STMT_H
#define NFTLOAD_PRINT_TEXT_TEXT_STMT_H

#include "print/text/text_out.h"
#include "syntax/ast.h"

void text_stmt(struct text_out *o, const struct ast_stmt *s);
/* The statements and the comment of a rule, without the end of the line. */
void text_rule(struct text_out *o, const struct ast_rule *rule);
/* The rules of an inline chain in braces. */
void text_rules(struct text_out *o, const struct ast_rules *rules);

/* What sets declare for their elements: counts are written only if they are
 * not 0, and times of use never. */
void text_templates(struct text_out *o, const struct ast_stmt *s);
/* `rate 10/second burst 5 packets` of a statement. */
void text_limit(struct text_out *o, const struct ast_limit *l);
/* `over 25 mbytes used 3 kbytes` */
void text_quota(struct text_out *o, const struct ast_quota *q);

/* An element of a set. */
void text_elem(struct text_out *o, const struct ast_elem *e);

#endif
