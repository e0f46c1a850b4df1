#include "config.h"

#include "cli/user/stats.h"

#include "cli/user/messages.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *stats_phase(enum phase phase)
{
	static const char *const names[PHASES] = {
		[PHASE_READ] = "read",	     [PHASE_PARSE] = "parse",
		[PHASE_COMPILE] = "compile", [PHASE_BUILD] = "build",
		[PHASE_SEND] = "send",	     [PHASE_ACKS] = "ACKs",
	};

	return names[phase];
}

static uint64_t count_lines(const struct source *s)
{
	const char *at = s->text, *end = s->text + s->len;
	uint64_t n = s->len && end[-1] != '\n';

	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		n++;
		at++;
	}
	return n;
}

static void print_times(const struct transaction *t)
{
	uint64_t ns[PHASES];

	meter_times(&t->meter, &t->result, ns);
	for (unsigned int i = 0; i < PHASES; i++)
		fprintf(stderr, "%-16s %.3f ms\n", stats_phase(i),
			(double)ns[i] / 1e6);
}

void stats_print(const struct transaction *t)
{
	const struct source_set *sources = &t->input->sources;
	const struct commit_result *res = &t->result;
	uint64_t bytes = 0, lines = 0;

	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);

		bytes += s->len;
		lines += count_lines(s);
	}
	fprintf(stderr,
		"bytes read       %" PRIu64 "\nlines read       %" PRIu64
		"\nmessages         %" PRIu32 "\niovecs           %" PRIu32
		"\nbytes sent       %" PRIu64 "\nACKs             %" PRIu32 "\n",
		bytes, lines, batch_count(&t->batch), res->iovecs,
		res->send_ns ? res->bytes : 0, res->acks);
	print_times(t);
	fprintf(stderr, "peak memory      %" PRIu64 "\n", t->meter.peak);
}

void stats_tell_inputs(const struct options *o,
		       const struct source_set *sources)
{
	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);
		uint64_t lines = count_lines(s);

		if (s->kind == SOURCE_FILE || s->kind == SOURCE_STDIN)
			messages_sayf(o, SAY_NOTE,
				      "read '%s': %" PRIu64 " line%s, %" PRIu32
				      " bytes",
				      s->name, lines, lines == 1 ? "" : "s",
				      s->len);
	}
}
