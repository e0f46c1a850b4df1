#include "config.h"

#include "cli/boot/boot.h"

#include "cli/boot/boot_files.h"
#include "cli/boot/boot_settings.h"
#include "cli/boot/last_good.h"
#include "cli/boot/spare_note.h"
#include "cli/run/confirm_apart.h"
#include "cli/confirm/waiting.h"
#include "cli/run/fallback.h"
#include "cli/run/told.h"
#include "cli/run/verb_load.h"
#include "cli/sync/verb_sync.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The owner of the tables, for sync. */
#define OWNER "nftload"

/* The verb `boot`: syncs the machine's ruleset, and sees to it that the machine
 * does not come up open. */
struct boot {
	const struct options *opt;
	const char *root;
	struct boot_files files;
	struct boot_settings settings;
	bool listed; /* the files are known */
	struct told *told; /* of the main run; NULL: no memory */
	struct words own; /* the fallback of the settings, if it was not tried */
	const char *last_good; /* NULL: there is none, or it was tried */
	struct pack passed; /* lines of files that nobody has confirmed */
};

/* ---- how it is loaded ---- */

/* What describes no state is loaded, and so are files that are to be
 * transactions of their own.  Nobody looks at what the unit is about to do, so
 * the guard does; a ruleset that was loaded in place of the files may go. */
static struct run_request request(struct options *o, enum load_goal goal)
{
	o->name = OWNER;
	o->must_ask = true;
	o->guard = !spare_is_noted();
	o->or_load = !o->each;
	return (struct run_request){ o, goal, o->each ? run_load : sync_files };
}

/* ---- without the settings ---- */

/* What is loaded where the settings are wrong, and for the fallback; apart, so
 * that the rights which one gives up are there for the other. */
static int run_plainly(const struct words *files,
		       int (*run)(const struct options *, enum load_goal))
{
	char name[] = "boot", *argv[] = { name, NULL };
	struct options o;
	int code = options_parse(&o, FORM_SETTINGS, 1, argv);
	struct run_request r = request(&o, LOAD_COMMIT);

	o.files = *files;
	o.at_boot = true;
	o.or_load = run == sync_files;
	r.run = run;
	if (code == 0)
		code = fallback_apart(&r);
	options_release(&o);
	return code;
}

static int load_default_files(const struct boot *b)
{
	struct boot_files files;
	int code = EXIT_INPUT;

	if (boot_files_find(&files, b->root, NULL) == 0 && files.all.count > 0)
		code = run_plainly(&files.all, sync_files);
	boot_files_release(&files);
	return code;
}

static bool is_applied(int code)
{
	return code == EXIT_DONE || code == EXIT_CHANGED ||
	       code == EXIT_UNTOLD;
}

static bool is_spare(int code)
{
	return code == EXIT_FALLBACK || code == EXIT_LAST_GOOD;
}

static bool is_there(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0;
}

static struct words one_word(struct boot *b, const char *word)
{
	struct words w = { .list = arena_zalloc(&b->files.arena,
						2 * sizeof(*w.list)),
			   .count = 1 };

	w.list[0] = word;
	return w;
}

/* Whether one file is loaded in place of the ruleset. */
static bool stands_in(const char *noun, const struct words *file)
{
	if (file->count == 0 || !is_applied(run_plainly(file, run_load)))
		return false;
	messages_tellf("the %s '%s' is loaded, not the ruleset that was asked for",
		       noun, file->list[0]);
	return true;
}

/* A setting that is wrong is no reason for a machine without a firewall; nor is
 * a ruleset that is.  code: what the start fails with. */
static int protect(struct boot *b, int code)
{
	const struct words good = b->last_good ? one_word(b, b->last_good) :
						 (struct words){ 0 };

	if (stands_in("last good state", &good))
		return EXIT_LAST_GOOD;
	if (stands_in("fallback", b->own.count ? &b->own : &b->files.fallback))
		return EXIT_FALLBACK;
	if ((b->settings.wrong ||
	     (!is_there(b->files.main) &&
	      (b->settings.opts || b->settings.file))) &&
	    is_applied(load_default_files(b)))
		messages_tell("the ruleset is loaded without the settings NFTLOAD_FILE and NFTLOAD_OPTS");
	return code;
}

