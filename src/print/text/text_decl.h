/*
 * text_decl — writes declarations as nft lists them: tables, chains, sets, maps,
 * objects, flow tables.
 *
 * In:     nodes of the parser or of lift.
 * Out:    what stands between the braces of a declaration, one line an item;
 *         elements, one at a time.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_PRINT_TEXT_TEXT_DECL_H
#define NFTLOAD_PRINT_TEXT_TEXT_DECL_H

#include "print/text/text_out.h"
#include "syntax/ast.h"

/* `set s { # handle 5`; the lines that follow stand deeper. handle 0: none. */
void text_open(struct text_out *o, const char *kind, const char *name,
	       uint64_t handle);
void text_close(struct text_out *o);
/* ` # handle 5`, if the options want handles. */
void text_handle(struct text_out *o, uint64_t handle);

void text_table(struct text_out *o, const struct ast_table *t);
void text_chain(struct text_out *o, const struct ast_chain *c);
/* count: of elements, 0: not known. */
void text_set(struct text_out *o, const struct ast_set *set, uint32_t count);
/* kind: enum obj_kind. */
void text_object(struct text_out *o, uint32_t kind, const struct ast_object *obj);
void text_flowtable(struct text_out *o, const struct ast_flowtable *f);

/* How elements lie on lines. */
struct text_elems {
	uint32_t a_line; /* elements on one line */
	uint64_t count;
};

/* Elements of a set, in braces, between text_elems_begin() and
 * text_elems_end(). */
void text_elems_next(struct text_out *o, struct text_elems *list,
		     const struct ast_elem *e);
void text_elems_end(struct text_out *o, struct text_elems *list);

#endif
