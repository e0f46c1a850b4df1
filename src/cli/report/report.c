#include "config.h"

#include "cli/report/report.h"

#include "base/sha256.h"
#include "cli/report/counts.h"
#include "cli/user/exit.h"
#include "cli/user/records.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SCHEMA 1

static json_t *mode(const struct report_facts *facts)
{
	static const char *const words[] = {
		[LOAD_CHECK] = "check",
		[LOAD_JUDGE] = "check-kernel",
		[LOAD_COMMIT] = "load",
	};

	return json_string(words[facts->goal]);
}

/* Also true where the input asked for nothing. */
static json_t *committed(const struct report_facts *facts)
{
	if (facts->goal != LOAD_COMMIT || facts->opt->dump)
		return json_false();
	if (!facts->t->sent)
		return json_boolean(facts->exit == EXIT_DONE);
	if (facts->t->result.outcome == OUTCOME_UNKNOWN)
		return json_null();
	return json_boolean(facts->t->result.outcome == OUTCOME_COMMITTED);
}

static json_t *genid(uint32_t number)
{
	return number ? json_integer(number) : json_null();
}

static json_t *generation(const struct report_facts *facts)
{
	const struct commit_result *res = &facts->t->result;

	return json_pack("{s:o, s:o}", "before",
			 genid(res->genid_before), "after",
			 genid(res->genid_after));
}

static json_t *hash(const struct source *s)
{
	uint8_t bytes[SHA256_BYTES];
	char hex[SHA256_TEXT];

	source_hash(s, bytes);
	sha256_text(bytes, hex);
	return json_string(hex);
}

static json_t *inputs(const struct source_set *sources)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);
		json_t *obj;

		if (s->kind == SOURCE_DEFINE)
			continue;
		obj = json_object();
		json_object_set_new(obj, "path", record_text(s->name));
		json_object_set_new(obj, "sha256", hash(s));
		json_object_set_new(obj, "bytes", json_integer(s->len));
		json_array_append_new(list, obj);
	}
	return list;
}

static void add_diagnostics(json_t *list, const struct report_facts *facts,
			    const struct diags *diags, enum diag_level level)
{
	if (!diags)
		return;
	for (const struct diag *d = diags->first; d; d = d->next)
		if (d->level == level)
			json_array_append_new(list,
					      record_json(&facts->t->input->sources, d));
}

static json_t *diagnostics(const struct report_facts *facts,
			   enum diag_level level)
{
	json_t *list = json_array();

	add_diagnostics(list, facts, facts->shared, level);
	add_diagnostics(list, facts, facts->t->diags, level);
	return list;
}

/* In whole microseconds: what is below is noise. */
static json_t *milliseconds(uint64_t ns)
{
	return json_real((double)(ns / 1000) / 1000);
}

static json_t *timing(const struct report_facts *facts)
{
	static const char *const names[PHASES] = {
		[PHASE_READ] = "read",	     [PHASE_PARSE] = "parse",
		[PHASE_COMPILE] = "compile", [PHASE_BUILD] = "build",
		[PHASE_SEND] = "send",	     [PHASE_ACKS] = "acks",
	};
	json_t *obj = json_object();
	uint64_t ns[PHASES], total = 0;

	meter_times(&facts->t->meter, &facts->t->result, ns);
	for (size_t i = 0; i < PHASES; i++) {
		total += ns[i];
		json_object_set_new(obj, names[i], milliseconds(ns[i]));
	}
	json_object_set_new(obj, "total", milliseconds(total));
	return obj;
}

static json_t *number(uint64_t val)
{
	return json_integer((json_int_t)val);
}

json_t *report_document(const struct report_facts *facts)
{
	const struct transaction *t = facts->t;
	const struct batch *b = t->compiled ? &t->batch : NULL;
	json_t *doc;

	doc = json_object();
#define SET(key, value) json_object_set_new(doc, key, value)
	SET("schema", json_integer(SCHEMA));
	SET("version", json_string(PACKAGE_VERSION));
	SET("mode", mode(facts));
	SET("file", record_text(facts->file));
	SET("netns", record_text(facts->netns));
	SET("exit", json_integer(facts->exit));
	SET("committed", committed(facts));
	SET("failure", *facts->failure ? record_text(facts->failure) :
					 json_null());
	SET("generation", generation(facts));
	SET("inputs", inputs(&t->input->sources));
	SET("counts", b ? counts_json(b) : json_object());
	SET("messages", number(b ? batch_count(b) : 0));
	SET("bytes", number(b ? b->bytes : 0));
	SET("errors", diagnostics(facts, DIAG_LEVEL_ERROR));
	SET("errors_not_kept", number(t->diags->muted));
	SET("warnings", diagnostics(facts, DIAG_LEVEL_WARNING));
	SET("retries", number(t->retries));
	SET("timing_ms", timing(facts));
	SET("peak_kib", number(t->meter.peak / 1024));
	SET("fallback", json_null());
#undef SET
	return doc;
}

