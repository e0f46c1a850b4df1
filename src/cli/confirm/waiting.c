#include "config.h"

#include "cli/confirm/waiting.h"

#include "base/clock.h"
#include "base/mem.h"
#include "cli/report/report.h"
#include "cli/report/reporting.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/records.h"
#include "history/folder.h"
#include "kernel/talk/netns.h"
#include "kernel/talk/socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int waiting_here(uint64_t *ret_netns)
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	struct kernel_socket s;
	int err = kernel_socket_open(&s, &how);

	if (err < 0)
		return err;
	err = kernel_socket_netns(&s, ret_netns);
	kernel_socket_close(&s);
	return err;
}

int waiting_there(const char *which, uint64_t *ret_netns)
{
	struct netns_home home;
	int err, back;

	if (!which)
		return waiting_here(ret_netns);
	err = netns_remember(&home);
	if (err < 0)
		return err;
	err = netns_enter(which);
	if (err == 0) {
		err = waiting_here(ret_netns);
		back = netns_return(&home);
		err = err < 0 ? err : back;
	}
	netns_release(&home);
	return err;
}

/* ---- as JSON ---- */

static json_t *files(const struct record *r)
{
	json_t *list = json_array();
	const char *at = r->files;

	while (*at) {
		size_t len = strcspn(at, "\n");
		char name[RECORD_BYTES];

		snprintf(name, sizeof(name), "%.*s", (int)len, at);
		json_array_append_new(list, record_text(name));
		at += len + (at[len] == '\n');
	}
	return list;
}

static json_t *time_text(int64_t at)
{
	char text[TIME_TEXT_BYTES];

	clock_text(at, text);
	return json_string(text);
}

uint64_t waiting_seconds(const struct record *r)
{
	uint64_t now = clock_boot_ms();

	return r->state == RECORD_PENDING && r->deadline_ms > now ?
		       (r->deadline_ms - now + 999) / 1000 :
		       0;
}

json_t *waiting_json(const struct record *r)
{
	return json_pack("{s:s, s:s, s:o, s:I, s:o, s:I, s:o}", "id", r->id,
			 "state", record_state_name(r->state), "at",
			 time_text(r->at), "seconds_left",
			 (json_int_t)waiting_seconds(r), "until",
			 time_text(r->until), "uid", (json_int_t)r->uid, "inputs",
			 files(r));
}

/* ---- in words ---- */

static int report(const struct options *o, const struct record *r)
{
	struct reporting reporting;
	json_t *doc;
	int code = reporting_start(&reporting, o);

	if (code != GO_ON || !o->report)
		return EXIT_CONFLICT;
	doc = report_of_none(o, EXIT_CONFLICT, false, OUTCOME_FAILED);
	json_object_set_new(doc, "mode", json_string(o->form == FORM_SYNC ? "sync" : "load"));
	json_object_set_new(doc, "changed", json_false());
	json_object_set_new(doc, "pending", waiting_json(r));
	code = reporting_end(&reporting, doc, EXIT_CONFLICT);
	reporting_drop(&reporting);
	return code;
}

static int refuse(const struct options *o, const struct record *r)
{
	if (*r->id)
		messages_sayf(o, SAY_ERROR,
			      "change %s waits to be confirmed, for %u more seconds: 'nftload confirm %s' or 'nftload reject %s' decides; nothing was changed",
			      r->id, (unsigned int)waiting_seconds(r), r->id,
			      r->id);
	else
		messages_say(o, SAY_ERROR,
			     "another change with --confirm has just begun; nothing was changed");
	return report(o, r);
}

const char *waiting_netns(const struct options *o)
{
	return o->netns.count ? o->netns.list[0] : NULL;
}

int waiting_refuse(const struct options *o)
{
	struct record r = { .id = "" };
	uint64_t netns;

	if (waiting_there(waiting_netns(o), &netns) == 0)
		(void)records_waiting(netns, &r);
	return refuse(o, &r);
}

static int check_in(const struct options *o, const char *which)
{
	struct record r;
	uint64_t netns;

	if (waiting_there(which, &netns) < 0 || !records_waiting(netns, &r))
		return GO_ON;
	return refuse(o, &r);
}

int waiting_check(const struct options *o)
{
	int code = GO_ON;

	if (!records_any_waits())
		return GO_ON;
	if (o->netns.count == 0)
		return check_in(o, NULL);
	for (size_t i = 0; i < o->netns.count && code == GO_ON; i++)
		code = check_in(o, o->netns.list[i]);
	return code;
}

int waiting_say_none(const struct options *o, const char *what, int err)
{
	messages_sayf(o, SAY_ERROR,
		      "the change could not be held until it is confirmed: %s: %s; nothing was changed",
		      what, history_folder_why(err));
	return err == -EPERM || err == -EACCES ? EXIT_PERMISSION : EXIT_SYSTEM;
}
