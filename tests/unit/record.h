/*
 * record — compiles nft text and prints the messages that reached the sink.
 *
 * In:     text, and what the kernel is to hold (struct record_kernel).
 * Out:    messages as --dump=bytecode prints them, and the diagnostics
 *         ("2:5 error text [code]").
 */
#ifndef NFTLOAD_TESTS_RECORD_H
#define NFTLOAD_TESTS_RECORD_H

#include "support.h"

#include "compile/compile.h"

#define RECORD_MAX 16384

struct record {
	char text[RECORD_MAX];	/* messages */
	char diags[RECORD_MAX]; /* errors, then warnings, one a line */
	size_t len;
	const uint64_t *rules; /* handles in any chain of the kernel */
	size_t nrules;
	uint64_t chain_handle; /* 0: no chain in the kernel */
	bool has_tables;       /* the kernel has every table */
	bool offline;
	unsigned int asked;    /* questions to the kernel */
	int ret;               /* what compile_ast() returned */
};

/* A message or an element as text, which the caller frees. */
char *record_print(const struct low_msg *m, const struct low_elem *e);
void record_compile(struct record *r, const char *text);
/* The same, but the messages go elsewhere: only the diagnostics are kept. */
void record_into(struct record *r, const char *text,
		 const struct low_sink *sink);
/* Compiles the text and compares the messages. */
void assert_messages(const char *text, const char *expected);
/* Compiles the text and compares the diagnostics; nothing may be sent. */
void assert_refused(const char *text, const char *expected);

#endif
