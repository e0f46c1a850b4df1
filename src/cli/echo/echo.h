/*
 * echo — prints the objects that the kernel reports as created (-e).
 *
 * In:     a message of the batch, and the kernel's echo of it.
 * Out:    on stdout: nft text, one command for each object, or one libnftables
 *         JSON document; both can be loaded again.  Answers to JSON inputs
 *         (echo_document.h) follow the objects of text inputs.
 * Owns:   what it writes with, from the first object to echo_end(), and the
 *         handles for JSON inputs, from echo_init() to echo_release().
 * Spec:   libnftables-json(5); what nft 1.1.7 echoes.
 */
#ifndef NFTLOAD_CLI_ECHO_ECHO_H
#define NFTLOAD_CLI_ECHO_ECHO_H

#include "cli/echo/echo_document.h"
#include "cli/echo/echo_state.h"
#include "cli/echo/echo_write.h"
#include "cli/user/options.h"
#include "load/load.h"

/* What is there from the first object on. */
struct echo_view {
	struct echo_state state;
	struct echo_writer writer;
	/* An interval whose end may follow: its echo and its set, or NULL. */
	const struct nlmsghdr *begun;
	struct state_set *set;
};

struct echo {
	const struct options *opt;
	const struct transaction *t;
	struct print_options options;
	struct echo_handles handles; /* of objects that JSON inputs created */
	struct echo_view *view;	     /* NULL: nothing to print yet */
	size_t count;		     /* items printed */
	bool ended;
};

void echo_init(struct echo *e, const struct options *o,
	       const struct transaction *t);
/* For commit_options.echo: prints one object. */
void echo_object(void *ctx, const struct batch_msg *m, const void *nlh);
/* For commit_options.echo_end: prints what is left, once only. */
void echo_end(void *ctx);
void echo_release(struct echo *e);

#endif
