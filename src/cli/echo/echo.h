/*
 * echo — prints what the kernel says it created (-e).
 *
 * In:     the message that asked, and the kernel's answer to it.
 * Out:    nft text, one command for each thing, or one libnftables JSON
 *         document; on stdout.  JSON inputs are answered by themselves
 *         (echo_document.h), behind what text inputs created.
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
	struct echo_handles handles; /* of what JSON inputs created */
	size_t count;	  /* items printed */
	bool json, handle, ended;
};

struct echo_kind;

/* One thing that was created. */
struct echo_item {
	const struct echo_kind *kind;
	const char *verb;    /* "add" or "insert" */
	const char *keyword; /* "rule", "ct helper" ... */
	const char *family, *table;
	const char *name;    /* of a rule and of elements: chain, set */
	const char *comment;
	uint64_t handle;     /* 0: has none */
	struct low_msg low; /* what the kernel says of it */
	const char *own;     /* its source text behind the names, or NULL */
	uint32_t own_len;
};

/* What a kind of message holds and how it is printed. */
struct echo_kind {
	uint8_t low; /* enum low_kind */
	uint8_t comment;	   /* number in the user data */
	const char *keyword; /* NULL: by the object's type */
	void (*text)(struct echo *e, const struct echo_item *it);
	void (*json)(struct echo *e, const struct echo_item *it);
};

void echo_init(struct echo *e, const struct options *o,
	       const struct source_set *sources);
/* For struct commit_options. */
void echo_object(void *ctx, const struct batch_msg *m, struct span at,
		 const void *nlh);
/* The same: of JSON, the rest of the document.  What was ended already, by the
 * commit, is left alone. */
void echo_end(void *ctx);
void echo_release(struct echo *e);

/* echo_text.c: a body decoded from the kernel's answer, or the own text. */
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
