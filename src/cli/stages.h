/*
 * stages — the state of one transaction on its way, and the steps it takes.
 *
 * Private to run.c and several.c.
 *
 * In:     options; sources, tree and socket of its own or shared with others.
 * Out:    GO_ON, or the exit code that ends the way.
 * Owns:   what own_... holds, from run_init() to run_release().
 */
#ifndef NFTLOAD_CLI_STAGES_H
#define NFTLOAD_CLI_STAGES_H

#include "cli/echo.h"
#include "cli/exit.h"
#include "cli/flushed.h"
#include "cli/graph.h"
#include "cli/meter.h"
#include "cli/outcome.h"
#include "cli/reporting.h"
#include "cli/run.h"
#include "cli/told.h"
#include "kernel/commit.h"
#include "kernel/older.h"
#include "load/names.h"
#include "syntax/ast.h"

#include <jansson.h>

struct run {
	const struct options *opt;
	enum run_goal goal;
	const struct run_spare *spare; /* NULL: nothing to wait for */
	const char *label;  /* of one among several: its file, its namespace */
	struct told *told;  /* NULL: no other process wants to know */
	struct source_set *sources, own_sources;
	struct diags diags, parsed; /* parsed: as they were after parsing */
	struct ast *ast, own_ast;
	struct batch batch;
	struct graph graph;
	const struct transport_choice *how;
	struct kernel_socket *sock, own_sock;
	struct kernel_query query;
	struct names names;
	struct resolver resolver;
	struct older older;
	struct commit_options commit;
	struct commit_result result;
	struct echo echo;
	struct flushed flushed;
	struct meter meter;
	struct closing closing;
	struct reporting *reporting; /* NULL: its report is no file's matter */
	const struct diags *shared; /* of the parsing, where several have one */
	bool misplaced; /* the report would replace an input */
	bool sent; /* result holds something */
	bool compiled; /* batch is what the input asks for */
	unsigned int retries;
};

/* With everything of its own; what is shared is set afterwards. */
void run_init(struct run *r, const struct options *o, enum run_goal goal,
	      const struct transport_choice *how);
void run_release(struct run *r);
/* NULL: no report is wanted. */
json_t *run_document(const struct run *r, int code);
/* Diagnostics first, then what it all came to: the exit code. */
int run_report(struct run *r, int code);
/* --strict */
bool too_many_warnings(const struct run *r);
/* Says how a run ended that was not told otherwise. */
void run_close(struct run *r, int code);

int stage_read(struct run *r);
int stage_parse(struct run *r);
int stage_open(struct run *r);
int stage_enter(struct run *r);
int stage_compile(struct run *r);
int stage_dump(struct run *r);
int stage_seal(struct run *r);
/* Sends again what lost a race, until it is settled. */
int stage_settle(struct run *r);

#endif
