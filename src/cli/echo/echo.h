/*
 * echo — prints the objects that the kernel reports as created (-e).
 *
 * In:     a message of the batch, and the kernel's echo of it.
 * Out:    on stdout: nft text, one command for each object, or one libnftables
 *         JSON document.  Answers to JSON inputs (echo_document.h) follow the
 *         objects of text inputs.
 * Owns:   its scratch arena and the handles for JSON inputs, from echo_init()
 *         to echo_release().
 * Units:  families, types and flags are the kernel's numbers.
 * Spec:   libnftables-json(5); linux/netfilter/nf_tables.h.
 */
#ifndef NFTLOAD_CLI_ECHO_ECHO_H
#define NFTLOAD_CLI_ECHO_ECHO_H

#include "batch/batch.h"
#include "cli/echo/echo_document.h"
#include "cli/user/options.h"
#include "object/decode.h"
#include "text/source.h"

struct echo {
	struct arena arena; /* rewound after each item */
	const struct source_set *sources;
	struct echo_handles handles; /* of objects that JSON inputs created */
	size_t count;	  /* items printed */
	bool json, handle, ended;
};

struct echo_kind;

/* One created object. */
struct echo_item {
	const struct echo_kind *kind;
	const char *verb;    /* "add" or "insert" */
	const char *keyword; /* "rule", "ct helper" ... */
	const char *family, *table;
	const char *name;    /* of a rule: its chain; of elements: their set */
	const char *comment;
	uint64_t handle;     /* 0: none */
	struct low_msg low; /* the kernel's echo, decoded */
	const char *own;     /* the object's source text behind the names, or
			      * NULL */
	uint32_t own_len;
};

/* How the objects of one kind of message are printed. */
struct echo_kind {
	uint8_t low; /* enum low_kind */
	uint8_t comment;	   /* type of comments in its user data */
	const char *keyword; /* NULL: depends on the object's type */
	void (*text)(struct echo *e, const struct echo_item *it);
	void (*json)(struct echo *e, const struct echo_item *it);
};

void echo_init(struct echo *e, const struct options *o,
	       const struct source_set *sources);
/* For commit_options.echo: prints one object. */
void echo_object(void *ctx, const struct batch_msg *m, struct span at,
		 const void *nlh);
/* For commit_options.echo_end: prints the end of the JSON document, once
 * only. */
void echo_end(void *ctx);
void echo_release(struct echo *e);

/* echo_text.c: print the body of the kernel's echo, or the source text. */
void echo_text_table(struct echo *e, const struct echo_item *it);
void echo_text_chain(struct echo *e, const struct echo_item *it);
void echo_text_own(struct echo *e, const struct echo_item *it);
void echo_text_element(struct echo *e, const struct echo_item *it);

/* echo_json.c, echo_json_object.c */
void echo_json_table(struct echo *e, const struct echo_item *it);
void echo_json_chain(struct echo *e, const struct echo_item *it);
void echo_json_rule(struct echo *e, const struct echo_item *it);
void echo_json_set(struct echo *e, const struct echo_item *it);
void echo_json_element(struct echo *e, const struct echo_item *it);
void echo_json_object(struct echo *e, const struct echo_item *it);
void echo_json_flowtable(struct echo *e, const struct echo_item *it);

#endif
