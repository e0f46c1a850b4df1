/*
 * listing — prints what files and the kernel hold, for compare.py.
 *
 * Reads requests, one a line: FORM FLAGS SOURCE.
 *
 *   FORM    text, json: as nft lists it;
 *           tree: a JSON document, read to a tree and written again;
 *           digest: the fingerprint of the state
 *   FLAGS   those of `list` without their dash, or -
 *   SOURCE  a file, or `kernel`
 *
 * Answers each with `ok LENGTH` or `error LENGTH` on a line, and as many bytes.
 */
#include "config.h"

#include "plain.h"

#include "base/mem.h"
#include "print/json/json_state.h"
#include "print/json/print_json.h"
#include "print/text/text_state.h"
#include "sync/fingerprint.h"
#include "sync/present.h"
#include "sync/wanted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
	char form[16], flags[32], source[4096];
	FILE *out;
	bool failed;
};

static void no_memory(size_t bytes)
{
	fprintf(stderr, "no memory for %zu bytes\n", bytes);
	exit(1);
}

/* ---- forms ---- */

static void write_digest(struct request *r, struct state *s)
{
	char text[FINGERPRINT_MAX];
	struct fingerprints f;

	fingerprints_make(&f, s);
	fingerprint_text(f.total, text);
	fputs(text, r->out);
	fingerprints_release(&f);
}

/* The letters of nft's options. */
static void read_options(const char *letters, struct print_options *o)
{
	*o = (struct print_options){
		.stateless = strchr(letters, 's'),
		.terse = strchr(letters, 't'),
		.handle = strchr(letters, 'a'),
		.numeric = strchr(letters, 'n'),
		.numeric_priority = strchr(letters, 'y'),
		.numeric_proto = strchr(letters, 'p'),
		.numeric_time = strchr(letters, 'T'),
		.service = strchr(letters, 'S'),
		.reversedns = strchr(letters, 'N'),
		.guid = strchr(letters, 'u'),
	};
}

static void write_text(struct request *r, struct state *s)
{
	struct print_options options;
	struct text_lister w;
	struct text_out out;

	read_options(r->flags, &options);
	text_init(&out, &options);
	text_lister_init(&w, &out, s);
	text_list_ruleset(&w, s, 0);
	if (out.len)
		fwrite(out.buf, 1, out.len, r->out);
	text_lister_release(&w);
	text_release(&out);
}

static void write_json(struct request *r, struct state *s)
{
	struct print_options options;
	struct json_lister w;

	read_options(r->flags, &options);
	options.json = true;
	json_lister_init(&w, r->out, s, &options);
	json_list_ruleset(&w, s, 0);
	json_lister_end(&w);
	json_lister_release(&w);
}

static void write_state(struct request *r, struct state *s)
{
	if (strcmp(r->form, "text") == 0)
		write_text(r, s);
	else if (strcmp(r->form, "json") == 0)
		write_json(r, s);
	else
		write_digest(r, s);
}

static void write_tree(struct request *r, struct load_input *in)
{
	const char *lead = "{\"nftables\": [";

	plain_nodes(&in->ast, &in->sources);
	for (const struct ast_cmd *c = in->ast.first; c; c = c->next) {
		json_t *json = print_json_cmd(c);

		fputs(lead, r->out);
		json_dumpf(json, r->out, 0);
		json_decref(json);
		lead = ", ";
	}
	fputs("]}", r->out);
}

/* ---- sources ---- */

static void say_wrong(struct request *r, const struct load_input *in)
{
	for (const struct diag *d = in->diags.first; d; d = d->next)
		if (d->level == DIAG_LEVEL_ERROR)
			fprintf(r->out, "error: %s\n", d->text);
	r->failed = true;
}

static void of_tree(struct request *r)
{
	const char *const files[] = { r->source, NULL };
	const struct load_options o = { .goal = LOAD_CHECK,
					.until = LOAD_UNTIL_PARSED,
					.files = files, .nfiles = 1,
					.json = true };
	static const struct load_events nobody;
	struct load l;

	load_init(&l, &o, &nobody);
	(void)load_run(&l);
	if (l.inputs[0].code == LOAD_GOES_ON && !l.inputs[0].diags.nerrors)
		write_tree(r, &l.inputs[0]);
	else
		say_wrong(r, &l.inputs[0]);
	load_release(&l);
}

static void of_file(struct request *r)
{
	const char *const files[] = { r->source, NULL };
	const struct load_options o = { .files = files, .nfiles = 1,
					.json = true };
	struct wanted w;

	wanted_init(&w, &o, NULL);
	if (wanted_build(&w) == LOAD_DONE) {
		wanted_apply(&w);
		write_state(r, &w.state);
	} else {
		say_wrong(r, w.t->input);
	}
	wanted_release(&w);
}

static bool every_table(void *ctx, const struct low_msg *table)
{
	(void)ctx;
	(void)table;
	return true;
}

static void of_kernel(struct request *r)
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	const struct read_choice all = { .table = every_table };
	struct kernel_socket sock;
	struct present p;

	if (kernel_socket_open(&sock, &how) || present_read(&p, &sock, &all)) {
		fputs("error: the kernel cannot be read", r->out);
		r->failed = true;
		return;
	}
	write_state(r, &p.state);
	present_release(&p);
	kernel_socket_close(&sock);
}

static void answer(struct request *r)
{
	size_t len;
	char *text;

	r->out = open_memstream(&text, &len);
	if (strcmp(r->form, "tree") == 0)
		of_tree(r);
	else if (strcmp(r->source, "kernel") == 0)
		of_kernel(r);
	else
		of_file(r);
	fclose(r->out);
	printf("%s %zu\n", r->failed ? "error" : "ok", len);
	fwrite(text, 1, len, stdout);
	fflush(stdout);
	free(text);
}

int main(void)
{
	struct request r = { .failed = false };

	mem_on_exhausted(no_memory);
	while (scanf("%15s %31s %4095s", r.form, r.flags, r.source) == 3) {
		r.failed = false;
		answer(&r);
	}
	return 0;
}
