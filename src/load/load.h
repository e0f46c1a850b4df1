/*
 * load — from rulesets to what the kernel holds: the program without its
 * command line, as a library.
 *
 *   read -> parse -> compile -> batch -> commit, again where a race was lost
 *
 * One call takes N transactions this way, stage by stage: all inputs as one
 * transaction, each file as one of its own, or the same inputs for each of
 * several network namespaces.  Every input compiles before anything is sent.
 *
 * In:     struct load_options; struct load_events, for those who want to hear
 *         of something on the way.
 * Out:    struct load: inputs with what is wrong with them, and for each
 *         transaction its batch, the kernel's answer, and how it ended.
 *         Nothing is printed.
 * Owns:   everything in struct load, from load_init() to load_release().  What
 *         the options and events point to is borrowed until then.
 * Errors: enum load_code, which are the program's exit statuses, too; the
 *         reasons are diagnostics, or a struct load_failure.  Memory that runs
 *         out ends in the handler that base/mem.h takes.
 * Spec:   nftload(8).  examples/library/load.c is a small program that uses it.
 *
 * One thread, and one load at a time: sources are found by their numbers, and a
 * namespace is entered by the calling thread while its socket is opened.
 */
#ifndef NFTLOAD_LOAD_LOAD_H
#define NFTLOAD_LOAD_LOAD_H

#include "batch/batch.h"
#include "compile/resolver.h"
#include "kernel/commit/commit.h"
#include "kernel/commit/older.h"
#include "kernel/talk/netns.h"
#include "load/meter.h"
#include "load/names.h"
#include "syntax/ast.h"

enum load_goal {
	LOAD_CHECK,  /* compile only, with no privilege and no kernel */
	LOAD_JUDGE,  /* let the kernel judge the batch and drop it */
	LOAD_COMMIT,
};

/* How far to go, whatever the goal. */
enum load_until {
	LOAD_TO_END,
	LOAD_UNTIL_READ,
	LOAD_UNTIL_PARSED,
	LOAD_UNTIL_BUILT, /* sealed batches, of which none is sent */
};

enum load_code {
	LOAD_GOES_ON = -1, /* no end yet */
	LOAD_DONE = 0,
	LOAD_WRONG = 1,	    /* the input */
	LOAD_REFUSED = 4,   /* by the kernel */
	LOAD_FORBIDDEN = 5, /* no permission */
	LOAD_CONFLICT = 6,  /* lost to other writers */
	LOAD_UNKNOWN = 9,   /* whether it was applied */
	LOAD_SYSTEM = 10,   /* a system limit or failure */
};

/* What was done, and cannot be undone: rights that are needed no more can be
 * given up. */
enum load_step {
	LOAD_OPENED,  /* all named inputs are read, all sockets open; nothing
		       * of the inputs was looked at */
	LOAD_PARSED,  /* included files are read, too */
	LOAD_SENDING, /* all is built; from here on, it may be applied */
	LOAD_STEPS,
};

/* Lists of words end with NULL. */
struct load_options {
	enum load_goal goal;
	enum load_until until;
	const char *const *files; /* "-": standard input */
	size_t nfiles;
	const char *const *words; /* nft text, joined by blanks, or NULL */
	const struct source *held; /* in the place of the first file, or NULL */
	const char *const *netns; /* names, paths or process ids */
	size_t nnetns;		  /* 0: one's own namespace */
	const char *const *defines, *const *includes; /* name=value, folders */
	struct transport_choice how;
	const struct load_watch *watch; /* NULL: nobody watches */
	uint32_t max_errors; /* of each input, 0: all */
	bool each;	     /* each file is a transaction of its own */
	bool json;	     /* what may be JSON is */
	bool must_ask;	     /* an input that asks for nothing is an error */
	bool strict;	     /* warnings count as errors */
	bool keep_foreign;   /* a flush deletes declared tables alone */
	bool by_name;	     /* missing interfaces are matched by name */
	bool private;	     /* the namespace is empty and of no further use */
	bool echo;	     /* the kernel tells what it creates */
	bool ack_all;	     /* each message is acknowledged */
	bool list_flushed;   /* note the tables that a flush removes */
	bool timed;	     /* measure what each part of the work takes */
	bool ask_generation; /* also where the commit did not look at it */
};

struct transaction;

/* Any may be NULL. */
struct load_events {
	void *ctx;
	/* LOAD_GOES_ON, or the code that all transactions end with; diags is
	 * where to warn. */
	int (*step)(void *ctx, enum load_step step, struct diags *diags);
	/* What becomes of a batch, as commit_options.known. */
	void (*known)(void *ctx, const struct transaction *t,
		      const struct commit_result *res);
	/* What the kernel has created, as commit_options.echo. */
	void (*created)(void *ctx, const struct transaction *t,
			const struct batch_msg *m, struct span at,
			const void *nlh);
	void (*created_all)(void *ctx, const struct transaction *t);
	/* Once all are judged (LOAD_JUDGE), for each that is good: whether it
	 * is to be applied now. */
	bool (*apply)(void *ctx, const struct transaction *t);
	/* Changes what is asked for while compiling. */
	void (*resolve)(void *ctx, struct resolver *r);
	/* Takes the messages, which do not come to the batch then. */
	struct low_sink (*sink)(void *ctx);
};

/* A system call that failed. */
struct load_failure {
	int err;	   /* -errno, 0: none did */
	const char *doing; /* "opening a netlink socket" */
	const char *netns; /* the namespace it is about, or NULL */
	const char *meant; /* one with a name near to that, or NULL */
};

/* What is parsed as a whole. */
struct load_input {
	struct source_set sources;
	struct ast ast;
	struct diags diags;
	int code; /* LOAD_GOES_ON: it can be compiled */
};

/* A table that a flush removed. */
struct load_flushed {
	struct load_flushed *next;
	const char *name;
	uint8_t family;
};

struct transaction {
	struct load *load;
	size_t number;	   /* in load->list */
	const char *label; /* of one among several: its file, its namespace */
	struct load_input *input;
	struct diags *diags; /* those of its input, unless several share it */
	struct batch batch;
	struct commit_result result;
	struct load_flushed *flushed, **last_flushed;
	struct meter meter;
	struct load_failure failure;
	unsigned int retries;
	int code;
	bool compiled; /* batch is what the input asks for */
	bool sent;     /* result holds something */

	/* of load/ itself */
	struct diags own_diags, parsed; /* parsed: as they were then */
	struct arena arena;		/* of flushed */
	struct kernel_socket *sock, own_sock;
	struct kernel_query query;
	struct names names;
	struct resolver resolver;
	struct older older;
	struct commit_options commit;
};

struct load {
	const struct load_options *opt;
	const struct load_events *events;
	enum load_goal goal; /* as now: what was judged may be applied */
	struct load_input *inputs;
	size_t ninputs;
	struct transaction *list;
	size_t n;
	bool shared; /* the transactions have one input */
	struct load_failure failure; /* before there was a transaction */
	int code; /* what ended all before one was compiled, else GOES_ON */
	struct netns_home home;
};

void load_init(struct load *l, const struct load_options *o,
	       const struct load_events *events);
/* Goes all the way.  Returns load->code: what ended all transactions alike, or
 * LOAD_GOES_ON, and each has a code of its own. */
int load_run(struct load *l);
void load_release(struct load *l);

/* The code for a negative errno. */
int load_code_of(int err);
/* A file read beforehand, for load_options.held; NULL: it cannot be read, as
 * the load will say. */
const struct source *load_hold(const char *path, struct source_set *sources);

#endif
