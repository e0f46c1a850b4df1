/*
 * load — loads rulesets into the kernel: the program without its command line,
 * as a library.
 *
 *   read -> parse -> compile -> batch -> commit, again where a race was lost
 *
 * One call takes N transactions through these stages, all of them stage by
 * stage: one transaction for all inputs, one for each file, or one for each of
 * several network namespaces with the same inputs.  Every input compiles before
 * anything is sent.
 *
 * In:     struct load_options; struct load_events, functions that the load
 *         calls on its way.
 * Out:    struct load: the inputs with their diagnostics, and for each
 *         transaction its batch, the kernel's answer, and the code that it
 *         ended with.  Nothing is printed.
 * Owns:   everything in struct load, from load_init() to load_release().  Until
 *         then it borrows everything that the options and events point to.
 * Errors: enum load_code, whose values are also the program's exit statuses;
 *         the reasons are diagnostics, or a struct load_failure.  When memory
 *         runs out, the handler of base/mem.h is called.
 * Spec:   nftload(8). examples/library/load.c is a small client.
 *
 * Use one thread, and one load at a time: sources are found by their numbers,
 * and the calling thread enters a namespace while it opens the namespace's
 * socket.
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
	LOAD_CHECK,  /* compile and judge by the input alone: no privilege, no
		      * kernel */
	LOAD_JUDGE,  /* let the kernel check the batch and drop it */
	LOAD_COMMIT,
};

/* Where to stop, whatever the goal. */
enum load_until {
	LOAD_TO_END,
	LOAD_UNTIL_READ,
	LOAD_UNTIL_PARSED,
	LOAD_UNTIL_BUILT, /* sealed batches, none sent */
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

/* Steps that a load reports.  After each, the client can give up the rights
 * that only the earlier work needed. */
enum load_step {
	LOAD_OPENED,  /* all named inputs are read and all sockets are open;
		       * nothing is parsed yet */
	LOAD_PARSED,  /* included files are read, too */
	LOAD_SENDING, /* all is built; from here on, batches may be applied */
	LOAD_STEPS,
};

/* Lists of strings end with NULL. */
struct load_options {
	enum load_goal goal;
	enum load_until until;
	const char *const *files; /* "-": standard input */
	size_t nfiles;
	const char *const *words; /* nft text, joined by blanks, or NULL */
	const struct source *held; /* read instead of the first file, or NULL */
	const char *const *netns; /* names, paths or process ids */
	size_t nnetns;		  /* 0: the caller's namespace */
	const char *const *defines, *const *includes; /* name=value, folders */
	/* New tables are marked as tables of this owner, whose syncs may then
	 * change and delete them; NULL: they get no mark. */
	const char *owner;
	struct transport_choice how;
	const struct load_watch *watch; /* NULL: nobody watches */
	uint32_t max_errors; /* of each input, 0: all */
	bool each;	     /* each file is a transaction of its own */
	bool json;	     /* inputs that may be JSON are */
	bool must_ask;	     /* an input without commands is an error */
	bool strict;	     /* warnings count as errors */
	bool lint;	     /* warn of what cannot have been meant */
	bool keep_foreign;   /* a flush deletes only declared tables */
	bool by_name;	     /* rules match missing interfaces by name */
	bool private;	     /* the namespace is empty and ours alone */
	bool echo;	     /* the kernel tells what it creates */
	bool ack_all;	     /* each message is acknowledged */
	bool list_flushed;   /* note the tables that a flush removes */
	bool timed;	     /* measure what each part of the work takes */
	bool ask_generation; /* also where the commit did not */
};

struct transaction;

/* Any function may be NULL. */
struct load_events {
	void *ctx;
	/* Returns LOAD_GOES_ON, or the code that all transactions end with;
	 * diags takes warnings. */
	int (*step)(void *ctx, enum load_step step, struct diags *diags);
	/* Called under LOAD_COMMIT for the only transaction, when the kernel
	 * has accepted its batch and nothing is committed yet.  Returns
	 * LOAD_GOES_ON and the generation that is to be changed, or
	 * LOAD_CONFLICT if that is another one than *genid (0: any is right), or
	 * the code to end with. */
	int (*ready)(void *ctx, const struct transaction *t, uint32_t *genid);
	/* The batch's result is known: see commit_options.known. */
	void (*known)(void *ctx, const struct transaction *t,
		      const struct commit_result *res);
	/* The kernel has created an object: see commit_options.echo. */
	void (*created)(void *ctx, const struct transaction *t,
			const struct batch_msg *m, const void *nlh);
	void (*created_all)(void *ctx, const struct transaction *t);
	/* Called under LOAD_JUDGE once all batches are checked, for each that
	 * the kernel accepts: whether to apply it now. */
	bool (*apply)(void *ctx, const struct transaction *t);
	/* May replace functions of the resolver, which the compiler asks. */
	void (*resolve)(void *ctx, struct resolver *r);
	/* Returns a sink that takes the messages instead of the batch. */
	struct low_sink (*sink)(void *ctx);
};

/* A system call that failed. */
struct load_failure {
	int err;	   /* -errno, 0: none did */
	const char *doing; /* "opening a netlink socket" */
	const char *netns; /* the namespace concerned, or NULL */
	const char *meant; /* a namespace with a similar name, or NULL */
};

/* Sources that are parsed together. */
struct load_input {
	struct source_set sources;
	struct ast ast;
	struct diags diags;
	int code; /* LOAD_GOES_ON: the tree can be compiled */
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
	const char *label; /* its file or namespace, if there are several */
	struct load_input *input;
	struct diags *diags; /* the input's, unless shared */
	struct batch batch;
	struct commit_result result;
	struct load_flushed *flushed, **last_flushed;
	struct meter meter;
	struct load_failure failure;
	unsigned int retries;
	bool plain; /* refused once: compiled again with sets read as a whole,
		     * and sent in the order of the input */
	int code;
	bool compiled; /* batch holds the whole input */
	bool sent;     /* result holds something */

	/* of load/ itself */
	struct diags own_diags, parsed; /* parsed: as after parsing */
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
	enum load_goal goal; /* LOAD_JUDGE may become LOAD_COMMIT */
	struct load_input *inputs;
	size_t ninputs;
	struct transaction *list;
	size_t n;
	bool shared; /* the transactions have one input */
	struct load_failure failure; /* before any transaction */
	int code; /* a failure of all transactions, else LOAD_GOES_ON */
	struct netns_home home;
};

void load_init(struct load *l, const struct load_options *o,
	       const struct load_events *events);
/* Runs all stages.  Returns load->code: the code with which all transactions
 * ended, or LOAD_GOES_ON; then each transaction has its own code. */
int load_run(struct load *l);
void load_release(struct load *l);

/* The code for a negative errno. */
int load_code_of(int err);
/* The code for how a transaction ended. */
int load_code_of_outcome(enum outcome outcome);
/* Reads a file before the load, for load_options.held.  NULL: the file cannot
 * be read, and the load will report why. */
const struct source *load_hold(const char *path, struct source_set *sources);

#endif
