#include "config.h"

#include "cli/confirm/verb_confirm.h"

#include "cli/confirm/waiting.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "hold/rescue.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- which change ---- */

struct sought {
	struct record *ret;
	uint64_t netns;
	unsigned int count;
};

static bool count_here(void *ctx, const struct record *r)
{
	struct sought *s = ctx;

	if (r->state == RECORD_PENDING && r->netns == s->netns) {
		*s->ret = *r;
		s->count++;
	}
	return true;
}

/* Without an id it is the only one that waits here. */
static int find_only(struct record *ret)
{
	struct sought s = { .ret = ret };

	if (waiting_here(&s.netns) < 0)
		s.netns = 0;
	records_each(count_here, &s);
	if (s.count == 1)
		return GO_ON;
	return options_error(s.count ? "several changes wait here: name one" :
				       "no change waits here to be confirmed");
}

static int find(const struct options *o, struct record *ret)
{
	const char *id = o->files.count ? o->files.list[0] : NULL;
	int err;

	if (o->files.count > 1)
		return options_error("one change at a time: not both '%s' and '%s'",
				     id, o->files.list[1]);
	if (!id)
		return find_only(ret);
	err = records_find(id, ret);
	if (err == -EACCES || err == -EPERM) {
		messages_tellf("%s: %s", RECORDS_DIR, strerror(-err));
		return EXIT_PERMISSION;
	}
	return err < 0 ? options_error("no change is known by the id '%s'",
				       id) :
			 GO_ON;
}

/* ---- the decision ---- */

#define LET_GO_TRIES 100 /* a second: who comes next finds nothing that waits */

/* The holder writes its decision when it is carried out. */
static void wait_for_end(struct record *r)
{
	const struct timespec little = { 0, 10000000 };
	struct record other;

	while (r->state == RECORD_PENDING &&
	       records_find(r->id, r) == 0 && r->state == RECORD_PENDING)
		nanosleep(&little, NULL);
	for (int n = 0; n < LET_GO_TRIES && records_waiting(r->netns, &other);
	     n++) {
		if (*other.id)
			return;
		nanosleep(&little, NULL);
	}
}

static bool is_here(const struct record *r)
{
	uint64_t netns;

	return waiting_here(&netns) == 0 && netns == r->netns;
}

static int failed(const struct record *r)
{
	messages_tellf("change %s was not confirmed, and could not be taken back: %s",
		       r->id,
		       is_here(r) ?
			       "its holder was killed, or the system's log says why" :
			       "in its network namespace 'nftload reject' may do it");
	return EXIT_UNKNOWN;
}

static int decide(const struct options *o, enum record_ask what,
		  struct record *r)
{
	int code = find(o, r), err;

	if (code != GO_ON || r->state != RECORD_PENDING)
		return code;
	err = records_ask(r->id, what);
	if (err < 0 && err != -ENXIO) {
		messages_tellf("the holder of change %s cannot be asked: %s",
			       r->id, strerror(-err));
		return err == -EACCES || err == -EPERM ? EXIT_PERMISSION :
							 EXIT_SYSTEM;
	}
	wait_for_end(r);
	return GO_ON;
}

/* For who sees to it that a holder that is killed leaves nothing. */
static int watch(void)
{
	uint64_t netns;
	int err = waiting_here(&netns);

	if (err < 0) {
		messages_tellf("the network namespace is not known: %s",
			       strerror(-err));
		return EXIT_SYSTEM;
	}
	if (rescue_watch(netns))
		return EXIT_DONE;
	messages_tell("a change whose holder was killed could not be taken back");
	return EXIT_UNKNOWN;
}

/* ---- what became of them ---- */

static void print_line(const struct record *r)
{
	printf("%s %s", r->id, record_state_name(r->state));
	if (r->state == RECORD_PENDING)
		printf(", %" PRIu64 " s left", waiting_seconds(r));
	putchar('\n');
}

static bool add_line(void *ctx, const struct record *r)
{
	(void)ctx;
	print_line(r);
	return true;
}

static bool add_json(void *ctx, const struct record *r)
{
	json_array_append_new(ctx, waiting_json(r));
	return true;
}

static void print_json(json_t *doc)
{
	json_dumpf(doc, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(doc);
}

static void print_all(const struct options *o)
{
	json_t *list = o->json ? json_array() : NULL;

	records_each(o->json ? add_json : add_line, list);
	if (list)
		print_json(list);
}

static int print_status(const struct options *o)
{
	struct record r;
	int code = GO_ON;

	if (o->files.count > 0)
		code = find(o, &r);
	if (code != GO_ON)
		return code;
	if (o->files.count == 0)
		print_all(o);
	else if (o->json)
		print_json(waiting_json(&r));
	else
		print_line(&r);
	return EXIT_DONE;
}

int verb_confirm(struct options *o)
{
	struct record r;
	int code;

	if (o->watch && (o->status || o->files.count > 0))
		return options_error("--watch is for all changes, and decides by itself");
	if (o->watch)
		return watch();
	if (o->status)
		return print_status(o);
	if (o->json)
		return options_error("--json is for --status");
	code = decide(o, ASK_CONFIRM, &r);
	if (code != GO_ON)
		return code;
	if (r.state == RECORD_FAILED)
		return failed(&r);
	if (r.state == RECORD_CONFIRMED)
		return EXIT_DONE;
	messages_tellf("change %s was taken back before it was confirmed",
		       r.id);
	return EXIT_REVERTED;
}

/* Its holder was killed, and has left the way back: which others may have taken
 * by now. */
static bool is_rescued(struct record *r)
{
	enum rescue_end end;
	char why[WAY_WHY];

	if (r->state != RECORD_FAILED || !is_here(r))
		return false;
	end = rescue_change(r->id, why);
	if (end == RESCUE_DECIDED)
		(void)!records_find(r->id, r);
	return end == RESCUE_REVERTED;
}

int verb_reject(struct options *o)
{
	struct record r;
	int code = decide(o, ASK_REJECT, &r);

	if (code != GO_ON)
		return code;
	if (is_rescued(&r))
		return EXIT_DONE;
	if (r.state == RECORD_FAILED)
		return failed(&r);
	if (r.state != RECORD_CONFIRMED)
		return EXIT_DONE;
	messages_tellf("change %s is confirmed already", r.id);
	return EXIT_INPUT;
}
