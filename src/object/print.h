/*
 * print — objects of nf_tables as text: --dump=messages and --dump=bytecode.
 *
 * In:     low forms, as the compiler makes them or as they were decoded.
 * Out:    lines on a FILE, stable and diff-able, with all attributes by name.
 *         In the long layout every attribute stands on a line of its own,
 *         indented by its depth; in the short one they follow each other on
 *         one line, nests in braces.
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
	/* Internal: the message makes something; numbers without words. */
	bool makes, plain;
};

/* Long: all attributes of a message but its elements, behind what stands on
 * the line. */
void print_attrs(struct print *p, const struct low_msg *m);
/* Short: the verb, the kind, the names, the attributes; rules' expressions on
 * lines of their own. */
void print_command(struct print *p, const struct low_msg *m);
/* An element, in either layout. */
void print_elem(struct print *p, const struct low_elem *e);
/* " ip", or nothing where there is no family. */
void print_family(FILE *f, uint8_t family);
/* Flags of a message's head, with a separator: NLM_F_* as they are named for a
 * message that makes something. */
void print_flags(FILE *f, uint16_t flags, const char *sep);

#endif
