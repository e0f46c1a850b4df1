#include "config.h"

#include "cli/confirm/decision.h"

#include "cli/confirm/holder.h"
#include "cli/confirm/waiting.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"

struct decision decision_begin(const struct options *o, int code, bool sent)
{
	struct decision d = { .opt = o, .state = RECORD_STATES };
	struct holder *h = o->holder;

	if (!h || !h->begun)
		return d;
	if (code == LOAD_UNKNOWN)
		d.state = holder_doubt(h);
	else if (code == LOAD_DONE && sent)
		d.state = holder_made(h);
	else
		holder_drop(h);
	return d;
}

bool decision_refuses(const struct options *o, int code, struct closing *c)
{
	if (code != EXIT_GUARDED || !o->holder || !*holder_why(o->holder))
		return false;
	closing_add(c, "the change could not be taken back again: %s; nothing was changed",
		    holder_why(o->holder));
	return true;
}

void decision_say(const struct options *o, enum record_state state,
		  const char *why)
{
	static const char *const texts[RECORD_STATES] = {
		[RECORD_CONFIRMED] = "the change is confirmed",
		[RECORD_REVERTED] =
			"the change was not confirmed, and is taken back",
		[RECORD_REJECTED] =
			"the change was rejected, and is taken back",
	};

	if (state == RECORD_FAILED)
		messages_sayf(o, SAY_ERROR,
			      "the change was not confirmed, and could not be taken back: %s",
			      why);
	else
		messages_say(o, state == RECORD_CONFIRMED ? SAY_NOTE : SAY_ERROR,
			     texts[state]);
	for (size_t i = 0; i < o->files.count && state != RECORD_CONFIRMED; i++)
		messages_sayf(o, SAY_NOTE, "'%s' still asks for the change",
			      o->files.list[i]);
}

static void stand(const struct decision *d)
{
	if (d->stands)
		d->stands(d->ctx);
}

static int write_report(struct reporting *reporting, json_t *doc, int code)
{
	return doc ? reporting_end(reporting, doc, code) : code;
}

/* code: of a change that is confirmed. */
static int report(const struct decision *d, struct reporting *reporting,
		  json_t *doc, enum record_state state, int code)
{
	if (state != RECORD_CONFIRMED)
		code = holder_code(state);
	if (doc) {
		json_object_set_new(doc, "exit", json_integer(code));
		json_object_set_new(doc, "outcome",
				    json_string(record_state_name(state)));
	}
	if (doc && state != RECORD_CONFIRMED) {
		json_t *is = state == RECORD_FAILED ? json_null() :
						      json_false();

		json_object_set(doc, "committed", is);
		json_object_set_new(doc, "changed", is);
	}
	decision_say(d->opt, state, holder_why(d->opt->holder));
	if (state == RECORD_CONFIRMED)
		stand(d);
	return write_report(reporting, doc, code);
}

static int detach(const struct decision *d, struct reporting *reporting,
		  json_t *doc, int code)
{
	struct holder *h = d->opt->holder;

	if (doc) {
		json_object_set_new(doc, "outcome", json_string("pending"));
		json_object_set_new(doc, "pending",
				    waiting_json(&h->claim.now));
	}
	code = write_report(reporting, doc, code);
	holder_tell(h, code);
	if (holder_wait(h) == RECORD_CONFIRMED)
		stand(d);
	return code;
}

int decision_end(const struct decision *d, struct reporting *reporting,
		 json_t *doc, int code)
{
	struct holder *h = d->opt->holder;

	if (d->state == RECORD_STATES) {
		stand(d);
		return write_report(reporting, doc, code);
	}
	if (d->state != RECORD_PENDING)
		return report(d, reporting, doc, d->state, code);
	if (d->opt->detach)
		return detach(d, reporting, doc, code);
	holder_tell(h, code);
	return report(d, reporting, doc, holder_wait(h), code);
}