/* ---- with them ---- */

/* A file that a crash has left empty is told of by its name. */
static void tell_empty(const char *path)
{
	struct stat st;

	if (path && stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size == 0 && !source_is_virtual(path))
		messages_tellf("'%s' is empty", path);
}

/* The options of the load, with the files. */
static struct options *asked(struct boot *b)
{
	struct options *o = &b->settings.load;

	o->files = b->files.all;
	o->told = b->told = told_share(1);
	if (o->files.count == 0) /* which says that it is missing */
		o->files.list[o->files.count++] =
			arena_printf(&b->files.arena, "%s/etc/nftables.conf",
				     b->root);
	return o;
}

/* Where a wrong setting, or a folder that cannot be listed, ends it. */
static int refuse_settings(const struct boot *b)
{
	if (b->settings.wrong)
		return EXIT_USAGE;
	if (!b->listed)
		return EXIT_INPUT;
	tell_empty(b->files.main);
	return GO_ON;
}

static int check(struct boot *b)
{
	struct options *o = asked(b);
	struct run_request r = request(o, LOAD_JUDGE);
	int code = refuse_settings(b);

	if (code != GO_ON)
		return code;
	if (o->fallback.count == 0)
		o->fallback = b->files.fallback;
	o->kernel = b->opt->kernel;
	o->echo = false;
	if (o->kernel == KERNEL_HERE)
		return run_or_fall_back(&r);
	/* Where there are no tables, a sync finds what a load does. */
	o->or_load = false;
	return verb_check(o);
}

/* What runs is good: it is replaced by what is asked for, or by nothing. */
static int reload(struct boot *b)
{
	struct options *o = asked(b);
	struct run_request r = request(o, LOAD_COMMIT);
	int code = refuse_settings(b);

	if (code != GO_ON)
		return code;
	o->fallback.count = 0;
	return run_or_fall_back(&r);
}

/* In a process of its own: what the load gives up may be needed again. */
static int load_asked(struct boot *b)
{
	struct options *o = asked(b);
	struct run_request r = request(o, LOAD_COMMIT);

	tell_empty(b->files.main);
	if (b->last_good)
		o->fallback = one_word(b, b->last_good);
	else if (o->fallback.count == 0)
		o->fallback = b->files.fallback;
	o->last_good = b->last_good;
	o->passed = b->passed.len ? &b->passed : NULL;
	o->at_boot = true;
	if (!b->settings.opts && !b->settings.file)
		return run_or_fall_back(&r);
	return fallback_apart(&r);
}

static bool is_protected(const struct boot *b, int code)
{
	return is_applied(code) || is_spare(code) ||
	       code == EXIT_UNKNOWN || (b->told && b->told->stays);
}

static int start(struct boot *b)
{
	bool again = b->settings.load.fallback.count > 0;
	int code;

	last_good_read_passed(b->root, &b->passed);
	b->last_good = last_good_find(&b->files.arena, b->root, &b->passed);
	if (b->settings.wrong)
		return protect(b, EXIT_USAGE);
	if (!b->listed)
		return protect(b, EXIT_INPUT);
	if (b->last_good)
		b->own = b->settings.load.fallback;
	again |= b->last_good != NULL;
	code = load_asked(b);
	b->last_good = NULL;
	if (is_protected(b, code))
		return code;
	/* Options that exclude each other, or a report in a file's place. */
	b->settings.wrong = code == EXIT_USAGE;
	if (b->settings.wrong || again ||
	    (b->settings.file && !is_there(b->files.main)))
		return protect(b, code);
	return code;
}

static int list(const struct boot *b)
{
	for (size_t i = 0; i < b->files.all.count; i++)
		puts(b->files.all.list[i]);
	return b->listed ? EXIT_DONE : EXIT_INPUT;
}

