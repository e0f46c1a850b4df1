#include "config.h"

#include "cli/user/sarif.h"

#include "base/mem.h"
#include "cli/user/records.h"

#include <string.h>

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

struct sarif {
	json_t *results, *rules, *notifications;
};

struct sarif *sarif_new(void)
{
	struct sarif *s = mem_calloc(1, sizeof(*s));

	s->results = json_array();
	s->rules = json_array();
	s->notifications = json_array();
	return s;
}

static json_t *text_of(json_t *text)
{
	return json_pack("{s:o}", "text", text);
}

/* ---- places ---- */

static bool is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || strchr("-._~/", c);
}

/* A path as a reference: relative ones stay so. */
static json_t *uri_of(const char *path)
{
	char *uri = mem_calloc(strlen(path) + sizeof("file://"), 3);
	char *at = uri + sprintf(uri, "%s", *path == '/' ? "file://" : "");
	json_t *json;

	for (; *path; path++)
		if (is_plain((unsigned char)*path))
			*at++ = *path;
		else
			at += sprintf(at, "%%%02X", (unsigned char)*path);
	json = json_string(uri);
	mem_free(uri);
	return json;
}

static json_t *region_of(const json_t *record)
{
	json_int_t end = json_integer_value(json_object_get(record,
							    "end_column"));

	return json_pack("{s:O, s:O, s:I}", "startLine",
			 json_object_get(record, "line"), "startColumn",
			 json_object_get(record, "column"), "endColumn",
			 end + 1);
}

/* The whole line around the region. */
static json_t *context_of(const json_t *record)
{
	return json_pack("{s:O, s:{s:O}}", "startLine",
			 json_object_get(record, "line"), "snippet", "text",
			 json_object_get(record, "source"));
}

static json_t *physical_of(const json_t *record, const char *file)
{
	json_t *physical = json_pack("{s:{s:o}, s:o}", "artifactLocation",
				     "uri", uri_of(file), "region",
				     region_of(record));

	if (json_is_string(json_object_get(record, "source")))
		json_object_set_new(physical, "contextRegion",
				    context_of(record));
	return physical;
}

/* NULL: the record has no place. */
static json_t *location_of(const json_t *record)
{
	const char *file = json_string_value(json_object_get(record, "file"));
	json_t *pointer = json_object_get(record, "pointer");
	json_t *location;

	if (!file)
		return NULL;
	location = json_pack("{s:o}", "physicalLocation",
			     physical_of(record, file));
	if (json_is_string(pointer))
		json_object_set_new(location, "logicalLocations",
				    json_pack("[{s:O}]", "fullyQualifiedName",
					      pointer));
	return location;
}

static json_t *related_of(json_t *record)
{
	json_t *list = json_array(), *note;
	size_t i;

	json_array_foreach(json_object_get(record, "notes"), i, note) {
		json_t *location = location_of(note);

		if (!location)
			continue;
		json_object_set_new(location, "id",
				    json_integer((json_int_t)i));
		json_object_set_new(location, "message",
				    text_of(json_incref(json_object_get(
					    note, "message"))));
		json_array_append_new(list, location);
	}
	return list;
}

/* ---- results ---- */

static void add_rule(struct sarif *s, enum diag_code code)
{
	const char *id = diag_code_name(code);
	json_t *rule;
	size_t i;

	json_array_foreach(s->rules, i, rule) {
		if (strcmp(json_string_value(json_object_get(rule, "id")),
			   id) == 0)
			return;
	}
	json_array_append_new(s->rules,
			      json_pack("{s:s, s:{s:s}}", "id", id,
					"shortDescription", "text",
					diag_code_meaning(code)));
}

/* The sentence, and the hint behind it. */
static json_t *message_of(const json_t *record)
{
	json_t *message = json_object_get(record, "message");
	json_t *hint = json_object_get(record, "hint");

	if (!json_is_string(hint))
		return text_of(json_incref(message));
	return text_of(json_sprintf("%s\n%s", json_string_value(message),
				    json_string_value(hint)));
}

void sarif_add(struct sarif *s, const struct source_set *sources,
	       const struct diag *d)
{
	json_t *record = record_json(sources, d);
	json_t *location = location_of(record);
	json_t *result = json_pack("{s:O, s:O, s:o}", "ruleId",
				   json_object_get(record, "code"), "level",
				   json_object_get(record, "level"), "message",
				   message_of(record));

	if (location)
		json_object_set_new(result, "locations",
				    json_pack("[o]", location));
	json_object_set_new(result, "relatedLocations", related_of(record));
	json_array_append_new(s->results, result);
	add_rule(s, d->code);
	json_decref(record);
}

void sarif_say(struct sarif *s, const char *level, const char *text)
{
	json_array_append_new(s->notifications,
			      json_pack("{s:s, s:o}", "level", level,
					"message", text_of(record_text(text))));
}

void sarif_end(struct sarif *s, FILE *out, int code)
{
	json_t *run = json_pack("{s:{s:{s:s, s:s, s:o}}, s:s, s:o}", "tool",
				"driver", "name", PACKAGE_NAME, "version",
				PACKAGE_VERSION, "rules", s->rules,
				"columnKind", "unicodeCodePoints", "results",
				s->results);
	json_t *doc;

	/* Errors of the input are results: the tool itself did its work. */
	json_object_set_new(run, "invocations",
			    json_pack("[{s:b, s:i, s:o}]",
				      "executionSuccessful", code <= 1,
				      "exitCode", code,
				      "toolExecutionNotifications",
				      s->notifications));
	doc = json_pack("{s:s, s:s, s:[o]}", "$schema", SCHEMA, "version",
			"2.1.0", "runs", run);
	json_dumpf(doc, out, JSON_INDENT(1));
	fputc('\n', out);
	json_decref(doc);
	mem_free(s);
}
