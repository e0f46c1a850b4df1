/*
 * print — prints objects of nf_tables: --dump=messages and --dump=bytecode.
 *
 * In:     low forms, from the compiler or from decoding.
 * Out:    lines on a FILE, stable and diff-able, with all attributes by name.
 *         In the long layout every attribute is on its own line, indented by
 *         its depth; in the short layout all attributes stand on one line,
 *         nests in braces.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_OBJECT_PRINT_H
#define NFTLOAD_OBJECT_PRINT_H

#include "object/low.h"

#include <stdio.h>

struct print {
	FILE *f;
	bool lines;	    /* the long layout */
	unsigned int depth; /* 0 outside of all */
	/* Internal.  makes: the message creates an object.  plain: print numbers
	 * even where values have words. */
	bool makes, plain;
};

/* Prints all attributes of a message but its elements in the long layout,
 * behind the text already on the line. */
void print_attrs(struct print *p, const struct low_msg *m);
/* Prints the verb, the kind, the names and the attributes in the short layout;
 * each expression of a rule on its own line. */
void print_command(struct print *p, const struct low_msg *m);
/* The same as text, for free(3); its length in bytes is optional. */
char *print_command_text(const struct low_msg *m, size_t *ret_len);
/* An element, in either layout. */
void print_elem(struct print *p, const struct low_elem *e);
/* " ip", or nothing where there is no family. */
void print_family(FILE *f, uint8_t family);
/* Flags of a message's head, joined by sep: NLM_F_* by the names for messages
 * that create objects. */
void print_flags(FILE *f, uint16_t flags, const char *sep);

#endif