/* There is no network yet: a host name is asked for once, and briefly. */
static void bound_lookups(void)
{
	setenv("RES_OPTIONS", "timeout:1 attempts:1", false);
}

static int act(struct boot *b)
{
	int code;

	if (b->opt->list)
		return list(b);
	if (b->opt->check || b->opt->kernel)
		return check(b);
	code = waiting_check(b->opt);
	if (code != GO_ON)
		return code;
	bound_lookups();
	return b->opt->reload ? reload(b) : start(b);
}

/* What the files ask for was loaded: it is good, as far as the kernel knows. */
static void keep(struct boot *b)
{
	struct options o = b->settings.load;
	const struct run_request r = { &o, LOAD_COMMIT, last_good_keep };
	sigset_t signals;

	if (!b->told || b->settings.wrong)
		return;
	o.root = b->root;
	o.report = NULL;
	o.told = b->told;
	o.or_load = false;
	if (!last_good_is_due(&o))
		return;
	sigprocmask(SIG_SETMASK, NULL, &signals);
	(void)!apart_run(&r, &signals);
}

/* What runs now. */
static void note(struct boot *b, int code)
{
	if (is_spare(code))
		spare_note(true);
	if (!is_applied(code) || b->opt->list || b->opt->check ||
	    b->opt->kernel)
		return;
	spare_note(false);
	keep(b);
}

static int refuse(const struct options *o)
{
	bool checks = o->check || o->kernel;

	if (o->files.count > 0)
		return options_error(
			"boot finds its files itself: '%s' is for load or check",
			o->files.list[0]);
	if (o->list + checks + o->reload > 1)
		return options_error(
			"--list, --check and --reload exclude each other");
	return 0;
}

static void find(struct boot *b)
{
	int err;

	boot_settings_read(&b->settings, b->root);
	err = boot_files_find(&b->files, b->root, b->settings.file);
	b->listed = err == 0;
	if (err < 0)
		messages_tellf("the drop-ins in '%s' cannot be listed: %s",
			       b->files.bad, strerror(-err));
}

static void forget(struct boot *b)
{
	boot_files_release(&b->files);
	boot_settings_release(&b->settings);
	pack_release(&b->passed);
}

int verb_boot(struct options *o)
{
	struct boot b = { .opt = o, .root = o->root ? o->root : "" };
	int code = refuse(o);

	if (code)
		return code;
	find(&b);
	code = act(&b);
	note(&b, code);
	forget(&b);
	return code;
}

/* ---- the verb sync ---- */

static enum load_goal goal_of(const struct options *o)
{
	return o->check ? LOAD_JUDGE : LOAD_COMMIT;
}

/* As a reload, with more options. */
static int sync_again(struct boot *b)
{
	struct run_request r;
	struct options *o;
	int code = refuse_settings(b);

	if (code == GO_ON)
		code = boot_settings_add(&b->settings, b->opt);
	if (code)
		return code;
	o = asked(b);
	r = request(o, goal_of(o));
	o->fallback = b->opt->fallback;
	return run_or_fall_back(&r);
}

int verb_sync(struct options *o)
{
	const struct run_request named = { o, goal_of(o), sync_files };
	struct boot b = { .opt = o, .root = o->root ? o->root : "" };
	int code;

	if (o->confirm != NOT_GIVEN && o->files.count == 0)
		return options_error("--confirm needs a FILE");
	if (o->confirm != NOT_GIVEN)
		return confirm_apart(o, sync_files);
	code = waiting_check(o);
	if (code != GO_ON)
		return code;
	if (o->files.count > 0 && o->root)
		return options_error("--root and the file '%s' exclude each other",
				     o->files.list[0]);
	if (o->files.count > 0)
		return run_or_fall_back(&named);
	if (o->netns.count > 0)
		return options_error("--netns needs a FILE: this machine's ruleset is for its own namespace");
	if (o->name)
		return options_error("--name needs a FILE: the tables of this machine's ruleset are those of '" OWNER "'");
	find(&b);
	code = sync_again(&b);
	if (b.told) /* something was tried */
		note(&b, code);
	forget(&b);
	return code;
}
