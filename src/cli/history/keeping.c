#include "config.h"

#include "cli/history/keeping.h"

#include "base/clock.h"
#include "base/sha256.h"
#include "cli/user/messages.h"

#include <errno.h>
#include <string.h>
#include <time.h>

const char *keeping_folder(const struct options *o)
{
	if (o->history_dir)
		return o->history_dir;
	return o->root ? arena_printf((struct arena *)&o->arena, "%s%s",
				      o->root, HISTORY_FOLDER) :
			 HISTORY_FOLDER;
}

void keeping_say(const struct options *o, const char *became, int err)
{
	const char *why = err == -EPIPE ?
				  "the process that writes it has died" :
				  history_folder_why(err);

	messages_sayf(o, SAY_WARNING, "%s the history '%s': %s", became,
		      keeping_folder(o), why);
}

static size_t max_of(const struct options *o)
{
	return o->history_max == NOT_GIVEN ? HISTORY_MAX : o->history_max;
}

/* Asked for, or there already; the start of a machine is no change of it. */
void keeping_start(struct keeping *k, const struct options *o)
{
	int folder, err;

	*k = (struct keeping){ .opt = o, .clerk = { -1, -1 } };
	if (o->at_boot)
		return;
	folder = history_folder_open(keeping_folder(o), o->history);
	if (!o->history && (folder == -ENOENT ||
			    (folder == -EACCES && !o->history_dir)))
		return;
	err = folder < 0 ? folder :
			   clerk_start(&k->clerk, folder, max_of(o));
	history_folder_close(folder);
	if (err) {
		keeping_say(o, "this change will not be in", err);
		return;
	}
	k->on = true;
	audit_who(&k->who);
	history_entry_init(&k->entry);
	clock_boot_id(k->entry.boot);
}

static void note_who(struct history_entry *e, const struct audit *who)
{
	char *words = arena_strndup(&e->arena, who->command, who->command_len);

	e->uid = who->uid;
	e->loginuid = who->loginuid;
	memcpy(words, who->command, who->command_len);
	for (size_t i = 0; i + 1 < who->command_len; i++)
		if (!words[i])
			words[i] = ' ';
	e->command = words;
}

static void note_files(struct history_entry *e,
		       const struct source_set *sources)
{
	uint8_t hash[SHA256_BYTES];

	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);

		if (s->kind == SOURCE_DEFINE)
			continue;
		source_hash(s, hash);
		history_entry_add_file(e, s->name, hash);
	}
}

static void note_counts(struct history_entry *e, const struct plan_counts *n)
{
	e->added = n->added;
	e->changed = n->changed;
	e->removed = n->removed;
}

void keeping_note(struct keeping *k, const struct keeping_facts *facts)
{
	struct history_entry *e = &k->entry;
	int err;

	if (!k->on)
		return;
	e->time = (int64_t)time(NULL);
	e->clock_ms = clock_boot_ms();
	e->genid = facts->genid;
	e->verb = arena_strndup(&e->arena, facts->verb, strlen(facts->verb));
	note_who(e, &k->who);
	if (facts->sources)
		note_files(e, facts->sources);
	note_counts(e, &facts->plan->counts);
	past_note_before(e, facts->plan);
	err = past_note_after(e, facts->plan, facts->sock);
	if (!err)
		err = kernel_socket_netns(facts->sock, &e->netns);
	if (err)
		keeping_say(k->opt, "this change is not in", err);
	k->noted = !err;
}

void keeping_add_diff(struct keeping *k, const char *text, const char *json)
{
	struct pack *block = k->entry.block;

	if (!k->noted)
		return;
	pack_add(&block[HISTORY_DIFF], text, strlen(text));
	pack_add(&block[HISTORY_ITEMS], json, strlen(json));
}

void keeping_save(struct keeping *k)
{
	struct pack bytes = { 0 };
	uint64_t number;
	int err;

	if (!k->noted)
		return;
	k->noted = false;
	history_entry_write(&k->entry, &bytes);
	err = clerk_add(&k->clerk, &bytes, &number);
	pack_release(&bytes);
	if (err)
		keeping_say(k->opt, "the change is made, but is not in", err);
	else if (k->opt->verbose)
		messages_sayf(k->opt, SAY_NOTE,
			      "the change is number %llu of the history",
			      (unsigned long long)number);
}

void keeping_end(struct keeping *k)
{
	clerk_end(&k->clerk);
	if (k->on)
		history_entry_release(&k->entry);
	k->on = k->noted = false;
}