json_t *report_of_none(const struct options *o, int exit, bool begun,
		       enum outcome outcome)
{
	struct load_input in = { 0 };
	struct transaction t = {
		.input = &in,
		.diags = &in.diags,
		.result.outcome = outcome,
		.sent = outcome != OUTCOME_FAILED,
	};
	struct report_facts facts = {
		.opt = o,
		.t = &t,
		.goal = o->kernel ? LOAD_JUDGE : LOAD_COMMIT,
		.exit = exit,
		.failure = begun ? "the process of the run was killed" :
				   "the fallback cannot be loaded",
	};
	json_t *doc;

	source_set_init(&in.sources);
	diags_init(&in.diags);
	doc = report_document(&facts);
	diags_release(&in.diags);
	source_set_release(&in.sources);
	return doc;
}

/* ---- what became of the fallback ---- */

/* The fallback's report for a namespace, or the only one; NULL: it was not
 * loaded there. */
static json_t *own_of(json_t *own, const json_t *doc)
{
	json_t *netns = json_object_get(doc, "netns"), *one;
	size_t i;

	if (!json_is_array(own))
		return own;
	json_array_foreach(own, i, one)
		if (json_equal(json_object_get(one, "netns"), netns))
			return one;
	return NULL;
}

/* From the fallback's own report, which may be missing. */
static json_t *fallback_member(const struct options *o, const json_t *doc,
			       json_t *own)
{
	json_t *first = json_array_get(json_object_get(own, "inputs"), 0);
	json_t *hash = json_object_get(first, "sha256");
	json_t *errors = json_object_get(own, "errors");
	json_t *committed = json_object_get(own, "committed");
	bool needed = !json_is_true(json_object_get(doc, "committed"));

	if (!committed && !needed)
		committed = json_false();
	return json_pack("{s:o, s:O?, s:O?, s:O?, s:o}", "path",
			 record_text(o->fallback.list[0]), "sha256", hash,
			 "committed", committed, "failure",
			 json_object_get(own, "failure"), "errors",
			 errors ? json_incref(errors) : json_array());
}

static void add_fallback(const struct options *o, json_t *doc, json_t *own,
			 int exit)
{
	json_t *member = fallback_member(o, doc, own);

	if (exit != GO_ON)
		json_object_set_new(doc, "exit", json_integer(exit));
	else if (json_is_true(json_object_get(member, "committed")))
		json_object_set_new(doc, "exit", json_integer(EXIT_FALLBACK));
	json_object_set_new(doc, "fallback", member);
}

json_t *report_with_fallback(const struct options *o, json_t *doc,
			     json_t *fallback, int exit)
{
	size_t n = json_array_size(doc);

	if (!json_is_array(doc))
		add_fallback(o, doc, own_of(fallback, doc), exit);
	for (size_t i = 0; i < n; i++)
		add_fallback(o, json_array_get(doc, i),
			     own_of(fallback, json_array_get(doc, i)), GO_ON);
	json_decref(fallback);
	return doc;
}

/* ---- the text ---- */

int report_write(FILE *out, const json_t *doc)
{
	errno = EIO;
	if (json_dumpf(doc, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) < 0 ||
	    fputc('\n', out) == EOF || fflush(out) == EOF)
		return -errno;
	return 0;
}

static enum report_outcome outcome_of(const json_t *doc)
{
	const json_t *own = json_object_get(doc, "committed");
	const json_t *spare = json_object_get(
		json_object_get(doc, "fallback"), "committed");

	if (json_is_true(own) || json_is_true(spare))
		return REPORT_APPLIED;
	return json_is_null(own) ? REPORT_UNKNOWN : REPORT_NOTHING;
}

enum report_outcome report_outcome(const json_t *doc)
{
	enum report_outcome outcome = REPORT_NOTHING;
	const json_t *one;
	size_t i;

	if (!json_is_array(doc))
		return outcome_of(doc);
	json_array_foreach((json_t *)(uintptr_t)doc, i, one)
		if (outcome != REPORT_APPLIED && outcome_of(one))
			outcome = outcome_of(one);
	return outcome;
}
