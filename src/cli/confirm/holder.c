#include "config.h"

#include "cli/confirm/holder.h"

#include "base/clock.h"
#include "cli/confirm/waiting.h"
#include "cli/user/exit.h"
#include "cli/user/pipes.h"
#include "history/unconfirmed.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

/* ---- before the process is split ---- */

/* Others wait for the end of what they have lent: a pipe, a terminal. */
static void note_inherited(struct holder *h)
{
	for (unsigned int fd = STDERR_FILENO + 1;
	     fd < 64 * ARRAY_SIZE(h->inherited); fd++)
		if (fcntl((int)fd, F_GETFD) >= 0)
			h->inherited[fd / 64] |= UINT64_C(1) << fd % 64;
}

static void close_inherited(const struct holder *h)
{
	for (unsigned int fd = 0; fd < 64 * ARRAY_SIZE(h->inherited); fd++)
		if (h->inherited[fd / 64] >> fd % 64 & 1)
			close((int)fd);
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int claim(struct claim *c, const struct options *o)
{
	uint64_t netns;
	int err = waiting_there(waiting_netns(o), &netns);

	return err < 0 ? err : records_claim(c, netns);
}

/* One a line; commands of the command line are one. */
static void name_inputs(struct record *r, const struct words *list, char end)
{
	char *at = r->files, *last = at + sizeof(r->files) - 2;

	for (size_t i = 0; i < list->count; i++) {
		const char *name = list->list[i];

		if ((size_t)(last - at) < strlen(name) + 1)
			break;
		for (; *name; name++)
			*at++ = *name == '\n' ? '?' : *name;
		*at++ = end;
	}
	if (at > r->files)
		at[-1] = '\n';
	*at = '\0';
}

int holder_open(struct holder *h, const struct options *o)
{
	int err;

	*h = (struct holder){ .opt = o, .to_starter = -1,
			       .from_starter = -1, .to_probe = -1,
			       .from_probe = -1 };
	touched_init(&h->touched);
	noting_init(&h->noting);
	note_inherited(h);
	err = claim(&h->claim, o);
	if (err < 0)
		return err;
	h->claim.now.uid = getuid();
	h->claim.now.seconds = o->confirm;
	if (o->text.count > 0)
		name_inputs(&h->claim.now, &o->text, ' ');
	else
		name_inputs(&h->claim.now, &o->files, '\n');
	h->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
	h->signals = open_signals();
	h->null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (h->timer >= 0 && h->signals >= 0 && h->null >= 0)
		return 0;
	err = -errno;
	holder_close(h);
	return err;
}

/* No start of the machine loads anything into another namespace. */
int holder_begin(struct holder *h)
{
	if (h->opt->netns.count)
		return 0;
	return noting_open(&h->noting, h->opt->root, true);
}

void holder_close(struct holder *h)
{
	const int fds[] = { h->timer, h->signals, h->null };

	if (h->begun)
		back_release(&h->back);
	touched_release(&h->touched);
	noting_close(&h->noting);
	records_release(&h->claim);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* ---- what is known of it ---- */

static int note(struct holder *h, enum record_state state)
{
	int err;

	h->claim.now.state = state;
	h->claim.now.at = time(NULL);
	err = records_write(&h->claim);
	if (state != RECORD_PENDING)
		records_let_go(&h->claim);
	return err;
}

static void start_clock(struct holder *h)
{
	struct record *r = &h->claim.now;
	struct itimerspec at = { 0 };

	r->deadline_ms = clock_boot_ms() + UINT64_C(1000) * r->seconds;
	r->until = time(NULL) + r->seconds;
	at.it_value.tv_sec = (time_t)(r->deadline_ms / 1000);
	at.it_value.tv_nsec = (long)(r->deadline_ms % 1000) * 1000000;
	(void)timerfd_settime(h->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

const char *holder_why(const struct holder *h)
{
	return h->back.why;
}

int holder_code(enum record_state state)
{
	static const int8_t codes[RECORD_STATES] = {
		[RECORD_PENDING] = EXIT_DONE,
		[RECORD_CONFIRMED] = EXIT_DONE,
		[RECORD_REVERTED] = EXIT_REVERTED,
		[RECORD_REJECTED] = EXIT_REVERTED,
		[RECORD_FAILED] = EXIT_UNKNOWN,
	};

	return codes[state];
}

/* ---- the change ---- */

static void begin(struct holder *h, struct kernel_socket *sock,
		  const struct read_choice *tables)
{
	if (h->begun)
		back_release(&h->back);
	back_init(&h->back, sock, tables);
	h->begun = true;
}

static int guard(struct holder *h, const char *what, const char *why)
{
	snprintf(h->back.why, sizeof(h->back.why), "%s cannot be written: %s",
		 what, why);
	return EXIT_GUARDED;
}

/* From here on the record says that a change waits, and the disk that its inputs
 * are not confirmed, if only because the holder was killed before it made the
 * change. */
static int announce(struct holder *h, const struct source_set *sources)
{
	int err = noting_write(&h->noting, sources);

	if (err < 0)
		return guard(h, "the note of its files in " STATE_FOLDER,
			     history_folder_why(err));
	/* Where there is no room for it, the change is only less safe. */
	(void)saved_write(h->claim.saved, &h->back, &h->touched);
	start_clock(h);
	err = note(h, RECORD_PENDING);
	if (err < 0)
		return guard(h, "its record", strerror(-err));
	(void)setsid();
	return LOAD_GOES_ON;
}

/* There is no way back, or it is not known what there is. */
static int code_of(int code)
{
	return code == LOAD_CONFLICT ? code : EXIT_GUARDED;
}

static void touch_nothing(struct holder *h)
{
	touched_release(&h->touched);
	touched_init(&h->touched);
}

int holder_ready(void *ctx, struct sync *s)
{
	struct holder *h = ctx;
	struct read_choice tables = sync_tables(s);
	int code;

	begin(h, s->t->sock, &tables);
	if (!back_restores(&h->back, &s->present.state))
		return EXIT_GUARDED;
	code = back_save(&h->back, s->present.reading.genid);
	if (code != LOAD_DONE)
		return code_of(code);
	touch_nothing(h);
	touched_add_state(&h->touched, &h->back.saved.state);
	touched_add_state(&h->touched, &s->wanted.state);
	return announce(h, &s->t->input->sources);
}

int holder_ready_load(void *ctx, const struct transaction *t, uint32_t *genid)
{
	struct holder *h = ctx;
	const struct read_choice tables = { .table = touched_has,
					    .ctx = &h->touched };
	int code;

	touch_nothing(h);
	touched_find(&h->touched, &t->batch);
	begin(h, t->sock, &tables);
	h->back.is_load = true;
	code = back_save(&h->back, *genid);
	if (code == LOAD_DONE)
		code = back_restores_from(&h->back, &t->batch);
	if (code != LOAD_DONE)
		return code_of(code);
	*genid = h->back.saved.reading.genid;
	return announce(h, &t->input->sources);
}

void holder_drop(struct holder *h)
{
	noting_drop(&h->noting);
	memset(&h->claim.now, 0, sizeof(h->claim.now));
	records_write(&h->claim);
}

static enum record_state take_back(struct holder *h, enum record_state state)
{
	if (back_go(&h->back) != LOAD_DONE)
		state = RECORD_FAILED;
	note(h, state);
	return state;
}

enum record_state holder_doubt(struct holder *h)
{
	return take_back(h, RECORD_REVERTED);
}

enum record_state holder_made(struct holder *h)
{
	int code;

	start_clock(h);
	note(h, RECORD_PENDING);
	code = back_prove(&h->back);
	/* Others were faster than the proof: it is made once more. */
	if (code == LOAD_CONFLICT)
		code = back_prove(&h->back);
	if (code == LOAD_DONE || code == LOAD_CONFLICT) {
		(void)saved_write(h->claim.saved, &h->back, &h->touched);
		return RECORD_PENDING;
	}
	return take_back(h, RECORD_REVERTED);
}

/* ---- the wait ---- */

static void let_go(struct holder *h)
{
	pipes_leave_standard(h->null);
	close_inherited(h);
	(void)!chdir("/");
	if (h->to_starter >= 0) {
		close(h->to_starter);
		close(h->from_starter);
	}
	h->to_starter = h->from_starter = -1;
}

void holder_tell(struct holder *h, int code)
{
	struct holder_word word = { .code = code };

	/* What is printed is seen before the wait. */
	fflush(NULL);
	memcpy(word.id, h->claim.now.id, sizeof(word.id));
	if (write(h->to_starter, &word, sizeof(word)) != sizeof(word) ||
	    h->opt->detach)
		let_go(h);
	if (h->to_probe >= 0)
		(void)!write(h->to_probe, "", 1);
}

/* So that nothing is printed into the line that counts the seconds. */
static void tell_decided(struct holder *h)
{
	struct holder_word word = { .decided = true };
	struct pollfd one = { .fd = h->from_starter, .events = POLLIN };

	if (h->to_starter >= 0 &&
	    write(h->to_starter, &word, sizeof(word)) == sizeof(word))
		(void)poll(&one, 1, 1000);
}

enum word_from { AT_CLOCK, AT_SIGNAL, AT_VERB, AT_PROBE, AT_STARTER,
		 WORDS_FROM };

static bool has_byte(int fd, char *ret)
{
	return read(fd, ret, 1) == 1;
}

/* What somebody asked for; RECORD_PENDING: nothing. */
static enum record_state asked(struct holder *h, const struct pollfd *fds)
{
	struct signalfd_siginfo info;
	char what;

	if (fds[AT_SIGNAL].revents & POLLIN &&
	    read(h->signals, &info, sizeof(info)) == sizeof(info))
		return RECORD_REVERTED;
	if (fds[AT_VERB].revents & POLLIN && has_byte(h->claim.ask, &what))
		return what == ASK_CONFIRM ? RECORD_CONFIRMED :
		       what == ASK_REJECT  ? RECORD_REJECTED :
					     RECORD_PENDING;
	if (fds[AT_PROBE].revents) {
		if (has_byte(h->from_probe, &what) && what == ASK_CONFIRM)
			return RECORD_CONFIRMED;
		close(h->from_probe);
		h->from_probe = -1;
	}
	if (fds[AT_STARTER].revents) {
		if (has_byte(h->from_starter, &what))
			return RECORD_REVERTED;
		let_go(h);
	}
	return fds[AT_CLOCK].revents & POLLIN ? RECORD_REVERTED :
						RECORD_PENDING;
}

static enum record_state wait_for_word(struct holder *h)
{
	enum record_state state = RECORD_PENDING;

	while (state == RECORD_PENDING) {
		struct pollfd fds[WORDS_FROM] = {
			[AT_CLOCK] = { .fd = h->timer, .events = POLLIN },
			[AT_SIGNAL] = { .fd = h->signals, .events = POLLIN },
			[AT_VERB] = { .fd = h->claim.ask, .events = POLLIN },
			[AT_PROBE] = { .fd = h->from_probe, .events = POLLIN },
			[AT_STARTER] = { .fd = h->from_starter,
					 .events = POLLIN },
		};

		if (poll(fds, WORDS_FROM, -1) > 0)
			state = asked(h, fds);
		else if (errno != EINTR)
			state = RECORD_REVERTED;
	}
	return state;
}

static void log_end(const struct holder *h, enum record_state state)
{
	const char *id = h->claim.now.id;

	if (state == RECORD_FAILED)
		syslog(LOG_ERR, "change %s was not confirmed, and could not be taken back: %s",
		       id, h->back.why);
	else
		syslog(LOG_NOTICE, "change %s: %s", id,
		       record_state_name(state));
}

/* Who has confirmed it finds the disk as it should be. */
static void confirm(struct holder *h)
{
	int err = noting_strike(&h->noting);

	if (err < 0)
		syslog(LOG_WARNING, "change %s is confirmed, but " STATE_FOLDER "/" UNCONFIRMED_FILE " still names its files: %s",
		       h->claim.now.id, history_folder_why(err));
	note(h, RECORD_CONFIRMED);
}

enum record_state holder_wait(struct holder *h)
{
	enum record_state state = wait_for_word(h);

	if (state == RECORD_CONFIRMED)
		confirm(h);
	else
		state = take_back(h, state);
	tell_decided(h);
	log_end(h, state);
	return state;
}
