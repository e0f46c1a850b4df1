#include "config.h"

#include "cli/report.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "cli/counts.h"
#include "cli/exit.h"
#include "cli/records.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SCHEMA 1

static json_t *mode(const struct report_facts *facts)
{
	static const char *const words[] = {
		[GOAL_CHECK] = "check",
		[GOAL_JUDGE] = "check-kernel",
		[GOAL_COMMIT] = "load",
	};

	return json_string(words[facts->goal]);
}

/* Also true where the input asked for nothing. */
static json_t *committed(const struct report_facts *facts)
{
	if (facts->goal != GOAL_COMMIT || facts->opt->dump)
		return json_false();
	if (!facts->sent)
		return json_boolean(facts->exit == EXIT_DONE);
	if (facts->result->outcome == OUTCOME_UNKNOWN)
		return json_null();
	return json_boolean(facts->result->outcome == OUTCOME_COMMITTED);
}

static json_t *genid(uint32_t number)
{
	return number ? json_integer(number) : json_null();
}

static json_t *generation(const struct report_facts *facts)
{
	const struct commit_result *res = facts->result;

	return json_pack("{s:o, s:o}", "before",
			 genid(res->genid_before), "after",
			 genid(res->genid_after));
}

static json_t *hash(const struct source *s)
{
	uint8_t bytes[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1];

	sha256(s->text, s->len, bytes);
	for (size_t i = 0; i < SHA256_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
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

static json_t *diagnostics(const struct report_facts *facts,
			   enum diag_level level)
{
	json_t *list = json_array();

	for (const struct diag *d = facts->diags->first; d; d = d->next)
		if (d->level == level)
			json_array_append_new(list,
					      record_json(facts->sources, d));
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

	meter_times(facts->meter, facts->result, ns);
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

static json_t *document(const struct report_facts *facts)
{
	const struct batch *b = facts->batch;
	json_t *doc = json_object();

#define SET(key, value) json_object_set_new(doc, key, value)
	SET("schema", json_integer(SCHEMA));
	SET("version", json_string(PACKAGE_VERSION));
	SET("mode", mode(facts));
	SET("exit", json_integer(facts->exit));
	SET("committed", committed(facts));
	SET("failure", *facts->failure ? record_text(facts->failure) :
					 json_null());
	SET("generation", generation(facts));
	SET("inputs", inputs(facts->sources));
	SET("counts", b ? counts_json(b) : json_object());
	SET("messages", number(b ? batch_count(b) : 0));
	SET("bytes", number(b ? b->bytes : 0));
	SET("errors", diagnostics(facts, DIAG_LEVEL_ERROR));
	SET("errors_not_kept", number(facts->diags->muted));
	SET("warnings", diagnostics(facts, DIAG_LEVEL_WARNING));
	SET("retries", number(facts->retries));
	SET("timing_ms", timing(facts));
	SET("peak_kib", number(facts->meter->peak / 1024));
#undef SET
	return doc;
}

int report_print(FILE *out, const struct report_facts *facts)
{
	json_t *doc;
	int err = 0;

	json_set_alloc_funcs(mem_alloc, mem_free);
	doc = document(facts);
	errno = EIO;
	if (json_dumpf(doc, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) < 0 ||
	    fputc('\n', out) == EOF || fflush(out) == EOF)
		err = -errno;
	json_decref(doc);
	return err;
}
